/** Workbooks are read back by programs that did not write them, and say what was put in. */
import * as fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { readXlsx } from 'hucre/xlsx';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { odsOf, type Workbook, xlsxOf } from '../../src/sheets/index.ts';
import { WORKBOOK } from './workbook.ts';

type Rows = Record<string, unknown[][]>;

/** What stands in each row of each sheet. */
const read = async (bytes: Uint8Array, kind: 'ods' | 'xlsx'): Promise<Rows> => {
  if (kind === 'ods') return odsRows(parts(bytes)['content.xml']!);
  const { sheets } = await readXlsx(bytes);
  return Object.fromEntries(
    sheets.map(({ name, rows }) => [
      name,
      rows.map((row) => row.filter((cell) => cell !== null && cell !== '')),
    ]),
  );
};

/** By the words of the standard alone: header rows are rows. */
function odsRows(xml: string): Rows {
  const found: Rows = {};
  const parser = new SaxesParser();
  let rows: unknown[][] = [];
  let text: string | undefined;
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'table:table') found[String(attributes['table:name'])] = rows = [];
    if (name === 'table:table-row') rows.push([]);
    if (name === 'table:table-cell' && attributes['office:value-type'] === 'float') {
      rows.at(-1)!.push(Number(attributes['office:value']));
    }
    if (name === 'text:p') text = '';
    if (name === 'text:s') text += ' '.repeat(Number(attributes['text:c']));
  });
  parser.on('text', (more) => {
    if (text !== undefined) text += more;
  });
  parser.on('closetag', ({ name }) => {
    if (name !== 'text:p') return;
    if (text !== '') rows.at(-1)!.push(text);
    text = undefined;
  });
  parser.write(xml).close();
  return found;
}

const expected = ({ sheets }: Workbook): Rows =>
  Object.fromEntries(
    sheets.map(({ name, lines, table }) => [
      name,
      [
        ...lines.map(({ text }) => [text]),
        ...(table === undefined
          ? []
          : [table.columns.map(({ title }) => title), ...table.rows.map((row) => [...row])]),
      ],
    ]),
  );

const parts = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));

/** Throws where XML is not well formed. */
const parse = (xml: string): void => {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
};

const KINDS = [
  ['ods', async (workbook: Workbook) => odsOf(workbook)],
  ['xlsx', xlsxOf],
] as const;

describe.each(KINDS)('a workbook as %s', (kind, written) => {
  test('says what was put in, numbers as numbers', async () => {
    expect(await read(await written(WORKBOOK), kind)).toEqual(expected(WORKBOOK));
  });

  test('has the same bytes for the same content, and no other date', async () => {
    const bytes = await written(WORKBOOK);
    expect(await written(structuredClone(WORKBOOK))).toEqual(bytes);
    const text = Object.values(parts(bytes)).join('');
    const dates = [...text.matchAll(/\b20\d\d-\d\d-\d\dT/g)].map(([date]) => date);
    expect(new Set(dates)).toEqual(new Set(['2026-06-01T']));
  });

  test('marks its table, and merges no cells', async () => {
    const text = Object.values(parts(await written(WORKBOOK))).join('');
    expect(text).toContain('Table_1_data');
    expect(text).not.toMatch(/mergeCell|number-columns-spanned|<f>|table:formula/);
    expect(text).toContain(kind === 'ods' ? '<table:table-header-rows>' : '<table ');
  });

  test('takes any text, and has it back with what steers written out', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('=1+1', '@x', '</text:p>', ']]>', '\u202Eabc', '\0', 'a\nb', '  two', 'x'.repeat(500)),
    );
    const cell = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const any = fc.record({
      columns: fc.array(fc.record({ title: text, kind: fc.constantFrom('text', 'whole', 'fraction') }), {
        minLength: 1,
        maxLength: 40,
      }),
      row: fc.array(cell, { minLength: 40, maxLength: 40 }),
      title: text,
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ columns, row, title }) => {
        const workbook: Workbook = {
          ...WORKBOOK,
          title,
          creator: title,
          subject: title,
          sheets: [
            {
              name: 'Any',
              lines: [{ text: title, as: 'title' }],
              table: { columns, rows: [row.slice(0, columns.length)] },
            },
          ],
        };
        const bytes = await written(workbook);
        for (const [name, part] of Object.entries(parts(bytes))) if (/\.(xml|rels)$/.test(name)) parse(part);
        const found = (await read(bytes, kind)).Any!;
        const numbers = row.slice(0, columns.length).filter((one) => typeof one === 'number');
        expect(found.at(-1)!.filter((one) => typeof one === 'number')).toEqual(numbers.map((one) => one + 0));
        expect(JSON.stringify(found)).not.toMatch(/[\u202E\0]/);
      }),
      { numRuns: 25 },
    );
  });

  test('refuses what no spreadsheet holds', async () => {
    const table = { columns: [{ title: 'a', kind: 'text' }], rows: [['b', 'c']] } as const;
    for (const sheets of [
      [{ name: 'a b', lines: [] }],
      [{ name: `x${'y'.repeat(31)}`, lines: [] }],
      [
        { name: 'Same', lines: [] },
        { name: 'same', lines: [] },
      ],
      [{ name: 'Ragged', lines: [], table }],
    ]) {
      const make = async (): Promise<unknown> => written({ ...WORKBOOK, sheets });
      await expect(make()).rejects.toMatchObject({ code: 'SHEET_SHAPE' });
    }
  });
});

test('two columns of one title are told apart', async () => {
  const columns = [
    { title: 'People', kind: 'whole' },
    { title: 'people', kind: 'whole' },
    { title: '', kind: 'text' },
  ] as const;
  const workbook = {
    ...WORKBOOK,
    sheets: [{ name: 'T', lines: [], table: { columns, rows: [[1, 2, 'x']] } }],
  };
  expect((await read(await xlsxOf(workbook), 'xlsx')).T![0]).toEqual(['People', 'people (2)', 'column']);
});
