/** Lines of tokens.csv of one person, built up column by column in one buffer. */

/** Hexadecimal digits of a token. */
const TOKEN_LENGTH = 16;
/** A reference, a comma, the presence bits of as many identifiers as a scheme can have, and LF. */
const OTHER_LENGTH = 32 + 1 + 32 + 1;

const COMMA = 0x2c;

export class TokenLines {
  readonly bytes: Buffer;
  readonly #columns: number;
  /** Bytes set aside for each line. */
  readonly #each: number;
  /** Where the next cell of each line goes, and how many columns the line has. */
  readonly #at: number[] = [];
  readonly #filled: number[] = [];
  #reference = '';

  /** @param most lines that one person can have */
  constructor(columns: number, most: number) {
    this.#columns = columns;
    this.#each = OTHER_LENGTH + columns * (1 + TOKEN_LENGTH);
    this.bytes = Buffer.allocUnsafe(most * this.#each);
  }

  /** Begins with one line, and no token in it. */
  begin(reference: string): void {
    this.#reference = reference;
    this.#at.length = 0;
    this.#filled.length = 0;
    this.#addLine();
  }

  /** Where the 16 digits of the token in a line and column are to be written; columns of a line come in order. */
  placeOf(line: number, column: number): number {
    while (line >= this.#at.length) this.#addLine();
    this.#skipTo(line, column);
    this.bytes[this.#at[line]!] = COMMA;
    const place = this.#at[line]! + 1;
    this.#at[line] = place + TOKEN_LENGTH;
    this.#filled[line] = column + 1;
    return place;
  }

  /** The lines, whole; valid until the next {@link begin}. */
  end(presence: string): readonly Uint8Array[] {
    return this.#at.map((_, line) => {
      this.#skipTo(line, this.#columns);
      const end = this.#at[line]! + this.bytes.write(`,${presence}\n`, this.#at[line]!, 'latin1');
      return this.bytes.subarray(line * this.#each, end);
    });
  }

  #addLine(): void {
    const start = this.#at.length * this.#each;
    this.#at.push(start + this.bytes.write(this.#reference, start, 'latin1'));
    this.#filled.push(0);
  }

  /** Leaves the columns before this one empty. */
  #skipTo(line: number, column: number): void {
    for (let filled = this.#filled[line]!; filled < column; filled += 1) {
      this.bytes[this.#at[line]!] = COMMA;
      this.#at[line]! += 1;
    }
  }
}
