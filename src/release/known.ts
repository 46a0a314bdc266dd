/** Counts that others have published, from a CSV file that says what each counts. */
import type { KnownCount, Meaning } from '../disclose/index.ts';
import { type ThroughlineError, unusable } from '../errors.ts';
import { isRejection, openExtract, readRows } from '../files/index.ts';

const NEEDED = ['unit', 'where', 'from', 'to', 'count'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A count, or the range that a rounded or banded one stands for. */
const COUNT = /^(\d{1,9})(?:-(\d{1,9}))?$/;
/** What stands in a published table where the count is hidden. */
const MARK = /^(?:|<\s*\d+|\*|-|c|x|\[[a-z]+\])$/i;

/**
 * Reads `path`: the columns `unit`, `where`, `from`, `to` and `count`, and any further ones as filters (`role`,
 * `area`), several values with `+` between. `unit` and `where` are in the indicators' words (`people`, `agency police`,
 * `any agency`, `exactly health+police`). Rows whose count is a mark are passed over.
 *
 * @throws `KNOWN_COLUMNS`, `KNOWN_ROW` (exit code 2), and what reading CSV throws
 */
export async function readKnown(path: string): Promise<KnownCount[]> {
  const extract = await openExtract(path);
  const header = extract.header.map((column) => column.toLowerCase());
  const missing = NEEDED.find((column) => !header.includes(column));
  if (missing !== undefined) {
    throw unusable('KNOWN_COLUMNS', `it has no column ${missing}`, {
      hint: `give a CSV with the columns ${NEEDED.join(', ')}, and one for each filter, such as role`,
      place: { file: extract.name },
    });
  }
  const found: KnownCount[] = [];
  for await (const row of readRows(extract)) {
    if (isRejection(row)) throw wrong(extract.name, row.row, row.reason);
    const cell = (column: string): string => (row.cells[header.indexOf(column)] ?? '').trim();
    if (MARK.test(cell('count'))) continue;
    const count = COUNT.exec(cell('count').replaceAll(',', ''));
    if (count === null)
      throw wrong(extract.name, row.row, 'its count is neither a whole number nor a range such as 10-14');
    if (!DAY.test(cell('from')) || !DAY.test(cell('to')) || cell('from') > cell('to')) {
      throw wrong(extract.name, row.row, 'its window is not two days in the form YYYY-MM-DD, in order');
    }
    const lo = Number(count[1]);
    const shown = { lo, hi: count[2] === undefined ? lo : Number(count[2]) };
    found.push({
      name: `${extract.name} row ${row.row}`,
      meaning: meaningOf(header, cell),
      count: lo,
      shown,
    });
  }
  return found;
}

function meaningOf(header: readonly string[], cell: (column: string) => string): Meaning {
  const filters = header.filter((column) => !(NEEDED as readonly string[]).includes(column));
  const unit = cell('unit');
  const isEvents = /presentations|events|referrals/.test(unit);
  return {
    unit,
    where: cell('where'),
    from: cell('from'),
    to: cell('to'),
    filters: Object.fromEntries(
      filters.flatMap((name) => (cell(name) === '' ? [] : [[name, cell(name).split('+').toSorted()]])),
    ),
    grows: cell('where').startsWith('exactly ') ? 'not' : isEvents ? 'add' : 'distinct',
  };
}

const wrong = (file: string, row: number, reason: string): ThroughlineError =>
  unusable('KNOWN_ROW', reason, {
    hint: 'correct the row, or leave it out; a hidden count may stand as a mark such as [c]',
    place: { file, row },
  });
