/** The tables of packages, which are CSV or Parquet by the name of the file: whoever reads or writes one sees rows alike. */
import { rm } from 'node:fs/promises';
import type { WriteOptions } from './atomic.ts';
import { type Extract, openExtract } from './csv/extract.ts';
import { csvLine } from './csv/write.ts';
import { csvSource, parquetSource } from './packed/duckdb.ts';
import { type FileWriter, openForWriting } from './writer.ts';

/** What the tables of a package can be written as. */
export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export const isParquet = (file: string): boolean => file.endsWith('.parquet');

/** Whether a file of a package can be a table. */
export const isTable = (file: string): boolean => TABLE_FORMATS.some((format) => file.endsWith(`.${format}`));

/** The rows of a package's table for a FROM of DuckDB: text columns, nothing for an empty cell; columns as in `csvSource`. */
export const tableSource = (path: string, columns?: readonly string[]): string =>
  isParquet(path) ? parquetSource(path) : csvSource(path, columns);

/** Opens a table of a package. Throws what `openExtract` and `openParquetTable` throw. */
export async function openTable(path: string): Promise<Extract> {
  if (!isParquet(path)) return openExtract(path);
  const { openParquetTable } = await import('./packed/parquet-table.ts');
  return openParquetTable(path);
}

/**
 * Opens a new table inside a stage; what is written to it are lines of CSV after the header. A Parquet file is made of them
 * at the end, and its digest is the one given then.
 *
 * Throws what `openForWriting` throws, at the end too.
 */
export async function openTableForWriting(
  path: string,
  header: readonly string[],
  options: Pick<WriteOptions, 'mode'> = {},
): Promise<FileWriter> {
  const lines = isParquet(path) ? `${path}.csv` : path;
  const writer = await openForWriting(lines, options);
  await writer.write(csvLine(header));
  if (lines === path) return writer;
  return {
    ...writer,
    async end() {
      await writer.end();
      try {
        const { writeParquetTable } = await import('./packed/parquet-table.ts');
        return await writeParquetTable(lines, header, path, options);
      } finally {
        await rm(lines, { force: true });
      }
    },
  };
}
