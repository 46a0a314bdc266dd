/**
 * Where CSV records end, found over bytes without parsing them (RFC 4180, with LF, CRLF or both).
 *
 * A quote opens a quoted field only at the start of a field; inside one, `""` is a quote and a line end is
 * text. A quote anywhere else in an unquoted field is only a character, so such a row ends at its line end.
 * When a quoted field turns out to be faulty (text follows its closing quote, or the file ends inside it) and
 * runs over several lines, its opening quote is taken for one that was never closed: the record ends with the
 * line on which that field began, and the lines after it are records of their own. So one bad row does not
 * swallow those that follow, unless a later quote happens to close it well.
 */
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** The bytes in hand end before the record does. */
export const MORE = -1;
/** The record is longer than the limit. */
export const TOO_LONG = -2;

export class RecordScanner {
  readonly #bytes: Buffer;
  readonly #delimiter: number;
  readonly #atEnd: boolean;
  readonly #limit: number;
  #position = 0;
  #quote = -1;

  /**
   * @param bytes records from the first byte on, in an ASCII-compatible encoding
   * @param delimiter the delimiter's byte
   * @param atEnd whether the file ends where `bytes` ends
   * @param limit how many bytes may be looked at to find the end of one record
   */
  constructor(bytes: Uint8Array, delimiter: number, atEnd: boolean, limit = Number.POSITIVE_INFINITY) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#delimiter = delimiter;
    this.#atEnd = atEnd;
    this.#limit = limit;
  }

  /** Where the next record starts. */
  get position(): number {
    return this.#position;
  }

  /**
   * Moves past one record and returns the offset of its end, line end included. Stays and returns
   * {@link MORE} when the end is not in the bytes at hand, {@link TOO_LONG} when it is beyond the limit.
   */
  next(): number {
    const start = this.#position;
    const bytes = this.#bytes;
    if (start >= bytes.length) return MORE;
    if (this.#quote < start) this.#quote = this.#indexOf(QUOTE, start);
    const newline = bytes.indexOf(LF, start);
    const end = newline !== -1 && newline < this.#quote ? newline + 1 : this.#endAmongQuotes(start);
    if (end === MORE) return bytes.length - start > this.#limit ? TOO_LONG : MORE;
    if (end === TOO_LONG || end - start > this.#limit) return TOO_LONG;
    this.#position = end;
    return end;
  }

  #endAmongQuotes(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let newline = -1;
    for (;;) {
      if (newline < at) newline = this.#indexOf(LF, at);
      if (this.#quote < at) this.#quote = this.#indexOf(QUOTE, at);
      const quote = this.#quote;
      if (newline < quote) return newline + 1;
      if (quote === Number.POSITIVE_INFINITY) return this.#atEnd ? bytes.length : MORE;
      if (quote !== start && bytes[quote - 1] !== this.#delimiter) {
        at = quote + 1;
        continue;
      }
      const close = this.#closingQuote(quote + 1);
      const verdict = close === -1 ? (this.#atEnd ? 'faulty' : 'unknown') : this.#after(close + 1);
      if (verdict === 'unknown') return MORE;
      if (verdict === 'faulty') {
        const seen = close === -1 ? bytes.length : close + 2;
        if (seen - start > this.#limit) return TOO_LONG;
        if (newline < seen) return newline + 1;
      }
      at = close === -1 ? bytes.length : close + 1;
    }
  }

  /** The quote that closes the field whose text starts at `from`, or -1. */
  #closingQuote(from: number): number {
    const bytes = this.#bytes;
    for (let at = bytes.indexOf(QUOTE, from); at !== -1; at = bytes.indexOf(QUOTE, at + 2)) {
      if (bytes[at + 1] !== QUOTE) return at;
    }
    return -1;
  }

  /** Whether what follows a closing quote ends the field. */
  #after(at: number): 'sound' | 'faulty' | 'unknown' {
    const bytes = this.#bytes;
    if (at >= bytes.length) return this.#atEnd ? 'sound' : 'unknown';
    const next = bytes[at];
    if (next === this.#delimiter || next === LF) return 'sound';
    if (next !== CR) return 'faulty';
    if (at + 1 >= bytes.length) return this.#atEnd ? 'faulty' : 'unknown';
    return bytes[at + 1] === LF ? 'sound' : 'faulty';
  }

  #indexOf(byte: number, from: number): number {
    const at = this.#bytes.indexOf(byte, from);
    return at === -1 ? Number.POSITIVE_INFINITY : at;
  }
}

/** Whether a record is a blank line. */
export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    (end - start === 1 && bytes[start] === LF) ||
    (end - start === 2 && bytes[start] === CR && bytes[start + 1] === LF)
  );
}

/** Every record in bytes that hold whole records only, as start and end. */
export function* recordsIn(bytes: Uint8Array, delimiter: string): Generator<readonly [number, number]> {
  const scanner = new RecordScanner(bytes, delimiter.charCodeAt(0), true);
  for (let start = 0, end = scanner.next(); end !== MORE; start = end, end = scanner.next()) {
    yield [start, end];
  }
}

/** The row of the first record that `isBad`; the first record has the row `firstRow`. */
export function rowOfFirst(
  bytes: Uint8Array,
  delimiter: string,
  firstRow: number,
  isBad: (record: Uint8Array) => boolean,
): number {
  let row = firstRow;
  for (const [start, end] of recordsIn(bytes, delimiter)) {
    if (isBad(bytes.subarray(start, end))) break;
    row += 1;
  }
  return row;
}
