/** Why a cell is exposed: the published counts that hold it, each with how often it is added or taken away. */
import { type Solver, withSolver } from '../solve/index.ts';
import type { Exposure } from './audit.ts';
import { constraintsFor } from './readers.ts';
import { type Constraint, reading, type System } from './system.ts';

/**
 * Σ factor·count over `terms` is the greatest (`direction`) that `cell` can be, or the least. Terms are the counts
 * whose reading holds it there: shown ones, and hidden ones that their mark holds above nought.
 */
export interface Reason {
  readonly exposure: Exposure;
  readonly direction: 'least' | 'greatest';
  readonly limit: number;
  readonly terms: readonly { readonly cell: number; readonly factor: number }[];
}

/** Less than this is nothing: it comes of the solver's fractions. */
const NOTHING = 1e-7;

/**
 * The reason for each exposure, undefined for one that comes of whole numbers alone. Throws `SOLVER`.
 *
 * The reasons are the multipliers of linear programming duality: an optimum is a sum of bounds times their worth.
 */
export async function reasonsFor(
  system: System,
  hidden: ReadonlySet<number>,
  exposures: readonly Exposure[],
): Promise<(Reason | undefined)[]> {
  const found = new Map<Exposure, Reason | undefined>();
  for (const owner of new Set(exposures.map(({ reader }) => reader.owner))) {
    const own = exposures.filter(({ reader }) => reader.owner === owner);
    const constraints = constraintsFor(system, owner);
    const cells = connected(
      constraints,
      own.map(({ cell }) => cell),
    );
    const position = new Map(cells.map((cell, at) => [cell, at]));
    const bounds = cells.map((index) => {
      const cell = system.cells[index]!;
      const isKnown = owner !== undefined && cell.owner === owner;
      return isKnown ? { lo: cell.count, hi: cell.count } : reading(cell, hidden.has(index));
    });
    const programme = {
      variables: bounds.map(({ lo, hi }) => ({ lower: lo, upper: hi, whole: false })),
      rows: constraints
        .filter(({ terms }) => terms.every(({ cell }) => position.has(cell)))
        .map(({ terms, lower, upper }) => ({
          lower,
          upper,
          terms: terms.map(({ cell, factor }) => ({ variable: position.get(cell)!, factor })),
        })),
    };
    await withSolver(programme, (solver) => {
      for (const exposure of own) {
        const { within } = exposure.reader;
        const at = within === undefined ? undefined : position.get(within);
        if (at !== undefined) {
          const { count } = system.cells[within!]!;
          solver.bound(at, count, count);
        }
        found.set(exposure, reasonOf(system, exposure, cells, position, solver));
        if (at !== undefined) solver.bound(at, bounds[at]!.lo, bounds[at]!.hi);
      }
    });
  }
  return exposures.map((exposure) => found.get(exposure));
}

function reasonOf(
  system: System,
  exposure: Exposure,
  cells: readonly number[],
  position: ReadonlyMap<number, number>,
  solver: Solver,
): Reason | undefined {
  const target = position.get(exposure.cell)!;
  const isAbove = exposure.value > system.cells[exposure.cell]!.count;
  const direction = isAbove ? 'greatest' : 'least';
  const found = solver.relaxed({ direction, terms: [{ variable: target, factor: 1 }] });
  if (found.status !== 'optimal') return undefined;
  const gap = isAbove ? exposure.value - found.value : found.value - exposure.value;
  if (gap < NOTHING) return undefined;
  const terms = found.worth.flatMap((factor, at) =>
    Math.abs(factor) < NOTHING ? [] : [{ cell: cells[at]!, factor: Math.round(factor * 1e6) / 1e6 }],
  );
  return { exposure, direction, limit: Math.round(found.value * 1e6) / 1e6, terms };
}

/** All cells that a chain of constraints leads to, in order. */
function connected(constraints: readonly Constraint[], from: readonly number[]): number[] {
  const uses = new Map<number, Constraint[]>();
  for (const constraint of constraints) {
    for (const { cell } of constraint.terms) {
      const own = uses.get(cell);
      if (own === undefined) uses.set(cell, [constraint]);
      else own.push(constraint);
    }
  }
  const reached = new Set(from);
  const walked = new Set<Constraint>();
  const queue = [...from];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const constraint of uses.get(next) ?? []) {
      if (walked.has(constraint)) continue;
      walked.add(constraint);
      for (const { cell } of constraint.terms) {
        if (reached.has(cell)) continue;
        reached.add(cell);
        queue.push(cell);
      }
    }
  }
  return [...reached].toSorted((a, b) => a - b);
}
