/**
 * Parquet files, read by DuckDB in process. Identifiers pass through its memory, so it may put nothing on disk;
 * its errors leave without their text, which may quote a cell.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { unusable } from '../../errors.ts';
import { chunksOf, columnsIn, inDuckdb, parquetSource } from './duckdb.ts';
import type { HeldTable } from './held.ts';

/** Types that are one value a cell, whatever DuckDB says in brackets after them. */
const PLAIN =
  /^(?:BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL|VARCHAR|DATE|TIME|TIMESTAMP|UUID|ENUM)\b[^[\]]*$/;

/**
 * Puts header and rows into `table`: dates as YYYY-MM-DD, times after them, nothing for what is not there.
 *
 * @throws unusable `PARQUET_UNREADABLE`, `PARQUET_NESTED` naming a column by number; fault `ENGINE`
 */
export const readParquet = (path: string, name: string, table: HeldTable): Promise<void> =>
  inDuckdb(
    (connection) => copyRows(connection, path, name, table),
    () =>
      unusable('PARQUET_UNREADABLE', 'this Parquet file cannot be read', {
        hint: 'it is damaged, encrypted or too large for one step: export the table as CSV and give that file',
        place: { file: name },
      }),
  );

async function copyRows(
  connection: DuckDBConnection,
  path: string,
  name: string,
  table: HeldTable,
): Promise<void> {
  const source = parquetSource(path);
  const columns = await columnsIn(connection, source);
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
  for await (const rows of chunksOf(connection, `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${source}`)) {
    for (const cells of rows) table.put(cells.map((cell) => (cell === null ? '' : String(cell))));
    if (table.isFull) await table.flush();
  }
}
