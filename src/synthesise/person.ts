/** Making one person: names by custom, a birthday, the means of reaching them. */
import { type Day, dayOf, LAST_DAY, partsOf } from './calendar.ts';
import type { Ethnicity } from './ethnicity.ts';
import { bornInto, type FamilyName } from './family-names.ts';
import type { Sex } from './names.ts';
import { NhsNumbers, phone } from './numbers.ts';
import type { Person, Relation } from './people.ts';
import type { Address, Places } from './places.ts';
import type { Random } from './random.ts';

/** Before anything in the extracts. */
export const ALWAYS: Day = -1_000_000;

const MIDDLE_NAME_SHARE = 0.5;
const PHONE_SHARE = 0.9;
const EMAIL_SHARE = 0.5;
const PROTECTED_SHARE = 0.004;
/** Adults born where birthdays were not registered, and given 1 January by an office. */
const NEW_YEAR_SHARE: Readonly<Record<string, number>> = {
  'east-african': 0.12,
  arabic: 0.05,
  'south-asian-muslim': 0.03,
};
const MAIL_DOMAINS = ['post.example', 'mail.example', 'inbox.example', 'letterbox.example', 'web.example'];

/** What the making of people draws on: chance, places, and the running numbers. */
export interface Workshop {
  readonly random: Random;
  readonly places: Places;
  readonly nhsNumbers: NhsNumbers;
  /** How many of each have been given out. */
  readonly dealt: { phones: number; upns: number; pncIds: number; cases: number };
}

export const newWorkshop = (random: Random, places: Places): Workshop => ({
  random,
  places,
  nhsNumbers: new NhsNumbers(),
  dealt: { phones: 0, upns: 0, pncIds: 0, cases: 0 },
});

export interface Birth {
  readonly family: FamilyName;
  readonly sex: Sex;
  readonly born: Day;
  readonly relation: Relation;
  readonly home: Address;
  readonly ethnicity: Ethnicity;
  /** Given instead of drawing one. */
  readonly forename?: string;
  /** Somebody else's phone, given as one's own. */
  readonly phone?: string;
  readonly twins?: object;
}

export function makePerson(shop: Workshop, birth: Birth): Person {
  const { random } = shop;
  const { family, sex, home, twins } = birth;
  const { origin } = family;
  const year = partsOf(birth.born).year;
  const forename = birth.forename ?? origin.forename(random, sex, year);
  const second = random.chance(MIDDLE_NAME_SHARE) ? origin.forename(random, sex, year) : '';
  const { middle, surname } = bornInto(random, family, sex, second === forename ? '' : second);
  const adult = LAST_DAY - birth.born > 17 * 365;
  const registered = !adult || twins !== undefined || !random.chance(NEW_YEAR_SHARE[origin.id] ?? 0);
  return {
    origin,
    sex,
    born: registered ? birth.born : dayOf(year, 1, 1),
    forename,
    middle,
    birthSurname: surname,
    ethnicity: birth.ethnicity,
    relation: birth.relation,
    surnames: [{ from: ALWAYS, is: surname }],
    homes: [{ from: ALWAYS, is: home }],
    ...phoneOf(shop, birth.phone, adult),
    ...(adult && random.chance(EMAIL_SHARE) ? { email: emailOf(random, forename, surname, year) } : {}),
    ...(twins === undefined ? {} : { twins }),
    protected: random.chance(PROTECTED_SHARE),
    numbers: {},
  };
}

function phoneOf({ random, dealt }: Workshop, given: string | undefined, adult: boolean): { phone?: string } {
  if (given !== undefined) return { phone: given };
  return adult && random.chance(PHONE_SHARE) ? { phone: phone(dealt.phones++) } : {};
}

/** Somebody moves: whatever they would have done later falls away. */
export function moveTo(person: Person, day: Day, home: Address): void {
  while (person.homes.length > 1 && person.homes.at(-1)!.from >= day) person.homes.pop();
  person.homes.push({ from: day, is: home });
}

/** Somebody changes surname. */
export function rename(person: Person, day: Day, surname: string): void {
  while (person.surnames.length > 1 && person.surnames.at(-1)!.from >= day) person.surnames.pop();
  person.surnames.push({ from: day, is: surname });
}

const NOT_IN_MAIL = /[^a-z]/g;

function emailOf(random: Random, forename: string, surname: string, year: number): string {
  const [first, last] = [forename, surname].map((name) => plainLetters(name).toLowerCase());
  const local = [first, last].map((part) => part!.replace(NOT_IN_MAIL, '')).filter((part) => part !== '');
  const number = random.chance(0.6) ? String(year % 100).padStart(2, '0') : String(random.between(1, 999));
  return `${local.join(random.chance(0.5) ? '.' : '')}${number}@${random.pick(MAIL_DOMAINS)}`;
}

const MARKS = /\p{M}/gu;
const BEYOND_ASCII = /[^\u0020-\u007e]/;
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  ß: 'ss',
};

/** Letters without their marks, as a system writes them that has only the plain alphabet. */
export function plainLetters(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  return text
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(/[łŁıøØđß]/g, (letter) => UNDECOMPOSED[letter]!);
}
