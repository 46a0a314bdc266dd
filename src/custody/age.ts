/**
 * Sealing with age (https://age-encryption.org/v1): X25519 recipients, ChaCha20-Poly1305 in chunks. A sealed
 * file opens with the ordinary `age` program and the party's `sealing.key`. Everything streams.
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { Agreement } from '../agreement/index.ts';
import { refused, systemCode, ThroughlineError, unusable } from '../errors.ts';

/**
 * The sealing key that the agreement names for a party; undefined when it names none, or not the party,
 * which the permit will say.
 *
 * @throws `RECIPIENT_KEY` (exit code 2) when the key was not copied whole.
 */
export async function recipientOf(agreement: Agreement, id: string): Promise<string | undefined> {
  const recipient = agreement.parties.find((party) => party.id === id)?.keys?.sealing;
  const { Encrypter } = await import('age-encryption');
  try {
    if (recipient !== undefined) new Encrypter().addRecipient(recipient);
  } catch {
    throw unusable('RECIPIENT_KEY', `the sealing key that the agreement names for ${id} is not a whole key`, {
      hint: 'copy it again from what "throughline party new" printed there',
    });
  }
  return recipient;
}

/** Bytes that are all there, as the stream that sealing takes. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The sealed form of `plain`, for one recipient (`age1...`). */
export async function* seal(plain: AsyncIterable<Uint8Array>, recipient: string): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  yield* await encrypter.encrypt(ReadableStream.from(plain));
}

/**
 * What the sealed file at `path` holds. The last piece comes only once the whole file has been checked, so
 * nothing read here may be relied on before the end.
 *
 * @throws `SHARE_NOT_FOUND` (exit code 2); `SHARE_NOT_FOR_US` and `SHARE_DAMAGED` (exit code 1).
 */
export async function* unseal(path: string, identity: string): AsyncGenerator<Uint8Array> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const source = createReadStream(path);
  try {
    const sealed: ReadableStream<Uint8Array> = Readable.toWeb(source);
    yield* await decrypter.decrypt(sealed);
  } catch (error) {
    throw sealFault(error, path);
  } finally {
    source.destroy();
  }
}

/** The library's errors in our words; they say no more than that the file is not whole or not for us. */
function sealFault(error: unknown, path: string): Error {
  if (error instanceof ThroughlineError) return error;
  const place = { file: path };
  if (systemCode(error)?.startsWith('E') === true) {
    return unusable('SHARE_NOT_FOUND', 'there is no such file, or it cannot be read', {
      place,
      hint: 'check the name of the sealed file and that you may read it',
    });
  }
  if (error instanceof Error && error.message.startsWith('no identity matched')) {
    return refused('SHARE_NOT_FOR_US', 'this file is not sealed to the key of this party', {
      place,
      hint: 'ask its sender for one that is sealed to the key in the agreement',
    });
  }
  return damaged(path);
}

/** A sealed file that is not as it left its sender. */
export const damaged = (path: string): ThroughlineError =>
  refused('SHARE_DAMAGED', 'this sealed file was changed or cut short on its way, or was never whole', {
    place: { file: path },
    hint: 'ask its sender for the file again; nothing of it was kept',
  });
