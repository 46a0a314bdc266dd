/**
 * Questions about cells that hang together: could this count be another? A yes is a {@link Witness}, other counts that
 * give the same page. Those found once serve every later question that they answer, also of another reader or
 * while other cells are hidden; the cheap ways of finding one come first, and the dear ones have an end.
 */
import { type Objective, type Programme, type Relaxed, type Solver, withSolver } from '../solve/index.ts';
import type { Component } from './component.ts';
import { type Held, narrowing } from './narrow.ts';
import { mending } from './repair.ts';
import type { Range } from './rule.ts';
import { type Question, serves, type Witness, witnessOf } from './witness.ts';

/** Branches after which a search for whole numbers is given up. */
const MOST_NODES = 200;

/** Counts taken to whole numbers one by one before such a search. */
const MOST_ROUNDED = 12;
/** How far from a whole number the solver's own fractions lie. */
const NEAR = 1e-6;

/** A change is never less than none, so that any solution is near enough: what is asked is whether there is one. */
const ANY = 1;

/**
 * Whether a count could be another: `possible` by a checked witness; `impossible` even in fractions; `not in whole
 * numbers`, as far as the solver is to be believed; or `given up`.
 */
export type Answer = 'possible' | 'impossible' | 'not in whole numbers' | 'given up';

export interface Questions {
  could(question: Question): Answer;
  /** The least and greatest difference of the count at `at`; endless where nothing bounds it. */
  range(at: number): Range;
}

/** What questions about one system leave for those that come after. */
export interface Memory {
  /** Directions found so far, by cell of the whole system. */
  readonly found: ReadonlyMap<number, number>[];
  /** Searches by the solver for whole numbers that are left; without any a question is given up at once. */
  searches: number;
}

/**
 * Holds `component` in the solver while `ask` asks about it. What was found before is tried first, and what is found is
 * added. Throws `SOLVER`.
 */
export async function withQuestions<T>(
  component: Component,
  memory: Memory,
  ask: (questions: Questions) => T,
): Promise<T> {
  return withSolver(programmeOf(component), (solver) => ask(questionsOver(component, memory, solver)));
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

function questionsOver(component: Component, memory: Memory, solver: Solver): Questions {
  const { room, cells } = component;
  /** Witnesses by the positions that they move. */
  const pool = room.map((): Witness[] => []);
  const nothing = room.map(() => 0);
  const isRuledOut = narrowing(component);
  const mended = mending(component);
  const keep = (change: ArrayLike<number>): Witness | undefined => {
    const witness = witnessOf(component, change);
    for (const at of witness?.moved ?? []) pool[at]!.push(witness!);
    return witness;
  };
  const position = new Map(cells.map((cell, at) => [cell, at]));
  for (const direction of memory.found) {
    const change = new Float64Array(room.length);
    for (const [cell, step] of direction) {
      const at = position.get(cell);
      if (at !== undefined) change[at] = step;
    }
    keep(change);
  }
  /** Whether `change` is a yes, which is then kept. */
  const answers = (change: readonly number[] | undefined, question: Question): boolean => {
    const witness = change && keep(change);
    if (witness === undefined || !serves(witness, question)) return false;
    memory.found.push(new Map(witness.moved.map((at) => [cells[at]!, witness.direction[at]!])));
    return true;
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
  const isRepaired = (start: readonly number[], question: Question): boolean => {
    const { at, still } = question;
    return answers(mended(start, still === undefined ? [at] : [at, still]), question);
  };
  /** Takes the counts that are fractions to whole numbers one by one, the nearest first, and looks at what that does to the others. */
  const isRounded = (start: readonly number[], question: Question): boolean => {
    const moved: number[] = [];
    let solution = start;
    try {
      while (moved.length < MOST_ROUNDED) {
        const at = nearestFraction(solution);
        if (at === undefined) return false;
        const value = differenceAt(solution, at);
        const nearest = Math.round(value);
        moved.push(at);
        let found: Relaxed | undefined;
        for (const to of [nearest, nearest > value ? nearest - 1 : nearest + 1]) {
          hold(at, { lo: to, hi: to });
          found = solver.relaxed(leastChange);
          if (found.status === 'optimal') break;
        }
        if (found?.status !== 'optimal') return false;
        solution = found.solution;
        const near = changeIn(solution);
        if (answers(near, question) || isRepaired(near, question)) return true;
      }
      return false;
    } finally {
      for (const at of moved) hold(at, room[at]!);
    }
  };
  const search = (question: Question): Answer => {
    const loose = solver.relaxed(leastChange);
    if (loose.status !== 'optimal') return 'impossible';
    const near = changeIn(loose.solution);
    if (answers(near, question) || isRepaired(near, question)) return 'possible';
    if (memory.searches === 0) return 'given up';
    if (isRounded(loose.solution, question)) return 'possible';
    memory.searches -= 1;
    const whole = solver.solve(leastChange, { mostNodes: MOST_NODES, gap: ANY });
    if (whole.status === 'infeasible') return 'not in whole numbers';
    const best = whole.status === 'limit' ? whole.best : whole.status === 'optimal' ? whole : undefined;
    return best !== undefined && answers(changeIn(best.solution), question) ? 'possible' : 'given up';
  };
  return {
    could(question) {
      const { at, by, still } = question;
      if (by === 0) return 'possible';
      if (by < room[at]!.lo || by > room[at]!.hi) return 'impossible';
      for (const witness of pool[at]!) if (serves(witness, question)) return 'possible';
      const held: Held =
        still === undefined
          ? [[at, by]]
          : [
              [at, by],
              [still, 0],
            ];
      if (isRuledOut(held)) return 'impossible';
      if (isRepaired(nothing.with(at, by), question)) return 'possible';
      for (const [of, to] of held) hold(of, { lo: to, hi: to });
      const answer = search(question);
      for (const [of] of held) hold(of, room[of]!);
      return answer;
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
          const value = Math.round(loose.value);
          const witness = witnessOf(component, changeIn(loose.solution));
          if (value === 0 || (witness !== undefined && serves(witness, { at, by: value }))) return value;
          const whole = solver.solve(objective, { mostNodes: MOST_NODES });
          if (whole.status === 'optimal') return Math.round(whole.value);
          if (whole.status === 'limit') return Math.round(whole.bound);
        }
        const { lo, hi } = room[at]!;
        return direction === 'least' ? lo : hi;
      };
      return { lo: end('least'), hi: end('greatest') };
    },
  };
}

const differenceAt = (solution: readonly number[], at: number): number =>
  solution[2 * at]! - solution[2 * at + 1]!;

/** The differences that a solution stands for, each at the nearest whole number. */
const changeIn = (solution: readonly number[]): number[] =>
  Array.from({ length: solution.length / 2 }, (_, at) => Math.round(differenceAt(solution, at)));

/** Where the difference is no whole number, and lies nearest to one. */
function nearestFraction(solution: readonly number[]): number | undefined {
  let [nearest, least]: [number | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (let at = 0; at < solution.length / 2; at += 1) {
    const value = differenceAt(solution, at);
    const away = Math.abs(value - Math.round(value));
    if (away > NEAR && away < least) [nearest, least] = [at, away];
  }
  return nearest;
}
