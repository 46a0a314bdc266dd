/** One household after another, with all that the four agencies write down about it. */
import type { Desk } from './agencies/agency.ts';
import { childrensRows } from './agencies/childrens.ts';
import { healthRows } from './agencies/health.ts';
import { housingRows } from './agencies/housing.ts';
import { policeRows } from './agencies/police.ts';
import { ordinaryLife } from './background.ts';
import { CardWriter } from './card.ts';
import type { Event } from './events.ts';
import { Households } from './households.ts';
import { readOrigins, readVariants } from './names.ts';
import type { Household } from './people.ts';
import { newWorkshop, type Workshop } from './person.ts';
import { Places } from './places.ts';
import { type AgencyId, PROFILES, scaled } from './profiles.ts';
import { Random } from './random.ts';
import { Referrals } from './referrals.ts';
import { Register } from './register.ts';
import { abuseStory, type Pair, pairOf } from './story.ts';
import type { Registration } from './truth.ts';

export interface PopulationOptions {
  readonly people: number;
  readonly seed: number;
  readonly faults?: number;
}

/** What there is to write of one household; nothing where no agency ever met it. */
export interface Telling {
  readonly household: Household;
  readonly pair: Pair | undefined;
  readonly rows: readonly (readonly [AgencyId, readonly string[]])[];
  readonly registrations: readonly Registration[];
}

/** A stream that neither people nor the order of rows are drawn from. */
const ASIDE = 100;
const ORDINARY_LIFE_BESIDE_ABUSE = 0.4;
const ORDINARY_LIFE_GOES_ON = 0.3;

export class Population {
  readonly #shop: Workshop;
  readonly #households: Households;
  readonly #desks: Readonly<Record<AgencyId, Desk & { readonly register: Register }>>;
  /** Chance for what is written down when all else of a household is. */
  readonly #aside: Random;
  readonly #referrals: Referrals;
  #registrations: Registration[] = [];

  /** `people` sets the size of the geography; `faults` multiplies the agencies' usual rates. */
  constructor({ people, seed, faults = 1 }: PopulationOptions) {
    const random = Random.from(seed);
    this.#aside = Random.from(seed, ASIDE);
    this.#referrals = new Referrals(this.#aside);
    this.#shop = newWorkshop(random, new Places(people, random));
    this.#households = new Households(this.#shop, readOrigins());
    const variants = readVariants();
    const desk = (agency: AgencyId): Desk & { readonly register: Register } => {
      const { habits, faults: usual } = PROFILES[agency];
      const rates = scaled(usual, faults);
      const cards = new CardWriter(random, variants, habits, rates);
      const register = new Register(random, cards, habits, rates, (id, person) =>
        this.#registrations.push({ agency, id, person }),
      );
      return { shop: this.#shop, register };
    };
    this.#desks = {
      police: desk('police'),
      health: desk('health'),
      housing: desk('housing'),
      childrens: desk('childrens'),
    };
  }

  /** A household with everything the agencies write down about it; `number` is its running number. */
  next(number: number): Telling {
    const household = this.#households.next();
    const pair = pairOf(this.#shop, household);
    const events = this.#events(household, pair).sort((a, b) => a.day - b.day);
    this.#registrations = [];
    for (const { register } of Object.values(this.#desks)) register.open(household);
    const rows: (readonly [AgencyId, readonly string[]])[] = events.flatMap((event) =>
      this.#rows(event, number).map((cells) => [event.agency, cells] as const),
    );
    rows.push(...this.#referralRows(events));
    return { household, pair, rows, registrations: this.#registrations };
  }

  /** Referrals of people on file, whom an agency does not take down anew for them. */
  #referralRows(events: readonly Event[]): [AgencyId, readonly string[]][] {
    const shop = { ...this.#shop, random: this.#aside };
    return this.#referrals.of(events).flatMap((event): [AgencyId, readonly string[]][] => {
      const person = event.agency === 'police' ? event.suspect! : event.person;
      const card = this.#desks[event.agency].register.onFile(person);
      if (card === undefined) return [];
      const desk = { shop, register: { card: () => ({ ...card, numbered: false }) } };
      const rows = event.agency === 'police' ? policeRows(desk, event) : housingRows(desk, event);
      return rows.map((cells) => [event.agency, cells]);
    });
  }

  #events(household: Household, pair: Pair | undefined): Event[] {
    const { random } = this.#shop;
    const events = pair === undefined ? [] : abuseStory(this.#shop, household, pair);
    if (pair === undefined || random.chance(ORDINARY_LIFE_BESIDE_ABUSE)) {
      do {
        events.push(...ordinaryLife(this.#shop, household));
      } while (random.chance(ORDINARY_LIFE_GOES_ON));
    }
    return events;
  }

  #rows(event: Event, number: number): string[][] {
    const desks = this.#desks;
    if (event.agency === 'police') return policeRows(desks.police, event);
    if (event.agency === 'health') return healthRows(desks.health, event);
    if (event.agency === 'housing') return housingRows(desks.housing, event);
    return childrensRows(desks.childrens, event, number);
  }
}
