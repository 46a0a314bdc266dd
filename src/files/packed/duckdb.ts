/** DuckDB on one thread for Parquet files: it puts nothing on disk but what it is told to write. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fault, ThroughlineError } from '../../errors.ts';

const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  memory_limit: '1000MB',
  temp_directory: '',
  threads: '1',
};

/** Text as SQL has it. */
export const sqlText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

// A pattern in the path would name other files too, and an equals sign would make a column of a folder.
const fileOf = (path: string): string =>
  `[${sqlText(path.replaceAll(/[*?[\]{}]/g, '[$&]'))}], hive_partitioning = false`;

/** The rows of one Parquet file, for a FROM. */
export const parquetSource = (path: string): string => `read_parquet(${fileOf(path)})`;

/**
 * The rows of one CSV file as `csvLine` writes them, for a FROM: text columns, nothing for an empty cell.
 *
 * @param columns all of them in order, as the file has them; without them they are told by its header
 */
export function csvSource(path: string, columns?: readonly string[]): string {
  const told =
    columns === undefined
      ? 'all_varchar = true'
      : `auto_detect = false, columns = {${columns.map((column) => `${sqlText(column)}: 'VARCHAR'`).join(', ')}}`;
  return `read_csv(${fileOf(path)}, header = true, delim = ',', quote = '"', escape = '"', ${told})`;
}

/** The columns of what can stand after a FROM. */
export async function columnsIn(connection: DuckDBConnection, source: string) {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  return described.getRows().map(([header, type]) => ({ header: String(header), type: String(type) }));
}

/** The rows of a query, some thousand at a time. */
export async function* chunksOf(connection: DuckDBConnection, query: string) {
  const rows = await connection.stream(query);
  for (;;) {
    const chunk = await rows.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getRows();
  }
}

/**
 * Yields what `work` yields, with a connection of its own.
 *
 * @param refusal what is thrown in place of the engine's errors, which may quote a cell
 * @throws fault `ENGINE` where there is no engine; errors of ours as they are
 */
export async function* throughDuckdb<T>(
  work: (connection: DuckDBConnection) => AsyncIterable<T>,
  refusal: (error: unknown) => ThroughlineError,
): AsyncGenerator<T> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api').catch(() => {
    throw fault('ENGINE', 'the database engine that reads and writes Parquet could not be started', {
      hint: 'use CSV in its place',
    });
  });
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  try {
    instance = await Instance.create(':memory:', SETTINGS);
    connection = await instance.connect();
    yield* work(connection);
  } catch (error) {
    throw error instanceof ThroughlineError ? error : refusal(error);
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }
}

/** As {@link throughDuckdb}, for work that ends in one result. */
export async function inDuckdb<T>(
  work: (connection: DuckDBConnection) => Promise<T>,
  refusal: (error: unknown) => ThroughlineError,
): Promise<T> {
  const results: T[] = [];
  const once = async function* (connection: DuckDBConnection): AsyncGenerator<T> {
    yield await work(connection);
  };
  for await (const result of throughDuckdb(once, refusal)) results.push(result);
  return results[0]!;
}
