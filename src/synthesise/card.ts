/** One person as one agency takes them down on one day: the true facts, its habits, and its faults. */
import { type DateParts, type Day, partsOf, written } from './calendar.ts';
import { type Ethnicity, NOT_STATED } from './ethnicity.ts';
import { misdated, mistyped, shortened, wrongPostcode } from './faults.ts';
import type { Sex, Variants } from './names.ts';
import { before, on, type Person } from './people.ts';
import { plainLetters } from './person.ts';
import type { Address } from './places.ts';
import type { Faults, Habits } from './profiles.ts';
import type { Random } from './random.ts';

/** What stands on file, each as text; empty where it is missing. */
export interface Card {
  readonly id: string;
  readonly surname: string;
  readonly forename: string;
  readonly middle: string;
  readonly formerSurname: string;
  readonly birth: string;
  readonly sex: Sex | '';
  readonly address: string;
  readonly postcode: string;
  readonly phone: string;
  readonly email: string;
  readonly ethnicity: Ethnicity;
  /** Whether the NHS number, UPN or PNC id that the person has is on file. */
  readonly numbered: boolean;
  /** The agency's own mark that the address must not be told. */
  readonly confidential: boolean;
}

/** What is told when a card is filled in, beside what the person is. */
export interface Told {
  readonly day: Day;
  /** The number given: a child's is a parent's. */
  readonly phone?: string | undefined;
  /** The home asked for, where it is not the present one. */
  readonly home?: Address | undefined;
}

/** Family name first, or none: clerks exchange these names more often. */
const OTHER_NAME_ORDER = new Set([
  'chinese',
  'east-african',
  'arabic',
  'south-asian-muslim',
  'sikh',
  'hindu',
  'west-african',
  'ukrainian',
]);
const NO_FIXED_ABODE = 'ZZ99 3VZ';
const UNKNOWN_BIRTH: DateParts = { year: 1900, month: 1, day: 1 };
const NOT_IN_1252 = /[^\u0020-\u007e\u00a0-\u00ffŠšŽžŸŒœ]/gu;

/** Fills in cards for one agency. */
export class CardWriter {
  readonly #random: Random;
  readonly #variants: Variants;
  readonly #habits: Habits;
  readonly #faults: Faults;

  constructor(random: Random, variants: Variants, habits: Habits, faults: Faults) {
    this.#random = random;
    this.#variants = variants;
    this.#habits = habits;
    this.#faults = faults;
  }

  /** What somebody says of themselves on a day, taken down. */
  write(id: string, person: Person, { day, phone, home: stated }: Told): Card {
    const random = this.#random;
    const faults = this.#faults;
    const stale = person.homes.length > 1 && random.chance(faults.oldAddress);
    const home = stated ?? (stale ? before : on)(person.homes, day);
    const missing = random.chance(faults.addressMissing);
    return {
      id,
      ...this.#names(person, day),
      birth: this.#birth(person),
      sex: random.chance(faults.sexMissing) ? '' : person.sex,
      address: missing ? '' : random.chance(this.#habits.shortStreets) ? shortened(home.line) : home.line,
      postcode: missing ? '' : this.#postcode(home.postcode),
      phone: phone === undefined || random.chance(faults.phoneMissing) ? '' : phone,
      email: person.email === undefined || random.chance(faults.emailMissing) ? '' : person.email,
      ethnicity: random.chance(faults.ethnicityMissing) ? NOT_STATED : person.ethnicity,
      numbered: !random.chance(faults.numberMissing),
      confidential: home.refuge,
    };
  }

  #names(person: Person, day: Day): Pick<Card, 'surname' | 'forename' | 'middle' | 'formerSurname'> {
    const random = this.#random;
    const faults = this.#faults;
    const present = on(person.surnames, day);
    const former =
      before(person.surnames, day) === present ? person.birthSurname : before(person.surnames, day);
    const changed = former !== present;
    const useFormer = changed && random.chance(faults.formerName);
    let forename = this.#taken(person.forename, faults.nickname, faults.forenameTyping);
    let surname = this.#taken(useFormer ? former : present, 0, faults.surnameTyping);
    const exchange = OTHER_NAME_ORDER.has(person.origin.id)
      ? faults.foreignNamesExchanged
      : faults.namesExchanged;
    if (random.chance(exchange)) [forename, surname] = [surname, forename];
    if (random.chance(faults.nameUnknown)) forename = 'UNKNOWN';
    return {
      forename: this.#letters(forename),
      surname: this.#capitals(this.#letters(surname)),
      middle: random.chance(faults.middleMissing) ? '' : this.#letters(person.middle),
      formerSurname:
        changed && !useFormer && random.chance(faults.formerNameStated)
          ? this.#capitals(this.#letters(former))
          : '',
    };
  }

  /** A name through the clerk's ear and fingers. */
  #taken(name: string, nickname: number, typing: number): string {
    const random = this.#random;
    const short = this.#variants.nicknames.get(name);
    if (short !== undefined && random.chance(nickname)) return random.pick(short);
    const spellings = this.#variants.spellings.get(name);
    const spelt =
      spellings !== undefined && random.chance(this.#faults.spelling) ? random.pick(spellings) : name;
    return random.chance(typing) ? mistyped(random, spelt) : spelt;
  }

  #letters(name: string): string {
    const random = this.#random;
    const { letters } = this.#habits;
    const kept =
      letters === 'plain' ? plainLetters(name) : letters === 'windows-1252' ? inWindows1252(name) : name;
    if (!/['-]/.test(kept) || !random.chance(this.#faults.punctuationLost)) return kept;
    return kept.replaceAll("'", '').replaceAll('-', random.pick([' ', '']));
  }

  #capitals(name: string): string {
    return this.#habits.capitalSurnames ? name.toUpperCase() : name;
  }

  #birth({ born }: Person): string {
    const random = this.#random;
    const faults = this.#faults;
    if (random.chance(faults.birthMissing)) return '';
    if (random.chance(faults.birthPlaceholder)) return written(UNKNOWN_BIRTH, this.#habits.dates);
    const date = partsOf(born);
    return written(random.chance(faults.birthWrong) ? misdated(random, date) : date, this.#habits.dates);
  }

  #postcode(postcode: string): string {
    const random = this.#random;
    if (random.chance(this.#faults.postcodePlaceholder)) return NO_FIXED_ABODE;
    return random.chance(this.#faults.postcodeWrong) ? wrongPostcode(random, postcode) : postcode;
  }
}

/** Letters that Windows-1252 lacks lose their marks; the others keep theirs. */
const inWindows1252 = (name: string): string =>
  name.normalize('NFC').replaceAll(NOT_IN_1252, (letter) => plainLetters(letter));
