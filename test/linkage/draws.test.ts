import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClusterOptions, cluster } from '../../src/linkage/clusters.ts';
import { DRAWS, drawClusters } from '../../src/linkage/draws.ts';
import { type LinkRow, linksOf } from './links.ts';
import { below, seeded } from './random.ts';

const options = (people: number, more: Partial<ClusterOptions> = {}): ClusterOptions => ({
  people,
  threshold: 0.5,
  cohesion: 0.3,
  strong: [],
  ...more,
});

const drawn = (people: number, rows: readonly LinkRow[], more: Partial<ClusterOptions> = {}) =>
  drawClusters(linksOf(rows), options(people, more));

/** In how many draws two people are together. */
const together = (draws: ReturnType<typeof drawn>, a: number, b: number): number =>
  draws.filter((draw) => draw.has(a) && draw.get(a) === draw.get(b)).length;

describe('alternative assignments', () => {
  it('are as many as stated, also where nobody is in doubt', () => {
    expect(drawn(3, [])).toHaveLength(DRAWS);
    expect(drawn(3, [[0, 1, 0.7]])).toHaveLength(DRAWS);
  });

  it('leave out everybody whose links are all sure, either way', () => {
    const rows: LinkRow[] = [
      [0, 1, 0.999],
      [2, 3, 1],
      [4, 5, 0.001],
      [6, 7, 0],
      [8, 9, 0.6],
    ];
    for (const draw of drawn(12, rows)) expect([...draw.keys()].toSorted((a, b) => a - b)).toEqual([8, 9]);
  });

  it.each([0.05, 0.3, 0.7, 0.95])('have a pair of probability %d together that often', (probability) => {
    const pairs = 1000;
    const rows = Array.from({ length: pairs }, (_, pair): LinkRow => [2 * pair, 2 * pair + 1, probability]);
    const draws = drawn(2 * pairs, rows);
    const counts = rows.map(([a, b]) => together(draws, a, b));
    const mean = counts.reduce((sum, count) => sum + count, 0) / (pairs * DRAWS);
    // 20,000 draws of a coin: 0.02 is about six standard errors.
    expect(Math.abs(mean - probability)).toBeLessThan(0.02);
    // Each draw is a coin of its own, and so is each pair.
    for (const draw of draws) {
      const share = rows.filter(([a, b]) => draw.get(a) === draw.get(b)).length / pairs;
      expect(Math.abs(share - probability)).toBeLessThan(0.08);
    }
    const variance = counts.reduce((sum, count) => sum + (count - DRAWS * mean) ** 2, 0) / pairs;
    expect(variance).toBeGreaterThan(0.6 * DRAWS * probability * (1 - probability));
    expect(variance).toBeLessThan(1.5 * DRAWS * probability * (1 - probability));
  });

  it('never part a sure pair on which doubtful ones hang, nor join what is surely apart', () => {
    const pairs = 400;
    const rows = Array.from({ length: pairs }, (_, pair): LinkRow[] => {
      const [a, b, c] = [4 * pair, 4 * pair + 1, 4 * pair + 2];
      return [
        [a, b, 0.996],
        [a, c, 0.5],
        [b, c, 0.5],
        [c, c + 1, 0.002],
      ];
    }).flat();
    const draws = drawn(4 * pairs, rows);
    for (let pair = 0; pair < pairs; pair += 1) {
      expect(together(draws, 4 * pair, 4 * pair + 1)).toBe(DRAWS);
      expect(together(draws, 4 * pair + 2, 4 * pair + 3)).toBe(0);
    }
  });

  it('never part a sure pair because the others of its cluster all happen to be drawn', () => {
    // Person 4 is surely person 0; 1, 2 and 3 may all be 0 as well, and have nothing to do with 4.
    const rows: LinkRow[] = [[0, 4, 0.999]];
    for (const a of [0, 1, 2, 3]) for (const b of [1, 2, 3]) if (a < b) rows.push([a, b, 0.9]);
    const draws = drawn(5, rows);
    expect(together(draws, 0, 1)).toBeGreaterThan(0);
    expect(together(draws, 0, 4)).toBe(DRAWS);
  });

  it('keep the constraint of strong numbers in every draw', () => {
    const strong = [
      new Map([
        [0, ['a']],
        [2, ['b']],
      ]),
    ];
    const draws = drawn(
      3,
      [
        [0, 1, 0.9],
        [1, 2, 0.9],
        [0, 2, 0.9],
      ],
      { strong },
    );
    expect(together(draws, 0, 2)).toBe(0);
    expect(together(draws, 0, 1)).toBeGreaterThan(0);
  });

  it('are fixed by the links alone', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const rows = new Map<string, LinkRow>();
        for (let link = 0; link < 30; link += 1) {
          const a = below(random, 15);
          const b = a + 1 + below(random, 4);
          rows.set(`${a} ${b}`, [a, b, random()]);
        }
        const links = [...rows.values()];
        expect(drawn(20, links)).toEqual(drawn(20, links.toReversed()));
      }),
      { numRuns: 50 },
    );
  });

  it('name each cluster by its smallest member, and every draw has the same people in it', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const rows = Array.from({ length: 12 }, (_, a): LinkRow => [a, a + 1, random()]);
        const draws = drawn(13, rows);
        for (const draw of draws) {
          expect([...draw.keys()]).toEqual([...draws[0]!.keys()]);
          for (const [person, label] of draw) {
            expect(label).toBeLessThanOrEqual(person);
            expect(draw.get(label)).toBe(label);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('have everybody who was assigned together with somebody in doubt', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const rows = Array.from({ length: 14 }, (_, a): LinkRow => [a, a + 1, random() ** 0.3]);
        const links = linksOf(rows);
        const { label } = cluster(links, options(15));
        for (const draw of drawClusters(links, options(15))) {
          const fellows = [...draw.keys()].map((person) => label[person]!);
          expect(fellows.filter((assigned) => !draw.has(assigned))).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
