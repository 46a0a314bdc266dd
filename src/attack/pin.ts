/** Why the solver says that a cell can be one value alone: the fewest lines from which it follows. */
import { solve } from '../solve/index.ts';
import type { Bounds, Model, Term } from './model.ts';
import { rangesOf } from './range.ts';

/** Lines each taken so many times: added up, all cells but one cancel out. */
export interface Combination {
  readonly lines: readonly { readonly line: number; readonly times: number }[];
  /** What is left: `factor` times the cell is `value`. */
  readonly factor: number;
  readonly value: number;
}

const MOST_TIMES = 12;

/**
 * The combination of equations with the fewest lines that leaves `target` alone; undefined where there is none, and
 * it is bounds that settle it. Checked in whole numbers.
 */
export async function combinationFor(
  { lines }: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
  target: number,
): Promise<Combination | undefined> {
  const equations = among.filter((index) => lines[index]!.lower === lines[index]!.upper);
  const isOpen = (cell: number): boolean => bounds[cell]!.lo !== bounds[cell]!.hi;
  // Each line as much more as less: two variables a line, of which at most one is used.
  const columns = new Map<number, { variable: number; factor: number }[]>([[target, []]]);
  for (const [at, index] of equations.entries()) {
    for (const { cell, factor } of lines[index]!.terms) {
      if (!isOpen(cell)) continue;
      const column = columns.get(cell) ?? [];
      column.push({ variable: 2 * at, factor }, { variable: 2 * at + 1, factor: -factor });
      columns.set(cell, column);
    }
  }
  if (columns.get(target)!.length === 0) return undefined;
  const variables = equations.flatMap(() => [
    { lower: 0, upper: Infinity, whole: false },
    { lower: 0, upper: Infinity, whole: false },
  ]);
  const result = await solve(
    {
      variables,
      rows: [...columns].map(([cell, terms]) => {
        const wanted = cell === target ? 1 : 0;
        return { terms, lower: wanted, upper: wanted };
      }),
    },
    { direction: 'least', terms: variables.map((_, variable) => ({ variable, factor: 1 })) },
  );
  if (result.status !== 'optimal') return undefined;
  const weights = equations.map((_, at) => result.solution[2 * at]! - result.solution[2 * at + 1]!);
  for (let multiple = 1; multiple <= MOST_TIMES; multiple += 1) {
    const taken = equations
      .map((line, at) => ({ line, times: Math.round(weights[at]! * multiple) }))
      .filter(({ times }) => times !== 0);
    const left = summed(taken.flatMap(({ line, times }) => scaled(lines[line]!.terms, times)));
    const open = left.filter(({ cell }) => isOpen(cell));
    if (open.length !== 1 || open[0]!.cell !== target) continue;
    const settled = left.reduce(
      (sum, { cell, factor }) => (cell === target ? sum : sum + factor * bounds[cell]!.lo),
      0,
    );
    const right = taken.reduce((sum, { line, times }) => sum + times * lines[line]!.lower, 0);
    return { lines: taken, factor: open[0]!.factor, value: right - settled };
  }
  return undefined;
}

const scaled = (terms: readonly Term[], times: number): Term[] =>
  terms.map(({ cell, factor }) => ({ cell, factor: factor * times }));

function summed(terms: readonly Term[]): Term[] {
  const sums = new Map<number, number>();
  for (const { cell, factor } of terms) sums.set(cell, (sums.get(cell) ?? 0) + factor);
  return [...sums].flatMap(([cell, factor]) => (factor === 0 ? [] : [{ cell, factor }]));
}

/** The fewest of `among` that keep `holds` true, none of which could be left out. */
export async function fewest(
  among: readonly number[],
  holds: (lines: readonly number[]) => Promise<boolean>,
): Promise<number[]> {
  let kept = [...among];
  // Large pieces first, so that a long list is soon short.
  for (let size = Math.ceil(kept.length / 2); ; size = Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = kept.toSpliced(at, size);
      if (await holds(without)) kept = without;
      else at += size;
    }
    if (size <= 1) return kept;
  }
}

/** The fewest lines that leave `cell` no more than `range`. */
export const linesThatGive = (
  model: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
  cell: number,
  range: Bounds,
): Promise<number[]> =>
  fewest(among, async (lines) => {
    const ranges = await rangesOf(model, bounds, lines, [cell]);
    if (!ranges.feasible) return false;
    const { lo, hi } = ranges.of.get(cell)!;
    return lo >= range.lo && hi <= range.hi;
  });

/** The fewest lines that cannot hold together. */
export const linesThatClash = (
  model: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
): Promise<number[]> => fewest(among, async (lines) => !(await rangesOf(model, bounds, lines, [])).feasible);
