/**
 * Unique pupil number: a check letter and twelve digits, or for a temporary one eleven digits and a letter
 * (Government Data Standards Catalogue, "Unique Pupil Number" 2.0; Department for Education, "Unique pupil
 * numbers: a guide for schools and local authorities").
 *
 * The check letter is the sum of each character times its position (2 to 13), modulo 23, in the alphabet
 * without I, O and S. A temporary number stands in until the permanent one arrives, so one child has both:
 * as a strong number it would make two people of one, and it is treated as missing.
 */
import { compact, isScientific, SCIENTIFIC_REASON } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const FORM = /^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/;

/** The check letter of the twelve characters that follow it. */
export function upnCheckLetter(rest: string): string {
  let sum = 0;
  for (let at = 0; at < 12; at++) {
    const character = rest[at]!;
    const letter = LETTERS.indexOf(character);
    sum += (at + 2) * (letter >= 0 ? letter : Number(character));
  }
  return LETTERS[sum % 23]!;
}

export const upn: Standardiser = (text) => {
  if (isScientific(text)) return invalid(SCIENTIFIC_REASON);
  const code = compact(text);
  if (!FORM.test(code)) return invalid('not a UPN: a letter, eleven digits, and a digit or letter');
  if (upnCheckLetter(code.slice(1)) !== code[0]) return invalid('UPN with a wrong check letter');
  if (code[12]! > '9') return placeholder('temporary UPN');
  return exactly(code);
};
