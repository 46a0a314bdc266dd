/**
 * Parquet files, read by DuckDB in process. Identifiers pass through its memory, so it may put nothing on disk;
 * its errors leave without their text, which may quote a cell.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fault, ThroughlineError, unusable } from '../../errors.ts';
import type { HeldTable } from './held.ts';

const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  memory_limit: '1000MB',
  temp_directory: '',
  threads: '1',
};

/** Types that are one value a cell, whatever DuckDB says in brackets after them. */
const PLAIN =
  /^(?:BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL|VARCHAR|DATE|TIME|TIMESTAMP|UUID|ENUM)\b[^[\]]*$/;

/**
 * Puts header and rows into `table`: dates as YYYY-MM-DD, times after them, nothing for what is not there.
 *
 * @throws unusable `PARQUET_UNREADABLE`, `PARQUET_NESTED` naming a column by number; fault `ENGINE`
 */
export async function readParquet(path: string, name: string, table: HeldTable): Promise<void> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api').catch(() => {
    throw fault('ENGINE', 'the database engine that reads Parquet could not be started', {
      hint: 'export the table as CSV and give that file',
      place: { file: name },
    });
  });
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  try {
    instance = await Instance.create(':memory:', SETTINGS);
    connection = await instance.connect();
    await copyRows(connection, path, name, table);
  } catch (error) {
    if (error instanceof ThroughlineError) throw error;
    throw unusable('PARQUET_UNREADABLE', 'this Parquet file cannot be read', {
      hint: 'it is damaged, encrypted or too large for one step: export the table as CSV and give that file',
      place: { file: name },
    });
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }
}

async function copyRows(
  connection: DuckDBConnection,
  path: string,
  name: string,
  table: HeldTable,
): Promise<void> {
  // A pattern in the path would name other files too.
  const source = `read_parquet(['${path.replaceAll(/[*?[\]{}]/g, '[$&]').replaceAll("'", "''")}'])`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const columns = described
    .getRows()
    .map(([header, type]) => ({ header: String(header), type: String(type) }));
  const nested = columns.findIndex(({ type }) => !PLAIN.test(type));
  if (nested >= 0) {
    throw unusable(
      'PARQUET_NESTED',
      'the column holds lists, groups or bytes, which are no cells of a table',
      {
        hint: 'leave the column out, or export the table as CSV',
        place: { file: name, column: nested + 1 },
      },
    );
  }
  table.put(columns.map(({ header }) => header));
  const rows = await connection.stream(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${source}`);
  for (
    let chunk = await rows.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await rows.fetchChunk()
  ) {
    for (const cells of chunk.getRows()) table.put(cells.map((cell) => (cell === null ? '' : String(cell))));
    if (table.isFull) await table.flush();
  }
}
