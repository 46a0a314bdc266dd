/**
 * Which labels on one axis of a table are totals of which others: by what they are called, and where they are not
 * called anything, by arithmetic that is too good to be chance. A named total that does not add up anywhere is
 * reported and not used.
 */
import type { Cube } from './cube.ts';
import { slices } from './cube.ts';

export interface Total {
  readonly axis: number;
  readonly total: number;
  readonly parts: readonly number[];
  readonly by: 'name' | 'arithmetic';
  readonly union: boolean;
  /** The lines in which it can hold: cell of the total, cells of the parts. */
  readonly lines: readonly TotalLine[];
  /** Those in which it cannot. */
  readonly clashes: readonly TotalLine[];
}

export interface TotalLine {
  readonly total: number;
  readonly parts: readonly number[];
}

export interface TotalOptions {
  /** Further labels that are totals, as printed. */
  readonly named: readonly string[];
  /** Whether the total of this label counts distinct people, who may be in several parts. */
  readonly isUnion: (label: string) => boolean;
  /** Labels that are no sums of their neighbours, such as everybody on one of several overlapping lists. */
  readonly apart: ReadonlySet<string>;
}

const NAMED =
  /\b(?:sub-?|grand )?totals?\b|^all\b|\ball$|^overall\b|^individuals?\b|^sum\b|^persons$|^everyone\b|^whole\b|^(?:full )?year$|^both sexes$|^combined\b/i;
const BARE =
  /^(?:grand )?total$|^all$|^overall|^individuals|^persons$|^everyone|^all (?:people|persons|ages)/i;

/** The totals on an axis. */
export function totalsOn(cube: Cube, axis: number, options: TotalOptions): Total[] {
  const line = new AxisLine(cube, axis, options.isUnion);
  const labels = cube.axes[axis]!.labels;
  const own = new Set(options.named.map(plain));
  const isNamed = labels.map(
    (label) => !options.apart.has(label) && (own.has(plain(label)) || NAMED.test(label.trim())),
  );
  const found: Total[] = [];
  let open: number[] = [];
  for (const at of labels.keys()) {
    if (isNamed[at] === true) {
      const before = open.filter((place) => !options.apart.has(labels[place]!));
      const best = line.best(at, blocksBefore(before, isNamed, BARE.test(labels[at]!.trim())), 'name');
      const ahead = best === undefined || best.clashes.length > 0 ? following(at, isNamed) : [];
      const after = ahead.length === 0 ? undefined : line.best(at, [ahead], 'name');
      const chosen = better(best, after);
      if (chosen !== undefined) {
        found.push(chosen);
        const summed = new Set(chosen.parts);
        open = open.filter((place) => !summed.has(place));
      }
    }
    open.push(at);
  }
  return [...found, ...line.unnamed(found)];
}

export const plain = (label: string): string =>
  label
    .toLowerCase()
    .replace(/\s*\[[^\]]*\]$/, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Of more labels than this a total that is not of all of them is looked for among the last ones only. */
const MOST_OPEN = 400;

/** Blocks of open labels that a total may sum: the one that its name and place say, then others. */
function* blocksBefore(
  open: readonly number[],
  isNamed: readonly boolean[],
  bare: boolean,
): Generator<readonly number[]> {
  const since = open.slice(open.findLastIndex((place) => isNamed[place]) + 1);
  const said = bare || since.length === 0 ? open : since;
  if (said.length > 0) yield said;
  const totals = open.filter((place) => isNamed[place]);
  for (const block of [totals, since]) if (block.length > 1) yield block;
  for (let from = Math.max(0, open.length - MOST_OPEN); from < open.length - 1; from += 1)
    yield open.slice(from);
}

/** The labels after a total that stands first, up to the next total. */
function following(at: number, isNamed: readonly boolean[]): number[] {
  const next = isNamed.indexOf(true, at + 1);
  const end = next === -1 ? isNamed.length : next;
  return Array.from({ length: end - at - 1 }, (_, offset) => at + 1 + offset);
}

function better(one: Total | undefined, other: Total | undefined): Total | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.lines.length > 0 && other.clashes.length < one.clashes.length ? other : one;
}

/** Where nothing is named, so much has to agree before a sum is believed. */
const FEWEST_EXACT = 2;
const LEAST_SUM = 30;
/** With more labels than this, unnamed sums are not looked for. */
const MOST_LABELS = 80;

class AxisLine {
  readonly #cube: Cube;
  readonly #axis: number;
  readonly #slices: ReadonlyMap<string, number>[];
  readonly #isUnion: TotalOptions['isUnion'];

  constructor(cube: Cube, axis: number, isUnion: TotalOptions['isUnion']) {
    this.#cube = cube;
    this.#axis = axis;
    this.#slices = slices(cube, axis);
    this.#isUnion = isUnion;
  }

  /**
   * The first block where it never clashes; else another that never does and is somewhere shown to add up; else the
   * first all the same. Undefined where nothing can be compared.
   */
  best(total: number, blocks: Iterable<readonly number[]>, by: Total['by']): Total | undefined {
    let first: Total | undefined;
    for (const parts of blocks) {
      const tried = this.#try(total, parts, by);
      if (tried.clashes.length === 0 && (first === undefined || this.#exact(tried) > 0)) return tried;
      first ??= tried;
    }
    return first;
  }

  /** Sums over neighbours that no name tells of. */
  unnamed(named: readonly Total[]): Total[] {
    const size = this.#slices.length;
    if (size > MOST_LABELS || size < 3) return [];
    const found: Total[] = [];
    const taken = new Set(named.map(({ total }) => total));
    for (let total = 0; total < size; total += 1) {
      if (taken.has(total)) continue;
      const sum = this.#unnamedAt(total);
      if (sum !== undefined) found.push(sum);
    }
    return found;
  }

  #unnamedAt(total: number): Total | undefined {
    const size = this.#slices.length;
    const blocks: number[][] = [];
    for (let length = 2; length < size; length += 1) {
      const after = Array.from({ length }, (_, offset) => total + 1 + offset);
      const before = Array.from({ length }, (_, offset) => total - length + offset);
      blocks.push(...[after, before].filter((block) => block[0]! >= 0 && block.at(-1)! < size));
    }
    for (const parts of blocks) {
      const sum = this.#try(total, parts, 'arithmetic');
      if (sum.clashes.length > 0 || this.#exact(sum) < FEWEST_EXACT) continue;
      const shown = sum.lines.filter((line) => this.#isShown(line));
      const whole = shown.reduce((all, line) => all + this.#cube.cells[line.total]!.lo, 0);
      if (whole >= LEAST_SUM) return sum;
    }
    return undefined;
  }

  #try(total: number, parts: readonly number[], by: Total['by']): Total {
    const { cells, axes } = this.#cube;
    const union = by === 'name' && this.#isUnion(axes[this.#axis]!.labels[total]!);
    const lines: TotalLine[] = [];
    const clashes: TotalLine[] = [];
    for (const [key, cell] of this.#slices[total]!) {
      const members = parts.map((part) => this.#slices[part]!.get(key));
      if (members.includes(undefined)) continue;
      const line = { total: cell, parts: members as number[] };
      const lows = line.parts.map((part) => cells[part]!.lo);
      const least = union ? Math.max(...lows) : lows.reduce((sum, lo) => sum + lo, 0);
      const greatest = line.parts.reduce((sum, part) => sum + cells[part]!.hi, 0);
      const fits = least <= cells[cell]!.hi && greatest >= cells[cell]!.lo;
      (fits ? lines : clashes).push(line);
    }
    return { axis: this.#axis, total, parts, by, union, lines, clashes };
  }

  /** Lines with nothing hidden, and at least two parts above nought. */
  #exact({ lines }: Total): number {
    return lines.filter((line) => this.#isShown(line)).length;
  }

  #isShown({ total, parts }: TotalLine): boolean {
    const { cells } = this.#cube;
    const shown = [total, ...parts].every((cell) => !cells[cell]!.hidden);
    return shown && parts.filter((part) => cells[part]!.lo > 0).length >= 2;
  }
}
