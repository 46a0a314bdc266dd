/** The one interface behind which an engine finds candidate pairs; the model and the clusters never see tokens. */
import type { Scheme, SchemeIdentifier } from '../../pseudonymise/index.ts';

/** One agency's tokens, as the packages hold them. */
export interface TokenSource {
  readonly agency: string;
  /** Full path of the table of tokens, CSV or Parquet. */
  readonly file: string;
  /** The columns of match-keys that the file has; others of the scheme are empty throughout. */
  readonly matchKeys: readonly string[];
  /** The identifiers that the file's presence bits stand for; without them, the scheme's own. */
  readonly identifiers?: readonly SchemeIdentifier[];
}

export interface EngineOptions {
  /** A folder for spilling, inside the workspace; the caller removes it. */
  readonly spill: string;
  readonly memoryMegabytes: number;
  readonly threads?: number;
  /** A token that more local people share is set aside. */
  readonly mostSharing: number;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

/** Local people, numbered in order of agency and reference. */
export interface LocalPeople {
  readonly count: number;
  /** Index into the agencies given, by person. */
  readonly agency: Uint8Array;
  readonly reference: ReferenceList;
}

/** Record references by person. */
export type ReferenceList = Iterable<string> & Pick<readonly string[], 'at'>;

/** A list as bytes in one block: as strings, millions of them would take three times the memory. */
export class References implements ReferenceList {
  readonly #bytes: Buffer;

  constructor(people: number) {
    this.#bytes = Buffer.alloc(people * REFERENCE_BYTES);
  }

  /** @param reference 32 hexadecimal digits */
  set(person: number, reference: string): void {
    this.#bytes.write(reference, person * REFERENCE_BYTES, 'hex');
  }

  at(person: number): string {
    return this.#bytes.toString('hex', person * REFERENCE_BYTES, (person + 1) * REFERENCE_BYTES);
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let person = 0; person * REFERENCE_BYTES < this.#bytes.length; person += 1) yield this.at(person);
  }
}

const REFERENCE_BYTES = 16;

/** Distinct ways in which candidate pairs agree. */
export interface CandidatePattern {
  readonly left: number;
  readonly right: number;
  /** Identifiers that both have, by the scheme's order. */
  readonly presence: number;
  /** Bit i set when the two share the token of match-key i. */
  readonly agreeing: bigint;
  readonly pairs: number;
}

export interface CandidatePairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Index into the patterns. */
  readonly pattern: Int32Array;
}

/** Tokens of one match-key that too many people share. */
export interface SetAside {
  readonly matchKey: string;
  readonly tokens: number;
  /** People with at least one of them. */
  readonly people: number;
  /** The most people that share one of them. */
  readonly most: number;
}

/** Tokens of one strong number, as numbers that are alike where the tokens are; in arrays, since there may be millions. */
export class TokensByPerson {
  /** Sorted; a person as often as they have tokens. */
  readonly people: Int32Array;
  readonly tokens: Int32Array;

  constructor(people: Int32Array, tokens: Int32Array) {
    this.people = people;
    this.tokens = tokens;
  }

  get(person: number): readonly number[] {
    let [from, to] = [0, this.people.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.people[middle]! < person) from = middle + 1;
      else to = middle;
    }
    const found: number[] = [];
    for (let at = from; this.people[at] === person; at += 1) found.push(this.tokens[at]!);
    return found;
  }
}

export interface Candidates {
  readonly people: LocalPeople;
  readonly patterns: readonly CandidatePattern[];
  readonly pairs: CandidatePairs;
  readonly setAside: readonly SetAside[];
  /** For each strong number of the scheme, the tokens by person, of the people in some candidate pair. */
  readonly strong: readonly TokensByPerson[];
  /** Local people who share no token with anybody, and those with no token at all. */
  readonly unpaired: number;
  readonly withoutTokens: number;
}

export interface LinkageEngine {
  candidates(sources: readonly TokenSource[], scheme: Scheme, options: EngineOptions): Promise<Candidates>;
}
