/** All agencies' events, joined to people by the links: what every indicator counts over. */
import { join } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import type { Received, RecordKeys } from '../custody/index.ts';
import { countBand, type Exclusion } from '../disclose/index.ts';
import { ThroughlineError, unusable } from '../errors.ts';
import { isRejection, type Json, openTable, readRows, stageDirectory } from '../files/index.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { loadRecordKeys } from './record-keys.ts';
import { type EventsFile, readSources, type Sources, type TableFile } from './sources.ts';
import * as sql from './sql.ts';

/** What an analysis needs of a workspace. */
export interface AnalysisContext {
  readonly agreement: Agreement;
  readonly ambient: Ambient;
  readonly paths: { readonly work: string };
  /** What was taken in here: nothing else is counted. */
  readonly received: Received;
  /** Where figures are to carry noise. */
  readonly recordKeys?: Pick<RecordKeys, 'of' | 'check'>;
  readonly engine?: Omit<DatabaseOptions, 'spill'>;
  /** Where several counts are made one after the other. */
  readonly held?: HeldEvents;
}

/** Linked events that may be open already: see `holdingLinkedEvents`. */
export interface HeldEvents {
  /** Gives `work` the linked events of these sources, with the attributes wanted. */
  use<T>(
    context: AnalysisContext,
    sources: Sources,
    wanted: readonly string[],
    work: (linked: LinkedEvents) => Promise<T>,
  ): Promise<T>;
}

export interface LinkedAgency {
  readonly id: string;
  readonly service: string;
  /** From this day on the agency's record is complete: as agreed, or else its first event. */
  readonly since: string;
  readonly last: string;
  readonly monthsOnly: boolean;
}

export interface LinkedEvents {
  readonly database: Database;
  /** Agencies with events, in order of id. */
  readonly agencies: readonly LinkedAgency[];
  /** Events that were set aside, by reason. */
  readonly exclusions: readonly Exclusion[];
  /** Agencies of the agreement whose events are not here: every figure is without them. */
  readonly missing: readonly string[];
  /** Names of the columns that some agency's events have beside those that all can have. */
  readonly attributes: readonly string[];
  /** Every column that some agency's events have. */
  readonly columns: readonly string[];
  /** How many alternative assignments the links hold; none where figures carry noise, which they would tell of. */
  readonly draws: number;
  /** What the linkage unit says of how good the links are, as it came. */
  readonly quality: Json | undefined;
  /** Which model it says the links were made under, as it came. */
  readonly model: Json | undefined;
  /** Whether people have record keys. */
  readonly isKeyed: boolean;
}

/**
 * Joins events and links, gives them to `work`, and leaves nothing behind. Events without a readable date, in
 * the future, without a link, or in which one person would stand on both sides (victim or child, and suspect
 * or convicted, in one case; or their own counterparty) are set aside and counted.
 *
 * @param wanted attributes that the table of events shall have, empty where no agency gives them
 * @throws as `readSources`, `LINKED_TWICE` when a record has two people, `NOTHING_LINKED` when an agency has
 * events and none has a link, `ROW_UNREADABLE`, and what the database throws.
 */
export async function withLinkedEvents<T>(
  context: AnalysisContext,
  work: (linked: LinkedEvents) => Promise<T>,
  wanted: readonly string[] = [],
): Promise<T> {
  const sources = await readSources(context.paths.work, context.agreement, context.received);
  if (context.held !== undefined) return context.held.use(context, sources, wanted, work);
  const { linked, close } = await openLinked(context, sources, wanted);
  try {
    return await work(linked);
  } finally {
    await close();
  }
}

/** Reads and links the events of `sources`, and says how to leave nothing of them behind. */
export async function openLinked(
  context: AnalysisContext,
  sources: Sources,
  wanted: readonly string[],
): Promise<{ readonly linked: LinkedEvents; readonly close: () => Promise<void> }> {
  const scratch = await stageDirectory(join(context.paths.work, 'counting'), { mode: 0o700 });
  let database: Database | undefined;
  const close = async (): Promise<void> => {
    database?.close();
    await scratch.abandon();
  };
  try {
    database = await openDatabase({ ...context.engine, spill: scratch.path });
    return { linked: await load(database, sources, wanted, context), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function load(
  database: Database,
  sources: Sources,
  wanted: readonly string[],
  { ambient, recordKeys }: AnalysisContext,
): Promise<LinkedEvents> {
  await readInto(database, sql.LINKS(sources.links), sources.links);
  await refuseTwoPeople(database, sources);
  await database.run(sql.doubt(sources.links));
  const columns = [...new Set(sources.events.flatMap((source) => source.columns))];
  const attributes = attributesOf([...columns, ...wanted]);
  await database.run(sql.rawEvents(attributes));
  for (const source of sources.events) await readInto(database, sql.addEvents(source, attributes), source);
  await database.shut();
  await judge(database, attributes, ambient.now().toISOString().slice(0, 10));
  await loadRecordKeys(database, recordKeys);
  const agencies = await describeAgencies(database, sources.events);
  const exclusions = await setAside(database);
  const { missing, links } = sources;
  const isKeyed = recordKeys !== undefined;
  const draws = isKeyed ? 0 : sql.drawColumns(links).length;
  const { quality, model } = links;
  return { database, agencies, exclusions, missing, attributes, columns, draws, quality, model, isKeyed };
}

/** Columns of an events package that are no attribute. */
const COMMON = [
  ...['reference', 'date', 'month', 'end-date', 'type', 'role', 'outcome', 'risk', 'case', 'household'],
  ...[
    'counterparty',
    'agency',
    'service',
    'person',
    'day',
    'end-day',
    'month-only',
    'kase',
    'facing',
    'reason',
  ],
  ...['earliest', 'ends-early'],
];

/** Of these columns, the attributes. */
export const attributesOf = (columns: readonly string[]): string[] =>
  [...new Set(columns)].filter((column) => !COMMON.includes(column)).toSorted();

async function judge(database: Database, attributes: readonly string[], today: string): Promise<void> {
  for (const statement of [
    sql.judgedEvents(today),
    'DROP TABLE raw_events',
    sql.conflicts(),
    sql.events(attributes),
  ]) {
    await database.run(statement);
  }
}

/**
 * {@link withLinkedEvents} for events in hand: each has `agency`, `person`, `date` and other columns by the agreement's
 * names; a `counterparty` is a person as well. Nothing is in doubt. An agency's service is its id.
 */
export async function withEventsInHand<T>(
  {
    scratch,
    since,
    wanted = [],
  }: { readonly scratch: string; readonly since: string | undefined; readonly wanted?: readonly string[] },
  rows: readonly Readonly<Record<string, string>>[],
  work: (linked: LinkedEvents) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ spill: scratch, threads: 1, memoryMegabytes: 200 });
  try {
    await database.shut();
    const given = rows.map(({ person = '', agency = '', ...rest }) => ({
      ...rest,
      agency,
      service: agency,
      reference: person,
    }));
    const columns = [...new Set(given.flatMap((row) => Object.keys(row)))];
    const attributes = attributesOf([...columns, ...wanted]);
    const cells = given.map((row: Readonly<Record<string, string>>) =>
      columns.map((column) => row[column] ?? ''),
    );
    await database.run(sql.rawEvents(attributes));
    await database.run(sql.addRows(columns, cells, attributes));
    await database.run(sql.LINKS_IN_HAND);
    await judge(database, attributes, '9999-12-31');
    await loadRecordKeys(database, undefined);
    const sources = [...new Set(given.map(({ agency }) => agency))].map((agency) => ({
      agency,
      service: agency,
      agreedSince: since,
      file: agency,
      columns,
    }));
    const agencies = await describeAgencies(database, sources);
    const exclusions = await setAside(database);
    return await work({
      ...{ database, agencies, exclusions, missing: [], attributes, columns },
      draws: 0,
      quality: undefined,
      model: undefined,
      isKeyed: false,
    });
  } finally {
    database.close();
  }
}

/** Reads a table; where the database cannot, says which row it is. @throws `ROW_UNREADABLE` (exit code 2) */
async function readInto(database: Database, statement: string, { file }: TableFile): Promise<void> {
  try {
    await database.run(statement);
  } catch (error) {
    if (error instanceof ThroughlineError && error.code === 'ENGINE') await refuseUnreadableRow(file);
    throw error;
  }
}

async function refuseUnreadableRow(file: string): Promise<void> {
  for await (const row of readRows(await openTable(file), { mayBeEmpty: true })) {
    if (!isRejection(row)) continue;
    throw unusable('ROW_UNREADABLE', row.reason, {
      place: { file, row: row.row },
      hint: 'do not count on this package: ask its sender for the share again',
    });
  }
}

async function refuseTwoPeople(database: Database, { links }: Sources): Promise<void> {
  if ((await database.number(sql.LINKED_TWICE)) === 0) return;
  throw unusable('LINKED_TWICE', 'a record has links to two people', {
    hint: 'ask the linkage unit for the links again',
    place: { file: links.file },
  });
}

async function describeAgencies(
  database: Database,
  sources: readonly Omit<EventsFile, 'digest'>[],
): Promise<LinkedAgency[]> {
  const rows = await database.rows(sql.AGENCIES);
  return rows.flatMap((row) => {
    const id = row.text(0);
    const source = sources.find((candidate) => candidate.agency === id)!;
    if (row.number(2) === 0) {
      throw unusable('NOTHING_LINKED', `none of its events (${countBand(row.number(1))}) has a link`, {
        hint: "open the links that were made from this agency's latest tokens, or ask the linkage unit for them",
        place: { file: source.file },
      });
    }
    if (row.isNull(3)) return [];
    const monthsOnly = !source.columns.includes('date');
    return [
      {
        id,
        service: source.service,
        since: source.agreedSince ?? row.text(3),
        last: row.text(4),
        monthsOnly,
      },
    ];
  });
}

const REASONS: Readonly<Record<string, string>> = {
  undated: 'events without a readable date',
  future: 'events dated in the future',
  unlinked: 'events whose record has no link',
  conflict: 'events in which one person would be on both sides',
  'ends-early': 'events counted without their end, which lies before their beginning',
};

async function setAside(database: Database): Promise<Exclusion[]> {
  const merged = new Map<string, number>();
  for (const row of await database.rows(sql.SET_ASIDE)) {
    const words = `${REASONS[row.text(0)] ?? 'other events'}, ${row.text(1)}`;
    merged.set(words, (merged.get(words) ?? 0) + row.number(2));
  }
  return [...merged].map(([reason, count]) => ({ reason, count }));
}
