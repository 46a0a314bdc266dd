/**
 * Excel workbooks (ECMA-376, .xlsx and .xlsm): one sheet as rows of text. The zip and the XML are read as streams
 * by libraries, so that a sheet of 1,048,576 rows needs memory for its shared texts and its packed text alone.
 */
import { grouped, unusable } from '../../errors.ts';
import { withoutHeader } from '../csv/header.ts';
import type { HeldTable } from '../packed/held.ts';
import { Archive } from './archive.ts';
import { readParts, type Sheet } from './parts.ts';
import { readSheet } from './sheet.ts';

export interface WorkbookOptions {
  /** The sheet's name, or its number from the left, from 1; needed where several can be seen. */
  readonly sheet?: string;
  readonly headerRow?: number;
}

/**
 * Puts the rows of a sheet into `table`, each in its place, blank rows as blank lines: dates as YYYY-MM-DD, with
 * the time after them where the cell shows one; numbers with all their digits.
 *
 * @throws unusable `EXCEL_SHEETS` when it is not clear which sheet is meant; what `readParts` and `readSheet` throw
 */
export async function readWorkbook(
  path: string,
  name: string,
  options: WorkbookOptions,
  table: HeldTable,
): Promise<void> {
  const archive = await Archive.open(path, name);
  try {
    const parts = await readParts(archive, name);
    const sheet = chosen(parts.sheets, options.sheet, name);
    let next = 1;
    let width = 0;
    /** Blank columns to the left of the table. */
    let margin = 0;
    const { headerRow } = options;
    await readSheet(
      archive,
      name,
      sheet.part,
      parts,
      { headerRow, pause: async () => (table.isFull ? table.flush() : undefined) },
      (row, cells) => {
        for (; next < row; next += 1) table.put([]);
        next += 1;
        const isHeader = width === 0 && row >= (headerRow ?? row);
        if (isHeader) {
          width = cells.length;
          margin = cells.findIndex((cell) => cell.trim() !== '');
        }
        const outside = cells.findIndex((cell, at) => at < margin && cell.trim() !== '');
        if (outside >= 0) throw withoutHeader(name, row, outside + 1);
        const missing = Math.max(0, width - cells.length);
        const whole = missing === 0 ? cells : [...cells, ...new Array<string>(missing).fill('')];
        table.put(margin === 0 ? whole : whole.slice(margin));
      },
    );
  } finally {
    archive.close();
  }
}

/** Sheets are named by number in errors: some workbooks have one for each person. */
function chosen(sheets: readonly Sheet[], wanted: string | undefined, name: string): Sheet {
  const visible = sheets.filter(({ hidden }) => !hidden);
  if (wanted !== undefined) {
    const found = sheets.find(({ title }) => title === wanted) ?? sheets[Number(wanted) - 1];
    if (found !== undefined) return found;
  } else if (visible.length === 1) return visible[0]!;
  const has = sheets.length === 1 ? 'one sheet' : `${grouped(sheets.length)} sheets`;
  const reason = wanted === undefined ? `it has ${has}` : `it has ${has}, and none is called so`;
  throw unusable('EXCEL_SHEETS', reason, {
    hint: `add --sheet with the name of the sheet, or its number from the left (1 to ${sheets.length})`,
    place: { file: name },
  });
}
