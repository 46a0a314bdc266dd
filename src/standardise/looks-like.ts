/**
 * What a cell looks like, for the search for identifiers that were left in a file by mistake.
 *
 * Each check asks for the whole form, so that counts, codes and keyed hashes are not taken for identifiers:
 * an NHS number must pass its check digit (one random ten-digit number in eleven does), a postcode must be a
 * whole unit in good form, a national insurance number must have its suffix, a phone number must be a
 * British one of ten national digits or begin with `+`. Words are never judged: a name looks like any word.
 */
import { isDay } from './dates.ts';
import { email } from './email.ts';
import { nationalInsuranceNumber } from './national-insurance-number.ts';
import { nhsCheckDigitHolds } from './nhs-number.ts';
import { e164 } from './phone.ts';
import { isFullPostcode } from './postcode.ts';

export type Likeness =
  | 'NHS number'
  | 'UK postcode'
  | 'phone number'
  | 'email address'
  | 'national insurance number'
  | 'full date of birth';

/** A date at least this old is taken for a date of birth rather than of an event. */
const YOUNGEST = 10;
const OLDEST = 120;

const TEN_DIGITS = /^\d{3}[ -]?\d{3}[ -]?\d{4}$/;
const PHONE = /^(?:\+\d[\d\s().-]{8,18}|\(?0[1237][\d\s().-]{8,14})$/;
const NATIONAL_INSURANCE = /^[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]$/;
const POSTCODE = /^[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}$/;
const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]|$)/;
const YEAR_FIRST = /^(\d{4})[/.-]?(\d{2})[/.-]?(\d{2})(?:[ T]|$)/;
const NOT_DIGITS = /\D/g;

/**
 * The identifier that the cell looks like, or undefined. With `today`, a full date counts when it lies 10 to
 * 120 years back, so that events do not; without it, any full date counts.
 */
export function looksLike(cell: string, today?: Date): Likeness | undefined {
  const text = cell.trim();
  if (text.length < 6 || text.length > 320) return undefined;
  if (text.includes('@')) return email(text).kind === 'value' ? 'email address' : undefined;
  if (TEN_DIGITS.test(text) && nhsCheckDigitHolds(text.replace(NOT_DIGITS, ''))) return 'NHS number';
  if (POSTCODE.test(text) && isFullPostcode(text)) return 'UK postcode';
  if (NATIONAL_INSURANCE.test(text) && nationalInsuranceNumber(text).kind === 'value')
    return 'national insurance number';
  if (isOldDate(text, today)) return 'full date of birth';
  return PHONE.test(text) && e164(text, 'GB') !== undefined ? 'phone number' : undefined;
}

function isOldDate(text: string, today: Date | undefined): boolean {
  const yearFirst = YEAR_FIRST.exec(text);
  const dayFirst = yearFirst === null ? DAY_FIRST.exec(text) : null;
  const year = Number(yearFirst?.[1] ?? dayFirst?.[3]);
  const [a, b] = yearFirst === null ? [dayFirst?.[2], dayFirst?.[1]] : [yearFirst[2], yearFirst[3]];
  if (!isDay(year, Number(a), Number(b)) && !(dayFirst !== null && isDay(year, Number(b), Number(a))))
    return false;
  if (today === undefined) return true;
  const age = today.getUTCFullYear() - year;
  return age >= YOUNGEST && age <= OLDEST;
}
