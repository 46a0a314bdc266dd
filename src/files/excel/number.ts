/** What a number in a spreadsheet shows as, by the format of its cell (ECMA-376 part 1, 18.8.30). */

/** What of a format matters to a reader: whether the number is a day, a time, both, or padded with zeros. */
export type NumberFormat =
  | { readonly kind: 'number'; readonly digits?: number }
  | { readonly kind: 'day' | 'time' | 'day-and-time' };

const DAYS = [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58];
const TIMES = [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47];

/** A format that has a number and no text of its own. */
export function builtInFormat(id: number): NumberFormat {
  if (id === 22) return { kind: 'day-and-time' };
  if (DAYS.includes(id)) return { kind: 'day' };
  return TIMES.includes(id) ? { kind: 'time' } : { kind: 'number' };
}

/** A format that is written out, such as `dd/mm/yyyy` or `0000000000`. */
export function writtenFormat(code: string): NumberFormat {
  const zeros = /^0+$/.exec(code);
  if (zeros !== null) return { kind: 'number', digits: code.length };
  // Texts, escaped letters, colours and the conditions of other sections are no part of a date.
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';')[0]!;
  if (/general/i.test(bare)) return { kind: 'number' };
  const time = /[hs]/i.test(bare);
  const day = /[yd]/i.test(bare) || (/m/i.test(bare) && !time);
  if (day) return { kind: time ? 'day-and-time' : 'day' };
  return time ? { kind: 'time' } : { kind: 'number' };
}

const SECONDS = 86_400;
/** Days between 30 December 1899, from which Excel for Windows counts since March 1900, and 1 January 1970. */
const TO_1970 = 25_569;
const FROM_1904 = 1_462;
const LAST_DAY = 2_958_465;

/** A number of a cell as text: days as YYYY-MM-DD, whole numbers with all their digits. */
export function numberText(raw: string, format: NumberFormat, from1904: boolean): string {
  const number = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(number)) return raw;
  if (format.kind === 'number') return plainNumber(number, format.digits ?? 0);
  const seconds = Math.round(number * SECONDS);
  const days = Math.floor(seconds / SECONDS);
  const clock = new Date((seconds - days * SECONDS) * 1000).toISOString().slice(11, 19);
  if (format.kind === 'time' && days === 0) return clock;
  if (number < 0 || days > LAST_DAY) return plainNumber(number, 0);
  const day = dayText(from1904 ? days + FROM_1904 : days);
  return format.kind === 'day' ? day : `${day} ${clock}`;
}

/** Excel for Windows counts a 29 February 1900 that there was not: days before it are one later. */
const dayText = (days: number): string =>
  new Date(((days < 60 ? days + 1 : days) - TO_1970) * SECONDS * 1000).toISOString().slice(0, 10);

const plainNumber = (number: number, digits: number): string =>
  Number.isSafeInteger(number) ? String(number).padStart(digits, '0') : String(number);
