/**
 * What a linkage unit or an analyst was told to drop. It is taken out of every package that lies under work/,
 * and out of every share that is opened later. Each agency can withdraw its own references alone.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refused, systemCode, unusable } from '../errors.ts';
import {
  csvLine,
  type DataPackage,
  DESCRIPTOR,
  isParquet,
  isRejection,
  openTable,
  openTableForWriting,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  readPackage,
  readRows,
  realFileSystem,
  type Stage,
  stageDirectory,
  verifyPackage,
  writeFileAtomically,
  writePackage,
} from '../files/index.ts';
import { canonicalise } from '../sharelog/index.ts';
import { packagesUnder } from './holdings.ts';
import { loggedList, requireAsLogged, stateOf } from './logged-list.ts';
import type { Notice } from './notice.ts';
import { REFERENCE } from './rights.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';
import { PARTY } from './share.ts';
import type { Workspace } from './workspace.ts';

/** The references of each agency that may not be held. */
export type Withdrawn = ReadonlyMap<string, ReadonlySet<string>>;

interface Told {
  readonly reference: string;
  readonly isWithdrawn: boolean;
  /** Index of the notice in the agency's share log: of two notices the later one holds, in whatever order they come. */
  readonly at: number;
}

/** What the file holds. */
interface List {
  readonly agencies: Readonly<Record<string, readonly Told[]>>;
  /** Digests of the notices that made it, in order. Lists of old have none. */
  readonly notices?: readonly string[];
}

/** The list; undefined where there is none. @throws `WITHDRAWN_LIST` (exit code 2) when the file was edited. */
async function readList(path: string): Promise<List | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw invalid(path);
  });
  if (bytes === undefined) return undefined;
  const value = readCanonical(bytes);
  if (!isWithdrawnList(value)) throw invalid(path);
  return value;
}

const withdrawnIn = (list: List | undefined): Withdrawn =>
  new Map(
    Object.entries(list?.agencies ?? {}).map(([agency, told]) => [
      agency,
      new Set(told.flatMap(({ reference, isWithdrawn }) => (isWithdrawn ? [reference] : []))),
    ]),
  );

const ANEW =
  'restore party/ from your backup; or move the list away and open every notice that came again, which makes it anew';

/**
 * What is withdrawn, by a list that is held against the log.
 *
 * @throws `WITHDRAWN_LIST` (exit code 2) when the file was edited; `LIST_LOST` (exit code 1) when it is gone, is not
 * what the log last made of it, or lacks a notice that was heeded here; `LIST_UNFINISHED` (exit code 1) when a notice
 * was begun and not carried out
 */
export async function currentWithdrawn(workspace: Workspace): Promise<Withdrawn> {
  const file = workspace.paths.withdrawn;
  const list = await readList(file);
  await requireAsLogged(workspace, 'withdrawn', { file, content: list, hint: ANEW });
  const { begun } = await loggedList(workspace, 'withdrawn');
  const [first] = begun;
  if (first !== undefined) {
    throw refused(
      'LIST_UNFINISHED',
      `a notice from ${first.from ?? 'an agency'} was begun (entry ${first.entry} of the share log) and not carried out to its end`,
      {
        hint: 'open the notice again (throughline open FILE), which ends it; nothing is linked, counted or sealed before',
      },
    );
  }
  const missing = await noticesLacking(workspace, list);
  if (missing.length === 0) return withdrawnIn(list);
  throw refused('LIST_LOST', `this list lacks ${missing.length} of the notices that were heeded here`, {
    place: { file },
    hint: 'open every notice that came again (throughline open FILE), or have the agencies send them again',
  });
}

async function noticesLacking(workspace: Workspace, list: List | undefined): Promise<readonly string[]> {
  if (list?.notices === undefined) return [];
  const { notices } = await loggedList(workspace, 'withdrawn');
  return notices.filter((digest) => list.notices?.includes(digest) !== true);
}

/** The list as it will be with a notice, and what writes it. */
export interface NoticeNoted {
  /** By what the log will know it. */
  readonly state: string;
  readonly withdrawn: Withdrawn;
  readonly write: () => Promise<void>;
}

/**
 * Works out what the list will be with a notice, so that the log can say so first. Where the list is gone it begins
 * anew, and nothing goes on until every notice that the log knows of is in it again.
 *
 * @param digest of the notice
 * @param at index of the notice in the agency's share log
 * @throws as {@link currentWithdrawn}, but for a list that is gone or lacks notices
 */
export async function noteNotice(
  workspace: Workspace,
  { from, kind, references }: Pick<Notice, 'from' | 'kind' | 'references'>,
  digest: string,
  at: number,
): Promise<NoticeNoted> {
  const path = workspace.paths.withdrawn;
  const list = await readList(path);
  if (list !== undefined)
    await requireAsLogged(workspace, 'withdrawn', { file: path, content: list, hint: ANEW });
  // A list of old knows no notices, and is as the log has it: all of them are in it.
  const before =
    list === undefined ? [] : (list.notices ?? (await loggedList(workspace, 'withdrawn')).notices);
  const told = new Map(Object.entries(list?.agencies ?? {}));
  const own = new Map((told.get(from) ?? []).map((one) => [one.reference, one]));
  for (const reference of references) {
    if ((own.get(reference)?.at ?? -1) > at) continue;
    own.set(reference, { reference, isWithdrawn: kind === 'withdrawal', at });
  }
  told.set(
    from,
    [...own.values()].toSorted((a, b) => (a.reference < b.reference ? -1 : 1)),
  );
  const next: List = {
    agencies: Object.fromEntries(told),
    notices: [...new Set([...before, digest])].toSorted(),
  };
  return {
    state: await stateOf(workspace, 'withdrawn', next),
    withdrawn: withdrawnIn(next),
    write: () => writeFileAtomically(path, canonicalise(next), { mode: PRIVATE_FILE, replace: true }),
  };
}

/** A package that lost rows, by its digests before and after. */
export interface Reduced {
  readonly before: string;
  readonly after: string;
  readonly rows: number;
}

/** Packages that lie ready without the references, beside those that hold them. */
export interface Reductions {
  /** Pairs of digests, `before after`: what earlier runs that were cut short did, and what is done by this one. */
  readonly pairs: readonly string[];
  /** How many packages lose rows now. */
  readonly packages: number;
  /** Puts them in place, one after another. @throws what kept a package from being read, after all others are in place. */
  commit(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Takes the references out of a copy of every package under `work`. The log can then say by which digest each will
 * go, before any is touched, so that a run that is cut short can be ended by another.
 */
export async function reduceAll(workspace: Workspace, withdrawn: Withdrawn): Promise<Reductions> {
  const { work } = workspace.paths;
  const stages: Stage[] = [];
  const present = new Set<string>();
  const pairs: string[] = [];
  let failure: unknown;
  for (const folder of await packagesUnder(work)) {
    try {
      const pkg = await readPackage(folder);
      await verifyPackage(pkg);
      present.add(pkg.digest);
      const stage = await stageDirectory(folder, { replace: true, mode: PRIVATE_DIRECTORY });
      stages.push(stage);
      const { after, rows } = await copyWithout(pkg, stage.path, withdrawn);
      if (rows > 0) pairs.push(`${pkg.digest} ${after}`);
      else await stages.pop()!.abandon();
    } catch (error) {
      failure ??= error;
    }
  }
  return {
    pairs: [...(await reducedBefore(workspace, present)), ...pairs],
    packages: pairs.length,
    async commit() {
      for (const stage of stages) await stage.commit();
      if (failure !== undefined) throw failure;
    },
    async abandon() {
      for (const stage of stages) await stage.abandon();
    },
  };
}

/** What runs that were cut short made of the packages that are there now. */
async function reducedBefore(workspace: Workspace, present: Set<string>): Promise<readonly string[]> {
  const { begun } = await loggedList(workspace, 'withdrawn');
  const announced = begun.flatMap(({ reduced }) => reduced);
  return announced
    .toReversed()
    .filter((pair) => {
      const [before = '', after = ''] = pair.split(' ');
      if (!present.has(after)) return false;
      present.add(before);
      return true;
    })
    .toReversed();
}

/**
 * Takes the references out of the package in `folder`, a stage of the caller's. A Parquet file is written anew from its
 * rows all the same: it can hold what no row shows, and only the rows were looked at.
 *
 * @returns undefined when the package stays as it was
 */
export async function dropFromStage(folder: string, withdrawn: Withdrawn): Promise<Reduced | undefined> {
  const pkg = await readPackage(folder);
  const isOpaque = pkg.resources.some(({ file }) => isParquet(file));
  if (withdrawn.size === 0 && !isOpaque) return undefined;
  const beside = join(folder, 'reduced');
  await realFileSystem.makeDirectory(beside, PRIVATE_DIRECTORY);
  const { after, rows } = await copyWithout(pkg, beside, withdrawn);
  const isOther = rows > 0 || (isOpaque && after !== pkg.digest);
  if (isOther) {
    for (const name of [DESCRIPTOR, ...pkg.resources.map(({ file }) => file)]) {
      await realFileSystem.rename(join(beside, name), join(folder, name));
    }
  }
  await realFileSystem.remove(beside);
  return isOther ? { before: pkg.digest, after, rows } : undefined;
}

/** Writes the package into `folder` less the rows of these references, and blanks them where they are a counterparty. */
async function copyWithout(
  pkg: DataPackage,
  folder: string,
  withdrawn: Withdrawn,
): Promise<{ readonly after: string; readonly rows: number }> {
  let rows = 0;
  const people = new Set<string>();
  const resources = [];
  for (const resource of pkg.resources) {
    const extract = await openTable(join(pkg.path, resource.file));
    const { own, other, isGone } = searchIn(pkg, extract.header, withdrawn);
    const path = join(folder, resource.file);
    const writer = await openTableForWriting(path, extract.header, { mode: PRIVATE_FILE });
    try {
      for await (const row of readRows(extract, { mayBeEmpty: true })) {
        if (isRejection(row)) throw unreadable(pkg.path);
        const { cells } = row;
        if (isGone(cells, own)) {
          rows += 1;
          people.add(cells[own]!);
          continue;
        }
        const isOther = isGone(cells, other);
        if (isOther) rows += 1;
        await writer.write(csvLine(isOther ? cells.with(other, '') : cells));
      }
      resources.push({ ...resource, ...(await writer.end()) });
    } finally {
      await writer.abandon();
    }
  }
  const { people: before } = pkg.throughline;
  const left = typeof before === 'number' ? { people: Math.max(0, before - people.size) } : {};
  const { digest } = await writePackage(folder, {
    ...pkg,
    resources,
    throughline: { ...pkg.throughline, ...left },
  });
  return { after: digest, rows };
}

/** Where a table has references, and whether the one in a column of a row is withdrawn. */
function searchIn(pkg: DataPackage, header: readonly string[], withdrawn: Withdrawn) {
  const agency = agencyOf(pkg);
  const agencyAt = header.indexOf('agency');
  return {
    own: header.indexOf('reference'),
    other: header.indexOf('counterparty'),
    // Links are of all agencies, each row of one.
    isGone: (cells: readonly string[], at: number): boolean =>
      at >= 0 &&
      withdrawn.get(agencyAt < 0 ? agency : (cells[agencyAt] ?? ''))?.has(cells[at] ?? '') === true,
  };
}

/** @throws `PACKAGE_WITHDRAWN` (exit code 1) while one of these people is in the package. */
export async function refuseWithdrawn(withdrawn: Withdrawn, pkg: DataPackage): Promise<void> {
  if (![...withdrawn.values()].some(({ size }) => size > 0)) return;
  for (const { file } of pkg.resources) {
    const extract = await openTable(join(pkg.path, file));
    const { own, other, isGone } = searchIn(pkg, extract.header, withdrawn);
    if (own < 0 && other < 0) continue;
    for await (const row of readRows(extract, { mayBeEmpty: true })) {
      if (isRejection(row)) throw unreadable(pkg.path);
      if (!isGone(row.cells, own) && !isGone(row.cells, other)) continue;
      throw refused('PACKAGE_WITHDRAWN', 'somebody is in this package whom its agency has withdrawn', {
        place: { file: pkg.path },
        hint: 'use no copy from before the notice: open the notice again, which takes them out of what lies under work/, or ask for a new share',
      });
    }
  }
}

const agencyOf = ({ throughline: { agency } }: DataPackage): string =>
  typeof agency === 'string' ? agency : '';

const isWithdrawnList = (value: unknown): value is List =>
  isRecord(value) &&
  (hasExactly(value, 'agencies') || (hasExactly(value, 'agencies notices') && areDigests(value.notices))) &&
  isRecord(value.agencies) &&
  Object.entries(value.agencies).every(([agency, told]) => PARTY.test(agency) && isToldList(told));

const areDigests = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => matches(one, /^sha256:[0-9a-f]{64}$/));

const isToldList = (value: unknown): value is Told[] =>
  Array.isArray(value) &&
  value.every(
    (one) =>
      isRecord(one) &&
      hasExactly(one, 'at isWithdrawn reference') &&
      Number.isSafeInteger(one.at) &&
      typeof one.isWithdrawn === 'boolean' &&
      matches(one.reference, REFERENCE),
  );

const invalid = (file: string) =>
  unusable('WITHDRAWN_LIST', 'this list of withdrawn references cannot be read', {
    place: { file },
    hint: 'restore the file from your backup exactly as it was: nothing is opened while it cannot be read',
  });

const unreadable = (file: string) =>
  unusable('PACKAGE_UNREADABLE', 'a row of this package cannot be read', {
    place: { file },
    hint: 'do not use this package: ask its sender for it again',
  });
