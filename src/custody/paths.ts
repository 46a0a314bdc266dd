/** Where everything lies in a party's workspace. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShareKind } from '../agreement/index.ts';

export interface WorkspacePaths {
  readonly agreement: string;
  /** Private: keys and what this party remembers. */
  readonly party: string;
  readonly identity: string;
  readonly logKey: string;
  readonly sealingKey: string;
  readonly projectKey: string;
  readonly referenceKey: string;
  /** An agency's list of addresses that no record may lead to. */
  readonly sensitiveAddresses: string;
  /** The newest log head seen, kept outside the log's own folder so that a rolled-back log shows. */
  readonly head: string;
  readonly log: string;
  /** Suspensions and liftings that have arrived, or were made here. */
  readonly notices: string;
  readonly inbox: string;
  readonly outbox: string;
  readonly work: string;
  readonly release: string;
}

/** The paths of the workspace in `dir`. */
export function workspacePaths(dir: string): WorkspacePaths {
  const party = join(dir, 'party');
  return {
    agreement: join(dir, 'agreement.yaml'),
    party,
    identity: join(party, 'id.json'),
    logKey: join(party, 'log.key'),
    sealingKey: join(party, 'sealing.key'),
    projectKey: join(party, 'project.key'),
    referenceKey: join(party, 'reference.key'),
    sensitiveAddresses: join(party, 'sensitive-addresses.csv'),
    head: join(party, 'head.json'),
    log: join(dir, 'log'),
    notices: join(dir, 'notices'),
    inbox: join(dir, 'inbox'),
    outbox: join(dir, 'outbox'),
    work: join(dir, 'work'),
    release: join(dir, 'release'),
  };
}

/** A share log's folder, and the head remembered of it where it lies in a workspace. */
export interface LocatedLog {
  readonly folder: string;
  readonly head?: string;
}

/** The log in `dir`, which may be a log's folder or a workspace; without `dir`, that of the workspace. */
export function locateLog(dir: string | undefined, workspace: string): LocatedLog {
  const own = workspacePaths(workspace);
  if (dir === undefined || resolve(dir) === own.log) return { folder: own.log, head: own.head };
  const asWorkspace = workspacePaths(resolve(dir));
  const isWorkspace = !existsSync(join(dir, 'checkpoint')) && existsSync(asWorkspace.log);
  return isWorkspace ? { folder: asWorkspace.log, head: asWorkspace.head } : { folder: resolve(dir) };
}

/** Where an agency's own package lies before it is sealed. */
export const ownPackage = (paths: WorkspacePaths, agency: string, what: 'tokens' | 'events'): string =>
  join(paths.work, agency, what);

/** Where a package lies that came from `from`: links come from the linkage unit alone and need no name. */
export function receivedPackage(paths: WorkspacePaths, from: string, what: ShareKind): string {
  return what === 'links' ? join(paths.work, 'links') : join(paths.work, what, from);
}
