/** Where everything lies in a party's workspace. */
import { join } from 'node:path';
import type { ShareKind } from '../agreement/index.ts';

export interface WorkspacePaths {
  readonly agreement: string;
  /** Private: keys and what this party remembers. */
  readonly party: string;
  readonly identity: string;
  /** There where the keys are locked with a passphrase. */
  readonly lock: string;
  /** What this party may set: who is at work. */
  readonly settings: string;
  readonly logKey: string;
  /** The key that takes the place of `logKey`, while it does. */
  readonly nextLogKey: string;
  /** Cosigns partners' logs. */
  readonly witnessKey: string;
  readonly sealingKey: string;
  readonly projectKey: string;
  /** Custodians' shares of the project key, until they are handed out. */
  readonly keyShares: string;
  /** The project keys that were ended here. */
  readonly retiredKeys: string;
  readonly referenceKey: string;
  /** An agency's list of addresses that no record may lead to. */
  readonly sensitiveAddresses: string;
  /** The people who objected, or whose record was corrected: an agency's own list, by record reference. */
  readonly rights: string;
  /** What a linkage unit or analyst was told to drop, by agency. */
  readonly withdrawn: string;
  /** The newest log head seen, kept outside the log's own folder so that a rolled-back log shows. */
  readonly head: string;
  readonly log: string;
  /** Suspensions and liftings that have arrived, or were made here. */
  readonly notices: string;
  readonly inbox: string;
  readonly outbox: string;
  readonly work: string;
  readonly release: string;
  /** Of destruction, one folder each. */
  readonly certificates: string;
}

/** The paths of the workspace in `dir`. */
export function workspacePaths(dir: string): WorkspacePaths {
  const party = join(dir, 'party');
  return {
    agreement: join(dir, 'agreement.yaml'),
    party,
    identity: join(party, 'id.json'),
    lock: join(party, 'lock.age'),
    settings: join(party, 'settings.json'),
    logKey: join(party, 'log.key'),
    nextLogKey: join(party, 'log-next.key'),
    witnessKey: join(party, 'witness.key'),
    sealingKey: join(party, 'sealing.key'),
    projectKey: join(party, 'project.key'),
    keyShares: join(party, 'key-shares'),
    retiredKeys: join(party, 'retired-keys.json'),
    referenceKey: join(party, 'reference.key'),
    sensitiveAddresses: join(party, 'sensitive-addresses.csv'),
    rights: join(party, 'rights.json'),
    withdrawn: join(party, 'withdrawn.json'),
    head: join(party, 'head.json'),
    log: join(dir, 'log'),
    notices: join(dir, 'notices'),
    inbox: join(dir, 'inbox'),
    outbox: join(dir, 'outbox'),
    work: join(dir, 'work'),
    release: join(dir, 'release'),
    certificates: join(dir, 'certificates'),
  };
}

/** Where an agency's own package lies before it is sealed. */
export const ownPackage = (paths: WorkspacePaths, agency: string, what: 'tokens' | 'events'): string =>
  join(paths.work, agency, what);

/** Where a package lies that came from `from`: links come from the linkage unit alone and need no name. */
export function receivedPackage(paths: WorkspacePaths, from: string, what: ShareKind): string {
  return what === 'links' ? join(paths.work, 'links') : join(paths.work, what, from);
}
