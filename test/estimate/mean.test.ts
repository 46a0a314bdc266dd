import { describe, expect, it } from 'vitest';
import { meanInterval, meanOf, ratioOfMeans, widenedSurvival } from '../../src/estimate/index.ts';

describe('a mean', () => {
  it('has the variance of its values over their number', () => {
    expect(meanOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ estimate: 5, variance: 32 / 7 / 8 });
  });

  it('changes by a ratio whose variance is that of what the ratio does not explain', () => {
    expect(ratioOfMeans([10, 20, 30], [5, 10, 15])).toEqual({ estimate: 0.5, variance: 0 });
    // Residuals 2, -2 and 0 off a ratio of a half; over 3 · 2, and over the square of the mean before.
    const { estimate, variance } = ratioOfMeans([10, 20, 30], [7, 8, 15]);
    expect(estimate).toBe(0.5);
    expect(variance).toBeCloseTo(8 / 6 / 400, 12);
  });

  it('has an interval around the links as assigned, wider where assignments differ', () => {
    const own = { estimate: 10, variance: 1 };
    const plain = meanInterval(own, []);
    expect(plain.lower).toBeCloseTo(10 - 1.959964, 5);
    expect(plain.dueToLinkage).toBeUndefined();
    const alike = meanInterval(
      own,
      Array.from({ length: 5 }, () => own),
    );
    expect(alike.lower).toBeCloseTo(plain.lower, 10);
    expect(alike.dueToLinkage).toBe(0);
    const apart = meanInterval(
      own,
      [8, 9, 10, 11, 12].map((estimate) => ({ estimate, variance: 1 })),
    );
    // Between 2.5, times 1 + 1/5: 3 of 4.
    expect(apart.dueToLinkage).toBeCloseTo(0.75, 10);
    expect(apart.upper - 10).toBeGreaterThan(2 * 1.959964);
    expect((apart.upper + apart.lower) / 2).toBeCloseTo(10, 10);
  });
});

describe('the share of a curve', () => {
  const at = { share: 0.6, lower: 0.4, upper: 0.75 };

  it('is as it was where assignments agree, and wider where they do not', () => {
    const alike = widenedSurvival(at, [0.6, 0.6, 0.6, 0.6, 0.6]);
    expect(alike.lower).toBeCloseTo(0.4, 10);
    expect(alike.upper).toBeCloseTo(0.75, 10);
    const apart = widenedSurvival(at, [0.5, 0.55, 0.6, 0.65, 0.7]);
    expect(apart.lower).toBeLessThan(0.4);
    expect(apart.upper).toBeGreaterThan(0.75);
    expect(apart.upper).toBeLessThan(1);
    expect(apart.dueToLinkage).toBeGreaterThan(0.2);
  });

  it('says nothing of linkage with few assignments, or where one has nobody left', () => {
    expect(widenedSurvival(at, [0.5, 0.6])).toEqual({ lower: 0.4, upper: 0.75 });
    expect(widenedSurvival(at, [0.5, 0.6, 0.6, 0.6, 0])).toEqual({ lower: 0.4, upper: 0.75 });
    expect(widenedSurvival({ share: 1, lower: 1, upper: 1 }, [1, 1, 1, 1, 1])).toEqual({
      lower: 1,
      upper: 1,
    });
  });
});
