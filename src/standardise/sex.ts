/**
 * Sex: `f` or `m`.
 *
 * Codes as in ISO/IEC 5218 and the NHS Data Model and Dictionary (PERSON STATED GENDER CODE): 1 male,
 * 2 female, 0 and X not known, 9 not specified. A record that states neither, or something else, is missing
 * here: it neither supports nor opposes a link.
 */
import { fold } from './text.ts';
import { exactly, invalid, placeholder, type Standardised, type Standardiser } from './types.ts';

const FEMALE = new Set(['f', 'female', '2', 'w', 'woman', 'women', 'girl', 'fem']);
const MALE = new Set(['m', 'male', '1', 'man', 'men', 'boy', 'masc']);
const NEITHER = new Set(
  '0 9 x u o i t nb ns nsp other indeterminate intersex unspecified non-binary nonbinary transgender trans'.split(
    ' ',
  ),
);

const female = exactly('f');
const male = exactly('m');
const neither: Standardised = placeholder('neither female nor male is stated');
const unreadable: Standardised = invalid('not a code for female or male');

export const sex: Standardiser = (text) => {
  const code = fold(text);
  if (FEMALE.has(code)) return female;
  if (MALE.has(code)) return male;
  return NEITHER.has(code) || code.startsWith('not ') || code.startsWith('prefer') ? neither : unreadable;
};
