import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvLines, digestOfFile, openTable, openTableForWriting } from '../../../src/files/index.ts';
import { writeParquetTable } from '../../../src/files/packed/parquet-table.ts';
import { errorOf, fileOf, rowsOf, scratch } from '../helpers.ts';

const SECRET = 'Zzyxwhistle';

async function written(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  path = join(scratch(), 'events.parquet'),
) {
  const writer = await openTableForWriting(path, header);
  for (const row of rows) await writer.write(csvLine(row));
  return { path, digest: await writer.end() };
}

async function cellsIn(path: string): Promise<(readonly string[])[]> {
  const rows = await rowsOf(await openTable(path), { mayBeEmpty: true });
  return rows.map((row) => ('cells' in row ? row.cells : [row.code]));
}

/** A Parquet file that another program made of a query. */
async function parquetOf(query: string): Promise<string> {
  const path = join(scratch(), 'events.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

describe('a table as Parquet', () => {
  it('gives back every cell that a table of ours can have, and is the same file each time', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', '"', ' ', '\n', 'é', '|', "'", '😀'),
      maxLength: 5,
    });
    const row = fc.tuple(fc.constant('0'), cell, cell);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 4 }), async (rows) => {
        const { path, digest } = await written(['reference', 'a "b", c', "d'"], rows);
        expect((await openTable(path)).header).toEqual(['reference', 'a "b", c', "d'"]);
        expect(await cellsIn(path)).toEqual(rows);
        expect(digest).toEqual(await digestOfFile(path));
        expect((await written(['reference', 'a "b", c', "d'"], rows)).digest).toEqual(digest);
      }),
      { numRuns: 6 },
    );
  });

  it('can be longer than is held at once, wherever its folder lies and whatever that is called', async () => {
    const folder = join(scratch(), "it's [a]=b");
    mkdirSync(folder);
    const rows = Array.from({ length: 70_000 }, (_, n) => [String(n), `${'x'.repeat(20)}${n}`, '']);
    const { path } = await written(['reference', 'b', 'c'], rows, join(folder, 'tokens.parquet'));
    const { bytes, header } = await openTable(path);
    expect({ bytes, header }).toEqual({
      bytes: Buffer.byteLength(csvLine(['reference', 'b', 'c']) + csvLines(rows)),
      header: ['reference', 'b', 'c'],
    });
    expect(await cellsIn(path)).toEqual(rows);
    expect(readdirSync(folder)).toEqual(['tokens.parquet']);
  });

  it('has text columns alone, and nothing where a cell is empty, for whoever reads it', async () => {
    const { path } = await written(
      ['reference', 'day'],
      [
        ['00ff', '2025-05-01'],
        ['01', ''],
      ],
    );
    const connection = await (await DuckDBInstance.create()).connect();
    const read = async (query: string) => (await connection.runAndReadAll(query)).getRows();
    expect(await read(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`)).toEqual([
      ['reference', 'VARCHAR'],
      ['day', 'VARCHAR'],
    ]);
    expect(await read(`FROM '${path}'`)).toEqual([
      ['00ff', '2025-05-01'],
      ['01', null],
    ]);
    connection.closeSync();
  });

  it('has the mode that was asked for, and takes the place of nothing', async () => {
    const path = join(scratch(), 'tokens.parquet');
    await (await openTableForWriting(path, ['a', 'b'], { mode: 0o600 })).end();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path);
    const again = await openTableForWriting(path, ['a', 'b']);
    expect(await errorOf(() => again.end())).toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('a table that cannot be written', () => {
  it('leaves nothing, and its error has nothing of a cell', async () => {
    const path = join(scratch(), 'events.parquet');
    const writer = await openTableForWriting(path, ['reference', 'b']);
    await writer.write(`00,${SECRET},${SECRET}\n`);
    const error = await errorOf(() => writer.end());
    expect(error).toMatchObject({ code: 'WRITE_FAILED', place: { file: path } });
    expect(`${error.message} ${error.reason} ${error.hint}`).not.toContain(SECRET);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is said to lack room where the disk is full', async ({ skip }) => {
    const folder = scratch();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      skip('skipped: needs a disk of its own (mount)');
    }
    try {
      const rows = Array.from({ length: 20_000 }, () => `${randomBytes(16).toString('hex')},\n`);
      const csv = fileOf(`a,b\n${rows.join('')}`);
      const path = join(folder, 'events.parquet');
      const error = await errorOf(() => writeParquetTable(csv, ['a', 'b'], path, {}));
      expect(error).toMatchObject({ code: 'DISK_FULL', place: { file: path } });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

describe('a Parquet file that is no table of ours', () => {
  it('is refused when a column is not text, or the file is damaged or away', async () => {
    const typed = await parquetOf(`SELECT '${SECRET}' AS a, 7 AS b`);
    expect(await errorOf(() => openTable(typed))).toMatchObject({
      code: 'PARQUET_TYPE',
      place: { column: 2 },
    });
    const { path: damaged } = await written(['a', 'b'], [[SECRET, SECRET]]);
    appendFileSync(damaged, 'PAR0');
    const error = await errorOf(() => openTable(damaged));
    expect(error).toMatchObject({ code: 'PARQUET_UNREADABLE', reason: expect.not.stringContaining(SECRET) });
    expect(await errorOf(() => openTable(join(scratch(), 'away.parquet')))).toMatchObject({
      code: 'CSV_NOT_FOUND',
    });
  });

  it('is refused when it changes between being opened and being read', async () => {
    const { path } = await written(['a', 'b'], [['1', '2']]);
    const extract = await openTable(path);
    writeFileSync(path, readFileSync((await written(['a', 'b'], [['1', '234']])).path));
    expect(await errorOf(() => rowsOf(extract))).toMatchObject({ code: 'CSV_CHANGED' });
  });
});
