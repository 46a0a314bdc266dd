/** Tokens of one standardised record: one keyed hash for each match-key whose parts the record has. */
import type { Hmac256 } from '../custody/index.ts';
import type { Levels, StandardRecord } from '../standardise/index.ts';
import { PartEncoder } from './encode.ts';
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
    const values = this.#parts.map(({ identifier, level }) =>
      valuesAt(record.identifiers.get(identifier), level),
    );
    for (let column = 0; column < this.#keys.length; column += 1) {
      const { hasher, parts } = this.#keys[column]!;
      const several = alternatives(parts, values);
      for (let row = 0; row < several; row += 1) {
        this.#encoder.start();
        let rest = row;
        for (const part of parts) {
          const choices = values[part]!;
          this.#encoder.add(choices[rest % choices.length]!);
          rest = Math.floor(rest / choices.length);
        }
        take(row, column, hasher, this.#encoder.bytes());
      }
    }
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

const NONE: readonly string[] = [];

/** The distinct values of an identifier at a level. */
function valuesAt(spellings: readonly Levels[] | undefined, level: string): readonly string[] {
  if (spellings === undefined) return NONE;
  if (spellings.length === 1) {
    const value = spellings[0]![level];
    return value === undefined ? NONE : [value];
  }
  return [...new Set(spellings.flatMap((levels) => levels[level] ?? []))];
}

/** How many combinations of spellings a match-key has in a record, up to the most that are tried. */
function alternatives(parts: readonly number[], values: readonly (readonly string[])[]): number {
  let count = 1;
  for (const part of parts) count *= values[part]!.length;
  return Math.min(count, MOST_ALTERNATIVES);
}
