/** What every command of a party starts with: who we are, under which agreement, and the log to write to. */
import {
  type Agreement,
  type Party,
  type PermitContext,
  readAgreement,
  reference,
  type Surroundings,
} from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import { refused, unusable } from '../errors.ts';
import {
  type LogOptions,
  type LogSigner,
  type PersonalValues,
  ShareLog,
  verifierOf,
  vkeyOf,
} from '../sharelog/index.ts';
import { type AskPassphrase, Keyring } from './keyring.ts';
import { logOptions, readLogKeys } from './log-keys.ts';
import { exists, readPartyId } from './party.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';
import { lookAround } from './surroundings.ts';

export interface Workspace extends PermitContext {
  readonly dir: string;
  readonly party: Party;
  readonly agreement: Agreement;
  readonly log: ShareLog;
  readonly ambient: Ambient;
  readonly holdsProjectKey: boolean;
  readonly ownLogKey: string;
  /** Signs as this party: entries of its log, the agreement, notices. */
  readonly signer: LogSigner;
  readonly keys: Keyring;
  readonly paths: WorkspacePaths;
}

/** What can be looked at without opening the share log. */
export interface WorkspaceView {
  readonly agreement: Agreement;
  /** This party's id; undefined where no party was made yet. */
  readonly partyId: string | undefined;
  readonly holdsProjectKey: boolean;
  /** Whether custodians' shares of it still lie where they were made. */
  readonly keySharesHere: boolean;
  readonly surroundings: Surroundings;
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
      hint: 'put the agreement that the parties made into this folder; or begin one with "throughline init" (--example writes the demo\'s, which lies in the demo\'s population folder too)',
    });
  }
  const partyId = (await exists(paths.identity)) ? await readPartyId(dir) : undefined;
  const agreement = await readAgreement(paths.agreement);
  return {
    agreement,
    partyId,
    holdsProjectKey: await exists(paths.projectKey),
    keySharesHere: await exists(paths.keyShares),
    surroundings: await lookAround(paths, agreement),
  };
}

/**
 * The verification key of this party's own log, without opening the log; undefined where no party was made yet.
 * `ask` is called when its keys are locked.
 *
 * @throws `KEY_FILE_...`, `KEY_LOCKED` and `PASSPHRASE_WRONG` for the log key.
 */
export async function ownLogKey(dir: string, ask?: AskPassphrase): Promise<string | undefined> {
  const paths = workspacePaths(dir);
  if (!(await exists(paths.logKey))) return undefined;
  return vkeyOf(await readSigner(paths, new Keyring(paths.lock, ask)));
}

/**
 * Opens the workspace in `dir`, making its share log when this is the first time. `ask` is called when its
 * keys are locked. What `personal` says comes into every entry as digests that can be erased.
 *
 * @throws `NOT_A_WORKSPACE`; the errors of {@link viewWorkspace}; `KEY_MISSING`, `KEY_FILE_...`,
 * `KEY_LOCKED` and `PASSPHRASE_WRONG` for the log key; `PERMIT_PARTY_UNKNOWN` (logged) when the party is not in the agreement; whatever the log refuses
 * with.
 */
export async function openWorkspace(
  dir: string,
  ambient: Ambient,
  ask?: AskPassphrase,
  personal: PersonalValues = {},
): Promise<Workspace> {
  const paths = workspacePaths(dir);
  const id = await readPartyId(dir);
  const { agreement, holdsProjectKey } = await viewWorkspace(dir);
  const keys = new Keyring(paths.lock, ask);
  const party = agreement.parties.find((known) => known.id === id);
  const options = await logOptions(paths, keys, ambient, personal);
  const log = await ShareLog.open(paths.log, options);
  const signer = agreedSigner(options, party?.keys?.log);
  if (party === undefined) throw await refuseStranger(log, agreement, id);
  return {
    dir,
    party,
    agreement,
    log,
    ambient,
    holdsProjectKey,
    ownLogKey: vkeyOf(signer),
    signer,
    keys,
    paths,
    look: () => lookAround(paths, agreement, verifierOf(signer)),
  };
}

/** While a log's key changes there are two, of which the agreement names one. */
function agreedSigner({ signer, alsoSigner }: LogOptions, agreed: string | undefined): LogSigner {
  return alsoSigner !== undefined && vkeyOf(alsoSigner) === agreed ? alsoSigner : signer;
}

/** The key with which a party signs. @throws `KEY_MISSING` and `KEY_FILE_...`. */
export async function readSigner(
  paths: WorkspacePaths,
  keys: Keyring = new Keyring(paths.lock),
): Promise<LogSigner> {
  return (await readLogKeys(paths, keys)).current;
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
