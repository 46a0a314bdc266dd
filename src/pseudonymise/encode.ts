/**
 * The message that a token is the keyed hash of: each part as two bytes of length (big endian) and its
 * UTF-8 bytes, one after another. The lengths make it injective: `ab|c` and `a|bc` differ.
 *
 * Worked example: the parts `ab` and `c` are the bytes 00 02 61 62 00 01 63.
 */
const utf8 = new TextEncoder();

/** Longest part in bytes; a longer one is cut, at every agency alike. */
export const LONGEST_PART = 255;

const MOST_PARTS = 8;

/** Encodes into one buffer that it owns and reuses. */
export class PartEncoder {
  readonly #buffer = new Uint8Array(MOST_PARTS * (LONGEST_PART + 2));
  /** The first bytes of the buffer, by how many: each view is made once. */
  readonly #views: (Uint8Array | undefined)[];
  #length = 0;

  constructor() {
    this.#views = new Array<undefined>(this.#buffer.length + 1).fill(undefined);
  }

  /** Begins a new message. */
  start(): void {
    this.#length = 0;
  }

  /** Adds a part; a message has at most 8. */
  add(part: string): void {
    const at = this.#length + 2;
    const written = this.#writeAscii(part, at) ?? this.#writeUtf8(part, at);
    this.#buffer[at - 2] = 0;
    this.#buffer[at - 1] = written;
    this.#length = at + written;
  }

  /** How many bytes were written, or undefined where UTF-8 is needed: most parts are plain, and this is quicker. */
  #writeAscii(part: string, at: number): number | undefined {
    if (part.length > LONGEST_PART) return undefined;
    for (let index = 0; index < part.length; index += 1) {
      const unit = part.charCodeAt(index);
      if (unit > 0x7f) return undefined;
      this.#buffer[at + index] = unit;
    }
    return part.length;
  }

  #writeUtf8(part: string, at: number): number {
    return utf8.encodeInto(part, this.#buffer.subarray(at, at + LONGEST_PART)).written;
  }

  /** The message, valid until the next {@link start}. */
  bytes(): Uint8Array {
    const view = this.#views[this.#length] ?? this.#buffer.subarray(0, this.#length);
    this.#views[this.#length] = view;
    return view;
  }
}
