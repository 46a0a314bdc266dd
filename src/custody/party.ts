/** A party's own identity in a workspace: its id, and the keys that are made with it. */
import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ambient } from '../ambient.ts';
import { systemCode, unusable } from '../errors.ts';
import { PRIVATE_DIRECTORY, PRIVATE_FILE, stageDirectory, writeFileAtomically } from '../files/index.ts';
import { generateSignerKey, signerFromText, vkeyOf, WITNESS_KEY } from '../sharelog/index.ts';
import { Keyring } from './keyring.ts';
import { workspacePaths } from './paths.ts';
import { createSecret } from './secrets.ts';

export interface PartyKeys {
  readonly id: string;
  /** The share log's verification key, for `keys.log` of the agreement. */
  readonly log: string;
  /** The key under which partners' logs are cosigned, for `keys.witness`. */
  readonly witness: string;
  /** The age recipient that shares to this party are sealed to, for `keys.sealing`. */
  readonly sealing: string;
}

/** A party's id, as the agreement writes it. */
const PARTY_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const isPartyId = (id: string): boolean => PARTY_ID.test(id) && id.length <= 40;

/**
 * The origin line of a party's log, which is also the name of the key that signs it. A workspace serves one
 * agreement, so the party alone names the log.
 */
export const logOrigin = (partyId: string): string => `${partyId}.throughline.example/sharelog`;

/** The name under which a party cosigns. */
export const witnessName = (partyId: string): string => `${partyId}.throughline.example/witness`;

/**
 * Makes `party/` with a log signing key, a witness key, a sealing key and a reference secret (which only an agency will
 * use), whole or not at all; locked with `passphrase` where one is given.
 *
 * @returns the public halves, to be written into the agreement.
 * @throws `PARTY_ID` for an id that no agreement could hold; `PARTY_EXISTS` where one is already made.
 */
export async function createParty(
  dir: string,
  id: string,
  ambient: Ambient,
  passphrase?: string,
): Promise<PartyKeys> {
  if (!isPartyId(id)) {
    throw unusable(
      'PARTY_ID',
      'a party id is small letters, digits and single hyphens, starting with a letter',
      {
        hint: 'choose an id such as police or linkage-unit',
      },
    );
  }
  const target = workspacePaths(dir).party;
  if (await exists(target)) {
    throw unusable('PARTY_EXISTS', 'a party was already made here', {
      place: { file: target },
      hint: 'make another party in a folder of its own; keys once made are never replaced',
    });
  }
  const stage = await stageDirectory(target, { mode: PRIVATE_DIRECTORY });
  try {
    const logKey = generateSignerKey(logOrigin(id), ambient);
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
    const sealing = await generateX25519Identity();
    const lockFile = join(stage.path, 'lock.age');
    const keys = passphrase === undefined ? new Keyring(lockFile) : await Keyring.lock(lockFile, passphrase);
    await keys.write(join(stage.path, 'log.key'), 'log', logKey);
    await keys.write(join(stage.path, 'sealing.key'), 'sealing', sealing);
    (await createSecret(keys, join(stage.path, 'reference.key'), 'reference', ambient)).fill(0);
    const witnessKey = generateSignerKey(witnessName(id), ambient);
    await keys.write(join(stage.path, 'witness.key'), 'witness', witnessKey);
    await writeFileAtomically(join(stage.path, 'id.json'), identityText(id), { mode: PRIVATE_FILE });
    await stage.commit();
    return {
      id,
      log: vkeyOf(signerFromText(logKey)),
      witness: vkeyOf(signerFromText(witnessKey), WITNESS_KEY),
      sealing: await identityToRecipient(sealing),
    };
  } finally {
    await stage.abandon();
  }
}

const identityText = (id: string): string => `${JSON.stringify({ id })}\n`;

/**
 * The id of the party whose workspace `dir` is.
 *
 * @throws `NOT_A_WORKSPACE` when no party was made here, `PARTY_FILE_INVALID` when `party/id.json` was edited.
 */
export async function readPartyId(dir: string): Promise<string> {
  const file = workspacePaths(dir).identity;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const inside = systemCode(error) === 'ENOENT' ? 'no party was made here' : 'it cannot be read';
    throw unusable('NOT_A_WORKSPACE', `this folder is not a party's workspace: ${inside}`, {
      place: { file: dirname(dirname(file)) },
      hint: 'go to the workspace folder or name it with --workspace, or make one with "throughline party new ID"',
    });
  });
  const id = /^\{"id":"([a-z0-9-]{1,40})"\}\n$/.exec(text)?.[1];
  if (id !== undefined && isPartyId(id)) return id;
  throw unusable('PARTY_FILE_INVALID', 'this file does not name a party', {
    place: { file },
    hint: 'restore the file from your backup exactly as it was',
  });
}

/** Whether there is anything at `path`. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
