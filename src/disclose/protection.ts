/**
 * Whether a hidden count could still be a given value, seen by a reader who knows every published number and
 * the arithmetic between them.
 *
 * The reader's knowledge is a range for each count (one value where it is printed, all that round alike where
 * it is rounded, anything from the lowest hidden value upwards where it is hidden) and linear constraints
 * Σ ±x = 0 or Σ ±x ≤ 0 over whole numbers. A value is possible when some assignment of whole numbers to all
 * counts satisfies everything.
 *
 * Ranges are narrowed through each constraint until nothing changes. For a single sum with total T, whose other
 * parts range over [lo, hi], this is exact: x = v is possible if and only if
 *
 *     T.lo ≤ v + Σ hi   and   v + Σ lo ≤ T.hi,
 *
 * because a sum of whole-number intervals takes every value between its ends. Where several constraints meet
 * in one count, a bounded search looks for an assignment. A value is called possible only when an assignment
 * was found, so an exhausted search hides more, never less.
 */
import type { Range } from './rule.ts';

export interface Constraint {
  readonly terms: readonly { readonly cell: number; readonly factor: 1 | -1 }[];
  /** Σ factor·x = 0; otherwise Σ factor·x ≤ 0. */
  readonly equal: boolean;
}

export interface Knowledge {
  /** By cell; an endless range ends at {@link Knowledge.ceiling}. */
  readonly ranges: readonly Range[];
  readonly constraints: readonly Constraint[];
  /** The true counts, where the search starts. */
  readonly truth: readonly number[];
}

interface Bounds {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

const MOST_PASSES = 60;
const MOST_STEPS = 600;

/** Whether the cells in `fixed` can all have the values given there at once. Sound always, see above for exactness. */
export function possible(known: Knowledge, fixed: ReadonlyMap<number, number>): boolean {
  const ceiling = 1000 + 4 * known.truth.reduce((sum, count) => sum + count, 0);
  const bounds: Bounds = {
    lo: Float64Array.from(known.ranges, (range) => range.lo),
    hi: Float64Array.from(known.ranges, (range) => Math.min(range.hi, ceiling)),
  };
  for (const [cell, value] of fixed) {
    if (value < bounds.lo[cell]! || value > bounds.hi[cell]!) return false;
    bounds.lo[cell] = value;
    bounds.hi[cell] = value;
  }
  return search(known, bounds, { steps: MOST_STEPS });
}

function search(known: Knowledge, bounds: Bounds, budget: { steps: number }): boolean {
  if (budget.steps <= 0 || !narrow(known.constraints, bounds)) return false;
  budget.steps -= 1;
  const cell = mostEntangled(known.constraints, bounds);
  if (cell === undefined) return true;
  const lo = bounds.lo[cell]!;
  const hi = bounds.hi[cell]!;
  const near = Math.min(Math.max(known.truth[cell]!, lo), hi);
  return [...new Set([near, lo, hi])].some((value) => {
    const trial = { lo: bounds.lo.slice(), hi: bounds.hi.slice() };
    trial.lo[cell] = value;
    trial.hi[cell] = value;
    return search(known, trial, budget);
  });
}

/** The open cell in the most constraints, or undefined when no open cell is in two: then each can be met alone. */
function mostEntangled(constraints: readonly Constraint[], bounds: Bounds): number | undefined {
  const uses = new Map<number, number>();
  for (const { terms } of constraints) {
    for (const { cell } of terms) {
      if (bounds.lo[cell] !== bounds.hi[cell]) uses.set(cell, (uses.get(cell) ?? 0) + 1);
    }
  }
  let chosen: number | undefined;
  let most = 1;
  for (const [cell, count] of uses) {
    if (count > most) {
      chosen = cell;
      most = count;
    }
  }
  return chosen;
}

/** Narrows the ranges in place; false when some constraint cannot be met. */
function narrow(constraints: readonly Constraint[], bounds: Bounds): boolean {
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    let changed = false;
    for (const constraint of constraints) {
      const outcome = narrowBy(constraint, bounds);
      if (outcome === 'impossible') return false;
      changed ||= outcome === 'changed';
    }
    if (!changed) return true;
  }
  return false;
}

function narrowBy({ terms, equal }: Constraint, { lo, hi }: Bounds): 'impossible' | 'changed' | 'same' {
  let least = 0;
  let greatest = 0;
  for (const { cell, factor } of terms) {
    least += factor === 1 ? lo[cell]! : -hi[cell]!;
    greatest += factor === 1 ? hi[cell]! : -lo[cell]!;
  }
  if (least > 0 || (equal && greatest < 0)) return 'impossible';
  let changed = false;
  for (const { cell, factor } of terms) {
    const from = lo[cell]!;
    const to = hi[cell]!;
    // What the other terms can sum to leaves this one no more than its own least − `least`, and in an
    // equation no less than its own greatest − `greatest`; for a subtracted cell the two ends change places.
    const top = factor === 1 ? from - least : equal ? from + greatest : to;
    const bottom = factor === -1 ? to + least : equal ? to - greatest : from;
    if (top < to) hi[cell] = top;
    if (bottom > from) lo[cell] = bottom;
    if (lo[cell]! > hi[cell]!) return 'impossible';
    changed ||= top < to || bottom > from;
  }
  return changed ? 'changed' : 'same';
}
