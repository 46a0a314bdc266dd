/** Tables of text that read well in a terminal. */
import { grouped } from '../errors.ts';
import { type Palette, PLAIN } from './colour.ts';
import { printable } from './safe.ts';
import { displayWidth, pad, truncate, wrap } from './width.ts';

export interface Column {
  readonly title: string;
  /** Default: right when any cell of the column is a number. */
  readonly align?: 'left' | 'right';
  /** What becomes of text too long for its column. Default `wrap`. */
  readonly long?: 'wrap' | 'truncate';
}

/** A number is grouped (`1,204`); nothing is an empty cell. */
export type Cell = string | number | null | undefined;

export interface TableOptions {
  /** Terminal columns to fit into. Default 80. */
  readonly width?: number;
  readonly title?: string;
  /** Lines below the table, each wrapped to the width. */
  readonly notes?: readonly string[];
  readonly palette?: Palette;
}

interface Fitted {
  readonly align: 'left' | 'right';
  readonly truncates: boolean;
  readonly width: number;
}

const GAP = '  ';
const NARROWEST_TEXT = 8;
/** A label that is longer goes over several lines before numbers do. */
const LONG_LABEL = 24;
const STEPS = 4;

/**
 * The table as lines without a final line end: title, header, rule, rows, notes. Headers and text wrap at spaces to
 * fit the width, the widest column first. A number is never cut, though what stands in brackets after it may
 * go below it, so a table of very many numbers may be wider than asked.
 */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string {
  const width = options.width ?? 80;
  const palette = options.palette ?? PLAIN;
  const titled = columns.map((column): Column => {
    const own = typeof column === 'string' ? { title: column } : column;
    return { ...own, title: printable(own.title) };
  });
  const texts = rows.map((row) => titled.map((_, index) => cellText(row[index])));
  const fitted = columnWidths(titled, rows, texts, width);

  const lines: string[] = [];
  if (options.title !== undefined) {
    lines.push(...wrap(printable(options.title), width).map(palette.bold), '');
  }
  lines.push(...headerLines(titled, fitted).map(palette.bold));
  lines.push(palette.dim(fitted.map((column) => '─'.repeat(column.width)).join(GAP)));
  for (const row of texts) lines.push(...rowLines(row, fitted));
  if (options.notes !== undefined && options.notes.length > 0) {
    lines.push('', ...options.notes.flatMap((note) => wrap(printable(note), width)).map(palette.dim));
  }
  return lines.join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? grouped(cell) : printable(cell);
}

function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  texts: readonly (readonly string[])[],
  width: number,
): Fitted[] {
  const plans = columns.map((column, index) => {
    const align =
      column.align ?? (rows.some((row) => typeof row[index] === 'number') ? 'right' : ('left' as const));
    const widest = (pieces: (text: string) => readonly string[]): number =>
      texts.reduce((most, row) => Math.max(most, ...pieces(row[index] ?? '').map(displayWidth)), 1);
    const body = widest((text) => [text]);
    const bare = align === 'right' ? widest(beforeBrackets) : body;
    const label = (most: number): number => (align === 'right' ? bare : Math.min(body, most));
    const least = Math.max(...column.title.split(' ').map(displayWidth));
    // What gives way first: headers, then long labels, then brackets, then short labels.
    const floors = [
      body,
      Math.max(align === 'right' ? body : 0, label(LONG_LABEL)),
      label(LONG_LABEL),
      label(NARROWEST_TEXT),
    ];
    return {
      align,
      floors: floors.map((floor) => Math.max(floor, least)),
      width: Math.max(body, displayWidth(column.title)),
    };
  });
  const gaps = GAP.length * (plans.length - 1);
  let excess = plans.reduce((sum, plan) => sum + plan.width, gaps) - width;
  for (let step = 0; excess > 0 && step < STEPS; ) {
    const shrinkable = plans.filter((plan) => plan.width > plan.floors[step]!);
    if (shrinkable.length === 0) {
      step += 1;
      continue;
    }
    shrinkable.reduce((most, plan) => (plan.width > most.width ? plan : most)).width -= 1;
    excess -= 1;
  }
  return plans.map((plan, index) => ({
    align: plan.align,
    truncates: columns[index]?.long === 'truncate',
    width: plan.width,
  }));
}

/** What stands in brackets after a number, such as its interval, apart from it. */
const beforeBrackets = (text: string): string[] => text.split(/ (?=\()/);

function headerLines(columns: readonly Column[], fitted: readonly Fitted[]): string[] {
  const wrapped = columns.map((column, index) => wrap(column.title, fitted[index]!.width));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return join(
    wrapped.map((lines) => [...Array<string>(height - lines.length).fill(''), ...lines]),
    fitted,
  );
}

function rowLines(row: readonly string[], fitted: readonly Fitted[]): string[] {
  return join(
    row.map((text, index) => {
      const column = fitted[index]!;
      if (column.truncates) return [truncate(text, column.width)];
      const isWhole = column.align === 'left' || displayWidth(text) <= column.width;
      return (isWhole ? [text] : beforeBrackets(text)).flatMap((piece) => wrap(piece, column.width));
    }),
    fitted,
  );
}

/** Sets the lines of each cell side by side. */
function join(cells: readonly (readonly string[])[], fitted: readonly Fitted[]): string[] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => pad(lines[line] ?? '', fitted[index]!.width, fitted[index]!.align))
      .join(GAP)
      .trimEnd(),
  );
}
