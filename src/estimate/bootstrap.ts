/**
 * How far an estimate could lie from the truth, the choice of its model included: people are drawn again from those
 * seen, and the model is chosen anew each time. Silverman, Chan and Vincent (2024), Statistics and Computing 34:44.
 */
import { type Histories, sum } from './histories.ts';
import { Fitter } from './model.ts';
import { normalBelow, normalQuantile, Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

/** Chooses a model and returns all people, seen and unseen; undefined where no model has an estimate. */
export type Estimator = (fitter: Fitter) => number | undefined;

export interface Redrawn {
  /** All people, seen and unseen, by each sample that allowed an estimate, ascending. */
  readonly totals: readonly number[];
  /** Samples that allowed none. */
  readonly failed: number;
}

/**
 * Draws `samples` times as many people as there are, and estimates from each.
 *
 * @param chance a fraction from 0 up to, and never, 1, each time it is called
 */
export function redraw(
  histories: Histories,
  estimator: Estimator,
  samples: number,
  chance: () => number,
  onProgress?: (done: number, of: number) => void,
): Redrawn {
  const people = Uint16Array.from(
    histories.counts.flatMap((count, index) => Array<number>(count).fill(index)),
  );
  const totals: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const counts = Array.from(histories.counts, () => 0);
    for (let drawn = 0; drawn < people.length; drawn += 1)
      counts[people[Math.floor(chance() * people.length)]!]! += 1;
    const total = estimator(new Fitter({ lists: histories.lists, counts }));
    if (total !== undefined && Number.isFinite(total)) totals.push(total);
    onProgress?.(sample + 1, samples);
  }
  return { totals: totals.sort((a, b) => a - b), failed: samples - totals.length };
}

/**
 * How the error of an estimate grows with what is estimated, from leaving out one person at a time: the acceleration of
 * Efron (1987), JASA 82:171-185. People of one history are alike, so that each history is tried once. Nought where
 * nothing depends on any one person.
 */
export function acceleration(histories: Histories, estimator: Estimator): number {
  const found = histories.counts.flatMap((count, index) => {
    if (count === 0) return [];
    const counts = histories.counts.with(index, count - 1);
    const total = estimator(new Fitter({ lists: histories.lists, counts }));
    return total === undefined ? [] : [{ count, total }];
  });
  const people = sum(found.map(({ count }) => count));
  const mean = sum(found.map(({ count, total }) => count * total)) / people;
  const moment = (power: number): number =>
    sum(found.map(({ count, total }) => count * (mean - total) ** power));
  const spread = moment(2);
  return spread > 0 ? moment(3) / (6 * spread ** 1.5) : 0;
}

/**
 * The bias-corrected and accelerated 95 % interval of Efron (1987) from estimates of samples drawn again.
 *
 * @param totals ascending, at least one
 */
export function correctedInterval(
  totals: readonly number[],
  estimate: number,
  accelerated: number,
): Interval {
  const below = totals.filter((total) => total < estimate).length;
  const half = 0.5 / totals.length;
  const bias = normalQuantile(Math.min(Math.max(below / totals.length, half), 1 - half));
  const end = (z: number): number => {
    const shifted = bias + z;
    return quantile(totals, normalBelow(bias + shifted / (1 - accelerated * shifted)));
  };
  return { lower: end(-Z95), upper: end(Z95) };
}

/** The quantile of sorted values that is nearly free of bias whatever their distribution: type 8 of Hyndman and Fan (1996). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length + 1 / 3) * share + 1 / 3;
  const at = Math.min(Math.max(place, 1), sorted.length);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length);
  return sorted[low - 1]! + (at - low) * (sorted[high - 1]! - sorted[low - 1]!);
}
