/** Writing CSV: UTF-8, LF, comma, quotes only where they are needed. */
import { stringify } from 'csv-stringify/sync';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const NEEDS_QUOTES = /[",\r\n]/;

const quoted = (cell: string): string => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/**
 * One record for a file that a machine reads back: every cell comes back as it was. Ends with LF.
 * Cells are written as they are; a spreadsheet may take one that begins with `=` for a formula.
 */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === '') return '""\n';
  const line = cells.join(',');
  return `${isPlain(line, cells.length) ? line : cells.map(quoted).join(',')}\n`;
}

/** Whether no cell needs quotes: the only commas are those between cells. */
function isPlain(line: string, cells: number): boolean {
  let commas = 0;
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (unit === COMMA) commas += 1;
    else if (unit === QUOTE || unit === LF || unit === CR) return false;
  }
  return commas < cells;
}

/** Several records for a machine, each as {@link csvLine}. */
export const csvLines = (rows: Iterable<readonly string[]>): string => {
  let text = '';
  for (const cells of rows) text += csvLine(cells);
  return text;
};

/**
 * Records for people to open in a spreadsheet: a cell that begins like a formula (`=`, `+`, `-`, `@`, tab,
 * carriage return) is preceded by an apostrophe, unless it is given as a number. That changes the cell: never use it for a file that is read back.
 */
export const humanCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify([...rows], {
    escape_formulas: true,
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  });
