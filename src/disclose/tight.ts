/**
 * Sums whose hidden parts are so small together that the people in a count of 1 or 2 among them could tell another. Whether
 * there are such people, the page must not say: what is hidden on their account is hidden wherever there might be.
 */
import { type Cell, type Constraint, isOpen, isWide, reading, type System } from './system.ts';

/** A sum that leaves too little between its hidden cells. */
export interface TightSum {
  readonly hidden: readonly number[];
  /** What else of it could be hidden: one more is enough. */
  readonly more: readonly number[];
}

/** The sums that are tight for anybody while `hidden` is hidden, and need not be. */
export const tightSums = (system: System, hidden: ReadonlySet<number>): TightSum[] =>
  system.constraints.flatMap((constraint) => tightSum(system, constraint, hidden) ?? []);

function tightSum(
  { cells }: System,
  { terms, lower, upper, privateTo }: Constraint,
  hidden: ReadonlySet<number>,
): TightSum | undefined {
  if (lower !== upper || privateTo !== undefined) return undefined;
  const unknown = terms.filter(({ cell }) => {
    const { lo, hi } = reading(cells[cell]!, hidden.has(cell));
    return lo < hi;
  });
  const isPart = ({ cell, factor }: (typeof terms)[number]): boolean =>
    hidden.has(cell) && factor === unknown[0]!.factor && !isWide(cells[cell]!);
  if (unknown.length < 2 || !unknown.every(isPart)) return undefined;
  const parts = unknown.map(({ cell }) => cells[cell]!);
  if (parts.reduce((sum, { count }) => sum + count, 0) >= enough(parts)) return undefined;
  const more = terms.flatMap(({ cell }) => (isOpen(cells[cell]!) && !hidden.has(cell) ? [cell] : []));
  return more.length === 0 ? undefined : { hidden: unknown.map(({ cell }) => cell), more };
}

/** Whoever knows one of two parts knows both. Of more, what is left has to go to any one, the others at their least. */
function enough(parts: readonly Cell[]): number {
  const lo = Math.min(...parts.map(({ primary }) => primary.lo));
  const hi = Math.max(...parts.map(({ primary }) => primary.hi));
  const few = Math.min(hi, 2);
  return hi + few + (parts.length === 2 ? 1 : (parts.length - 2) * lo);
}
