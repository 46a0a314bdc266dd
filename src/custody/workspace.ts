/** What every command of a party starts with: who we are, under which agreement, and the log to write to. */
import {
  type Agreement,
  type Party,
  type PermitContext,
  readAgreement,
  reference,
} from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import { refused, unusable } from '../errors.ts';
import { ShareLog, vkeyOf } from '../sharelog/index.ts';
import { logOptions } from './log-keys.ts';
import { exists, readPartyId } from './party.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';

export interface Workspace extends PermitContext {
  readonly dir: string;
  readonly party: Party;
  readonly agreement: Agreement;
  readonly log: ShareLog;
  readonly ambient: Ambient;
  readonly holdsProjectKey: boolean;
  readonly ownLogKey: string;
  readonly paths: WorkspacePaths;
}

/** What can be looked at without opening the share log. */
export interface WorkspaceView {
  readonly agreement: Agreement;
  /** This party's id; undefined where no party was made yet. */
  readonly partyId: string | undefined;
  readonly holdsProjectKey: boolean;
}

/**
 * Looks at the workspace in `dir`, which needs an agreement and may yet lack a party.
 *
 * @throws `NO_AGREEMENT`, the errors of reading an agreement, `PARTY_FILE_INVALID`.
 */
export async function viewWorkspace(dir: string): Promise<WorkspaceView> {
  const paths = workspacePaths(dir);
  if (!(await exists(paths.agreement))) {
    throw unusable('NO_AGREEMENT', 'this workspace has no agreement.yaml', {
      place: { file: paths.agreement },
      hint: 'put the agreement that the parties made into the workspace folder',
    });
  }
  const partyId = (await exists(paths.identity)) ? await readPartyId(dir) : undefined;
  const agreement = await readAgreement(paths.agreement);
  return { agreement, partyId, holdsProjectKey: await exists(paths.projectKey) };
}

/**
 * Opens the workspace in `dir`, making its share log when this is the first time.
 *
 * @throws `NOT_A_WORKSPACE`; the errors of {@link viewWorkspace}; `KEY_MISSING` and `KEY_FILE_...` for the
 * log key; `PERMIT_PARTY_UNKNOWN` (logged) when the party is not in the agreement; whatever the log refuses
 * with.
 */
export async function openWorkspace(dir: string, ambient: Ambient): Promise<Workspace> {
  const paths = workspacePaths(dir);
  const id = await readPartyId(dir);
  const { agreement, holdsProjectKey } = await viewWorkspace(dir);
  const party = agreement.parties.find((known) => known.id === id);
  const { log, ownLogKey } = await openLog(paths, party?.keys?.log, ambient);
  if (party === undefined) throw await refuseStranger(log, agreement, id);
  return { dir, party, agreement, log, ambient, holdsProjectKey, ownLogKey, paths };
}

/** Opens a party's own share log. @throws as {@link openWorkspace}. */
async function openLog(
  paths: WorkspacePaths,
  agreedKey: string | undefined,
  ambient: Ambient,
): Promise<{ log: ShareLog; ownLogKey: string }> {
  const options = await logOptions(paths, ambient);
  const log = await ShareLog.open(paths.log, options);
  const own = [options.signer, ...(options.alsoSigner === undefined ? [] : [options.alsoSigner])];
  const keys = own.map((signer) => vkeyOf(signer));
  return { log, ownLogKey: keys.find((key) => key === agreedKey) ?? keys[0]! };
}

async function refuseStranger(log: ShareLog, agreement: Agreement, id: string): Promise<Error> {
  const { digest, ...named } = reference(agreement);
  await log.append([
    {
      type: 'denial',
      org: id,
      actorRole: 'unknown',
      isa: { ...named, sha256: digest },
      policyDecision: { result: 'refused', evaluated: ['party-named'], failed: ['party-named'] },
    },
  ]);
  return refused('PERMIT_PARTY_UNKNOWN', `the party ${id} is not in the agreement`, {
    hint: 'check that this workspace holds the right agreement, and the party its right id',
  });
}
