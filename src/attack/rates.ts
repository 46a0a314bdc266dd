/**
 * What columns of percentages, rates and changes say of the counts beside them. Which count is the part and which the
 * whole is found by trying: a reading of a column counts only where every printed figure agrees with it.
 */
import type { Layout } from './layout.ts';
import { type Bounds, changeLines, differenceLines, type Line, type Printed, shareLines } from './model.ts';
import { plain } from './totals.ts';
import { BASE } from './words.ts';

/** The counts of one table, as the model numbers them. */
export interface CountGrid {
  readonly layout: Layout;
  /** The cell of a row and column of the layout; undefined where no count stands. */
  readonly cell: (row: number, column: number) => number | undefined;
  readonly bounds: (cell: number) => Bounds;
  /** The totals that a cell is a direct part of, along the rows. */
  readonly totalsOf: (cell: number) => readonly number[];
  /** Whether the cell is itself a total along the rows. */
  readonly isTotal: (cell: number) => boolean;
  /** A number that is printed nowhere. */
  readonly imply: (row: string, column: string, bounds: Bounds) => number;
}

export interface RateFindings {
  readonly lines: readonly Line[];
  /** Bases that were inferred: the sum of the parts that have a share. */
  readonly sums: readonly { readonly total: number; readonly parts: readonly number[] }[];
  /** Columns that agree with no reading. */
  readonly doubts: readonly string[];
}

interface Entry {
  readonly row: number;
  readonly printed: Printed;
}

/** A reading of one column: for each entry the two cells it ties. */
interface Hypothesis {
  readonly pairs: readonly { readonly from: number; readonly to: number; readonly printed: Printed }[];
  readonly exact: number;
}

type Agrees = (from: Bounds, to: Bounds, printed: Printed) => boolean;
type Ties = (from: number, to: number, printed: Printed) => Line[];

/** Everything that the rate columns of a table say. */
export function ratesOf(grid: CountGrid): RateFindings {
  const all: { lines: Line[]; sums: RateFindings['sums'][number][]; doubts: string[] } = {
    lines: [],
    sums: [],
    doubts: [],
  };
  for (const [column, { kind, title }] of grid.layout.columns.entries()) {
    const found =
      kind === 'change'
        ? changes(grid, column, changeAgrees, changeLines)
        : kind === 'difference'
          ? changes(grid, column, differenceAgrees, differenceLines)
          : perWhole(grid, column);
    if (found === undefined) continue;
    if (found === 'none') {
      all.doubts.push(`the column "${title}" agrees with no count beside it, so nothing is taken from it`);
    } else {
      all.lines.push(...found.lines);
      all.sums.push(...found.sums);
    }
  }
  return all;
}

type Found = { readonly lines: Line[]; readonly sums: RateFindings['sums'] } | 'none' | undefined;

function perWhole(grid: CountGrid, column: number): Found {
  const { kind, title } = grid.layout.columns[column]!;
  if (kind !== 'share' && typeof kind !== 'object') return undefined;
  const per = kind === 'share' ? 100 : kind.rate;
  const entries = entriesOf(grid.layout, column);
  if (entries.length === 0) return undefined;
  const agrees: Agrees = (part, whole, printed) => shareAgrees(part, whole, printed, per);
  const ties: Ties = (part, whole, printed) => shareLines(part, whole, printed, per);
  const part = partColumn(grid.layout, column);
  // Where all counts are rounded, their shares may be those of the counts or those of what they round to.
  if (part === undefined || !entries.some(({ row }) => isExactAt(grid, row, part))) return undefined;

  const inColumn =
    kind === 'share'
      ? [0, 1, 2].map((depth) => tryOut(grid, entries, agrees, (row) => pairWith(grid, row, part, depth)))
      : [];
  const wholes = countColumns(grid.layout, true).filter((whole) => whole !== part);
  const wanted =
    typeof kind === 'object' ? wholes.filter((at) => grid.layout.columns[at]!.kind === 'population') : wholes;
  const inRow = wanted.map((whole) =>
    tryOut(grid, entries, agrees, (row) => cellsOf(grid, row, part, whole)),
  );
  const best = mostExact([...inColumn, ...inRow]);
  if (best !== undefined) return { lines: tie(best, ties), sums: [] };
  if (kind !== 'share') return 'none';
  return (
    unprintedBase(grid, entries, part, column, title, ties) ?? anyPair(grid, entries, agrees, ties) ?? 'none'
  );
}

function changes(grid: CountGrid, column: number, agrees: Agrees, ties: Ties): Found {
  const entries = entriesOf(grid.layout, column);
  const counts = countColumns(grid.layout, false);
  if (entries.length === 0 || counts.length < 2) return undefined;
  const near = counts.filter((at) => at < column).slice(-2);
  const pairs = [near, ...counts.flatMap((one) => counts.map((other) => [one, other]))];
  const tried = pairs
    .filter(([one, other]) => one !== undefined && other !== undefined && one !== other)
    .map(([one, other]) => tryOut(grid, entries, agrees, (row) => cellsOf(grid, row, one!, other!)));
  if (!entries.some(({ row }) => counts.some((at) => isExactAt(grid, row, at)))) return undefined;
  const best = mostExact(tried) ?? (counts.length === 2 ? tried.find((one) => one !== undefined) : undefined);
  return best === undefined ? 'none' : { lines: tie(best, ties), sums: [] };
}

/** Of the whole no count is printed: it is a number of its own, and the sum of the parts where the shares make a whole. */
function unprintedBase(
  grid: CountGrid,
  entries: readonly Entry[],
  part: number,
  column: number,
  title: string,
  ties: Ties,
): Found | undefined {
  const tied = entries.flatMap(({ row, printed }) => {
    const cell = grid.cell(row, part);
    return cell === undefined || grid.isTotal(cell) ? [] : [{ cell, printed }];
  });
  const exact = tied.filter(({ cell }) => isExact(grid.bounds(cell)) && grid.bounds(cell).lo > 0);
  if (exact.length === 0) return undefined;
  let lo = 1;
  let hi = Number.POSITIVE_INFINITY;
  for (const { cell, printed } of exact) {
    const scale = 10 ** printed.decimals;
    const shown = Math.round(printed.value * scale);
    const times = 200 * scale * grid.bounds(cell).lo;
    lo = Math.max(lo, Math.ceil(times / (2 * shown + 1)));
    if (shown > 0) hi = Math.min(hi, Math.floor(times / (2 * shown - 1)));
  }
  if (lo > hi) return undefined;
  const base = grid.imply(BASE, title, { lo: 1, hi: Number.POSITIVE_INFINITY });
  const lines = tied.flatMap(({ cell, printed }) => ties(cell, base, printed));
  const members = grid.layout.rows.flatMap(({ readings }, row) => {
    const share = readings[column]!;
    const cell = grid.cell(row, part);
    const has = share.kind === 'number' || (share.kind === 'hidden' && share.mark !== 'blank');
    return has && cell !== undefined && !grid.isTotal(cell) ? [cell] : [];
  });
  const least = members.reduce((sum, cell) => sum + grid.bounds(cell).lo, 0);
  const greatest = members.reduce((sum, cell) => sum + grid.bounds(cell).hi, 0);
  const whole = least <= hi && greatest >= lo && sharesMakeAWhole(tied, members.length);
  return { lines, sums: whole ? [{ total: base, parts: members }] : [] };
}

/** Whether the printed shares, rounded as they are, can be those of all members together. */
function sharesMakeAWhole(tied: readonly { readonly printed: Printed }[], members: number): boolean {
  if (members < 2) return false;
  const slack = tied.reduce((sum, { printed }) => sum + 0.5 / 10 ** printed.decimals, 0) + 1e-9;
  const sum = tied.reduce((all, { printed }) => all + printed.value, 0);
  return sum <= 100 + slack && (members > tied.length || sum >= 100 - slack);
}

/** Whichever two counts of a row agree with a share throughout, if it is only two, and at least twice in the open. */
function anyPair(grid: CountGrid, entries: readonly Entry[], agrees: Agrees, ties: Ties): Found | undefined {
  const counts = countColumns(grid.layout, true);
  const found = counts.flatMap((part) =>
    counts.flatMap((whole) => {
      if (part === whole) return [];
      const tried = tryOut(grid, entries, agrees, (row) => cellsOf(grid, row, part, whole));
      return tried !== undefined && tried.exact >= 2 ? [tried] : [];
    }),
  );
  return found.length === 1 ? { lines: tie(found[0]!, ties), sums: [] } : undefined;
}

/** The pairs of a reading; undefined where one of them cannot be. */
function tryOut(
  grid: CountGrid,
  entries: readonly Entry[],
  agrees: Agrees,
  pair: (row: number) => { from: number; to: number } | undefined,
): Hypothesis | undefined {
  const pairs = entries.flatMap(({ row, printed }) => {
    const cells = pair(row);
    return cells === undefined ? [] : [{ ...cells, printed }];
  });
  const agree = pairs.every(({ from, to, printed }) => agrees(grid.bounds(from), grid.bounds(to), printed));
  if (pairs.length === 0 || !agree) return undefined;
  const exact = pairs.filter(
    ({ from, to }) => isExact(grid.bounds(from)) && isExact(grid.bounds(to)) && grid.bounds(from).lo > 0,
  );
  return { pairs, exact: exact.length };
}

function mostExact(tried: readonly (Hypothesis | undefined)[]): Hypothesis | undefined {
  const open = tried.filter((one) => one !== undefined && one.exact > 0) as Hypothesis[];
  return open.toSorted((a, b) => b.exact - a.exact)[0];
}

const tie = ({ pairs }: Hypothesis, ties: Ties): Line[] =>
  pairs.flatMap(({ from, to, printed }) => ties(from, to, printed));

function cellsOf(grid: CountGrid, row: number, from: number, to: number) {
  const cells = { from: grid.cell(row, from), to: grid.cell(row, to) };
  if (cells.from === undefined || cells.to === undefined) return undefined;
  return { from: cells.from, to: cells.to };
}

/** A count and the total that it is a part of, `depth` totals further up; a total is all of itself. */
function pairWith(grid: CountGrid, row: number, column: number, depth: number) {
  const from = grid.cell(row, column);
  if (from === undefined) return undefined;
  let to = grid.totalsOf(from)[0];
  for (let up = 0; up < depth && to !== undefined; up += 1) to = grid.totalsOf(to)[0] ?? to;
  return to === undefined ? undefined : { from, to };
}

function entriesOf({ rows, columns }: Layout, column: number): Entry[] {
  const readings = rows.map((row) => row.readings[column]!);
  // A spreadsheet drops last noughts: 98 in a column of 97.1 is 98.0.
  const decimals = Math.max(0, ...readings.map((one) => (one.kind === 'number' ? one.decimals : 0)));
  return readings.flatMap((reading, row) => {
    if (reading.kind !== 'number') return [];
    const { kind } = columns[column]!;
    const rise = kind === 'change' || kind === 'difference';
    return reading.value < 0 && !rise ? [] : [{ row, printed: { value: reading.value, decimals } }];
  });
}

const countColumns = ({ columns }: Layout, withPopulation: boolean): number[] =>
  columns.flatMap(({ kind }, at) =>
    kind === 'count' || (withPopulation && kind === 'population') ? [at] : [],
  );

/** The counts that a column of shares is of: those it is named after, else the nearest on its left, else on its right. */
function partColumn(layout: Layout, column: number): number | undefined {
  const counts = countColumns(layout, false);
  const words = plain(layout.columns[column]!.title)
    .replace(/%|\bper ?cent(?:age)?\b|\bshare\b|\bproportion\b|\brate\b|\bper [\d,]+.*|\bof\b|[()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const named = words === '' ? [] : counts.filter((at) => plain(layout.columns[at]!.title) === words);
  return named[0] ?? counts.findLast((at) => at < column) ?? counts[0];
}

function isExactAt(grid: CountGrid, row: number, column: number): boolean {
  const cell = grid.cell(row, column);
  return cell !== undefined && isExact(grid.bounds(cell));
}

const isExact = ({ lo, hi }: Bounds): boolean => lo === hi;

function shareAgrees(part: Bounds, whole: Bounds, printed: Printed, per: number): boolean {
  const scale = 10 ** printed.decimals;
  const shown = Math.round(printed.value * scale);
  const most = 2 * scale * per * part.hi;
  const least = 2 * scale * per * part.lo;
  return (
    most >= (2 * shown - 1) * whole.lo && least <= (2 * shown + 1) * whole.hi && (shown === 0 || whole.hi > 0)
  );
}

function changeAgrees(before: Bounds, after: Bounds, printed: Printed): boolean {
  const scale = 10 ** printed.decimals;
  const shown = Math.round(printed.value * scale);
  return (
    200 * scale * after.hi >= (200 * scale + 2 * shown - 1) * before.lo &&
    200 * scale * after.lo <= (200 * scale + 2 * shown + 1) * before.hi
  );
}

const differenceAgrees: Agrees = (before, after, { value }) =>
  after.hi - before.lo >= value && after.lo - before.hi <= value;
