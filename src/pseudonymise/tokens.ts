/** Tokens of one standardised record: one keyed hash for each match-key whose parts the record has. */
import type { Hmac256 } from '../custody/index.ts';
import type { Levels, StandardRecord } from '../standardise/index.ts';
import { PartEncoder } from './encode.ts';
import type { Scheme } from './scheme.ts';

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
  readonly #scheme: Scheme;
  readonly #hashers: readonly Hmac256[];

  constructor(scheme: Scheme, hashers: readonly Hmac256[]) {
    this.#scheme = scheme;
    this.#hashers = hashers;
  }

  /** The tokens of a record; one that has no match-key still has a row, so that it is known to exist. */
  make(record: StandardRecord): TokenRows {
    const byKey = this.#scheme.matchKeys.map((key, index) => this.#tokensOf(record, key.parts, this.#hashers[index]!));
    const height = byKey.reduce((most, tokens) => Math.max(most, tokens.length), 1);
    const rows = Array.from({ length: height }, (_, row) => byKey.map((tokens) => tokens[row] ?? ''));
    return { rows, presence: presenceOf(record, this.#scheme).toString(16) };
  }

  #tokensOf(record: StandardRecord, parts: Scheme['matchKeys'][number]['parts'], hasher: Hmac256): string[] {
    let combinations: string[][] = [[]];
    for (const { identifier, level } of parts) {
      const values = distinctAt(record.identifiers.get(identifier) ?? [], level);
      if (values.length === 0) return [];
      if (values.length === 1) for (const combination of combinations) combination.push(values[0]!);
      else combinations = combinations.flatMap((combination) => values.map((value) => [...combination, value]));
    }
    return combinations.slice(0, MOST_ALTERNATIVES).map((values) => hasher.token(this.#encoder.encode(values)));
  }
}

function distinctAt(alternatives: readonly Levels[], level: string): readonly string[] {
  if (alternatives.length === 1) {
    const value = alternatives[0]![level];
    return value === undefined ? [] : [value];
  }
  return [...new Set(alternatives.flatMap((levels) => levels[level] ?? []))];
}

function presenceOf(record: StandardRecord, scheme: Scheme): number {
  let bits = 0;
  scheme.identifiers.forEach((identifier, index) => {
    if ((record.identifiers.get(identifier)?.length ?? 0) > 0) bits += 2 ** index;
  });
  return bits;
}
