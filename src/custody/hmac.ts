/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) under one key for very many short messages: the state after the
 * key block is computed once and copied for each message, and nothing is allocated but the text handed back.
 */
import { type _HMAC, hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

type Keyed = _HMAC<ReturnType<typeof sha256.create>>;

const HEX = new TextEncoder().encode('0123456789abcdef');

export class Hmac256 {
  readonly #keyed: Keyed;
  readonly #scratch: Keyed;
  /** The last digest, as the library is quickest with it, and the same bytes as text is made of them. */
  readonly #out = new Uint8Array(32);
  readonly #text = Buffer.from(this.#out.buffer);

  /** `key`: 32 bytes, as {@link tokenKey} and {@link referenceKey} derive them; it is copied into the state. */
  constructor(key: Uint8Array) {
    this.#keyed = hmac.create(sha256, key);
    this.#scratch = this.#keyed.clone();
  }

  /**
   * The first 8 bytes of the HMAC of `message`, as 16 hexadecimal digits: the form of a token.
   *
   * @param length use only the first `length` bytes of `message`, so that one buffer can serve many messages
   */
  token(message: Uint8Array, length: number = message.length): string {
    this.#digest(message, length);
    return this.#text.toString('hex', 0, 8);
  }

  /** Writes what {@link token} gives into `out` from `at` on, in ASCII, without making a text of it. */
  writeToken(message: Uint8Array, out: Uint8Array, at: number): void {
    this.#digest(message, message.length);
    for (let index = 0; index < 8; index += 1) {
      const byte = this.#out[index]!;
      out[at + 2 * index] = HEX[byte >> 4]!;
      out[at + 2 * index + 1] = HEX[byte & 15]!;
    }
  }

  /** The first 16 bytes, as 32 hexadecimal digits: the form of a record reference. */
  reference(message: Uint8Array, length: number = message.length): string {
    this.#digest(message, length);
    return this.#text.toString('hex', 0, 16);
  }

  /** All 32 bytes, in an array of the caller's own. */
  full(message: Uint8Array, length: number = message.length): Uint8Array {
    this.#digest(message, length);
    return Uint8Array.from(this.#out);
  }

  /** Ends the use of the key; any later call throws. */
  destroy(): void {
    this.#keyed.destroy();
    this.#scratch.destroy();
    this.#out.fill(0);
  }

  #digest(message: Uint8Array, length: number): void {
    const bytes = length === message.length ? message : message.subarray(0, length);
    // oxlint-disable-next-line no-underscore-dangle -- the library's own name for a documented method
    this.#keyed._cloneInto(this.#scratch).update(bytes).digestInto(this.#out);
  }
}
