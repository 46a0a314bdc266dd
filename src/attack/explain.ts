/** Why a hidden count is what it is, or can be no more than it is: the fewest steps from which that follows. */
import type { Bounds, Model, Term } from './model.ts';
import { combinationFor, fewest, linesThatGive } from './pin.ts';
import { closure, type Propagated, propagate } from './propagate.ts';
import { type Names, span, Words } from './words.ts';

/** A chain over more lines than this is not made shorter: each line left out is tried by itself. */
const MOST_TO_SHORTEN = 60;
/** A chain of more steps than this is told as the lines it rests on. */
const MOST_STEPS = 30;
/** More lines than this are not searched for the fewest that matter. */
const MOST_LINES = 400;
/** Lines that are looked through in this way for all counts together; each count costs all lines that it hangs on. */
const MOST_LOOKED_THROUGH = 20_000;

export class Explainer {
  readonly #model: Model;
  readonly #pencil: Propagated;
  readonly #names: Names;
  #looked = 0;

  constructor(model: Model, pencil: Propagated, names: Names) {
    this.#model = model;
    this.#pencil = pencil;
    this.#names = names;
  }

  /** The sentences, each of which uses nothing but what is shown or was found before. */
  readonly because = async (cell: number, range: Bounds): Promise<readonly string[]> => {
    const { lo, hi } = this.#pencil.bounds[cell]!;
    if (lo === range.lo && hi === range.hi) {
      const told = await this.#byPencil(cell, range);
      if (told !== undefined) return told;
    }
    // What a pencil settles by too long a chain is told by the lines of the chain.
    const isSettled = lo === hi;
    const chain = isSettled ? linesOf(this.#pencil, stepsTo(this.#pencil, cell)) : this.#linesAround(cell);
    return this.#bySolver(cell, range, chain, isSettled ? this.#model.cells : this.#pencil.bounds);
  };

  async #byPencil(cell: number, range: Bounds): Promise<readonly string[] | undefined> {
    const pencil = this.#pencil;
    const taken = stepsTo(pencil, cell);
    if (taken.length === 0) return undefined;
    const lines = linesOf(pencil, taken);
    if (lines.length === 1 || lines.length > MOST_TO_SHORTEN)
      return this.#told(this.#model, pencil, taken, cell, range, (own) => own);
    const { model, cells } = partOf(this.#model, lines);
    const own = cells.indexOf(cell);
    const needed = await fewest([...lines.keys()], (some) => {
      const { bounds } = propagate(model, some);
      return Promise.resolve(bounds[own]!.lo === range.lo && bounds[own]!.hi === range.hi);
    });
    const shortest = propagate(model, needed);
    return this.#told(model, shortest, stepsTo(shortest, own), own, range, (one) => cells[one]!);
  }

  /** Undefined where the chain is too long to follow. */
  #told(
    model: Model,
    pencil: Propagated,
    taken: readonly number[],
    cell: number,
    range: Bounds,
    original: (cell: number) => number,
  ): readonly string[] | undefined {
    if (taken.length > MOST_STEPS) return undefined;
    const name = (one: number): string => this.#names.of[original(one)]!;
    const words = new Words(model, pencil.bounds, name, this.#names.letters);
    words.steps(pencil, taken);
    const last = taken.at(-1)!;
    const isSum = model.lines[pencil.steps[last]!.line]!.saying.kind === 'sum';
    const isDifference = isSum && pencil.usedBy(last).every(({ settled }) => settled);
    if (range.lo === range.hi && !isDifference) {
      if (pencil.lastStep(cell, 'lo') === undefined)
        words.say('and its mark says that it is no less than that');
      if (pencil.lastStep(cell, 'hi') === undefined)
        words.say('and its mark says that it is no more than that');
    }
    return words.sentences;
  }

  async #bySolver(
    cell: number,
    range: Bounds,
    lines: readonly number[],
    bounds: readonly Bounds[],
  ): Promise<readonly string[]> {
    this.#looked += lines.length;
    const all = `all ${lines.length} lines that tie it to other hidden counts, taken together, leave nothing else`;
    if (lines.length > MOST_LINES || this.#looked > MOST_LOOKED_THROUGH) return [all];
    const settled = bounds.map((own, at) => (own.lo === own.hi ? own : this.#model.cells[at]!));
    const words = new Words(this.#model, settled, (one) => this.#names.of[one]!, this.#names.letters);
    if (range.lo === range.hi) {
      const combined = await combinationFor(this.#model, bounds, lines, cell);
      if (combined !== undefined) {
        words.combination(combined, cell);
        return words.sentences;
      }
    }
    for (const line of await linesThatGive(this.#model, settled, lines, cell, range)) words.line(line);
    words.say(`with what the marks allow, that leaves ${words.name(cell)} nothing but ${span(range)}`);
    return words.sentences;
  }

  /** The lines that hang together with a cell through what is still hidden. */
  #linesAround(cell: number): number[] {
    const { lines } = this.#model;
    this.#linesOf ??= linesOfCells(this.#model, this.#pencil.bounds);
    const found = new Set<number>();
    const open = [cell];
    const seen = new Set(open);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const line of this.#linesOf.get(at) ?? []) {
        if (found.has(line)) continue;
        found.add(line);
        for (const { cell: other } of lines[line]!.terms) {
          if (seen.has(other) || !this.#linesOf.has(other)) continue;
          seen.add(other);
          open.push(other);
        }
      }
    }
    return [...found].sort((a, b) => a - b);
  }
  #linesOf: ReadonlyMap<number, readonly number[]> | undefined;
}

/** The lines of some steps, each once. */
const linesOf = ({ steps }: Propagated, taken: readonly number[]): number[] => [
  ...new Set(taken.map((step) => steps[step]!.line)),
];

/** For each cell that is still hidden, the lines it stands in. */
function linesOfCells({ lines }: Model, bounds: readonly Bounds[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [line, { terms }] of lines.entries()) {
    for (const { cell } of terms) {
      if (bounds[cell]!.lo === bounds[cell]!.hi) continue;
      const own = found.get(cell);
      if (own === undefined) found.set(cell, [line]);
      else own.push(line);
    }
  }
  return found;
}

/** The steps that end in both bounds of a cell, with what they rest on, in the order in which they were taken. */
function stepsTo(pencil: Propagated, cell: number): number[] {
  const ends = (['lo', 'hi'] as const).flatMap((side) => pencil.lastStep(cell, side) ?? []);
  return closure(pencil, ends);
}

/** Some lines of a model as a model of their own, and for each of its cells the number in the whole. */
function partOf({ cells, lines }: Model, some: readonly number[]): { model: Model; cells: number[] } {
  const place = new Map<number, number>();
  const own = some.map((index) => {
    const line = lines[index]!;
    const terms = line.terms.map(({ cell, factor }): Term => {
      if (!place.has(cell)) place.set(cell, place.size);
      return { cell: place.get(cell)!, factor };
    });
    return { ...line, terms };
  });
  const kept = [...place.keys()];
  return { model: { cells: kept.map((cell) => cells[cell]!), lines: own }, cells: kept };
}
