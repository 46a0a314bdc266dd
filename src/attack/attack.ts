/** The attack: every hidden count that follows from what is printed, with the reason, and what is left of the others. */
import { readGrid } from '../files/index.ts';
import { type BuildOptions, build } from './build.ts';
import { layoutsOf } from './layout.ts';
import { type Bounds, type Cell, groups, type Model, type Spot } from './model.ts';
import { combinationFor, linesThatClash, linesThatGive } from './pin.ts';
import { type Propagated, propagate, stepsTo } from './propagate.ts';
import { rangesOf } from './range.ts';
import { lettersOf, namesOf, span, Words } from './words.ts';

export interface AttackOptions extends BuildOptions {
  /** Earlier releases of the tables, each count of which is among those of now. */
  readonly earlier?: readonly string[];
}

/** A count that was hidden and is none any more. */
export interface Recovered extends Spot {
  readonly value: number;
  /** The steps, each a sentence. */
  readonly because: readonly string[];
}

/** What a hidden count can still be. */
export interface Bound extends Spot {
  readonly from: number;
  /** Null where there is no end. */
  readonly to: number | null;
  /** Whether that is narrower than its mark allows. */
  readonly narrowed: boolean;
  /** Why, where it is narrowed. */
  readonly because: readonly string[];
}

export interface Findings {
  readonly recovered: readonly Recovered[];
  readonly bounds: readonly Bound[];
  /** The tables by the letters that the steps name them by; left out where there is one table, or nothing was found. */
  readonly tables?: Readonly<Record<string, string>>;
  /** What does not add up, or could not be used; left out where there is nothing of the kind. */
  readonly doubts?: readonly string[];
}

/** Attacks published tables in CSV files. Throws what `readGrid`, `layoutsOf` and `build` throw. */
export async function attackFiles(paths: readonly string[], options: AttackOptions = {}): Promise<Findings> {
  const read = async (files: readonly string[]) =>
    (await Promise.all(files.map(readGrid))).flatMap((grid) => layoutsOf(grid));
  const layouts = await read(paths);
  const earlier = await read(options.earlier ?? []);
  const first = build(layouts, earlier, options);
  // A table that adds up only when noughts hide behind `<5` too says by that that they do.
  const withZeros = build(layouts, earlier, { ...options, zeros: options.zeros ?? 'hidden' });
  const { model, rule, doubts } = withZeros.doubts.length < first.doubts.length ? withZeros : first;
  const found = await attackModel(model, rule.primary);
  const all = [...doubts, ...found.doubts];
  const letters = [...lettersOf(model)].map(([table, letter]) => [letter, table]);
  return {
    recovered: found.recovered,
    bounds: found.bounds,
    ...(letters.length === 0 || found.recovered.length + found.bounds.length === 0
      ? {}
      : { tables: Object.fromEntries(letters) }),
    ...(all.length === 0 ? {} : { doubts: all }),
  };
}

/** With more lines than this the reasons for a bound are not searched for. */
const MOST_LINES_TO_EXPLAIN = 400;
/** A chain longer than this is told as the lines it rests on. */
const MOST_STEPS = 12;

/**
 * Attacks the arithmetic itself.
 *
 * @param primary the counts that are hidden for their own sake
 */
export async function attackModel(
  model: Model,
  primary: Bounds,
): Promise<Required<Omit<Findings, 'tables'>>> {
  const recovered: Recovered[] = [];
  const bounds: Bound[] = [];
  const doubts: string[] = [];
  const names = namesOf(model);
  const parts = groups(model);
  for (const group of parts) {
    const { cells } = group.model;
    const { ranges, because, clash } = await attackGroup(
      group.model,
      group.cells.map((cell) => names[cell]!),
    );
    if (clash !== undefined) {
      doubts.push(`these cannot all be true, so nothing is taken from them: ${clash.join('; ')}`);
    }
    for (const [cell, { spot, kind, lo, hi }] of cells.entries()) {
      if (!isWanted(cells[cell]!)) continue;
      const range = ranges.get(cell) ?? { lo, hi };
      if (range.lo === range.hi && lo !== hi) {
        if (isWorthTelling(cells[cell]!, range.lo, primary)) {
          recovered.push({ ...spot, value: range.lo, because: await because(cell, range) });
        }
      } else if (kind === 'hidden') {
        const narrowed = isNarrowed(range, { lo, hi }, primary);
        bounds.push({
          ...boundOf(spot, range),
          narrowed,
          because: narrowed ? await because(cell, range) : [],
        });
      }
    }
  }
  const tied = new Set(parts.flatMap(({ cells }) => cells));
  for (const [index, { spot, kind, lo, hi }] of model.cells.entries()) {
    if (kind !== 'hidden' || tied.has(index)) continue;
    bounds.push({ ...boundOf(spot, { lo, hi }), narrowed: false, because: [] });
  }
  return { recovered, bounds, doubts };
}

const isWanted = (cell: Cell): boolean => cell.kind === 'hidden' || isDifference(cell);

const boundOf = (spot: Spot, { lo, hi }: Bounds) => ({
  ...spot,
  from: lo,
  to: hi === Number.POSITIVE_INFINITY ? null : hi,
});

/** Numbers that are printed nowhere are told only where they are small counts of people: who came in between. */
const isDifference = ({ kind, lo }: Cell): boolean => kind === 'implied' && lo === 0;

function isWorthTelling(cell: Cell, value: number, primary: Bounds): boolean {
  if (cell.kind === 'implied') return value >= Math.max(1, primary.lo) && value <= primary.hi;
  // A blank in which there was nothing was perhaps no mark at all.
  return !(value === 0 && cell.lo === 0 && cell.hi === Number.POSITIVE_INFINITY);
}

/** Behind a mark with two ends: narrower than they. Behind any other: some of the primary range gone, and not all. */
function isNarrowed(range: Bounds, mark: Bounds, primary: Bounds): boolean {
  const against =
    mark.hi === Number.POSITIVE_INFINITY ? { lo: Math.max(primary.lo, mark.lo), hi: primary.hi } : mark;
  const touches = range.lo <= against.hi && range.hi >= against.lo;
  return touches && (range.lo > against.lo || range.hi < against.hi);
}

interface GroupFindings {
  readonly ranges: ReadonlyMap<number, Bounds>;
  readonly because: (cell: number, range: Bounds) => Promise<string[]>;
  /** The lines that cannot hold together. */
  readonly clash: readonly string[] | undefined;
}

async function attackGroup(model: Model, names: readonly string[]): Promise<GroupFindings> {
  const lines = [...model.lines.keys()];
  const wanted = [...model.cells.keys()].filter((cell) => isWanted(model.cells[cell]!));
  const pencil = propagate(model);
  const words = new Words(model, pencil.conflict === undefined ? pencil.bounds : model.cells, names);
  const solved =
    pencil.conflict === undefined
      ? await rangesOf(model, pencil.bounds, lines, wanted)
      : { feasible: false as const };
  if (!solved.feasible) {
    const clash = await linesThatClash(model, model.cells, lines);
    return {
      ranges: new Map(),
      because: () => Promise.resolve([]),
      clash: clash.map((line) => words.line(line)),
    };
  }
  return {
    ranges: solved.of,
    clash: undefined,
    because: (cell, range) => reasons(model, lines, pencil, words, cell, range),
  };
}

async function reasons(
  model: Model,
  lines: readonly number[],
  pencil: Propagated,
  words: Words,
  cell: number,
  range: Bounds,
): Promise<string[]> {
  const own = pencil.bounds[cell]!;
  const byPencil = stepsTo(pencil, cell);
  const isByPencil = own.lo === range.lo && own.hi === range.hi;
  if (isByPencil && byPencil.length <= MOST_STEPS) {
    const unmoved = (['lo', 'hi'] as const).filter(
      (side) => range.lo === range.hi && !byPencil.some((step) => step.cell === cell && step.side === side),
    );
    return [
      ...words.steps(byPencil),
      ...unmoved.map(
        (side) => `and its mark says that it is ${side === 'lo' ? 'no less' : 'no more'} than that`,
      ),
    ];
  }
  if (range.lo === range.hi) {
    const combined = await combinationFor(model, pencil.bounds, lines, cell);
    if (combined !== undefined) return words.combination(combined, cell);
  }
  if (lines.length > MOST_LINES_TO_EXPLAIN)
    return [`all ${lines.length} lines taken together leave nothing else`];
  const settled = pencil.bounds.map((bounds, at) => (bounds.lo === bounds.hi ? bounds : model.cells[at]!));
  const needed = await linesThatGive(model, settled, lines, cell, range);
  return [
    ...needed.map((line) => words.line(line)),
    `with what the marks allow, that leaves ${words.name(cell)} nothing but ${span(range)}`,
  ];
}
