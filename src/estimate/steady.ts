/** Rounding an estimate until it tells nothing of the small counts behind it. */
import type { Estimator } from './bootstrap.ts';
import type { Histories } from './histories.ts';
import { Fitter } from './model.ts';
import type { Interval } from './proportion.ts';

/** All people, and the ends of the interval. */
export interface Ends extends Interval {
  readonly total: number;
}

/** Counts that may not be shown, both ends inclusive. */
export interface SmallCounts {
  readonly from: number;
  readonly to: number;
}

/**
 * The least step of 1, 2 or 5 times a power of ten, no finer than two significant figures, to which the estimate and the
 * ends of its interval can be rounded so that they come out alike whatever any one of the small counts is. Undefined
 * where only a step beyond the estimate does. The interval is taken to move with the estimate, and small counts to
 * move one at a time: this is a safeguard, not a proof.
 */
export function steadyStep(
  histories: Histories,
  estimator: Estimator,
  ends: Ends,
  small: SmallCounts,
): number | undefined {
  const own = new Fitter(histories);
  const seen = own.people;
  const base = estimator(own) ?? ends.total;
  const others = variants(histories, small).flatMap((counts): Ends[] => {
    const fitter = new Fitter({ lists: histories.lists, counts });
    const total = estimator(fitter);
    if (total === undefined) return [];
    const moved = (total - fitter.people) / (base - seen);
    const end = (value: number): number => fitter.people + (value - seen) * moved;
    return [{ total: end(ends.total), lower: end(ends.lower), upper: end(ends.upper) }];
  });
  return steps(ends.total).find((step) => {
    const shown = rounded(ends, step);
    return others.every((other) => rounded(other, step).every((value, at) => value === shown[at]));
  });
}

/** The estimate and its ends, to the nearest step. */
export const rounded = ({ total, lower, upper }: Ends, step: number): [number, number, number] => [
  Math.round(total / step) * step,
  Math.round(lower / step) * step,
  Math.round(upper / step) * step,
];

/** The counts with one of the small ones as each of the other values it might have. */
function variants({ counts }: Histories, { from, to }: SmallCounts): number[][] {
  return counts.flatMap((count, index) => {
    if (index === 0 || count < from || count > to) return [];
    const values = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    return values.filter((value) => value !== count).map((value) => counts.with(index, value));
  });
}

function steps(total: number): number[] {
  const least = Math.max(1, 10 ** (Math.floor(Math.log10(total)) - 1));
  return [1, 2, 5, 10, 20, 50].map((factor) => factor * least).filter((step) => step <= total);
}
