/** The tables of a report as CSV files: numbers as numbers, symbols where they are withheld. */
import { NOT_CONTROLLED } from '../disclose/index.ts';
import { humanCsv } from '../files/index.ts';
import type { Table } from './assessment.ts';

/** Exact figures say so in a first column of every row. Cells are guarded against being read as formulas. */
export function tableCsv({ columns, rows }: Table, isDraft: boolean): string {
  const mark = <T>(cells: readonly T[], word: string): (T | string)[] =>
    isDraft ? [word, ...cells] : [...cells];
  return humanCsv([
    mark(
      columns.map(({ name }) => name),
      'control',
    ),
    ...rows.map((row) => mark(row, NOT_CONTROLLED)),
  ]);
}
