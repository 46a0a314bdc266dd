/**
 * A story of domestic abuse: episodes between two people, each of which the police, a hospital, a school or
 * nobody may hear of, and what follows from being heard. The rates are plausible, not estimates: they make a
 * population in which people are known to one agency or to all four, with repeats and with delays.
 */
import { ageOn, type Day, FIRST_DAY, LAST_DAY } from './calendar.ts';
import { childrensWork } from './childrens-work.ts';
import { childrenOn, covered, type Event, type Risk } from './events.ts';
import { flees, isExcluded } from './leaving.ts';
import type { Household, Person } from './people.ts';
import type { Workshop } from './person.ts';
import { Weighted } from './random.ts';

/** Two people between whom there is abuse. */
export interface Pair {
  readonly victim: Person;
  readonly suspect: Person;
  /** Each has accused the other: who is victim changes from one incident to the next. */
  readonly mutual: boolean;
}

const ABUSE_BETWEEN_PARTNERS = 0.8;
const ABUSE_IN_FAMILY = 0.72;
const WOMAN_IS_VICTIM = 0.83;
const PARENT_IS_VICTIM = 0.8;
const MUTUAL_SHARE = 0.12;

/** The pair between whom there is abuse in a household, or undefined. */
export function pairOf({ random }: Workshop, { people, couple }: Household): Pair | undefined {
  const [one, other] = couple ?? adultsOf(people);
  if (one === undefined || other === undefined) return undefined;
  if (!random.chance(couple === undefined ? ABUSE_IN_FAMILY : ABUSE_BETWEEN_PARTNERS)) return undefined;
  const oneIsVictim =
    one.sex === other.sex || couple === undefined
      ? random.chance(one.relation === 'lone parent' ? PARENT_IS_VICTIM : 0.5)
      : random.chance(WOMAN_IS_VICTIM) === (one.sex === 'F');
  const [victim, suspect] = oneIsVictim ? [one, other] : [other, one];
  return { victim, suspect, mutual: random.chance(MUTUAL_SHARE) };
}

const adultsOf = (people: readonly Person[]): Person[] =>
  people.filter(({ born }) => ageOn(born, FIRST_DAY) >= 18);

/** How likely the police hear of an episode; it differs from pair to pair. */
const REPORTING = [0.15, 0.5, 0.7, 0.85];
const GOES_ON = 0.68;
const MOST_EPISODES = 24;
const DAYS_BETWEEN = 95;

export function abuseStory(shop: Workshop, household: Household, pair: Pair): Event[] {
  return new Story(shop, household, pair).told();
}

class Story {
  readonly #shop: Workshop;
  readonly #household: Household;
  readonly #pair: Pair;
  readonly #reporting: number;
  readonly #events: Event[] = [];
  #apart = false;

  constructor(shop: Workshop, household: Household, pair: Pair) {
    this.#shop = shop;
    this.#household = household;
    this.#pair = pair;
    this.#reporting = shop.random.pick(REPORTING);
    this.#apart = pair.victim.relation === 'former partner' || pair.suspect.relation === 'former partner';
  }

  told(): Event[] {
    const { random } = this.#shop;
    let day = random.between(FIRST_DAY, LAST_DAY - 10);
    const episodes = 1 + random.steps(GOES_ON, MOST_EPISODES);
    for (let at = 0; at < episodes && day <= LAST_DAY; at++) {
      this.#episode(day, at);
      day += 1 + random.days(this.#apart ? DAYS_BETWEEN * 1.6 : DAYS_BETWEEN);
    }
    if (random.chance(0.04)) this.#disclosure();
    return this.#events;
  }

  #episode(day: Day, at: number): void {
    const { random } = this.#shop;
    const turned = this.#pair.mutual && random.chance(0.4);
    const victim = turned ? this.#pair.suspect : this.#pair.victim;
    const suspect = turned ? this.#pair.victim : this.#pair.suspect;
    const violent = random.chance(0.42);
    const risk = this.#risk(at, violent);
    if (random.chance(this.#reporting)) this.#police(day, victim, suspect, risk, violent);
    else if (random.chance(0.4)) this.#heardElsewhere(day, victim, suspect);
    if (violent && random.chance(0.24)) this.#hospital(day + random.steps(0.3, 3), victim);
    if (!this.#apart && !turned && random.chance(0.07 + (risk === 'high' ? 0.16 : 0) + at * 0.02)) {
      this.#apart = true;
      this.#events.push(...flees(this.#shop, this.#household, victim, day + random.between(0, 21)));
    }
  }

  #risk(at: number, violent: boolean): Risk {
    const { random } = this.#shop;
    const high = 0.06 + Math.min(at, 6) * 0.03 + (violent ? 0.07 : 0) + (this.#apart ? 0.05 : 0);
    return random.chance(high) ? 'high' : random.chance(0.34) ? 'medium' : 'standard';
  }

  #police(day: Day, victim: Person, suspect: Person, risk: Risk, violent: boolean): void {
    const { random } = this.#shop;
    const offence = (violent ? VIOLENT : this.#apart ? FROM_AFAR : OTHER_ABUSE).draw(random);
    const marac = random.chance(risk === 'high' ? 0.86 : 0.02);
    const children = childrenOn(this.#household, day).length;
    this.#events.push({
      agency: 'police',
      day,
      case: this.#shop.dealt.cases++,
      offence,
      abuse: true,
      victim,
      suspect,
      risk,
      ...(marac ? { marac: random.chance(0.9) ? ('heard' as const) : ('declined' as const) } : {}),
      children,
      outcome: offence === NO_CRIME ? 'No crime recorded' : OUTCOMES.draw(random),
    });
    if (children > 0 && random.chance(0.66))
      this.#children(day + random.between(1, 4), '6', risk, victim, suspect);
    if (random.chance(marac ? 0.6 : 0.06)) this.#safeguarding(day + random.between(7, 30), victim);
    if (random.chance(0.05)) this.#crisis(day + random.between(0, 6), suspect);
    if (risk === 'high' && !this.#apart && random.chance(0.14)) {
      this.#apart = true;
      this.#events.push(...isExcluded(this.#shop, suspect, day + random.between(0, 10)));
    }
  }

  #heardElsewhere(day: Day, victim: Person, suspect: Person): void {
    const { random } = this.#shop;
    const where = random.fraction();
    if (where < 0.42) this.#safeguarding(day + random.between(0, 20), victim);
    else if (where < 0.78) {
      const source = random.pick(['2A', '2A', '3A', '3B', '3E', '8', '1A', '4']);
      this.#children(day + random.between(0, 10), source, 'medium', victim, suspect);
    } else if (!this.#apart) {
      this.#apart = true;
      this.#events.push(...flees(this.#shop, this.#household, victim, day + random.between(0, 14)));
    }
  }

  #children(day: Day, source: string, risk: Risk, victim: Person, suspect: Person): void {
    const gravity = risk === 'high' ? 0.75 : risk === 'medium' ? 0.45 : 0.24;
    const concern = { household: this.#household, day, source, gravity, victim, suspect };
    this.#events.push(...childrensWork(this.#shop, concern));
  }

  #hospital(day: Day, victim: Person): void {
    const { random } = this.#shop;
    const outcome = random.pick([
      'Treated and discharged',
      'Admitted',
      'Left before treatment',
      'Referred to IDVA',
    ]);
    this.#contact(day, victim, 'Emergency department attendance', 'victim', outcome);
  }

  #safeguarding(day: Day, victim: Person): void {
    const { random } = this.#shop;
    const old = ageOn(victim.born, day) >= 60;
    if (random.chance(old ? 0.7 : 0.12)) {
      const outcome = random.chance(0.48) ? 'Enquiry under section 42' : 'No enquiry';
      this.#contact(day, victim, 'Adult safeguarding concern', 'victim', outcome);
      return;
    }
    const outcome = random.pick([
      'Advice given',
      'Referred to IDVA',
      "Referred to children's services",
      'MARAC flag',
    ]);
    const places = ['Safeguarding contact', 'Maternity safeguarding contact', 'Health visitor contact'];
    const young = victim.sex === 'F' && ageOn(victim.born, day) < 45;
    this.#contact(day, victim, young ? random.pick(places) : places[0]!, 'victim', outcome);
  }

  #crisis(day: Day, suspect: Person): void {
    this.#contact(day, suspect, 'Mental health liaison contact', 'suspect', 'Assessed and discharged');
  }

  #contact(day: Day, person: Person, type: string, abuse: 'victim' | 'suspect', outcome: string): void {
    if (covered(day)) this.#events.push({ agency: 'health', day, person, type, abuse, outcome });
  }

  /** An application under the Domestic Violence Disclosure Scheme (Clare's Law). */
  #disclosure(): void {
    const { random } = this.#shop;
    this.#events.push({
      agency: 'police',
      day: random.between(FIRST_DAY, LAST_DAY),
      case: this.#shop.dealt.cases++,
      offence: random.pick(['Disclosure scheme: right to ask', 'Disclosure scheme: right to know']),
      abuse: true,
      victim: this.#pair.victim,
      suspect: this.#pair.suspect,
      children: 0,
      outcome: random.chance(0.42) ? 'Disclosure made' : 'No disclosure',
    });
  }
}

const NO_CRIME = 'Domestic incident, no crime';
const VIOLENT = Weighted.of({
  'Common assault': 42,
  'Assault occasioning actual bodily harm': 33,
  'Grievous bodily harm': 5,
  'Non-fatal strangulation or suffocation': 9,
  'Sexual assault': 5,
  Rape: 6,
});
const OTHER_ABUSE = Weighted.of({
  [NO_CRIME]: 45,
  'Controlling or coercive behaviour': 15,
  'Criminal damage': 15,
  Harassment: 9,
  'Threats to kill': 4,
  'Public order offence': 8,
  'Theft from the person': 4,
});
const FROM_AFAR = Weighted.of({
  Harassment: 26,
  Stalking: 24,
  'Malicious communications': 18,
  'Breach of a non-molestation order': 12,
  [NO_CRIME]: 10,
  'Criminal damage': 6,
  'Threats to kill': 4,
});
const OUTCOMES = Weighted.of({
  'Charged or summonsed': 14,
  Caution: 6,
  'Evidential difficulties, victim supports action': 17,
  'Evidential difficulties, victim does not support action': 52,
  'Under investigation': 11,
});
