/** Destroying what lies in a workspace: logged before and after, on somebody's authority, with a certificate. */
import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { unusable } from '../errors.ts';
import { digestOfFile, readPackage } from '../files/index.ts';
import { type Certificate, type Witness, writeCertificate } from './certificate.ts';
import { kindInName, packagesUnder } from './holdings.ts';
import { recordOwnAct } from './own-act.ts';
import { exists } from './party.ts';
import type { WorkspacePaths } from './paths.ts';
import { retireProjectKey } from './project-key.ts';
import { requireText } from './texts.ts';
import { removeFor, wipeFile } from './wipe.ts';
import type { Workspace } from './workspace.ts';

export interface Destroyed {
  /** What it was: tokens, events, links, figures, keys, or files. */
  readonly what: string;
  /** From the workspace's folder, with forward slashes. */
  readonly path: string;
  /** `sha256:` digests of packages' descriptors, and of sealed shares. */
  readonly packages: readonly string[];
  readonly shares: readonly string[];
  /** Plain files in all. */
  readonly files: number;
  readonly method: 'deletion' | 'overwriting';
  /** Index of the entry in the share log that says it is done. */
  readonly entry: number;
  /** Folder of the certificate. */
  readonly certificate: string;
}

const ROLE = 'say what the witness is, such as "records manager", and not their name';

/**
 * Destroys the file or folder at `path`, which lies in work/, inbox/, outbox/ or release/ of this
 * workspace, or is the project key (whose use then ends) or a share of it. Needs no permit: destroying has to be possible
 * when an agreement permits nothing any more. A job that is killed on the way is logged as begun, and can be
 * run again.
 *
 * @param authority on whose authority and why; in the log only as a salted digest that can be erased
 * @param witness whoever saw it done: the certificate has their role, the log what the workspace was opened with
 * @throws `DESTROY_NOT_FOUND`, `DESTROY_ELSEWHERE`, `TEXT_FORM` (exit code 2); `KEY_...`; `NOT_REMOVED`
 */
export async function destroy(
  workspace: Workspace,
  path: string,
  authority: string,
  witness?: Witness,
): Promise<Destroyed> {
  const { agreement, ambient, paths } = workspace;
  const reason = requireText('--authority', authority);
  const role = witness?.role === undefined ? undefined : requireText('--witness-role', witness.role, ROLE);
  const target = await locate(workspace, path);
  const isKey = target === paths.projectKey;
  const { what, packages, shares, files } = isKey
    ? { what: 'keys', packages: [], shares: [], files: 1 }
    : await contentsOf(target, paths);
  const agreed = agreement.retention.find(({ kind }) => kind === what)?.['destroyed-by'];
  const method = agreed === 'overwriting' || what === 'keys' ? 'overwriting' : 'deletion';
  const details = { action: 'destroy', what, packages, shares, method };
  const personal = { authority: reason };
  const { index: intent } = await recordOwnAct(workspace, {
    type: 'erasure',
    phase: 'intent',
    details,
    personal,
  });
  if (isKey) await retireProjectKey(workspace);
  else await remove(target, method);
  const done = await recordOwnAct(workspace, {
    type: 'erasure',
    phase: 'done',
    details: { ...details, intent, gone: !(await exists(target)) },
  });
  const named = relative(workspace.dir, target).split(sep).join('/');
  const facts: Certificate = {
    what,
    path: named,
    packages,
    shares,
    files,
    method,
    authority: reason,
    witness: witness === undefined ? undefined : { role },
    at: ambient.now(),
  };
  const certificate = await writeCertificate(workspace, facts, done);
  return { what, path: named, packages, shares, files, method, entry: done.index, certificate };
}

/** The target's real path, which has to lie in a folder whose content may be destroyed. */
async function locate({ dir, paths }: Workspace, path: string): Promise<string> {
  const given = resolve(path);
  if (!(await exists(given))) {
    throw unusable('DESTROY_NOT_FOUND', 'there is nothing here to destroy', {
      place: { file: path },
      hint: '"throughline retention due --all" lists what lies in this workspace',
    });
  }
  if ((await lstat(given)).isSymbolicLink()) {
    throw unusable('DESTROY_LINK', 'this is a link, and what it leads to would stay', {
      place: { file: path },
      hint: 'name the package itself; remove the link by hand',
    });
  }
  const root = await realpath(dir);
  const target = join(dir, relative(root, join(await realpath(dirname(given)), basename(given))));
  const open = [paths.work, paths.inbox, paths.outbox, paths.release];
  const isInside = open.some((folder) => target.startsWith(folder + sep));
  const isKey =
    target === paths.projectKey || target === paths.keyShares || target.startsWith(paths.keyShares + sep);
  if (isInside || isKey) return target;
  throw unusable(
    'DESTROY_ELSEWHERE',
    'only what lies in work/, inbox/, outbox/ or release/ of this workspace, and the project key, can be destroyed',
    {
      place: { file: path },
      hint: 'name a package or a file in one of them; the log and the other keys stay, and "throughline log erase" erases a name or a text that the log has a digest of',
    },
  );
}

async function contentsOf(
  target: string,
  { keyShares }: WorkspacePaths,
): Promise<Pick<Destroyed, 'what' | 'packages' | 'shares' | 'files'>> {
  const all = await filesUnder(target);
  const folders = await packagesUnder(target);
  const packages: string[] = [];
  const kinds = new Set<string>();
  for (const folder of folders) {
    const pkg = await readPackage(folder).catch(() => undefined);
    if (pkg === undefined) continue;
    packages.push(pkg.digest);
    if (typeof pkg.throughline.kind === 'string') kinds.add(pkg.throughline.kind);
  }
  const isKeyShare = target.startsWith(keyShares);
  const shares: string[] = [];
  for (const file of all) {
    const kind = isKeyShare ? 'keys' : kindInName(file);
    if (kind !== undefined) kinds.add(kind);
    // Of no other file: a digest in the log would let a guess at its content be tested.
    if (kind !== undefined && kind !== 'keys') shares.push((await digestOfFile(file)).hash);
  }
  const what = kinds.size === 0 ? 'files' : [...kinds].toSorted().join(', ');
  return { what, packages, shares, files: all.length };
}

/** Plain files under a path, which may be one; links are not followed and count for nothing. */
async function filesUnder(path: string): Promise<string[]> {
  const facts = await lstat(path);
  if (facts.isFile()) return [path];
  if (!facts.isDirectory()) return [];
  const entries: Dirent[] = await readdir(path, { withFileTypes: true });
  const below = await Promise.all(entries.map(({ name }) => filesUnder(join(path, name))));
  return below.flat().toSorted();
}

async function remove(target: string, method: Destroyed['method']): Promise<void> {
  if (method === 'overwriting') for (const file of await filesUnder(target)) await wipeFile(file);
  await removeFor(target);
}
