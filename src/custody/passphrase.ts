/**
 * Passphrases: what one has to be, and reading one from a file or from a descriptor that a script has opened.
 * Never from an argument or the environment, which other programs on the machine can see.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { refused, unusable } from '../errors.ts';

/** Where a script keeps a passphrase: a path, or the number of an open descriptor. */
export type PassphraseSource = string | number;

/** Characters that a new passphrase has at least. Three random words are longer. */
const SHORTEST = 12;
/** Bytes; a longer file is not a passphrase. */
const LONGEST = 1024;

/**
 * The passphrase in a file or descriptor: all of it, less one line end.
 *
 * @throws `PASSPHRASE_EXPOSED` (exit code 1) for a file that other accounts can read; `PASSPHRASE_UNREADABLE`
 * and `PASSPHRASE_FORM` (exit code 2).
 */
export async function readPassphrase(source: PassphraseSource): Promise<string> {
  const bytes = await bytesOf(source);
  const text = isUtf8(bytes) ? bytes.toString('utf8').replace(/\r?\n$/, '') : '';
  bytes.fill(0);
  return checkedPassphrase(text);
}

/** One byte more than a passphrase and its line end can have, so that a longer text shows. */
async function bytesOf(source: PassphraseSource): Promise<Buffer> {
  const limit = { end: LONGEST + 2 };
  const open =
    typeof source === 'string'
      ? () => createReadStream(source, limit)
      : () => createReadStream('', { fd: source, autoClose: false });
  if (typeof source === 'string') await refuseExposed(source);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of open() as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    throw unreadable(source);
  }
}

const unreadable = (source: PassphraseSource) =>
  unusable('PASSPHRASE_UNREADABLE', 'no passphrase can be read from here', {
    place: typeof source === 'string' ? { file: source } : {},
    hint: 'give --passphrase-file a file with one line, or --passphrase-fd a descriptor that is open',
  });

async function refuseExposed(file: string): Promise<void> {
  const facts = await stat(file).catch(() => {
    throw unreadable(file);
  });
  if (process.platform === 'win32' || !facts.isFile() || (facts.mode & 0o077) === 0) return;
  throw refused('PASSPHRASE_EXPOSED', 'other accounts on this machine can read this passphrase', {
    place: { file },
    hint: 'set the file to mode 600, and choose another passphrase if somebody may have read it',
  });
}

/** The passphrase in its one spelling. @throws `PASSPHRASE_FORM` when it is empty, or holds control characters. */
export function checkedPassphrase(text: string): string {
  if (text === '' || Buffer.byteLength(text) > LONGEST || /\p{Cc}/u.test(text)) {
    throw unusable('PASSPHRASE_FORM', 'a passphrase is one line of text of at most 1,024 bytes', {
      hint: 'use words and spaces; a tab or a second line is not taken',
    });
  }
  return text.normalize('NFC');
}

/** A passphrase for new keys. @throws `PASSPHRASE_SHORT`, and as {@link checkedPassphrase}. */
export function newPassphrase(text: string): string {
  const passphrase = checkedPassphrase(text);
  if (passphrase.length >= SHORTEST) return passphrase;
  throw unusable('PASSPHRASE_SHORT', `a passphrase has at least ${SHORTEST} characters`, {
    hint: 'four or five random words make a good one',
  });
}
