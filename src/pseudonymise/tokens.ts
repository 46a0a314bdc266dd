/** Tokens of one standardised record: one keyed hash for each match-key whose parts the record has. */
import type { Hmac256 } from '../custody/index.ts';
import type { StandardRecord } from '../standardise/index.ts';
import { EncodedParts, PartEncoder } from './encode.ts';
import type { Part, Scheme } from './scheme.ts';
import { TokenLines } from './token-lines.ts';

/** More spellings of one person than this in a single match-key are not tried. */
const MOST_ALTERNATIVES = 8;

export interface TokenRows {
  /** One row an alternative spelling; in each, a token (16 hex digits) or the empty string by match-key. */
  readonly rows: readonly (readonly string[])[];
  /** Bit i set when the record has the scheme's identifier i, as lower-case hex. */
  readonly presence: string;
}

/** Makes tokens under one scheme, one hasher a match-key in the scheme's order. */
export class TokenMaker {
  readonly #encoder = new PartEncoder();
  readonly #lines: TokenLines;
  readonly #scheme: Scheme;
  /** Every part that some match-key has, once. */
  readonly #parts: readonly Part[];
  /** The values of the record in hand; for each part, the number of its first among them, and how many it has. */
  readonly #values: EncodedParts;
  readonly #firstValue: Uint32Array;
  readonly #valueCount: Uint32Array;
  /** For each match-key, its hasher and the positions of its parts in {@link #parts}. */
  readonly #keys: readonly { readonly hasher: Hmac256; readonly parts: readonly number[] }[];

  constructor(scheme: Scheme, hashers: readonly Hmac256[]) {
    this.#scheme = scheme;
    const positions = new Map<string, number>();
    const parts: Part[] = [];
    const position = (part: Part): number => {
      const name = `${part.identifier}.${part.level}`;
      const known = positions.get(name);
      if (known !== undefined) return known;
      positions.set(name, parts.length);
      return parts.push(part) - 1;
    };
    this.#keys = scheme.matchKeys.map((key, index) => ({
      hasher: hashers[index]!,
      parts: key.parts.map(position),
    }));
    this.#parts = parts;
    this.#values = new EncodedParts(parts.length * MOST_ALTERNATIVES);
    this.#firstValue = new Uint32Array(parts.length);
    this.#valueCount = new Uint32Array(parts.length);
    this.#lines = new TokenLines(scheme.matchKeys.length, MOST_ALTERNATIVES);
  }

  /** The tokens of a record; one that has no match-key still has a row, so that it is known to exist. */
  make(record: StandardRecord): TokenRows {
    const none = (): string[] => new Array<string>(this.#keys.length).fill('');
    const rows = [none()];
    this.#forEachToken(record, (row, column, hasher, message) => {
      const tokens = rows[row] ?? none();
      tokens[column] = hasher.token(message);
      rows[row] = tokens;
    });
    return { rows, presence: this.#presenceOf(record) };
  }

  /**
   * The same as lines of tokens.csv, in bytes, of the person with that reference: no text is made of a token,
   * of which there are many. They stand in one buffer until the next call.
   */
  lines(reference: string, record: StandardRecord): readonly Uint8Array[] {
    const lines = this.#lines;
    lines.begin(reference);
    this.#forEachToken(record, (row, column, hasher, message) =>
      hasher.writeToken(message, lines.bytes, lines.placeOf(row, column)),
    );
    return lines.end(this.#presenceOf(record));
  }

  /** Calls back with the message of every token, column by column. A message is valid during its call. */
  #forEachToken(
    record: StandardRecord,
    take: (row: number, column: number, hasher: Hmac256, message: Uint8Array) => void,
  ): void {
    this.#encodeValues(record);
    for (let column = 0; column < this.#keys.length; column += 1) {
      const { hasher, parts } = this.#keys[column]!;
      const several = this.#alternatives(parts);
      for (let row = 0; row < several; row += 1) {
        this.#encoder.start();
        let rest = row;
        for (const part of parts) {
          const count = this.#valueCount[part]!;
          this.#encoder.addEncoded(this.#values, this.#firstValue[part]! + (rest % count));
          rest = Math.floor(rest / count);
        }
        take(row, column, hasher, this.#encoder.bytes());
      }
    }
  }

  #encodeValues({ identifiers }: StandardRecord): void {
    this.#values.start();
    for (let part = 0; part < this.#parts.length; part += 1) {
      const { identifier, level } = this.#parts[part]!;
      const spellings = identifiers.get(identifier);
      this.#valueCount[part] = 0;
      if (spellings === undefined) continue;
      if (spellings.length === 1) this.#addValue(part, spellings[0]![level]);
      else for (const value of new Set(spellings.map((levels) => levels[level]))) this.#addValue(part, value);
    }
  }

  /** Adds a value of a part, of which no more are of use than spellings are tried. */
  #addValue(part: number, value: string | undefined): void {
    const count = this.#valueCount[part]!;
    if (value === undefined || count === MOST_ALTERNATIVES) return;
    const number = this.#values.add(value);
    if (count === 0) this.#firstValue[part] = number;
    this.#valueCount[part] = count + 1;
  }

  /** How many combinations of spellings a match-key has in the record in hand, up to the most that are tried. */
  #alternatives(parts: readonly number[]): number {
    let count = 1;
    for (const part of parts) count *= this.#valueCount[part]!;
    return Math.min(count, MOST_ALTERNATIVES);
  }

  /** Bit i set when the record has the scheme's identifier i, as lower-case hex. */
  #presenceOf(record: StandardRecord): string {
    let bits = 0;
    let bit = 1;
    for (const identifier of this.#scheme.identifiers) {
      if (record.identifiers.has(identifier)) bits += bit;
      bit *= 2;
    }
    return bits.toString(16);
  }
}
