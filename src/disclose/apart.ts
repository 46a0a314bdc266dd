/** What a draft counts again, as counts of their own. */
import type { Cell, Constraint, System } from './system.ts';

/**
 * The cells of `system` and, after them, those of the draft that were also released before and that it could hide
 * (`again`, by the cell that they share), for which the draft's `own` sums stand; `others` are all the other sums.
 */
export function apart(
  system: System,
  again: ReadonlyMap<number, Cell>,
  own: readonly Constraint[],
  others: readonly Constraint[],
): Pick<System, 'cells' | 'constraints'> {
  const place = new Map([...again.keys()].map((cell, at) => [cell, system.cells.length + at]));
  const moved = own.map((constraint) => ({
    ...constraint,
    terms: constraint.terms.map(({ cell, factor }) => ({ cell: place.get(cell) ?? cell, factor })),
  }));
  return { cells: [...system.cells, ...again.values()], constraints: [...others, ...moved] };
}
