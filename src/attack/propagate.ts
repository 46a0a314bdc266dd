/**
 * What follows by pencil: bounds narrowed line by line until nothing changes, in whole numbers throughout, each step
 * kept with the steps it rests on. Lines with a single unknown go first, as a person would take them.
 */
import type { Bounds, Line } from './model.ts';

/** What a line says in numbers, whatever it means. */
export type Limits = Pick<Line, 'terms' | 'lower' | 'upper'>;

/** One bound moved by one line. */
export interface Step {
  readonly cell: number;
  readonly side: 'lo' | 'hi';
  readonly value: number;
  readonly line: number;
}

/** A bound that a step used: where it stood, and the step that put it there. */
export interface Used {
  readonly cell: number;
  readonly side: 'lo' | 'hi';
  readonly value: number;
  /** Undefined where the table itself gives the bound. */
  readonly step: number | undefined;
  /** Whether the cell could have no other value by then. */
  readonly settled: boolean;
}

export interface Propagated {
  readonly bounds: readonly Bounds[];
  readonly steps: readonly Step[];
  /** A line that cannot hold with what the others leave. */
  readonly conflict: number | undefined;
  /** Whether more could be narrowed in the same way, and was not. */
  readonly cut: boolean;
  /** The bounds of the other cells of its line that a step used. */
  readonly usedBy: (step: number) => Used[];
  /** The last step that moved a bound of a cell. */
  readonly lastStep: (cell: number, side: Step['side']) => number | undefined;
}

/** How often one line is taken: slow creeping of wide bounds is left to the solver. */
const MOST_TURNS = 60;

/** Narrows the bounds of `model` through the lines in `among`. */
export function propagate(
  model: { readonly cells: readonly Bounds[]; readonly lines: readonly Limits[] },
  among: readonly number[] = [...model.lines.keys()],
): Propagated {
  const state = new State(model, among);
  state.run();
  return {
    bounds: Array.from(state.lo, (lo, cell) => ({ lo, hi: state.hi[cell]! })),
    steps: state.steps,
    conflict: state.conflict,
    cut: state.cut,
    usedBy: state.usedBy,
    lastStep: state.lastStep,
  };
}

/** One end of what a line's cells can come to: how many of them are endless, and the sum of the others. */
interface End {
  endless: number;
  sum: number;
}

class State {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly steps: Step[] = [];
  conflict: number | undefined;
  cut = false;
  readonly #cells: readonly Bounds[];
  readonly #lines: readonly Limits[];
  /** For each cell the lines it stands in. */
  readonly #linesOf = new Map<number, number[]>();
  /** For each line how many of its cells are not settled. */
  readonly #unknowns = new Map<number, number>();
  readonly #turns = new Map<number, number>();
  /** Lines to take again: those with one unknown, and the others. */
  readonly #simple = new Set<number>();
  readonly #others = new Set<number>();
  /** The steps that moved a bound, in the order in which they did. */
  readonly #moves: { readonly lo: Map<number, number[]>; readonly hi: Map<number, number[]> } = {
    lo: new Map(),
    hi: new Map(),
  };

  constructor({ cells, lines }: Parameters<typeof propagate>[0], among: readonly number[]) {
    this.lo = Float64Array.from(cells, ({ lo }) => lo);
    this.hi = Float64Array.from(cells, ({ hi }) => hi);
    this.#cells = cells;
    this.#lines = lines;
    for (const line of among) {
      let unknowns = 0;
      for (const { cell } of lines[line]!.terms) {
        if (this.lo[cell] !== this.hi[cell]) unknowns += 1;
        const own = this.#linesOf.get(cell);
        if (own === undefined) this.#linesOf.set(cell, [line]);
        else own.push(line);
      }
      this.#unknowns.set(line, unknowns);
      this.#queue(line);
    }
  }

  run(): void {
    while (this.conflict === undefined) {
      const simple = first(this.#simple);
      const line = simple ?? first(this.#others);
      if (line === undefined) return;
      this.#simple.delete(line);
      this.#others.delete(line);
      const turns = this.#turns.get(line) ?? 0;
      this.#turns.set(line, turns + 1);
      if (turns < MOST_TURNS) this.#narrow(line);
      else this.cut = true;
    }
  }

  readonly lastStep = (cell: number, side: Step['side']): number | undefined =>
    this.#moves[side].get(cell)?.at(-1);

  readonly usedBy = (index: number): Used[] => {
    const { cell: moved, side, line } = this.steps[index]!;
    const { terms } = this.#lines[line]!;
    const own = terms.find(({ cell }) => cell === moved)!.factor;
    return terms.flatMap(({ cell, factor }) => {
      if (cell === moved) return [];
      // A lower end comes from the greatest of the rest where the factors have one sign, and from the least where not.
      const end = own > 0 !== factor > 0 ? side : side === 'lo' ? 'hi' : 'lo';
      const { value, step } = this.#before(index, cell, end);
      const other = this.#before(index, cell, end === 'lo' ? 'hi' : 'lo');
      return [{ cell, side: end, value, step, settled: value === other.value }];
    });
  };

  /** Where a bound stood when a step was taken. */
  #before(index: number, cell: number, side: Step['side']): { value: number; step: number | undefined } {
    const step = lastBefore(this.#moves[side].get(cell) ?? [], index);
    return { value: step === undefined ? this.#cells[cell]![side] : this.steps[step]!.value, step };
  }

  #queue(line: number): void {
    if (this.#unknowns.get(line) === 1) {
      this.#others.delete(line);
      this.#simple.add(line);
    } else this.#others.add(line);
  }

  /** Narrows every cell of the line. */
  #narrow(line: number): void {
    const { terms, lower, upper } = this.#lines[line]!;
    const least: End = { endless: 0, sum: 0 };
    const greatest: End = { endless: 0, sum: 0 };
    for (const { cell, factor } of terms) {
      count(least, factor * (factor > 0 ? this.lo[cell]! : this.hi[cell]!), 1);
      count(greatest, factor * (factor > 0 ? this.hi[cell]! : this.lo[cell]!), 1);
    }
    if ((least.endless === 0 && least.sum > upper) || (greatest.endless === 0 && greatest.sum < lower)) {
      this.conflict = line;
      return;
    }
    for (const { cell, factor } of terms) {
      const [lo, hi] = [this.lo[cell]!, this.hi[cell]!];
      if (lo === hi) continue;
      const [low, high] = factor > 0 ? [factor * lo, factor * hi] : [factor * hi, factor * lo];
      // factor·cell lies between lower − the greatest of the rest and upper − the least; a negative factor swaps the ends.
      const from = (lower - without(greatest, high, Number.POSITIVE_INFINITY)) / factor;
      const to = (upper - without(least, low, Number.NEGATIVE_INFINITY)) / factor;
      // Nought below nought is nought.
      const newLo = Math.ceil(factor > 0 ? from : to) + 0;
      const newHi = Math.floor(factor > 0 ? to : from) + 0;
      if (newLo > lo) this.#move(cell, 'lo', newLo, line);
      if (newHi < hi) this.#move(cell, 'hi', newHi, line);
      if (!(newLo > lo) && !(newHi < hi)) continue;
      if (this.lo[cell]! > this.hi[cell]!) {
        this.conflict = line;
        return;
      }
      count(least, low, -1);
      count(greatest, high, -1);
      count(least, factor * (factor > 0 ? this.lo[cell]! : this.hi[cell]!), 1);
      count(greatest, factor * (factor > 0 ? this.hi[cell]! : this.lo[cell]!), 1);
      this.#wake(cell, line);
    }
  }

  /** Has the lines of a cell that moved taken again. */
  #wake(cell: number, by: number): void {
    const settled = this.lo[cell] === this.hi[cell];
    for (const line of this.#linesOf.get(cell)!) {
      if (settled) this.#unknowns.set(line, this.#unknowns.get(line)! - 1);
      // With factors of one, a line says all that it can in one turn.
      if (line !== by || !isPlain(this.#lines[line]!)) this.#queue(line);
    }
  }

  #move(cell: number, side: Step['side'], value: number, line: number): void {
    this[side][cell] = value;
    const moves = this.#moves[side].get(cell);
    if (moves === undefined) this.#moves[side].set(cell, [this.steps.length]);
    else moves.push(this.steps.length);
    this.steps.push({ cell, side, value, line });
  }
}

/** Whether every factor of a line is one, or less one. */
export const isPlain = ({ terms }: Limits): boolean => terms.every(({ factor }) => Math.abs(factor) === 1);

function count(end: End, value: number, times: 1 | -1): void {
  if (Number.isFinite(value)) end.sum += times * value;
  else end.endless += times;
}

/** What an end is without one of its cells. */
function without({ endless, sum }: End, value: number, infinite: number): number {
  if (Number.isFinite(value)) return endless > 0 ? infinite : sum - value;
  return endless > 1 ? infinite : sum;
}

const first = (lines: ReadonlySet<number>): number | undefined => lines.values().next().value;

/** The last of some steps, in order, that came before another. */
function lastBefore(steps: readonly number[], before: number): number | undefined {
  let [from, to] = [0, steps.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (steps[middle]! < before) from = middle + 1;
    else to = middle;
  }
  return steps[from - 1];
}

/** Everything that some steps rest on, and they themselves, in the order in which they were taken. */
export function closure({ usedBy }: Propagated, ends: Iterable<number>): number[] {
  const wanted = new Set<number>();
  const open = [...ends];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (wanted.has(step)) continue;
    wanted.add(step);
    for (const { step: before } of usedBy(step)) if (before !== undefined) open.push(before);
  }
  return [...wanted].sort((a, b) => a - b);
}
