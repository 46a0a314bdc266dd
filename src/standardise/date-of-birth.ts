/**
 * Date of birth: read by the column's declared form, checked against the calendar and today.
 *
 * A day that systems write when they know nothing is a placeholder: the first days that Excel, SQL Server
 * and Unix can count, and 1 January 1900 and 1901. 1 January of other years is kept; a clump there is judged
 * by how often it occurs. `swapped` puts day and month in numeric order, so that 04/03 and 03/04 agree.
 */
import { unusable } from '../errors.ts';
import { type CalendarDate, compileDateFormat, isoDate, two } from './dates.ts';
import { invalid, placeholder, type Standardiser, value } from './types.ts';

const PLACEHOLDERS = new Set([
  '0001-01-01',
  '1111-11-11',
  '1753-01-01',
  '1899-12-30',
  '1899-12-31',
  '1900-01-01',
  '1901-01-01',
  '1904-01-01',
  '1970-01-01',
  '9999-12-31',
]);
const EARLIEST_YEAR = 1000;

/**
 * @throws ThroughlineError `DATE_FORMAT_MISSING` when the column declares no form, and the errors of
 * {@link compileDateFormat}.
 */
export function dateOfBirth(
  format: string | undefined,
  pivot: number | undefined,
  today: Date,
): Standardiser {
  if (format === undefined)
    throw unusable('DATE_FORMAT_MISSING', 'a date-of-birth column declares no format', {
      hint: 'add the format to the column, for example DD/MM/YYYY',
    });
  const parse = compileDateFormat(format, pivot);
  const latest = isoDate({
    year: today.getUTCFullYear(),
    month: today.getUTCMonth() + 1,
    day: today.getUTCDate(),
  });
  return (text) => {
    const date = parse(text);
    if ('reason' in date) return invalid(date.reason);
    const full = isoDate(date);
    if (PLACEHOLDERS.has(full)) return placeholder('a date that systems write for an unknown one');
    if (full > latest) return invalid('a date of birth in the future');
    if (date.year < EARLIEST_YEAR) return invalid('a date of birth before the year 1000');
    return value(levelsOf(date, full));
  };
}

function levelsOf({ year, month, day }: CalendarDate, full: string) {
  const inOrder = month <= day ? full : isoDate({ year, month: day, day: month });
  return {
    full,
    swapped: inOrder,
    'year-month': full.slice(0, 7),
    'year-day': `${year}-${two(day)}`,
    'month-day': full.slice(5),
    year: full.slice(0, 4),
  };
}
