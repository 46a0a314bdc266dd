/**
 * Unique property reference number: a whole number of 1 to 12 digits (GeoPlace and Ordnance Survey,
 * "UPRN"; BS 7666). Written without leading zeros, which some systems pad with.
 */
import { isOneCharacter, REPEATED_DIGITS } from './placeholders.ts';
import { compact, isScientific, SCIENTIFIC_REASON } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const FORM = /^\d{1,12}$/;
const LEADING_ZEROS = /^0+(?=\d)/;

export const uprn: Standardiser = (text) => {
  if (isScientific(text)) return invalid(SCIENTIFIC_REASON);
  const digits = compact(text);
  if (!FORM.test(digits)) return invalid('not a UPRN of 1 to 12 digits');
  const number = digits.replace(LEADING_ZEROS, '');
  if (number === '0' || (number.length >= 8 && isOneCharacter(number))) return placeholder(REPEATED_DIGITS);
  return exactly(number);
};
