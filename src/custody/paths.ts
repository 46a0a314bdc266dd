/** Where everything lies in a party's workspace. */
import { join } from 'node:path';
import type { ShareKind } from '../agreement/index.ts';

export interface WorkspacePaths {
  readonly agreement: string;
  /** Private: keys and what this party remembers. */
  readonly party: string;
  readonly identity: string;
  /** What this party may set: who is at work. */
  readonly settings: string;
  readonly logKey: string;
  /** The key that takes the place of `logKey`, while it does. */
  readonly nextLogKey: string;
  /** Cosigns partners' logs. */
  readonly witnessKey: string;
  readonly sealingKey: string;
  readonly projectKey: string;
  readonly referenceKey: string;
  /** An agency's list of addresses that no record may lead to. */
  readonly sensitiveAddresses: string;
  /** The newest log head seen, kept outside the log's own folder so that a rolled-back log shows. */
  readonly head: string;
  readonly log: string;
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
    settings: join(party, 'settings.json'),
    logKey: join(party, 'log.key'),
    nextLogKey: join(party, 'log-next.key'),
    witnessKey: join(party, 'witness.key'),
    sealingKey: join(party, 'sealing.key'),
    projectKey: join(party, 'project.key'),
    referenceKey: join(party, 'reference.key'),
    sensitiveAddresses: join(party, 'sensitive-addresses.csv'),
    head: join(party, 'head.json'),
    log: join(dir, 'log'),
    inbox: join(dir, 'inbox'),
    outbox: join(dir, 'outbox'),
    work: join(dir, 'work'),
    release: join(dir, 'release'),
  };
}

/** Where an agency's own package lies before it is sealed. */
export const ownPackage = (paths: WorkspacePaths, agency: string, what: 'tokens' | 'events'): string =>
  join(paths.work, agency, what);

/** Where a package lies that came from `from`: links come from the linkage unit alone and need no name. */
export function receivedPackage(paths: WorkspacePaths, from: string, what: ShareKind): string {
  return what === 'links' ? join(paths.work, 'links') : join(paths.work, what, from);
}
