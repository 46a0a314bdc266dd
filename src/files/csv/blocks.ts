/** Reading an extract as blocks of whole records, in bounded memory. */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { grouped, type ThroughlineError, unusable } from '../../errors.ts';
import { notInEncoding, Utf16Reader } from './encoding.ts';
import { type Extract, readFault } from './extract.ts';
import { isBlankLine, MORE, RecordScanner, rowOfFirst, TOO_LONG } from './scanner.ts';

const MIB = 1 << 20;

/** Some whole records of an extract, header not included. Plain data. */
export interface Block {
  /**
   * The records with their line ends: UTF-8 or Windows-1252 as in the file, UTF-16 as UTF-8. The block owns
   * this memory, so it can be transferred to another thread.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The row of the first record or blank line; the header is row 1. */
  readonly firstRow: number;
  /** Records and blank lines in the block. */
  readonly rows: number;
  /** Bytes of the file read so far, for progress against {@link Extract.bytes}. */
  readonly readSoFar: number;
}

export interface BlockOptions {
  /** Bytes to read at a time; default 1 MiB. */
  readonly blockBytes?: number;
  /** Bytes that one record may have; default 1 MiB. */
  readonly maxRecordBytes?: number;
  /** Take a file with a header and no rows for a table without rows; default false. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads an extract from the row after its header to its end. Memory is bounded by `blockBytes + maxRecordBytes`.
 *
 * Throws `CSV_HEADER_ONLY` at the end when there was no record (unless `mayBeEmpty`), `CSV_RECORD_TOO_LONG`,
 * `CSV_NUL_BYTE` and `CSV_ENCODING` with the row, `CSV_CHANGED` and `CSV_VANISHED` when the file did not stay
 * as it was opened, and `CSV_NOT_READABLE`. Blocks before the fault have been yielded by then.
 */
export async function* readBlocks(extract: Extract, options: BlockOptions = {}): AsyncGenerator<Block> {
  const { blockBytes = MIB, maxRecordBytes = MIB, mayBeEmpty = false } = options;
  await refuseChange(extract);
  const cutter = new BlockCutter(extract, maxRecordBytes);
  let position = extract.dialect.bom;
  for await (const chunk of chunksOf(extract, blockBytes)) {
    position += chunk.length;
    if (position > extract.bytes) throw changed(extract);
    const block = cutter.cut(chunk, false, position);
    if (block !== undefined) yield block;
  }
  if (position !== extract.bytes) throw changed(extract);
  const last = cutter.cut(new Uint8Array(0), true, position);
  if (last !== undefined) yield last;
  await refuseChange(extract);
  if (!cutter.sawRecord && !mayBeEmpty) {
    throw unusable('CSV_HEADER_ONLY', 'the file has a header and no rows', {
      hint: 'make the extract again for a period that has records',
      place: { file: extract.name },
    });
  }
}

/** The text of an extract after its byte order mark, piece by piece. */
async function* chunksOf(extract: Extract, blockBytes: number): AsyncGenerator<Uint8Array> {
  const { dialect, packed } = extract;
  if (packed !== undefined) {
    let mark = dialect.bom;
    for await (const chunk of packed.text()) {
      const skipped = Math.min(mark, chunk.length);
      mark -= skipped;
      if (chunk.length > skipped) yield chunk.subarray(skipped);
    }
    return;
  }
  const handle = await open(extract.path, 'r').catch((error: unknown) => {
    throw readFault(error, extract.name);
  });
  try {
    for (let position = dialect.bom; ; ) {
      const chunk = await readChunk(handle, extract, position, blockBytes);
      if (chunk.length === 0) return;
      position += chunk.length;
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}

/** Cuts a stream of bytes into blocks of whole records and knows which row each begins on. */
class BlockCutter {
  sawRecord = false;
  readonly #extract: Extract;
  readonly #maxRecordBytes: number;
  readonly #utf16: Utf16Reader | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #row = 1;

  constructor(extract: Extract, maxRecordBytes: number) {
    const { encoding } = extract.dialect;
    this.#extract = extract;
    this.#maxRecordBytes = maxRecordBytes;
    this.#utf16 = encoding === 'utf-16le' || encoding === 'utf-16be' ? new Utf16Reader(encoding) : undefined;
  }

  cut(chunk: Uint8Array, atEnd: boolean, readSoFar: number): Block | undefined {
    const read = this.#utf16?.next(chunk, atEnd) ?? { bytes: chunk, valid: true };
    const bytes = new Uint8Array(this.#rest.length + read.bytes.length);
    bytes.set(this.#rest);
    bytes.set(read.bytes, this.#rest.length);

    const { dialect, headerRow } = this.#extract;
    const delimiter = dialect.delimiter.charCodeAt(0);
    const scanner = new RecordScanner(bytes, delimiter, atEnd, this.#maxRecordBytes);
    const firstRow = this.#row;
    let start = 0;
    let rows = 0;
    for (let from = 0, end = scanner.next(); end !== MORE; from = end, end = scanner.next()) {
      if (end === TOO_LONG) throw this.#tooLong(firstRow + rows);
      if (firstRow + rows <= headerRow) start = end;
      else this.sawRecord ||= !isBlankLine(bytes, from, end);
      rows += 1;
    }
    const end = scanner.position;
    this.#refuseBadText(bytes.subarray(0, end), firstRow);
    if (!read.valid) throw this.#notInEncoding(firstRow + rows);
    this.#rest = bytes.slice(end);
    this.#row += rows;
    if (end === start) return undefined;
    const headers = Math.min(rows, Math.max(0, headerRow - firstRow + 1));
    return {
      bytes: headers > 0 ? bytes.slice(start, end) : bytes.subarray(0, end),
      firstRow: firstRow + headers,
      rows: rows - headers,
      readSoFar,
    };
  }

  #refuseBadText(bytes: Uint8Array, firstRow: number): void {
    const { dialect, name } = this.#extract;
    if (bytes.indexOf(0) !== -1) {
      const row = rowOfFirst(bytes, dialect.delimiter, firstRow, (record) => record.indexOf(0) !== -1);
      throw unusable('CSV_NUL_BYTE', 'there is a NUL byte in the text', {
        hint: 'the file is damaged or was exported wrongly: make the extract again',
        place: { file: name, row },
      });
    }
    if (dialect.encoding === 'utf-8' && !isUtf8(bytes)) {
      throw this.#notInEncoding(rowOfFirst(bytes, dialect.delimiter, firstRow, (record) => !isUtf8(record)));
    }
  }

  #notInEncoding(row: number): ThroughlineError {
    return notInEncoding(this.#extract.dialect.encoding, { file: this.#extract.name, row });
  }

  #tooLong(row: number): ThroughlineError {
    return unusable(
      'CSV_RECORD_TOO_LONG',
      `the record that starts here is longer than ${grouped(this.#maxRecordBytes)} bytes`,
      {
        hint: 'check for a quote that is never closed, a wrong delimiter, or a file that is not CSV',
        place: { file: this.#extract.name, row },
      },
    );
  }
}

async function readChunk(
  handle: FileHandle,
  extract: Extract,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const chunk = new Uint8Array(length);
  try {
    const { bytesRead } = await handle.read(chunk, 0, length, position);
    return chunk.subarray(0, bytesRead);
  } catch (error) {
    throw readFault(error, extract.name);
  }
}

async function refuseChange(extract: Extract): Promise<void> {
  const facts = await stat(extract.path).catch((error: unknown) => {
    const fault = readFault(error, extract.name);
    if (fault.code !== 'CSV_NOT_FOUND') throw fault;
    throw unusable('CSV_VANISHED', 'the file is no longer there', {
      hint: 'put it back and do not move it while the command runs',
      place: { file: extract.name },
    });
  });
  if (facts.size !== (extract.packed?.bytesOnDisk ?? extract.bytes) || facts.mtimeMs !== extract.modified)
    throw changed(extract);
}

const changed = (extract: Extract): ThroughlineError =>
  unusable('CSV_CHANGED', 'the file was changed while it was being read', {
    hint: 'let the export finish and close other programs that use the file, then run the command again',
    place: { file: extract.name },
  });
