/**
 * Which part of a run a line belongs to: by the first bits of its record reference, which are random-looking,
 * so that parts are of about one size and follow each other in order of reference.
 */

const FEWEST = 64;
/** The first three hexadecimal digits of a reference tell the part. */
const MOST = 4096;

/** Bytes of an extract for each part. Its tokens and events are a few times as many, and are sorted at once. */
const BYTES_EACH = 1 << 24;

/** How many parts an extract of that length is gathered in, a power of two; what is sorted at once stays small. */
export const partsFor = (bytes: number): number =>
  Math.min(MOST, Math.max(FEWEST, 2 ** Math.ceil(Math.log2(bytes / BYTES_EACH))));

/** The part of the line that starts at `at`, out of `parts`. */
export const partOf = (bytes: Uint8Array, at: number, parts: number): number =>
  Math.floor((hexValue(bytes, at, 3) * parts) / MOST);

/** The number that `digits` lower-case hexadecimal digits stand for; exact up to 13 of them. */
export function hexValue(bytes: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const unit = bytes[index]!;
    value = value * 16 + (unit & 15) + (unit > 0x39 ? 9 : 0);
  }
  return value;
}

/** {@link hexValue} of eight digits, as a 32-bit number, for the very many that tokens have. */
export function word(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 8; index += 1) {
    const unit = bytes[index]!;
    value = (value << 4) | ((unit & 15) + (unit >> 6) * 9);
  }
  return value >>> 0;
}
