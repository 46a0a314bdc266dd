/** Universally unique, time-ordered identifiers (the ULID specification): 48 bits of time, 80 of chance. */
import type { Ambient } from '../ambient.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 characters of Crockford's base 32 for the moment `at`. */
export function ulid(at: Date, ambient: Ambient): string {
  let value = BigInt(at.getTime());
  for (const byte of ambient.random(10)) value = value * 256n + BigInt(byte);
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = ALPHABET[Number(value % 32n)] + text;
    value /= 32n;
  }
  return text;
}
