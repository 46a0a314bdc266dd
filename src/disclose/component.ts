/** Cells that a reader does not know, and that hang together. */
import type { Range } from './rule.ts';
import type { Cell, Constraint } from './system.ts';
import type { Unknowns } from './witness.ts';

/** A part of a reader's system. */
export interface Component extends Unknowns {
  /** Index in the system, by position. */
  readonly cells: readonly number[];
}

/** Splits what a reader does not know exactly into parts that have nothing to do with one another. */
export function componentsOf(
  cells: readonly Cell[],
  ranges: readonly Range[],
  constraints: readonly Constraint[],
): Component[] {
  const free = ranges.map(({ lo, hi }) => lo < hi);
  const parent = new Map<number, number>();
  const rootOf = (cell: number): number => {
    let root = cell;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next;
    parent.set(cell, root);
    return root;
  };
  const open = constraints.flatMap(({ terms, lower, upper }) => {
    const left = terms.filter(({ cell }) => free[cell]!);
    if (left.length === 0) return [];
    for (const { cell } of left) parent.set(rootOf(cell), rootOf(left[0]!.cell));
    const now = terms.reduce((sum, { cell, factor }) => sum + factor * cells[cell]!.count, 0);
    return [{ terms: left, lower: lower - now, upper: upper - now }];
  });
  const members = new Map<number, number[]>();
  for (const cell of cells.keys()) {
    if (!free[cell]!) continue;
    const root = rootOf(cell);
    members.set(root, [...(members.get(root) ?? []), cell]);
  }
  const rowsOf = new Map<number, typeof open>();
  for (const row of open) {
    const root = rootOf(row.terms[0]!.cell);
    const rows = rowsOf.get(root);
    if (rows === undefined) rowsOf.set(root, [row]);
    else rows.push(row);
  }
  return [...members].map(([root, own]) => {
    const position = new Map(own.map((cell, at) => [cell, at]));
    const rows = (rowsOf.get(root) ?? []).map(({ terms, lower, upper }) => ({
      lower,
      upper,
      terms: terms.map(({ cell, factor }) => ({ variable: position.get(cell)!, factor })),
    }));
    const rowsAt: { row: number; factor: number }[][] = own.map(() => []);
    for (const [row, { terms }] of rows.entries())
      for (const { variable, factor } of terms) rowsAt[variable]!.push({ row, factor });
    const room = own.map((cell) => ({
      lo: ranges[cell]!.lo - cells[cell]!.count,
      hi: ranges[cell]!.hi - cells[cell]!.count,
    }));
    return { cells: own, room, rows, rowsAt };
  });
}
