/** The header of an extract: where its first record ends, which delimiter splits it, what its cells say. */
import { parse } from 'csv-parse/sync';
import { type ThroughlineError, unusable } from '../../errors.ts';
import { DELIMITERS, type Delimiter, type Dialect, type Probe } from './dialect.ts';
import { decode, type Encoding } from './encoding.ts';
import { MORE, RecordScanner } from './scanner.ts';

/** What one delimiter makes of the first lines. A width of 0 means: not well formed, or not there. */
interface Reading {
  readonly delimiter: Delimiter;
  /** The row of the header. */
  readonly row: number;
  readonly ends: boolean;
  readonly cells: readonly string[];
  /** The cells of the next record. */
  readonly next: readonly string[];
}

/**
 * The delimiter, the column headers without the spaces around them, and their row: the first that is not blank,
 * unless it is declared. The delimiter is the one that
 * splits the header into most cells, where one that splits the next record into as many goes before one that
 * does not (so `Surname, first;DOB` is two columns).
 *
 * Throws `CSV_RECORD_TOO_LONG`, `CSV_NO_HEADER`, `CSV_TITLE_ROW`, `CSV_HEADER_QUOTES`, `CSV_DELIMITER`, `CSV_BLANK_HEADER` and
 * `CSV_DUPLICATE_HEADERS`.
 *
 * @param text the start of the file in an ASCII-compatible encoding, after any byte order mark
 */
export function recogniseHeader(
  probe: Probe,
  text: Buffer,
  encoding: Encoding,
  { delimiter: declared, headerRow }: { readonly delimiter?: Delimiter; readonly headerRow?: number },
): Pick<Dialect, 'delimiter' | 'spare'> & {
  readonly header: readonly string[];
  readonly headerRow: number;
} {
  const file = probe.name;
  const readings = DELIMITERS.map((delimiter) =>
    readingWith(delimiter, text, encoding, !probe.cut, headerRow),
  );
  refuseNoHeader(file, text, readings);
  const widest = best(readings);
  const chosen = readings.find(({ delimiter }) => delimiter === declared) ?? widest;
  refuseWrongSplit(file, chosen, widest, declared === undefined ? readings : [chosen]);
  const cells = chosen.cells.map((cell) => cell.trim());
  const width = cells.findLastIndex((cell) => cell !== '') + 1;
  const isSpare =
    width > 1 &&
    !cells.some((cell) => LIKE_DATA.test(cell)) &&
    chosen.next.slice(width).every((cell) => cell.trim() === '');
  const header = isSpare ? cells.slice(0, width) : cells;
  refuseUnclearNames(file, chosen.row, header);
  const spare = cells.length - header.length;
  return {
    delimiter: chosen.delimiter,
    header,
    headerRow: chosen.row,
    ...(spare === 0 ? {} : { spare }),
  };
}

/** A number or a date: the first line may be no header, but a person some of whose cells are blank. */
const LIKE_DATA = /\d{4}|\d[./-]\d/;

function readingWith(
  delimiter: Delimiter,
  text: Buffer,
  encoding: Encoding,
  atEnd: boolean,
  headerRow: number | undefined,
): Reading {
  const scanner = new RecordScanner(text, delimiter.charCodeAt(0), atEnd);
  const cellsOf = (from: number, to: number) => cellsIn(decode(text.subarray(from, to), encoding), delimiter);
  const cellsOfNext = (from: number): readonly string[] => {
    for (let start = from, end = scanner.next(); end !== MORE; start = end, end = scanner.next()) {
      if (!isBlank(text, start, end, delimiter)) return cellsOf(start, end);
    }
    return [];
  };
  for (let row = 1, from = 0; ; row += 1) {
    const to = scanner.next();
    if (to === MORE) return { delimiter, row, ends: false, cells: [], next: [] };
    const isHeader = headerRow === undefined ? !isBlank(text, from, to, delimiter) : row === headerRow;
    if (isHeader) {
      return { delimiter, row, ends: true, cells: cellsOf(from, to), next: cellsOfNext(to) };
    }
    from = to;
  }
}

/** Nothing but delimiters and spaces. */
function isBlank(text: Buffer, from: number, to: number, delimiter: Delimiter): boolean {
  return text.toString('latin1', from, to).replaceAll(delimiter, '').trim() === '';
}

function cellsIn(record: string, delimiter: Delimiter): readonly string[] {
  try {
    const records: string[][] = parse(record, { delimiter, record_delimiter: ['\r\n', '\n'] });
    return records[0] ?? [];
  } catch {
    return [];
  }
}

function best(readings: readonly Reading[]): Reading {
  const worth = ({ cells, next }: Reading) =>
    cells.length * (cells.length > 1 && cells.length === next.length ? 1_000_000 : 1);
  return readings.reduce((leader, reading) => (worth(reading) > worth(leader) ? reading : leader));
}

function refuseNoHeader(file: string, text: Buffer, readings: readonly Reading[]): void {
  const place = { file, row: Math.max(...readings.map(({ row }) => row)) };
  if (readings.every(({ ends }) => !ends)) {
    const reason = place.row > 1 ? 'the file has no such row' : 'the first line is too long to be a header';
    throw unusable(place.row > 1 ? 'CSV_NO_HEADER' : 'CSV_RECORD_TOO_LONG', reason, {
      hint: 'check that this is a CSV file with one record a line, and that no quote is left open',
      place,
    });
  }
  if (place.row === 1 && /^"?sep=/i.test(text.toString('latin1', 0, 16))) {
    throw unusable('CSV_TITLE_ROW', 'the first line is a "sep=" line for Excel, not the headers', {
      hint: 'remove the first line, or say --header-row 2',
      place,
    });
  }
}

function refuseWrongSplit(
  file: string,
  chosen: Reading,
  widest: Reading,
  considered: readonly Reading[],
): void {
  const place = { file, row: chosen.row };
  if (chosen.cells.length === 0) {
    throw unusable('CSV_HEADER_QUOTES', 'the header has a quote that is not closed or stands inside a cell', {
      hint: 'mend the first line of the file: quotes enclose a whole cell or none of it',
      place,
    });
  }
  if (chosen.cells.length > 1) return;
  const better = NAMES[widest.delimiter];
  if (widest.cells.length > 1) {
    const counts = `one column; with ${better} it is ${widest.cells.length}`;
    throw unusable('CSV_DELIMITER', `with ${NAMES[chosen.delimiter]} as delimiter the header is ${counts}`, {
      hint: `declare ${better} as the delimiter, or leave it out so that it is recognised`,
      place,
    });
  }
  const wider = considered.find(({ next }) => next.length > 1);
  if (wider !== undefined) {
    throw unusable('CSV_TITLE_ROW', `the first line has one cell, but the next has ${wider.next.length}`, {
      hint: 'remove any title lines above the headers, or give the row of the headers with --header-row',
      place,
    });
  }
}

const NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a pipe',
};

/** Names columns by number alone: the first line of a file without headers is a person. */
function refuseUnclearNames(file: string, row: number, header: readonly string[]): void {
  const blank = header.indexOf('') + 1;
  if (blank > 0) throw withoutHeader(file, row, blank);
  const first = new Map<string, number>();
  for (const [index, cell] of header.entries()) {
    const earlier = first.get(cell);
    if (earlier !== undefined) {
      throw unusable('CSV_DUPLICATE_HEADERS', `columns ${earlier} and ${index + 1} have the same header`, {
        hint: 'rename or remove one of them; if the file has no headers, add a first line that has',
        place: { file, row },
      });
    }
    first.set(cell, index + 1);
  }
}

/** Refuses a column by its number, with a row in which something stands in it. */
export const withoutHeader = (file: string, row: number, column: number): ThroughlineError =>
  unusable('CSV_BLANK_HEADER', 'the column has no header', {
    hint: 'give every column a header, remove the empty column, or give the row of the headers with --header-row',
    place: { file, row, column },
  });
