/** All agencies' events, joined to people by the links: what every indicator counts over. */
import { join } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import { countBand, type Exclusion } from '../disclose/index.ts';
import { ThroughlineError, unusable } from '../errors.ts';
import { isRejection, openExtract, readRows, stageDirectory } from '../files/index.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { readSources, type Sources, type TableFile } from './sources.ts';
import * as sql from './sql.ts';

/** What an analysis needs of a workspace. */
export interface AnalysisContext {
  readonly agreement: Agreement;
  readonly ambient: Ambient;
  readonly paths: { readonly work: string };
  /** Digests of the packages that were taken in here: no other is counted. */
  readonly received: ReadonlySet<string>;
  readonly engine?: Omit<DatabaseOptions, 'spill'>;
}

export interface LinkedAgency {
  readonly id: string;
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
  /** Columns of the table `links` with alternative assignments, where asked for: a person id where it is not as assigned. */
  readonly draws: readonly string[];
}

const DRAW = /^draw_\d+$/;

/**
 * Joins events and links, gives them to `work`, and leaves nothing behind. Events without a readable date, in
 * the future, without a link, or in which one person would stand on both sides (victim or child, and suspect
 * or convicted, in one case; or their own counterparty) are set aside and counted.
 *
 * Throws as `readSources`, `LINKED_TWICE` when a record has two people, `NOTHING_LINKED` when an agency has
 * events and none has a link, `ROW_UNREADABLE`, and what the database throws.
 */
export async function withLinkedEvents<T>(
  context: AnalysisContext,
  work: (linked: LinkedEvents) => Promise<T>,
  { withDraws = false }: { readonly withDraws?: boolean } = {},
): Promise<T> {
  const sources = await readSources(context.paths.work, context.agreement, context.received);
  const scratch = await stageDirectory(join(context.paths.work, 'counting'), { mode: 0o700 });
  try {
    const database = await openDatabase({ ...context.engine, spill: scratch.path });
    try {
      const today = context.ambient.now().toISOString().slice(0, 10);
      return await work(await load(database, sources, today, withDraws));
    } finally {
      database.close();
    }
  } finally {
    await scratch.abandon();
  }
}

async function load(
  database: Database,
  sources: Sources,
  today: string,
  withDraws: boolean,
): Promise<LinkedEvents> {
  const draws = withDraws ? sources.links.columns.filter((column) => DRAW.test(column)) : [];
  await readInto(database, sql.LINKS(sources.links, draws), sources.links);
  await refuseTwoPeople(database, sources);
  await database.run(sql.RAW_EVENTS);
  for (const source of sources.events) await readInto(database, sql.addEvents(source), source);
  await database.shut();
  for (const statement of [sql.judgedEvents(today), 'DROP TABLE raw_events', sql.CONFLICTS, sql.EVENTS]) {
    await database.run(statement);
  }
  const agencies = await describeAgencies(database, sources);
  const exclusions = await setAside(database);
  await database.run('DROP TABLE judged');
  return { database, agencies, exclusions, missing: sources.missing, draws };
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
  for await (const row of readRows(await openExtract(file), { mayBeEmpty: true })) {
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

async function describeAgencies(database: Database, sources: Sources): Promise<LinkedAgency[]> {
  const rows = await database.rows(sql.AGENCIES);
  return rows.flatMap((row) => {
    const id = row.text(0);
    const source = sources.events.find((candidate) => candidate.agency === id)!;
    if (row.number(2) === 0) {
      throw unusable('NOTHING_LINKED', `none of its events (${countBand(row.number(1))}) has a link`, {
        hint: "open the links that were made from this agency's latest tokens, or ask the linkage unit for them",
        place: { file: source.file },
      });
    }
    if (row.isNull(3)) return [];
    const monthsOnly = !source.columns.includes('date');
    return [{ id, since: source.agreedSince ?? row.text(3), last: row.text(4), monthsOnly }];
  });
}

const REASONS: Readonly<Record<string, string>> = {
  undated: 'events without a readable date',
  future: 'events dated in the future',
  unlinked: 'events whose record has no link',
  conflict: 'events in which one person would be on both sides',
};

async function setAside(database: Database): Promise<Exclusion[]> {
  const merged = new Map<string, number>();
  for (const row of await database.rows(sql.SET_ASIDE)) {
    const words = `${REASONS[row.text(0)] ?? 'other events'}, ${row.text(1)}`;
    merged.set(words, (merged.get(words) ?? 0) + row.number(2));
  }
  return [...merged].map(([reason, count]) => ({ reason, count }));
}
