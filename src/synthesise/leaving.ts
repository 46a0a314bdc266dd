/** Leaving: where somebody goes who flees or is put out, and the homelessness application that may follow. */
import { ageOn, type Day, LAST_DAY } from './calendar.ts';
import { childrenOn, covered, type Event, endOf } from './events.ts';
import { type Household, on, type Person } from './people.ts';
import { moveTo, rename, type Workshop } from './person.ts';

const REFUGE_SHARE = 0.2;
const OUT_OF_AREA_SHARE = 0.4;
const APPLIES_SHARE = 0.75;
const TAKES_OLD_NAME_SHARE = 0.12;

const TENURES = [
  'Private rented',
  'Social rented',
  'Living with family',
  'Owner occupied',
  'Living with friends',
];
const SECURED = ['Social rented', 'Private rented', 'Supported housing', 'Living with family'];

/** A victim leaves with the children, to a refuge or another home, and may apply as homeless. */
export function flees(shop: Workshop, household: Household, victim: Person, day: Day): Event[] {
  const { random, places } = shop;
  if (day > LAST_DAY) return [];
  const children = childrenOn(household, day).filter((child) => child !== victim);
  const goers = [victim, ...(victim.sex === 'F' || random.chance(0.4) ? children : [])];
  const settled = day + random.between(25, 190);
  const next = random.chance(OUT_OF_AREA_SHARE) ? places.elsewhere(random) : places.local(random);
  const toRefuge = victim.sex === 'F' && random.chance(REFUGE_SHARE);
  const tenure = random.pick(TENURES);
  const lastSettled = on(victim.homes, day);
  const first = toRefuge ? places.refuge(random) : undefined;
  for (const person of goers) {
    moveTo(person, day, first ?? next);
    if (first !== undefined) moveTo(person, settled, next);
  }
  if (victim.surnames.at(-1)!.is !== victim.birthSurname && random.chance(TAKES_OLD_NAME_SHARE)) {
    rename(victim, day + random.between(20, 200), victim.birthSurname);
  }
  const applied = day + random.between(0, 14);
  if (!random.chance(APPLIES_SHARE) || !covered(applied)) return [];
  const closed = random.chance(0.85) ? endOf(Math.max(settled, applied + 1)) : {};
  const outcome =
    closed.ended === undefined
      ? 'Duty not ended'
      : random.pick([...SECURED, 'Contact lost', 'Withdrew application', '56 days elapsed']);
  return [
    {
      agency: 'housing',
      case: shop.dealt.cases++,
      day: applied,
      ...closed,
      person: victim,
      lastSettled,
      main: true,
      reason: 'Domestic abuse - victim',
      duty: random.pick(['Relief duty', 'Relief duty', 'Relief duty', 'Prevention duty', 'Main duty']),
      tenure,
      outcome: toRefuge && closed.ended === undefined ? 'Refuge' : outcome,
      ...(SECURED.includes(outcome) ? { placed: next } : {}),
      children: goers.length - 1,
    },
  ];
}

/** A suspect is made to leave the home, and may apply as homeless. */
export function isExcluded(shop: Workshop, suspect: Person, day: Day): Event[] {
  const { random, places } = shop;
  if (day > LAST_DAY || ageOn(suspect.born, day) < 18) return [];
  const next = random.chance(0.8) ? places.local(random) : places.elsewhere(random);
  const lastSettled = on(suspect.homes, day);
  moveTo(suspect, day, next);
  const applied = day + random.between(0, 10);
  if (!random.chance(0.45) || !covered(applied)) return [];
  const reason = 'Domestic abuse - alleged perpetrator excluded from property';
  return [{ ...application(shop, suspect, applied, reason, 0), lastSettled }];
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

/** An application for a reason that is not abuse. */
export function otherApplication(shop: Workshop, household: Household, person: Person, day: Day): Event[] {
  const { random } = shop;
  const children = childrenOn(household, day).length;
  const main = application(shop, person, day, random.pick(OTHER_REASONS), children);
  const partner = household.couple?.find((other) => other !== person);
  const together = partner !== undefined && on(partner.homes, day) === on(person.homes, day);
  return together && random.chance(0.4) ? [main, { ...main, person: partner, main: false }] : [main];
}

function application(shop: Workshop, person: Person, day: Day, reason: string, children: number) {
  const { random } = shop;
  const outcome = random.pick([...SECURED, 'Contact lost', 'Withdrew application', '56 days elapsed']);
  const closed = random.chance(0.8) ? endOf(day + random.between(15, 170)) : {};
  return {
    agency: 'housing',
    case: shop.dealt.cases++,
    day,
    ...closed,
    person,
    main: true,
    reason,
    duty: random.pick([
      'Prevention duty',
      'Prevention duty',
      'Relief duty',
      'Relief duty',
      'Main duty',
      'No duty owed',
    ]),
    tenure: random.pick(TENURES),
    outcome: closed.ended === undefined ? 'Duty not ended' : outcome,
    ...(closed.ended !== undefined && SECURED.includes(outcome)
      ? { placed: on(person.homes, LAST_DAY) }
      : {}),
    children,
  } as const;
}
