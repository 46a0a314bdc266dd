/** Tokens into DuckDB and results out of it, statement by statement. Only tokens and references ever enter it. */
import { tokenCell } from '../../custody/index.ts';
import { tableSource } from '../../files/index.ts';
import type { Scheme, SchemeIdentifier } from '../../pseudonymise/index.ts';
import type { TokenSource } from './engine.ts';

/** How many cells of a tokens file have another shape than their columns ask for. */
export function misshapenCells({ file, matchKeys }: TokenSource): string {
  const counts = ['reference', ...matchKeys, 'presence'].map((column) => {
    const { pattern, mayBeEmpty } = tokenCell(column);
    const cell = `coalesce(${name(column)}, '')`;
    const wrong = `NOT regexp_full_match(${cell}, ${text(pattern)})`;
    return `count(*) FILTER (${mayBeEmpty ? `${cell} <> '' AND ` : ''}${wrong})`;
  });
  return `SELECT (${counts.join(' + ')})::BIGINT FROM ${tableSource(file)}`;
}

/**
 * Local people, numbered in order of agency and reference: a reference is held as the number that its digits write, which has
 * the same order, and `holds` says whether there is any token.
 */
export function people(sources: readonly TokenSource[], scheme: Scheme): string {
  const rows = sources.map((source, agency) => {
    const tokens = tokenCells(source, scheme).filter((cell) => cell !== undefined);
    const holds = tokens.length === 0 ? 'false' : `coalesce(${tokens.join(', ')}) IS NOT NULL`;
    return `SELECT CAST(${agency} AS INTEGER) AS agency, CAST(reference AS UUID) AS reference,
      ${presenceBits(source.identifiers ?? scheme.identifiers, scheme.identifiers)} AS presence, ${holds} AS holds
      FROM ${tableSource(source.file)}`;
  });
  return `CREATE TABLE people AS
    SELECT CAST(row_number() OVER (ORDER BY agency, reference) - 1 AS INTEGER) AS person, agency, reference,
      bit_or(presence) AS presence, bool_or(holds) AS holds
    FROM (${rows.join('\nUNION ALL\n')}) AS token_rows GROUP BY agency, reference`;
}

/** Every row of tokens, one column a match-key, tokens as 64-bit integers: read anew, as rows in waiting would be spilled. */
export function numberedRows(sources: readonly TokenSource[], scheme: Scheme): string {
  const rows = sources.map((source, agency) => {
    const cells = tokenCells(source, scheme).map((cell) =>
      cell === undefined ? 'CAST(NULL AS UBIGINT)' : `CAST('0x' || ${cell} AS UBIGINT)`,
    );
    const columns = cells.map((cell, index) => `${cell} AS k${index}`).join(', ');
    return `SELECT person, token_rows.* EXCLUDE (reference)
      FROM (SELECT CAST(reference AS UUID) AS reference, ${columns} FROM ${tableSource(source.file)}) AS token_rows
      JOIN (SELECT person, reference FROM people WHERE agency = ${agency}) AS known USING (reference)`;
  });
  return `CREATE TABLE numbered AS ${rows.join('\nUNION ALL\n')}`;
}

/** For each match-key of the scheme, its cell in a row of the file, NULL where it is empty; undefined where there is no column. */
const tokenCells = ({ matchKeys }: TokenSource, scheme: Scheme): (string | undefined)[] =>
  scheme.matchKeys.map(({ name: key }) => (matchKeys.includes(key) ? `nullif(${name(key)}, '')` : undefined));

/** The tokens of one match-key, by person. */
export const heldTokens = (key: number): string =>
  `SELECT person, CAST(${key} AS SMALLINT) AS key, k${key} AS token FROM numbered WHERE k${key} IS NOT NULL`;

export const READ_PEOPLE = "SELECT person, agency, replace(CAST(reference AS VARCHAR), '-', '') FROM people";
export const WITHOUT_TOKENS = 'SELECT count(*) FROM people WHERE NOT holds';
export const READ_SET_ASIDE =
  'SELECT key::INTEGER, tokens::INTEGER, people::INTEGER, most::INTEGER FROM set_aside ORDER BY key';
export const READ_PATTERNS =
  'SELECT agency_l, agency_r, presence, low, high, pairs::INTEGER FROM patterns ORDER BY pattern';
/** How many pairs there are, and how many the patterns have. */
export const PAIRS_FOUND =
  'SELECT (SELECT count(*) FROM paired), (SELECT coalesce(sum(pairs), 0)::BIGINT FROM patterns)';
export const READ_PAIRS = 'SELECT l, r, pattern FROM paired ORDER BY l, r';

/** Tokens of a strong number for people in some pair, each as its place among them. */
export const strongTokens = (key: number): string => `CREATE OR REPLACE TABLE strong AS
  SELECT person, CAST(dense_rank() OVER (ORDER BY token) AS INTEGER) AS token FROM (
    SELECT DISTINCT person, k${key} AS token FROM numbered
    WHERE k${key} IS NOT NULL AND person IN (SELECT l FROM paired UNION SELECT r FROM paired))`;
export const READ_STRONG = 'SELECT person, token FROM strong ORDER BY person, token';

/** Writes rows that a query gives as one Parquet file. */
export const parquet = (query: string, file: string): string =>
  `COPY (${query}) TO ${text(file)} (FORMAT parquet)`;

/** A token as Spark holds it, whose integers are signed: the same distance from the least. */
export const SIGNED_TOKEN = 'CAST(CAST(token AS HUGEINT) - 9223372036854775808 AS BIGINT)';

/** How many rows the Parquet files of a folder hold. */
export const rowsIn = (folder: string): string => `SELECT count(*) FROM ${parquetIn(folder)}`;

/** Takes in a table of results that lies as Parquet files in a folder. */
export const resultsIn = (table: string, columns: readonly string[], folder: string): string =>
  `CREATE TABLE ${table} AS SELECT ${columns.join(', ')} FROM ${parquetIn(folder)}`;

/** A file's presence bits in the order of the scheme that is linked under, which may know more identifiers. */
function presenceBits(from: readonly SchemeIdentifier[], to: readonly SchemeIdentifier[]): string {
  const bits = "CAST('0x' || presence AS UBIGINT)::BIGINT";
  if (from.every((identifier, bit) => to[bit] === identifier)) return bits;
  const moved = from.map((identifier, bit) => `(((${bits} >> ${bit}) & 1) << ${to.indexOf(identifier)})`);
  return `(${moved.join(' | ')})`;
}

const parquetIn = (folder: string): string => `read_parquet(${text(`${literal(folder)}/*.parquet`)})`;
const name = (column: string): string => `"${column.replaceAll('"', '""')}"`;
/** A path that names one file and no pattern, whatever its folders are called. */
const literal = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]');
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
