/**
 * What every cell of a tokens file has to look like. Nothing else may be in one: whatever stood in the reference
 * column would go on into the links and to the analyst.
 */
import { basename, dirname, join } from 'node:path';
import { type ThroughlineError, unusable } from '../../errors.ts';
import { isRejection, openExtract, readRows } from '../../files/index.ts';

export interface CellShape {
  /** As a pattern that the whole cell matches. */
  readonly pattern: string;
  readonly mayBeEmpty: boolean;
  readonly words: string;
}

const REFERENCE: CellShape = {
  pattern: '[0-9a-f]{32}',
  mayBeEmpty: false,
  words: 'not a record reference of 32 small hexadecimal digits',
};
const PRESENCE: CellShape = {
  pattern: '[0-9a-f]{1,13}',
  mayBeEmpty: false,
  words: 'not presence bits of 1 to 13 small hexadecimal digits',
};
const TOKEN: CellShape = {
  pattern: '[0-9a-f]{16}',
  mayBeEmpty: true,
  words: 'not a token of 16 small hexadecimal digits',
};

/** The shape of the cells of a column of a tokens file. */
export const shapeOf = (column: string): CellShape =>
  column === 'reference' ? REFERENCE : column === 'presence' ? PRESENCE : TOKEN;

/**
 * The refusal of a tokens file in which some cell has another shape: it names the first by row and column, never
 * what stands in it.
 */
export async function misshapen(file: string): Promise<ThroughlineError> {
  const shown = join(basename(dirname(file)), basename(file));
  const extract = await openExtract(file);
  const shapes = extract.header.map((column) => {
    const { pattern, ...shape } = shapeOf(column);
    return { ...shape, column, matches: new RegExp(`^(?:${pattern})$`) };
  });
  for await (const row of readRows(extract, { mayBeEmpty: true })) {
    if (isRejection(row)) return refusal(row.reason, { file: shown, row: row.row });
    const found = shapes.find(
      ({ matches, mayBeEmpty }, at) =>
        !(matches.test(row.cells[at]!) || (mayBeEmpty && row.cells[at] === '')),
    );
    if (found) return refusal(found.words, { file: shown, row: row.row, column: found.column });
  }
  return refusal('a cell of it is neither a record reference nor a token', { file: shown });
}

const refusal = (reason: string, place: ThroughlineError['place']): ThroughlineError =>
  unusable('TOKENS_MISSHAPEN', reason, {
    place,
    hint: 'do not use this share: ask the agency what it put there, and to make its tokens again',
  });
