/** The quick search for other counts: from some that break a line or two, one change after another mends them. */
import type { Range } from './rule.ts';
import type { Unknowns } from './witness.ts';

/** Changes after which it is given up. */
const MOST_CHANGES = 300;

/**
 * Differences near `start` that every line allows, and that leave the positions `held` as they are there; undefined when
 * none were found, which says nothing. A broken line is mended where that breaks the others least, and one that
 * breaks again and again weighs more each time.
 */
export function repaired(
  { room, rows, rowsAt }: Unknowns,
  start: readonly number[],
  held: readonly number[],
): number[] | undefined {
  const change = start.map((value, at) => clamped(value, room[at]!));
  if (held.some((at) => change[at] !== start[at])) return undefined;
  const sums = rows.map(({ terms }) =>
    terms.reduce((sum, { variable, factor }) => sum + factor * change[variable]!, 0),
  );
  const weights = rows.map(() => 1);
  const changed = room.map(() => 0);
  const brokenBy = (row: number, sum: number): number => {
    const { lower, upper } = rows[row]!;
    return sum < lower ? lower - sum : sum > upper ? sum - upper : 0;
  };
  /** By how much all lines together would be more broken. */
  const worse = (at: number, by: number): number =>
    rowsAt[at]!.reduce(
      (all, { row, factor }) =>
        all + weights[row]! * (brokenBy(row, sums[row]! + factor * by) - brokenBy(row, sums[row]!)),
      0,
    );
  let from = 0;
  for (let step = 1; step <= MOST_CHANGES; step += 1) {
    const row = nextBroken(from);
    if (row === undefined) return change;
    from = row + 1;
    const best = mend(row);
    if (best === undefined) return undefined;
    if (best.worse >= 0) weights[row]! += 1;
    change[best.at]! += best.by;
    changed[best.at] = step;
    for (const { row: other, factor } of rowsAt[best.at]!) sums[other]! += factor * best.by;
  }
  return undefined;

  function nextBroken(first: number): number | undefined {
    for (let ahead = 0; ahead < rows.length; ahead += 1) {
      const row = (first + ahead) % rows.length;
      if (brokenBy(row, sums[row]!) > 0) return row;
    }
    return undefined;
  }

  /** The change that mends a line, in whole or by one, at the least harm to the others. */
  function mend(row: number): { at: number; by: number; worse: number } | undefined {
    const { terms, lower, upper } = rows[row]!;
    const lacking = sums[row]! < lower ? lower - sums[row]! : upper - sums[row]!;
    let best: { at: number; by: number; worse: number; size: number } | undefined;
    const consider = (at: number, wanted: number): number => {
      const by = clamped(change[at]! + wanted, room[at]!) - change[at]!;
      if (by === 0) return by;
      const found = { at, by, worse: worse(at, by), size: Math.abs(change[at]! + by) };
      if (best === undefined || isBetter(found, best)) best = found;
      return by;
    };
    for (const { variable: at, factor } of terms) {
      if (held.includes(at)) continue;
      const whole = lacking / factor;
      const one = Math.sign(whole);
      // Where there is room for one at the most, the second try would be the first again.
      if (consider(at, one * Math.ceil(Math.abs(whole))) !== one) consider(at, one);
    }
    return best;
  }

  function isBetter(
    a: { at: number; worse: number; size: number },
    b: { at: number; worse: number; size: number },
  ): boolean {
    if (a.worse !== b.worse) return a.worse < b.worse;
    if (changed[a.at] !== changed[b.at]) return changed[a.at]! < changed[b.at]!;
    return a.size < b.size;
  }
}

const clamped = (value: number, { lo, hi }: Range): number => Math.min(Math.max(value, lo), hi);
