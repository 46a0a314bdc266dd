/** What changed between two periods, and how sure of it one can be. */
import { type Interval, wilson } from './proportion.ts';
import { quotient } from './rounding.ts';

export interface Change extends Interval {
  readonly change: number;
}

/**
 * The change from one count to another in per cent of the first, rounded half away from nought. 255 to 311 is 22.0.
 * `before` is above 0.
 */
export const percentageChange = (before: number, after: number, decimals = 1): number =>
  quotient(100 * (after - before), before, decimals);

/** A count, and over what it came about: days, or people, or one whatever the same for both. */
export interface Exposed {
  readonly count: number;
  readonly exposure: number;
}

/**
 * The second rate divided by the first, with a 95 % interval, unrounded. Given the sum of two Poisson counts the
 * second is a share of it (Przyborowski and Wilenski 1940, Biometrika 31:313-323); its Wilson interval is turned into
 * one of the ratio. The upper end is endless where the first count is 0. At least one count and both exposures are
 * above 0. Where somebody comes again and again, counts are not Poisson and the interval is too narrow: count people then.
 */
export function ratioOfRates(before: Exposed, after: Exposed): Change {
  const { lower, upper } = wilson(after.count, before.count + after.count);
  const scale = before.exposure / after.exposure;
  const odds = (percent: number): number => (percent / (100 - percent)) * scale;
  return {
    change: (after.count / before.count) * scale,
    lower: odds(lower),
    upper: upper >= 100 ? Number.POSITIVE_INFINITY : odds(upper),
  };
}

export interface Proportion {
  readonly part: number;
  readonly whole: number;
}

/**
 * The second proportion less the first in percentage points, with a 95 % interval from the Wilson intervals of both,
 * unrounded: method 10 of Newcombe (1998), Statistics in Medicine 17:873-890. The two groups share nobody. Both wholes
 * are above 0.
 */
export function differenceOfProportions(before: Proportion, after: Proportion): Change {
  const [p, q] = [(100 * before.part) / before.whole, (100 * after.part) / after.whole];
  const [first, second] = [wilson(before.part, before.whole), wilson(after.part, after.whole)];
  return {
    change: q - p,
    lower: q - p - Math.hypot(q - second.lower, first.upper - p),
    upper: q - p + Math.hypot(second.upper - q, p - first.lower),
  };
}
