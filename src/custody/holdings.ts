/** What lies in a workspace that has a term: packages, sealed files, the project key and its shares. */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ShareKind } from '../agreement/index.ts';
import { DESCRIPTOR, digestOfFile, isLeftover, readPackage } from '../files/index.ts';
import { readEntries } from '../sharelog/index.ts';
import { keyCheck } from './derive.ts';
import { exists } from './party.ts';
import { readProjectKey } from './project-key.ts';
import { isRecord } from './shape.ts';
import { KINDS } from './share.ts';
import type { Workspace } from './workspace.ts';

export interface Holding {
  /** Its kind as the agreement's retention has it; undefined for a sealed file whose name does not say. */
  readonly kind: ShareKind | 'keys' | undefined;
  /** A leftover is what a run that was killed had set down: it may hold what would not have left. */
  readonly form: 'package' | 'sealed file' | 'key' | 'leftover';
  /** From the workspace's folder, with forward slashes. */
  readonly path: string;
  /** Digest of the descriptor or the sealed file, check value of the key: what the share log names it by. */
  readonly named: string | undefined;
  /** Since when it has been here: by the share log, else by the date of the file. */
  readonly since: Date;
  readonly by: 'log' | 'file';
}

/** Everything with a term, in order of path. */
export async function holdingsOf(workspace: Workspace): Promise<readonly Holding[]> {
  const { paths, dir } = workspace;
  const logged = await firstNamed(workspace);
  const found: Omit<Holding, 'since' | 'by'>[] = [];
  for (const folder of await packagesUnder(paths.work))
    found.push({ form: 'package', path: folder, ...(await packageName(folder)) });
  for (const path of await leftoversUnder(paths.work))
    found.push({ form: 'leftover', path, kind: undefined, named: undefined });
  for (const box of [paths.inbox, paths.outbox]) {
    for (const file of await filesIn(box)) {
      const { hash } = await digestOfFile(file);
      found.push({ form: 'sealed file', path: file, kind: kindInName(file), named: hash });
    }
  }
  if (workspace.holdsProjectKey) {
    const key = await readProjectKey(workspace);
    found.push({ form: 'key', path: paths.projectKey, kind: 'keys', named: keyCheck(key) });
    key.fill(0);
  }
  if (await exists(paths.keyShares))
    found.push({ form: 'key', path: paths.keyShares, kind: 'keys', named: undefined });
  const dated = await Promise.all(
    found.map(async (holding): Promise<Holding> => {
      const at = holding.named === undefined ? undefined : logged.get(holding.named);
      const dateOf = holding.form === 'package' ? join(holding.path, DESCRIPTOR) : holding.path;
      const since = at === undefined ? (await lstat(dateOf)).mtime : new Date(at);
      const path = relative(dir, holding.path).split(sep).join('/');
      return { ...holding, path, since, by: at === undefined ? 'file' : 'log' };
    }),
  );
  return dated.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** When each digest or check value was last made or taken in, by the share log. */
async function firstNamed({ log }: Workspace): Promise<ReadonlyMap<string, string>> {
  const at = new Map<string, string>();
  for await (const { fields } of readEntries(log.folder)) {
    if (fields.phase !== 'done' || !isRecord(fields.details) || typeof fields.at !== 'string') continue;
    const { package: made, descriptor, sealed, keyCheck: check, reduced } = fields.details;
    const isTakenIn = fields.type !== 'key.send' && fields.type !== 'key.split';
    // An erasure names what is gone, or the notice that had rows taken out.
    const names = fields.type === 'erasure' ? [] : [made, descriptor, sealed, isTakenIn ? check : undefined];
    for (const name of names) {
      if (typeof name === 'string') at.set(name, fields.at);
    }
    // What lost rows later has been here as long as it was before.
    for (const pair of Array.isArray(reduced) ? reduced : []) {
      const [before = '', after = ''] = String(pair).split(' ');
      at.set(after, at.get(before) ?? fields.at);
    }
  }
  return at;
}

/** Folders with a descriptor, at any depth; what a job is building or has left over is not looked at. */
export async function packagesUnder(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  if (entries.some((entry) => entry.name === DESCRIPTOR)) return [folder];
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return (await Promise.all(below.map(({ name }) => packagesUnder(join(folder, name))))).flat();
}

/** What runs that were killed have left, at any depth. */
async function leftoversUnder(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const left = entries.filter(({ name }) => isLeftover(name)).map(({ name }) => join(folder, name));
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const further = await Promise.all(below.map(({ name }) => leftoversUnder(join(folder, name))));
  return [...left, ...further.flat()];
}

async function packageName(folder: string): Promise<Pick<Holding, 'kind' | 'named'>> {
  const pkg = await readPackage(folder).catch(() => undefined);
  return { kind: KINDS.find((kind) => kind === pkg?.throughline.kind), named: pkg?.digest };
}

async function filesIn(folder: string): Promise<string[]> {
  const files = (await entriesOf(folder)).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return files.map(({ name }) => join(folder, name));
}

const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);

/** The kind that the name of a sealed share says, see `shareFileName`; a letter with the project key is a key. */
export function kindInName(file: string): Holding['kind'] {
  const name = file.slice(file.lastIndexOf(sep) + 1);
  if (/^project-key-for-.*\.age$/.test(name)) return 'keys';
  return KINDS.find((kind) => new RegExp(`^.+-${kind}-to-.+\\.throughline\\.age$`).test(name));
}
