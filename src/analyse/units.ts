/** An indicator's query run over the linked events: one row for each that is counted, and the counts of its cells. */
import { type ThroughlineError, unusable } from '../errors.ts';
import { meanOfTally, mergeTallies, type Tallied } from '../estimate/index.ts';
import { type Indicator, isCounted, type MeasureSpec } from '../indicators/index.ts';
import type { Database, Row } from './database.ts';
import { DRAW_OF, DRAWN_EVENTS, drawnApart, IS_NEAR, NEAR } from './draws.ts';
import type { Window } from './frame.ts';
import type { LinkedEvents } from './linked.ts';
import { centreCells, medianOf, tallies, widenedCells } from './medians.ts';
import { cellKeysIn } from './record-keys.ts';
import {
  cellKeyOf,
  incidentRowsOf,
  incidentsOf,
  listed,
  name,
  presentationsOf,
  text,
  WITH_RECORD_KEYS,
} from './sql.ts';

/** What a grouping column says of a row of which it says nothing. */
export const NOT_KNOWN = 'not known';
/** What stands in a grouping column for all groups, and for all that are known. */
export const ALL_GROUPS = 'all';
export const ALL_KNOWN = 'all known';

/** The counts of one cell. */
export interface CellCounts {
  readonly counts: Readonly<Record<string, number>>;
  /** Cell keys of the counts, where people have record keys. */
  readonly keys?: Readonly<Record<string, number>>;
  /** Of how many people each count of something else is. */
  readonly people?: Readonly<Record<string, number>>;
  /** The columns of the medians and means, by name. */
  readonly medians: Readonly<Record<string, number>>;
  readonly drawn?: Readonly<Record<string, readonly number[]>>;
}

/** Counts with the values that the medians and means are of. */
interface CellValues extends Omit<CellCounts, 'medians'> {
  readonly values: Readonly<Record<string, readonly Tallied[]>>;
}

/** Everything counted in one window. */
export interface WindowCounts {
  readonly all: CellCounts;
  /** Where every grouping column is known. */
  readonly known: CellCounts;
  /** Keys of the values of the grouping columns, {@link NOT_KNOWN} among them, where there is a row. */
  readonly groups: readonly string[];
  /** The counts of a group, noughts where it has no row. */
  readonly group: (key: string) => CellCounts;
}

export const groupKey = (values: readonly string[]): string => JSON.stringify(values);
export const groupValues = (key: string): string[] => JSON.parse(key) as string[];

export interface Asked {
  readonly indicator: Indicator;
  readonly roles: readonly string[];
  readonly by: readonly string[];
}

/**
 * Counts in each of the windows. Throws `QUERY_INVALID` where the query cannot be run, does more than read, or lacks a
 * column that a measure or a grouping names, and `GROUPING_IDENTIFIES`; `QUERY_FAILED` where it cannot be run over these events.
 */
export async function countWindows(
  linked: LinkedEvents,
  asked: Asked,
  windows: readonly Window[],
): Promise<readonly WindowCounts[]> {
  const { database } = linked;
  await refuseUnlessQuery(database, asked, windows[0]!);
  for (const [index, window] of windows.entries()) {
    await database.run(
      `CREATE OR REPLACE TABLE ${units(index)} AS ${inWindow(asked, wrapped(asked, window), window)}`,
      () => queryFails(asked),
    );
  }
  await refuseIds(database, asked, windows.length);
  const inDoubt = await drawnApart(linked);
  const counted: WindowCounts[] = [];
  for (const [index, window] of windows.entries()) {
    const assigned = await aggregate(database, asked, units(index));
    const draws = inDoubt
      ? await aggregateDraws(linked, asked, window, units(index))
      : Array.from({ length: linked.draws }, () => assigned);
    counted.push(joined(asked.indicator, assigned, draws));
  }
  return counted;
}

/**
 * The counts under each draw: those of the people whom no doubt touches, once, and to them in each draw those of the
 * others. They add up, because every row, and everything that is counted once, belongs to one person.
 */
async function aggregateDraws(
  { database, draws }: LinkedEvents,
  asked: Asked,
  window: Window,
  from: string,
): Promise<Aggregate[]> {
  await database.run(
    `CREATE OR REPLACE TABLE far_units AS SELECT * FROM ${from} ANTI JOIN ${NEAR} USING (person)`,
  );
  await database.run(`
    CREATE OR REPLACE TABLE drawn_units AS
    SELECT *, ${DRAW_OF('person')} AS draw FROM (${inWindow(asked, wrapped(asked, window, DRAWN_EVENTS), window)})
    WHERE ${IS_NEAR}`);
  const far = await aggregate(database, asked, 'far_units');
  const near = await aggregateByDraw(database, asked, 'drawn_units');
  return Array.from({ length: draws }, (_, index) => added(far, near.get(index + 1)));
}

function added(far: Aggregate, near: Aggregate | undefined): Aggregate {
  if (near === undefined) return far;
  const sum = (one: CellValues | undefined, other: CellValues | undefined): CellValues => ({
    counts: Object.fromEntries(
      Object.keys({ ...one?.counts, ...other?.counts }).map((measure) => [
        measure,
        (one?.counts[measure] ?? 0) + (other?.counts[measure] ?? 0),
      ]),
    ),
    values: Object.fromEntries(
      Object.keys({ ...one?.values, ...other?.values }).map((measure) => [
        measure,
        mergeTallies(one?.values[measure] ?? [], other?.values[measure] ?? []),
      ]),
    ),
  });
  return {
    all: sum(far.all, near.all),
    known: sum(far.known, near.known),
    groups: new Map(
      [...new Set([...far.groups.keys(), ...near.groups.keys()])].map((key) => [
        key,
        sum(far.groups.get(key), near.groups.get(key)),
      ]),
    ),
  };
}

/** What the engine says of it would quote a cell. */
const queryFails = ({ indicator: { id } }: Asked): ThroughlineError =>
  unusable('QUERY_FAILED', 'the query fails on a value that the events hold', {
    hint: 'let it bear any text and none, with TRY_CAST in place of a cast; day has to be a day',
    place: { file: `${id}.yaml` },
  });

const units = (index: number): string => `units_${index}`;

/** The query with the tables that it may use beside `events`; over other events where they are named. */
function wrapped({ indicator, roles }: Asked, { from, to }: Window, events?: string): string {
  const others =
    events === undefined
      ? ''
      : `, events AS (SELECT * FROM ${events}), presentations AS (${presentationsOf(events, roles)})`;
  const incidents = `, incident_rows AS (${incidentRowsOf(events ?? 'events', roles)}),
    incidents AS (${incidentsOf('incident_rows')})`;
  return `
    WITH period AS (SELECT DATE ${text(from)} AS first_day, DATE ${text(to)} AS last_day),
      roles AS (SELECT unnest([${roles.map(text).join(', ')}]) AS role)${others}${incidents}
    SELECT * FROM (
${indicator.query.trim().replace(/;$/, '')}
    )`;
}

/** The rows of the window with the columns that are needed, in order. */
function inWindow({ indicator, by }: Asked, query: string, { from, to }: Window): string {
  const groups = by.map((column, index) => {
    const value = `trim(${name(column)}::VARCHAR)`;
    // What an agency calls "all" is no total.
    const apart = `CASE WHEN ${value} IN ${listed([ALL_GROUPS, ALL_KNOWN])} THEN '"' || ${value} || '"' ELSE nullif(${value}, '') END`;
    return `coalesce(${apart}, ${text(NOT_KNOWN)}) AS group_${index}`;
  });
  const columns = usedColumns(indicator).map((column) => `${name(column)} AS ${unitColumn(column)}`);
  return `
    SELECT ${['person::VARCHAR AS person', ...groups, ...columns].join(', ')} FROM (${query})
    WHERE day::DATE BETWEEN DATE ${text(from)} AND DATE ${text(to)}`;
}

/** Names of its own, so that a column called `person` or `group_0` disturbs nothing. */
const unitColumn = (column: string): string => name(`unit ${column}`);

function usedColumns({ measures }: Indicator): string[] {
  const named = measures.flatMap(({ count, sum, distinct, where, median, mean }) =>
    [count === 'all' ? undefined : count, sum, distinct, where, median, mean].filter(
      (column) => column !== undefined,
    ),
  );
  return [...new Set(named)];
}

async function refuseUnlessQuery(database: Database, asked: Asked, window: Window): Promise<void> {
  const statement = inWindow(asked, wrapped(asked, window), window);
  if (
    (await database.readsOnly(wrapped(asked, window))) &&
    (await database.readsOnly(statement)) &&
    (await database.readsOnly(aggregation(asked, `(${statement})`, 'all')))
  ) {
    return;
  }
  throw unusable('QUERY_INVALID', 'the query must be one SELECT and nothing else', {
    hint: 'an indicator reads linked events; it changes nothing and opens no file',
    place: { file: `${asked.indicator.id}.yaml` },
  });
}

/** A group that is named after somebody would print the id. */
async function refuseIds(database: Database, { by, indicator }: Asked, windows: number): Promise<void> {
  for (let index = 0; index < windows; index += 1) {
    for (const at of by.keys()) {
      const found = await database.number(`
        SELECT count(*)::INTEGER FROM (SELECT DISTINCT group_${at} AS id FROM ${units(index)})
        WHERE id IN (SELECT unnest([person, counterparty, kase, household]) FROM events)`);
      if (found === 0) continue;
      throw unusable('GROUPING_IDENTIFIES', 'a grouping column holds ids of people, cases or households', {
        hint: 'group by something that many people share',
        place: { file: `${indicator.id}.yaml` },
      });
    }
  }
}

type Slice = 'all' | 'known' | 'groups';

interface Aggregate {
  readonly all: CellValues;
  readonly known: CellValues;
  readonly groups: ReadonlyMap<string, CellValues>;
}

async function aggregate(database: Database, asked: Asked, from: string): Promise<Aggregate> {
  return (await aggregateBy(database, asked, from, false)).get(0) ?? NOBODY;
}

const aggregateByDraw = (database: Database, asked: Asked, from: string): Promise<Map<number, Aggregate>> =>
  aggregateBy(database, asked, from, true);

const NOTHING: CellValues = { counts: {}, values: {} };
const NOBODY: Aggregate = { all: NOTHING, known: NOTHING, groups: new Map() };

/** By draw where the rows have one, and otherwise all under 0. */
async function aggregateBy(
  database: Database,
  asked: Asked,
  from: string,
  byDraw: boolean,
): Promise<Map<number, Aggregate>> {
  const { measures } = asked.indicator;
  const counted = measures.filter(isCounted);
  const events = measures.filter(isOfEvents);
  const found = new Map<number, { all: CellValues; known: CellValues; groups: Map<string, CellValues> }>();
  for (const slice of asked.by.length === 0 ? (['all'] as const) : (['all', 'known', 'groups'] as const)) {
    const within = columnsWithin(asked, slice, byDraw);
    /** The draw of a row, and its group. */
    const place = (row: Row): { draw: number; key: string } => ({
      draw: byDraw ? row.number(0) : 0,
      key:
        slice === 'groups' ? groupKey(asked.by.map((_, index) => row.text(Number(byDraw) + index))) : slice,
    });
    const values = await valuesOf(database, asked, from, slice, within, (row) => JSON.stringify(place(row)));
    for (const row of await database.rows(aggregation(asked, from, slice, byDraw))) {
      const { draw, key } = place(row);
      const at = within.length;
      const cell: CellValues = {
        counts: Object.fromEntries(counted.map((measure, index) => [measure.name, row.number(at + index)])),
        ...cellKeysIn(
          row,
          at + counted.length,
          counted.map((measure) => measure.name),
        ),
        people: Object.fromEntries(
          events.map((measure, index) => [measure.name, row.number(at + 2 * counted.length + index)]),
        ),
        values: values(JSON.stringify({ draw, key })),
      };
      const own = found.get(draw) ?? { all: NOTHING, known: NOTHING, groups: new Map() };
      found.set(draw, own);
      if (slice === 'groups') own.groups.set(key, cell);
      else own[slice] = cell;
      if (asked.by.length === 0) own.known = cell;
    }
  }
  return found;
}

/** The values that medians and means are of, by measure, as a function of a cell's key. */
async function valuesOf(
  database: Database,
  { indicator, by }: Asked,
  from: string,
  slice: Slice,
  within: readonly string[],
  key: (row: Row) => string,
): Promise<(key: string) => CellValues['values']> {
  const found = new Map<string, ReadonlyMap<string, readonly Tallied[]>>();
  for (const { name: measure, where, median, mean } of indicator.measures.filter(isCentre)) {
    const conditions = [...knownOnly(by, slice), ...(where === undefined ? [] : [unitColumn(where)])];
    const rows = conditions.length === 0 ? from : `${from} WHERE ${conditions.join(' AND ')}`;
    found.set(measure, await tallies(database, rows, unitColumn(median ?? mean ?? ''), within, key));
  }
  return (cell) => Object.fromEntries([...found].map(([measure, cells]) => [measure, cells.get(cell) ?? []]));
}

const isCentre = ({ median, mean }: MeasureSpec): boolean => median !== undefined || mean !== undefined;

const columnsWithin = ({ by }: Asked, slice: Slice, byDraw: boolean): string[] => [
  ...(byDraw ? ['draw'] : []),
  ...(slice === 'groups' ? by.map((_, index) => `group_${index}`) : []),
];

const knownOnly = (by: readonly string[], slice: Slice): string[] =>
  slice === 'known' ? by.map((_, index) => `group_${index} <> ${text(NOT_KNOWN)}`) : [];

function aggregation(asked: Asked, from: string, slice: Slice, byDraw = false): string {
  const within = columnsWithin(asked, slice, byDraw);
  const counted = asked.indicator.measures.filter(isCounted);
  const nth = counted.flatMap(({ name: measure, distinct, where, 'at-least': least }) => {
    if (distinct === undefined || least === undefined) return [];
    const partition = [...within, unitColumn(distinct), where === undefined ? 'true' : unitColumn(where)];
    return [
      `row_number() OVER (PARTITION BY ${partition.join(', ')}) = ${least} AS ${name(`nth ${measure}`)}`,
    ];
  });
  const known = knownOnly(asked.by, slice);
  const filter = known.length > 0 ? `WHERE ${known.join(' AND ')}` : '';
  return `
    SELECT ${[...within, ...counted.map(aggregateOf), ...counted.map(keyOf), ...counted.filter(isOfEvents).map(peopleOf)].join(', ')}
    FROM (SELECT ${['*', ...nth].join(', ')} FROM ${from} ${filter}) ${WITH_RECORD_KEYS}
    ${within.length > 0 ? `GROUP BY ${within.join(', ')} ORDER BY ALL` : ''}`;
}

/** Which rows a measure is over, and which of them hold `more`. */
function rowsOf(
  { name: measure, count, distinct, where, 'at-least': least }: MeasureSpec,
  more?: string,
): string {
  const conditions = [
    count === undefined || count === 'all' ? undefined : unitColumn(count),
    where === undefined ? undefined : unitColumn(where),
    ...(least === undefined ? [] : [name(`nth ${measure}`), `${unitColumn(distinct ?? '')} IS NOT NULL`]),
    more === undefined ? undefined : `${unitColumn(more)} IS NOT NULL`,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`;
}

function aggregateOf(measure: MeasureSpec): string {
  const { count, sum, distinct } = measure;
  const only = rowsOf(measure);
  if (count !== undefined || measure['at-least'] !== undefined) return `count(*)${only}::INTEGER`;
  if (sum !== undefined) return `coalesce(sum(${unitColumn(sum)})${only}, 0)::DOUBLE`;
  return `count(DISTINCT ${unitColumn(distinct ?? '')})${only}::INTEGER`;
}

/** The cell key of the people behind a count, whatever of theirs it counts. */
const keyOf = (measure: MeasureSpec): string => cellKeyOf(rowsOf(measure, measure.distinct ?? measure.sum));

const isOfEvents = (measure: MeasureSpec): boolean => isCounted(measure) && measure.distinct !== 'person';

/** How many people are behind a count; a row that adds nothing to a sum is of nobody. */
function peopleOf(measure: MeasureSpec): string {
  const { distinct, sum } = measure;
  const who = sum === undefined ? 'person' : `CASE WHEN ${unitColumn(sum)} > 0 THEN person END`;
  return `count(DISTINCT ${who})${rowsOf(measure, distinct ?? sum)}::INTEGER`;
}

/** The assigned counts with those of each draw beside them. */
function joined({ measures }: Indicator, assigned: Aggregate, draws: readonly Aggregate[]): WindowCounts {
  const main = measures.find(isCounted)!.name;
  const nothing: CellValues = {
    counts: Object.fromEntries(measures.filter(isCounted).map(({ name: measure }) => [measure, 0])),
    values: {},
  };
  const cell = (of: (aggregate: Aggregate) => CellValues | undefined): CellCounts => {
    const { values, ...own } = of(assigned) ?? nothing;
    const others = draws.map((draw) => of(draw) ?? nothing);
    const drawn = Object.fromEntries(
      Object.keys(own.counts).map((measure) => [measure, others.map(({ counts }) => counts[measure] ?? 0)]),
    );
    const medians = measures.filter(isCentre).map(({ name: measure, mean, over = main }) => {
      const centreOf = mean === undefined ? medianOf : meanOfTally;
      const alternatives = others.flatMap((other) => centreOf(other.values[measure] ?? [])?.estimate ?? []);
      const cells = centreCells(measure, centreOf(values[measure] ?? []), own.counts[over] ?? 0);
      return widenedCells(measure, cells, alternatives, mean === undefined ? 0 : 1);
    });
    return { ...own, medians: Object.assign({}, ...medians), ...(draws.length === 0 ? {} : { drawn }) };
  };
  return {
    all: cell(({ all }) => all),
    known: cell(({ known }) => known),
    groups: [...assigned.groups.keys()],
    group: (key) => cell(({ groups }) => groups.get(key)),
  };
}
