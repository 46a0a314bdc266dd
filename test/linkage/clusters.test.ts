import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClusterOptions, cluster } from '../../src/linkage/clusters.ts';
import { cliques, type LinkRow, linksOf } from './links.ts';
import { below, type Random, seeded, shuffled } from './random.ts';

const options = (people: number, more: Partial<ClusterOptions> = {}): ClusterOptions => ({
  people,
  threshold: 0.5,
  cohesion: 0.3,
  strong: [],
  ...more,
});

const labels = (people: number, rows: readonly LinkRow[], more: Partial<ClusterOptions> = {}): number[] => [
  ...cluster(linksOf(rows), options(people, more)).label,
];

/** Tokens of one strong number by person. */
const numbers = (of: Readonly<Record<number, string | readonly string[]>>) =>
  new Map(Object.entries(of).map(([person, tokens]) => [Number(person), [tokens].flat()]));

describe('people from links', () => {
  it('leaves everybody alone where there are no links, or only weak ones', () => {
    expect(labels(4, [])).toEqual([0, 1, 2, 3]);
    expect(labels(0, [])).toEqual([]);
    expect(labels(4, [[0, 1, 0.49]])).toEqual([0, 1, 2, 3]);
    expect(labels(4, [[0, 1, 0.5]])).toEqual([0, 0, 2, 3]);
  });

  it('names a cluster by its smallest member', () => {
    expect(
      labels(6, [
        [3, 5, 0.9],
        [1, 5, 0.95],
        [1, 3, 0.9],
      ]),
    ).toEqual([0, 1, 2, 1, 4, 1]);
  });

  it('does not chain: one bridge between two couples joins neither', () => {
    expect(
      labels(4, [
        [0, 1, 0.99],
        [1, 2, 0.6],
        [2, 3, 0.99],
      ]),
    ).toEqual([0, 0, 2, 2]);
  });

  it('does not chain a long row of likely links into one person', () => {
    const row = Array.from({ length: 40 }, (_, person): LinkRow => [person, person + 1, 0.9 + person / 1000]);
    const sizes = new Map<number, number>();
    for (const label of labels(41, row)) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(4);
  });

  it('keeps a triangle whole that lacks one edge, the other two being likely', () => {
    expect(
      labels(3, [
        [0, 1, 0.95],
        [1, 2, 0.9],
      ]),
    ).toEqual([0, 0, 0]);
  });

  it('splits a triangle whose third edge cannot make up for the missing one', () => {
    expect(
      labels(3, [
        [0, 1, 0.95],
        [1, 2, 0.55],
      ]),
    ).toEqual([0, 0, 2]);
  });

  it('counts links below the threshold for and against a merge that others ask for', () => {
    // Person 3 is tied to 0 alone at 0.7, which is 0.23 over all three. Two weak links carry it over 0.3.
    const triangle: LinkRow[] = [
      [0, 1, 0.95],
      [0, 2, 0.95],
      [1, 2, 0.95],
      [0, 3, 0.7],
    ];
    expect(labels(4, triangle)).toEqual([0, 0, 0, 3]);
    expect(labels(4, [...triangle, [1, 3, 0.2], [2, 3, 0.2]])).toEqual([0, 0, 0, 0]);
  });

  it('never starts a cluster on links below the threshold, even where the cohesion would allow it', () => {
    expect(
      labels(3, [
        [0, 1, 0.45],
        [0, 2, 0.45],
        [1, 2, 0.45],
      ]),
    ).toEqual([0, 1, 2]);
  });

  it('follows the threshold and the cohesion that it is given', () => {
    const couple: LinkRow[] = [[0, 1, 0.7]];
    expect(labels(2, couple, { threshold: 0.8 })).toEqual([0, 1]);
    const path: LinkRow[] = [
      [0, 1, 0.9],
      [1, 2, 0.8],
    ];
    expect(labels(3, path, { cohesion: 0.39 })).toEqual([0, 0, 0]);
    expect(labels(3, path, { cohesion: 0.41 })).toEqual([0, 0, 2]);
  });
});

describe('strong numbers', () => {
  const couple: LinkRow[] = [[0, 1, 0.99]];

  it('that differ are two people, and the merge refused is counted', () => {
    const result = cluster(linksOf(couple), options(2, { strong: [numbers({ 0: 'a', 1: 'b' })] }));
    expect([...result.label]).toEqual([0, 1]);
    expect(result.forbidden).toBe(1);
  });

  it('that agree, in one of several, or on one side only, forbid nothing', () => {
    for (const strong of [
      [numbers({ 0: 'a', 1: 'a' })],
      [numbers({ 0: ['a', 'b'], 1: ['b', 'c'] })],
      [numbers({ 0: 'a' })],
      [numbers({ 0: 'a' }), numbers({ 1: 'a' })],
      [numbers({})],
    ]) {
      const result = cluster(linksOf(couple), options(2, { strong }));
      expect([...result.label]).toEqual([0, 0]);
      expect(result.forbidden).toBe(0);
    }
  });

  it('conflict even where another strong number agrees', () => {
    const strong = [numbers({ 0: 'a', 1: 'a' }), numbers({ 0: 'x', 1: 'y' })];
    expect(labels(2, couple, { strong })).toEqual([0, 1]);
  });

  it('keep two people apart whom a third without a number would join', () => {
    const rows: LinkRow[] = [
      [0, 1, 0.99],
      [1, 2, 0.95],
      [0, 2, 0.9],
    ];
    const result = cluster(linksOf(rows), options(3, { strong: [numbers({ 0: 'a', 2: 'b' })] }));
    expect([...result.label]).toEqual([0, 0, 2]);
    expect(result.forbidden).toBeGreaterThan(0);
  });

  it('never stand side by side in one cluster without one in common (property)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, 14, 40);
        const strong = numbers(
          Object.fromEntries(
            Array.from({ length: 14 }, (_, person) => [
              person,
              random() < 0.5 ? [`n${below(random, 4)}`] : [],
            ]),
          ),
        );
        const { label } = cluster(linksOf(rows), options(14, { strong: [strong] }));
        for (const members of groups(label)) {
          const held = members.map((person) => strong.get(person)!).filter((tokens) => tokens.length > 0);
          expect(new Set(held.flat()).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Random links of which no two are alike, so that no merge hangs on a tie. */
function someLinks(random: Random, people: number, count: number): LinkRow[] {
  const rows = new Map<string, LinkRow>();
  for (let link = 0; link < count; link += 1) {
    const a = below(random, people);
    const b = below(random, people);
    if (a !== b) rows.set(`${Math.min(a, b)} ${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b), random()]);
  }
  return [...rows.values()];
}

const groups = (label: Int32Array | readonly number[]): number[][] => {
  const members = new Map<number, number[]>();
  [...label].forEach((of, person) => {
    members.set(of, [...(members.get(of) ?? []), person]);
  });
  return [...members.values()];
};

describe('what never changes the people', () => {
  const seeds = fc.integer();
  const people = 16;

  it('the order in which links arrive, and which end comes first', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, people, 45);
        const strong = [numbers({ 1: 'a', 4: 'b', 9: 'c' })];
        const turned = shuffled(random, rows).map(
          ([a, b, p]): LinkRow => (random() < 0.5 ? [b, a, p] : [a, b, p]),
        );
        expect(cluster(linksOf(turned), options(people, { strong }))).toEqual(
          cluster(linksOf(rows), options(people, { strong })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('the order of links of equal probability', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, people, 45).map(([a, b, p]): LinkRow => [a, b, p > 0.4 ? 0.75 : 0.25]);
        expect(labels(people, shuffled(random, rows))).toEqual(labels(people, rows));
      }),
      { numRuns: 200 },
    );
  });

  it('the numbers that the people have', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, people, 45);
        const renamed = shuffled(
          random,
          Array.from({ length: people }, (_, person) => person),
        );
        const elsewhere = rows.map(([a, b, p]): LinkRow => [renamed[a]!, renamed[b]!, p]);
        const before = groups(labels(people, rows)).map((members) =>
          members.map((person) => renamed[person]!).toSorted((a, b) => a - b),
        );
        const after = groups(labels(people, elsewhere));
        const inOrder = (all: number[][]) => all.toSorted((a, b) => a[0]! - b[0]!);
        expect(inOrder(after)).toEqual(inOrder(before));
      }),
      { numRuns: 200 },
    );
  });

  it('newcomers who are linked only among themselves', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, people, 45);
        const newcomers = someLinks(random, 8, 15).map(([a, b, p]): LinkRow => [people + a, people + b, p]);
        const together = labels(people + 8, shuffled(random, [...rows, ...newcomers]));
        expect(together.slice(0, people)).toEqual(labels(people, rows));
        for (const label of together.slice(people)) expect(label).toBeGreaterThanOrEqual(people);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what every assignment is', () => {
  it('a cluster is named by its smallest member, and its members hang together by links', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const rows = someLinks(random, 20, 40);
        for (const members of groups(labels(20, rows))) {
          expect(members[0]).toBe(Math.min(...members));
          if (members.length === 1) continue;
          const inside = rows.filter(([a, b]) => members.includes(a) && members.includes(b));
          expect(Math.max(...inside.map(([, , p]) => p))).toBeGreaterThanOrEqual(0.5);
          for (const member of members)
            expect(inside.some(([a, b]) => a === member || b === member)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('people who are wholly tied to each other and to nobody else are found again', () => {
    const random = seeded(7);
    const sizes = Array.from({ length: 60 }, () => 1 + below(random, 6));
    const { rows, people, truth } = cliques(sizes, () => 0.6 + 0.4 * random());
    expect(labels(people, shuffled(random, rows))).toEqual(truth);
  });

  it('a component of two thousand links and one of a thousand people are done with', () => {
    const random = seeded(11);
    const tangle = someLinks(random, 120, 3000).slice(0, 2000);
    expect(tangle).toHaveLength(2000);
    const hub = Array.from({ length: 1000 }, (_, spoke): LinkRow => [120, 121 + spoke, 0.5 + random() / 2]);
    const result = cluster(linksOf([...tangle, ...hub]), options(1121));
    expect(result.label).toHaveLength(1121);
    expect(new Set(result.label.subarray(0, 120)).size).toBeGreaterThan(1);
  });
});
