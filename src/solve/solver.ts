/** The solver, loaded once, and programmes held in it while they are solved again and again. */
import type { Highs, Model } from 'highs';
import { fault, ThroughlineError } from '../errors.ts';
import type { Objective, Programme, Row, Term } from './programme.ts';

/**
 * `solution` has a value for each variable; whole ones are whole. At a `limit` the effort was spent: the best
 * solution until then is there if one was found, and no solution is better than `bound`.
 */
export type Result =
  | { readonly status: 'optimal'; readonly value: number; readonly solution: readonly number[] }
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' }
  | {
      readonly status: 'limit';
      readonly bound: number;
      readonly best?: { readonly value: number; readonly solution: readonly number[] };
    };

/** How hard to try, counted in steps and not in seconds, so that the same programme has the same result. */
export interface Effort {
  /** Branches of a search for whole numbers. Default: as many as it takes. */
  readonly mostNodes?: number;
}

/** A programme held in the solver. Its rows may grow and its bounds move between one solving and the next. */
export interface Solver {
  /** Throws `SOLVER` when the solver fails. */
  solve(objective: Objective, effort?: Effort): Result;
  /** As {@link Solver.solve} with fractions allowed everywhere: sooner found, and never a worse value. */
  relaxed(objective: Objective): Result;
  /** Moves the bounds of a variable; bounds that cross leave nothing possible until they are moved again. */
  bound(variable: number, lower: number, upper: number): void;
  add(row: Row): void;
}

/** Holds `programme` in the solver while `work` runs. Throws `SOLVER` when the solver fails. */
export async function withSolver<T>(
  programme: Programme,
  work: (solver: Solver) => T | Promise<T>,
): Promise<T> {
  const highs = await load();
  const model = guarded(() => highs.createModel(encoded(programme, highs)));
  try {
    return await work(solverOver(model, programme, highs));
  } finally {
    model.dispose();
  }
}

/** One programme, solved once. Throws `SOLVER` when the solver fails. */
export const solve = (programme: Programme, objective: Objective, effort?: Effort): Promise<Result> =>
  withSolver(programme, (solver) => solver.solve(objective, effort));

let loading: Promise<Highs> | undefined;

/** The package's types describe its CommonJS form, in which the loader lies one `default` deeper. */
type Module = { readonly default: () => Promise<Highs> };

function load(): Promise<Highs> {
  loading ??= import('highs')
    .then((loaded) => (loaded as unknown as Module).default())
    .catch(() => Promise.reject(broken()));
  return loading;
}

const MOST = 2 ** 31 - 1;

function solverOver(model: Model, programme: Programme, highs: Highs): Solver {
  const { minimize, maximize } = highs.constants.objectiveSense;
  const crossed = new Set(
    programme.variables.flatMap(({ lower, upper }, index) => (lower > upper ? [index] : [])),
  );
  let costed: readonly Term[] = [];

  const aim = ({ direction, terms }: Objective): void => {
    model.changeObjectiveSense(direction === 'least' ? minimize : maximize);
    for (const { variable } of costed) model.changeColCost(variable, 0);
    for (const { variable, factor } of terms) model.changeColCost(variable, factor);
    costed = terms;
  };
  const run = (objective: Objective, mostNodes: number, relaxed: boolean): Result =>
    guarded(() => {
      if (crossed.size > 0) return { status: 'infeasible' };
      model.options.set({
        output_flag: false,
        solve_relaxation: relaxed,
        mip_max_nodes: mostNodes,
        // Every gap is closed: a near miss would be called the best.
        mip_rel_gap: 0,
        mip_abs_gap: 1e-6,
      });
      aim(objective);
      model.run();
      return resultOf(model, programme, highs, relaxed) ?? undecided(objective, mostNodes, relaxed);
    });
  /** Without bounds on what it may reach, an objective does not tell whether anything is possible; no objective does. */
  const undecided = ({ direction }: Objective, mostNodes: number, relaxed: boolean): Result => {
    const { status } = run({ direction, terms: [] }, mostNodes, relaxed);
    return status === 'infeasible' ? { status } : { status: 'unbounded' };
  };

  return {
    solve: (objective, { mostNodes = MOST } = {}) => run(objective, mostNodes, false),
    relaxed: (objective) => run(objective, MOST, true),
    bound(variable, lower, upper) {
      if (lower > upper) crossed.add(variable);
      else crossed.delete(variable);
      guarded(() => model.changeColBounds(variable, lower, upper));
    },
    add({ terms, lower, upper }) {
      guarded(() => model.addRow(lower, upper, entries(terms)));
    },
  };
}

/** What a finished run found; undefined when it could not tell infeasible from unbounded. */
function resultOf(
  model: Model,
  { variables, rows }: Programme,
  highs: Highs,
  relaxed: boolean,
): Result | undefined {
  const { modelStatus: status } = highs.constants;
  const reached: number = model.getModelStatus();
  const found = (): { value: number; solution: readonly number[] } => {
    const { colValue } = model.getSolution();
    const solution = variables.map(({ whole }, index) => {
      const value = colValue[index]!;
      return whole && !relaxed ? Math.round(value) : value;
    });
    return { value: model.getObjectiveValue(), solution };
  };
  if (reached === status.optimal) return { status: 'optimal', ...found() };
  if (reached === status.infeasible) return { status: 'infeasible' };
  if (reached === status.unbounded) return { status: 'unbounded' };
  if (reached === status.unboundedOrInfeasible) return undefined;
  if (reached === status.empty) {
    const met = rows.every(({ lower, upper }) => lower <= 0 && upper >= 0);
    return met ? { status: 'optimal', value: 0, solution: [] } : { status: 'infeasible' };
  }
  if (reached !== status.solutionLimit) throw broken();
  const bound = Number(model.info.get('mip_dual_bound'));
  const feasible = Number(model.info.get('primal_solution_status')) === 2;
  return { status: 'limit', bound, ...(feasible ? { best: found() } : {}) };
}

function encoded({ variables, rows }: Programme, highs: Highs): Parameters<Highs['createModel']>[0] {
  const { integer, continuous } = highs.constants.variableType;
  const starts = [0];
  for (const { terms } of rows) starts.push(starts.at(-1)! + terms.length);
  return {
    numCols: variables.length,
    numRows: rows.length,
    colCost: variables.map(() => 0),
    colLower: variables.map(({ lower }) => lower),
    colUpper: variables.map(({ upper }) => upper),
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map(({ upper }) => upper),
    integrality: variables.map(({ whole }) => (whole ? integer : continuous)),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: variables.length,
      starts,
      ...entries(rows.flatMap(({ terms }) => terms)),
    },
  };
}

const entries = (terms: readonly Term[]): { indices: number[]; values: number[] } => ({
  indices: terms.map(({ variable }) => variable),
  values: terms.map(({ factor }) => factor),
});

/** The solver's own messages say nothing to the reader, and might quote what it was given. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ThroughlineError ? error : broken();
  }
}

const broken = (): ThroughlineError =>
  fault('SOLVER', 'the solver of linear programmes failed', {
    hint: 'try again with more free memory; if it fails again, report it with the shape of the tables and none of their figures',
  });
