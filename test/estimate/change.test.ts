import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byar,
  differenceOfProportions,
  percentageChange,
  quotient,
  rate,
  ratioOfRates,
  significant,
} from '../../src/estimate/index.ts';

describe('rounding', () => {
  it.each([
    [5, 2, 0, 3],
    [145, 1000, 2, 0.15],
    [1005, 1000, 2, 1.01],
    [-5, 2, 0, -3],
    [-1, 1000, 2, 0],
    [2, 3, 3, 0.667],
    [1, 8, 2, 0.13],
    [9_007_199_254_740_991, 2, 0, 4_503_599_627_370_496],
  ])('%i / %i to %i places is %d', (part, whole, decimals, expected) => {
    expect(quotient(part, whole, decimals)).toBe(expected);
  });

  it('never errs by more than half a step, and gives a fall the size of a rise', () => {
    const whole = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        whole,
        fc.integer({ min: 0, max: 4 }),
        (part, of, places) => {
          const rounded = quotient(part, of, places);
          expect(Math.abs(rounded - part / of)).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-9);
          expect(quotient(-part, of, places)).toBe(rounded === 0 ? 0 : -rounded);
        },
      ),
    );
  });

  it.each([
    [11_418, 2, 11_000],
    [13_146, 2, 13_000],
    [9_977, 2, 10_000],
    [268.7, 2, 270],
    [3.456, 2, 3.5],
    [0, 2, 0],
  ])('%d with %i significant figures is %d', (value, digits, expected) => {
    expect(significant(value, digits)).toBe(expected);
  });
});

describe("Byar's interval", () => {
  // Exact Poisson limits (Ulm 1990, American Journal of Epidemiology 131:373-375), which it comes close to.
  it.each([
    [10, 4.7954, 18.3904],
    [20, 12.2165, 30.8884],
    [100, 81.3639, 121.6273],
  ])('of %i is %d to %d, nearly', (count, lower, upper) => {
    expect(Math.abs(byar(count).lower - lower)).toBeLessThan(0.02);
    expect(Math.abs(byar(count).upper - upper)).toBeLessThan(0.02);
  });

  it('holds the count, and begins at nought for nought', () => {
    expect(byar(0).lower).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (count) => {
        const { lower, upper } = byar(count);
        expect(lower > 0 && lower < count && upper > count).toBe(true);
      }),
    );
  });

  it('is that of cases for 10,000 women in a published assessment', () => {
    const { rate: cases, lower, upper } = rate(2943, 449_614, 10_000);
    expect([cases, lower, upper].map((value) => Math.round(value * 10) / 10)).toEqual([65.5, 63.1, 67.9]);
  });
});

describe('a change between two periods', () => {
  // Printed as 44 % in the assessment it is from.
  it('of 255 to 311 is 22.0 per cent', () => {
    expect(percentageChange(255, 311)).toBe(22);
    expect(percentageChange(64, 43)).toBe(-32.8);
    expect(percentageChange(8, 7)).toBe(-12.5);
  });

  // Table II of Newcombe (1998), method 10; his differences are of the first less the second.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of proportions, %i/%i less %i/%i', (a, m, b, n, lower, upper) => {
    const found = differenceOfProportions({ part: b, whole: n }, { part: a, whole: m });
    expect(found.lower / 100).toBeCloseTo(lower, 4);
    expect(found.upper / 100).toBeCloseTo(upper, 4);
    expect(found.change / 100).toBeCloseTo(a / m - b / n, 12);
  });

  it('of rates holds the ratio, and turns round with the periods', () => {
    const count = fc.integer({ min: 1, max: 5000 });
    const exposure = fc.integer({ min: 1, max: 10_000 });
    const exposed = fc.record({ count, exposure });
    fc.assert(
      fc.property(exposed, exposed, (before, after) => {
        const { change, lower, upper } = ratioOfRates(before, after);
        expect(lower < change && change < upper).toBe(true);
        expect(ratioOfRates(after, before).lower * upper).toBeCloseTo(1, 6);
      }),
    );
  });

  it('from nothing has no upper end, and to nothing is nought', () => {
    const none = { count: 0, exposure: 1 };
    const some = { count: 12, exposure: 1 };
    expect(ratioOfRates(none, some).upper).toBe(Number.POSITIVE_INFINITY);
    expect(ratioOfRates(some, none)).toMatchObject({ change: 0, lower: 0 });
  });
});
