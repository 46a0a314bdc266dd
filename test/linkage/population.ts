/**
 * A simulated population known to two agencies: people, some of one household, with values that agree at known
 * levels. The truth about every candidate pair is known, so what the model says of it can be held against it.
 */
import { manifestChance } from '../../src/linkage/chance.ts';
import { type ComparisonPlan, comparisonPlan } from '../../src/linkage/comparison.ts';
import type { ModelInput, Pattern } from '../../src/linkage/model.ts';
import { ChanceSample, chanceOf, householdChanceOf } from '../../src/pseudonymise/chance.ts';
import type { SchemeIdentifier } from '../../src/pseudonymise/index.ts';
import type { IdentifierKey, Levels } from '../../src/standardise/index.ts';
import { below, type Random, seeded } from './random.ts';
import { schemeOf } from './schemes.ts';

export const SCHEME = schemeOf(
  'surname.exact+date-of-birth.full',
  'surname.phonetic+date-of-birth.full',
  'forename.exact+date-of-birth.full',
  'forename.initial+date-of-birth.full',
  'date-of-birth.full+postcode.unit',
  'date-of-birth.full+postcode.sector',
  'forename.exact+surname.exact+date-of-birth.year-month',
  'forename.exact+surname.exact+date-of-birth.year',
  'forename.exact+surname.phonetic+postcode.sector',
  'surname.exact+postcode.unit',
  'forename.exact+postcode.unit',
  'postcode.unit+date-of-birth.year-month',
);

export const PLAN: ComparisonPlan = comparisonPlan(SCHEME);

export const indexOf = (identifier: SchemeIdentifier): number => SCHEME.identifiers.indexOf(identifier);

/** What one record of a person says. */
interface Facts {
  readonly surname: number;
  readonly forename: number;
  readonly born: readonly [year: number, month: number, day: number];
  readonly unit: number;
}

interface Local {
  readonly person: number;
  readonly household: number;
  readonly levels: ReadonlyMap<IdentifierKey, Levels>;
}

export interface PopulationOptions {
  /** People in the population; each agency knows about half of them. */
  readonly people: number;
  /** Share of people who live with others of the population. */
  readonly together: number;
  /** How often a second record of a person has another surname, forename, date of birth, postcode. */
  readonly faults: number;
  /** Share of an agency's people whom it knows twice. */
  readonly twice: number;
}

export interface Simulated {
  readonly input: ModelInput;
  /** For each candidate pair, its pattern and whether it is one person, or two of one household. */
  readonly pairs: readonly {
    readonly pattern: number;
    readonly same: boolean;
    readonly housemates: boolean;
  }[];
  /** For each block, how many pairs of all possible ones are one person. */
  readonly truePairs: readonly number[];
  /** By identifier, how often two records of one person agree at the strictest level. */
  readonly strictest: readonly number[];
}

const SURNAMES = 400;
const FORENAMES = 150;
const UNITS = 900;

/** Few are frequent, many are rare. */
const skewed = (random: Random, count: number): number => Math.floor(count * random() ** 2);

export function simulate(seed: number, options: PopulationOptions): Simulated {
  const random = seeded(seed);
  const people = population(random, options);
  const agencies = [0, 1].map(() => {
    const known = people.filter(() => random() < 0.5);
    const again = known.filter(() => random() < options.twice);
    return [...known, ...again].map(({ facts, ...person }) => ({
      ...person,
      levels: levelsOf(faulty(facts, random, options)),
    }));
  });
  return observed(agencies);
}

function population(random: Random, { people, together }: PopulationOptions) {
  const made: { person: number; household: number; facts: Facts }[] = [];
  while (made.length < people) {
    const surname = skewed(random, SURNAMES);
    const unit = below(random, UNITS);
    const household = made.length;
    const size = random() < together ? 2 + below(random, 2) : 1;
    for (let member = 0; member < size; member += 1) {
      made.push({
        person: made.length,
        household,
        facts: {
          surname: random() < 0.8 ? surname : skewed(random, SURNAMES),
          forename: skewed(random, FORENAMES),
          born: [below(random, 60), below(random, 12), below(random, 28)],
          unit,
        },
      });
    }
  }
  return made;
}

/** A record of a person, with faults. Every second fault is a near miss. */
function faulty(facts: Facts, random: Random, { faults }: PopulationOptions): Facts {
  const wrong = (): boolean => random() < faults;
  const near = random() < 0.5;
  const [year, month, day] = facts.born;
  return {
    surname: wrong() ? (near ? facts.surname ^ 1 : skewed(random, SURNAMES)) : facts.surname,
    forename: wrong() ? skewed(random, FORENAMES) : facts.forename,
    born: wrong() ? [near ? year : below(random, 60), month, (day + 1 + below(random, 27)) % 28] : facts.born,
    unit: wrong()
      ? near
        ? facts.unit - (facts.unit % 3) + below(random, 3)
        : below(random, UNITS)
      : facts.unit,
  };
}

/** Values at every level, each a function of the exact one, so that agreement carries to what it implies. */
function levelsOf({ surname, forename, born: [year, month, day], unit }: Facts): Map<IdentifierKey, Levels> {
  const sector = Math.floor(unit / 3);
  const name = (exact: number): Levels => ({
    exact: `n${exact}`,
    phonetic: `p${exact >> 1}`,
    head: `h${exact >> 3}`,
    initial: `i${exact >> 5}`,
  });
  return new Map<IdentifierKey, Levels>([
    ['surname', name(surname)],
    ['forename', name(forename)],
    [
      'date-of-birth',
      {
        full: `${year}-${month}-${day}`,
        'year-month': `${year}-${month}`,
        'year-day': `${year}--${day}`,
        'month-day': `${month}-${day}`,
        year: String(year),
      },
    ],
    ['postcode', { unit: `u${unit}`, sector: `s${sector}`, district: `d${Math.floor(sector / 10)}` }],
  ]);
}

function observed(agencies: readonly (readonly Local[])[]): Simulated {
  const locals = agencies.flatMap((people, agency) => people.map((person) => ({ ...person, agency })));
  const blocks = [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map(([left, right]) => {
    const [one, other] = [agencies[left!]!.length, agencies[right!]!.length];
    return {
      left: left!,
      right: right!,
      possiblePairs: left === right ? (one * (one - 1)) / 2 : one * other,
    };
  });
  const blockOf = (a: number, b: number): number => locals[a]!.agency + locals[b]!.agency;
  const patterns: (Pattern & { pairs: number })[] = [];
  const known = new Map<string, number>();
  const pairs: { pattern: number; same: boolean; housemates: boolean }[] = [];
  for (const [key, bits] of candidates(locals)) {
    const [a, b] = key.split(' ').map(Number) as [number, number];
    const seen = PLAN.observe(bits, (1 << SCHEME.identifiers.length) - 1);
    const name = `${blockOf(a, b)} ${seen.join()}`;
    const pattern = known.get(name) ?? patterns.push({ block: blockOf(a, b), observed: seen, pairs: 0 }) - 1;
    known.set(name, pattern);
    patterns[pattern]!.pairs += 1;
    const same = locals[a]!.person === locals[b]!.person;
    pairs.push({ pattern, same, housemates: !same && locals[a]!.household === locals[b]!.household });
  }
  const samples = agencies.map(sampleOf);
  const chance = samples.map((people) => manifestChance(PLAN, chanceOf(SCHEME, people), people.length));
  const household = samples.map((people) => householdChanceOf(SCHEME, people));
  return { input: { plan: PLAN, chance, household, blocks, patterns }, pairs, ...truthOf(locals, blockOf) };
}

/** The bits of agreeing match-keys, by pair of people who share some token. */
function candidates(locals: readonly Local[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  SCHEME.matchKeys.forEach(({ parts }, key) => {
    const holders = new Map<string, number[]>();
    locals.forEach(({ levels }, local) => {
      const value = parts.map(({ identifier, level }) => levels.get(identifier)![level]).join('|');
      holders.set(value, [...(holders.get(value) ?? []), local]);
    });
    for (const sharing of holders.values())
      sharing.forEach((b, index) => {
        for (const a of sharing.slice(0, index))
          found.set(`${a} ${b}`, (found.get(`${a} ${b}`) ?? 0n) | (1n << BigInt(key)));
      });
  });
  return found;
}

/** What an agency's manifest counts over. */
function sampleOf(people: readonly Local[]) {
  const sample = new ChanceSample(SCHEME);
  people.forEach(({ levels }, row) => {
    const identifiers = new Map([...levels].map(([name, values]) => [name, [values]]));
    sample.add(row.toString(16).padStart(32, '0'), { identifiers, problems: [] });
  });
  return sample.sampled.people;
}

function truthOf(locals: readonly Local[], blockOf: (a: number, b: number) => number) {
  const truePairs = [0, 0, 0];
  const agreed = SCHEME.identifiers.map(() => 0);
  let pairs = 0;
  const byPerson = new Map<number, number[]>();
  locals.forEach(({ person }, local) => {
    byPerson.set(person, [...(byPerson.get(person) ?? []), local]);
  });
  for (const records of byPerson.values())
    records.forEach((b, index) => {
      for (const a of records.slice(0, index)) {
        truePairs[blockOf(a, b)]! += 1;
        pairs += 1;
        SCHEME.identifiers.forEach((identifier, at) => {
          const level = PLAN.identifiers[at]!.levels[0]!;
          const [one, other] = [locals[a]!, locals[b]!].map(({ levels }) => levels.get(identifier)![level]);
          if (one === other) agreed[at]! += 1;
        });
      }
    });
  return { truePairs, strictest: agreed.map((count) => count / pairs) };
}
