/** A workbook as Office Open XML (ECMA-376), whose tables are tables to Excel and to a screen reader. */
import { unzipSync } from 'fflate';
import type { CellStyle, Cell as ExcelCell, WriteSheet } from 'hucre/xlsx';
import {
  type LaidCell,
  type LaidSheet,
  type Look,
  laidOut,
  letters,
  type TextLook,
  visible,
} from './layout.ts';
import type { Workbook } from './types.ts';
import { zipped } from './zip.ts';

/** The bytes of the file; the same workbook gives the same. @throws fault `SHEET_SHAPE` */
export async function xlsxOf(workbook: Workbook): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  const { title, subject, creator, date } = workbook;
  const day = new Date(`${date}T00:00:00Z`);
  const written = await writeXlsx({
    properties: {
      title: visible(title),
      subject: visible(subject),
      creator: visible(creator),
      created: day,
      modified: day,
    },
    sheets: laidOut(workbook).map(sheetOf),
  });
  // The library compresses by what the machine has, and another machine or version of Node gives other bytes.
  return zipped(unzipSync(written));
}

function sheetOf({ name, rows, widths, table }: LaidSheet): WriteSheet {
  const cells = new Map<string, Partial<ExcelCell>>();
  for (const [row, laid] of rows.entries()) {
    for (const [column, { look }] of laid.entries()) cells.set(`${row},${column}`, { style: styleOf(look) });
  }
  return {
    name,
    rows: rows.map((row) => row.map(({ value }: LaidCell) => value)),
    columns: widths.map((width) => ({ width })),
    cells,
    ...(table === undefined || table.to === table.from
      ? {}
      : { tables: [tableOf(table, rows[table.from]!)] }),
  };
}

const tableOf = (
  { name, from, to, columns }: NonNullable<LaidSheet['table']>,
  header: readonly LaidCell[],
): NonNullable<WriteSheet['tables']>[number] => ({
  name,
  range: `A${from + 1}:${letters(columns)}${to + 1}`,
  columns: header.map(({ value }) => ({ name: String(value) })),
  style: 'TableStyleLight1',
  showRowStripes: false,
  showAutoFilter: false,
});

const WRAPPED = { wrapText: true, vertical: 'top' } as const;

const TEXT_STYLES: Readonly<Record<TextLook, CellStyle>> = {
  title: { font: { size: 16, bold: true } },
  heading: { font: { size: 13, bold: true } },
  line: {},
  header: { font: { bold: true }, alignment: WRAPPED },
  'number-header': { font: { bold: true }, alignment: { ...WRAPPED, horizontal: 'right' } },
  text: { alignment: WRAPPED },
  mark: { alignment: { ...WRAPPED, horizontal: 'right' } },
};

function styleOf(look: Look): CellStyle {
  if (typeof look !== 'number') return TEXT_STYLES[look];
  const numFmt = look === 0 ? '#,##0' : `#,##0.${'0'.repeat(look)}`;
  return { numFmt, alignment: { vertical: 'top' } };
}
