/**
 * The one table of a package as a Parquet file: every column text, nothing for an empty cell, as its CSV has it. It holds
 * tokens and treated events and never an identifier.
 */
import { open, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ThroughlineError, unusable } from '../../errors.ts';
import type { WriteOptions } from '../atomic.ts';
import { type Extract, extractFrom, PROBE_BYTES, readFault } from '../csv/extract.ts';
import { csvLine } from '../csv/write.ts';
import { writeFault } from '../faults.ts';
import { digestOfFile, type FileDigest, openForWriting } from '../writer.ts';
import { chunksOf, columnsIn, csvSource, inDuckdb, parquetSource, sqlText, throughDuckdb } from './duckdb.ts';

/** Rows that are compressed together and held in memory at once: some 45 MB of text where they are tokens. */
const ROWS_AT_ONCE = 61_440;

/**
 * Writes the rows of a CSV file of ours as Parquet to `path`, inside a stage. Equal rows give equal bytes under one version
 * of DuckDB.
 *
 * Throws `OUTPUT_EXISTS`, and the errors of `writeFault`. Nothing is left at `path` then.
 */
export async function writeParquetTable(
  csv: string,
  header: readonly string[],
  path: string,
  options: Pick<WriteOptions, 'mode'>,
): Promise<FileDigest> {
  // Made here, so that it has the mode that was asked for and takes the place of nothing.
  await (await openForWriting(path, options)).end();
  try {
    await inDuckdb(
      async (connection) => {
        await connection.run(`COPY (SELECT * FROM ${csvSource(csv, header)}) TO ${sqlText(path)}
          (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_AT_ONCE}, USE_TMP_FILE false)`);
      },
      (error) => notWritten(error, path),
    );
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return await digestOfFile(path);
  } catch (error) {
    await rm(path, { force: true });
    throw writeFault(error, path);
  }
}

const notWritten = (error: unknown, path: string): ThroughlineError => {
  const isFull = error instanceof Error && /no space left|not enough space/i.test(error.message);
  return writeFault(isFull ? Object.assign(new Error(), { code: 'ENOSPC' }) : error, path);
};

/**
 * Opens a Parquet file of a package as the text that its CSV would be, which is made anew each time that it is read.
 *
 * Throws `CSV_NOT_FOUND` and its like, `PARQUET_UNREADABLE`, and `PARQUET_TYPE` for a column that is not text.
 */
export async function openParquetTable(path: string): Promise<Extract> {
  const name = basename(path);
  const facts = await stat(path).catch((error: unknown) => {
    throw readFault(error, name);
  });
  const refusal = (): ThroughlineError =>
    unusable('PARQUET_UNREADABLE', 'this Parquet file cannot be read', {
      hint: 'do not use this package: ask its sender for it again, or make it again',
      place: { file: name },
    });
  const source = parquetSource(path);
  const { header, bytes } = await inDuckdb(async (connection) => {
    const columns = await columnsIn(connection, source);
    const odd = columns.findIndex(({ type }) => type !== 'VARCHAR');
    if (odd >= 0) throw notText(name, odd + 1);
    const names = columns.map((column) => column.header);
    const [row] = (
      await connection.runAndReadAll(
        `SELECT coalesce(sum(strlen(${lineOf(names)})), 0)::BIGINT FROM ${source}`,
      )
    ).getRows();
    return { header: names, bytes: Number(row?.[0]) };
  }, refusal);
  const first = Buffer.from(csvLine(header));
  const text = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    yield* throughDuckdb(async function* (connection) {
      for await (const lines of chunksOf(connection, `SELECT ${lineOf(header)} FROM ${source}`)) {
        yield Buffer.from(lines.flat().join(''));
      }
    }, refusal);
  };
  const probe: Uint8Array[] = [];
  let probed = 0;
  for await (const chunk of text()) {
    probe.push(chunk);
    probed += chunk.length;
    if (probed > PROBE_BYTES) break;
  }
  const start = {
    probe: {
      name,
      bytes: Buffer.concat(probe).subarray(0, PROBE_BYTES),
      cut: first.length + bytes > PROBE_BYTES,
    },
    bytes: first.length + bytes,
    modified: facts.mtimeMs,
  };
  return extractFrom(
    path,
    start,
    { delimiter: ',', encoding: 'utf-8' },
    { kind: 'parquet', bytesOnDisk: facts.size, text },
  );
}

/** A row as {@link csvLine} has it, as an SQL expression. */
const lineOf = (columns: readonly string[]): string =>
  `concat(${columns.map((column) => cellOf(`"${column.replaceAll('"', '""')}"`)).join(", ',', ")}, chr(10))`;

const cellOf = (cell: string): string =>
  `CASE WHEN regexp_matches(${cell}, '[",\\r\\n]') THEN '"' || replace(${cell}, '"', '""') || '"' ELSE ${cell} END`;

const notText = (file: string, column: number): ThroughlineError =>
  unusable('PARQUET_TYPE', 'the column holds something other than text, as no package of ours does', {
    hint: 'do not use this package: ask its sender for it again',
    place: { file, column },
  });
