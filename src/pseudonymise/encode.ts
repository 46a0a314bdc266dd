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
    this.#length = encodePart(part, this.#buffer, this.#length);
  }

  /** Adds a part that is encoded already. */
  addEncoded(parts: EncodedParts, number: number): void {
    const end = parts.ends[number]!;
    let at = this.#length;
    for (let from = number === 0 ? 0 : parts.ends[number - 1]!; from < end; from += 1) {
      this.#buffer[at] = parts.bytes[from]!;
      at += 1;
    }
    this.#length = at;
  }

  /** The message, valid until the next {@link start}. */
  bytes(): Uint8Array {
    const view = this.#views[this.#length] ?? this.#buffer.subarray(0, this.#length);
    this.#views[this.#length] = view;
    return view;
  }
}

/** Parts that stand in many messages, each encoded once. */
export class EncodedParts {
  /** One part after another. */
  readonly bytes: Uint8Array;
  /** Where each ends. */
  readonly ends: Uint32Array;
  #count = 0;

  /** @param most parts that it ever holds */
  constructor(most: number) {
    this.bytes = new Uint8Array(most * (LONGEST_PART + 2));
    this.ends = new Uint32Array(most);
  }

  /** Forgets all parts. */
  start(): void {
    this.#count = 0;
  }

  /** Returns the part's number, from 0. */
  add(part: string): number {
    const number = this.#count;
    this.ends[number] = encodePart(part, this.bytes, number === 0 ? 0 : this.ends[number - 1]!);
    this.#count += 1;
    return number;
  }
}

/** Writes a part's length and bytes into `buffer` from `start` on; returns where they end. */
function encodePart(part: string, buffer: Uint8Array, start: number): number {
  const at = start + 2;
  const written = writeAscii(part, buffer, at) ?? writeUtf8(part, buffer, at);
  buffer[start] = 0;
  buffer[start + 1] = written;
  return at + written;
}

/** How many bytes were written, or undefined where UTF-8 is needed: most parts are plain, and this is quicker. */
function writeAscii(part: string, buffer: Uint8Array, at: number): number | undefined {
  if (part.length > LONGEST_PART) return undefined;
  for (let index = 0; index < part.length; index += 1) {
    const unit = part.charCodeAt(index);
    if (unit > 0x7f) return undefined;
    buffer[at + index] = unit;
  }
  return part.length;
}

const writeUtf8 = (part: string, buffer: Uint8Array, at: number): number =>
  utf8.encodeInto(part, buffer.subarray(at, at + LONGEST_PART)).written;
