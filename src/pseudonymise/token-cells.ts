/** The tokens in lines of tokens.csv: whose each is, in which column, and where it stands. */
import { REFERENCE_LENGTH } from './lines.ts';
import { word } from './parts.ts';

/** Hexadecimal digits of a token. */
const TOKEN_LENGTH = 16;

const COMMA = 0x2c;
const LF = 0x0a;

/** @param place of the first of the token's 16 digits among the lines' bytes */
export type TakeToken = (person: number, column: number, high: number, low: number, place: number) => void;

export class TokenCells {
  /** People seen so far; they are numbered from 0 in the order of their lines. */
  people = 0;
  /** Everybody's reference, one after another. */
  #references = new Uint8Array(1024 * REFERENCE_LENGTH);

  /** Counts people from 0 again. */
  restart(): void {
    this.people = 0;
  }

  /** The reference of a person who was counted, as it stands in their lines. */
  referenceOf(person: number): Uint8Array {
    return this.#references.subarray(person * REFERENCE_LENGTH, (person + 1) * REFERENCE_LENGTH);
  }

  /**
   * Calls back for each token in whole lines, of which all of one person's follow each other in one call.
   *
   * @param isWanted whose tokens; everybody's unless given
   */
  forEach(lines: Uint8Array, take: TakeToken, isWanted: (person: number) => boolean = () => true): void {
    let isFirst = true;
    let wanted = true;
    for (let at = 0; at < lines.length; ) {
      if (isFirst || !this.#isSamePerson(lines, at)) {
        this.#count(lines, at);
        wanted = isWanted(this.people - 1);
        isFirst = false;
      }
      at = wanted ? this.#takeLine(lines, at + REFERENCE_LENGTH, take) : lines.indexOf(LF, at) + 1;
    }
  }

  /** From the comma after the reference to the end of the line; the last cell, of the presence bits, is no token. */
  #takeLine(lines: Uint8Array, start: number, take: TakeToken): number {
    const person = this.people - 1;
    let at = start;
    for (let column = 0; ; column += 1) {
      const cell = at + 1;
      if (lines[cell] === COMMA) {
        at = cell;
        continue;
      }
      if (lines[cell + TOKEN_LENGTH] !== COMMA) return lines.indexOf(LF, cell) + 1;
      take(person, column, word(lines, cell), word(lines, cell + 8), cell);
      at = cell + TOKEN_LENGTH;
    }
  }

  #count(lines: Uint8Array, from: number): void {
    const at = this.people * REFERENCE_LENGTH;
    if (at === this.#references.length) {
      const larger = new Uint8Array(2 * at);
      larger.set(this.#references);
      this.#references = larger;
    }
    for (let index = 0; index < REFERENCE_LENGTH; index += 1)
      this.#references[at + index] = lines[from + index]!;
    this.people += 1;
  }

  /** Whether a line is of the person counted last. */
  #isSamePerson(lines: Uint8Array, at: number): boolean {
    const last = (this.people - 1) * REFERENCE_LENGTH;
    for (let index = REFERENCE_LENGTH - 1; index >= 0; index -= 1)
      if (this.#references[last + index] !== lines[at + index]) return false;
    return true;
  }
}
