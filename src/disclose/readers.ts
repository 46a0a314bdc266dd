/** Who might read a page, and what each knows beside it. */
import { type Cell, type Constraint, isSensitive, type System } from './system.ts';

/**
 * Anybody; or an agency, which also knows its own counts (`owner`); or one of the one or two people in a count of 1
 * or 2, who know that count (`within`, the cell's index).
 */
export interface Reader {
  readonly owner?: string;
  readonly within?: number;
}

/** Every agency that knows some count from its own records. */
export const ownersIn = ({ cells }: System): string[] =>
  [...new Set(cells.flatMap(({ owner }) => (owner === undefined ? [] : [owner])))].toSorted();

/** The constraints that mean something to a reader. */
export const constraintsFor = ({ constraints }: System, owner: string | undefined): Constraint[] =>
  constraints.filter(({ privateTo }) => privateTo === undefined || privateTo === owner);

const FEW = new Set([1, 2]);
const isOfFew = ({ count, people }: Cell): boolean => FEW.has(people ?? count);

/**
 * For each sensitive cell the sensitive cells of one or two people that stand in a sum with it: those people know their
 * own cell, so it does not protect the other.
 */
export function fewBeside(system: System): ReadonlyMap<number, readonly number[]> {
  const { cells } = system;
  const beside = new Map<number, Set<number>>();
  for (const { terms, lower, upper } of constraintsFor(system, undefined)) {
    if (lower !== upper) continue;
    const few = terms.filter(({ cell }) => isOfFew(cells[cell]!) && isSensitive(cells[cell]!));
    for (const { cell } of terms) {
      if (few.length === 0 || !isSensitive(cells[cell]!)) continue;
      const found = beside.get(cell) ?? new Set();
      for (const other of few) if (other.cell !== cell) found.add(other.cell);
      beside.set(cell, found);
    }
  }
  return new Map([...beside].map(([cell, found]) => [cell, [...found].toSorted((a, b) => a - b)]));
}
