/** A project key on its way to another agency: canonical JSON inside an age seal. */
import { refused } from '../errors.ts';
import { canonicalise } from '../sharelog/index.ts';
import { secretFromText } from './secrets.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';

export interface KeyLetter {
  readonly throughline: 1;
  readonly kind: 'project-key';
  /** Id of the agreement that the key serves. */
  readonly agreement: string;
  readonly from: string;
  readonly to: string;
  /** 32 bytes, base64. */
  readonly key: string;
}

export const keyLetterBytes = (letter: KeyLetter): Uint8Array => canonicalise(letter);

/** Whether unsealed bytes begin as a letter does; no share does, since a tar begins with the name of a file. */
export const isKeyLetter = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', 0, 13) === '{"agreement":';

/** @throws `KEY_LETTER` (exit code 1) unless the bytes are exactly what {@link keyLetterBytes} makes. */
export function parseKeyLetter(
  bytes: Uint8Array,
  file: string,
): Omit<KeyLetter, 'key'> & { key: Uint8Array } {
  const letter = readCanonical(bytes);
  if (!isLetter(letter)) {
    throw refused('KEY_LETTER', 'this file does not hold a project key', {
      place: { file },
      hint: 'ask the sending agency for the file that "throughline key send" makes',
    });
  }
  return { ...letter, key: secretFromText(letter.key, file) };
}

function isLetter(value: unknown): value is KeyLetter {
  if (!isRecord(value) || !hasExactly(value, 'agreement from key kind throughline to')) return false;
  const { throughline, kind, agreement, from, to, key } = value;
  return (
    throughline === 1 &&
    kind === 'project-key' &&
    [agreement, from, to, key].every((text) => matches(text, /^.+$/))
  );
}
