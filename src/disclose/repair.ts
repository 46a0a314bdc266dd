/** The quick search for other counts: from some that break a line or two, one change after another mends them. */
import type { Unknowns } from './witness.ts';

/** Changes after which it is given up. */
const MOST_CHANGES = 300;

/**
 * Gives differences near `start` that every line allows, and that leave the positions `held` as they are there; undefined
 * when none were found, which says nothing. A broken line is mended where that breaks the others least, and one that
 * breaks again and again weighs more each time.
 */
export function mending({
  room,
  rows,
  rowsAt,
}: Unknowns): (start: readonly number[], held: readonly number[]) => number[] | undefined {
  // Many thousand starts are mended, and each walks the lines hundreds of times.
  const lo = Float64Array.from(room, (range) => range.lo);
  const hi = Float64Array.from(room, (range) => range.hi);
  const lower = Float64Array.from(rows, (row) => row.lower);
  const upper = Float64Array.from(rows, (row) => row.upper);
  const cellsIn = rows.map(({ terms }) => Int32Array.from(terms, ({ variable }) => variable));
  const factorsIn = rows.map(({ terms }) => Float64Array.from(terms, ({ factor }) => factor));
  const rowsOf = rowsAt.map((own) => Int32Array.from(own, ({ row }) => row));
  const factorsOf = rowsAt.map((own) => Float64Array.from(own, ({ factor }) => factor));
  const change = new Float64Array(room.length);
  const sums = new Float64Array(rows.length);
  /** By how much each line is broken, and whether it is. */
  const broken = new Float64Array(rows.length);
  const isBroken = new Uint8Array(rows.length);
  const weights = new Float64Array(rows.length);
  /** The step that last changed a count. */
  const changed = new Int32Array(room.length);
  /** The best change of those considered. */
  const best = { at: -1, by: 0, worse: 0, size: 0 };

  return (start, held) => {
    change.fill(0);
    sums.fill(0);
    weights.fill(1);
    changed.fill(0);
    for (let at = 0; at < start.length; at += 1) change[at] = clamped(start[at]!, at);
    if (held.some((at) => change[at] !== start[at])) return undefined;
    for (let at = 0; at < change.length; at += 1) if (change[at] !== 0) add(at, change[at]!);
    for (let row = 0; row < sums.length; row += 1) note(row);
    let from = 0;
    for (let step = 1; step <= MOST_CHANGES; step += 1) {
      const row = nextBroken(from);
      if (row === -1) return [...change];
      from = row + 1;
      mend(row, held);
      if (best.at === -1) return undefined;
      if (best.worse >= 0) weights[row]! += 1;
      change[best.at]! += best.by;
      changed[best.at] = step;
      add(best.at, best.by);
      for (const other of rowsOf[best.at]!) note(other);
    }
    return undefined;
  };

  function clamped(value: number, at: number): number {
    return Math.min(Math.max(value, lo[at]!), hi[at]!);
  }

  function add(at: number, by: number): void {
    const own = rowsOf[at]!;
    const factors = factorsOf[at]!;
    for (let of = 0; of < own.length; of += 1) sums[own[of]!]! += factors[of]! * by;
  }

  function note(row: number): void {
    broken[row] = brokenBy(row, sums[row]!);
    isBroken[row] = Number(broken[row] > 0);
  }

  function brokenBy(row: number, sum: number): number {
    return sum < lower[row]! ? lower[row]! - sum : sum > upper[row]! ? sum - upper[row]! : 0;
  }

  function nextBroken(first: number): number {
    const ahead = isBroken.indexOf(1, first);
    return ahead === -1 ? isBroken.indexOf(1) : ahead;
  }

  /** Looks for the change that mends a line, in whole or by one, at the least harm to the others. */
  function mend(row: number, held: readonly number[]): void {
    best.at = -1;
    const cells = cellsIn[row]!;
    const factors = factorsIn[row]!;
    const lacking = (sums[row]! < lower[row]! ? lower[row]! : upper[row]!) - sums[row]!;
    for (let term = 0; term < cells.length; term += 1) {
      const at = cells[term]!;
      if (held.includes(at)) continue;
      const whole = lacking / factors[term]!;
      const one = Math.sign(whole);
      // Where there is room for one at the most, the second try would be the first again.
      if (consider(at, one * Math.ceil(Math.abs(whole))) !== one) consider(at, one);
    }
  }

  function consider(at: number, wanted: number): number {
    const by = clamped(change[at]! + wanted, at) - change[at]!;
    if (by === 0) return by;
    const worse = worseBy(at, by);
    const size = Math.abs(change[at]! + by);
    if (best.at === -1 || isBetter(at, worse, size)) {
      best.at = at;
      best.by = by;
      best.worse = worse;
      best.size = size;
    }
    return by;
  }

  /** By how much all lines together would be more broken. */
  function worseBy(at: number, by: number): number {
    const own = rowsOf[at]!;
    const factors = factorsOf[at]!;
    let all = 0;
    for (let of = 0; of < own.length; of += 1) {
      const row = own[of]!;
      all += weights[row]! * (brokenBy(row, sums[row]! + factors[of]! * by) - broken[row]!);
    }
    return all;
  }

  function isBetter(at: number, worse: number, size: number): boolean {
    if (worse !== best.worse) return worse < best.worse;
    if (changed[at] !== changed[best.at]) return changed[at]! < changed[best.at]!;
    return size < best.size;
  }
}
