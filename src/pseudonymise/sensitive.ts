/**
 * An agency's list of sensitive addresses: refuges and other safe accommodation, where a record may say neither
 * in a token nor in an event that somebody is. The list is the agency's own file and goes nowhere.
 *
 * `party/sensitive-addresses.csv` has a column `postcode`, a column `uprn`, a column `address-line`, or several of
 * them. An address line is found wherever its words stand in a row's address line in one piece, in the standard
 * form: `14 High St` in `Room 3, Willow House, 14 High Street`, and `Willow House` there too. A listed postcode is
 * found within an address line as well.
 */
import { ThroughlineError, unusable } from '../errors.ts';
import { isRejection, openExtract, readRows } from '../files/index.ts';
import { cellStandardiser } from '../standardise/index.ts';

const COLUMNS = ['postcode', 'uprn', 'address-line'] as const;
type AddressKind = (typeof COLUMNS)[number];

/** Whether the list has the address that a cell leads to. */
export type AddressMatcher = (kind: AddressKind, cell: string) => boolean;

/** @param listed the addresses of a list, as {@link readSensitiveAddresses} gives them */
export function addressMatcher(listed: readonly string[]): AddressMatcher {
  const marks = new Set(listed.filter((mark) => !isLine(mark)));
  const lines = listed.filter(isLine).map(asWords);
  const linesOf = marker('address-line');
  const only = { postcode: marker('postcode'), uprn: marker('uprn') };
  const has = (kind: 'postcode' | 'uprn', cell: string): boolean =>
    only[kind](cell).some((mark) => marks.has(mark));
  return (kind, cell) => {
    if (kind !== 'address-line') return marks.size > 0 && has(kind, cell);
    if (marks.size > 0 && (cell.match(POSTCODE) ?? []).some((found) => has('postcode', found))) return true;
    return (
      lines.length > 0 && linesOf(cell).some((form) => lines.some((line) => asWords(form).includes(line)))
    );
  };
}

/** What may be a postcode among other words. */
const POSTCODE = /\b[A-Za-z]{1,2}\d[A-Za-z\d]?[ -]*\d[A-Za-z]{2}\b/g;

const isLine = (mark: string): boolean => mark.includes(' ');
/** Words as whole words are found in them. */
const asWords = (form: string): string => ` ${form} `;

/**
 * A function from a cell to what is compared. Of a postcode or UPRN, letters and digits of its standard form, so
 * that a typing fault which tokens would forgive hides nobody less; of the cell itself where it has none. Of an
 * address line, each of its standard forms.
 */
function marker(kind: AddressKind): (cell: string) => string[] {
  const standardise = cellStandardiser({ identifier: kind }, new Date(0));
  return (cell) => {
    const read = standardise(cell);
    const values = read.kind === 'value' ? read.values : [];
    if (kind === 'address-line') return values.flatMap(({ exact }) => exact ?? []);
    const mark = (values[0]?.unit ?? values[0]?.exact ?? cell).replace(/[^A-Za-z0-9]/g, '').toUpperCase();
    return mark === '' ? [] : [mark];
  };
}

/**
 * The addresses of the list at `path`, ready to be compared; none where there is no such file.
 *
 * @throws unusable `SENSITIVE_LIST` when the file has none of the columns, an address line of a single word or a row
 * that cannot be read, since an address passed over could show where somebody fled to; and all that reading a CSV
 * throws
 */
export async function readSensitiveAddresses(path: string): Promise<readonly string[]> {
  const list = await openExtract(path).catch(noList);
  if (list === undefined) return [];
  const columns = COLUMNS.flatMap((name) => {
    const at = list.header.findIndex((header) => header.toLowerCase() === name);
    return at < 0 ? [] : [{ at, name, marks: marker(name) }];
  });
  if (columns.length === 0)
    throw unreadable(
      list.name,
      1,
      `it has no column ${COLUMNS.slice(0, -1).join(', ')} or ${COLUMNS.at(-1)}`,
    );
  const found: string[] = [];
  for await (const row of readRows(list, { mayBeEmpty: true })) {
    if (isRejection(row)) throw unreadable(list.name, row.row, row.reason);
    const marks = columns.flatMap(({ at, name, marks: of }) => {
      const forms = of(row.cells[at]!);
      if (name === 'address-line' && !forms.every(isLine))
        throw unreadable(list.name, row.row, 'its address line is a single word, which many addresses have');
      return forms;
    });
    if (marks.length === 0) throw unreadable(list.name, row.row, 'it names no address');
    found.push(...marks);
  }
  return found;
}

function noList(error: unknown): undefined {
  if (!(error instanceof ThroughlineError) || error.code !== 'CSV_NOT_FOUND') throw error;
}

const unreadable = (file: string, row: number, reason: string) =>
  unusable('SENSITIVE_LIST', reason, {
    place: { file, row },
    hint: 'mend the list of sensitive addresses; nothing is made while it cannot be read whole',
  });
