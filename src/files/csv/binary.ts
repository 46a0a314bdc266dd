/** Files that are not text, told apart from CSV by their first bytes or by NUL bytes. */
import { unusable } from '../../errors.ts';
import type { Probe } from './dialect.ts';

interface Kind {
  readonly magic: string;
  readonly what: string;
  readonly hint: string;
}

const EXPORT = 'export it as CSV and give that file';
const SAVE_AS = 'open it and save it as "CSV UTF-8 (Comma delimited)"';

/** Magic numbers as hex: ZIP (APPNOTE.TXT 4.3.7), gzip (RFC 1952), PDF (ISO 32000), OLE (MS-CFB), Parquet. */
const KINDS: readonly Kind[] = [
  { magic: 'd0cf11e0a1b11ae1', what: 'an old or password-protected Excel workbook', hint: SAVE_AS },
  { magic: '1f8b', what: 'a gzip archive', hint: 'unpack it and give the CSV file inside' },
  { magic: '25504446', what: 'a PDF document', hint: EXPORT },
  { magic: '50415231', what: 'a Parquet file', hint: EXPORT },
  { magic: '504b0304', what: 'a zip archive', hint: 'unpack it and give the CSV file inside' },
];

/**
 * Refuses what is not text.
 *
 * @param text the probe in an ASCII-compatible encoding: NUL bytes in it are no part of UTF-16
 */
export function refuseBinary(probe: Probe, text: Buffer): void {
  const start = probe.bytes.toString('latin1', 0, 4096);
  const place = { file: probe.name };
  if (start.startsWith('PK\x03\x04') && /xl\/|\[Content_Types\]\.xml/.test(start)) {
    throw unusable('CSV_BINARY', 'this is an Excel workbook', { hint: SAVE_AS, place });
  }
  const hex = probe.bytes.toString('hex', 0, 8);
  const kind = KINDS.find(({ magic }) => hex.startsWith(magic));
  if (kind !== undefined) throw unusable('CSV_BINARY', `this is ${kind.what}`, { hint: kind.hint, place });
  if (manyNuls(text)) throw unusable('CSV_BINARY', 'this is not a text file', { hint: EXPORT, place });
}

/** NUL in the first line, or more than one byte in a thousand: not a slip in a text file. */
function manyNuls(text: Buffer): boolean {
  const line = text.indexOf(0x0a);
  const nul = text.indexOf(0);
  if (nul === -1) return false;
  if (line === -1 || nul < line) return true;
  let count = 0;
  for (let at = nul; at !== -1; at = text.indexOf(0, at + 1)) count += 1;
  return count * 1000 > text.length;
}
