/**
 * Where the header, the labels and the figures of a published table are. Titles above, notes below and between, units
 * in the header, sections, several label columns, shares in the same cell as counts, and the long form of this
 * program's own figures are all usual.
 */
import { unusable } from '../errors.ts';
import type { Grid } from '../files/index.ts';
import { looksLike } from '../standardise/index.ts';
import { byTable, holdsFigure, isFilled, isLong, type Line, labelColumns, type Part } from './labels.ts';
import { type Reading, readCell, splitPair } from './reading.ts';

export interface Layout {
  /** The file, with the section or table where it has several. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Whether what is a column here is printed as a row: where shares stand below counts and not beside them. */
  readonly transposed: boolean;
  /** What was not read, or could be read otherwise, each a sentence. */
  readonly doubts: readonly string[];
}

/** A column of figures. */
export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
}

export type ColumnKind =
  | 'count'
  | 'share'
  | 'change'
  /** A change in numbers and not in per cent. */
  | 'difference'
  | 'population'
  | { readonly rate: number }
  /** Figures that say nothing of counts by themselves: means, medians, intervals, money. */
  | 'other';

export interface TableRow {
  /** Row of the file, the first being 1. */
  readonly row: number;
  /** One a label column, as printed. */
  readonly labels: readonly string[];
  /** One a column of figures. */
  readonly readings: readonly Reading[];
}

/**
 * The tables in a file. Throws `TABLE_NO_FIGURES`, `TABLE_OF_PEOPLE` where a cell looks like somebody's identifier,
 * and `COUNT_NEGATIVE`, `COUNT_FRACTION` or `COUNT_INVALID` with row and column.
 */
export function layoutsOf(grid: Grid): Layout[] {
  const rows = withPairsApart(
    grid.rows
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== '') && !/^sep=/i.test(cells[0]!))
      .map(({ row, cells }) => ({ row, cells: cells.map((cell) => cell.trim()) })),
  );
  refusePeople(grid.name, rows);
  const { header, body } = headed(rows);
  if (header.length < 2 || body.length === 0) throw noFigures(grid.name);
  const labelled = labelColumns(header, body);
  const parts = isLong(header) ? byTable(body) : bySection(body, labelled);
  const doubts = isLong(header) ? [] : sectionDoubt(parts);
  const layouts = parts.flatMap(({ part, lines }, at) => {
    const name = part === undefined ? grid.name : `${grid.name}: ${part}`;
    const layout = layoutOf(name, header, lines, labelled);
    if (layout === undefined) return [];
    return [{ ...layout, doubts: [...(at === 0 ? doubts : []), ...layout.doubts] }];
  });
  if (layouts.length === 0) throw noFigures(grid.name);
  for (const layout of layouts) refuseImpossible(grid.name, layout, header);
  return layouts;
}

/** Counts and shares that stand in one cell, in two columns. */
function withPairsApart(rows: readonly Line[]): Line[] {
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const paired = Array.from({ length: width }, (_, column) =>
    rows.some(({ cells }) => splitPair(cells[column] ?? '') !== undefined),
  );
  if (!paired.includes(true)) return [...rows];
  const first = rows.findIndex(({ cells }) => cells.some((cell) => splitPair(cell) !== undefined));
  return rows.map(({ row, cells }, index) => ({
    row,
    cells: cells.flatMap((cell, column) => {
      if (paired[column] !== true) return [cell];
      if (index < first) return isFilled(cell) ? [cell, `${cell} %`] : ['', ''];
      return splitPair(cell) ?? [cell, ''];
    }),
  }));
}

/** The header line, joined with those above and below it that go with it, and the lines after it. */
function headed(rows: readonly Line[]): { header: readonly string[]; body: readonly Line[] } {
  const usual = Math.max(0, ...rows.map(({ cells }) => cells.filter(isFilled).length));
  const enough = Math.min(usual, Math.max(2, Math.ceil(usual / 2)));
  const at = rows.findIndex(({ cells }) => {
    const filled = cells.filter(isFilled).length;
    // Nothing need stand over the labels.
    return filled >= enough || (!isFilled(cells[0]) && filled > 0 && filled === usual - 1);
  });
  if (at === -1) return { header: [], body: [] };
  let [from, to] = [at, at + 1];
  while (from > 0 && isOverColumns(rows[from - 1]!)) from -= 1;
  while (to < rows.length - 1 && goesOn(rows[to]!)) to += 1;
  const width = Math.max(...rows.slice(from, to).map(({ cells }) => cells.length));
  const lines = rows.slice(from, to).map(({ cells }, line, all) => {
    let over = '';
    return Array.from({ length: width }, (_, column) => {
      // What stands over several columns stands over the first of them.
      const above = line === all.length - 1 || column === 0;
      over = isFilled(cells[column]) ? cells[column]! : above ? '' : over;
      return over;
    });
  });
  const header = Array.from({ length: width }, (_, column) => lines.map((line) => line[column]!).join(' '));
  return { header: header.map((title) => title.replace(/\s+/g, ' ').trim()), body: rows.slice(to) };
}

/** A line over columns and not over labels, with nothing in it that a table counts. */
const isOverColumns = ({ cells }: Line): boolean =>
  !isFilled(cells[0]) &&
  cells.some(isFilled) &&
  cells.every((cell) => !holdsFigure(cell) || HEADS.test(cell));
const goesOn = (line: Line): boolean => isOverColumns(line) && line.cells.filter(isFilled).length >= 2;

/** Years and ages, which stand over columns too. */
const HEADS = /^(?:(?:19|20)\d\d|\d{1,2}\s*(?:-|–|to)\s*\d{1,2}|\d{1,2}\s*\+|\d{1,2} (?:and|or) over)$/;

/** A line with nothing but a label begins a section where lines with figures follow. */
function bySection(body: readonly Line[], labelled: number): Part[] {
  const parts: { part: string | undefined; lines: Line[] }[] = [{ part: undefined, lines: [] }];
  for (const line of body) {
    if (NOTE.test(line.cells[0]!)) continue;
    if (line.cells.slice(labelled).some(isFilled)) parts.at(-1)!.lines.push(line);
    else parts.push({ part: line.cells.find(isFilled)!, lines: [] });
  }
  const filled = parts.filter(({ lines }) => lines.length > 0);
  return filled.length === 1 ? [{ part: undefined, lines: filled[0]!.lines }] : filled;
}

/** Under a table, and cut at its commas. */
const NOTE = /^(?:sources?|notes?|footnotes?)\b\s*(?:\d+\s*)?[:.]/i;

/**
 * A label with nothing beside it heads a section, or it is a line whose figures are blank. Where some sections have a
 * total and others have none, nobody can tell.
 */
function sectionDoubt(parts: readonly Part[]): string[] {
  const [first, ...others] = parts;
  const hasTotal = ({ lines }: Part): boolean => lines.some(({ cells }) => TOTAL.test(cells[0]!));
  const heading = others.find((part) => hasTotal(part) !== hasTotal(first!));
  if (heading === undefined) return [];
  const row = heading.lines[0]!.row;
  return [
    `the label with nothing beside it above row ${row} is taken for the heading of a section, which sums for itself: if it is a line whose counts are hidden, put a mark such as * beside it`,
  ];
}
const TOTAL = /\btotals?\b|^all\b/i;

function layoutOf(
  name: string,
  header: readonly string[],
  lines: readonly Line[],
  labelled: number,
): Layout | undefined {
  const unread: { row: number; column: number }[] = [];
  const rows = lines.flatMap(({ row, cells }) => {
    const figures = header.slice(labelled).map((_, at) => cells[labelled + at] ?? '');
    for (const [at, cell] of figures.entries()) {
      if (readCell(cell).kind === 'text') unread.push({ row, column: labelled + at + 1 });
    }
    if (!figures.some((cell) => cell !== '' && readCell(cell).kind !== 'text')) return [];
    return [{ row, labels: cells.slice(0, labelled), figures }];
  });
  const used = header
    .slice(labelled)
    .map((_, at) => rows.some(({ figures }) => isFilled(figures[at])))
    .flatMap((filled, at) => (filled ? [at] : []));
  // Of several tables in one file, each has its own labels.
  const own = Array.from({ length: labelled }, (_, at) => at).filter(
    (at) => rows.some(({ labels }) => isFilled(labels[at])) && header[at] !== 'table',
  );
  const told = own.length === 0 ? [0] : own;
  if (rows.length === 0 || used.length === 0) return undefined;
  const doubts = unread.length === 0 ? [] : [notRead(unread)];
  const columns = used.map((at) => {
    const title = header[labelled + at] ?? '';
    const settled = withoutAmbiguity(
      title,
      rows.map(({ figures }) => readCell(figures[at]!)),
    );
    if (settled.doubt !== undefined) doubts.push(settled.doubt);
    return { title, readings: settled.readings };
  });
  const upright: Layout = {
    name,
    columns: columns.map(({ title, readings }) => ({ title, kind: kindOf(title, readings) })),
    rows: rows.map(({ row, labels }, index) => ({
      row,
      labels: told.map((at) => labels[at] ?? ''),
      readings: columns.map(({ readings }) => readings[index]!),
    })),
    transposed: false,
    doubts,
  };
  return hasShareRows(upright) ? turned(upright) : upright;
}

const MOST_PLACES = 5;

/** A cell's words may be anything, so they are told by where they stand. */
function notRead(cells: readonly { readonly row: number; readonly column: number }[]): string {
  const places = cells.slice(0, MOST_PLACES).map(({ row, column }) => `row ${row} column ${column}`);
  const more = cells.length > MOST_PLACES ? ' and others' : '';
  return cells.length === 1
    ? `1 cell among the figures is neither a number nor a known mark, so nothing is taken from it: ${places[0]}`
    : `${cells.length.toLocaleString('en-GB')} cells among the figures are neither numbers nor known marks, so nothing is taken from them: ${places.join(', ')}${more}`;
}

/** `1.234` among counts is a thousand and more; where commas stand before fractions, `1,234` could be either. */
function withoutAmbiguity(
  title: string,
  readings: readonly Reading[],
): { readonly readings: readonly Reading[]; readonly doubt?: string } {
  const forms = new Set(readings.map((one) => (one.kind === 'number' ? one.form : undefined)));
  const numbers = readings.filter((one) => one.kind === 'number');
  const isOf = (form: string) => (one: Reading) => one.kind === 'number' && one.form === form;
  if (forms.has('decimal comma') && forms.has('comma')) {
    const without = readings.map((one): Reading => (isOf('comma')(one) ? { kind: 'text' } : one));
    return {
      readings: without,
      doubt: `the column "${title}" holds fractions such as 97,1 and numbers such as 1,234, which could be a thousand or a fraction, so nothing is taken from the latter: write them in one way`,
    };
  }
  if (!forms.has('dot') || kindOf(title, []) !== 'count') return { readings };
  const fractions = numbers.some(({ decimals, form }) => decimals > 0 && form !== 'dot');
  const whole = numbers.some(({ decimals }) => decimals === 0);
  if (fractions) return { readings };
  if (!whole) {
    return {
      readings,
      doubt: `the column "${title}" holds nothing but numbers such as 1.234, which could be a thousand or a fraction, so nothing is taken from it: write them without a full stop, or say in the header that they are rates`,
    };
  }
  return {
    readings: readings.map((one) =>
      one.kind === 'number' && one.form === 'dot'
        ? { ...one, value: Math.round(one.value * 1000), decimals: 0, form: 'dots' }
        : one,
    ),
    doubt: `the column "${title}" holds whole numbers and numbers such as 1.234, which are taken for one thousand two hundred and thirty-four: if they are fractions, say in the header what the column is`,
  };
}

/** Whether some rows, and no column throughout, hold shares. */
function hasShareRows({ columns, rows }: Layout): boolean {
  if (rows[0]!.labels.length > 1 || columns.some(({ title }) => kindOf(title, []) === 'share')) return false;
  const shares = rows.filter(({ labels, readings }) => kindOf(labels[0]!, readings) === 'share').length;
  return shares > 0 && shares < rows.length;
}

const turned = ({ name, columns, rows, doubts }: Layout): Layout => ({
  name,
  doubts,
  columns: rows.map(({ labels, readings }) => ({ title: labels[0]!, kind: kindOf(labels[0]!, readings) })),
  rows: columns.map(({ title }, at) => ({
    row: rows[0]!.row,
    labels: [title],
    readings: rows.map(({ readings }) => readings[at]!),
  })),
  transposed: true,
});

const SHARE = /%|per ?cent|percentage|\bshare\b|proportion/i;
const CHANGE = /change|increase|decrease|difference|growth/i;
const RATE = /\bper\s+([\d,]+)/i;
const OTHER =
  /\b(?:mean|median|average|days|lower|upper|interval|ci|ratio|score|cost|index|rank|linkage)\b|-(?:from|to)$|£/i;

function kindOf(title: string, readings: readonly Reading[]): ColumnKind {
  const numbers = readings.filter((reading) => reading.kind === 'number');
  const isShare = SHARE.test(title) || numbers.some(({ percent }) => percent);
  const rate = RATE.exec(title);
  if (OTHER.test(title)) return 'other';
  if (CHANGE.test(title)) {
    if (isShare) return 'change';
    return numbers.length > 0 && numbers.every(({ decimals }) => decimals === 0) ? 'difference' : 'other';
  }
  if (isShare) return 'share';
  if (rate !== null) return { rate: Number(rate[1]!.replaceAll(',', '')) };
  if (/\b(?:rate|population \d+|%)\b/i.test(title)) return 'other';
  if (/\bpopulation\b|\bresidents\b/i.test(title)) return 'population';
  const fractions = numbers.filter(({ decimals }) => decimals > 0).length;
  return fractions * 2 > numbers.length ? 'other' : 'count';
}

function refuseImpossible(file: string, { columns, rows }: Layout, header: readonly string[]): void {
  for (const { row, readings } of rows) {
    for (const [at, { title, kind }] of columns.entries()) {
      const reading = readings[at]!;
      if (kind !== 'count' || reading.kind !== 'number') continue;
      const place = { file, row, column: header.indexOf(title) + 1 };
      if (reading.value < 0) {
        throw unusable('COUNT_NEGATIVE', 'a count is below nought', {
          hint: 'leave out columns that are no counts, or say in their header that they are changes',
          place,
        });
      }
      if (reading.value > Number.MAX_SAFE_INTEGER) {
        throw unusable('COUNT_INVALID', 'a count is greater than can be reckoned with to the last digit', {
          hint: 'leave out columns that are no counts of people or events',
          place,
        });
      }
      if (!Number.isInteger(reading.value)) {
        throw unusable('COUNT_FRACTION', 'a count is no whole number', {
          hint: 'say in the header what the column is (%, rate per 1,000, mean), or leave it out',
          place,
        });
      }
    }
  }
}

/** Whether a label is two days with a word or a dash between: what a row is about, and nobody's birth. */
function isTwoDays(cell: string): boolean {
  const days = cell.trim().split(/\s+(?:to|until|[-–—])\s+/i);
  return (
    days.length === 2 &&
    days.every((day) => /^[\d/.-]+$/.test(day) && looksLike(day) === 'full date of birth')
  );
}

function refusePeople(file: string, rows: readonly Line[]): void {
  for (const { row, cells } of rows) {
    for (const [at, cell] of cells.entries()) {
      const likeness = looksLike(cell);
      if (likeness === undefined || isTwoDays(cell)) continue;
      throw unusable('TABLE_OF_PEOPLE', `looks like: ${likeness}`, {
        hint: 'give a table of counts that was published, and not the records behind it',
        place: { file, row, column: at + 1 },
      });
    }
  }
}

const noFigures = (file: string) =>
  unusable('TABLE_NO_FIGURES', 'there is no table of counts in the file', {
    hint: 'give a CSV with a header line, labels in the first column and counts beside them',
    place: { file },
  });
