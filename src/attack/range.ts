/**
 * What the lines leave possible when all are taken together: the least and the greatest whole number of each cell, by
 * the solver, for what a pencil does not see.
 */
import { type Programme, type Solver, withSolver } from '../solve/index.ts';
import type { Bounds, Line, Model } from './model.ts';

/** Branches for one bound of a large table; beyond them the bound given is a true one and perhaps not the tightest. */
const MOST_NODES = 20_000;
const NEAR = 1e-4;

/** Whether the lines hold together at all, and between which ends each wanted cell lies; ends may be endless. */
export type Ranges =
  | { readonly feasible: false }
  | { readonly feasible: true; readonly of: Map<number, Bounds> };

/**
 * The exact range of each of `wanted`.
 *
 * @param bounds of all cells, as `propagate` left them
 * @param among the lines to take; cells outside them keep their bounds
 */
export async function rangesOf(
  model: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
  wanted: readonly number[],
): Promise<Ranges> {
  const { programme, place } = programmeOf(model, bounds, among);
  const of = new Map<number, Bounds>();
  if (programme === undefined) return { feasible: false };
  const open = wanted.filter((cell) => place.has(cell));
  for (const cell of wanted) if (!place.has(cell)) of.set(cell, bounds[cell]!);
  if (programme.rows.length === 0) {
    for (const cell of open) of.set(cell, bounds[cell]!);
    return { feasible: true, of };
  }
  return withSolver(programme, (solver) => {
    // Every solution found is a possible truth, so it says of all cells at once what they can be.
    const seen = programme.variables.map(() => ({ lo: Infinity, hi: -Infinity }));
    const meet = (solution: readonly number[]): void => {
      for (const [at, value] of solution.entries()) {
        seen[at]!.lo = Math.min(seen[at]!.lo, value);
        seen[at]!.hi = Math.max(seen[at]!.hi, value);
      }
    };
    const first = solver.solve({ direction: 'least', terms: [] }, { mostNodes: MOST_NODES });
    if (first.status === 'infeasible') return { feasible: false };
    if (first.status === 'optimal') meet(first.solution);
    for (const cell of open) {
      const at = place.get(cell)!;
      const own = bounds[cell]!;
      const lo = seen[at]!.lo === own.lo ? own.lo : end(solver, 'least', at, own.lo, meet);
      const hi = seen[at]!.hi === own.hi ? own.hi : end(solver, 'greatest', at, own.hi, meet);
      of.set(cell, { lo, hi });
    }
    return { feasible: true, of };
  });
}

/**
 * Which of the wanted values each cell can have, each tried by itself: a range may have gaps. Undefined when the
 * lines do not hold together.
 */
export async function possibleValues(
  model: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
  wanted: ReadonlyMap<number, readonly number[]>,
): Promise<ReadonlyMap<number, ReadonlySet<number>> | undefined> {
  const { programme, place } = programmeOf(model, bounds, among);
  if (programme === undefined) return undefined;
  const found = new Map([...wanted].map(([cell]) => [cell, new Set<number>()]));
  const isOpen = (cell: number): boolean => place.has(cell) && programme.rows.length > 0;
  for (const [cell, values] of wanted) {
    const { lo, hi } = bounds[cell]!;
    if (isOpen(cell)) continue;
    for (const value of values) if (value >= lo && value <= hi) found.get(cell)!.add(value);
  }
  if (programme.rows.length === 0) return found;
  return withSolver(programme, (solver) => {
    const meet = (): boolean => {
      const result = solver.solve({ direction: 'least', terms: [] });
      if (result.status !== 'optimal') return result.status !== 'infeasible';
      // One possible truth says something of all cells.
      for (const [cell, values] of wanted) {
        const value = isOpen(cell) ? result.solution[place.get(cell)!]! : undefined;
        if (value !== undefined && values.includes(value)) found.get(cell)!.add(value);
      }
      return true;
    };
    if (!meet()) return undefined;
    for (const [cell, values] of wanted) {
      if (!isOpen(cell)) continue;
      const at = place.get(cell)!;
      const { lo, hi } = bounds[cell]!;
      for (const value of values) {
        if (value < lo || value > hi || found.get(cell)!.has(value)) continue;
        solver.bound(at, value, value);
        if (meet()) found.get(cell)!.add(value);
      }
      solver.bound(at, lo, hi);
    }
    return found;
  });
}

function end(
  solver: Solver,
  direction: 'least' | 'greatest',
  at: number,
  own: number,
  meet: (solution: readonly number[]) => void,
): number {
  const result = solver.solve({ direction, terms: [{ variable: at, factor: 1 }] }, { mostNodes: MOST_NODES });
  if (result.status === 'optimal') {
    meet(result.solution);
    return result.solution[at]!;
  }
  if (result.status !== 'limit') return own;
  if (result.best !== undefined) meet(result.best.solution);
  const { bound } = result;
  return direction === 'least'
    ? Math.max(own, Math.ceil(bound - NEAR))
    : Math.min(own, Math.floor(bound + NEAR));
}

/** The lines over the cells still open, what is settled taken off both sides; undefined where one cannot hold. */
function programmeOf(
  { lines }: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
): { readonly programme: Programme | undefined; readonly place: ReadonlyMap<number, number> } {
  const place = new Map<number, number>();
  const rows: Programme['rows'][number][] = [];
  for (const { terms, lower, upper } of among.map((index): Line => lines[index]!)) {
    const isOpen = ({ cell }: { cell: number }): boolean => bounds[cell]!.lo !== bounds[cell]!.hi;
    const settled = terms.reduce(
      (sum, term) => sum + (isOpen(term) ? 0 : term.factor * bounds[term.cell]!.lo),
      0,
    );
    const open = terms.filter(isOpen);
    if (open.length === 0) {
      if (settled < lower || settled > upper) return { programme: undefined, place };
      continue;
    }
    for (const { cell } of open) if (!place.has(cell)) place.set(cell, place.size);
    rows.push({
      terms: open.map(({ cell, factor }) => ({ variable: place.get(cell)!, factor })),
      lower: lower - settled,
      upper: upper - settled,
    });
  }
  const variables = [...place.keys()].map((cell) => ({
    lower: bounds[cell]!.lo,
    upper: bounds[cell]!.hi,
    whole: true,
  }));
  return { programme: { variables, rows }, place };
}
