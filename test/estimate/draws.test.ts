import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineDraws, widened, withoutMissedLinks } from '../../src/estimate/index.ts';

const drawn = (estimates: readonly number[], variance: number) =>
  estimates.map((estimate) => ({ estimate, variance }));

describe('alternative assignments', () => {
  it("combine by Rubin's rules", () => {
    // Mean 10, variance between 2.5, within 4: 4 + 1.2 * 2.5 = 7, of which 3/7 are linkage's.
    const found = combineDraws(drawn([8, 9, 10, 11, 12], 4));
    expect(found).toMatchObject({ estimate: 10, within: 4, between: 2.5 });
    expect(found.dueToLinkage).toBeCloseTo(3 / 7, 12);
    // Degrees of freedom 4 * (7/3)^2 = 21.78, whose 97.5th percentile of Student's t is 2.0752.
    expect(found.upper - 10).toBeCloseTo(2.0752 * Math.sqrt(7), 3);
  });

  it('that agree leave the interval as it was', () => {
    const found = combineDraws(drawn(Array(20).fill(3), 0.25));
    expect(found).toMatchObject({ between: 0, dueToLinkage: 0 });
    expect(found.upper).toBeCloseTo(3 + 1.959964 * 0.5, 6);
    const interval = { lower: 80, upper: 150 };
    const same = widened(100, interval, Array(20).fill(100));
    expect([same.lower, same.upper, same.dueToLinkage]).toEqual([
      expect.closeTo(80, 9),
      expect.closeTo(150, 9),
      expect.closeTo(0, 9),
    ]);
  });

  it('that differ only ever widen it', () => {
    const alternatives = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(alternatives, (others) => {
        const { lower, upper, dueToLinkage } = widened(100, { lower: 80, upper: 150 }, others);
        expect(lower <= 80 + 1e-9 && upper >= 150 - 1e-9).toBe(true);
        expect(dueToLinkage >= 0 && dueToLinkage < 1).toBe(true);
      }),
    );
  });
});

it('missed links inflate two lists by 1 / (1 - missed), which is taken off again', () => {
  // 1,000 people, 500 on each list, 250 on both; with a tenth of the links missed 225 are seen on both.
  expect(withoutMissedLinks((500 * 500) / 225, 0.1)).toBeCloseTo(1000, 9);
});
