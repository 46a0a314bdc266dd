import { describe, expect, test } from 'vitest';
import { rankCorrelation, shareOf } from '../../scripts/attack/statistics.mjs';

describe('a share', () => {
  // Worked out from the formula elsewhere.
  test.each([
    [5, 50, 0.04348, 0.2136],
    [0, 100, 0, 0.03699],
    [10, 10, 0.72247, 1],
  ])('%i of %i has the interval of Wilson', (count, of, lower, upper) => {
    const found = shareOf(count, of);
    expect(found.share).toBe(count / of);
    expect(found.lower).toBeCloseTo(lower, 4);
    expect(found.upper).toBeCloseTo(upper, 4);
  });

  test('of nothing is unknown', () => {
    expect(shareOf(0, 0)).toEqual({ share: 0, lower: 0, upper: 1 });
  });
});

describe('a rank correlation', () => {
  test('is 1 in the same order, -1 in the opposite', () => {
    expect(rankCorrelation([2, 30, 400, 5000]).r).toBe(1);
    expect(rankCorrelation([9, 7, 5, 1]).r).toBe(-1);
  });

  test('is what the formula for ranks gives', () => {
    // Ranks 1 3 2 5 4 against 1 2 3 4 5: squares 0 1 1 1 1, so 1 - 6 * 4 / (5 * 24).
    const { r, lower, upper, count } = rankCorrelation([10, 30, 20, 50, 40]);
    expect(r).toBeCloseTo(0.8, 12);
    expect(count).toBe(5);
    // Fisher: tanh(atanh(0.8) -+ 1.96 / sqrt(2)).
    expect(lower).toBeCloseTo(-0.279602, 4);
    expect(upper).toBeCloseTo(0.986196, 4);
  });
});
