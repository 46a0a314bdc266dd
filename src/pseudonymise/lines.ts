/** Lines that begin with a record reference, brought into the order of their bytes where they stand. */
import { hexValue } from './parts.ts';

/** Hexadecimal digits of a record reference. */
export const REFERENCE_LENGTH = 32;

/** A line that is only a reference and this mark says that the person is protected; it sorts before their others. */
export const PROTECTED_MARK = '!';

const LF = 0x0a;

/** Digits of a reference that decide the order of nearly all lines, as one number. */
const DIGITS = 12;
/** Numbers up to 2^53 are exact; a sort key holds the digits and, below them, the line's number. */
const KEY_BITS = 53;

/** Sorts one buffer of lines after another in memory of its own, outside the heap of objects. */
export class SortedLines {
  /** How many lines there are. */
  count = 0;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where each line begins, as they stand in the buffer, and where the last one ends. */
  #starts = new Uint32Array(1024);
  /** Numbers of the lines, in order. */
  #keys = new Float64Array(1024);

  /** Takes whole lines, each with its LF. The buffer is read, never changed, until the next call. */
  sort(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#findLines();
    const numbers = 2 ** Math.ceil(Math.log2(this.count + 1));
    const unit = Math.max(1, numbers * 2 ** (4 * DIGITS - KEY_BITS));
    const keys = this.#keys.subarray(0, this.count);
    for (let line = 0; line < this.count; line += 1)
      keys[line] = Math.floor(hexValue(bytes, this.#starts[line]!, DIGITS) / unit) * numbers + line;
    keys.sort();
    this.#sortEqualKeys(keys, numbers);
  }

  /** Where the line at a place in the order begins. */
  start(place: number): number {
    return this.#starts[this.#keys[place]!]!;
  }

  /** Where it ends, its LF included. */
  end(place: number): number {
    return this.#starts[this.#keys[place]! + 1]!;
  }

  #findLines(): void {
    this.count = 0;
    for (let start = 0; start < this.#bytes.length; ) {
      if (this.count + 2 > this.#starts.length) this.#grow();
      start = this.#bytes.indexOf(LF, start) + 1;
      this.count += 1;
      this.#starts[this.count] = start;
    }
  }

  #grow(): void {
    const starts = new Uint32Array(2 * this.#starts.length);
    starts.set(this.#starts);
    this.#starts = starts;
    this.#keys = new Float64Array(starts.length);
  }

  /** Sorts lines whose digits are equal by all their bytes, and leaves the numbers of lines alone in the keys. */
  #sortEqualKeys(keys: Float64Array, numbers: number): void {
    for (let from = 0; from < keys.length; ) {
      const digits = Math.floor(keys[from]! / numbers);
      let to = from;
      for (; to < keys.length && Math.floor(keys[to]! / numbers) === digits; to += 1)
        keys[to]! -= digits * numbers;
      if (to - from > 1) keys.subarray(from, to).sort((a, b) => this.#compare(a, b));
      from = to;
    }
  }

  /** Without their LF, so that a line which begins another comes before it. */
  #compare(a: number, b: number): number {
    const starts = this.#starts;
    return this.#bytes.compare(this.#bytes, starts[b], starts[b + 1]! - 1, starts[a], starts[a + 1]! - 1);
  }
}
