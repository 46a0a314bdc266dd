/** What a cell looks like, as the name of a kind and never as its value. */
import { remembered } from './cache.ts';
import { cellStandardiser } from './cell.ts';
import { compileDateFormat } from './dates.ts';
import { looksLike } from './looks-like.ts';

/** Forms in which systems write a day, the usual one first where two fit. */
const DATE_FORMATS: Readonly<Record<string, readonly string[]>> = {
  '99/99/9999': ['DD/MM/YYYY', 'MM/DD/YYYY'],
  '9/9/9999': ['D/M/YYYY', 'M/D/YYYY'],
  '99/9/9999': ['D/M/YYYY', 'M/D/YYYY'],
  '9/99/9999': ['D/M/YYYY', 'M/D/YYYY'],
  '99-99-9999': ['DD-MM-YYYY', 'MM-DD-YYYY'],
  '9-9-9999': ['D-M-YYYY', 'M-D-YYYY'],
  '99-9-9999': ['D-M-YYYY', 'M-D-YYYY'],
  '9-99-9999': ['D-M-YYYY', 'M-D-YYYY'],
  '99.99.9999': ['DD.MM.YYYY'],
  '9.9.9999': ['D.M.YYYY'],
  '99.9.9999': ['D.M.YYYY'],
  '9.99.9999': ['D.M.YYYY'],
  '9999-99-99': ['YYYY-MM-DD'],
  '9999/99/99': ['YYYY/MM/DD'],
  '99999999': ['YYYYMMDD'],
  '99/99/99': ['DD/MM/YY'],
  '9/9/99': ['D/M/YY'],
  '99/9/99': ['D/M/YY'],
  '9/99/99': ['D/M/YY'],
  '99.99.99': ['DD.MM.YY'],
  '99-99-99': ['DD-MM-YY'],
  '99-AAA-9999': ['DD-MMM-YYYY'],
  '9-AAA-9999': ['D-MMM-YYYY'],
  '99/AAA/9999': ['DD/MMM/YYYY'],
  '99 AAA 9999': ['DD MMM YYYY'],
  '9 AAA 9999': ['D MMM YYYY'],
  '99-AAA-99': ['DD-MMM-YY'],
  '9-AAA-99': ['D-MMM-YY'],
  '99 AAA 99': ['DD MMM YY'],
  '9 AAA 99': ['D MMM YY'],
  'AAA 99, 9999': ['MMM DD, YYYY'],
  'AAA 9, 9999': ['MMM D, YYYY'],
};
const CLOCKS: Readonly<Record<string, string>> = { '99:99': ' hh:mm', '99:99:99': ' hh:mm:ss' };
const PIVOT = 30;

const nothing = cellStandardiser({ identifier: 'place-of-birth' }, new Date(0));

/** A cell's kind in words, `empty` for none. Kinds of days are the form they are written in. */
export const shapeOf: (cell: string) => string = remembered((cell) => shape(cell.trim()), 1 << 16);

/** Whether a kind that {@link shapeOf} names is the form of a day. */
export const isDateShape = (kind: string): boolean => kind.includes('YY') && !kind.includes('_');

/** The form of a day in which day and month may have one digit or two, where something stands between them. */
export const looseForm = (format: string): string =>
  /^\w+$/.test(format) ? format : format.replace('DD', 'D').replace(/(?<!M)MM(?!M)/, 'M');

/** Kinds that a column of days has when its cells were saved as numbers. */
export const NUMBER = 'whole number';
export const SHORTENED = 'number that a spreadsheet shortened (as 9.43E+09)';
export const UNREAD_DAY = 'day in words or in a form that cannot be read (as 5th March 2024)';
export const YES_OR_NO = 'yes or no';
export const PLACEHOLDER = 'entry that says it is not known';

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY_IN_WORDS = new RegExp(
  `^(?=.*\\b${MONTH}\\b)(?=.*\\b\\d{1,2}(?:st|nd|rd|th)?\\b).*\\b(?:19|20)\\d\\d\\b`,
  'i',
);

function shape(text: string): string {
  if (text === '') return 'empty';
  if (nothing(text).kind === 'placeholder') return PLACEHOLDER;
  if (/^\d[.,]\d+E\+\d{1,2}$/i.test(text)) return SHORTENED;
  const day = dateFormats(text)[0];
  if (day !== undefined) return day;
  const likeness = looksLike(text);
  if (likeness !== undefined && likeness !== 'full date of birth') return likeness;
  if (/^\d+$/.test(text)) return NUMBER;
  if (/^[+-]?[\d.,]*\d$/.test(text)) return 'number with a sign or a point';
  if (/^(?:y|n|yes|no|true|false)$/i.test(text)) return YES_OR_NO;
  if (/^[A-Z]\d{11}[A-Z]?$/.test(text) || /^[A-Z]\d{12}$/.test(text)) return 'unique pupil number';
  if (/^[\p{L}]$/u.test(text)) return 'one letter';
  const words = text.split(/\s+/);
  if (words.length <= 6 && DAY_IN_WORDS.test(text)) return UNREAD_DAY;
  if (words.length > 8 || text.length > 80) return 'long text';
  if (words.length > 1) return 'several words';
  if (/\d/.test(text)) return 'letters and digits';
  return /^\p{Lu}{2,5}$/u.test(text) ? 'short capitals' : 'one word';
}

/** The forms by which a text is a day of the calendar, likeliest first; empty when it is none. */
export function dateFormats(text: string): readonly string[] {
  if (text.length < 6 || text.length > 26 || !/\d/.test(text)) return [];
  const [, date = '', clock = ''] = /^(.*?)(?:[ T](\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  const key = date.replaceAll(/\d/g, '9').replaceAll(/[A-Za-z]+/g, 'AAA');
  const known = DATE_FORMATS[key];
  if (known === undefined) return [];
  const suffix = clock === '' ? '' : CLOCKS[clock.replaceAll(/\d/g, '9')]!;
  return known
    .map((format) => format + suffix)
    .filter((format) => {
      const day = parserOf(format)(text.replace('T', ' '));
      return !('reason' in day) && day.year >= 1000 && day.year < 2100;
    });
}

const parserOf = remembered((format: string) =>
  compileDateFormat(format, /(?<!Y)YY(?!Y)/.test(format) ? PIVOT : undefined),
);

/** The pivot of two-digit years that a suggestion gives; the reader is told to check it. */
export const SUGGESTED_PIVOT = PIVOT;
