/** Means of scores, the change from one mean to another, and how sure of them one can be. */
import { combineDraws, type Drawn, FEWEST_DRAWS } from './draws.ts';
import { Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

/** The mean with the variance that it has by chance: that of the values over their number. At least two values. */
export function meanOf(values: readonly number[]): Drawn {
  const estimate = average(values);
  return { estimate, variance: spread(values.map((value) => value - estimate)) };
}

/**
 * The mean of `after` as a share of that of `before`, of the same people in the same order, with its variance by
 * linearisation (Cochran 1977, Sampling Techniques, section 2.11). At least two people, and not all nought before.
 */
export function ratioOfMeans(before: readonly number[], after: readonly number[]): Drawn {
  const base = average(before);
  const estimate = average(after) / base;
  const residuals = after.map((value, index) => value - estimate * before[index]!);
  return { estimate, variance: spread(residuals) / base ** 2 };
}

/**
 * The 95 % interval of an estimate, widened by Rubin's rules where there are alternative assignments enough. Its middle
 * is the estimate from the links as assigned.
 */
export function meanInterval(
  assigned: Drawn,
  alternatives: readonly Drawn[],
): Interval & { readonly dueToLinkage?: number } {
  const { estimate, variance } = assigned;
  if (alternatives.length < FEWEST_DRAWS) {
    const half = Z95 * Math.sqrt(variance);
    return { lower: estimate - half, upper: estimate + half };
  }
  const { lower, upper, dueToLinkage } = combineDraws(alternatives);
  const half = (upper - lower) / 2;
  return { lower: estimate - half, upper: estimate + half, dueToLinkage };
}

const average = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** The variance of a mean, from how far each value is off it. */
const spread = (residuals: readonly number[]): number =>
  residuals.reduce((total, residual) => total + residual ** 2, 0) /
  (residuals.length * (residuals.length - 1));
