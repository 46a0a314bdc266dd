import { describe, expect, it } from 'vitest';
import { between, type Chance, manifestChance, withoutKnownTwice } from '../../src/linkage/chance.ts';
import { comparisonPlan } from '../../src/linkage/comparison.ts';
import { ChanceSample, chanceOf } from '../../src/pseudonymise/chance.ts';
import type { IdentifierChance, SchemeIdentifier } from '../../src/pseudonymise/index.ts';
import type { Levels } from '../../src/standardise/index.ts';
import { below, pick, seeded } from './random.ts';
import { schemeOf } from './schemes.ts';

const SCHEME = schemeOf(
  'surname.exact+date-of-birth.full',
  'date-of-birth.full+postcode.unit',
  'date-of-birth.full+postcode.sector',
  'date-of-birth.full+postcode.district',
);
const PLAN = comparisonPlan(SCHEME);
const at = (identifier: SchemeIdentifier): number => SCHEME.identifiers.indexOf(identifier);

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** A manifest's entry in which each level has the given chance of being the strictest that agrees. */
const entry = (
  identifier: SchemeIdentifier,
  present: number,
  strictest: Readonly<Record<string, number>>,
): IdentifierChance => ({
  identifier,
  present,
  levels: Object.entries(strictest).map(([level, u]) => ({ level, distinct: 1, u, strictest: u })),
});

describe('a manifest as chance agreement', () => {
  it('gives each level its own share and leaves the rest to none', () => {
    const chance = manifestChance(
      PLAN,
      [entry('postcode', 1, { unit: 0.001, sector: 0.01, district: 0.1 })],
      1000,
    );
    expect(chance).toHaveLength(PLAN.identifiers.length);
    expect([...chance[at('postcode')]!]).toEqual([0.001, 0.01, 0.1, expect.closeTo(0.889, 12)]);
  });

  it('floors what the sample was too small to show, at one in the square of the people who have it', () => {
    const chance = manifestChance(PLAN, [entry('postcode', 0.5, { unit: 0, sector: 0, district: 0.1 })], 200);
    const floor = 1 / 100 ** 2;
    expect([...chance[at('postcode')]!]).toEqual([floor, floor, 0.1, expect.closeTo(0.9 - 2 * floor, 12)]);
  });

  it('floors identifiers and levels that the manifest does not have, even without people', () => {
    for (const [manifest, sampled] of [
      [[], 1000],
      [[], 0],
      [[entry('postcode', 0, { unit: 0, sector: 0, district: 0 })], 0],
    ] as const) {
      for (const probabilities of manifestChance(PLAN, manifest, sampled)) {
        for (const u of probabilities) {
          expect(u).toBeGreaterThan(0);
          expect(u).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});

describe('people known twice are taken out', () => {
  /** Local people of whom some are one person, with the postcode that each record of them has. */
  function population(seed: number) {
    const random = seeded(seed);
    const people = Array.from({ length: 60 }, (_, person) => ({ person, postcode: postcode(random) }));
    const again = people.slice(0, 20).map(({ person, postcode: known }) => ({
      person,
      postcode: random() < 0.7 ? known : postcode(random),
    }));
    return [...people, ...again];
  }

  function postcode(random: () => number): Levels {
    const district = pick(random, ['ZZ1', 'ZZ2', 'ZZ3', 'ZZ4']);
    const sector = `${district}${below(random, 3)}`;
    return { unit: `${sector}${below(random, 4)}`, sector, district };
  }

  const LEVELS = ['unit', 'sector', 'district'];

  /** The share of pairs in each category, by counting every pair. */
  function counted(
    people: ReturnType<typeof population>,
    wanted: (one: number, other: number) => boolean,
  ): { shares: number[]; pairs: number } {
    const counts = [0, 0, 0, 0];
    people.forEach((one, index) => {
      for (const other of people.slice(index + 1)) {
        if (!wanted(one.person, other.person)) continue;
        const strictest = LEVELS.findIndex((level) => one.postcode[level] === other.postcode[level]);
        counts[strictest < 0 ? LEVELS.length : strictest]! += 1;
      }
    });
    const pairs = counts.reduce((a, b) => a + b, 0);
    return { shares: counts.map((count) => count / pairs), pairs };
  }

  function manifestOf(people: ReturnType<typeof population>): Chance {
    const sample = new ChanceSample(SCHEME);
    people.forEach(({ postcode: levels }, row) => {
      const reference = row.toString(16).padStart(32, '0');
      sample.add(reference, { identifiers: new Map([['postcode', [levels]]]), problems: [] });
    });
    const sampled = sample.sampled.people;
    return manifestChance(PLAN, chanceOf(SCHEME, sampled), sampled.length);
  }

  it.each([1, 2, 3])(
    'so that what is left is the chance between different people (population %i)',
    (seed) => {
      const people = population(seed);
      const all = counted(people, () => true);
      const same = counted(people, (one, other) => one === other);
      const different = counted(people, (one, other) => one !== other);
      const observed = manifestOf(people);
      all.shares.forEach((share, category) => {
        expect(observed[at('postcode')]![category]).toBeCloseTo(share, 4);
      });
      const known = same.pairs / all.pairs;
      const asOnePerson = PLAN.identifiers.map(({ identifier, categories }) =>
        identifier === 'postcode'
          ? Float64Array.from(same.shares)
          : new Float64Array(categories).fill(1 / categories),
      );
      const left = withoutKnownTwice(observed, asOnePerson, known)[at('postcode')]!;
      different.shares.forEach((share, category) => {
        expect(left[category]).toBeCloseTo(share, 4);
      });
      expect(left[0]).toBeLessThan(observed[at('postcode')]![0]!);
    },
  );

  it('changes nothing where nobody is known twice', () => {
    const observed = manifestOf(population(4));
    const same = PLAN.identifiers.map(({ categories }) => new Float64Array(categories).fill(1 / categories));
    withoutKnownTwice(observed, same, 0).forEach((left, identifier) => {
      left.forEach((u, category) => {
        expect(u).toBeCloseTo(observed[identifier]![category]! / sum(observed[identifier]!), 10);
      });
    });
  });

  it('never takes all of a chance away, however many are said to be known twice', () => {
    const observed = manifestOf(population(5));
    const same = PLAN.identifiers.map(({ categories }) => {
      const exact = new Float64Array(categories);
      exact[0] = 1;
      return exact;
    });
    for (const left of withoutKnownTwice(observed, same, 0.5)) {
      expect(sum(left)).toBeCloseTo(1, 12);
      for (const u of left) expect(u).toBeGreaterThan(0);
    }
  });
});

describe('chance between two agencies', () => {
  const of = (...u: number[]): Chance => PLAN.identifiers.map(() => Float64Array.from(u));

  it('is the geometric mean of the two for every level, and none is the rest', () => {
    for (const mean of between(of(0.01, 0.04, 0.95), of(0.04, 0.01, 0.95))) {
      expect([...mean]).toEqual([
        expect.closeTo(0.02, 12),
        expect.closeTo(0.02, 12),
        expect.closeTo(0.96, 12),
      ]);
    }
  });

  it('is the common chance where both are alike, and does not depend on which comes first', () => {
    const one = of(0.001, 0.2, 0.799);
    const other = of(0.3, 0.1, 0.6);
    between(one, one).forEach((mean, index) => {
      mean.forEach((u, category) => {
        expect(u).toBeCloseTo(one[index]![category]!, 12);
      });
    });
    expect(between(one, other)).toEqual(between(other, one));
  });

  it('stays a distribution where almost everybody agrees', () => {
    for (const mean of between(of(0.9999, 0.0001, 0), of(0.9999, 0.0001, 0))) {
      expect(sum(mean)).toBeCloseTo(1, 10);
      for (const u of mean) expect(u).toBeGreaterThanOrEqual(0);
    }
  });
});
