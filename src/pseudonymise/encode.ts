/**
 * The message that a token is the keyed hash of: each part as two bytes of length (big endian) and its
 * UTF-8 bytes, one after another. The lengths make it injective: `ab|c` and `a|bc` differ.
 *
 * Worked example: the parts `ab` and `c` are the bytes 00 02 61 62 00 01 63.
 */
const utf8 = new TextEncoder();

/** Longest part in bytes; a longer one is cut, on every side alike. */
export const LONGEST_PART = 255;

/** Encodes into one buffer that it owns and reuses: the result is valid until the next call. */
export class PartEncoder {
  readonly #buffer = new Uint8Array(8 * (LONGEST_PART + 2));

  /** @param parts at most 8 standardised values */
  encode(parts: readonly string[]): Uint8Array {
    let at = 0;
    for (const part of parts) {
      const { written } = utf8.encodeInto(part, this.#buffer.subarray(at + 2, at + 2 + LONGEST_PART));
      this.#buffer[at] = 0;
      this.#buffer[at + 1] = written;
      at += 2 + written;
    }
    return this.#buffer.subarray(0, at);
  }
}
