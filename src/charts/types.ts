/** What the charts are given: plain numbers, symbols and labels. */

/** What a chart says in words: `id` unique in the page, of letters, digits and hyphens. */
export interface ChartText {
  readonly id: string;
  readonly title: string;
  /** What the picture shows, for whoever cannot see it. */
  readonly description: string;
}

/** A number that may be shown, or the symbol in its place, such as [c]. */
export type Mark = number | { readonly symbol: string };

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export const isShown = (mark: Mark): mark is number => typeof mark === 'number';

/** The numbers among marks. */
export const shownOf = (marks: readonly Mark[]): number[] => marks.filter(isShown);

export const anyHidden = (marks: readonly Mark[]): boolean => marks.some((mark) => !isShown(mark));

/** The interval of a number, which a hidden one has not, since it would tell of it. */
export const intervalOf = ({
  value,
  interval,
}: {
  readonly value: Mark;
  readonly interval?: Interval | undefined;
}): Interval | undefined => (isShown(value) ? interval : undefined);

/** Both ends of all intervals. */
export const endsOf = (intervals: readonly (Interval | undefined)[]): number[] =>
  intervals.flatMap((interval) => (interval === undefined ? [] : [interval.from, interval.to]));

/**
 * Charts draw quantities from zero upwards.
 * @throws {RangeError} where a number is below zero, or none that is counted: the caller's mistake, and none of a user's
 */
export function checkNumbers(numbers: readonly number[]): void {
  if (!numbers.every((number) => number >= 0 && number <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError('a chart draws numbers from 0 to 2^53');
  }
}

/** @throws {RangeError} where there is not one value for each place */
export function checkSame<T>(values: readonly T[], places: readonly unknown[]): readonly T[] {
  if (values.length !== places.length) {
    throw new RangeError('a series of a chart has one value for each place');
  }
  return values;
}
