/** A project key on its way to another agency: canonical JSON inside an age seal. */
import { refused } from '../errors.ts';
import { canonicalise, type Json, parseCanonical } from '../sharelog/index.ts';
import { secretFromText } from './secrets.ts';

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

export const keyLetterBytes = (letter: KeyLetter): Uint8Array => canonicalise(letter as unknown as Json);

/** @throws `KEY_LETTER` (exit code 1) unless the bytes are exactly what {@link keyLetterBytes} makes. */
export function parseKeyLetter(
  bytes: Uint8Array,
  file: string,
): { agreement: string; from: string; to: string; key: Uint8Array } {
  try {
    const { throughline, kind, agreement, from, to, key, ...more } = parseCanonical(
      bytes,
    ) as unknown as KeyLetter;
    const texts = [agreement, from, to, key].every((text) => typeof text === 'string');
    if (throughline === 1 && kind === 'project-key' && texts && Object.keys(more).length === 0) {
      return { agreement, from, to, key: secretFromText(key, file) };
    }
  } catch {
    // What is wrong inside is of no use to the reader, and the text may hold the key.
  }
  throw refused('KEY_LETTER', 'this file does not hold a project key', {
    place: { file },
    hint: 'ask the sending agency for the file that "throughline key send" makes',
  });
}
