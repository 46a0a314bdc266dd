/**
 * From held tokens to candidate pairs, step by step, in the SQL that every engine accepts: inner and left joins, GROUP BY,
 * CASE, CAST, ROW_NUMBER and whole numbers. What engines write differently is in `dialect.ts`. No reference enters it.
 *
 * It reads `held` (person, key, token: one row for each token that a person has, perhaps several times) and `people`
 * (person, agency, presence), and ends in {@link RESULTS}.
 */
import type { Dialect } from './dialect.ts';

export interface Step {
  readonly table: string;
  readonly query: string;
  /** Several later steps read it. */
  readonly reused?: boolean;
}

/** What {@link comparingSteps} leave to be read: the tables with their columns. */
export const RESULTS = {
  set_aside: ['key', 'tokens', 'people', 'most'],
  patterns: ['pattern', 'agency_l', 'agency_r', 'presence', 'low', 'high', 'pairs'],
  paired: ['l', 'r', 'pattern'],
} as const;

/** Bits in each word of the match-keys that agree: a signed word is never negative. */
export const WORD = 63;

/**
 * The steps over held tokens. Match-keys have nothing to do with each other here, so an engine may take them in lots, one
 * after another, if it adds up what {@link GATHERED} names.
 *
 * @param most a token that more people share is set aside
 */
export function findingSteps(most: number): readonly Step[] {
  const pair = Math.min(2, most);
  return [
    // Whoever has a token twice is still one person; most tokens are one person's and fall away here.
    {
      table: 'shared',
      query: `SELECT key, token, min(person) AS l, max(person) AS r, count(*) AS times FROM held
      GROUP BY key, token HAVING min(person) < max(person)`,
      reused: true,
    },
    {
      table: 'sharers',
      query: `SELECT DISTINCT h.person, h.key, h.token FROM held h
      JOIN shared s ON h.key = s.key AND h.token = s.token WHERE s.times > ${pair}`,
      reused: true,
    },
    {
      table: 'sharing',
      query: 'SELECT key, token, count(*) AS holders FROM sharers GROUP BY key, token',
      reused: true,
    },
    {
      table: 'crowds',
      query: `SELECT s.person, s.key, s.token, n.holders FROM sharers s
      JOIN sharing n ON s.key = n.key AND s.token = n.token WHERE n.holders > ${most}`,
      reused: true,
    },
    {
      table: 'agreements',
      // A token that is there twice, with two people, is known to be a pair without looking for who has it.
      query: `SELECT l, r, key FROM shared WHERE times <= ${pair}
      UNION ALL SELECT a.person AS l, b.person AS r, n.key FROM sharing n
      JOIN sharers a ON a.key = n.key AND a.token = n.token
      JOIN sharers b ON b.key = n.key AND b.token = n.token
      WHERE n.holders <= ${most} AND a.person < b.person`,
    },
  ];
}

/** The tables that add up over lots of match-keys. */
export const GATHERED: readonly string[] = ['crowds', 'agreements'];

/** The steps from all agreements to pairs, each with its pattern. */
export function comparingSteps(dialect: Dialect): readonly Step[] {
  const words = `bit_or(${word(dialect, 0)}) AS low, bit_or(${word(dialect, WORD)}) AS high`;
  return [
    {
      table: 'set_aside',
      query: `SELECT key, count(DISTINCT token) AS tokens, count(DISTINCT person) AS people, max(holders) AS most
        FROM crowds GROUP BY key`,
    },
    { table: 'found', query: `SELECT l, r, ${words} FROM agreements GROUP BY l, r`, reused: true },
    // A token that was set aside finds no pair, and is evidence all the same for a pair that another has found.
    {
      table: 'crowded',
      query: `SELECT l, r, ${words} FROM (
        SELECT f.l, f.r, a.key FROM found f
        JOIN crowds a ON a.person = f.l
        JOIN crowds b ON b.person = f.r AND b.key = a.key AND b.token = a.token) AS both_hold GROUP BY l, r`,
    },
    {
      table: 'described',
      query: `SELECT f.l, f.r, f.low | coalesce(c.low, 0) AS low, f.high | coalesce(c.high, 0) AS high,
        a.agency AS agency_l, b.agency AS agency_r, a.presence & b.presence AS presence
        FROM found f LEFT JOIN crowded c ON c.l = f.l AND c.r = f.r
        JOIN people a ON a.person = f.l JOIN people b ON b.person = f.r`,
      reused: true,
    },
    {
      table: 'patterns',
      query: `SELECT CAST(row_number() OVER (ORDER BY agency_l, agency_r, presence, high, low) - 1 AS INT) AS pattern,
        agency_l, agency_r, presence, low, high, pairs FROM (
        SELECT agency_l, agency_r, presence, low, high, count(*) AS pairs
        FROM described GROUP BY agency_l, agency_r, presence, low, high) AS alike`,
      reused: true,
    },
    {
      table: 'paired',
      query: `SELECT d.l, d.r, p.pattern FROM described d JOIN patterns p ON p.agency_l = d.agency_l
        AND p.agency_r = d.agency_r AND p.presence = d.presence AND p.low = d.low AND p.high = d.high`,
    },
  ];
}

/** The bit of `key` in the word that begins with the match-key `from`; nothing where it lies in another. */
const word = ({ bit }: Dialect, from: number): string =>
  `CASE WHEN key >= ${from} AND key < ${from + WORD} THEN ${bit(`key - ${from}`)} ELSE CAST(0 AS BIGINT) END`;
