/**
 * What is wrong with a tokens file in which some cell is neither a reference nor a token: whatever stood in the
 * reference column would go on into the links and to the analyst.
 */
import { basename, dirname, join } from 'node:path';
import { tokenCell } from '../../custody/index.ts';
import { type ThroughlineError, unusable } from '../../errors.ts';
import { isRejection, openTable, readRows } from '../../files/index.ts';

/**
 * The refusal of a tokens file in which some cell has another shape: it names the first by row and column, never
 * what stands in it.
 */
export async function misshapen(file: string): Promise<ThroughlineError> {
  const shown = join(basename(dirname(file)), basename(file));
  const extract = await openTable(file);
  const shapes = extract.header.map((column) => {
    const { pattern, ...shape } = tokenCell(column);
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
