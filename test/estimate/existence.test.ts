/** Whether a model has an estimate, held against the linear programme of Fienberg and Rinaldo (2012). */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPairs } from '../../src/estimate/choose.ts';
import { type Histories, supersetSums } from '../../src/estimate/histories.ts';
import { Fitter } from '../../src/estimate/model.ts';
import { type Programme, solve } from '../../src/solve/index.ts';
import { ARTIFICIAL, KOREA, NEW_ORLEANS_FIVE, WESTERN } from './tables.ts';

/**
 * The largest number that every expected count can be at least, with the people on each list and pair of the model as
 * counted. There is an estimate where it is above nought.
 */
async function leastExpected({ lists, counts }: Histories, pairs: readonly number[]): Promise<number> {
  const totals = supersetSums(counts, lists.length);
  const empty = pairs.filter((pair) => totals[pair] === 0);
  const terms = [0, ...lists.map((_, list) => 2 ** list), ...pairs.filter((pair) => totals[pair]! > 0)];
  const cells = Array.from(counts.keys()).filter(
    (index) => index > 0 && !empty.some((pair) => (index & pair) === pair),
  );
  const free = { lower: 0, upper: Number.POSITIVE_INFINITY, whole: false };
  const least = cells.length;
  const programme: Programme = {
    variables: [...cells.map(() => free), free],
    rows: [
      ...terms.map((term) => ({
        terms: cells.flatMap((cell, variable) => ((cell & term) === term ? [{ variable, factor: 1 }] : [])),
        lower: totals[term]!,
        upper: totals[term]!,
      })),
      ...cells.map((_, variable) => ({
        terms: [
          { variable, factor: 1 },
          { variable: least, factor: -1 },
        ],
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
      })),
    ],
  };
  const found = await solve(programme, { direction: 'greatest', terms: [{ variable: least, factor: 1 }] });
  if (found.status !== 'optimal') throw new Error(found.status);
  return found.value;
}

async function agrees(table: Histories, pairs: readonly number[]): Promise<boolean> {
  const found = new Fitter(table).fit(pairs);
  if (found === 'not-identifiable') return true;
  return (await leastExpected(table, pairs)) > 1e-7 === (typeof found !== 'string');
}

const subset = (lists: number, seed: number): number[] =>
  allPairs(lists).filter((_, index) => ((seed >> index) & 1) === 1);

describe('a model has an estimate where the linear programme says so', () => {
  it.each([
    ['Korea', KOREA, 1],
    ['an artificial table', ARTIFICIAL, 1],
    ['a western site', WESTERN, 37],
    ['New Orleans', NEW_ORLEANS_FIVE, 37],
  ])('on %s', async (_, table, step) => {
    for (let model = 0; model < 2 ** allPairs(table.lists.length).length; model += step) {
      expect(await agrees(table, subset(table.lists.length, model))).toBe(true);
    }
  });

  it('on sparse tables at random', async () => {
    const table = fc
      .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })), {
        minLength: 15,
        maxLength: 15,
      })
      .map((counts): Histories => ({ lists: 'ABCD'.split(''), counts: [0, ...counts] }))
      .filter(({ counts }) => [1, 2, 4, 8].every((list) => supersetSums(counts, 4)[list]! > 0));
    await fc.assert(
      fc.asyncProperty(table, fc.nat({ max: 63 }), async (drawn, model) => {
        expect(await agrees(drawn, subset(4, model))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
