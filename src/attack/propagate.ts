/**
 * What follows by pencil: bounds narrowed line by line until nothing changes, in whole numbers throughout, each step
 * kept with the steps it rests on. Lines with a single unknown go first, as a person would take them.
 */
import type { Bounds, Line, Model } from './model.ts';

/** One bound moved by one line. */
export interface Step {
  readonly cell: number;
  readonly side: 'lo' | 'hi';
  readonly value: number;
  readonly line: number;
  /** The bounds of the line's other cells that were used: where they stood, and the steps that put them there. */
  readonly used: readonly Used[];
}

export interface Used {
  readonly cell: number;
  readonly side: 'lo' | 'hi';
  readonly value: number;
  /** Undefined where the table itself gives the bound. */
  readonly step: number | undefined;
}

export interface Propagated {
  readonly bounds: readonly Bounds[];
  readonly steps: readonly Step[];
  /** A line that cannot hold with what the others leave. */
  readonly conflict: number | undefined;
}

/** Slow creeping of wide bounds is left to the solver. */
const MOST_PASSES = 60;

/** Narrows the bounds of `model` through the lines in `among`. */
export function propagate(model: Model, among: readonly number[] = [...model.lines.keys()]): Propagated {
  const state = new State(model);
  for (let pass = 0; pass < MOST_PASSES && state.conflict === undefined; pass += 1) {
    const before = state.steps.length;
    settle(state, among);
    for (const line of among) state.narrow(line);
    if (state.steps.length === before) break;
  }
  return {
    bounds: Array.from(state.lo, (lo, cell) => ({ lo, hi: state.hi[cell]! })),
    steps: state.steps,
    conflict: state.conflict,
  };
}

/** Takes lines with one unknown for as long as there are any. */
function settle(state: State, among: readonly number[]): void {
  for (let changed = true; changed && state.conflict === undefined; ) {
    changed = false;
    for (const line of among) {
      if (state.unknowns(line) === 1) changed = state.narrow(line) || changed;
    }
  }
}

class State {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly steps: Step[] = [];
  conflict: number | undefined;
  readonly #lines: readonly Line[];
  readonly #last: { lo: Map<number, number>; hi: Map<number, number> } = { lo: new Map(), hi: new Map() };

  constructor({ cells, lines }: Model) {
    this.lo = Float64Array.from(cells, ({ lo }) => lo);
    this.hi = Float64Array.from(cells, ({ hi }) => hi);
    this.#lines = lines;
  }

  unknowns(line: number): number {
    return this.#lines[line]!.terms.filter(({ cell }) => this.lo[cell] !== this.hi[cell]).length;
  }

  /** Narrows every cell of the line; whether anything changed. */
  narrow(line: number): boolean {
    const { terms, lower, upper } = this.#lines[line]!;
    const before = this.steps.length;
    for (const { cell, factor } of terms) {
      if (this.conflict !== undefined) break;
      if (this.lo[cell] === this.hi[cell]) {
        this.#check(line);
        continue;
      }
      const [least, greatest] = this.#rest(terms, cell);
      // factor·cell lies between lower − greatest and upper − least; a negative factor swaps the ends.
      const [from, to] = [(lower - greatest) / factor, (upper - least) / factor];
      const [lo, hi] = factor > 0 ? [Math.ceil(from), Math.floor(to)] : [Math.ceil(to), Math.floor(from)];
      // Nought below nought is nought.
      if (lo > this.lo[cell]!) this.#move(cell, 'lo', lo + 0, line);
      if (hi < this.hi[cell]!) this.#move(cell, 'hi', hi + 0, line);
      if (this.lo[cell]! > this.hi[cell]!) this.conflict = line;
    }
    return this.steps.length > before;
  }

  #check(line: number): void {
    const { terms, lower, upper } = this.#lines[line]!;
    const [least, greatest] = this.#rest(terms, -1);
    if (least > upper || greatest < lower) this.conflict = line;
  }

  /** The least and greatest that the other terms can come to. */
  #rest(terms: Line['terms'], apart: number): [number, number] {
    let least = 0;
    let greatest = 0;
    for (const { cell, factor } of terms) {
      if (cell === apart) continue;
      least += factor * (factor > 0 ? this.lo[cell]! : this.hi[cell]!);
      greatest += factor * (factor > 0 ? this.hi[cell]! : this.lo[cell]!);
    }
    return [least, greatest];
  }

  #move(cell: number, side: Step['side'], value: number, line: number): void {
    const own = this.#lines[line]!.terms.find((term) => term.cell === cell)!.factor;
    const used = this.#lines[line]!.terms.filter((term) => term.cell !== cell).map((term): Used => {
      // A lower bound comes from the highest that cells of the same sign can be, and the other way round.
      const same = Math.sign(term.factor) === Math.sign(own);
      const end = same === (side === 'lo') ? 'hi' : 'lo';
      return {
        cell: term.cell,
        side: end,
        value: this[end][term.cell]!,
        step: this.#last[end].get(term.cell),
      };
    });
    this[side][cell] = value;
    this.#last[side].set(cell, this.steps.length);
    this.steps.push({ cell, side, value, line, used });
  }
}

/** The steps that end in both bounds of `cell`, in the order in which they were taken. */
export function stepsTo({ steps }: Propagated, cell: number): Step[] {
  const wanted = new Set<number>();
  const visit = (index: number): void => {
    if (wanted.has(index)) return;
    wanted.add(index);
    for (const { step } of steps[index]!.used) if (step !== undefined) visit(step);
  };
  for (const side of ['lo', 'hi'] as const) {
    const last = steps.findLastIndex((step) => step.cell === cell && step.side === side);
    if (last !== -1) visit(last);
  }
  return [...wanted].sort((a, b) => a - b).map((index) => steps[index]!);
}
