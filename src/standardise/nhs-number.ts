/**
 * NHS number: ten digits, the last a modulus 11 check digit (NHS Data Model and Dictionary, "NHS NUMBER").
 *
 * One digit repeated passes the check and is refused as a placeholder. Numbers that begin 999 are set aside
 * for test data (NHS Digital, "Test data") and are refused unless the column declares `test-range`.
 * 1234567881 passes the check and is kept: the published rules do not exclude it.
 */
import { isOneCharacter, REPEATED_DIGITS } from './placeholders.ts';
import { compact, isScientific, SCIENTIFIC_REASON } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const TEN_DIGITS = /^\d{10}$/;

/** True when the tenth digit is the modulus 11 check digit of the first nine. */
export function nhsCheckDigitHolds(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < 9; at++) sum += (10 - at) * Number(digits[at]);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]);
}

export const nhsNumber =
  (testRange: boolean): Standardiser =>
  (text) => {
    if (isScientific(text)) return invalid(SCIENTIFIC_REASON);
    const digits = compact(text);
    if (!TEN_DIGITS.test(digits)) return invalid('not an NHS number of ten digits');
    if (isOneCharacter(digits)) return placeholder(REPEATED_DIGITS);
    if (!nhsCheckDigitHolds(digits)) return invalid('NHS number with a wrong check digit');
    if (!testRange && digits.startsWith('999')) return placeholder('NHS number of the test range');
    return exactly(digits);
  };
