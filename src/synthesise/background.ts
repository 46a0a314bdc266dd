/** What agencies see of people for reasons that have nothing to do with abuse. */
import { ageOn, type Day, FIRST_DAY, LAST_DAY } from './calendar.ts';
import { childrensWork } from './childrens-work.ts';
import type { Event } from './events.ts';
import { otherApplication } from './homelessness.ts';
import type { Household, Person } from './people.ts';
import type { Workshop } from './person.ts';

const CRIMES_AGAINST = [
  'Residential burglary',
  'Theft of a vehicle',
  'Theft from the person',
  'Fraud',
  'Robbery',
];
const CRIMES_BY = [
  'Shoplifting',
  'Possession of cannabis',
  'Drink driving',
  'Public order offence',
  'Common assault',
];
const ED_OUTCOMES = ['Treated and discharged', 'Admitted', 'Referred to clinic', 'Left before treatment'];

/** One event of an ordinary life, or several where children's services stay involved. */
export function ordinaryLife(shop: Workshop, household: Household): Event[] {
  const { random } = shop;
  const day = random.between(FIRST_DAY, LAST_DAY);
  const born = household.people.filter((person) => person.born < day);
  const adults = born.filter((person) => ageOn(person.born, day) >= 18);
  const what = random.fraction();
  if (what < 0.46) return born.length === 0 ? [] : [emergency(shop, random.pick(born), day)];
  if (what < 0.66) {
    const source = random.pick(['2A', '2A', '2B', '3A', '3B', '3D', '5B', '1A', '9']);
    return childrensWork(shop, { household, day, source, gravity: 0.35 });
  }
  if (adults.length === 0) return [];
  if (what < 0.79) return otherApplication(shop, household, random.pick(adults), day);
  return [crime(shop, random.pick(adults), day, what < 0.91)];
}

function emergency({ random }: Workshop, person: Person, day: Day): Event {
  return {
    agency: 'health',
    day,
    person,
    type: 'Emergency department attendance',
    abuse: 'no',
    outcome: random.pick(ED_OUTCOMES),
  };
}

function crime(shop: Workshop, person: Person, day: Day, against: boolean): Event {
  const { random } = shop;
  return {
    agency: 'police',
    day,
    case: shop.dealt.cases++,
    offence: random.pick(against ? CRIMES_AGAINST : CRIMES_BY),
    abuse: false,
    ...(against ? { victim: person } : { suspect: person }),
    children: 0,
    outcome: random.pick(['No suspect identified', 'Under investigation', 'Charged or summonsed', 'Caution']),
  };
}
