/**
 * The release ledger: one folder a release under `work/ledger`, whose `entry.json` has the exact counts behind it and
 * names the digest of the one before. The share log has the digest of each before anything of it is written to
 * `release/`, so that a ledger edited by hand, or from which an entry was taken, is noticed. An entry carries a random
 * salt, without which small tables could be guessed from their digest.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Draft, isRecord, requireDraft, shownDraft } from '../analyse/index.ts';
import type { Workspace } from '../custody/index.ts';
import type { KnownCount, Rule, ShownFigures } from '../disclose/index.ts';
import { refused, systemCode, type ThroughlineError } from '../errors.ts';
import {
  digestOfFile,
  ensurePrivateDirectory,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  type Stage,
  stageDirectory,
  writeFileAtomically,
} from '../files/index.ts';
import { readEntries } from '../sharelog/index.ts';

export interface LedgerEntry extends Draft {
  /** The release's folder under `release/`. */
  readonly name: string;
  readonly rule: Rule;
  /** What others had published, as far as was told with it. */
  readonly known?: readonly KnownCount[];
}

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** The digest of the last entry. */
  readonly last: string | undefined;
  /** Digests, by the name of the release, of entries whose release the share log does not have as done. */
  readonly unfinished: ReadonlyMap<string, string>;
}

const RELEASE = /^\d{4,}$/;
const ENTRY = 'entry.json';

const folderOf = ({ paths }: Pick<Workspace, 'paths'>): string => join(paths.work, 'ledger');

/**
 * Reads the ledger and holds it to the share log. A last entry of which the log has not heard was left by a run that was
 * killed before anything came of it, and does not count.
 *
 * @throws `LEDGER_ALTERED` (exit code 1)
 */
export async function readLedger(workspace: Pick<Workspace, 'paths' | 'log'>): Promise<Ledger> {
  const folder = folderOf(workspace);
  const { announced, done } = await loggedDigests(workspace);
  const entries: LedgerEntry[] = [];
  const digests = new Set<string>();
  const unfinished = new Map<string, string>();
  let last: string | undefined;
  let leftOver: string | undefined;
  const names = await releasesIn(folder);
  for (const name of names) {
    const path = join(folder, name, ENTRY);
    const { hash } = await digestOfFile(path).catch(() => Promise.reject(altered(path)));
    const value = parsed(await readFile(path, 'utf8'));
    if (!announced.has(hash) && name === names.at(-1)) {
      leftOver = path;
      break;
    }
    const isNext = isRecord(value) && value.previous === (last ?? null);
    if (!announced.has(hash) || !isNext) throw altered(path);
    const entry = entryOf(value, path);
    entries.push(entry);
    digests.add(hash);
    if (!done.has(hash)) unfinished.set(entry.name, hash);
    last = hash;
  }
  if ([...announced].some((digest) => !digests.has(digest))) throw altered(leftOver ?? folder);
  return { entries, last, unfinished };
}

/** Stages one more entry, in place of one that does not count. The caller commits it. @throws the write errors of `files` */
export async function stageEntry(
  workspace: Pick<Workspace, 'paths' | 'ambient'>,
  { entries, last }: Pick<Ledger, 'entries' | 'last'>,
  entry: LedgerEntry,
): Promise<{ readonly stage: Stage; readonly digest: string }> {
  const folder = folderOf(workspace);
  await ensurePrivateDirectory(folder);
  const target = join(folder, numberOf(entries.length + 1));
  const stage = await stageDirectory(target, { replace: true, alone: true, mode: PRIVATE_DIRECTORY });
  try {
    const path = join(stage.path, ENTRY);
    const salt = Buffer.from(workspace.ambient.random(32)).toString('base64url');
    const text = JSON.stringify({ ledger: 1, previous: last ?? null, salt, ...entry }, null, 1);
    await writeFileAtomically(path, `${text}\n`, { mode: PRIVATE_FILE });
    return { stage, digest: (await digestOfFile(path)).hash };
  } catch (error) {
    await stage.abandon();
    throw error;
  }
}

/** Takes an entry back unless the share log has heard of it. */
export async function withdrawEntry(
  workspace: Pick<Workspace, 'paths' | 'log'>,
  release: number,
  digest: string,
): Promise<void> {
  const { announced } = await loggedDigests(workspace);
  if (announced.has(digest)) return;
  await rm(join(folderOf(workspace), numberOf(release)), { recursive: true, force: true });
}

/** An entry as it was shown to everybody. */
export const shownAs = (entry: LedgerEntry): ShownFigures => shownDraft(entry, entry.rule);

/** A release's number as it stands in names: `0001`. */
export const numberOf = (release: number): string => String(release).padStart(4, '0');

async function releasesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw altered(folder);
  });
  return names.filter((name) => RELEASE.test(name)).toSorted((a, b) => Number(a) - Number(b));
}

async function loggedDigests({ log }: Pick<Workspace, 'log'>): Promise<{
  readonly announced: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
}> {
  const announced = new Set<string>();
  const done = new Set<string>();
  for await (const { fields } of readEntries(log.folder)) {
    if (fields.type !== 'disclosure' || !isRecord(fields.details)) continue;
    const { ledger } = fields.details;
    if (typeof ledger !== 'string') continue;
    announced.add(ledger);
    if (fields.phase === 'done') done.add(ledger);
  }
  return { announced, done };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(value: Record<string, unknown>, path: string): LedgerEntry {
  const { name, rule, known } = value;
  if (typeof name !== 'string' || !isRecord(rule)) throw altered(path);
  return {
    ...requireDraft(value, path),
    ...{ name, rule: rule as unknown as Rule },
    ...(Array.isArray(known) ? { known } : {}),
  };
}

const altered = (file: string): ThroughlineError =>
  refused('LEDGER_ALTERED', 'the ledger of releases is not what the share log says was released', {
    hint: 'put the ledger back from a backup: without it, nothing can be checked together with earlier releases',
    place: { file },
  });
