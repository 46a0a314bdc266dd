/** Error of linkage: the same figure from several ways in which the people might have come out. */
import { sum } from './histories.ts';
import { studentQuantile95, Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

export interface Combined extends Interval {
  readonly estimate: number;
  /** Mean of the variances that the estimates have each, if the links were right. */
  readonly within: number;
  /** Variance between the estimates. */
  readonly between: number;
  /** The share of the whole variance that is due to linkage, 0 to 1. */
  readonly dueToLinkage: number;
}

/** An estimate from one alternative assignment, with its variance if the links were right. */
export interface Drawn {
  readonly estimate: number;
  readonly variance: number;
}

/**
 * Rubin's rules (1987, Multiple Imputation for Nonresponse in Surveys, chapter 3) over alternative assignments:
 * the variance is the mean within plus (1 + 1/m) times that between, and the 95 % interval is Student's. Each
 * assignment is drawn from the linkage model, so that it counts as an imputation of who is who. At least five draws.
 * Where an interval is not even, combine on the scale on which it is: proportions as log odds, counts as logarithms.
 */
export function combineDraws(draws: readonly Drawn[]): Combined {
  const m = draws.length;
  const estimate = sum(draws.map((draw) => draw.estimate)) / m;
  const within = sum(draws.map((draw) => draw.variance)) / m;
  const between = sum(draws.map((draw) => (draw.estimate - estimate) ** 2)) / (m - 1);
  const extra = (1 + 1 / m) * between;
  const whole = within + extra;
  const dueToLinkage = whole === 0 ? 0 : extra / whole;
  const quantile = studentQuantile95((m - 1) / dueToLinkage ** 2);
  const half = quantile * Math.sqrt(whole);
  return { estimate, lower: estimate - half, upper: estimate + half, within, between, dueToLinkage };
}

/**
 * An uneven interval of a number above nought, widened for error of linkage: its two halves, as logarithms, grow
 * alike, by as much as Rubin's rules say. The estimate stays that of the links as assigned.
 *
 * @param alternatives the same number from each alternative assignment, all above nought
 */
export function widened(
  estimate: number,
  interval: Interval,
  alternatives: readonly number[],
): Interval & { readonly dueToLinkage: number } {
  const [low, high] = [Math.log(estimate / interval.lower), Math.log(interval.upper / estimate)];
  const variance = ((low + high) / (2 * Z95)) ** 2;
  const { lower, upper, dueToLinkage } = combineDraws(
    alternatives.map((alternative) => ({ estimate: Math.log(alternative), variance })),
  );
  const wider = low + high > 0 ? (upper - lower) / (low + high) : 1;
  return { lower: estimate * Math.exp(-low * wider), upper: estimate * Math.exp(high * wider), dueToLinkage };
}

/** Fewer draws than this cannot say how much they differ. */
export const FEWEST_DRAWS = 5;

/**
 * The interval of a share to whom it has not happened, {@link widened} on the scale of log(-log) on which it is even. As
 * it was, and with no share due to linkage, where that scale has no place for one of them: where nobody is left, or
 * everybody is.
 *
 * @param alternatives the same share from each alternative assignment
 */
export function widenedSurvival(
  { share, lower, upper }: Interval & { readonly share: number },
  alternatives: readonly number[],
): Interval & { readonly dueToLinkage?: number } {
  const isInside = (one: number): boolean => one > 0 && one < 1;
  if (alternatives.length < FEWEST_DRAWS || ![share, lower, upper, ...alternatives].every(isInside)) {
    return { lower, upper };
  }
  const hazard = (of: number): number => -Math.log(of);
  const wider = widened(
    hazard(share),
    { lower: hazard(upper), upper: hazard(lower) },
    alternatives.map(hazard),
  );
  return {
    lower: Math.exp(-wider.upper),
    upper: Math.exp(-wider.lower),
    dueToLinkage: wider.dueToLinkage,
  };
}
