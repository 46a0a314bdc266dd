/** How far the lines narrow what is left possible, one line after another: quick, and never narrower than it is. */
import type { Unknowns } from './witness.ts';

/** Times that a line is looked at, on average, after which what was found until then has to do. */
const MOST_ROUNDS = 20;
/** What is less lies in the last digits of fractions, and narrows nothing. */
const NOTHING = 1e-6;

/** Positions whose differences are known, and what they are. */
export type Held = readonly (readonly [at: number, by: number])[];

interface Ranges {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/**
 * Tells whether the differences `held` leave nothing possible, not even in fractions. That they may leave something says
 * little, as each line is looked at alone.
 */
export function narrowing({ room, rows, rowsAt }: Unknowns): (held: Held) => boolean {
  const lines = rows.map(({ terms, lower, upper }) => ({
    cells: Int32Array.from(terms, ({ variable }) => variable),
    factors: Float64Array.from(terms, ({ factor }) => factor),
    lower,
    upper,
  }));
  const linesAt = rowsAt.map((own) => Int32Array.from(own, ({ row }) => row));
  const always: Ranges = {
    lo: Float64Array.from(room, ({ lo }) => lo),
    hi: Float64Array.from(room, ({ hi }) => hi),
  };
  narrow(always, lines.keys());
  return (held) => {
    const ranges = { lo: always.lo.slice(), hi: always.hi.slice() };
    for (const [at, by] of held) {
      if (by < ranges.lo[at]! - NOTHING || by > ranges.hi[at]! + NOTHING) return true;
      ranges.lo[at] = by;
      ranges.hi[at] = by;
    }
    return !narrow(
      ranges,
      held.flatMap(([at]) => [...linesAt[at]!]),
    );
  };

  /** Narrows the ranges by these lines and by all that follows; false where nothing is left. */
  function narrow({ lo, hi }: Ranges, first: Iterable<number>): boolean {
    const queue = [...new Set(first)];
    const isQueued = new Uint8Array(lines.length);
    for (const line of queue) isQueued[line] = 1;
    for (let next = 0; next < queue.length && next < MOST_ROUNDS * lines.length; next += 1) {
      const line = queue[next]!;
      isQueued[line] = 0;
      const { cells, factors, lower, upper } = lines[line]!;
      // The least and the greatest sum, each with how many of its parts have no end.
      let [least, leastEndless, most, mostEndless] = [0, 0, 0, 0];
      for (let term = 0; term < cells.length; term += 1) {
        const at = cells[term]!;
        const factor = factors[term]!;
        const low = factor * (factor > 0 ? lo[at]! : hi[at]!);
        const high = factor * (factor > 0 ? hi[at]! : lo[at]!);
        if (low === Number.NEGATIVE_INFINITY) leastEndless += 1;
        else least += low;
        if (high === Number.POSITIVE_INFINITY) mostEndless += 1;
        else most += high;
      }
      if (leastEndless === 0 && least > upper + NOTHING) return false;
      if (mostEndless === 0 && most < lower - NOTHING) return false;
      for (let term = 0; term < cells.length; term += 1) {
        const at = cells[term]!;
        const factor = factors[term]!;
        const low = factor * (factor > 0 ? lo[at]! : hi[at]!);
        const high = factor * (factor > 0 ? hi[at]! : lo[at]!);
        // What the least of the others leave of the line is the most that this one can be, and the other way round.
        const isLowEndless = low === Number.NEGATIVE_INFINITY;
        const isHighEndless = high === Number.POSITIVE_INFINITY;
        const upTo =
          leastEndless > Number(isLowEndless) ? Infinity : upper - least + (isLowEndless ? 0 : low);
        const from =
          mostEndless > Number(isHighEndless) ? -Infinity : lower - most + (isHighEndless ? 0 : high);
        const newLo = (factor > 0 ? from : upTo) / factor;
        const newHi = (factor > 0 ? upTo : from) / factor;
        const isNarrower = newLo > lo[at]! + NOTHING || newHi < hi[at]! - NOTHING;
        if (!isNarrower) continue;
        lo[at] = Math.max(lo[at]!, newLo);
        hi[at] = Math.min(hi[at]!, newHi);
        if (lo[at] > hi[at] + NOTHING) return false;
        for (const other of linesAt[at]!) {
          if (isQueued[other] === 1 || other === line) continue;
          isQueued[other] = 1;
          queue.push(other);
        }
      }
    }
    return true;
  }
}
