/**
 * The text encodings of extracts. Inside, records are cut and parsed as bytes in an encoding that keeps
 * ASCII as it is: UTF-8 and Windows-1252 stay as they are, UTF-16 is turned into UTF-8 on the way in.
 */
import { isUtf8 } from 'node:buffer';
import { type Place, type ThroughlineError, unusable } from '../../errors.ts';

export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The error for bytes that are not in the encoding of the file. */
export const notInEncoding = (encoding: Encoding, place: Place): ThroughlineError =>
  unusable('CSV_ENCODING', `a character is not ${encoding}`, {
    hint: 'declare the encoding (windows-1252 for many Windows exports), or save the file as CSV UTF-8',
    place,
  });

/** What the first bytes of a file say about its encoding: the byte order mark and its length. */
export function byteOrderMark(
  bytes: Uint8Array,
): { readonly encoding: Encoding; readonly bom: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  return undefined;
}

/**
 * UTF-16 without a mark gives itself away: in text that is mostly ASCII every other byte is NUL.
 * Looks at the first 4 KiB.
 */
export function utf16ByPattern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const units = Math.floor(Math.min(bytes.length, 4096) / 2);
  if (units === 0) return undefined;
  let first = 0;
  let second = 0;
  for (let unit = 0; unit < units; unit += 1) {
    if (bytes[2 * unit] === 0) first += 1;
    if (bytes[2 * unit + 1] === 0) second += 1;
  }
  if (second >= units / 2 && first <= units / 50) return 'utf-16le';
  if (first >= units / 2 && second <= units / 50) return 'utf-16be';
  return undefined;
}

/** Whether the bytes are UTF-8, not counting a last character that the end of the probe may have cut. */
export function isUtf8Prefix(bytes: Uint8Array, mayBeCut: boolean): boolean {
  if (!mayBeCut) return isUtf8(bytes);
  for (let cut = 0; cut <= Math.min(3, bytes.length); cut += 1) {
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return true;
  }
  return false;
}

/**
 * Whether bytes that are not UTF-8 were meant to be: most of their characters beyond ASCII are sound UTF-8,
 * which Windows-1252 text almost never looks like. Such a file is damaged, or joined from two.
 */
export function isDamagedUtf8(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const sound = text.match(/[\u0080-\uD7FF\u{10000}-\u{10FFFF}]/gu)?.length ?? 0;
  return sound > broken;
}

/**
 * Bytes 0x80 to 0x9F of Windows-1252 (WHATWG Encoding Standard, index windows-1252). `TextDecoder` is not
 * used because releases of Node 20, 22 and 24 (nodejs/node 56542) decode these bytes as ISO 8859-1.
 */
const WINDOWS_1252_HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Text of bytes in an ASCII-compatible encoding. Check UTF-8 before: bad bytes become U+FFFD here. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding !== 'windows-1252') return buffer.toString('utf8');
  return buffer.toString('latin1').replace(/[\x80-\x9f]/g, (c) => WINDOWS_1252_HIGH[c.charCodeAt(0) - 0x80]!);
}

/** Turns a stream of UTF-16 bytes into UTF-8, whatever the places at which the stream is cut. */
export class Utf16Reader {
  readonly #bigEndian: boolean;
  #rest: Buffer = Buffer.alloc(0);

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.#bigEndian = encoding === 'utf-16be';
  }

  /**
   * The UTF-8 of the next bytes. When they are not UTF-16 (half a surrogate pair, or half a character at the
   * end), `valid` is false and `bytes` holds what came before the fault.
   */
  next(chunk: Uint8Array, atEnd: boolean): { readonly bytes: Buffer; readonly valid: boolean } {
    const all = Buffer.concat([this.#rest, chunk]);
    let whole = all.length - (all.length % 2);
    if (!atEnd && whole > 0 && this.#isHighSurrogate(all, whole - 2)) whole -= 2;
    this.#rest = Buffer.from(all.subarray(whole));
    const units = all.subarray(0, whole);
    if (this.#bigEndian) units.swap16();
    const text = units.toString('utf16le');
    const fault = text.search(/\p{Surrogate}/u);
    if (fault !== -1) return { bytes: Buffer.from(text.slice(0, fault)), valid: false };
    return { bytes: Buffer.from(text), valid: !(atEnd && this.#rest.length > 0) };
  }

  #isHighSurrogate(bytes: Buffer, at: number): boolean {
    const unit = this.#bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
    return unit >= 0xd800 && unit <= 0xdbff;
  }
}
