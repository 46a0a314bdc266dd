/** Rows that yield nothing. A bad export can hold as many as it has rows, so they are kept by what is wrong with them. */
import type { Likeness } from '../standardise/index.ts';

/** A row that yields nothing, by number. */
export interface RejectedRow {
  readonly row: number;
  /** Header of the column at fault, where one is. */
  readonly column?: string;
  readonly reason: string;
  /** The identifier that a cell which would leave looks like: one such row stops the whole job. */
  readonly looksLike?: Likeness;
  /** It could not be read and may flag as protected whomever it names, who is therefore left out. */
  readonly leftOut?: true;
  /** Nobody can tell whether it flags somebody as protected, or whom: their other rows are as if it did not. */
  readonly unchecked?: true;
}

/** The rows that one thing is wrong with. */
export interface RejectedRows {
  readonly fault: Omit<RejectedRow, 'row'>;
  readonly rows: number[];
}

/** Collects rejected rows. */
export class Rejections {
  readonly #byFault = new Map<string, RejectedRows>();

  add({ row, ...fault }: RejectedRow): void {
    const key = JSON.stringify(fault);
    const known = this.#byFault.get(key);
    if (known === undefined) this.#byFault.set(key, { fault, rows: [row] });
    else known.rows.push(row);
  }

  /** As plain data. */
  get grouped(): readonly RejectedRows[] {
    return [...this.#byFault.values()];
  }
}

/** All rows that several collectors have, in order of the file. */
export const rejectedRows = (collected: readonly (readonly RejectedRows[])[]): RejectedRow[] =>
  collected
    .flatMap((groups) => groups.flatMap(({ fault, rows }) => rows.map((row) => ({ row, ...fault }))))
    .sort((a, b) => a.row - b.row);
