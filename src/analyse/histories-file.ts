/** A table of capture histories from elsewhere: one column a list, of noughts and ones, and one of counts. */
import { unusable } from '../errors.ts';
import { type Histories, MOST_LISTS } from '../estimate/index.ts';
import { isRejection, openExtract, readRows } from '../files/index.ts';

const COUNT = /^(?:count|counts|freq|frequency|n|people)$/i;
/** On the list, or not. */
const LISTED = /^[01]$/;
/** Beyond this a count is a slip. */
const MOST_PEOPLE = 10_000_000;

/**
 * Reads the table. The column of counts is the one called count, n, freq, frequency or people, wherever it stands; all
 * others are lists. Combinations that are not in it have nobody.
 *
 * Throws what opening and reading an extract throws, `TABLE_NO_COUNT`, `TABLE_TOO_WIDE`, and with row and column
 * `TABLE_TOTALS`, `TABLE_CELL`, `TABLE_NOBODY`, `TABLE_TWICE` and `TABLE_ROW`.
 */
export async function readHistories(file: string): Promise<Histories> {
  const extract = await openExtract(file);
  const columns = extract.header;
  const place = { file: extract.name };
  const count = columns.findIndex((column) => COUNT.test(column.trim()));
  if (count === -1 || columns.findLastIndex((column) => COUNT.test(column.trim())) !== count) {
    throw unusable('TABLE_NO_COUNT', 'it has no column of counts, or several', {
      hint: 'call exactly one column "count", and have one column of 0 and 1 for each list',
      place,
    });
  }
  const lists = columns.map((column) => column.trim()).filter((_, index) => index !== count);
  if (lists.length > MOST_LISTS) {
    throw unusable('TABLE_TOO_WIDE', `it has ${lists.length} lists, more than ${MOST_LISTS}`, {
      hint: 'join lists that are much alike, or leave the smallest out',
      place,
    });
  }
  const counts = Array.from({ length: 2 ** lists.length }, () => 0);
  const filled = new Set<number>();
  for await (const row of readRows(extract)) {
    if (isRejection(row)) {
      throw unusable('TABLE_ROW', row.reason, { hint: 'mend the row', place: { ...place, row: row.row } });
    }
    if (
      filled.size === 0 &&
      !row.cells.some((cell, column) => column !== count && LISTED.test(cell.trim()))
    ) {
      throw unusable('TABLE_TOTALS', 'this is a table of totals, not of combinations', {
        hint: 'it needs a column of 0 or 1 for each list, and a row for each combination of them',
        place,
      });
    }
    const cell = (column: number, pattern: RegExp, wanted: string): number => {
      const content = row.cells[column]!.trim();
      if (pattern.test(content) && Number(content) <= MOST_PEOPLE) return Number(content);
      throw unusable('TABLE_CELL', `not ${wanted}`, {
        hint: 'a list has 1 where the people are on it and 0 where not; a count is a whole number of people',
        place: { ...place, row: row.row, column: columns[column]! },
      });
    };
    const people = cell(count, /^\d{1,8}$/, 'a whole number of people');
    const index = columns.reduce((sum, _, column) => {
      if (column === count) return sum;
      return sum + cell(column, LISTED, '0 or 1') * 2 ** (column > count ? column - 1 : column);
    }, 0);
    const at = { place: { ...place, row: row.row } };
    if (index === 0) {
      throw unusable('TABLE_NOBODY', 'a row of people on no list', {
        hint: 'take it out: these are the people to be estimated',
        ...at,
      });
    }
    if (filled.has(index)) {
      throw unusable('TABLE_TWICE', 'a combination that stands in an earlier row', {
        hint: 'add the two together, or take one out',
        ...at,
      });
    }
    filled.add(index);
    counts[index] = people;
  }
  return { lists, counts };
}
