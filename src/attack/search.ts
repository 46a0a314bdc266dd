/**
 * The solver's search for the ends of many cells at once, with a bound on its work that is counted and not timed, so that
 * the same tables always have the same answer.
 */
import { type Objective, type Programme, type Result, type Solver, withSolver } from '../solve/index.ts';
import type { Bounds } from './model.ts';
import type { Component } from './reduce.ts';

/** What the solver may spend on a table: its steps, each times the lines it works on. Some half a minute. */
export const FULL = 100_000_000;
/** Branches for one end of a cell of a small component, and for all of them the lines times the cells. */
const MOST_NODES = 20_000;
const MOST_BRANCHED = 20_000_000;
/** In a component of more lines times cells, whole numbers are not branched for: rounded ends are true ones. */
const LARGE = 200_000;
/** Ends that needed more branches than that, after which none is branched for any more. */
const MOST_CUT = 12;
/** Fewer cells than this are asked about one by one from the start. */
const MANY = 12;
const NEAR = 1e-4;

export interface Searched {
  readonly of: ReadonlyMap<number, Bounds>;
  readonly unfinished: ReadonlySet<number>;
  /** What was spent of the effort. */
  readonly spent: number;
}

/** The ranges of `targets` in one component; undefined where its lines cannot hold together. */
export function searched(
  { cells, lines }: Component,
  bounds: readonly Bounds[],
  targets: readonly number[],
  effort: number,
  onCell: (done: number) => void,
): Promise<Searched | undefined> {
  const place = new Map(cells.map((cell, at) => [cell, at]));
  const programme: Programme = {
    variables: cells.map((cell) => ({ lower: bounds[cell]!.lo, upper: bounds[cell]!.hi, whole: true })),
    rows: lines.map(({ terms, lower, upper }) => ({
      terms: terms.map(({ cell, factor }) => ({ variable: place.get(cell)!, factor })),
      lower,
      upper,
    })),
  };
  return withSolver(programme, (solver) => {
    const search = new Search(solver, programme, effort);
    if (!search.begin()) return undefined;
    const at = targets.map((cell) => place.get(cell)!);
    if (at.length >= MANY) for (const side of ['greatest', 'least'] as const) search.sweep(at, side);
    const of = new Map<number, Bounds>();
    const unfinished = new Set<number>();
    for (const [done, cell] of targets.entries()) {
      onCell(done);
      const [lo, hi] = [search.end(at[done]!, 'least'), search.end(at[done]!, 'greatest')];
      of.set(cell, { lo: lo.value, hi: hi.value });
      if (!lo.isLast || !hi.isLast) unfinished.add(cell);
    }
    return { of, unfinished, spent: search.spent };
  });
}

type Side = 'least' | 'greatest';

class Search {
  readonly #solver: Solver;
  readonly #programme: Programme;
  /** Every solution found is a possible truth, so it says of all cells at once what they can be. */
  readonly #seen: { readonly least: number[]; readonly greatest: number[] };
  readonly #size: number;
  readonly #effort: number;
  #cut = 0;

  constructor(solver: Solver, programme: Programme, effort: number) {
    this.#solver = solver;
    this.#programme = programme;
    this.#seen = {
      least: programme.variables.map(() => Number.POSITIVE_INFINITY),
      greatest: programme.variables.map(() => Number.NEGATIVE_INFINITY),
    };
    this.#size = programme.rows.length * programme.variables.length;
    this.#effort = effort;
  }

  /** Whether the lines can hold together, as far as can be told. */
  begin(): boolean {
    return this.#solve('least', []).status !== 'infeasible';
  }

  /** Brings as many cells as it can to their ends at once. */
  sweep(cells: readonly number[], side: Side): void {
    const isFar = (at: number): boolean =>
      Number.isFinite(this.#own(at, side)) && this.#seen[side][at] !== this.#own(at, side);
    let far = cells.filter(isFar);
    for (let before = Number.POSITIVE_INFINITY; far.length > 0 && far.length < before && this.#hasMore; ) {
      before = far.length;
      this.#solve(side, far, 1);
      far = far.filter(isFar);
    }
  }

  /** The least or greatest that a cell can be; not the last word where the work has come to its bound. */
  end(at: number, side: Side): { readonly value: number; readonly isLast: boolean } {
    const own = this.#own(at, side);
    if (this.#seen[side][at] === own) return { value: own, isLast: true };
    if (!this.#hasMore) return { value: own, isLast: false };
    const result = this.#solve(side, [at]);
    if (result.status === 'optimal') return { value: result.solution[at]!, isLast: true };
    if (result.status !== 'limit') return { value: own, isLast: result.status === 'unbounded' };
    this.#cut += 1;
    const value =
      side === 'least'
        ? Math.max(own, Math.ceil(result.bound - NEAR))
        : Math.min(own, Math.floor(result.bound + NEAR));
    return { value, isLast: this.#seen[side][at] === value };
  }

  #own(at: number, side: Side): number {
    const { lower, upper } = this.#programme.variables[at]!;
    return side === 'least' ? lower : upper;
  }

  #solve(direction: Side, cells: readonly number[], nodes = this.#nodes()): Result {
    const terms = cells.map((variable) => ({ variable, factor: 1 }));
    const objective: Objective = { direction, terms };
    const result =
      this.#size > LARGE ? this.#rounded(objective) : this.#solver.solve(objective, { mostNodes: nodes });
    const solution =
      result.status === 'optimal'
        ? result.solution
        : result.status === 'limit'
          ? result.best?.solution
          : undefined;
    for (const [at, value] of (solution ?? []).entries()) {
      this.#seen.least[at] = Math.min(this.#seen.least[at]!, value);
      this.#seen.greatest[at] = Math.max(this.#seen.greatest[at]!, value);
    }
    return result;
  }

  /** The best in fractions, which is the best there is where it is whole. */
  #rounded(objective: Objective): Result {
    const result = this.#solver.relaxed(objective);
    if (result.status !== 'optimal') return result;
    const solution = result.solution.map((value) => Math.round(value) + 0);
    const isWhole =
      solution.every((value, at) => Math.abs(value - result.solution[at]!) < NEAR) &&
      this.#programme.rows.every(({ terms, lower, upper }) => {
        const sum = terms.reduce((all, { variable, factor }) => all + factor * solution[variable]!, 0);
        return sum >= lower && sum <= upper;
      });
    return isWhole
      ? { status: 'optimal', value: result.value, solution }
      : { status: 'limit', bound: result.value };
  }

  get spent(): number {
    return this.#solver.steps() * this.#programme.rows.length;
  }

  get #hasMore(): boolean {
    return this.spent < this.#effort;
  }

  #nodes(): number {
    if (this.#cut >= MOST_CUT) return 1;
    return Math.max(1, Math.min(MOST_NODES, Math.floor(MOST_BRANCHED / Math.max(1, this.#size))));
  }
}
