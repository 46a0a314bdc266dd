/** LibreOffice opens our spreadsheets and finds in them what was put in, through either kind of file. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { odsOf, xlsxOf } from '../../src/sheets/index.ts';
import { scratch } from '../sharelog/helpers.ts';
import { WORKBOOK } from '../sheets/workbook.ts';
import { runsLibreOffice } from './programs.ts';

const TABLE = WORKBOOK.sheets[1]!.table!;

/** Every sheet as comma-separated values, in UTF-8, cells as they are stored. */
const AS_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

async function converted(file: string, folder: string, to: string): Promise<void> {
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  await promisify(execFile)('soffice', [profile, '--headless', '--convert-to', to, '--outdir', folder, file]);
}

describe.skipIf(!runsLibreOffice)('LibreOffice', () => {
  test.each([
    ['ods', async () => odsOf(WORKBOOK)],
    ['xlsx', async () => xlsxOf(WORKBOOK)],
  ] as const)(
    'reads a workbook in %s, texts as texts and numbers as numbers, and writes it back the same',
    async (kind, written) => {
      const folder = await scratch();
      const file = join(folder, `report.${kind}`);
      await writeFile(file, await written());
      await converted(file, folder, AS_CSV);
      const csv = await readFile(join(folder, 'report-Table_1.csv'), 'utf8');
      const rows = parse(csv, { relax_column_count: true });
      expect(rows.map((row) => row.filter((cell, at) => at === 0 || cell !== ''))).toEqual([
        ['People by agency'],
        ['This is a table.'],
        TABLE.columns.map(({ title }) => title),
        ...TABLE.rows.map((row) => row.map(String)),
      ]);
      await converted(file, folder, 'xlsx:Calc MS Excel 2007 XML');
      const { sheets } = await readXlsx(await readFile(join(folder, 'report.xlsx')));
      expect(sheets.map(({ name }) => name)).toEqual(['Cover', 'Table_1']);
      expect(sheets[1]!.rows.slice(-TABLE.rows.length)).toEqual(TABLE.rows);
    },
    120_000,
  );
});
