/**
 * Folding: one spelling for text that differs only in case, accents, width or punctuation.
 *
 * Unicode NFKD (UAX #15) splits accents off; the combining marks of the Latin, Greek, Cyrillic, Hebrew and
 * Arabic scripts are then dropped. Marks of other scripts are vowels (Devanagari, Bengali, Thai, ...) and
 * stay. Letters that NFKD leaves whole are written out as in the transliteration of ICAO 9303 part 3, but ø as o,
 * since British systems drop what they cannot type. No script is transliterated.
 */
const ASCII = /^[\x20-\x7e]*$/;
/** Accents and vowel points; the Japanese voicing marks, which are letters by other means, stay. */
const MARKS =
  /(?!\u3099|\u309a)(?=\p{Mn})[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/gu;
/** Characters without a shape, such as joiners and direction marks. */
const SHAPELESS = /\p{Cf}/gu;
/** The stroke that stretches Arabic words. */
const TATWEEL = /\u0640/g;
const WHOLE_LETTERS = /[ßøłđðþæœıħŋŧĸəƒς]/g;
const WRITTEN_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
  ĸ: 'k',
  ə: 'e',
  ƒ: 'f',
  ς: 'σ',
};

/** Lower case without accents; punctuation and spaces stay. Folding twice changes nothing more. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .replace(SHAPELESS, '')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(TATWEEL, '')
    .normalize('NFKD')
    .replace(WHOLE_LETTERS, (letter) => WRITTEN_OUT[letter] ?? letter);
}

const NOT_ASCII_WORD = /[^a-z0-9]+/;
const NOT_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** True of text with a letter or digit in it, and not of marks alone. */
export const isWord = (text: string): boolean => LETTER_OR_DIGIT.test(text);

/** Folded words of letters and digits; everything else separates. */
export function foldedWords(text: string): string[] {
  const folded = fold(text);
  return ASCII.test(folded)
    ? folded.split(NOT_ASCII_WORD).filter((word) => word !== '')
    : folded.split(NOT_WORD).filter(isWord);
}

const LATIN = /^[a-z]+$/;

/** True of folded text made of the letters a to z alone. */
export const isLatin = (folded: string): boolean => LATIN.test(folded);

const GAPS = /[\s.\-\u2010-\u2015]+/g;
const WHOLE_NUMBER_AS_DECIMAL = /^(\d+)\.0+$/;
const SCIENTIFIC = /^\d(?:[.,]\d+)?e\+?\d+$/i;

/** A code as people write it, in capitals without the spaces, dots and dashes that only group it. */
export function compact(text: string): string {
  return withoutDecimals(text).normalize('NFKC').replace(GAPS, '').toUpperCase();
}

/** `7700900123.0` as `7700900123`: software that takes a code for a number writes it so. */
export const withoutDecimals = (text: string): string => text.replace(WHOLE_NUMBER_AS_DECIMAL, '$1');

/** True of a number that a spreadsheet has shortened, as in 9.43E+09: its digits are lost. */
export const isScientific = (text: string): boolean => SCIENTIFIC.test(text);

export const SCIENTIFIC_REASON = 'in scientific notation: a spreadsheet has dropped digits';
