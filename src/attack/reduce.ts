/**
 * A model made smaller without losing anything: cells that are settled fall away, two cells that make up a known number
 * become one, lines that say the same become one, and what no line ties together comes apart. Where a part is left in
 * which the lines form no ring, its bounds by pencil are exact, and no solver is needed.
 */
import type { Bounds, Model, Term } from './model.ts';
import { isPlain, type Limits, propagate } from './propagate.ts';

/** What a cell is by another: `sign · root + offset`. */
export interface Tied {
  readonly root: number;
  readonly sign: number;
  readonly offset: number;
}

/** Cells and lines that hang together. */
export interface Component {
  readonly cells: readonly number[];
  readonly lines: readonly Limits[];
  /** Whether the bounds of its cells are what the lines leave possible, to the last number. */
  readonly exact: boolean;
}

export interface Reduced {
  readonly bounds: readonly Bounds[];
  readonly tie: (cell: number) => Tied;
  readonly components: readonly Component[];
}

const MOST_ROUNDS = 50;

/**
 * Makes the `among` lines of a model smaller; undefined where they cannot hold together.
 *
 * @param bounds of all cells, to begin with
 */
export function reduce(
  { lines: all }: Model,
  bounds: readonly Bounds[],
  among: readonly number[],
): Reduced | undefined {
  const ties = new Ties();
  let lines: readonly Limits[] = among.map((index) => all[index]!);
  let start = bounds;
  for (let round = 1; ; round += 1) {
    const pencil = propagate({ cells: start, lines });
    if (pencil.conflict !== undefined) return undefined;
    const open = openLines(lines, pencil.bounds);
    const different = joined(open);
    const pairs = different.filter(isPair);
    if (round === MOST_ROUNDS || (pairs.length === 0 && different.length === open.length)) {
      const exact = !pencil.cut && round < MOST_ROUNDS;
      return { bounds: pencil.bounds, tie: ties.of, components: componentsOf(open, exact) };
    }
    const next = [...pencil.bounds];
    for (const pair of pairs) ties.take(pair, next);
    ties.bring(next);
    if (ties.broken) return undefined;
    lines = joined(different.filter((line) => !isPair(line)).map((line) => ties.rewritten(line)));
    start = next;
  }
}

/** Two cells whose sum or difference is known. */
const isPair = (line: Limits): boolean =>
  line.terms.length === 2 && line.lower === line.upper && isPlain(line);

/** The lines over what is not settled, without those that always hold. */
function openLines(lines: readonly Limits[], bounds: readonly Bounds[]): Limits[] {
  const open = lines.map(({ terms, lower, upper }): Limits => {
    let settled = 0;
    const left: Term[] = [];
    for (const term of terms) {
      const { lo, hi } = bounds[term.cell]!;
      if (lo === hi) settled += term.factor * lo;
      else left.push(term);
    }
    return { terms: left, lower: lower - settled, upper: upper - settled };
  });
  return open.filter(({ terms, lower, upper }) => {
    let [least, greatest] = [0, 0];
    for (const { cell, factor } of terms) {
      const { lo, hi } = bounds[cell]!;
      least += factor * (factor > 0 ? lo : hi);
      greatest += factor * (factor > 0 ? hi : lo);
    }
    return least < lower || greatest > upper;
  });
}

/** Lines over the same sum as one with the narrower limits. */
function joined(lines: readonly Limits[]): Limits[] {
  const found = new Map<string, Limits>();
  for (const line of lines) {
    const terms = line.terms.toSorted((a, b) => a.cell - b.cell);
    const flip = (terms[0]?.factor ?? 1) < 0;
    const one: Limits = flip
      ? {
          terms: terms.map(({ cell, factor }) => ({ cell, factor: -factor })),
          lower: -line.upper,
          upper: -line.lower,
        }
      : { terms, lower: line.lower, upper: line.upper };
    const key = one.terms.map(({ cell, factor }) => `${cell}*${factor}`).join(' ');
    const other = found.get(key);
    found.set(key, {
      terms: one.terms,
      lower: Math.max(one.lower, other?.lower ?? Number.NEGATIVE_INFINITY),
      upper: Math.min(one.upper, other?.upper ?? Number.POSITIVE_INFINITY),
    });
  }
  return [...found.values()];
}

class Ties {
  /** Set where two ties contradict one another. */
  broken = false;
  readonly #ties = new Map<number, Tied>();

  readonly of = (cell: number): Tied => {
    const own = this.#ties.get(cell);
    if (own === undefined) return { root: cell, sign: 1, offset: 0 };
    const above = this.of(own.root);
    if (above.root === own.root) return own;
    const tied = {
      root: above.root,
      sign: own.sign * above.sign,
      offset: own.sign * above.offset + own.offset,
    };
    this.#ties.set(cell, tied);
    return tied;
  };

  /** Takes `a·x + b·y = c` for a tie, or for what the root has to be where both have one root already. */
  take({ terms, lower: sum }: Limits, bounds: Bounds[]): void {
    const [x, y] = terms as [Term, Term];
    const [one, other] = [this.of(x.cell), this.of(y.cell)];
    const rest = sum - x.factor * one.offset - y.factor * other.offset;
    const [a, b] = [x.factor * one.sign, y.factor * other.sign];
    if (one.root !== other.root) {
      // a·one + b·other = rest, and a is its own inverse.
      this.#ties.set(one.root, { root: other.root, sign: -a * b, offset: a * rest });
    } else if (a + b === 0) {
      this.broken ||= rest !== 0;
    } else {
      this.#meet(bounds, one.root, Math.ceil(rest / (a + b)), Math.floor(rest / (a + b)));
    }
  }

  #meet(bounds: Bounds[], root: number, lo: number, hi: number): void {
    const own = bounds[root]!;
    const met = { lo: Math.max(own.lo, lo), hi: Math.min(own.hi, hi) };
    this.broken ||= met.lo > met.hi;
    bounds[root] = met;
  }

  /** A line with roots in the place of cells. */
  rewritten({ terms, lower, upper }: Limits): Limits {
    const factors = new Map<number, number>();
    let offsets = 0;
    for (const { cell, factor } of terms) {
      const { root, sign, offset } = this.of(cell);
      offsets += factor * offset;
      factors.set(root, (factors.get(root) ?? 0) + factor * sign);
    }
    const left = [...factors].flatMap(([cell, factor]) => (factor === 0 ? [] : [{ cell, factor }]));
    return { terms: left, lower: lower - offsets, upper: upper - offsets };
  }

  /** Narrows the bounds of roots by those of what is tied to them. */
  bring(bounds: Bounds[]): void {
    for (const cell of this.#ties.keys()) {
      const { root, sign, offset } = this.of(cell);
      const ends = [sign * (bounds[cell]!.lo - offset), sign * (bounds[cell]!.hi - offset)];
      this.#meet(bounds, root, Math.min(...ends), Math.max(...ends));
    }
  }
}

/** The parts that no line ties to one another. */
function componentsOf(lines: readonly Limits[], exact: boolean): Component[] {
  const parent = new Map<number, number>();
  const root = (cell: number): number => {
    let at = cell;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  const ringed: number[] = [];
  for (const { terms } of lines) {
    if (terms.length === 0) continue;
    const [start, ...others] = terms.map(({ cell }) => cell);
    for (const cell of [start!, ...others]) if (!parent.has(cell)) parent.set(cell, cell);
    for (const cell of others) {
      const [one, other] = [root(start!), root(cell)];
      if (one === other) ringed.push(one);
      else parent.set(other, one);
    }
  }
  const rings = new Set(ringed.map(root));
  const found = new Map<number, { cells: number[]; lines: Limits[]; exact: boolean }>();
  for (const cell of parent.keys()) {
    const own = found.get(root(cell)) ?? { cells: [], lines: [], exact: exact && !rings.has(root(cell)) };
    own.cells.push(cell);
    found.set(root(cell), own);
  }
  for (const line of lines) {
    if (line.terms.length === 0) continue;
    const own = found.get(root(line.terms[0]!.cell))!;
    own.lines.push(line);
    own.exact &&= isPlain(line);
  }
  return [...found.values()];
}
