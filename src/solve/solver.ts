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

/** `worth` says for each variable by how much the value would rise if the bound that holds it rose by one. */
export type Relaxed =
  | {
      readonly status: 'optimal';
      readonly value: number;
      readonly solution: readonly number[];
      readonly worth: readonly number[];
    }
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' };

/** How hard to try, counted in steps and not in seconds, so that the same programme has the same result. */
export interface Effort {
  /** Branches of a search for whole numbers. Default: as many as it takes. */
  readonly mostNodes?: number;
  /** How far from the best a solution may be, as a share of its value. Default 0: none is better. */
  readonly gap?: number;
}

/** A programme held in the solver. Its rows may grow and its bounds move between one solving and the next. */
export interface Solver {
  /** Throws `SOLVER` when the solver fails. */
  solve(objective: Objective, effort?: Effort): Result;
  /** As {@link Solver.solve} with fractions allowed everywhere: sooner found, and never a worse value. */
  relaxed(objective: Objective): Relaxed;
  /** Moves the bounds of a variable; bounds that cross leave nothing possible until they are moved again. */
  bound(variable: number, lower: number, upper: number): void;
  add(row: Row): void;
  /** Steps of the simplex method until now, which are the same each time and on each machine. */
  steps(): number;
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

/**
 * The presolve rule that HiGHS numbers 12. With it on, HiGHS 1.15 calls some whole-number solutions the best that are
 * not (`test/solve` has one of four variables), and a range would be claimed narrower than it is.
 */
const AGGREGATOR = 1 << 12;

function solverOver(model: Model, programme: Programme, highs: Highs): Solver {
  const { minimize, maximize } = highs.constants.objectiveSense;
  const crossed = new Set(
    programme.variables.flatMap(({ lower, upper }, index) => (lower > upper ? [index] : [])),
  );
  const rows = [...programme.rows];
  let aimed: Objective | undefined;
  let steps = 0;

  const aim = (objective: Objective): void => {
    if (aimed === objective) return;
    model.changeObjectiveSense(objective.direction === 'least' ? minimize : maximize);
    for (const { variable } of aimed?.terms ?? []) model.changeColCost(variable, 0);
    for (const { variable, factor } of objective.terms) model.changeColCost(variable, factor);
    aimed = objective;
  };
  const run = (objective: Objective, settings: Settings): Found =>
    guarded(() => {
      if (crossed.size > 0) return { status: 'infeasible' };
      // Unless asked for, every gap is closed: a near miss would be called the best.
      model.options.set({
        output_flag: false,
        mip_abs_gap: 1e-6,
        presolve_rule_off: AGGREGATOR,
        ...settings,
      });
      aim(objective);
      model.run();
      // From where another objective left it, HiGHS does not always see that this one has no end.
      if (model.getModelStatus() === highs.constants.modelStatus.unknown) {
        model.clearSolver();
        model.run();
      }
      steps += Math.max(0, Number(model.info.get('simplex_iteration_count')));
      const found = foundBy(model, programme, highs);
      return found ?? undecided(objective, settings);
    });
  /** Without an objective there is nothing to be unbounded. */
  const undecided = ({ direction }: Objective, settings: Settings): Found => {
    const { status } = run({ direction, terms: [] }, settings);
    return status === 'infeasible' ? { status } : { status: 'unbounded' };
  };
  const whole = (solution: readonly number[]): readonly number[] =>
    solution.map((value, index) => plain(programme.variables[index]!.whole ? Math.round(value) : value));

  return {
    solve(objective, { mostNodes = MOST, gap = 0 } = {}) {
      const loose = run(objective, RELAXED);
      if (loose.status === 'infeasible') return loose;
      // The best in fractions that is whole is the best whole one; most are, and a search would take many times longer.
      if (loose.status === 'optimal' && loose.solution !== undefined) {
        const solution = whole(loose.solution);
        if (solution.every((value, index) => isNear(value, loose.solution![index]!)) && fits(solution, rows))
          return { status: 'optimal', value: sumOf(objective, solution), solution };
      }
      const settings = { solve_relaxation: false, mip_max_nodes: mostNodes, mip_rel_gap: gap };
      const found = run(objective, settings);
      if (found.status === 'infeasible' || found.status === 'unbounded') return found;
      const best = found.solution && { value: found.value, solution: whole(found.solution) };
      if (found.status === 'optimal' && best !== undefined) return { status: 'optimal', ...best };
      return { status: 'limit', bound: found.bound, ...(best === undefined ? {} : { best }) };
    },
    relaxed(objective) {
      const found = run(objective, RELAXED);
      if (found.status === 'infeasible' || found.status === 'unbounded') return found;
      if (found.status === 'limit' || found.solution === undefined) throw broken();
      const { value, solution } = found;
      const worth = Array.from(model.getSolution().colDual, plain);
      return { status: 'optimal', value, solution, worth };
    },
    bound(variable, lower, upper) {
      if (lower > upper) crossed.add(variable);
      else crossed.delete(variable);
      guarded(() => model.changeColBounds(variable, lower, upper));
    },
    add({ terms, lower, upper }) {
      guarded(() => model.addRow(lower, upper, entries(terms)));
      rows.push({ terms, lower, upper });
    },
    steps: () => steps,
  };
}

/** Nought for a negative nought. */
const plain = (value: number): number => value + 0;

interface Settings {
  readonly solve_relaxation: boolean;
  readonly mip_max_nodes: number;
  readonly mip_rel_gap: number;
}

const RELAXED: Settings = { solve_relaxation: true, mip_max_nodes: MOST, mip_rel_gap: 0 };

/** How far from a whole number the solver's own fractions lie. */
const NEAR = 1e-6;
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= NEAR;

const sumOf = ({ terms }: Pick<Row, 'terms'>, solution: readonly number[]): number =>
  plain(terms.reduce((sum, { variable, factor }) => sum + factor * solution[variable]!, 0));

/** Whether every row holds, but for the last digits of factors that are fractions. */
const fits = (solution: readonly number[], rows: readonly Row[]): boolean =>
  rows.every((row) => {
    const value = sumOf(row, solution);
    return value >= row.lower - NEAR && value <= row.upper + NEAR;
  });

type Found =
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' }
  | {
      readonly status: 'optimal' | 'limit';
      readonly value: number;
      readonly bound: number;
      readonly solution?: readonly number[];
    };

/** What a finished run found; undefined when it could not tell infeasible from unbounded. */
function foundBy(model: Model, { rows }: Programme, highs: Highs): Found | undefined {
  const { modelStatus: status } = highs.constants;
  const reached: number = model.getModelStatus();
  if (reached === status.infeasible) return { status: 'infeasible' };
  if (reached === status.unbounded) return { status: 'unbounded' };
  if (reached === status.unboundedOrInfeasible) return undefined;
  if (reached === status.empty) {
    const met = rows.every(({ lower, upper }) => lower <= 0 && upper >= 0);
    return met ? { status: 'optimal', value: 0, bound: 0, solution: [] } : { status: 'infeasible' };
  }
  if (reached !== status.optimal && reached !== status.solutionLimit) throw broken();
  const feasible = Number(model.info.get('primal_solution_status')) === 2;
  return {
    status: reached === status.optimal ? 'optimal' : 'limit',
    value: model.getObjectiveValue(),
    bound: Number(model.info.get('mip_dual_bound')),
    ...(feasible ? { solution: [...model.getSolution().colValue] } : {}),
  };
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
