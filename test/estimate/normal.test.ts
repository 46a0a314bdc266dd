import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiSquaredAbove,
  logGamma,
  normalBelow,
  normalQuantile,
  poissonAtLeast,
  poissonAtMost,
  studentQuantile95,
  Z95,
} from '../../src/estimate/normal.ts';

describe('distributions', () => {
  // Tables 26.1, 26.5, 26.8 and 26.10 of Abramowitz and Stegun (1964), and sums by hand.
  it('have the values of tables', () => {
    expect(normalBelow(1)).toBeCloseTo(0.841344746, 9);
    expect(normalBelow(-3)).toBeCloseTo(0.001349898, 9);
    expect(normalQuantile(0.975)).toBeCloseTo(Z95, 10);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 8);
    expect(chiSquaredAbove(18.307, 10)).toBeCloseTo(0.05, 4);
    expect(chiSquaredAbove(3.8415, 1)).toBeCloseTo(0.05, 4);
    expect(poissonAtMost(2, 1.5)).toBeCloseTo(Math.exp(-1.5) * (1 + 1.5 + 1.125), 9);
    expect(poissonAtLeast(3, 1.5)).toBeCloseTo(1 - Math.exp(-1.5) * 3.625, 9);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 8);
  });

  it.each([
    [4, 2.776, 2],
    [10, 2.2281, 4],
    [19, 2.093, 4],
    [60, 2.0003, 4],
  ])("Student's t with %i degrees of freedom is %d", (freedom, quantile, digits) => {
    expect(studentQuantile95(freedom)).toBeCloseTo(quantile, digits);
  });

  it('keep tails apart that are far out', () => {
    // e^-10 10^100 / 100! times 1 + 10/101 + 100/(101 102) + ...
    expect(poissonAtLeast(100, 10) / 5.3986e-63).toBeCloseTo(1, 4);
    expect(poissonAtMost(0, 200) / Math.exp(-200)).toBeCloseTo(1, 8);
    expect([poissonAtMost(-1, 3), poissonAtLeast(0, 3), poissonAtMost(5, 0), poissonAtLeast(1, 0)]).toEqual([
      0, 1, 1, 0,
    ]);
  });

  it('add up, and turn round', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.double({ min: 0.01, max: 3000, noNaN: true }),
        (count, mean) => {
          expect(poissonAtMost(count, mean) + poissonAtLeast(count + 1, mean)).toBeCloseTo(1, 8);
        },
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
        expect(normalBelow(normalQuantile(share))).toBeCloseTo(share, 9);
      }),
    );
  });
});
