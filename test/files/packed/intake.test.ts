import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, type IntakeOptions, openIntake } from '../../../src/files/index.ts';
import { errorOf, fileOf, rowsOf, scratch } from '../helpers.ts';
import { textRow, type Value, workbookFrom, workbookOf } from './workbooks.ts';

const SECRET = 'Zzyxwhistle';
const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** Header and cells of every row, with their numbers. */
async function read(path: string, options: IntakeOptions = {}) {
  const extract = await openIntake(path, options);
  const rows = await rowsOf(extract);
  return {
    extract,
    rows: rows.map((row) => ('cells' in row ? [row.row, ...row.cells] : [row.row, row.code])),
  };
}

describe('an Excel workbook', () => {
  it('is read as another program wrote it: texts, numbers with all digits, days, yes and no', async () => {
    const path = fileOf(
      await workbookOf([
        ['URN', 'NAME', 'DOB', 'NHS', 'FLAG'],
        ['0012', `${SECRET}, "Ann" & <co>`, day('1984-02-29'), 9434765919, true],
        [null, null, null, null, null],
        ['0013', 'Zoë Ωmega', day('1900-03-01'), 7, false],
      ]),
      'police.xlsx',
    );
    const { extract, rows } = await read(path);
    expect(extract).toMatchObject({
      name: 'police.xlsx',
      header: ['URN', 'NAME', 'DOB', 'NHS', 'FLAG'],
      headerRow: 1,
    });
    expect(rows).toEqual([
      [2, '0012', `${SECRET}, "Ann" & <co>`, '1984-02-29', '9434765919', 'TRUE'],
      [4, '0013', 'Zoë Ωmega', '1900-03-01', '7', 'FALSE'],
    ]);
    expect(await read(path)).toMatchObject({ rows });
  });

  it('shows numbers by the formats of cells: padded, days, times, and days since 1904', async () => {
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="[$-809]dd mmmm yyyy;@"/>
      <numFmt numFmtId="166" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="167" formatCode="&quot;day &quot;0"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs>${[0, 14, 22, 21, 164, 165, 166, 167].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
    const cells = [
      [0, '1.5'],
      [1, '45000'],
      [2, '45000.75'],
      [3, '0.5'],
      [4, '123456789'],
      [5, '45000.9'],
      [6, '45000'],
      [7, '3'],
      [1, '-1'],
    ];
    const row = `<row r="2">${cells.map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`).join('')}</row>`;
    const sheets = [
      `<sheetData>${textRow(
        1,
        cells.map((_, index) => `C${index}`),
      )}${row}</sheetData>`,
    ];
    const { rows } = await read(fileOf(workbookFrom({ sheets, styles })));
    expect(rows[0]).toEqual([
      2,
      '1.5',
      '2023-03-15',
      '2023-03-15 18:00:00',
      '12:00:00',
      '0123456789',
      '2023-03-15',
      '2023-03-15 00:00:00',
      '3',
      '-1',
    ]);
    const mac = await read(
      fileOf(workbookFrom({ sheets, styles, workbookPr: '<workbookPr date1904="1"/>' })),
    );
    expect(mac.rows[0]?.[2]).toBe('2027-03-16');
  });

  it('takes shared texts in several pieces, and cells that are passed over', async () => {
    const strings = `<si><r><t>Zz</t></r><r><t xml:space="preserve">yx </t></r><rPh><t>aside</t></rPh></si><si><t>B</t></si>`;
    const sheet = `<sheetData><row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>0</v></c><c r="B3"><v>5</v></c></row>
      <row r="7"><c r="C7" t="e"><v>#N/A</v></c></row></sheetData>`;
    const { extract, rows } = await read(fileOf(workbookFrom({ sheets: [sheet], strings })));
    expect([extract.headerRow, extract.header]).toEqual([3, ['B', '5', 'Zzyx']]);
    expect(rows).toEqual([[7, '', '', '#N/A']]);
  });

  it('reads the sheet that is named, by name or number, and the only one that can be seen', async () => {
    const sheet = (name: string) =>
      `<sheetData>${textRow(1, ['URN', name])}${textRow(2, ['1', '2'])}</sheetData>`;
    const path = fileOf(workbookFrom({ sheets: [sheet('a'), sheet('b')] }));
    expect((await read(path, { sheet: 'Sheet 2' })).extract.header[1]).toBe('b');
    expect((await read(path, { sheet: '1' })).extract.header[1]).toBe('a');
    const hidden = fileOf(workbookFrom({ sheets: [sheet('a'), sheet('b')], states: ['hidden'] }));
    expect((await read(hidden)).extract.header[1]).toBe('b');
    expect(await errorOf(() => openIntake(path))).toMatchObject({ code: 'EXCEL_SHEETS', exitCode: 2 });
    expect(await errorOf(() => openIntake(path, { sheet: SECRET }))).toMatchObject({ code: 'EXCEL_SHEETS' });
  });

  it('takes headers from the row that is declared, with the numbers of the sheet', async () => {
    const path = fileOf(
      await workbookOf([
        ['Report of the month', null],
        [null, null],
        ['URN', 'NAME'],
        ['1', 'x'],
      ]),
    );
    expect(await errorOf(() => openIntake(path))).toMatchObject({ code: 'CSV_TITLE_ROW' });
    const { extract, rows } = await read(path, { headerRow: 3 });
    expect([extract.header, rows]).toEqual([['URN', 'NAME'], [[4, '1', 'x']]]);
  });

  const table = (more: string, after = '') =>
    `<sheetData>${textRow(1, ['URN', 'NAME'])}${textRow(2, ['1', SECRET])}${more}</sheetData>${after}`;
  it.each<[string, string, string, string]>([
    [
      'a formula',
      table('<row r="3"><c r="B3"><f>A1</f><v>2</v></c></row>'),
      'EXCEL_FORMULA',
      'cell B3 holds a formula',
    ],
    [
      'merged cells',
      table('', '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>'),
      'EXCEL_MERGED',
      'A2:A3',
    ],
    [
      'a row that a filter hides',
      table(`<row r="3" hidden="1"><c r="A3"><v>2</v></c></row>`),
      'EXCEL_HIDDEN_ROWS',
      'row 3 is hidden',
    ],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "${SECRET}">]>`, 'EXCEL_DAMAGED', 'damaged'],
    ['broken XML', `<sheetData><row>${SECRET}`, 'EXCEL_DAMAGED', 'damaged'],
  ])('is refused for %s, naming no value', async (_, sheet, code, words) => {
    const error = await errorOf(() => openIntake(fileOf(workbookFrom({ sheets: [sheet] }))));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(words);
    expect(error.message + error.hint).not.toContain(SECRET);
  });

  it('may have titles merged above its headers', async () => {
    const sheet = `<sheetData>${textRow(1, ['Title'])}${textRow(2, ['URN', 'NAME'])}${textRow(3, ['1', 'x'])}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>`;
    const { rows } = await read(fileOf(workbookFrom({ sheets: [sheet] })), { headerRow: 2 });
    expect(rows).toEqual([[3, '1', 'x']]);
  });

  it('may begin in a later column, to the left of which nothing may stand', async () => {
    const sheet = (left: string) =>
      `<sheetData>${textRow(1, ['', 'URN', 'NAME'])}${textRow(2, ['', '1', SECRET])}${textRow(3, [left, '2', ''])}</sheetData>`;
    const { extract, rows } = await read(fileOf(workbookFrom({ sheets: [sheet(' ')] })));
    expect(extract.header).toEqual(['URN', 'NAME']);
    expect(rows).toEqual([
      [2, '1', SECRET],
      [3, '2', ''],
    ]);
    const error = await errorOf(() => openIntake(fileOf(workbookFrom({ sheets: [sheet(SECRET)] }))));
    expect(error).toMatchObject({ code: 'CSV_BLANK_HEADER', place: { row: 3, column: 1 } });
    expect(error.message + error.hint).not.toContain(SECRET);
  });

  it('that is cut short, or has a password, is refused with what to do', async () => {
    const whole = await workbookOf([
      ['URN', 'NAME'],
      ['1', SECRET],
    ]);
    for (const length of [60, whole.length >> 1, whole.length - 1]) {
      const error = await errorOf(() =>
        openIntake(fileOf(Buffer.concat([whole.subarray(0, length), Buffer.from('xl/')]))),
      );
      expect(error.code).toBe('EXCEL_DAMAGED');
    }
    const ole = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    const error = await errorOf(() => openIntake(fileOf(ole)));
    expect([error.code, error.message]).toEqual([
      'CSV_BINARY',
      expect.stringContaining('protected by a password'),
    ]);
    expect(error.hint).toContain('password');
  });

  it('gives every text back as it was put in', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((t) => t.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim())
      .map((t) => (t === '' ? t : `t${t}`));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), async (made) => {
        const values: Value[][] = made.map(([a, b], index) => [`r${index}`, a || null, b || null]);
        const path = fileOf(await workbookOf([['K', 'A', 'B'], ...values]));
        const { rows } = await read(path);
        expect(rows).toEqual(made.map(([a, b], index) => [index + 2, `r${index}`, a, b]));
      }),
      { numRuns: 15 },
    );
  });
});

describe('a gzip archive', () => {
  const text = ['URN;NAME', ...Array.from({ length: 5000 }, (_, n) => `${n};Name${n}`)].join('\r\n');

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['Windows-1252', Buffer.from(text.replace('Name7', 'Zoë'), 'latin1')],
  ])('is read as the file inside it, in %s', async (_, bytes) => {
    const plain = await read(fileOf(bytes));
    const packed = await read(fileOf(gzipSync(bytes)));
    expect(packed.rows).toEqual(plain.rows);
    expect(packed.rows).toHaveLength(5000);
    expect(packed.extract).toMatchObject({ dialect: plain.extract.dialect, bytes: plain.extract.bytes });
  });

  it('may have several members', async () => {
    const { rows } = await read(fileOf(Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')])));
    expect(rows).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
  });

  it('that is cut or altered, that unpacks without end, or holds no text, is refused', async () => {
    const packed = gzipSync(text);
    const altered = Buffer.from(packed);
    altered.writeUInt8(altered.readUInt8(packed.length >> 1) ^ 0xff, packed.length >> 1);
    for (const bytes of [packed.subarray(0, -20), altered]) {
      expect(await errorOf(() => openIntake(fileOf(bytes)))).toMatchObject({
        code: 'GZIP_DAMAGED',
        exitCode: 2,
      });
    }
    const bomb = gzipSync(Buffer.alloc(80 << 20, 'a,b\n'));
    expect(await errorOf(() => openIntake(fileOf(bomb)))).toMatchObject({ code: 'GZIP_TOO_LARGE' });
    expect(await errorOf(() => openIntake(fileOf(gzipSync(gzipSync('a,b\n')))))).toMatchObject({
      code: 'CSV_BINARY',
    });
  });

  it('that is changed while it is read is refused', async () => {
    const path = fileOf(gzipSync(text));
    const extract = await openIntake(path);
    writeFileSync(path, gzipSync(`${text}\r\n1;x`));
    expect((await errorOf(() => rowsOf(extract))).code).toBe('CSV_CHANGED');
  });
});

describe('a Parquet file', () => {
  /** A file of the result of a query, written by DuckDB itself. */
  async function parquetOf(query: string): Promise<string> {
    const path = join(scratch(), "it's [a] file.parquet");
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return path;
  }

  it('is read row by row, in its order', async () => {
    const path = await parquetOf(
      `SELECT 'N' || i AS "URN", DATE '1990-01-01' + i::INT AS dob, i AS n, i % 2 = 0 AS flag, CASE WHEN i = 1 THEN NULL ELSE 'x,"y' END AS t,
       TIMESTAMP '2024-05-06 07:08:09' AS at FROM range(3000) r(i)`,
    );
    const { extract, rows } = await read(path);
    expect(extract.header).toEqual(['URN', 'dob', 'n', 'flag', 't', 'at']);
    expect(rows).toHaveLength(3000);
    expect(rows[1]).toEqual([3, 'N1', '1990-01-02', '1', 'false', '', '2024-05-06 07:08:09']);
    expect(rows[2999]?.[1]).toBe('N2999');
  });

  it('with nested columns, or that is damaged, is refused', async () => {
    const nested = await errorOf(async () =>
      openIntake(await parquetOf(`SELECT 1 AS a, ['${SECRET}'] AS b`)),
    );
    expect(nested).toMatchObject({ code: 'PARQUET_NESTED', place: { column: 2 } });
    const broken = await errorOf(() => openIntake(fileOf(`PAR1${SECRET}PAR1`, `${SECRET}.parquet`)));
    expect(broken).toMatchObject({ code: 'PARQUET_UNREADABLE', reason: expect.not.stringContaining(SECRET) });
  });
});

describe('whatever the file is', () => {
  it.each(['~$police.csv', '.~lock.police.csv#'])(
    'a mark %s beside it says that it is open',
    async (mark) => {
      const path = fileOf('a,b\n1,2\n');
      writeFileSync(join(dirname(path), mark), '');
      expect(await errorOf(() => openIntake(path))).toMatchObject({ code: 'EXTRACT_OPEN', exitCode: 2 });
      expect(await errorOf(() => openIntake(join(dirname(path), mark)))).toMatchObject({
        code: 'EXTRACT_OPEN',
      });
    },
  );

  it('an option that does not fit it is refused', async () => {
    const csv = fileOf('a,b\n1,2\n');
    expect((await errorOf(() => openIntake(csv, { sheet: '1' }))).code).toBe('EXTRACT_OPTION');
    const excel = fileOf(await workbookOf([['a'], ['b']]));
    expect((await errorOf(() => openIntake(excel, { delimiter: ';' }))).code).toBe('EXTRACT_OPTION');
  });

  it('headers come from the first row that is not blank, or the row that is declared', async () => {
    const { extract, rows } = await read(fileOf('\n;;\na;b;c\n1;2;3\n\n4;5;6\n'));
    expect([extract.headerRow, rows]).toEqual([
      3,
      [
        [4, '1', '2', '3'],
        [6, '4', '5', '6'],
      ],
    ]);
    const declared = await read(fileOf('Title\n"two\nlines"\na,b\n1,2\n'), { headerRow: 3 });
    expect([declared.extract.header, declared.rows]).toEqual([['a', 'b'], [[4, '1', '2']]]);
    const beyond = await errorOf(() => openIntake(fileOf('a,b\n1,2\n'), { headerRow: 9 }));
    expect(beyond.code).toBe('CSV_NO_HEADER');
  });

  it.each([
    [',', '\r\n'],
    ['\t', '\n'],
    ['|', '\r\n'],
    [';', 'mixed'],
  ])('%j and line ends %j are read alike', async (delimiter, lineEnd) => {
    const lines = [
      ['a', 'b', 'c'],
      ['1', '', 'x y'],
      ['2', 'z', 'é'],
    ].map((cells) => cells.join(delimiter));
    const ends = lineEnd === 'mixed' ? ['\r\n', '\n', '\r\n'] : [lineEnd, lineEnd, lineEnd];
    const text = lines.map((line, index) => line + ends[index]!).join('');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(text, 'latin1'),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
    ]) {
      const { rows } = await read(fileOf(bytes));
      expect(rows).toEqual([
        [2, '1', '', 'x y'],
        [3, '2', 'z', 'é'],
      ]);
    }
  });
});

it('CSV lines are what a held table is made of', () => expect(csvLine(['a,b', ''])).toBe('"a,b",\n'));
