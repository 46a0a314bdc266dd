/** Rows into bytes as the agencies' systems write them. */
import type { FileShape } from './agencies/agency.ts';

/** One record: cells are quoted only where they hold the delimiter, a quote or a line break. */
export function line(cells: readonly string[], { delimiter, lineEnd }: FileShape): string {
  const quoted = cells.map((cell) => (mustQuote(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return quoted.join(delimiter) + lineEnd;
}

const mustQuote = (cell: string, delimiter: string): boolean =>
  cell.includes(delimiter) || cell.includes('"') || cell.includes('\n') || cell.includes('\r');

export const BYTE_ORDER_MARK = '\ufeff';

/** Text in the file's encoding; letters that Windows-1252 lacks have been replaced before, and throw here. */
export function encoded(text: string, encoding: FileShape['encoding']): Uint8Array {
  return encoding === 'windows-1252' ? inWindows1252(text) : Buffer.from(text, 'utf8');
}

/** The characters that Windows-1252 has in 0x80 to 0x9F and Latin-1 does not (WHATWG Encoding Standard). */
const EXTRA: ReadonlyMap<string, number> = new Map([
  ['Š', 0x8a],
  ['Œ', 0x8c],
  ['Ž', 0x8e],
  ['š', 0x9a],
  ['œ', 0x9c],
  ['ž', 0x9e],
  ['Ÿ', 0x9f],
]);
const BEYOND_LATIN_1 = /[^\u0020-\u00ff\t\r\n]/g;

function inWindows1252(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
  for (const { 0: character, index } of text.matchAll(BEYOND_LATIN_1)) {
    const code = EXTRA.get(character);
    if (code === undefined) throw new RangeError('a letter that Windows-1252 does not have');
    bytes[index] = code;
  }
  return bytes;
}
