/** Which columns of a table hold labels, and the tables of the long form, whose first column says which a line is of. */
import { readCell } from './reading.ts';

/** A line of the file. */
export interface Line {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface Part {
  readonly part: string | undefined;
  readonly lines: readonly Line[];
}

export const isFilled = (cell: string | undefined): boolean => cell !== undefined && cell !== '';
export const holdsFigure = (cell: string): boolean =>
  cell !== '' && ['number', 'hidden', 'absent'].includes(readCell(cell).kind);

export const isLong = (header: readonly string[]): boolean => header[0]!.toLowerCase() === 'table';

/** The long form: the first column says which table a line belongs to. */
export function byTable(body: readonly Line[]): Part[] {
  const parts = new Map<string, Line[]>();
  for (const line of body) parts.set(line.cells[0]!, [...(parts.get(line.cells[0]!) ?? []), line]);
  return [...parts].map(([part, lines]) => ({ part, lines }));
}

/**
 * How many columns on the left hold labels: the first always, further ones while they hold words, name a period, or
 * in the long form tell the rows of a table apart, whose labels may be numbers.
 */
export function labelColumns(header: readonly string[], body: readonly Line[]): number {
  const tables = isLong(header) ? byTable(body) : [];
  let count = 1;
  for (; count < header.length - 1; count += 1) {
    const filled = body.map(({ cells }) => cells[count] ?? '').filter(isFilled);
    const words = filled.filter((cell) => readCell(cell).kind === 'text').length;
    const isPeriod = PERIOD.test(header[count]!);
    const isNeeded = tables.some((table) => needsLabel(table, header[count]!, count));
    if (!isPeriod && !isNeeded && words * 2 <= filled.length) break;
  }
  return count;
}

/**
 * Whether a table of the long form has its labels in a column of which most cells look like figures: it has figures
 * further right, and no label before; or the column bears its name, and labels before do not tell its rows apart. (A
 * table of people by sex and a measure of people have one name, too.)
 */
function needsLabel({ part, lines }: Part, title: string, column: number): boolean {
  if (!lines.some(({ cells }) => isFilled(cells[column]))) return false;
  if (!lines.some(({ cells }) => cells.slice(column + 1).some(holdsFigure))) return false;
  const before = lines.map(({ cells }) => cells.slice(1, column));
  const isNamed = part === title;
  if (!before.some((labels) => labels.some(isFilled))) return isNamed || lines.length > 1;
  return isNamed && new Set(before.map((labels) => JSON.stringify(labels))).size < lines.length;
}

/** Labels that look like figures. */
const PERIOD = /^(?:year|month|quarter|period|ages?(?:[ _-](?:group|band|range))?(?: \(years\))?)$/i;
