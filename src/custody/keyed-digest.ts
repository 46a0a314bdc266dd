/**
 * Digests for the share log of what somebody could guess: an extract, the name of a machine. They are made under a key
 * that this party alone can work out, so that no reader of the log can test a guess against them.
 */
import { createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import { logDigestKey } from './derive.ts';
import type { Keyring } from './keyring.ts';
import type { WorkspacePaths } from './paths.ts';
import { readReferenceSecret } from './project-key.ts';
import { secretFromText } from './secrets.ts';
import type { Workspace } from './workspace.ts';

/**
 * The digest of something that could be guessed: `hmac-sha256:` and 64 hex digits. `kind` keeps digests of different
 * things apart.
 *
 * @throws `KEY_MISSING`, `KEY_FILE_...`.
 */
export async function digestForLog(workspace: Workspace, kind: string, message: string): Promise<string> {
  return `hmac-sha256:${keyed(await readReferenceSecret(workspace), kind, message).toString('hex')}`;
}

/**
 * Which machine this is: 22 characters that nobody else can tell a name from; undefined where the party has no secret of
 * its own.
 *
 * @throws `KEY_FILE_...`, `KEY_LOCKED`.
 */
export async function machineId(
  { referenceKey }: Pick<WorkspacePaths, 'referenceKey'>,
  keys: Keyring,
): Promise<string | undefined> {
  const text = await keys.read(referenceKey, 'reference');
  if (text === undefined) return undefined;
  return keyed(secretFromText(text, referenceKey), 'machine', hostname()).toString('base64url', 0, 16);
}

/** Wipes the secret. */
function keyed(secret: Uint8Array, kind: string, message: string): Buffer {
  const key = logDigestKey(secret);
  secret.fill(0);
  const digest = createHmac('sha256', key).update(`${kind}\0${message}`).digest();
  key.fill(0);
  return digest;
}
