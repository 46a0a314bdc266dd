/** Households: who lives together, and how they are related. */
import { type Day, FIRST_DAY, LAST_DAY } from './calendar.ts';
import { COUNTED, makeChildren, TWIN_SHARE, unlike } from './children.ts';
import { ethnicity, ofParents } from './ethnicity.ts';
import { childrensFamily, type FamilyName, newFamily, takenOnMarriage } from './family-names.ts';
import type { Origin, Sex } from './names.ts';
import type { Household, Person, Relation } from './people.ts';
import { makePerson, moveTo, rename, type Workshop } from './person.ts';
import type { Address } from './places.ts';
import { type Random, Weighted } from './random.ts';

/** Kinds of household and their shares among those that become known to an agency. */
const KIND_SHARES = {
  single: 7,
  couple: 14,
  family: 34,
  'lone parent': 6,
  separated: 17,
  'parent and adult child': 6,
  siblings: 3,
  'three generations': 6,
};
type Kind = keyof typeof KIND_SHARES;
const KINDS = Weighted.of(KIND_SHARES);

const MIXED_COUPLE_SHARE = 0.12;
const SAME_SEX_COUPLE_SHARE = 0.04;
const SHARED_PHONE_SHARE = 0.08;
const MARRIED_LATELY_SHARE = 0.06;
const ORDINARY_MOVE_SHARE = 0.1;
const FROM_ELSEWHERE_SHARE = 0.03;

interface Adult {
  readonly person: Person;
  readonly family: FamilyName;
}

interface AdultFacts {
  readonly relation: Relation;
  readonly sex: Sex;
  readonly age: number;
  readonly home: Address;
  readonly family?: FamilyName;
  readonly phone?: string;
  readonly twins?: object;
}

/** Makes households one after another. */
export class Households {
  readonly #shop: Workshop;
  readonly #origins: Weighted<Origin>;

  constructor(shop: Workshop, origins: Weighted<Origin>) {
    this.#shop = shop;
    this.#origins = origins;
  }

  next(): Household {
    const { random, places } = this.#shop;
    const home = random.chance(FROM_ELSEWHERE_SHARE) ? places.elsewhere(random) : places.local(random);
    const household = this.#made[KINDS.draw(random) as Kind](home);
    if (random.chance(ORDINARY_MOVE_SHARE)) {
      const day = random.between(FIRST_DAY, LAST_DAY);
      const next = random.chance(0.8) ? places.local(random) : places.elsewhere(random);
      for (const person of household.people) if (person.homes[0]!.is === home) moveTo(person, day, next);
    }
    return household;
  }

  readonly #made: Readonly<Record<Kind, (home: Address) => Household>> = {
    single: (home) => this.#single(home),
    couple: (home) => this.#couple(home, this.#olderAge(19, 50), 0),
    family: (home) => this.#couple(home, this.#shop.random.between(20, 46), this.#childCount(0.45, 6)),
    separated: (home) => this.#separated(home),
    'lone parent': (home) => this.#loneParent(home),
    'parent and adult child': (home) => this.#parentAndAdultChild(home),
    siblings: (home) => this.#siblings(home),
    'three generations': (home) => this.#threeGenerations(home),
  };

  #single(home: Address): Household {
    const sex: Sex = this.#shop.random.chance(0.56) ? 'F' : 'M';
    const age = this.#olderAge(17, 60);
    return { people: [this.#adult({ relation: 'single adult', sex, age, home }).person] };
  }

  #separated(home: Address): Household {
    const { random, places } = this.#shop;
    const apart = random.chance(0.85) ? places.local(random) : places.elsewhere(random);
    const children = random.chance(0.75) ? this.#childCount(0.4, 5) : 0;
    return this.#couple(home, random.between(20, 45), children, apart);
  }

  /** An age between two, and sometimes older. */
  #olderAge(low: number, high: number): number {
    return this.#shop.random.between(low, high) + this.#shop.random.steps(0.94, 32);
  }

  /** At least one child, each further one with the chance `more`. */
  #childCount(more: number, most: number): number {
    return 1 + this.#shop.random.steps(more, most - 1);
  }

  #adult({ age, home, relation, sex, family, ...given }: AdultFacts): Adult {
    const { random } = this.#shop;
    const own = family ?? newFamily(random, this.#origins.draw(random));
    const born = COUNTED - age * 365 - Math.floor(age / 4) - random.below(365);
    const group = ethnicity(own.origin.ethnicities.draw(random));
    const birth = { family: own, sex, born, relation, home, ethnicity: group, ...given };
    return { person: makePerson(this.#shop, birth), family: own };
  }

  /** Two partners, of whom the second is the man where there is one, and their children; `apart` is his own home. */
  #couple(home: Address, age: number, children: number, apart?: Address): Household {
    const { random } = this.#shop;
    const sameSex = children === 0 && random.chance(SAME_SEX_COUPLE_SHARE);
    const sexes: readonly Sex[] = sameSex
      ? random.pick([['F', 'F'] as const, ['M', 'M'] as const])
      : ['F', 'M'];
    const [relation, others]: Relation[] =
      apart === undefined ? ['partner', 'partner'] : ['lone parent', 'former partner'];
    const first = this.#adult({ relation: relation!, sex: sexes[0]!, age, home });
    const shared = apart === undefined && random.chance(SHARED_PHONE_SHARE) ? first.person.phone : undefined;
    const second = this.#adult({
      relation: others!,
      sex: sexes[1]!,
      age: Math.max(18, age + random.between(-4, 7)),
      home,
      ...(random.chance(MIXED_COUPLE_SHARE) ? {} : { family: newFamily(random, first.family.origin) }),
      ...(shared === undefined ? {} : { phone: shared }),
    });
    if (apart !== undefined) movedOut(random, second.person, apart);
    if (!sameSex) marry(random, first, second);
    const couple = [first.person, second.person] as const;
    const brood = {
      parents: couple,
      family: childrensFamily(second.family, first.family, second.person.forename),
      ethnicity: ofParents(first.person.ethnicity, second.person.ethnicity),
      home,
    };
    return { people: [...couple, ...makeChildren(this.#shop, brood, children)], couple };
  }

  #loneParent(home: Address): Household {
    const { random } = this.#shop;
    const sex: Sex = random.chance(0.87) ? 'F' : 'M';
    const { person, family } = this.#adult({
      relation: 'lone parent',
      sex,
      age: random.between(18, 46),
      home,
    });
    const absent = newFamily(random, random.chance(0.8) ? family.origin : this.#origins.draw(random));
    const father = absent.origin.forename(random, 'M', 1985);
    const brood = {
      parents: [person],
      family: random.chance(0.5) ? childrensFamily(absent, family, father) : family,
      ethnicity: ofParents(person.ethnicity, ethnicity(absent.origin.ethnicities.draw(random))),
      home,
    };
    return { people: [person, ...makeChildren(this.#shop, brood, this.#childCount(0.42, 5))] };
  }

  #parentAndAdultChild(home: Address): Household {
    const { random } = this.#shop;
    const parentAge = random.between(45, 82);
    const parent = this.#adult({
      relation: 'lone parent',
      sex: random.chance(0.72) ? 'F' : 'M',
      age: parentAge,
      home,
    });
    const child = this.#adult({
      relation: 'adult child',
      sex: random.chance(0.3) ? 'F' : 'M',
      age: Math.max(18, parentAge - random.between(19, 38)),
      home,
      family: parent.family,
    });
    return { people: [parent.person, child.person] };
  }

  #siblings(home: Address): Household {
    const { random } = this.#shop;
    const twins = random.chance(TWIN_SHARE) ? { twins: {} } : {};
    const { person, family } = this.#adult({
      relation: 'adult sibling',
      ...{ sex: random.pick<Sex>(['F', 'M']), age: random.between(26, 44) },
      home,
      ...twins,
    });
    const sex = random.pick<Sex>(['F', 'M']);
    const sibling = makePerson(this.#shop, {
      family,
      sex,
      born: 'twins' in twins ? person.born : person.born + random.between(400, 2600),
      relation: 'adult sibling',
      home,
      ethnicity: person.ethnicity,
      forename: unlike([person.forename], () => family.origin.forename(random, sex, 1995)),
      ...twins,
    });
    return { people: [person, sibling] };
  }

  #threeGenerations(home: Address): Household {
    const { random } = this.#shop;
    const household = this.#couple(home, random.between(24, 44), this.#childCount(0.45, 5));
    const father = household.couple![1];
    const elder = this.#adult({
      relation: 'grandparent',
      sex: random.chance(0.7) ? 'F' : 'M',
      age: Math.floor((COUNTED - father.born) / 365) + random.between(21, 36),
      home,
      family: { origin: father.origin, name: father.birthSurname },
    });
    return { ...household, people: [...household.people, elder.person] };
  }
}

function movedOut(random: Random, person: Person, to: Address): void {
  const before: Day = person.homes[0]!.from;
  if (random.chance(0.7)) person.homes[0] = { from: before, is: to };
  else moveTo(person, random.between(FIRST_DAY, LAST_DAY), to);
}

function marry(random: Random, wife: Adult, husband: Adult): void {
  const taken = takenOnMarriage(random, wife.person.birthSurname, husband.family);
  if (taken === undefined) return;
  const before = wife.person.surnames[0]!.from;
  if (random.chance(MARRIED_LATELY_SHARE)) rename(wife.person, random.between(FIRST_DAY, LAST_DAY), taken);
  else wife.person.surnames[0] = { from: before, is: taken };
}
