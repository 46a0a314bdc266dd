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

/**
 * The table as lines without a final line end: title, header, rule, rows, notes. Text columns are narrowed to
 * fit the width, widest first; headers wrap at spaces. A column of numbers is never cut, so a table of very
 * many numbers may be wider than asked.
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
    const longestWord = Math.max(...column.title.split(' ').map(displayWidth));
    const body = texts.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), 1);
    const natural = Math.max(body, displayWidth(column.title));
    const narrowest = align === 'right' ? body : Math.min(body, NARROWEST_TEXT);
    return { align, narrowest: Math.max(narrowest, longestWord), width: natural };
  });
  const gaps = GAP.length * (plans.length - 1);
  let excess = plans.reduce((sum, plan) => sum + plan.width, gaps) - width;
  while (excess > 0) {
    const shrinkable = plans.filter((plan) => plan.width > plan.narrowest);
    if (shrinkable.length === 0) break;
    const widest = shrinkable.reduce((most, plan) => (plan.width > most.width ? plan : most));
    widest.width -= 1;
    excess -= 1;
  }
  return plans.map((plan, index) => ({
    align: plan.align,
    truncates: columns[index]?.long === 'truncate',
    width: plan.width,
  }));
}

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
      return column.truncates ? [truncate(text, column.width)] : wrap(text, column.width);
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
