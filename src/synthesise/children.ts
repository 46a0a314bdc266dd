/** The children of a household: their birthdays, twins, and names that are not their siblings'. */
import { type Day, dayOf, partsOf } from './calendar.ts';
import type { Ethnicity } from './ethnicity.ts';
import type { FamilyName } from './family-names.ts';
import type { Sex } from './names.ts';
import type { Person } from './people.ts';
import { makePerson, type Workshop } from './person.ts';
import type { Address } from './places.ts';

/** The day on which ages are counted: the middle of the extracts. */
export const COUNTED: Day = dayOf(2024, 4, 1);
/** No child is born after this day, so that everybody has time to be met. */
const LAST_BIRTH: Day = dayOf(2024, 12, 31);

/** Share of births that are twins; about twice the national figure, so that a small population has some. */
export const TWIN_SHARE = 0.045;
const ALIKE_TWINS_SHARE = 0.65;
const NAMED_AFTER_PARENT: Readonly<Record<Sex, number>> = { M: 0.03, F: 0.01 };

/** What the children of one household have in common. */
export interface Brood {
  /** The mother first where there is one. */
  readonly parents: readonly Person[];
  readonly family: FamilyName;
  readonly ethnicity: Ethnicity;
  readonly home: Address;
}

/** Up to `count` children from the youngest to the eldest; fewer where the parent would have been too young. */
export function makeChildren(shop: Workshop, brood: Brood, count: number): Person[] {
  const { random } = shop;
  const parent = brood.parents[0]!;
  const earliest = Math.max(parent.born + 17 * 365, COUNTED - 19 * 365);
  const latest = Math.min(parent.born + 45 * 365, LAST_BIRTH);
  let born = latest > earliest ? random.between(earliest, latest) : latest;
  const made: Person[] = [];
  while (made.length < count && born > parent.born + 16 * 365) {
    const sex: Sex = random.chance(0.512) ? 'M' : 'F';
    if (made.length + 2 <= count && random.chance(TWIN_SHARE)) {
      const twins = {};
      const other: Sex = random.chance(ALIKE_TWINS_SHARE) ? sex : random.pick(['F', 'M']);
      made.push(child(shop, brood, made, sex, born, twins));
      made.push(child(shop, brood, made, other, born, twins));
    } else {
      made.push(child(shop, brood, made, sex, born));
    }
    born -= random.between(400, 1500);
  }
  return made;
}

function child(
  shop: Workshop,
  { parents, family, ethnicity, home }: Brood,
  siblings: readonly Person[],
  sex: Sex,
  born: Day,
  twins?: object,
): Person {
  const { random } = shop;
  const taken = siblings.map(({ forename }) => forename);
  const namesake = parents.find((parent) => parent.sex === sex)?.forename;
  const named = namesake !== undefined && random.chance(NAMED_AFTER_PARENT[sex]) && !taken.includes(namesake);
  const year = partsOf(born).year;
  return makePerson(shop, {
    family,
    sex,
    born,
    relation: COUNTED - born > 18 * 365 ? 'adult child' : 'child',
    home,
    ethnicity,
    forename: named ? namesake : unlike(taken, () => family.origin.forename(random, sex, year)),
    ...(twins === undefined ? {} : { twins }),
  });
}

/** A name that is not among those taken, unless chance brings nothing else. */
export function unlike(taken: readonly string[], draw: () => string): string {
  let name = draw();
  for (let tries = 0; taken.includes(name) && tries < 20; tries++) name = draw();
  return name;
}
