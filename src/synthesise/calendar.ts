/**
 * Days as whole numbers (days since 1 January 1970, UTC) and the ways the four agencies write them.
 * Conversion by era arithmetic in the proleptic Gregorian calendar.
 */
export type Day = number;

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** How an agency writes a date. */
export type DateStyle = 'DD/MM/YYYY' | 'YYYY-MM-DD' | 'DD-MMM-YYYY' | 'YYYYMMDD';

const DAYS_PER_ERA = 146_097;
const MARCH_1_OF_YEAR_0 = 719_468;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day of a calendar date, which must exist. */
export function dayOf(year: number, month: number, day: number): Day {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - MARCH_1_OF_YEAR_0;
}

export function partsOf(day: Day): DateParts {
  const shifted = day + MARCH_1_OF_YEAR_0;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

const WRITTEN: Readonly<Record<DateStyle, (year: number, month: number, dd: string, mm: string) => string>> =
  {
    'DD/MM/YYYY': (year, _month, dd, mm) => `${dd}/${mm}/${year}`,
    'YYYY-MM-DD': (year, _month, dd, mm) => `${year}-${mm}-${dd}`,
    'DD-MMM-YYYY': (year, month, dd) => `${dd}-${MONTHS[month - 1]}-${year}`,
    YYYYMMDD: (year, _month, dd, mm) => `${year}${mm}${dd}`,
  };

/** A date as an agency writes it. */
export const written = ({ year, month, day }: DateParts, style: DateStyle): string =>
  WRITTEN[style](year, month, two(day), two(month));

const two = (value: number): string => String(value).padStart(2, '0');

/** Whole years from a birth to a day, by the calendar. */
export function ageOn(born: Day, day: Day): number {
  const birth = partsOf(born);
  const then = partsOf(day);
  const before = then.month < birth.month || (then.month === birth.month && then.day < birth.day);
  return then.year - birth.year - (before ? 1 : 0);
}

/** The four financial years that the extracts cover: 1 April 2022 to 31 March 2026. */
export const FIRST_DAY: Day = dayOf(2022, 4, 1);
export const LAST_DAY: Day = dayOf(2026, 3, 31);
