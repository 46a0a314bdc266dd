/** The keys with which a party writes its share log, and those to whom its openings are sealed. */
import { join } from 'node:path';
import type { Ambient } from '../ambient.ts';
import { refused } from '../errors.ts';
import {
  type LogOptions,
  type LogSigner,
  type PersonalValues,
  readPolicy,
  sameKey,
  signerFromText,
  verifierOf,
  vkeyOf,
  WITNESS_KEY,
} from '../sharelog/index.ts';
import { machineId } from './keyed-digest.ts';
import { type AskPassphrase, Keyring } from './keyring.ts';
import { exists, type PartyKeys, readPartyId } from './party.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';
import { readSettings } from './settings.ts';
import { buildDigest, TOOL } from './tool.ts';

export interface LogKeys {
  readonly current: LogSigner;
  /** The key that takes the place of the current one, while it does. */
  readonly next: LogSigner | undefined;
}

/** @throws `KEY_MISSING`, `KEY_FILE_...`. */
export async function readLogKeys({ logKey, nextLogKey }: WorkspacePaths, keys: Keyring): Promise<LogKeys> {
  const hint = 'restore it from your backup: without it this share log cannot be continued';
  const current = signerFromText(await keys.require(logKey, 'log', hint));
  const text = await keys.read(nextLogKey, 'log');
  return { current, next: text === undefined ? undefined : signerFromText(text) };
}

/** The key under which this party cosigns partners' logs. @throws `KEY_MISSING`, `KEY_FILE_...`. */
export async function readWitnessKey({ witnessKey }: WorkspacePaths, keys: Keyring): Promise<LogSigner> {
  const hint = 'restore it from your backup: partners know this party as a witness by this key';
  return signerFromText(await keys.require(witnessKey, 'witness', hint));
}

/** This party's sealing identity, which opens what is sealed to its IG lead. @throws `KEY_MISSING`, `KEY_FILE_...`. */
export function readSealingIdentity({ sealingKey }: WorkspacePaths, keys: Keyring): Promise<string> {
  const hint = 'restore it from your backup: without it nothing sealed to this party can be opened';
  return keys.require(sealingKey, 'sealing', hint);
}

/**
 * The public halves of the keys in a workspace, as `createParty` printed them.
 *
 * @throws `NOT_A_WORKSPACE`, `PARTY_FILE_INVALID`; `KEY_MISSING`, `KEY_FILE_...` for any of the three keys.
 */
export async function readPartyKeys(dir: string, ask?: AskPassphrase): Promise<PartyKeys> {
  const id = await readPartyId(dir);
  const paths = workspacePaths(dir);
  const keys = new Keyring(paths.lock, ask);
  const { current } = await readLogKeys(paths, keys);
  const witness = await readWitnessKey(paths, keys);
  return {
    id,
    log: vkeyOf(current),
    witness: vkeyOf(witness, WITNESS_KEY),
    sealing: await recipientFor(await readSealingIdentity(paths, keys)),
  };
}

/**
 * What a party's log is opened with: its key, the next key too once the log's policy names it, and the
 * sealing key for openings. `personal` comes into every entry as digests.
 *
 * @throws as {@link readLogKeys}; `LOG_KEY_CHANGING` when a change of keys was begun and not ended.
 */
export async function logOptions(
  paths: WorkspacePaths,
  keys: Keyring,
  ambient: Ambient,
  personal: PersonalValues = {},
): Promise<LogOptions> {
  const { current, next } = await readLogKeys(paths, keys);
  const known = (await exists(join(paths.log, 'policy'))) ? (await readPolicy(paths.log)).logs : [];
  const names = (key: LogSigner): boolean => known.some((log) => sameKey(log, verifierOf(key)));
  if (next !== undefined && names(next) && !names(current)) {
    throw refused(
      'LOG_KEY_CHANGING',
      'a change of the key that signs the share log was begun and not ended',
      {
        hint: 'run "throughline log key revoke" again, with what you gave it before',
      },
    );
  }
  const sealing = await keys.read(paths.sealingKey, 'sealing');
  const { operator } = await readSettings(paths.settings);
  const host = await machineId(paths, keys);
  return {
    signer: current,
    ...(next !== undefined && names(next) ? { alsoSigner: next } : {}),
    ...(sealing === undefined
      ? {}
      : {
          openings: {
            recipient: () => recipientFor(sealing),
            ...(operator === undefined ? {} : { operator }),
          },
        }),
    ambient,
    rememberedHead: paths.head,
    system: { ...TOOL, build: buildDigest(), ...(host === undefined ? {} : { host }) },
    personal,
  };
}

async function recipientFor(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return identityToRecipient(identity);
}
