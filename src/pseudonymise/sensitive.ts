/**
 * An agency's list of sensitive addresses: refuges and other safe accommodation, where a record may say neither
 * in a token nor in an event that somebody is. The list is the agency's own file and goes nowhere.
 *
 * `party/sensitive-addresses.csv` has a column `postcode`, a column `uprn`, or both.
 */
import { ThroughlineError, unusable } from '../errors.ts';
import { isRejection, openExtract, readRows } from '../files/index.ts';
import { cellStandardiser } from '../standardise/index.ts';

const COLUMNS = ['postcode', 'uprn'] as const;

/**
 * A function from a postcode or UPRN to what is compared: letters and digits of its standard form, so that a
 * typing fault which tokens would forgive hides nobody less; of the cell itself where it has none.
 */
export function addressMarker(kind: (typeof COLUMNS)[number]): (cell: string) => string {
  const standardise = cellStandardiser({ identifier: kind }, new Date(0));
  return (cell) => {
    const read = standardise(cell);
    const [levels] = read.kind === 'value' ? read.values : [];
    return (levels?.unit ?? levels?.exact ?? cell).replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  };
}

/**
 * The addresses of the list at `path`, ready to be compared; none where there is no such file.
 *
 * @throws unusable `SENSITIVE_LIST` when the file has neither column or a row that cannot be read, since an
 * address passed over could show where somebody fled to; and all that reading a CSV throws
 */
export async function readSensitiveAddresses(path: string): Promise<readonly string[]> {
  const list = await openExtract(path).catch(noList);
  if (list === undefined) return [];
  const columns = COLUMNS.flatMap((name) => {
    const at = list.header.findIndex((header) => header.toLowerCase() === name);
    return at < 0 ? [] : [{ at, mark: addressMarker(name) }];
  });
  if (columns.length === 0)
    throw unreadable(list.name, 1, 'it has neither a column postcode nor a column uprn');
  const marks: string[] = [];
  for await (const row of readRows(list, { mayBeEmpty: true })) {
    if (isRejection(row)) throw unreadable(list.name, row.row, row.reason);
    const found = columns.map(({ at, mark }) => mark(row.cells[at]!)).filter((mark) => mark !== '');
    if (found.length === 0) throw unreadable(list.name, row.row, 'it names no address');
    marks.push(...found);
  }
  return marks;
}

function noList(error: unknown): undefined {
  if (!(error instanceof ThroughlineError) || error.code !== 'CSV_NOT_FOUND') throw error;
}

const unreadable = (file: string, row: number, reason: string) =>
  unusable('SENSITIVE_LIST', reason, {
    place: { file, row },
    hint: 'mend the list of sensitive addresses; nothing is made while it cannot be read whole',
  });
