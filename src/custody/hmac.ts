/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) under one key for very many short messages. Both states after their key blocks are
 * computed once and taken up again for each message, and nothing is allocated but what is handed back.
 */
import { _SHA256, sha256 } from '@noble/hashes/sha2.js';

const BLOCK = 64;
const DIGEST = 32;
const INNER = 0x36;
const OUTER = 0x5c;

const HEX = new TextEncoder().encode('0123456789abcdef');

export class Hmac256 {
  readonly #inner: AfterBlock;
  readonly #outer: AfterBlock;
  /** The last digest. */
  readonly #out = Buffer.alloc(DIGEST);
  readonly #view = new DataView(this.#out.buffer, this.#out.byteOffset, DIGEST);

  /** `key`: 32 bytes, as {@link tokenKey} and {@link referenceKey} derive them; it is copied into the states. */
  constructor(key: Uint8Array) {
    const own = key.length > BLOCK ? sha256(key) : key;
    this.#inner = new AfterBlock(padded(own, INNER));
    this.#outer = new AfterBlock(padded(own, OUTER));
  }

  /**
   * The first 8 bytes of the HMAC of `message`, as 16 hexadecimal digits: the form of a token.
   *
   * @param length use only the first `length` bytes of `message`, so that one buffer can serve many messages
   */
  token(message: Uint8Array, length: number = message.length): string {
    this.#digest(message, length);
    return this.#out.toString('hex', 0, 8);
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
    return this.#out.toString('hex', 0, 16);
  }

  /** All 32 bytes, in an array of the caller's own. */
  full(message: Uint8Array, length: number = message.length): Uint8Array {
    this.#digest(message, length);
    return Uint8Array.from(this.#out);
  }

  /** Ends the use of the key; any later call throws. */
  destroy(): void {
    this.#inner.destroy();
    this.#outer.destroy();
    this.#out.fill(0);
  }

  #digest(message: Uint8Array, length: number): void {
    this.#inner.take(message, length);
    this.#outer.takeDigestOf(this.#inner);
    this.#outer.write(this.#view);
  }
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(BLOCK).fill(pad);
  for (let index = 0; index < key.length; index += 1) block[index]! ^= key[index]!;
  return block;
}

/**
 * SHA-256 after one block that is the same for all messages. The compression is the library's; its own way to a digest
 * makes several objects for each message, which takes as long again as half the compression.
 */
class AfterBlock extends _SHA256 {
  readonly #state: [number, number, number, number, number, number, number, number];

  constructor(block: Uint8Array) {
    super();
    this.buffer.set(block);
    this.process(this.view, 0);
    this.#state = this.get();
    block.fill(0);
  }

  /** Takes the first `length` bytes of a message after the block, with the padding of FIPS 180-4, 5.1.1. */
  take(message: Uint8Array, length: number): void {
    const { buffer, view } = this;
    this.#restore();
    let at = 0;
    for (; length - at >= BLOCK; at += BLOCK) {
      buffer.set(message.subarray(at, at + BLOCK));
      this.process(view, 0);
    }
    const rest = length - at;
    buffer.set(rest === message.length ? message : message.subarray(at, length));
    buffer[rest] = 0x80;
    buffer.fill(0, rest + 1);
    if (rest >= BLOCK - 8) {
      this.process(view, 0);
      buffer.fill(0);
    }
    view.setUint32(BLOCK - 4, 8 * (BLOCK + length));
    this.process(view, 0);
  }

  /** As {@link take} for the digest of what another has taken. */
  takeDigestOf(other: AfterBlock): void {
    this.#restore();
    other.write(this.view);
    this.view.setUint32(DIGEST, 0x80000000);
    this.buffer.fill(0, DIGEST + 4);
    this.view.setUint32(BLOCK - 4, 8 * (BLOCK + DIGEST));
    this.process(this.view, 0);
  }

  /** Writes the digest of the block and what was taken after it. */
  write(out: DataView): void {
    out.setUint32(0, this.A);
    out.setUint32(4, this.B);
    out.setUint32(8, this.C);
    out.setUint32(12, this.D);
    out.setUint32(16, this.E);
    out.setUint32(20, this.F);
    out.setUint32(24, this.G);
    out.setUint32(28, this.H);
  }

  override destroy(): void {
    super.destroy();
    this.roundClean();
    this.#state.fill(0);
  }

  #restore(): void {
    if (this.destroyed) throw new Error('the key of this hasher was destroyed');
    const state = this.#state;
    this.set(state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
  }
}
