/** The attack: every hidden count that follows from what is printed, with the reason, and what is left of the others. */
import { readGrid } from '../files/index.ts';
import { type BuildOptions, build } from './build.ts';
import { Explainer } from './explain.ts';
import { layoutsOf } from './layout.ts';
import { type Bounds, type Cell, groups, type Model, type Spot } from './model.ts';
import { linesThatClash } from './pin.ts';
import { closure, propagate } from './propagate.ts';
import { rangesOf } from './range.ts';
import { type Taken, takenIn } from './taken.ts';
import { lettersOf, type Names, namesOf, Words } from './words.ts';

/** `done` of `of` units of a stage of the work are complete. */
export type OnStage = (stage: string, done: number, of: number) => void;

export interface AttackOptions extends BuildOptions {
  /** Earlier releases of the tables, each count of which is among those of now. */
  readonly earlier?: readonly string[];
  readonly onStage?: OnStage;
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
  /** There where the range was not searched to its end: it is true, and perhaps narrower than told. */
  readonly unfinished?: true;
}

export interface Findings {
  readonly recovered: readonly Recovered[];
  readonly bounds: readonly Bound[];
  /** The tables by the letters that the steps name them by; left out where there is one table, or nothing was found. */
  readonly tables?: Readonly<Record<string, string>>;
  /** What each mark, and each unusual way of writing numbers, was taken for; left out where there are none. */
  readonly marks?: readonly Taken[];
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
  const found = await attackModel(model, rule.primary, options.onStage);
  const all = [...doubts, ...found.doubts];
  const marks = takenIn([...layouts, ...earlier], rule);
  const letters = [...lettersOf(model)].map(([table, letter]) => [letter, table]);
  return {
    recovered: found.recovered,
    bounds: found.bounds,
    ...(letters.length === 0 || found.recovered.length + found.bounds.length === 0
      ? {}
      : { tables: Object.fromEntries(letters) }),
    ...(marks.length === 0 ? {} : { marks }),
    ...(all.length === 0 ? {} : { doubts: all }),
  };
}

/**
 * Attacks the arithmetic itself.
 *
 * @param primary the counts that are hidden for their own sake
 */
export async function attackModel(
  model: Model,
  primary: Bounds,
  onStage: OnStage = () => {},
): Promise<Required<Pick<Findings, 'recovered' | 'bounds' | 'doubts'>>> {
  const recovered: Recovered[] = [];
  const bounds: Bound[] = [];
  const doubts: string[] = [];
  const names = namesOf(model);
  const parts = groups(model);
  for (const [at, group] of parts.entries()) {
    const { cells } = group.model;
    const own = { of: group.cells.map((cell) => names.of[cell]!), letters: names.letters };
    const stage = parts.length === 1 ? '' : ` in part ${at + 1} of ${parts.length}`;
    const onSearch = (done: number, of: number) => onStage(`Ranges searched${stage}`, done, of);
    const { ranges, unfinished, because, clash } = await attackGroup(group.model, own, onSearch);
    if (clash !== undefined) {
      doubts.push(`these cannot all be true, so nothing is taken from them: ${clash.join('; ')}`);
    }
    for (const [cell, { spot, kind, lo, hi }] of cells.entries()) {
      onStage(`Counts explained${stage}`, cell, cells.length);
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
          ...(unfinished.has(cell) ? { unfinished: true } : {}),
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
  readonly unfinished: ReadonlySet<number>;
  readonly because: (cell: number, range: Bounds) => Promise<readonly string[]>;
  /** The lines that cannot hold together. */
  readonly clash: readonly string[] | undefined;
}

async function attackGroup(
  model: Model,
  names: Names,
  onCell: (done: number, of: number) => void,
): Promise<GroupFindings> {
  const lines = [...model.lines.keys()];
  const wanted = [...model.cells.keys()].filter((cell) => isWanted(model.cells[cell]!));
  const pencil = propagate(model);
  const solved =
    pencil.conflict === undefined
      ? await rangesOf(model, pencil.bounds, lines, wanted, { onCell })
      : { feasible: false as const };
  if (!solved.feasible) {
    // What a pencil ran into says where to look.
    const near =
      pencil.conflict === undefined
        ? lines
        : [
            ...new Set([
              pencil.conflict,
              ...closure(pencil, pencil.steps.keys()).map((step) => pencil.steps[step]!.line),
            ]),
          ];
    const words = new Words(model, model.cells, (cell) => names.of[cell]!, names.letters);
    for (const line of await linesThatClash(model, model.cells, near)) words.line(line);
    return {
      ranges: new Map(),
      unfinished: new Set(),
      because: () => Promise.resolve([]),
      clash: words.sentences,
    };
  }
  const explainer = new Explainer(model, pencil, names);
  return { ranges: solved.of, unfinished: solved.unfinished, clash: undefined, because: explainer.because };
}
