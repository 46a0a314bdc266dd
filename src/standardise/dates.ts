/**
 * Dates by the form that a column declares, never by guessing.
 *
 * A form is made of `YYYY` or `YY`, `MMM` (Jan, january), `MM` or `M`, `DD` or `D`, optionally `hh`, `mm`,
 * `ss`, and separators. `M` and `D` take one digit or two; every other part takes exactly as many digits as
 * it has letters, and `ss` may be followed by a fraction. Letters other than the parts are refused, `T`
 * between date and time and `Z` at the end apart (ISO 8601).
 */
import { unusable } from '../errors.ts';

/** A day of the Gregorian calendar; month and day count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The rule that a text broke; never any part of the text. */
export interface DateRefusal {
  readonly reason: string;
}

export type DateParser = (text: string) => CalendarDate | DateRefusal;

const PARTS = /YYYY|YY|MMM|MM|M|DD|D|hh|mm|ss|[^A-Za-z0-9]+|T|Z|./gu;
const PATTERNS: Readonly<Record<string, string>> = {
  YYYY: '(\\d{4})',
  YY: '(\\d{2})',
  MMM: '([A-Za-z]{3,9})\\.?',
  MM: '(\\d{2})',
  M: '(\\d{1,2})',
  DD: '(\\d{2})',
  D: '(\\d{1,2})',
  hh: '(\\d{2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})(?:[.,]\\d{1,9})?',
};
const UNITS: Readonly<Record<string, string>> = {
  Y: 'year',
  M: 'month',
  D: 'day',
  h: 'hour',
  m: 'minute',
  s: 'second',
};
/** Parts of a time of day, and the number that each stays below. */
const CLOCK = [
  { unit: 'hour', end: 24 },
  { unit: 'minute', end: 60 },
  { unit: 'second', end: 60 },
];
const SEPARATOR = /^[^A-Za-z0-9]+$/;
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * A parser for one declared form. `pivot` gives two-digit years a century: with pivot 26, `26` is 2026 and
 * `27` is 1927.
 *
 * @throws ThroughlineError `DATE_FORMAT` for a form that does not name year, month and day once each, or
 * that cannot be read unambiguously; `DATE_PIVOT` for two-digit years without a pivot, or a pivot that is
 * not a whole number from 0 to 99.
 */
export function compileDateFormat(format: string, pivot?: number): DateParser {
  const { pattern, units } = patternOf(format);
  const groupOf = (unit: string): number => units.indexOf(unit) + 1;
  const [yearAt, monthAt, dayAt] = [groupOf('year'), groupOf('month'), groupOf('day')];
  const clock = CLOCK.map(({ unit, end }) => ({ at: groupOf(unit), end })).filter(({ at }) => at > 0);
  const shortYear = /(?<!Y)YY(?!Y)/.test(format);
  if (shortYear) requirePivot(pivot);
  const notInForm = { reason: `not a date in the form ${format}` };
  const dayNumber = { reason: `a spreadsheet's day number where a date in the form ${format} should be` };
  const noSuchDay = { reason: 'not a day of the calendar' };
  return (text) => {
    const found = pattern.exec(text.trim());
    if (found === null) return DAY_NUMBER.test(text) ? dayNumber : notInForm;
    const written = Number(found[yearAt]);
    const year = shortYear ? written + (written <= pivot! ? 2000 : 1900) : written;
    const month = monthNumber(found[monthAt]!);
    if (month === undefined) return notInForm;
    const day = Number(found[dayAt]);
    if (clock.some(({ at, end }) => Number(found[at]) >= end)) return notInForm;
    return isDay(year, month, day) ? { year, month, day } : noSuchDay;
  };
}

/** A day as a spreadsheet counts it, when a column of dates was saved as numbers: 45,000 is in 2023. */
const DAY_NUMBER = /^\s*\d{5}(?:\.\d+)?\s*$/;

const compiled = new Map<string, DateParser>();

/** One text read by one form; as {@link compileDateFormat}, whose errors it throws. */
export function parseDate(text: string, format: string, pivot?: number): CalendarDate | DateRefusal {
  const key = `${pivot ?? ''}|${format}`;
  const parser = compiled.get(key) ?? compileDateFormat(format, pivot);
  compiled.set(key, parser);
  return parser(text);
}

/** True of a day that the Gregorian calendar has; 29 February only in leap years, years from 1. */
export function isDay(year: number, month: number, day: number): boolean {
  const length = LENGTHS[month - 1];
  if (length === undefined || year < 1 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : length);
}

/** `YYYY-MM-DD`. */
export const isoDate = ({ year, month, day }: CalendarDate): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;

/** Two digits. */
export const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/**
 * Completed years of age on a day. Someone born on 29 February turns a year older on 1 March in a common year.
 * Negative before the birth.
 */
export function ageInYears(born: CalendarDate, on: CalendarDate): number {
  const hadBirthday = on.month > born.month || (on.month === born.month && on.day >= born.day);
  return on.year - born.year - (hadBirthday ? 0 : 1);
}

/** Completed years that hardly anybody reaches. */
export const LONGEST_LIFE = 110;

/** A number that is larger for a later day. */
const inOrder = ({ year, month, day }: CalendarDate): number => (year * 100 + month) * 100 + day;

/** What is odd about the age on a day: not born yet, or older than {@link LONGEST_LIFE}; undefined where nothing is. */
export function oddAge(born: CalendarDate, on: CalendarDate): keyof OddAges | undefined {
  if (inOrder(born) > inOrder(on)) return 'beforeBirth';
  return ageInYears(born, on) > LONGEST_LIFE ? 'beyondLife' : undefined;
}

/** Events by what is odd about the person's age on their day. */
export interface OddAges {
  readonly beforeBirth: number;
  readonly beyondLife: number;
}

/** A pattern with a group for each unit, and the units in the order of their groups. */
function patternOf(format: string): { readonly pattern: RegExp; readonly units: readonly string[] } {
  const parts = format.match(PARTS) ?? [];
  const seen = new Set<string>();
  let source = '';
  let previous = '';
  for (const [at, part] of parts.entries()) {
    const pattern = PATTERNS[part];
    if (pattern === undefined) {
      const last = at === parts.length - 1;
      if (!SEPARATOR.test(part) && part !== 'T' && !(part === 'Z' && last)) throw badFormat();
      source += part.replace(/[^A-Za-z0-9\s]/g, '\\$&').replace(/\s+/gu, '\\s+');
    } else {
      const unit = UNITS[part[0]!]!;
      if (seen.has(unit) || (isLoose(part) && isDigits(previous)) || (isLoose(previous) && isDigits(part)))
        throw badFormat();
      seen.add(unit);
      source += pattern;
    }
    previous = part;
  }
  const dated = seen.has('year') && seen.has('month') && seen.has('day');
  const clock = (!seen.has('minute') || seen.has('hour')) && (!seen.has('second') || seen.has('minute'));
  if (!dated || !clock) throw badFormat();
  return { pattern: new RegExp(`^${source}$`), units: [...seen] };
}

/** Parts whose length varies: beside another number their digits could be shared out in two ways. */
const isLoose = (part: string): boolean => part === 'M' || part === 'D';
const isDigits = (part: string): boolean => PATTERNS[part] !== undefined && part !== 'MMM';

const badFormat = () =>
  unusable('DATE_FORMAT', 'a date form must name year, month and day once each, clearly apart', {
    hint: 'write the form with YYYY or YY, MMM, MM or M, DD or D and separators, for example DD/MM/YYYY',
  });

function requirePivot(pivot: number | undefined): void {
  if (pivot !== undefined && Number.isInteger(pivot) && pivot >= 0 && pivot <= 99) return;
  throw unusable('DATE_PIVOT', 'a date form with two-digit years needs a pivot from 0 to 99', {
    hint: 'add a pivot to the column: the last two digits that still belong to the 2000s',
  });
}

function monthNumber(text: string): number | undefined {
  if (text.charCodeAt(0) < 58) return Number(text);
  const word = text.toLowerCase();
  const at = MONTHS.findIndex((month) => month === word || month.slice(0, 3) === word);
  return at >= 0 ? at + 1 : word === 'sept' ? 9 : undefined;
}
