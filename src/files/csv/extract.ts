/** Opening an extract: what it is, how it is written, and which columns it has. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemCode, type ThroughlineError, unusable } from '../../errors.ts';
import { refuseBinary } from './binary.ts';
import { type Delimiter, type Dialect, type Probe, recogniseEncoding } from './dialect.ts';
import { type Encoding, Utf16Reader } from './encoding.ts';
import { recogniseHeader } from './header.ts';

/** A table that was looked at and found readable: plain data, unless it was packed. */
export interface Extract {
  readonly path: string;
  /** The file's name without its folder, as errors give it. */
  readonly name: string;
  /** Length of its text in bytes: of the file itself, unless it is packed. */
  readonly bytes: number;
  /** Time of last change, in milliseconds since 1970: a later one means the file was changed meanwhile. */
  readonly modified: number;
  readonly dialect: Dialect;
  /** The column headers in order, without the spaces around them. */
  readonly header: readonly string[];
  /** The row the header stands on; rows before it are not read. */
  readonly headerRow: number;
  /** How to come by the text of a file that is not text itself. */
  readonly packed?: Packed;
}

/** A file whose text has to be unpacked each time it is read. */
export interface Packed {
  readonly kind: 'gzip' | 'excel' | 'parquet';
  /** Length of the file on disk. */
  readonly bytesOnDisk: number;
  /** The text from its first byte. Throws errors of ours alone. */
  readonly text: () => AsyncIterable<Uint8Array>;
}

export interface ExtractOptions {
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
  /** The row of the headers; the first row that is not blank unless said. */
  readonly headerRow?: number;
}

/** What is known of a file before its text is looked at. */
export interface Start {
  readonly probe: Probe;
  /** Length of the whole text. */
  readonly bytes: number;
  readonly modified: number;
}

/** How much of the start of a file is looked at, in bytes. */
export const PROBE_BYTES = 1 << 20;

/**
 * Opens the CSV file at `path` and reads its header.
 *
 * Throws `CSV_NOT_FOUND`, `CSV_IS_DIRECTORY`, `CSV_NOT_A_FILE`, `CSV_NOT_READABLE`, `CSV_EMPTY`, `CSV_BINARY`,
 * `CSV_MARKUP`, `CSV_ENCODING`, `CSV_LINE_ENDS`, and what `recogniseHeader` throws. Headers are named by number
 * alone, because the first line of a file without headers is a person.
 */
export async function openExtract(path: string, options: ExtractOptions = {}): Promise<Extract> {
  return extractFrom(path, await readStart(path, basename(path)), options);
}

/** The extract whose text begins as `start` says. Throws what {@link openExtract} throws of a file's content. */
export function extractFrom(path: string, start: Start, options: ExtractOptions, packed?: Packed): Extract {
  const { bytes, modified, probe } = start;
  const { encoding, text } = textAt(start, options.encoding);
  const { header, headerRow, ...columns } = recogniseHeader(probe, text, encoding.encoding, options);
  const dialect = { ...encoding, ...columns };
  return {
    path,
    name: probe.name,
    bytes,
    modified,
    dialect,
    header,
    headerRow,
    ...(packed === undefined ? {} : { packed }),
  };
}

/** The start of a file that is text: its encoding, and its bytes in an ASCII-compatible one. */
export async function recogniseText(path: string, declared?: Encoding) {
  const start = await readStart(path, basename(path));
  return { ...start, ...textAt(start, declared) };
}

function textAt({ probe, bytes }: Start, declared: Encoding | undefined) {
  const { name } = probe;
  if (bytes === 0) throw emptyFile(name);
  const encoding = recogniseEncoding(probe, declared);
  const text = asciiCompatible(probe, encoding.encoding, encoding.bom);
  if (!probe.cut && text.toString('latin1').trim() === '') throw emptyFile(name);
  refuseBinary(probe, text);
  refuseCarriageReturns(name, text);
  return { encoding, text };
}

/** The start of a file as it lies on disk. Throws what `readFault` gives. */
export async function readStart(path: string, name: string): Promise<Start> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (!facts.isFile()) throw Object.assign(new Error('a pipe or device'), { code: 'ESPIPE' });
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(Math.min(facts.size, PROBE_BYTES));
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      const probe: Probe = { name, bytes: buffer.subarray(0, length), cut: facts.size > length };
      return { probe, bytes: facts.size, modified: facts.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readFault(error, name);
  }
}

/** The error to throw when an extract cannot be opened or read. */
export function readFault(error: unknown, name: string): ThroughlineError {
  const place = { file: name };
  const code = systemCode(error) ?? 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return unusable('CSV_NOT_FOUND', 'there is no such file', { hint: 'check the path', place });
  }
  if (code === 'EISDIR') {
    return unusable('CSV_IS_DIRECTORY', 'this is a folder, not a file', {
      hint: 'give the path of one CSV file',
      place,
    });
  }
  if (code === 'ESPIPE') {
    return unusable('CSV_NOT_A_FILE', 'this is a pipe or a device, and the file is read twice', {
      hint: 'save the data as a file and give its path',
      place,
    });
  }
  if (code === 'EBUSY') {
    return unusable('EXTRACT_OPEN', 'another program has the file open and lets nobody else read it', {
      hint: 'save it there, close it, and run the command again',
      place,
    });
  }
  const reason =
    code === 'EACCES' || code === 'EPERM' ? 'this account may not read it' : `it cannot be read (${code})`;
  return unusable('CSV_NOT_READABLE', reason, {
    hint: 'check its permissions, that no other program holds it open, and that its disk is connected',
    place,
  });
}

const emptyFile = (file: string) =>
  unusable('CSV_EMPTY', 'the file is empty', { hint: 'make the extract again', place: { file } });

/** The probe as bytes in which ASCII is itself, without the byte order mark. */
function asciiCompatible(probe: Probe, encoding: Encoding, bom: number): Buffer {
  const bytes = probe.bytes.subarray(bom);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return bytes;
  return new Utf16Reader(encoding).next(bytes, false).bytes;
}

function refuseCarriageReturns(file: string, text: Buffer): void {
  if (text.includes('\n') || !text.includes('\r')) return;
  throw unusable('CSV_LINE_ENDS', 'its lines end in a carriage return alone, as on old Macintosh computers', {
    hint: 'save it again as "CSV UTF-8 (Comma delimited)"',
    place: { file },
  });
}
