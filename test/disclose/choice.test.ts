/** What the choice of further cells tells to a reader who has the program, and not the secret, and tries it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { control, controlInside, type Lots } from '../../src/disclose/index.ts';
import { EVEN, lotsUnder } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

type Counts = Readonly<Record<string, number>>;

const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

async function page(counts: Counts, lots: Lots): Promise<string> {
  const { rows } = await control(oneTable(counts, totalOf(counts)), outputs(), lots);
  return JSON.stringify(rows.map(({ values }) => values.people));
}

/** Of so many parties, how many show the page on which a count of `few` and what it leaves of `both` are hidden. */
async function likelihoods(both: number, others: Counts, parties: number): Promise<number[]> {
  const shown = JSON.stringify(['[c]', '[c]', ...Object.values(others), both + totalOf(others)]);
  const found = [];
  for (const few of [1, 2, 3, 4]) {
    let same = 0;
    for (let party = 0; party < parties; party += 1) {
      if ((await page({ a: few, b: both - few, ...others }, lotsUnder(party))) === shown) same += 1;
    }
    found.push(same / parties);
  }
  return found;
}

const ratio = (chances: readonly number[]): number => Math.max(...chances) / Math.min(...chances);

describe('each of 1 to 4 leads to a page with a hidden count, and others lead from it', () => {
  it('nearly as often as another, where one larger count had to go', async () => {
    const found = await likelihoods(13, { c: 10, d: 60 }, 100);
    expect(Math.max(...found)).toBeLessThan(0.6);
    expect(Math.min(...found)).toBeGreaterThan(0.2);
    // 13 less 4 is hidden as often as the square of the cost of 13 less 1 by its own.
    expect(ratio(found)).toBeLessThan(1.25);
  });

  it('less often by the number of counts that could have gone, where two small ones could protect one another', async () => {
    const found = await likelihoods(8, { c: 6, d: 7, e: 9, f: 10, g: 12 }, 100);
    expect(found[3]).toBe(1);
    expect(ratio(found.slice(0, 3))).toBeLessThan(1.5);
    expect(ratio(found)).toBeGreaterThan(3);
    expect(ratio(found)).toBeLessThan(8);
  });

  it('and not by the costs alone, by which the smaller count goes', async () => {
    const others = { c: 10, d: 60 };
    const shown = await page({ a: 4, b: 9, ...others }, EVEN);
    expect(await page({ a: 1, b: 12, ...others }, EVEN)).not.toBe(shown);
  });

  it('under some lots, whichever page of one sum it is, by trying all counts that fit it', async () => {
    const count = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 9 }));
    const counts = fc.array(count, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(counts, fc.nat(), async ([a, b, c], party) => {
        const truth = { a: a!, b: b!, c: c! };
        const { selection, shown } = await controlInside(
          oneTable(truth, totalOf(truth)),
          outputs(),
          lotsUnder(party),
        );
        const values = shown.rows.map((row) => row.values.people);
        // Lots by which what is hidden costs next to nothing.
        const favouring: Lots = {
          of: (text) => (selection.hidden.has((JSON.parse(text) as string[])[3]!) ? 1 - 1e-9 : 1e-300),
        };
        const fitting = worldsOf(values);
        for (const at of [0, 1, 2]) {
          if (values[at] !== '[c]' || Object.values(truth)[at]! > 4) continue;
          for (const few of [1, 2, 3, 4]) {
            const own = fitting.filter((world) => Object.values(world)[at] === few);
            expect(await somebodyShows(own, JSON.stringify(values), favouring)).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** All counts of three groups, up to 14, that give these values with their total. */
function worldsOf([a, b, c, all]: readonly unknown[]): Counts[] {
  const range = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : Array.from({ length: 14 }, (_, index) => index + 1);
  return range(a)
    .flatMap((x) => range(b).flatMap((y) => range(c).map((z) => ({ a: x, b: y, c: z }))))
    .filter((world) => all === '[c]' || totalOf(world) === all);
}

async function somebodyShows(worlds: readonly Counts[], shown: string, lots: Lots): Promise<boolean> {
  for (const world of worlds) if ((await page(world, lots)) === shown) return true;
  return false;
}
