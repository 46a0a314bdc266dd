/** What two lists alone tell of who is on neither. */
import { Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

export interface TwoLists {
  /** All people, seen and unseen: Lincoln and Petersen's estimate. */
  readonly lincolnPetersen: number;
  /** Chapman's (1951), which is nearly free of bias where few are on both. */
  readonly chapman: number;
  /** Of Chapman's, after Seber (1970), Biometrika 57:313-318. */
  readonly error: number;
  /** The 95 % transformed logit interval of Sadinle (2009), Communications in Statistics 38:1909-1924. */
  readonly interval: Interval;
}

/**
 * From the people on the first list, on the second, and on both. 15, 10 and 5: 30 and 28.3, 21.9 to 64.7. Holds only
 * where being on one list makes being on the other neither more nor less likely, and everybody is as likely to be
 * on a list as anybody else, at least on one of the two. `both` is above 0.
 */
export function twoLists(first: number, second: number, both: number): TwoLists {
  const [a, b, c] = [first - both + 0.5, second - both + 0.5, both + 0.5];
  const wide = Math.exp(Z95 * Math.sqrt(1 / a + 1 / b + 1 / c + c / (a * b)));
  const seen = first + second - both;
  return {
    lincolnPetersen: (first * second) / both,
    chapman: ((first + 1) * (second + 1)) / (both + 1) - 1,
    error: Math.sqrt(
      ((first + 1) * (second + 1) * (first - both) * (second - both)) / ((both + 1) ** 2 * (both + 2)),
    ),
    interval: {
      lower: Math.max(seen, seen - 0.5 + (a * b) / c / wide),
      upper: seen - 0.5 + ((a * b) / c) * wide,
    },
  };
}

/**
 * An estimate without what missed links added to it. A link that was not made turns one person on both lists into two
 * on one each, and so a share `missed` of the true links inflates an estimate from two lists by 1 / (1 - missed).
 * With more lists it does so nearly.
 */
export const withoutMissedLinks = (estimate: number, missed: number): number => estimate * (1 - missed);
