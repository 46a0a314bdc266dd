/** The statements that turn packages into linked events, and linked events into presentations. */
import type { EventsFile, TableFile } from './sources.ts';

/** A value in single quotes. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;

/** A package's CSV as a table of text columns. */
const csv = ({ file, columns }: TableFile): string =>
  `read_csv(${text(literal(file))}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    columns = {${columns.map((column) => `${text(column)}: 'VARCHAR'`).join(', ')}})`;

/** Links with their alternative assignments, empty where as assigned. */
export const LINKS = (links: TableFile, draws: readonly string[]): string =>
  `CREATE TABLE links AS SELECT ${['agency', 'reference', 'person', ...draws].map(name).join(', ')} FROM ${csv(links)}`;

/** Records that have two links. */
export const LINKED_TWICE = `
  SELECT count(*)::INTEGER FROM (
    SELECT 1 FROM links GROUP BY agency, reference HAVING count(*) > 1)`;

export const RAW_EVENTS = `
  CREATE TABLE raw_events (
    agency VARCHAR, reference VARCHAR, day DATE, earliest DATE,
    type VARCHAR, role VARCHAR, kase VARCHAR, counterparty VARCHAR)`;

/** An event known only by its month stands at the 15th. */
export function addEvents(source: EventsFile): string {
  const column = (wanted: string): string => (source.columns.includes(wanted) ? name(wanted) : 'NULL');
  const exact = source.columns.includes('date');
  const day = exact ? 'try_cast(date AS DATE)' : "try_cast(month || '-15' AS DATE)";
  const earliest = exact ? day : "try_cast(month || '-01' AS DATE)";
  return `
    INSERT INTO raw_events
    SELECT ${text(source.agency)}, reference, ${day}, ${earliest},
      coalesce(${column('type')}, ''), coalesce(${column('role')}, ''), ${column('case')}, ${column('counterparty')}
    FROM ${csv(source)}`;
}

/** Each event with its person, or with the first reason why it cannot be counted. */
export const judgedEvents = (today: string): string => `
  CREATE TABLE judged AS
  SELECT own.person, agency, reference, day, type, role, kase,
    CASE
      WHEN day IS NULL THEN 'undated'
      WHEN earliest > DATE ${text(today)} THEN 'future'
      WHEN own.person IS NULL THEN 'unlinked'
      WHEN own.person = facing.person THEN 'conflict'
      ELSE ''
    END AS reason
  FROM raw_events
  LEFT JOIN links AS own USING (agency, reference)
  LEFT JOIN (SELECT agency, reference AS counterparty, person FROM links) AS facing USING (agency, counterparty)`;

/** People on both sides of one case: the link, or the record, is wrong. */
export const CONFLICTS = `
  CREATE TABLE conflicts AS
  SELECT agency, kase, person FROM judged
  WHERE reason = '' AND kase IS NOT NULL
  GROUP BY agency, kase, person
  HAVING bool_or(role IN ('victim', 'child')) AND bool_or(role IN ('suspect', 'convicted'))`;

export const EVENTS = `
  CREATE TABLE events AS
  SELECT person, agency, reference, day, type, role, kase FROM judged
  ANTI JOIN conflicts USING (agency, kase, person)
  WHERE reason = ''`;

/** Reason, agency and number of the events set aside. */
export const SET_ASIDE = `
  SELECT reason, agency, count(*)::INTEGER FROM judged WHERE reason <> '' GROUP BY reason, agency
  UNION ALL
  SELECT 'conflict', agency, count(*)::INTEGER FROM judged SEMI JOIN conflicts USING (agency, kase, person)
  WHERE reason = '' GROUP BY agency
  ORDER BY ALL`;

/** By agency: number of events, number with a link, first and last day of those that can be counted. */
export const AGENCIES = `
  SELECT agency, count(*)::INTEGER, count(person)::INTEGER,
    min(day) FILTER (reason = '')::VARCHAR, max(day) FILTER (reason = '')::VARCHAR
  FROM judged GROUP BY agency ORDER BY agency`;

/**
 * One row a presentation of a person in one of the roles: all rows of a case at one agency, or of a day where
 * there is no case reference, dated by the first.
 */
export const presentations = (roles: readonly string[]): string => `
  CREATE TABLE presentations AS
  SELECT person, agency, min(day) AS day, min_by(type, (day, type)) AS type
  FROM events WHERE role IN (${roles.map(text).join(', ')})
  GROUP BY person, agency, coalesce('c' || kase, 'd' || day)`;

export const WITHOUT_ROLE = `SELECT count(*)::INTEGER FROM events WHERE role = ''`;

/** The engine takes a path for a pattern: its special characters are put in brackets of their own. */
const literal = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]');
