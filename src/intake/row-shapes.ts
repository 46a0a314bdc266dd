/** Rows that are no records: a second row of headers, and totals below or between the rows. */

import { isDateShape, NUMBER, shapeOf } from '../standardise/index.ts';
import type { ColumnFacts } from './column-facts.ts';

const MOST_TOTALS = 5;
const TOTAL = /^(?:grand |sub-?)?totals?:?$|^(?:sum|count|cyfanswm|summe|gesamt)$/i;
const WORDS = ['one word', 'several words', 'short capitals', 'letters and digits', 'empty'];

/** Kinds that a heading never has. */
const isDatum = (shape: string): boolean =>
  isDateShape(shape) || shape === NUMBER || shape === 'NHS number' || shape === 'UK postcode';

export class RowShapes {
  readonly #width: number;
  readonly totals: number[] = [];
  #first: readonly string[] | undefined;

  constructor(columns: number) {
    this.#width = columns;
  }

  take(row: number, cells: readonly string[]): void {
    this.#first ??= cells.map(shapeOf);
    if (this.totals.length >= MOST_TOTALS) return;
    const filled = cells.filter((cell) => cell.trim() !== '');
    const isSparse = filled.length <= Math.max(2, this.#width / 2);
    if (isSparse && filled.some((cell) => TOTAL.test(cell.trim()))) this.totals.push(row);
  }

  /** Whether the first row has words where two or more columns have dates or numbers in nearly all others. */
  hasSecondHeader(columns: readonly ColumnFacts[]): boolean {
    const first = this.#first;
    if (first === undefined) return false;
    const odd = columns.filter(({ number, shapes, filled }) => {
      const data = shapes.filter(({ what }) => isDatum(what)).reduce((sum, { cells }) => sum + cells, 0);
      const here = first[number - 1]!;
      return filled > 4 && data / filled > 0.7 && WORDS.includes(here) && here !== 'empty';
    });
    return odd.length >= 2;
  }
}
