/** Opening an extract: what it is, how it is written, and which columns it has. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemCode, type ThroughlineError, unusable } from '../../errors.ts';
import { refuseBinary } from './binary.ts';
import { type Delimiter, type Dialect, type Probe, recogniseEncoding, recogniseHeader } from './dialect.ts';
import { type Encoding, Utf16Reader } from './encoding.ts';

/** A CSV file that was looked at and found readable. Plain data. */
export interface Extract {
  readonly path: string;
  /** The file's name without its folder, as errors give it. */
  readonly name: string;
  /** Length of the file in bytes. */
  readonly bytes: number;
  /** Time of last change, in milliseconds since 1970: a later one means the file was changed meanwhile. */
  readonly modified: number;
  readonly dialect: Dialect;
  /** The column headers in order, without the spaces around them. */
  readonly header: readonly string[];
  /** The row the header stands on. */
  readonly headerRow: 1;
}

export interface ExtractOptions {
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
}

/** How much of the start is looked at, and how long one record may be, in bytes. */
export const MIB = 1 << 20;

/**
 * Opens the CSV file at `path` and reads its header.
 *
 * Throws `CSV_NOT_FOUND`, `CSV_IS_DIRECTORY`, `CSV_NOT_READABLE`, `CSV_EMPTY`, `CSV_BINARY`, `CSV_ENCODING`,
 * `CSV_LINE_ENDS`, `CSV_RECORD_TOO_LONG`, `CSV_HEADER_QUOTES`, `CSV_DELIMITER`, `CSV_TITLE_ROW`,
 * `CSV_BLANK_HEADER` and `CSV_DUPLICATE_HEADERS`. Headers are named by number alone, because the first line
 * of a file without headers is a person.
 */
export async function openExtract(path: string, options: ExtractOptions = {}): Promise<Extract> {
  const name = basename(path);
  const { probe, bytes, modified } = await readStart(path, name);
  if (bytes === 0) throw emptyFile(name);
  const encoding = recogniseEncoding(probe, options.encoding);
  const text = asciiCompatible(probe, encoding.encoding, encoding.bom);
  if (text.length === 0) throw emptyFile(name);
  refuseBinary(probe, text);
  refuseCarriageReturns(name, text);
  const { delimiter, cells } = recogniseHeader(probe, text, encoding.encoding, options.delimiter, MIB);
  const header = cells.map((cell) => cell.trim());
  refuseUnclearHeader(name, header);
  return { path, name, bytes, modified, dialect: { ...encoding, delimiter }, header, headerRow: 1 };
}

async function readStart(path: string, name: string) {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(Math.min(facts.size, MIB));
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

function refuseUnclearHeader(file: string, header: readonly string[]): void {
  const blank = header.indexOf('') + 1;
  if (blank > 0) {
    throw unusable('CSV_BLANK_HEADER', 'the column has no header', {
      hint: 'give every column a header on the first line, or remove the empty column',
      place: { file, row: 1, column: blank },
    });
  }
  const first = new Map<string, number>();
  for (const [index, cell] of header.entries()) {
    const earlier = first.get(cell);
    if (earlier !== undefined) {
      throw unusable('CSV_DUPLICATE_HEADERS', `columns ${earlier} and ${index + 1} have the same header`, {
        hint: 'rename or remove one of them; if the file has no headers, add a first line that has',
        place: { file, row: 1 },
      });
    }
    first.set(cell, index + 1);
  }
}
