/**
 * A party's private keys as they lie in `party/`: open, or locked with a passphrase.
 *
 * A locked party has `party/lock.age`: an age identity sealed under the passphrase (scrypt). Each of its key
 * files is sealed to that identity, so that one passphrase, asked for once, opens them all. The ordinary `age`
 * program opens them too: `age -d -i party/lock.age party/sealing.key`.
 */
import type { Decrypter, Encrypter } from 'age-encryption';
import { unusable } from '../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { type KeyKind, keyFileText, kindOf, parseKeyFile, readPrivateFile } from './key-file.ts';

/** Where a passphrase comes from, when one is needed: asked on a terminal, or read from a file. */
export type AskPassphrase = () => Promise<string>;

/** What a sealed file begins with. */
const SEALED = 'age-encryption.org/v1\n';

export class Keyring {
  readonly #lockFile: string;
  readonly #ask: AskPassphrase | undefined;
  #identity: Promise<string | undefined> | undefined;

  /** The keys beside `lockFile`; `ask` is called at most once, and only where there is a lock. */
  constructor(lockFile: string, ask?: AskPassphrase) {
    this.#lockFile = lockFile;
    this.#ask = ask;
  }

  /** Makes a lock under `passphrase`; keys written through the keyring are locked from then on. */
  static async lock(lockFile: string, passphrase: string): Promise<Keyring> {
    const { Encrypter, generateX25519Identity } = await import('age-encryption');
    const identity = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    await sealInto(lockFile, encrypter, keyFileText('lock', identity));
    const keyring = new Keyring(lockFile);
    keyring.#identity = Promise.resolve(identity);
    return keyring;
  }

  /** Whether the keys are locked with a passphrase. */
  async isLocked(): Promise<boolean> {
    return (await readPrivateFile(this.#lockFile)) !== undefined;
  }

  /**
   * The text of the key file at `path`; undefined when there is none.
   *
   * @throws `KEY_FILE_...`; `KEY_LOCKED` and `PASSPHRASE_WRONG` (exit code 2) when the keys are locked and no
   * passphrase is to be had, or not the right one.
   */
  async read(path: string, kind: KeyKind): Promise<string | undefined> {
    const bytes = await readPrivateFile(path);
    return bytes === undefined ? undefined : parseKeyFile(kind, await this.#open(bytes, path), path);
  }

  /** The content of a key file, open or locked; its bytes are wiped. */
  async #open(bytes: Buffer, path: string): Promise<string> {
    try {
      const identity = await this.#unlock();
      const isSealed = bytes.toString('latin1', 0, SEALED.length) === SEALED;
      if (identity === undefined && isSealed) {
        throw invalidLock(path, 'this key is locked, and the lock.age beside it is not there');
      }
      if (identity === undefined) return bytes.toString('latin1');
      if (!isSealed)
        throw invalidLock(path, 'this key lies open, although the keys of this party are locked');
      const { Decrypter } = await import('age-encryption');
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return await decrypted(decrypter, bytes, path);
    } finally {
      bytes.fill(0);
    }
  }

  /** As {@link read}. @throws `KEY_MISSING` (exit code 2) when there is none, with this next step. */
  async require(path: string, kind: KeyKind, hint: string): Promise<string> {
    const text = await this.read(path, kind);
    if (text !== undefined) return text;
    throw unusable('KEY_MISSING', `this party's ${kind} key is not there`, { place: { file: path }, hint });
  }

  /**
   * Writes a new key file that only this account can read, locked where the others are. An existing one is
   * never overwritten.
   *
   * @throws `OUTPUT_EXISTS`, what the disk refuses with, and as {@link read}.
   */
  async write(path: string, kind: KeyKind, text: string): Promise<void> {
    const identity = await this.#unlock();
    const content = keyFileText(kind, text);
    if (identity === undefined) {
      await writeFileAtomically(path, content, { mode: PRIVATE_FILE });
      return;
    }
    const { Encrypter, identityToRecipient } = await import('age-encryption');
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    await sealInto(path, encrypter, content);
  }

  /** Locks the same keys with another passphrase. @throws as {@link read}; what the disk refuses with. */
  async relock(passphrase: string): Promise<void> {
    const identity = await this.#unlock();
    if (identity === undefined) throw invalidLock(this.#lockFile, 'there is no lock here');
    const { Encrypter } = await import('age-encryption');
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    await sealInto(this.#lockFile, encrypter, keyFileText('lock', identity), true);
  }

  /** Writes the key file at `from` to `to` as another keyring keeps it. @throws as {@link read} and {@link write}. */
  async copyTo(other: Keyring, from: string, to: string): Promise<void> {
    const bytes = await readPrivateFile(from);
    const kind = bytes === undefined ? undefined : kindOf(await this.#open(bytes, from));
    if (kind === undefined) throw invalidLock(from, 'this is not a key file');
    await other.write(to, kind, await this.require(from, kind, 'restore party/ from your backup'));
  }

  #unlock(): Promise<string | undefined> {
    this.#identity ??= this.#readLock();
    return this.#identity;
  }

  async #readLock(): Promise<string | undefined> {
    const lock = await readPrivateFile(this.#lockFile);
    if (lock === undefined) return undefined;
    if (this.#ask === undefined) {
      throw unusable('KEY_LOCKED', "this party's keys are locked with a passphrase", {
        place: { file: this.#lockFile },
        hint: 'run the command at a terminal, which asks for it, or give --passphrase-file FILE',
      });
    }
    const { Decrypter } = await import('age-encryption');
    const decrypter = new Decrypter();
    decrypter.addPassphrase(await this.#ask());
    const content = await decrypter.decrypt(new Uint8Array(lock), 'text').catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('no identity matched')) {
        throw unusable('PASSPHRASE_WRONG', 'this is not the passphrase of these keys', {
          place: { file: this.#lockFile },
          hint: 'try again; if it is lost, restore the keys from a backup whose passphrase is known',
        });
      }
      throw invalidLock(this.#lockFile, 'this lock was changed or cut short');
    });
    return parseKeyFile('lock', content, this.#lockFile);
  }
}

async function sealInto(path: string, encrypter: Encrypter, content: string, replace = false): Promise<void> {
  await writeFileAtomically(path, await encrypter.encrypt(content), { mode: PRIVATE_FILE, replace });
}

const decrypted = (decrypter: Decrypter, bytes: Uint8Array, path: string): Promise<string> =>
  decrypter.decrypt(new Uint8Array(bytes), 'text').catch(() => {
    throw invalidLock(path, 'this key was changed, cut short, or locked with another lock');
  });

const invalidLock = (file: string, reason: string) =>
  unusable('KEY_FILE_INVALID', reason, {
    place: { file },
    hint: 'restore party/ from your backup exactly as it was',
  });
