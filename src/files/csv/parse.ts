/**
 * Turning a block of records into cells. Plain data in and out, so that it can run in a worker thread. Whatever is not
 * plainly in order is csv-parse's to judge, whose errors carry cell values and never leave this file.
 */
import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { grouped } from '../../errors.ts';
import { cellsOf } from './cells.ts';
import type { Dialect } from './dialect.ts';
import { decode, notInEncoding } from './encoding.ts';
import { isBlankLine, recordsIn, rowOfFirst } from './scanner.ts';

/** A well-formed row with as many cells as the header. */
export interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A row that could not be read. `reason` holds no value from the file. */
export interface Rejection {
  readonly row: number;

  /** Completes the sentence "row 7 ...". */
  readonly reason: string;
  readonly code: 'CSV_RAGGED_ROW' | 'CSV_BAD_QUOTES';
}

/** A rejection with what could be read all the same: for looking at, not for passing on. */
export interface Unread extends Rejection {
  /** Its cells where there are too many or too few; those before the first quote where quotes are bad. */
  readonly cells: readonly string[];
}

export const isUnread = (record: Row | Unread): record is Unread => 'code' in record;

export interface ParsedBlock {
  readonly rows: readonly Row[];
  readonly rejected: readonly Unread[];
}

/** Where a record lies in the block. */
interface Span {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** A block's {@link recordsOfBlock}, rows and rejections apart. */
export function parseBlock(...block: Parameters<typeof recordsOfBlock>): ParsedBlock {
  const rows: Row[] = [];
  const rejected: Unread[] = [];
  for (const record of recordsOfBlock(...block)) {
    if (isUnread(record)) rejected.push(record);
    else rows.push(record);
  }
  return { rows, rejected };
}

/**
 * The records of a block from `readBlocks`, one after another: only the one in hand is in memory as text.
 *
 * @param bytes whole records, in UTF-8 or (dialect `windows-1252`) Windows-1252
 * @param firstRow the row number of the first record
 * @param columns how many cells a row must have
 *
 * Rows and rejections come in file order; blank lines count as rows and yield nothing. Throws `CSV_ENCODING`
 * with the row when bytes are not UTF-8.
 */
export function recordsOfBlock(
  bytes: Uint8Array,
  firstRow: number,
  dialect: Pick<Dialect, 'encoding' | 'delimiter' | 'spare'>,
  columns: number,
): Iterable<Row | Unread> {
  if (dialect.encoding !== 'windows-1252' && !isUtf8(bytes)) {
    const row = rowOfFirst(bytes, dialect.delimiter, firstRow, (record) => !isUtf8(record));
    throw notInEncoding('utf-8', { row });
  }
  return new BlockParser(bytes, dialect, columns).records(firstRow);
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

class BlockParser {
  readonly #bytes: Buffer;
  readonly #dialect: Pick<Dialect, 'encoding' | 'delimiter' | 'spare'>;
  readonly #columns: number;

  constructor(
    bytes: Uint8Array,
    dialect: Pick<Dialect, 'encoding' | 'delimiter' | 'spare'>,
    columns: number,
  ) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#dialect = dialect;
    this.#columns = columns;
  }

  *records(firstRow: number): Generator<Row | Unread> {
    const { delimiter } = this.#dialect;
    let odd: Span[] = [];
    let row = firstRow - 1;
    for (const [start, end] of recordsIn(this.#bytes, delimiter)) {
      row += 1;
      if (isBlankLine(this.#bytes, start, end)) continue;
      const span = { row, start, end };
      const cells = cellsOf(this.#textOf(span), delimiter);
      if (cells === undefined) odd.push(span);
      else {
        if (odd.length > 0) yield* this.#odd(odd);
        if (odd.length > 0) odd = [];
        yield this.#record(span, cells);
      }
    }
    yield* this.#odd(odd);
  }

  /** The text of a record without its line end. */
  #textOf({ start, end }: Span): string {
    let last = end;
    if (this.#bytes[last - 1] === LF) last -= this.#bytes[last - 2] === CR && last - 2 >= start ? 2 : 1;
    return this.#dialect.encoding === 'windows-1252'
      ? decode(this.#bytes.subarray(start, last), 'windows-1252')
      : this.#bytes.toString('utf8', start, last);
  }

  /** Parses all records at once; where that fails halves them, until each faulty one stands alone. */
  *#odd(spans: readonly Span[]): Generator<Row | Unread> {
    if (spans.length === 0) return;
    const records = this.#recordsOf(spans);
    if (records !== undefined) {
      for (const [index, cells] of records.entries()) yield this.#record(spans[index]!, cells);
    } else if (spans.length === 1) {
      const [span] = spans;
      const reason = 'has a quote that is not closed or stands inside a field';
      yield this.#unread(span!, 'CSV_BAD_QUOTES', reason, this.#cellsBeforeQuote(span!));
    } else {
      const middle = spans.length >> 1;
      yield* this.#odd(spans.slice(0, middle));
      yield* this.#odd(spans.slice(middle));
    }
  }

  /** The cells of each record, or undefined when csv-parse refuses or sees other records than the scanner did. */
  #recordsOf(spans: readonly Span[]): string[][] | undefined {
    const part = this.#bytes.subarray(spans[0]!.start, spans.at(-1)!.end);
    const input = this.#dialect.encoding === 'windows-1252' ? decode(part, 'windows-1252') : part;
    try {
      const records: string[][] = parse(input, {
        delimiter: this.#dialect.delimiter,
        record_delimiter: ['\r\n', '\n'],
        skip_empty_lines: true,
        relax_column_count: true,
      });
      return records.length === spans.length ? records : undefined;
    } catch {
      return undefined;
    }
  }

  #record(span: Span, cells: readonly string[]): Row | Unread {
    const { row } = span;
    if (cells.length === this.#columns) return { row, cells };
    const { spare = 0 } = this.#dialect;
    if (cells.length === this.#columns + spare) {
      const filled = cells.findIndex((cell, at) => at >= this.#columns && cell.trim() !== '');
      if (filled < 0) return { row, cells: cells.slice(0, this.#columns) };
      const reason = `has something in column ${filled + 1}, which has no header`;
      return this.#unread(span, 'CSV_RAGGED_ROW', reason, cells);
    }
    const fields = cells.length === 1 ? '1 field' : `${cells.length} fields`;
    const reason = `has ${fields} where the header has ${this.#columns + spare}`;
    return this.#unread(span, 'CSV_RAGGED_ROW', reason, cells);
  }

  /** The whole cells of a record that stand before its first quote. */
  #cellsBeforeQuote({ start, end }: Span): string[] {
    const quote = this.#bytes.subarray(start, end).indexOf(QUOTE);
    const before = this.#bytes.subarray(start, quote < 0 ? end : start + quote);
    const { encoding, delimiter } = this.#dialect;
    const text = decode(before, encoding === 'windows-1252' ? encoding : 'utf-8');
    return text.split(delimiter).slice(0, -1);
  }

  #unread(span: Span, code: Rejection['code'], reason: string, cells: readonly string[]): Unread {
    const lines = linesIn(this.#bytes, span);
    const over = lines === 1 ? '' : ` and runs over ${grouped(lines)} lines of the file`;
    return { row: span.row, cells, code, reason: reason + over };
  }
}

function linesIn(bytes: Uint8Array, span: Span): number {
  let lines = 1;
  for (
    let at = bytes.indexOf(0x0a, span.start);
    at !== -1 && at < span.end - 1;
    at = bytes.indexOf(0x0a, at + 1)
  ) {
    lines += 1;
  }
  return lines;
}
