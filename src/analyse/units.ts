/** An indicator's query run over the linked events: one row for each that is counted, and the counts of its cells. */
import { unusable } from '../errors.ts';
import { type Indicator, isCounted, type MeasureSpec } from '../indicators/index.ts';
import type { Database } from './database.ts';
import { APART, NEAR, overDraws } from './draws.ts';
import type { Window } from './frame.ts';
import type { LinkedEvents } from './linked.ts';
import { name, presentationsOf, text } from './sql.ts';

/** What a grouping column says of a row of which it says nothing. */
export const NOT_KNOWN = 'not known';

/** The counts of one cell. */
export interface CellCounts {
  readonly counts: Readonly<Record<string, number>>;
  readonly medians: Readonly<Record<string, number>>;
  readonly drawn?: Readonly<Record<string, readonly number[]>>;
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
 * column that a measure or a grouping names.
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
    );
  }
  const assigned: Aggregate[] = [];
  for (const index of windows.keys()) assigned.push(await aggregate(database, asked, units(index)));
  const alternatives = await overDraws(linked, assigned, async (events) => {
    const found: Aggregate[] = [];
    for (const [index, window] of windows.entries()) {
      const again = inWindow(asked, wrapped(asked, window, events), window);
      await database.run(`
        CREATE OR REPLACE TABLE drawn_units AS
        SELECT * FROM ${units(index)} ANTI JOIN ${NEAR} USING (person)
        UNION ALL SELECT * FROM (${again}) ANTI JOIN ${APART} USING (person)`);
      found.push(await aggregate(database, asked, 'drawn_units'));
    }
    return found;
  });
  return assigned.map((counts, index) =>
    joined(
      asked.indicator,
      counts,
      alternatives.map((draw) => draw[index]!),
    ),
  );
}

const units = (index: number): string => `units_${index}`;

/** The query with the tables that it may use beside `events`; over other events where they are named. */
function wrapped({ indicator, roles }: Asked, { from, to }: Window, events?: string): string {
  const others =
    events === undefined
      ? ''
      : `, events AS (SELECT * FROM ${events}), presentations AS (${presentationsOf(events, roles)})`;
  return `
    WITH period AS (SELECT DATE ${text(from)} AS first_day, DATE ${text(to)} AS last_day),
      roles AS (SELECT unnest([${roles.map(text).join(', ')}]) AS role)${others}
    SELECT * FROM (
${indicator.query.trim().replace(/;$/, '')}
    )`;
}

/** The rows of the window with the columns that are needed, in order. */
function inWindow({ indicator, by }: Asked, query: string, { from, to }: Window): string {
  const groups = by.map(
    (column, index) =>
      `coalesce(nullif(trim(${name(column)}::VARCHAR), ''), ${text(NOT_KNOWN)}) AS group_${index}`,
  );
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
    (await database.readsOnly(aggregation(asked, `(${statement})`, ALL)))
  ) {
    return;
  }
  throw unusable('QUERY_INVALID', 'the query must be one SELECT and nothing else', {
    hint: 'an indicator reads linked events; it changes nothing and opens no file',
    place: { file: `${asked.indicator.id}.yaml` },
  });
}

type Slice = 'all' | 'known' | 'groups';
const ALL: Slice = 'all';

interface Aggregate {
  readonly all: CellCounts;
  readonly known: CellCounts;
  readonly groups: ReadonlyMap<string, CellCounts>;
}

async function aggregate(database: Database, asked: Asked, from: string): Promise<Aggregate> {
  const { by } = asked;
  const slice = async (wanted: Slice): Promise<[string, CellCounts][]> =>
    (await database.rows(aggregation(asked, from, wanted))).map((row) => {
      const measures = asked.indicator.measures.filter(isStored);
      const values = wanted === 'groups' ? by.map((_, index) => row.text(index)) : [];
      const at = values.length;
      const read = (kept: (measure: MeasureSpec) => boolean): Record<string, number> =>
        Object.fromEntries(
          measures.flatMap((measure, index) =>
            kept(measure) && !row.isNull(at + index) ? [[measure.name, row.number(at + index)]] : [],
          ),
        );
      return [groupKey(values), { counts: read(isCounted), medians: read((measure) => !isCounted(measure)) }];
    });
  const [[, all] = ['', NOTHING]] = await slice('all');
  if (by.length === 0) return { all, known: all, groups: new Map() };
  const [[, known] = ['', NOTHING]] = await slice('known');
  return { all, known, groups: new Map(await slice('groups')) };
}

const NOTHING: CellCounts = { counts: {}, medians: {} };

const isStored = (measure: MeasureSpec): boolean =>
  isCounted(measure) || measure.median !== undefined || measure.mean !== undefined;

function aggregation({ indicator, by }: Asked, from: string, slice: Slice): string {
  const groups = by.map((_, index) => `group_${index}`);
  const within = slice === 'groups' ? groups : [];
  const stored = indicator.measures.filter(isStored);
  const nth = stored.flatMap(({ name: measure, distinct, where, 'at-least': least }) => {
    if (distinct === undefined || least === undefined) return [];
    const partition = [...within, unitColumn(distinct), where === undefined ? 'true' : unitColumn(where)];
    return [
      `row_number() OVER (PARTITION BY ${partition.join(', ')}) = ${least} AS ${name(`nth ${measure}`)}`,
    ];
  });
  const known = groups.map((group) => `${group} <> ${text(NOT_KNOWN)}`);
  const filter = slice === 'known' && known.length > 0 ? `WHERE ${known.join(' AND ')}` : '';
  return `
    SELECT ${[...within, ...stored.map(aggregateOf)].join(', ')}
    FROM (SELECT ${['*', ...nth].join(', ')} FROM ${from} ${filter})
    ${within.length > 0 ? `GROUP BY ${within.join(', ')} ORDER BY ALL` : ''}`;
}

function aggregateOf(measure: MeasureSpec): string {
  const { count, sum, distinct, where, median, mean } = measure;
  const only = (...conditions: (string | undefined)[]): string => {
    const given = conditions.filter((condition) => condition !== undefined);
    return given.length === 0 ? '' : ` FILTER (WHERE ${given.join(' AND ')})`;
  };
  const filter = where === undefined ? undefined : unitColumn(where);
  if (count !== undefined) {
    return `count(*)${only(count === 'all' ? undefined : unitColumn(count), filter)}::INTEGER`;
  }
  if (sum !== undefined) return `coalesce(sum(${unitColumn(sum)})${only(filter)}, 0)::DOUBLE`;
  if (median !== undefined) return `median(${unitColumn(median)})${only(filter)}::DOUBLE`;
  if (mean !== undefined) return `round(avg(${unitColumn(mean)})${only(filter)}, 1)::DOUBLE`;
  if (measure['at-least'] !== undefined) {
    return `count(*)${only(name(`nth ${measure.name}`), filter, `${unitColumn(distinct ?? '')} IS NOT NULL`)}::INTEGER`;
  }
  return `count(DISTINCT ${unitColumn(distinct ?? '')})${only(filter)}::INTEGER`;
}

/** The assigned counts with those of each draw beside them. */
function joined({ measures }: Indicator, assigned: Aggregate, draws: readonly Aggregate[]): WindowCounts {
  const nothing: CellCounts = {
    counts: Object.fromEntries(measures.filter(isCounted).map(({ name: measure }) => [measure, 0])),
    medians: {},
  };
  const cell = (of: (aggregate: Aggregate) => CellCounts | undefined): CellCounts => {
    const own = of(assigned) ?? nothing;
    if (draws.length === 0) return own;
    const others = draws.map((draw) => of(draw) ?? nothing);
    const drawn = Object.fromEntries(
      Object.keys(own.counts).map((measure) => [measure, others.map(({ counts }) => counts[measure] ?? 0)]),
    );
    return { ...own, drawn };
  };
  return {
    all: cell(({ all }) => all),
    known: cell(({ known }) => known),
    groups: [...assigned.groups.keys()],
    group: (key) => cell(({ groups }) => groups.get(key)),
  };
}
