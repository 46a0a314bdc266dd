/** Files that are not text, told apart from CSV by their first bytes or by NUL bytes. */
import { unusable } from '../../errors.ts';
import type { Probe } from './dialect.ts';

interface Kind {
  readonly is: (start: Buffer) => boolean;
  readonly what: string;
  readonly hint: string;
}

const EXPORT = 'export it as CSV and give that file';
const UNPROTECT =
  'open it, choose File, Info, Protect, Encrypt with Password, empty the password, and save a copy where only ' +
  'those who run this may read it';
const SAVE_AS = 'open it and save it as "CSV UTF-8 (Comma delimited)"';
const AS_WORKBOOK =
  'open it, choose File, Save As, and the type "Excel Workbook (*.xlsx)" (in LibreOffice "Excel 2007-365 (.xlsx)"), and give that file';
const UNPACK = 'unpack it and give the CSV file inside';

const begins = (hex: string) => (start: Buffer) => start.toString('hex', 0, 16).startsWith(hex);
const isOle = begins('d0cf11e0a1b11ae1');
const isZip = begins('504b0304');
const zipWith = (name: string) => (start: Buffer) => isZip(start) && start.includes(name);

/** Magic numbers: OLE (MS-CFB), ZIP (APPNOTE.TXT) and names inside it, gzip (RFC 1952), PDF (ISO 32000), Parquet. */
const KINDS: readonly Kind[] = [
  {
    is: (start) => isOle(start) && start.includes(Buffer.from('EncryptedPackage', 'utf16le')),
    what: 'an Excel workbook or another Office file that is protected by a password',
    hint: UNPROTECT,
  },
  {
    is: isOle,
    what: 'an old Excel workbook (.xls), which may be protected by a password',
    hint: AS_WORKBOOK,
  },
  { is: zipWith('xl/'), what: 'an Excel workbook', hint: SAVE_AS },
  { is: zipWith('[Content_Types].xml'), what: 'an Office document', hint: SAVE_AS },
  { is: zipWith('opendocument'), what: 'an OpenDocument file (.ods)', hint: AS_WORKBOOK },
  { is: isZip, what: 'a zip archive', hint: UNPACK },
  { is: begins('1f8b'), what: 'a gzip archive', hint: UNPACK },
  { is: begins('25504446'), what: 'a PDF document', hint: EXPORT },
  { is: begins('50415231'), what: 'a Parquet file', hint: EXPORT },
];

/**
 * Refuses what is not a table of text.
 *
 * @param text the probe in an ASCII-compatible encoding: NUL bytes in it are no part of UTF-16
 */
export function refuseBinary(probe: Probe, text: Buffer): void {
  const place = { file: probe.name };
  const kind = KINDS.find(({ is }) => is(probe.bytes));
  if (kind !== undefined) throw unusable('CSV_BINARY', `this is ${kind.what}`, { hint: kind.hint, place });
  if (manyNuls(text)) throw unusable('CSV_BINARY', 'this is not a text file', { hint: EXPORT, place });
  if (/^\s*<[!?a-z]/i.test(text.toString('latin1', 0, 256))) {
    throw unusable('CSV_MARKUP', 'this is a web page or an XML file, whatever its name says', {
      hint:
        'ask the system for the same records as a list in CSV or Excel (an XML return such as H-CLIC or the children ' +
        'in need census nests several lists in one); if a spreadsheet opens the file as one table, save it from there ' +
        'as "CSV UTF-8 (Comma delimited)"',
      place,
    });
  }
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
