import { describe, expect, it } from 'vitest';
import { percentage, wilson } from '../../src/estimate/index.ts';

describe('wilson and percentage', () => {
  // Repeat shares from published needs assessments, with their 95 % Wilson intervals.
  it.each([
    [40, 134, 29.9, 22.75, 38.07],
    [47, 123, 38.2, 30.1, 47.03],
    [60, 164, 36.6, 29.6, 44.19],
    [310, 2372, 13.1, 11.77, 14.49],
    [239, 2266, 10.5, 9.35, 11.88],
    [11, 105, 10.5, 5.95, 17.79],
    [2931, 6691, 43.8, 42.62, 45.0],
  ])('%i of %i is %d %% (%d to %d)', (part, whole, rate, lower, upper) => {
    expect(percentage(part, whole)).toBe(rate);
    expect(wilson(part, whole).lower).toBeCloseTo(lower, 2);
    expect(wilson(part, whole).upper).toBeCloseTo(upper, 2);
  });

  it('rounds halves up from the counts and stays within 0 and 100', () => {
    expect([percentage(1, 8), percentage(1, 2000), percentage(3, 3)]).toEqual([12.5, 0.1, 100]);
    expect(wilson(0, 5)).toEqual({ lower: 0, upper: expect.closeTo(43.45, 2) });
    expect(wilson(5, 5)).toEqual({ lower: expect.closeTo(56.55, 2), upper: 100 });
  });
});
