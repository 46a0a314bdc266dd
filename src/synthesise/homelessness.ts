/** Homelessness applications, in the terms of the H-CLIC return. */
import { type Day, LAST_DAY } from './calendar.ts';
import { type Application, childrenOn, type Event } from './events.ts';
import { type Household, on, type Person } from './people.ts';
import { moveTo, type Workshop } from './person.ts';
import type { Address } from './places.ts';
import { Weighted } from './random.ts';

const DUTIES = Weighted.of({ 'Prevention duty': 35, 'Relief duty': 38, 'Main duty': 15, 'No duty owed': 12 });
const TENURES = Weighted.of({
  'Private rented': 38,
  'Social rented': 24,
  'Living with family': 20,
  'Living with friends': 10,
  'Owner occupied': 8,
});
const SECURED = ['Social rented', 'Private rented', 'Supported housing', 'Living with family'];
const OUTCOMES = Weighted.of({
  'Social rented': 20,
  'Private rented': 20,
  'Supported housing': 12,
  'Living with family': 8,
  'Contact lost': 16,
  'Withdrew application': 12,
  '56 days elapsed': 12,
});
const NEVER_CLOSED_SHARE = 0.15;

/** What is known of an application when it is made. */
export interface Claim {
  readonly person: Person;
  readonly day: Day;
  readonly reason: string;
  readonly children: number;
  /** The duty owed; drawn where it is not given. */
  readonly duty?: string;
  readonly lastSettled?: Address;
  /** When the duty would end, and the home that would end it. */
  readonly closes: Day;
  readonly next: Address;
  /** What stands for the outcome while the duty goes on. */
  readonly meanwhile: string;
}

/** The application of a main applicant. */
export function application({ random, dealt }: Workshop, claim: Claim): Application {
  const { person, day, reason, children, duty, lastSettled, closes, next, meanwhile } = claim;
  const closed = closes <= LAST_DAY && !random.chance(NEVER_CLOSED_SHARE);
  const outcome = closed ? OUTCOMES.draw(random) : meanwhile;
  return {
    agency: 'housing',
    case: dealt.cases++,
    day,
    person,
    main: true,
    reason,
    duty: duty ?? DUTIES.draw(random),
    tenure: TENURES.draw(random),
    outcome,
    ...(closed ? { ended: closes } : {}),
    ...(SECURED.includes(outcome) ? { placed: next } : {}),
    ...(lastSettled === undefined ? {} : { lastSettled }),
    children,
  };
}

const OTHER_REASONS = [
  'End of private rented tenancy - assured shorthold',
  'Family no longer willing or able to accommodate',
  'Friends no longer willing or able to accommodate',
  'Non-violent relationship breakdown with partner',
  'End of social rented tenancy',
  'Eviction from supported housing',
  'Left institution with no accommodation available',
  'Property disrepair',
];
const PARTNER_APPLIES_TOO = 0.4;

/** An application for a reason that is not abuse. Whoever lives together moves together when a home is found. */
export function otherApplication(shop: Workshop, household: Household, person: Person, day: Day): Event[] {
  const { random, places } = shop;
  const home = on(person.homes, day);
  const main = application(shop, {
    person,
    day,
    reason: random.pick(OTHER_REASONS),
    children: childrenOn(household, day).length,
    closes: day + random.between(15, 170),
    next: random.chance(0.85) ? places.local(random) : places.elsewhere(random),
    meanwhile: 'Duty not ended',
  });
  const together = household.people.filter((other) => on(other.homes, day) === home);
  if (main.ended !== undefined && main.placed !== undefined) {
    const settled = together.filter((other) => other.homes.at(-1)!.is === home);
    for (const other of settled) moveTo(other, main.ended, main.placed);
  }
  const partner = household.couple?.find((other) => other !== person && together.includes(other));
  return partner !== undefined && random.chance(PARTNER_APPLIES_TOO)
    ? [main, { ...main, person: partner, main: false }]
    : [main];
}
