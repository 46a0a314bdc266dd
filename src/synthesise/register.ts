/** An agency's register: who has a local id there, and the card on file for each. */
import type { Day } from './calendar.ts';
import type { Card, CardWriter } from './card.ts';
import { localId } from './numbers.ts';
import { type Household, on, type Person } from './people.ts';
import type { Address } from './places.ts';
import type { Faults, Habits } from './profiles.ts';
import type { Random } from './random.ts';

/** Share of people whose card is brought up to date when they come again from a new address. */
const UPDATED_SHARE = 0.6;

interface File {
  card: Card;
  readonly home: Address;
}

/** Told of every local id given out. */
export type OnRegistered = (id: string, person: Person) => void;

export class Register {
  readonly #random: Random;
  readonly #cards: CardWriter;
  readonly #habits: Habits;
  readonly #faults: Faults;
  readonly #onRegistered: OnRegistered;
  #given = 0;
  #files = new Map<Person, File[]>();
  #phone: string | undefined;

  constructor(random: Random, cards: CardWriter, habits: Habits, faults: Faults, onRegistered: OnRegistered) {
    this.#random = random;
    this.#cards = cards;
    this.#habits = habits;
    this.#faults = faults;
    this.#onRegistered = onRegistered;
  }

  /** Turns to a household; what was on file for the one before is forgotten, and its local ids never given again. */
  open(household: Household): void {
    this.#files = new Map();
    this.#phone = household.people[0]!.phone;
  }

  /** The card for a row about somebody on a day; `home` where another than the present one is asked for. */
  card(person: Person, day: Day, home?: Address): Card {
    const told = { day, home, phone: person.relation === 'child' ? this.#phone : person.phone };
    const lives = home ?? on(person.homes, day);
    const random = this.#random;
    const files = this.#files.get(person) ?? [];
    const again = files.length === 1 && random.chance(this.#faults.duplicate);
    if (files.length === 0 || again) {
      const id = localId(this.#habits.localIdPrefix, this.#given++);
      const file = { card: this.#cards.write(id, person, told), home: lives };
      files.push(file);
      this.#files.set(person, files);
      this.#onRegistered(id, person);
      return file.card;
    }
    const file = random.pick(files);
    const written = (): Card => this.#cards.write(file.card.id, person, told);
    if (lives !== file.home && random.chance(UPDATED_SHARE)) file.card = withAddressOf(file.card, written());
    return random.chance(this.#faults.retaken) ? written() : file.card;
  }

  /** The card that is on file for somebody as it stands; undefined where there is none. */
  onFile(person: Person): Card | undefined {
    return this.#files.get(person)?.at(-1)?.card;
  }
}

/** The same card with a new address: the rest stays as it was taken down. */
const withAddressOf = (card: Card, { address, postcode, confidential }: Card): Card => ({
  ...card,
  address,
  postcode,
  confidential,
});
