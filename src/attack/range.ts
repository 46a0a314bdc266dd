/**
 * What the lines leave possible when all are taken together: the least and the greatest whole number of each cell, by
 * the solver, for what a pencil does not see.
 */
import { type Programme, withSolver } from '../solve/index.ts';
import type { Bounds, Line, Model } from './model.ts';
import { reduce } from './reduce.ts';
import { FULL, searched } from './search.ts';

/** Whether the lines hold together at all, and between which ends each wanted cell lies; ends may be endless. */
export type Ranges =
  | { readonly feasible: false }
  | {
      readonly feasible: true;
      readonly of: Map<number, Bounds>;
      /** Cells whose range is a true one and perhaps not the tightest: it would have taken too long. */
      readonly unfinished: ReadonlySet<number>;
    };

export interface RangeOptions {
  /** How much the solver may do. Default: {@link FULL}. */
  readonly effort?: number;
  /** `done` of `of` cells have their range. */
  readonly onCell?: (done: number, of: number) => void;
}

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
  { effort = FULL, onCell = () => {} }: RangeOptions = {},
): Promise<Ranges> {
  const small = reduce(model, bounds, among);
  if (small === undefined) return { feasible: false };
  const { tie, components } = small;
  const roots = new Set(wanted.map((cell) => tie(cell).root));
  const ranges = new Map<number, Bounds>();
  const cut = new Set<number>();
  // The small ones first, which are soon done.
  const open = components
    .filter(({ exact }) => !exact)
    .toSorted((one, other) => one.cells.length - other.cells.length);
  let left = effort;
  const hard = open.reduce((sum, { cells }) => sum + cells.filter((cell) => roots.has(cell)).length, 0);
  let done = 0;
  for (const component of open) {
    const targets = component.cells.filter((cell) => roots.has(cell));
    const found = await searched(component, small.bounds, targets, left, (own) => onCell(done + own, hard));
    if (found === undefined) return { feasible: false };
    done += targets.length;
    left -= found.spent;
    for (const [cell, range] of found.of) ranges.set(cell, range);
    for (const cell of found.unfinished) cut.add(cell);
  }
  const of = new Map<number, Bounds>();
  const unfinished = new Set<number>();
  for (const cell of wanted) {
    const { root, sign, offset } = tie(cell);
    const { lo, hi } = ranges.get(root) ?? small.bounds[root]!;
    const ends = [sign * lo + offset, sign * hi + offset];
    of.set(cell, { lo: Math.min(...ends), hi: Math.max(...ends) });
    if (cut.has(root)) unfinished.add(cell);
  }
  return { feasible: true, of, unfinished };
}

/** Branches for one value; one that needs more counts as possible. */
const MOST_NODES = 20_000;

export interface Possible {
  readonly of: ReadonlyMap<number, ReadonlySet<number>>;
  /** How many of these are only not known to be impossible: it would have taken too long. */
  readonly undecided: number;
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
): Promise<Possible | undefined> {
  const { programme, place } = programmeOf(model, bounds, among);
  if (programme === undefined) return undefined;
  const found = new Map([...wanted].map(([cell]) => [cell, new Set<number>()]));
  const isOpen = (cell: number): boolean => place.has(cell) && programme.rows.length > 0;
  for (const [cell, values] of wanted) {
    const { lo, hi } = bounds[cell]!;
    if (isOpen(cell)) continue;
    for (const value of values) if (value >= lo && value <= hi) found.get(cell)!.add(value);
  }
  if (programme.rows.length === 0) return { of: found, undecided: 0 };
  let undecided = 0;
  return withSolver(programme, (solver) => {
    const meet = (): boolean => {
      const result = solver.solve({ direction: 'least', terms: [] }, { mostNodes: MOST_NODES });
      if (result.status !== 'optimal') {
        if (result.status === 'limit') undecided += 1;
        return result.status !== 'infeasible';
      }
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
    return { of: found, undecided };
  });
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
