/**
 * Other counts that would look just the same on the page, told as differences from the true ones and checked here by
 * putting them into every line: what is believed possible rests on this arithmetic of whole numbers and on no solver.
 */
import type { Row } from '../solve/index.ts';
import type { Range } from './rule.ts';

/** Counts whose truth a reader does not know, and all that ties them to one another; positions are within it. */
export interface Unknowns {
  /** How far each count may differ from the truth. */
  readonly room: readonly Range[];
  /** What holds between the differences. */
  readonly rows: readonly Row[];
  /** The rows that each count stands in, with its factor there. */
  readonly rowsAt: readonly (readonly { readonly row: number; readonly factor: number }[])[];
}

/** Could the count at position `at` differ from the truth by `by`, to one who knows that at `still`? */
export interface Question {
  readonly at: number;
  readonly by: number;
  readonly still?: number | undefined;
}

/** A direction, and how often it can be taken, from `least` to `most` times: each time is a set of other counts. */
export interface Witness {
  readonly direction: Float64Array;
  /** The positions that it moves. */
  readonly moved: readonly number[];
  readonly least: number;
  readonly most: number;
}

/** The witness that `change` is, where every line allows it. `change` has a whole number for each position. */
export function witnessOf({ room, rows, rowsAt }: Unknowns, change: ArrayLike<number>): Witness | undefined {
  const moved: number[] = [];
  let common = 0;
  for (let at = 0; at < change.length; at += 1) {
    if (change[at] === 0) {
      // A mark that does not fit the count itself, as of a nought, leaves nothing as it is.
      if (room[at]!.lo > 0 || room[at]!.hi < 0) return undefined;
      continue;
    }
    moved.push(at);
    common = greatestDivisor(common, Math.abs(change[at]!));
  }
  if (common === 0) return undefined;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  const allow = (step: number, lo: number, hi: number): void => {
    if (step === 0) return;
    least = Math.max(least, Math.ceil((step > 0 ? lo : hi) / step));
    most = Math.min(most, Math.floor((step > 0 ? hi : lo) / step));
  };
  const direction = new Float64Array(change.length);
  const steps = new Map<number, number>();
  for (const at of moved) {
    const step = change[at]! / common;
    direction[at] = step;
    allow(step, room[at]!.lo, room[at]!.hi);
    if (common < least || common > most) return undefined;
    for (const { row, factor } of rowsAt[at]!) steps.set(row, (steps.get(row) ?? 0) + factor * step);
  }
  for (const [row, step] of steps) allow(step, rows[row]!.lower, rows[row]!.upper);
  return least <= common && common <= most ? { direction, moved, least, most } : undefined;
}

/** Whether some multiple of `witness` is a yes to the question. */
export function serves({ direction, least, most }: Witness, { at, by, still }: Question): boolean {
  const times = by / direction[at]!;
  const isWithin = Number.isInteger(times) && times >= least && times <= most;
  return isWithin && (still === undefined || direction[still] === 0);
}

function greatestDivisor(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
