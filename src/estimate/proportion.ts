/** Shares of a whole, and how sure of them one can be. */
import { Z95 } from './normal.ts';
import { quotient } from './rounding.ts';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * `part` of `whole` in per cent, rounded half-up to `decimals` places in whole-number arithmetic.
 * 40 of 134 is 29.9. `whole` is above 0.
 */
export const percentage = (part: number, whole: number, decimals = 1): number =>
  quotient(100 * part, whole, decimals);

/**
 * Wilson's 95 % score interval for a proportion, in per cent, unrounded. 40 of 134: 22.75 to 38.07.
 * Wilson (1927), Journal of the American Statistical Association 22:209-212. `whole` is above 0.
 */
export function wilson(part: number, whole: number): Interval {
  const p = part / whole;
  const z2 = Z95 * Z95;
  const centre = p + z2 / (2 * whole);
  const spread = Z95 * Math.sqrt((p * (1 - p)) / whole + z2 / (4 * whole * whole));
  const scale = 100 / (1 + z2 / whole);
  return {
    lower: part === 0 ? 0 : scale * (centre - spread),
    upper: part === whole ? 100 : scale * (centre + spread),
  };
}
