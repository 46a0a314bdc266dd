/** The candidate plan, statement by statement. Only tokens and references ever enter it. */
import { tokenCell } from '../../custody/index.ts';
import { tableSource } from '../../files/index.ts';
import type { Scheme, SchemeIdentifier } from '../../pseudonymise/index.ts';
import type { TokenSource } from './engine.ts';

/** Every token row of every agency, one column a match-key, tokens as 64-bit integers. */
export function tokenRows(sources: readonly TokenSource[], { matchKeys, identifiers }: Scheme): string {
  const names = matchKeys.map((key) => key.name);
  const selects = sources.map((source, agency) => {
    const columns = names.map((key, index) =>
      source.matchKeys.includes(key)
        ? `CAST('0x' || nullif(${name(key)}, '') AS UBIGINT) AS k${index}`
        : `CAST(NULL AS UBIGINT) AS k${index}`,
    );
    return `SELECT ${agency} AS agency, reference, ${presenceBits(source.identifiers ?? identifiers, identifiers)} AS presence, ${columns.join(', ')}
      FROM ${tableSource(source.file)}`;
  });
  return `CREATE TABLE token_rows AS ${selects.join('\nUNION ALL\n')}`;
}

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

export const PEOPLE = `CREATE TABLE people AS
  SELECT CAST(row_number() OVER (ORDER BY agency, reference) - 1 AS INTEGER) AS person, agency, reference,
    bit_or(presence) AS presence
  FROM token_rows GROUP BY agency, reference`;

export const NUMBERED_ROWS = `CREATE TABLE numbered AS
  SELECT people.person, token_rows.* EXCLUDE (agency, reference, presence)
  FROM token_rows JOIN people USING (agency, reference)`;

/** How many people share each token of one match-key, where more than one does. */
export const sharing = (key: number): string => `CREATE OR REPLACE TABLE sharing AS
  SELECT token, count(*) AS people FROM (SELECT DISTINCT person, k${key} AS token FROM numbered WHERE k${key} IS NOT NULL)
  GROUP BY token HAVING count(*) > 1`;

const sharers = (key: number, condition: string): string => `
  SELECT DISTINCT person, token FROM (SELECT person, k${key} AS token FROM numbered) JOIN sharing USING (token) WHERE ${condition}`;

/** How many tokens too many people share, how many people share one, and the most that share the same. */
export const setAside = (key: number, most: number): string => `SELECT count(*)::INTEGER AS tokens,
  (SELECT count(DISTINCT person)::INTEGER FROM (${sharers(key, `people > ${most}`)})) AS people,
  coalesce(max(people), 0)::INTEGER AS most FROM sharing WHERE people > ${most}`;

/** Pairs that share a token of one match-key, with its bit. */
export const agreements = (key: number, most: number): string => `INSERT INTO agreements
  WITH sharers AS (${sharers(key, `people <= ${most}`)})
  SELECT a.person, b.person, ${1n << BigInt(key)}::HUGEINT FROM sharers a JOIN sharers b USING (token) WHERE a.person < b.person`;

/** The same for tokens set aside, among pairs that some other match-key has found. */
export const agreementsSetAside = (key: number, most: number): string => `INSERT INTO agreements
  WITH sharers AS (${sharers(key, `people > ${most}`)})
  SELECT f.l, f.r, ${1n << BigInt(key)}::HUGEINT FROM found f
  JOIN sharers a ON a.person = f.l JOIN sharers b ON b.person = f.r AND b.token = a.token`;

export const AGREEMENTS = 'CREATE TABLE agreements (l INTEGER, r INTEGER, bits HUGEINT)';
export const FOUND = 'CREATE TABLE found AS SELECT DISTINCT l, r FROM agreements';

export const PAIRS = `CREATE TABLE pairs AS SELECT l, r, bit_or(bits) AS bits FROM agreements GROUP BY l, r`;

export const DESCRIBED = `CREATE TABLE described AS
  SELECT p.l, p.r, p.bits, a.agency AS agency_l, b.agency AS agency_r, a.presence & b.presence AS presence
  FROM pairs p JOIN people a ON a.person = p.l JOIN people b ON b.person = p.r`;

export const PATTERNS = `CREATE TABLE patterns AS
  SELECT CAST(row_number() OVER (ORDER BY agency_l, agency_r, presence, bits) - 1 AS INTEGER) AS pattern, *
  FROM (SELECT agency_l, agency_r, presence, bits, count(*)::INTEGER AS pairs FROM described GROUP BY ALL)`;

export const READ_PEOPLE = 'SELECT agency::INTEGER AS agency, reference FROM people ORDER BY person';
export const READ_PATTERNS =
  'SELECT agency_l::INTEGER, agency_r::INTEGER, presence, bits, pairs FROM patterns ORDER BY pattern';
export const READ_PAIRS = `SELECT d.l, d.r, p.pattern FROM described d
  JOIN patterns p USING (agency_l, agency_r, presence, bits) ORDER BY d.l, d.r`;

/** Tokens of a strong number for people in some pair. */
export const strongTokens = (
  key: number,
): string => `SELECT DISTINCT person, k${key}::VARCHAR AS token FROM numbered
  WHERE k${key} IS NOT NULL AND person IN (SELECT l FROM pairs UNION SELECT r FROM pairs) ORDER BY person, token`;

export const withoutTokens = (matchKeys: number): string => `SELECT count(*)::INTEGER FROM (
  SELECT person FROM numbered GROUP BY person HAVING ${Array.from({ length: matchKeys }, (_, key) => `count(k${key}) = 0`).join(' AND ')})`;

export const UNPAIRED = `SELECT count(*)::INTEGER FROM people WHERE person NOT IN (SELECT l FROM pairs UNION SELECT r FROM pairs)`;

/** A file's presence bits in the order of the scheme that is linked under, which may know more identifiers. */
function presenceBits(from: readonly SchemeIdentifier[], to: readonly SchemeIdentifier[]): string {
  const bits = "CAST('0x' || presence AS UBIGINT)::BIGINT";
  if (from.every((identifier, bit) => to[bit] === identifier)) return bits;
  const moved = from.map((identifier, bit) => `(((${bits} >> ${bit}) & 1) << ${to.indexOf(identifier)})`);
  return `(${moved.join(' | ')})`;
}

const name = (column: string): string => `"${column.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
