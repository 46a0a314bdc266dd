/** The tokens in lines of tokens.csv: whose each is, in which column, and where it stands. */
import { REFERENCE_LENGTH } from './lines.ts';
import { hexValue } from './parts.ts';

/** Hexadecimal digits of a token. */
const TOKEN_LENGTH = 16;

const COMMA = 0x2c;
const LF = 0x0a;

/** @param place of the first of the token's 16 digits among the lines' bytes */
export type TakeToken = (person: number, column: number, high: number, low: number, place: number) => void;

export class TokenCells {
  /** People seen so far; they are numbered from 0 in the order of their lines. */
  people = 0;
  readonly #reference = new Uint8Array(REFERENCE_LENGTH);

  /** Counts people from 0 again. */
  restart(): void {
    this.people = 0;
  }

  /** Calls back for each token in whole lines, of which all of one person's follow each other in one call. */
  forEach(lines: Uint8Array, take: TakeToken): void {
    let isFirst = true;
    for (let at = 0; at < lines.length; ) {
      if (isFirst || !this.#isSamePerson(lines, at)) {
        this.#reference.set(lines.subarray(at, at + REFERENCE_LENGTH));
        this.people += 1;
        isFirst = false;
      }
      at = this.#takeLine(lines, at + REFERENCE_LENGTH, take);
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
      take(person, column, hexValue(lines, cell, 8), hexValue(lines, cell + 8, 8), cell);
      at = cell + TOKEN_LENGTH;
    }
  }

  #isSamePerson(lines: Uint8Array, at: number): boolean {
    for (let index = REFERENCE_LENGTH - 1; index >= 0; index -= 1)
      if (this.#reference[index] !== lines[at + index]) return false;
    return true;
  }
}
