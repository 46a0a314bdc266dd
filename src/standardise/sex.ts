/**
 * Sex: `f` or `m`.
 *
 * A cell may give code and word together (`1 - Male`). Codes as in ISO/IEC 5218 and the NHS Data Model and Dictionary (PERSON STATED GENDER CODE): 1 male,
 * 2 female, 0 and X not known, 9 not specified. A record that states neither, or something else, is missing
 * here: it neither supports nor opposes a link.
 */
import { foldedWords } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const FEMALE = new Set(['f', 'female', '2', 'w', 'woman', 'girl', 'fem']);
const MALE = new Set(['m', 'male', '1', 'man', 'boy', 'masc']);
const NEITHER = new Set(
  (
    '0 9 x u o i t nb ns nsp not non neither other indeterminate intersex unspecified nonbinary transgender trans ' +
    'prefer both'
  ).split(' '),
);

const female = exactly('f');
const male = exactly('m');
const neither = placeholder('neither female nor male is stated');
const unreadable = invalid('not a code for female or male');

export const sex: Standardiser = (text) => {
  const words = foldedWords(text);
  if (words.some((word) => NEITHER.has(word))) return neither;
  if (words.length === 0) return unreadable;
  if (words.every((word) => FEMALE.has(word))) return female;
  return words.every((word) => MALE.has(word)) ? male : unreadable;
};
