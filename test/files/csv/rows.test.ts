/** Whole files, written in every dialect and read back. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/files/csv/encoding.ts';
import {
  DELIMITERS,
  type Delimiter,
  ENCODINGS,
  type Encoding,
  isRejection,
  openExtract,
  type Rejection,
  type Row,
} from '../../../src/files/index.ts';
import { fileOf, rowsOf } from '../helpers.ts';

/** A table and one way of writing it. */
interface Written {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: Delimiter;
  readonly encoding: Encoding;
  readonly mark: boolean;
  readonly lineEnds: readonly ('\n' | '\r\n')[];
  readonly quoteAll: boolean;
  readonly lastLineEnd: boolean;
  readonly blankLines: boolean;
}

const special = fc.constantFrom(
  '',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  '\r',
  ' ',
  "O'Brien",
  'Zoë',
  '€',
);
const cell = fc.oneof(fc.string({ maxLength: 8 }), special, fc.string({ unit: 'grapheme', maxLength: 6 }));
const windows1252 = new Set(
  decode(
    Uint8Array.from({ length: 255 }, (_, byte) => byte + 1),
    'windows-1252',
  ),
);

const written: fc.Arbitrary<Written> = fc
  .record({ width: fc.integer({ min: 1, max: 5 }), encoding: fc.constantFrom(...ENCODINGS) })
  .chain(({ width, encoding }) => {
    const inEncoding = cell
      .map((text) => text.replaceAll('\0', '').replaceAll('\ufeff', ''))
      .map((text) =>
        encoding === 'windows-1252'
          ? Array.from(text)
              .filter((c) => windows1252.has(c))
              .join('')
          : text,
      );
    return fc.record({
      header: fc.constant(['URN', 'Sur name', 'Prénom', 'DOB', 'X"Y'].slice(0, width)),
      rows: fc.array(fc.array(inEncoding, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 12,
      }),
      delimiter: fc.constantFrom(...DELIMITERS),
      encoding: fc.constant(encoding),
      mark: encoding === 'windows-1252' ? fc.constant(false) : fc.boolean(),
      lineEnds: fc.array(fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'), { minLength: 1, maxLength: 3 }),
      quoteAll: fc.boolean(),
      lastLineEnd: fc.boolean(),
      blankLines: fc.boolean(),
    });
  });

function textOf(table: Written): string {
  const records = [table.header, ...table.rows].map((cells) =>
    cells
      .map((value) => {
        const lonely = cells.length === 1 && value === '';
        const quoted = table.quoteAll || lonely || /["\r\n]/.test(value) || value.includes(table.delimiter);
        return quoted ? `"${value.replaceAll('"', '""')}"` : value;
      })
      .join(table.delimiter),
  );
  const lineEnd = (index: number) => table.lineEnds[index % table.lineEnds.length]!;
  const text = records
    .map(
      (record, index) =>
        record + lineEnd(index) + (table.blankLines && index % 2 === 1 ? lineEnd(index + 1) : ''),
    )
    .join('');
  return table.lastLineEnd ? text : text.replace(/(\r?\n)+$/, '');
}

function bytesOf(table: Written): Buffer {
  const text = (table.mark ? '\ufeff' : '') + textOf(table);
  if (table.encoding === 'utf-8') return Buffer.from(text);
  if (table.encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (table.encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const byteOf = new Map(Array.from(decode(all, 'windows-1252'), (c, byte) => [c, byte]));
  return Buffer.from(Array.from(text, (c) => byteOf.get(c)!));
}

/** The rows as they must come back: a blank line after every other record moves the later ones down. */
const expectedRows = (table: Written): Row[] =>
  table.rows.map((cells, index) => ({
    row: index + 2 + (table.blankLines ? Math.ceil(index / 2) : 0),
    cells,
  }));

const open = (table: Written, path = fileOf(bytesOf(table))) =>
  openExtract(path, { encoding: table.encoding, delimiter: table.delimiter });

describe('readRows', () => {
  it('reads back any table in any dialect, whatever the block size', async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.integer({ min: 1, max: 200 }), async (table, blockBytes) => {
        const extract = await open(table);
        expect(extract.header).toEqual(table.header);
        expect(await rowsOf(extract)).toEqual(expectedRows(table));
        expect(await rowsOf(extract, { blockBytes })).toEqual(expectedRows(table));
      }),
      { numRuns: 150 },
    );
  });

  it('recognises by itself what it reads', async () => {
    const plain = written.filter(({ header }) => header.length > 1);
    await fc.assert(
      fc.asyncProperty(plain, async (table) => {
        // The header's é makes every encoding differ from the others.
        const accented = { ...table, header: table.header.map((name) => `${name} é`), rows: [] };
        const row = table.header.map((_, index) => `cell ${index}`);
        const extract = await openExtract(fileOf(bytesOf({ ...accented, rows: [row] })));
        expect(extract.dialect).toMatchObject({ encoding: table.encoding, delimiter: table.delimiter });
        expect(await rowsOf(extract)).toEqual([{ row: 2, cells: row }]);
      }),
      { numRuns: 50 },
    );
  });

  it('agrees with csv-parse reading the file as a stream', async () => {
    await fc.assert(
      fc.asyncProperty(written, async (table) => {
        const parser = Readable.from([Buffer.from(textOf(table))]).pipe(
          parse({ delimiter: table.delimiter, record_delimiter: ['\r\n', '\n'], skip_empty_lines: true }),
        );
        const reference: unknown[] = await parser.toArray();
        const rows = await rowsOf(await open(table));
        expect(rows.map((row) => (isRejection(row) ? 'rejected' : row.cells))).toEqual(reference.slice(1));
      }),
      { numRuns: 100 },
    );
  });

  const lines = fc.array(
    fc.constantFrom(
      '1,x',
      '2,"y, z"',
      '3,"two\nlines"',
      '4',
      '5,6,7',
      '8,a"b',
      '9,"open',
      '10,"a"b',
      '',
      '11,""',
      '"',
    ),
    { minLength: 1, maxLength: 15 },
  );

  it('reads the same rows and rejections from a faulty file at every block size', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), async (parts, lineEnd) => {
        const extract = await openExtract(fileOf(`a,b${lineEnd}${parts.join(lineEnd)}${lineEnd}`));
        const whole = await rowsOf(extract, { mayBeEmpty: true });
        const numbers = whole.map(({ row }) => row);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        for (const blockBytes of [1, 2, 3, 5, 8, 13, 40]) {
          expect(await rowsOf(extract, { blockBytes, mayBeEmpty: true })).toEqual(whole);
        }
      }),
      { numRuns: 40 },
    );
  });

  // A quote left open that meets a later quote before a delimiter or line end is one well-formed field: not here.
  it('loses no good row to a bad one beside it', async () => {
    const bad = fc.constantFrom('9,"open', '8,a"b', '10,"a"b', '4', '5,6,7', '"9,x');
    const good = fc.constantFrom('1,x', '2,"y, z"', '3,"two\nlines"', '6,"q ""r"""');
    const pairs = fc.array(fc.tuple(good, fc.option(bad, { nil: undefined })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pairs, async (parts) => {
        const text = parts.flatMap((pair) => pair.filter((line) => line !== undefined)).join('\n');
        const items = await rowsOf(await openExtract(fileOf(`a,b\n${text}\n`)));
        const read = items.filter((item): item is Row => !isRejection(item));
        expect(read.map(({ cells }) => cells[0])).toEqual(parts.map(([line]) => line[0]));
        expect(items.filter(isRejection)).toHaveLength(parts.filter(([, line]) => line !== undefined).length);
      }),
      { numRuns: 100 },
    );
  });

  it('puts no value from the file into a rejection', async () => {
    const text = 'a,b\nZEBRA\nZEBRA,ZE"BRA\nZEBRA,"ZEBRA\nZEBRA,"ZEBRA"ZEBRA\nZEBRA,ZEBRA,ZEBRA\n';
    const items = await rowsOf(await openExtract(fileOf(text)));
    const rejections = items.filter((item): item is Rejection => isRejection(item));
    expect(rejections.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6]);
    expect(JSON.stringify(rejections)).not.toContain('ZEBRA');
  });
});
