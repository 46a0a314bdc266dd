import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPairs, compareAll, stepwise } from '../../src/estimate/choose.ts';
import { type Histories, sum, supersetSums } from '../../src/estimate/histories.ts';
import { type Fit, Fitter } from '../../src/estimate/model.ts';
import { ARTIFICIAL, KOREA, NEW_ORLEANS, NEW_ORLEANS_FIVE, UK, WESTERN } from './tables.ts';

/** The index of a pair of lists, from `LA:NG`. */
const pair = ({ lists }: Histories, names: string): number =>
  sum(names.split(':').map((name) => 2 ** lists.indexOf(name)));

function fitted(histories: Histories, ...names: readonly string[]): Fit & { total: number } {
  const fitter = new Fitter(histories);
  const found = fitter.fit(names.map((name) => pair(histories, name)).sort((a, b) => a - b));
  if (typeof found === 'string') throw new Error(found);
  return { ...found, total: fitter.people + found.unseen };
}

const ends = (histories: Histories, fit: Fit): number[] => {
  const people = sum(histories.counts);
  return [-1, 1].map((side) => people + fit.unseen * Math.exp(side * 1.959964 * fit.error));
};

/** Histories of three to five lists, sparse or not, on which every list has somebody. */
const histories = fc.integer({ min: 3, max: 5 }).chain((lists) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })), {
      minLength: 2 ** lists - 1,
      maxLength: 2 ** lists - 1,
    })
    .map((counts): Histories => ({ lists: 'ABCDE'.split('').slice(0, lists), counts: [0, ...counts] }))
    .filter(({ counts }) => {
      const totals = supersetSums(counts, lists);
      return Array.from({ length: lists }, (_, list) => totals[2 ** list]!).every((total) => total > 0);
    }),
);

describe('a model of six published lists', () => {
  it('with every list independent finds 12,214 people (10,989 to 13,621)', () => {
    const main = fitted(UK);
    expect(main.total).toBeCloseTo(12_214.0, 1);
    expect(ends(UK, main)[0]).toBeCloseTo(10_988.8, 1);
    expect(ends(UK, main)[1]).toBeCloseTo(13_621.3, 1);
    expect(main.deviance).toBeCloseTo(179.355, 3);
    expect(main.aic).toBeCloseTo(305.02, 2);
  });

  it('chosen stepwise finds 11,418 (9,977 to 13,146), with the pairs that were published', () => {
    const found = stepwise(new Fitter(UK))!;
    const published = ['PF:NCA', 'LA:NG', 'NG:GP', 'LA:PF', 'PF:GP', 'GO:GP', 'NG:GO'];
    expect(new Set(found.pairs)).toEqual(new Set(published.map((names) => pair(UK, names))));
    expect(2744 + found.unseen).toBeCloseTo(11_418.0, 1);
    expect(ends(UK, found)[0]).toBeCloseTo(9977.3, 1);
    expect(ends(UK, found)[1]).toBeCloseTo(13_145.7, 1);
    expect(found.deviance).toBeCloseTo(22.994, 3);
    expect(found.aic).toBeCloseTo(162.659, 3);
  });
});

// Printed by the R package MultipleSystemsEstimation, whose authors wrote the papers.
describe('published fits', () => {
  it.each([
    ['[12,23]', ['b:c', 'c:d'], 157.1667, 57.14081],
    ['[12,3]', ['b:c'], 268.7778, 58.9686],
    ['[13,23]', ['b:d', 'c:d'], 123.463, 91.89711],
    ['[23,1]', ['c:d'], 126.1944, 138.06368],
    ['[13,2]', ['b:d'], 126.9394, 155.16018],
    ['[1,2,3]', [], 141.9926, 184.14431],
  ])('of three lists from Korea: %s', (_, pairs, total, bic) => {
    const found = fitted(KOREA, ...pairs);
    expect(found.total).toBeCloseTo(total, 4);
    expect(found.bic).toBeCloseTo(bic, 4);
  });

  it('of three lists from Korea are six, as two models have no estimate', () => {
    const { fits, without } = compareAll(new Fitter(KOREA));
    expect(fits.map(({ unseen }) => Math.round(123 + unseen))).toEqual([157, 269, 123, 126, 127, 142]);
    expect(without).toEqual({ 'no-maximum': 2, 'not-identifiable': 0 });
  });

  it.each([
    ['New Orleans, eight lists', NEW_ORLEANS, ['D:E'], 1110.488, 145.0885],
    ['New Orleans, five lists', NEW_ORLEANS_FIVE, [], 981.4314, 96.27026],
    ['a western site', WESTERN, ['A:E'], 2483.384, 118.7443],
  ])('chosen stepwise: %s', (_, table, pairs, total, bic) => {
    const found = stepwise(new Fitter(table))!;
    expect(found.pairs).toEqual(pairs.map((names) => pair(table, names)));
    expect(sum(table.counts) + found.unseen).toBeCloseTo(total, 3);
    expect(found.bic).toBeCloseTo(bic, 4);
  });

  // Table 3 of Chan, Silverman and Vincent (2021).
  it.each([
    [[], 'estimate'],
    [['A:B'], 'no-maximum'],
    [['A:C'], 'estimate'],
    [['A:B', 'A:C'], 'no-maximum'],
    [['A:B', 'B:C'], 'no-maximum'],
    [['A:C', 'B:C'], 'estimate'],
    [['A:B', 'A:C', 'B:C'], 'not-identifiable'],
  ])('of an artificial table: %j has %s', (pairs, expected) => {
    const found = new Fitter(ARTIFICIAL).fit(pairs.map((names) => pair(ARTIFICIAL, names)));
    expect(typeof found === 'string' ? found : 'estimate').toBe(expected);
  });
});

describe('any model', () => {
  const withModel = fc.tuple(histories, fc.nat());
  const fitOf = ([table, seed]: [Histories, number]): { fitter: Fitter; pairs: number[] } => {
    const all = allPairs(table.lists.length);
    const pairs = all.filter((_, index) => ((seed >> index) & 1) === 1);
    return { fitter: new Fitter(table), pairs };
  };

  it('expects as many people on each list and on both of each of its pairs as there are', () => {
    let estimates = 0;
    fc.assert(
      fc.property(withModel, (drawn) => {
        const { fitter, pairs } = fitOf(drawn);
        if (typeof fitter.fit(pairs) === 'string') return;
        estimates += 1;
        const expected = fitter.expectedTotals();
        const terms = [0, ...drawn[0].lists.map((_, index) => 2 ** index), ...pairs];
        for (const term of terms) {
          const apart = Math.abs(expected[term]! - fitter.totals[term]!);
          expect(apart).toBeLessThan(1e-5 * (1 + fitter.totals[term]!));
        }
      }),
      { numRuns: 200 },
    );
    expect(estimates).toBeGreaterThan(50);
  });

  it('finds the same people whatever the order of the lists', () => {
    fc.assert(
      fc.property(withModel, ([table, seed]) => {
        const { fitter, pairs } = fitOf([table, seed]);
        const turned = (index: number): number =>
          ((index << 1) | (index >> (table.lists.length - 1))) & (2 ** table.lists.length - 1);
        const counts = Array.from(table.counts, () => 0);
        for (const [index, count] of table.counts.entries()) counts[turned(index)] = count;
        const other = new Fitter({ lists: table.lists, counts }).fit(pairs.map(turned).sort((a, b) => a - b));
        const found = fitter.fit(pairs);
        const people = (fit: typeof found): number => (typeof fit === 'string' ? 0 : fit.unseen);
        expect(typeof other).toBe(typeof found);
        expect(Math.abs(people(other) - people(found))).toBeLessThanOrEqual(1e-5 * people(found));
      }),
      { numRuns: 200 },
    );
  });

  it('of two lists that are independent is the estimate of Lincoln and Petersen', () => {
    const count = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(count, count, count, (first, second, both) => {
        const fitter = new Fitter({ lists: ['A', 'B'], counts: [0, first, second, both] });
        const found = fitter.fit([]) as Fit;
        const expected = ((first + both) * (second + both)) / both;
        expect((fitter.people + found.unseen) / expected).toBeCloseTo(1, 6);
        expect(found.deviance).toBeCloseTo(0, 6);
      }),
      { numRuns: 50 },
    );
  });
});
