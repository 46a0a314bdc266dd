/** How an extract is written: its encoding and its delimiter, declared or recognised. */
import { parse } from 'csv-parse/sync';
import { unusable } from '../../errors.ts';
import { byteOrderMark, decode, type Encoding, isUtf8Prefix, utf16ByPattern } from './encoding.ts';
import { MORE, RecordScanner, TOO_LONG } from './scanner.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Plain data, so that a worker thread can be handed it. */
export interface Dialect {
  readonly encoding: Encoding;
  /**
   * How the encoding is known: the caller declared it, the file's byte order mark says so, or it was
   * recognised from the content. Windows-1252 by content is a guess that the user should be told of.
   */
  readonly encodingFrom: 'declared' | 'mark' | 'content';
  /** Length of the byte order mark in bytes: 0, 2 or 3. */
  readonly bom: number;
  readonly delimiter: Delimiter;
}

/** The start of a file: all of it when it is short. */
export interface Probe {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether the file goes on after `bytes`. */
  readonly cut: boolean;
}

/**
 * The encoding of a file from its start. A declaration must agree with the byte order mark and, for UTF-8,
 * with the bytes. Without declaration, mark or the pattern of UTF-16, bytes that are not UTF-8 are Windows-1252.
 */
export function recogniseEncoding(probe: Probe, declared?: Encoding): Omit<Dialect, 'delimiter'> {
  const mark = byteOrderMark(probe.bytes);
  if (declared === undefined) {
    if (mark !== undefined) return { ...mark, encodingFrom: 'mark' };
    const utf16 = utf16ByPattern(probe.bytes);
    const bytes8 = isUtf8Prefix(probe.bytes, probe.cut) ? 'utf-8' : 'windows-1252';
    return { encoding: utf16 ?? bytes8, bom: 0, encodingFrom: 'content' };
  }
  if (mark !== undefined && mark.encoding !== declared) {
    throw encodingError(probe.name, `its byte order mark says ${mark.encoding}, not ${declared}`);
  }
  if (declared === 'utf-8' && !isUtf8Prefix(probe.bytes, probe.cut)) {
    throw encodingError(probe.name, 'it is not UTF-8, although that was declared');
  }
  return { encoding: declared, bom: mark?.bom ?? 0, encodingFrom: 'declared' };
}

const encodingError = (file: string, reason: string) =>
  unusable('CSV_ENCODING', reason, {
    hint: 'leave the encoding out so that it is recognised, or save the file as CSV UTF-8',
    place: { file },
  });

/** The cells of a record, or undefined when it is not well formed with this delimiter. */
function cellsOf(text: string, delimiter: Delimiter): string[] | undefined {
  try {
    return parse(text, { delimiter, record_delimiter: ['\r\n', '\n'], skip_empty_lines: true })[0] ?? [];
  } catch {
    return undefined;
  }
}

/**
 * The delimiter and the cells of the header record.
 *
 * @param text the start of the file in an ASCII-compatible encoding, after any byte order mark
 * @param limit bytes a record may have
 */
export function recogniseHeader(
  probe: Pick<Probe, 'name' | 'cut'>,
  text: Buffer,
  encoding: Encoding,
  declared: Delimiter | undefined,
  limit: number,
): { readonly delimiter: Delimiter; readonly cells: readonly string[] } {
  const candidates = DELIMITERS.map((delimiter) => {
    const [header, second] = firstRecords(text, delimiter, !probe.cut, limit);
    const cells = header === undefined ? undefined : cellsOf(decode(header, encoding), delimiter);
    const next = second === undefined ? undefined : cellsOf(decode(second, encoding), delimiter);
    return {
      delimiter,
      found: header !== undefined,
      cells,
      width: cells?.length ?? 0,
      next: next?.length ?? 0,
    };
  });
  const place = { file: probe.name, row: 1 };
  if (candidates.every(({ found }) => !found)) {
    throw unusable('CSV_RECORD_TOO_LONG', 'the header is longer than a record may be', {
      hint: 'check that this is a CSV file with one record a line, and that no quote is left open',
      place,
    });
  }
  const widest = candidates.reduce((best, candidate) => (candidate.width > best.width ? candidate : best));
  const chosen = candidates.find(({ delimiter }) => delimiter === declared) ?? widest;
  if (chosen.cells === undefined || chosen.width === 0) {
    throw unusable('CSV_HEADER_QUOTES', 'the header has a quote that is not closed or stands inside a cell', {
      hint: 'mend the first line of the file: quotes enclose a whole cell or none of it',
      place,
    });
  }
  if (chosen.width === 1 && widest.width > 1) {
    throw unusable(
      'CSV_DELIMITER',
      `with the delimiter ${nameOf(chosen.delimiter)} the header is one column; with ${nameOf(widest.delimiter)} it is ${widest.width}`,
      {
        hint: `declare the delimiter ${nameOf(widest.delimiter)}, or leave it out so that it is recognised`,
        place,
      },
    );
  }
  const title = candidates.find(({ next }) => next > 1);
  if (widest.width === 1 && declared === undefined && title !== undefined) {
    throw unusable('CSV_TITLE_ROW', `the first line has one cell, but the next has ${title.next}`, {
      hint: 'remove any title lines above the column headers, so that the headers are the first line',
      place,
    });
  }
  return { delimiter: chosen.delimiter, cells: chosen.cells };
}

const NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};
const nameOf = (delimiter: Delimiter): string => NAMES[delimiter];

function firstRecords(text: Buffer, delimiter: Delimiter, atEnd: boolean, limit: number): Buffer[] {
  const scanner = new RecordScanner(text, delimiter.charCodeAt(0), atEnd, limit);
  const records: Buffer[] = [];
  while (records.length < 2) {
    const start = scanner.position;
    const end = scanner.next();
    if (end === MORE || end === TOO_LONG) break;
    records.push(text.subarray(start, end));
  }
  return records;
}
