/** The statements that turn packages into linked events, and linked events into presentations. */
import { tableSource } from '../files/index.ts';
import type { EventsFile, TableFile } from './sources.ts';

/** A value in single quotes. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Whether a day lies in the window, both ends included. */
export const inWindow = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `day BETWEEN DATE ${text(from)} AND DATE ${text(to)}`;

/** As a list for IN. */
export const listed = (values: readonly string[]): string => `(${values.map(text).join(', ')})`;

export const name = (value: string): string => `"${value.replaceAll('"', '""')}"`;

const table = ({ file, columns }: TableFile): string => tableSource(file, columns);

export const LINKS = (links: TableFile): string =>
  `CREATE TABLE links AS SELECT agency, reference, person FROM ${table(links)}`;

/** The alternative assignments, where they differ from the links: `doubt` has a row for each. */
export function doubt(links: TableFile): string {
  const draws = drawColumns(links);
  const each = draws.map(
    (column, index) =>
      `SELECT ${index + 1} AS draw, agency, reference, ${name(column)} AS person FROM read
       WHERE coalesce(${name(column)}, '') NOT IN ('', person)`,
  );
  const none = 'SELECT 0 AS draw, agency, reference, person FROM read WHERE false';
  return `CREATE TABLE doubt AS WITH read AS (SELECT * FROM ${table(links)}) ${[none, ...each].join(' UNION ALL ')}`;
}

/**
 * Where people have record keys: a number of each person's own, whose last byte is their key. The numbers of distinct people
 * add up, modulo 256, to their cell key.
 */
export const RECORD_KEYS = 'CREATE TABLE record_keys (person VARCHAR, record_key BIGINT)';

export const addRecordKeys = (people: readonly (readonly [person: string, number: number])[]): string =>
  `INSERT INTO record_keys VALUES ${people.map(([person, number]) => `(${text(person)}, ${number})`).join(', ')}`;

/** The cell key of the people of the rows, each once, of those that `filter` keeps; NULL where there are none. */
export const cellKeyOf = (filter = ''): string => `(sum(DISTINCT record_key)${filter} % 256)::INTEGER`;

export const WITH_RECORD_KEYS = 'LEFT JOIN record_keys USING (person)';

export const PEOPLE = 'SELECT DISTINCT person FROM links WHERE person IS NOT NULL ORDER BY person';

/** Links of events in hand: each reference is the person of the same name. */
export const LINKS_IN_HAND = `
  CREATE TABLE links AS SELECT DISTINCT agency, reference, reference AS person FROM (
    SELECT agency, reference FROM raw_events
    UNION ALL SELECT agency, counterparty FROM raw_events WHERE counterparty IS NOT NULL)`;

export const drawColumns = ({ columns }: Pick<TableFile, 'columns'>): string[] =>
  columns.filter((column) => /^draw_[1-9]\d*$/.test(column));

/** Records that have two links. */
export const LINKED_TWICE = `
  SELECT count(*)::INTEGER FROM (
    SELECT 1 FROM links GROUP BY agency, reference HAVING count(*) > 1)`;

/** An attribute's name in the tables: that of the agreement with underscores. */
export const columnOf = (attribute: string): string => attribute.replaceAll('-', '_');

const attributeColumns = (attributes: readonly string[]): string =>
  attributes.map((attribute) => `, ${name(columnOf(attribute))}`).join('');

export const rawEvents = (attributes: readonly string[]): string => `
  CREATE TABLE raw_events (
    agency VARCHAR, service VARCHAR, reference VARCHAR, day DATE, earliest DATE, end_day DATE, month_only BOOLEAN,
    type VARCHAR, role VARCHAR, outcome VARCHAR, risk VARCHAR, kase VARCHAR, household VARCHAR, counterparty VARCHAR
    ${attributes.map((attribute) => `, ${name(columnOf(attribute))} VARCHAR`).join('')})`;

/** What fills `raw_events` from a table with the columns of an events package. */
function rawSelection(
  from: string,
  columns: readonly string[],
  attributes: readonly string[],
  [agency, service]: readonly [string, string],
): string {
  const column = (wanted: string): string => (columns.includes(wanted) ? name(wanted) : 'NULL');
  const known = (wanted: string): string => `nullif(trim(${column(wanted)}), '')`;
  const exact = columns.includes('date');
  const day = exact ? 'try_cast(date AS DATE)' : "try_cast(month || '-15' AS DATE)";
  const earliest = exact ? day : "try_cast(month || '-01' AS DATE)";
  return `
    INSERT INTO raw_events
    SELECT ${agency}, ${service}, reference, ${day}, ${earliest}, try_cast(${column('end-date')} AS DATE), ${!exact},
      coalesce(${column('type')}, ''), coalesce(${column('role')}, ''), ${known('outcome')}, ${known('risk')},
      ${known('case')}, ${known('household')}, ${known('counterparty')}
      ${attributes.map((attribute) => `, ${known(attribute)}`).join('')}
    FROM ${from}`;
}

/** An event known only by its month stands at the 15th. */
export const addEvents = (source: EventsFile, attributes: readonly string[]): string =>
  rawSelection(table(source), source.columns, attributes, [text(source.agency), text(source.service)]);

/** Events in hand, with `agency`, `service` and `reference` among their columns. */
export const addRows = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  attributes: readonly string[],
): string =>
  rawSelection(
    `(VALUES ${rows.map((row) => `(${row.map(text).join(', ')})`).join(', ')}) AS given(${columns.map(name).join(', ')})`,
    columns,
    attributes,
    ['agency', 'service'],
  );

/** Each event with its person, or with the first reason why it cannot be counted. */
export const judgedEvents = (today: string): string => `
  CREATE TABLE judged AS
  SELECT own.person, raw_events.* REPLACE (CASE WHEN end_day >= day THEN end_day END AS end_day),
    end_day < day AS ends_early, facing.person AS facing,
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

/** People on both sides of one case, among the events of `from`: the link, or the record, is wrong. */
export const conflicts = (from = 'judged', into = 'conflicts'): string => `
  CREATE OR REPLACE TABLE ${into} AS
  SELECT agency, kase, person FROM ${from}
  WHERE reason = '' AND kase IS NOT NULL
  GROUP BY agency, kase, person
  HAVING bool_or(role IN ('victim', 'child')) AND bool_or(role IN ('suspect', 'convicted'))`;

/**
 * The table `events` that indicators are written over, one row an event that can be counted: `person`, `agency`,
 * `service`, `day`, `end_day`, `month_only`, `type`, `role`, `outcome`, `risk`, `kase`, `household`, `counterparty`
 * (a person, or a reference that has no link), and every attribute by its name with underscores. What says nothing is NULL, apart from type and role.
 */
export const events = (
  attributes: readonly string[],
  from = 'judged',
  conflicting = 'conflicts',
  into = 'events',
): string => `
  CREATE OR REPLACE TABLE ${into} AS
  SELECT person, agency, service, day, end_day, month_only, type, role, outcome, risk, kase, household,
    coalesce(facing, counterparty) AS counterparty ${attributeColumns(attributes)}
  FROM ${from} ANTI JOIN ${conflicting} USING (agency, kase, person)
  WHERE reason = ''`;

/** Reason, agency and number of the events set aside, and of those counted without their end. */
export const SET_ASIDE = `
  SELECT reason, agency, count(*)::INTEGER FROM judged WHERE reason <> '' GROUP BY reason, agency
  UNION ALL
  SELECT 'conflict', agency, count(*)::INTEGER FROM judged SEMI JOIN conflicts USING (agency, kase, person)
  WHERE reason = '' GROUP BY agency
  UNION ALL
  SELECT 'ends-early', agency, count(*)::INTEGER FROM judged WHERE reason = '' AND ends_early GROUP BY agency
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
export const presentations = (roles: readonly string[]): string =>
  `CREATE OR REPLACE TABLE presentations AS ${presentationsOf('events', roles)}`;

/** {@link presentations} as a query over a table of events. */
export const presentationsOf = (from: string, roles: readonly string[]): string => `
  SELECT person, agency, service, min(day) AS day, min_by(type, (day, type)) AS type
  FROM ${from} WHERE role IN ${listed(roles)}
  GROUP BY person, agency, service, ${INCIDENT}`;

/** Types of police events that are no incident: applications and programmes, by how their names begin. */
const NO_INCIDENT = ['Disclosure scheme', 'Programme '];

/** What ties the rows of one incident of a person at one agency. */
export const INCIDENT = `coalesce('c' || kase, 'd' || day)`;

/** Every row of the police incidents of a person in one of the roles, over a table or query of events. */
export const incidentRowsOf = (from: string, roles: readonly string[]): string => `
  SELECT * FROM ${from}
  WHERE service = 'police' AND role IN ${listed(roles)}
    AND NOT (${NO_INCIDENT.map((beginning) => `starts_with(lower(type), lower(${text(beginning)}))`).join(' OR ')})`;

/** One row an incident of a person, the first of its case, over {@link incidentRowsOf}. */
export const incidentsOf = (from: string): string => `
  SELECT * FROM ${from}
  QUALIFY row_number() OVER (PARTITION BY person, agency, ${INCIDENT} ORDER BY day, type, counterparty) = 1`;

export const WITHOUT_ROLE = `SELECT count(*)::INTEGER FROM events WHERE role = ''`;
