/** The 32-byte secrets a party keeps: the project key that agencies hold together, and an agency's own. */
import type { Ambient } from '../ambient.ts';
import { unusable } from '../errors.ts';
import type { Keyring } from './keyring.ts';

const LENGTH = 32;

/** Makes and stores a new secret. @throws `OUTPUT_EXISTS` when there is one. */
export async function createSecret(
  keys: Keyring,
  path: string,
  kind: 'project' | 'reference',
  ambient: Ambient,
): Promise<Uint8Array> {
  const secret = ambient.random(LENGTH);
  await storeSecret(keys, path, kind, secret);
  return secret;
}

/** Stores a secret that was made elsewhere. @throws `OUTPUT_EXISTS` when there is one. */
export async function storeSecret(
  keys: Keyring,
  path: string,
  kind: 'project' | 'reference',
  secret: Uint8Array,
): Promise<void> {
  await keys.write(path, kind, Buffer.from(secret).toString('base64'));
}

/** The secret in a key file; wipe it after use with `fill(0)`. @throws as {@link Keyring.require}. */
export async function readSecret(
  keys: Keyring,
  path: string,
  kind: 'project' | 'reference',
  hint: string,
): Promise<Uint8Array> {
  return secretFromText(await keys.require(path, kind, hint), path);
}

/** The bytes of a secret's text, which must be written the one way that base64 has for them. */
export function secretFromText(text: string, file: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== LENGTH || bytes.toString('base64') !== text) {
    throw unusable('KEY_FILE_INVALID', 'this key file does not hold a whole key', {
      place: { file },
      hint: 'restore the file from your backup exactly as it was',
    });
  }
  return new Uint8Array(bytes);
}
