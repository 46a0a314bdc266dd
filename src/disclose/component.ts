/**
 * Cells that a reader does not know, and that hang together: the search for other counts that would look just
 * the same on the page.
 *
 * Everything is told as a difference from the true counts. A *witness* is a direction, a whole number for each
 * cell, that all constraints allow, with how often it can be taken: every multiple of it is another set of counts
 * that the reader cannot tell from the true one. Witnesses are looked for with as little change as can be, so
 * that one serves many questions, and are checked in whole numbers, so that nothing rests on the solver's rounding.
 */
import { type Objective, type Programme, type Row, type Solver, withSolver } from '../solve/index.ts';
import type { Range } from './rule.ts';
import type { Cell, Constraint } from './system.ts';

/** A part of a reader's system; positions are within it. */
export interface Component {
  /** Index in the system, by position. */
  readonly cells: readonly number[];
  /** How far each count may differ from the truth. */
  readonly room: readonly Range[];
  readonly rows: readonly Row[];
}

interface Witness {
  readonly direction: readonly number[];
  readonly least: number;
  readonly most: number;
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
    return {
      cells: own,
      room: own.map((cell) => ({
        lo: ranges[cell]!.lo - cells[cell]!.count,
        hi: ranges[cell]!.hi - cells[cell]!.count,
      })),
      rows: (rowsOf.get(root) ?? []).map(({ terms, lower, upper }) => ({
        lower,
        upper,
        terms: terms.map(({ cell, factor }) => ({ variable: position.get(cell)!, factor })),
      })),
    };
  });
}

/** Branches after which a search for whole numbers is given up, and the answer is no. */
const MOST_NODES = 2000;

/** A change is never less than none, so that any solution is near enough: what is asked is whether there is one. */
const ANY = 1;

/** Questions about one component. */
export interface Questions {
  /**
   * Whether the count at position `at` could differ from the truth by `by`, seen by a reader who also knows the
   * count at `knowing`. A no may mean that the search was given up.
   */
  can(at: number, by: number, knowing?: number): boolean;
  /** The least and greatest difference of the count at `at`; endless where nothing bounds it. */
  range(at: number): Range;
}

/** Holds `component` in the solver while `ask` asks about it. Throws `SOLVER`. */
export async function withQuestions<T>(component: Component, ask: (questions: Questions) => T): Promise<T> {
  return withSolver(programmeOf(component), (solver) => ask(questionsOver(component, solver)));
}

/** Each count has two variables: how much more, and how much less, than the truth. */
function programmeOf({ room, rows }: Component): Programme {
  return {
    variables: room.flatMap(({ lo, hi }) => [
      { lower: 0, upper: Math.max(hi, 0), whole: true },
      { lower: 0, upper: Math.max(-lo, 0), whole: true },
    ]),
    rows: rows.map(({ terms, lower, upper }) => ({
      lower,
      upper,
      terms: terms.flatMap(({ variable, factor }) => [
        { variable: 2 * variable, factor },
        { variable: 2 * variable + 1, factor: -factor },
      ]),
    })),
  };
}

function questionsOver(component: Component, solver: Solver): Questions {
  const { room } = component;
  /** Witnesses by the positions that they move. */
  const pool = new Map<number, Witness[]>();
  const keep = (found: Witness): void => {
    for (const [at, step] of found.direction.entries()) {
      if (step === 0) continue;
      const own = pool.get(at);
      if (own === undefined) pool.set(at, [found]);
      else own.push(found);
    }
  };
  const leastChange: Objective = {
    direction: 'least',
    terms: room.flatMap((_, at) => [
      { variable: 2 * at, factor: 1 },
      { variable: 2 * at + 1, factor: 1 },
    ]),
  };
  const hold = (at: number, { lo, hi }: Range): void => {
    solver.bound(2 * at, Math.max(lo, 0), Math.max(hi, 0));
    solver.bound(2 * at + 1, Math.max(-hi, 0), Math.max(-lo, 0));
  };
  const served = (witness: Witness, at: number, by: number, knowing?: number): boolean => {
    const times = by / witness.direction[at]!;
    const isWithin = Number.isInteger(times) && times >= witness.least && times <= witness.most;
    return isWithin && (knowing === undefined || witness.direction[knowing] === 0);
  };
  const search = (): boolean => {
    const loose = solver.relaxed(leastChange);
    if (loose.status !== 'optimal') return false;
    const found = witnessFrom(component, loose.solution) ?? searchWhole();
    if (found !== undefined) keep(found);
    return found !== undefined;
  };
  const searchWhole = (): Witness | undefined => {
    const whole = solver.solve(leastChange, { mostNodes: MOST_NODES, gap: ANY });
    const best = whole.status === 'optimal' ? whole : whole.status === 'limit' ? whole.best : undefined;
    return best === undefined ? undefined : witnessFrom(component, best.solution);
  };
  return {
    can(at, by, knowing) {
      if (by === 0) return true;
      if (by < room[at]!.lo || by > room[at]!.hi) return false;
      if (pool.get(at)?.some((witness) => served(witness, at, by, knowing)) === true) return true;
      hold(at, { lo: by, hi: by });
      if (knowing !== undefined) hold(knowing, { lo: 0, hi: 0 });
      const found = search();
      hold(at, room[at]!);
      if (knowing !== undefined) hold(knowing, room[knowing]!);
      return found;
    },
    range(at) {
      const end = (direction: Objective['direction']): number => {
        const terms = [
          { variable: 2 * at, factor: 1 },
          { variable: 2 * at + 1, factor: -1 },
        ];
        const objective = { direction, terms };
        const loose = solver.relaxed(objective);
        if (loose.status === 'optimal') {
          const witness = witnessFrom(component, loose.solution);
          const value = Math.round(loose.value);
          if (value === 0 || (witness !== undefined && served(witness, at, value))) return value;
          const found = solver.solve(objective, { mostNodes: MOST_NODES });
          if (found.status === 'optimal') return Math.round(found.value);
          if (found.status === 'limit') return Math.round(found.bound);
        }
        const { lo, hi } = room[at]!;
        return direction === 'least' ? lo : hi;
      };
      return { lo: end('least'), hi: end('greatest') };
    },
  };
}

/** The solution as a direction and its multiples, if whole numbers near it meet every constraint exactly. */
function witnessFrom({ room, rows }: Component, solution: readonly number[]): Witness | undefined {
  const change = room.map((_, at) => Math.round(solution[2 * at]! - solution[2 * at + 1]!));
  const common = change.reduce((divisor, one) => greatestDivisor(divisor, Math.abs(one)), 0);
  if (common === 0) return undefined;
  const direction = change.map((one) => one / common);
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  const allow = (step: number, { lo, hi }: Range): void => {
    if (step === 0) return;
    const [from, to] = step > 0 ? [lo / step, hi / step] : [hi / step, lo / step];
    least = Math.max(least, Math.ceil(from));
    most = Math.min(most, Math.floor(to));
  };
  for (const [at, step] of direction.entries()) allow(step, room[at]!);
  for (const { terms, lower, upper } of rows) {
    const step = terms.reduce((sum, { variable, factor }) => sum + factor * direction[variable]!, 0);
    allow(step, { lo: lower, hi: upper });
  }
  return least <= common && common <= most ? { direction, least, most } : undefined;
}

function greatestDivisor(a: number, b: number): number {
  let [left, right] = [a, b];
  while (right !== 0) [left, right] = [right, left % right];
  return left;
}
