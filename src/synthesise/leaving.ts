/** Leaving: where somebody goes who flees or is put out, and the homelessness application that may follow. */
import { ageOn, type Day, LAST_DAY } from './calendar.ts';
import { childrenOn, covered, type Event } from './events.ts';
import { application } from './homelessness.ts';
import { type Household, on, type Person } from './people.ts';
import { moveTo, rename, type Workshop } from './person.ts';

const REFUGE_SHARE = 0.2;
const OUT_OF_AREA_SHARE = 0.4;
const APPLIES_SHARE = 0.75;
const TAKES_OLD_NAME_SHARE = 0.12;
const EXCLUDED_APPLIES_SHARE = 0.45;

/** A victim leaves with the children, to a refuge or another home, and may apply as homeless. */
export function flees(shop: Workshop, household: Household, victim: Person, day: Day): Event[] {
  const { random, places } = shop;
  if (day > LAST_DAY) return [];
  const children = childrenOn(household, day).filter((child) => child !== victim);
  const goers = [victim, ...(victim.sex === 'F' || random.chance(0.4) ? children : [])];
  const lastSettled = on(victim.homes, day);
  const settled = day + random.between(25, 190);
  const next = random.chance(OUT_OF_AREA_SHARE) ? places.elsewhere(random) : places.local(random);
  const refuge = victim.sex === 'F' && random.chance(REFUGE_SHARE) ? places.refuge(random) : undefined;
  for (const person of goers) {
    moveTo(person, day, refuge ?? next);
    if (refuge !== undefined) moveTo(person, settled, next);
  }
  if (victim.surnames.at(-1)!.is !== victim.birthSurname && random.chance(TAKES_OLD_NAME_SHARE)) {
    rename(victim, day + random.between(20, 200), victim.birthSurname);
  }
  const applied = day + random.between(0, 14);
  if (!random.chance(APPLIES_SHARE) || !covered(applied)) return [];
  return [
    application(shop, {
      person: victim,
      day: applied,
      reason: 'Domestic abuse - victim',
      children: goers.length - 1,
      duty: random.pick(['Relief duty', 'Relief duty', 'Relief duty', 'Prevention duty', 'Main duty']),
      lastSettled,
      closes: settled,
      next,
      meanwhile: refuge === undefined ? 'Duty not ended' : 'Refuge',
    }),
  ];
}

/** A suspect is made to leave the home, and may apply as homeless. */
export function isExcluded(shop: Workshop, suspect: Person, day: Day): Event[] {
  const { random, places } = shop;
  if (day > LAST_DAY || ageOn(suspect.born, day) < 18) return [];
  const lastSettled = on(suspect.homes, day);
  const next = random.chance(0.8) ? places.local(random) : places.elsewhere(random);
  moveTo(suspect, day, next);
  const applied = day + random.between(0, 10);
  if (!random.chance(EXCLUDED_APPLIES_SHARE) || !covered(applied)) return [];
  return [
    application(shop, {
      person: suspect,
      day: applied,
      reason: 'Domestic abuse - alleged perpetrator excluded from property',
      children: 0,
      lastSettled,
      closes: applied + random.between(15, 170),
      next,
      meanwhile: 'Duty not ended',
    }),
  ];
}
