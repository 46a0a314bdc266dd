/**
 * Address line and house number: one spelling for street words, flats and numbers.
 *
 * `head` of an address line is its first two words that hold no digit and are not a word for a flat, so that
 * `Flat 2, 14 High St` and `14 High Street` share the head `high street`. A line with commas has an alternative
 * without the names around its street: `Flat 2, Ashby House, 14 High St, Northmere` also reads
 * `flat 2 14 high street`. The flat stays, since its neighbours are other people.
 *
 * Abbreviations follow the thoroughfare descriptors of Royal Mail's Postcode Address File. `St` is Saint where
 * it begins the named part of the line and Street elsewhere.
 */
import { foldedWords } from './text.ts';
import { exactly, invalid, type Levels, placeholder, type Standardiser, value } from './types.ts';

const WRITTEN_OUT: Readonly<Record<string, string>> = {
  str: 'street',
  rd: 'road',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  la: 'lane',
  cl: 'close',
  clo: 'close',
  dr: 'drive',
  drv: 'drive',
  ct: 'court',
  crt: 'court',
  cres: 'crescent',
  cresc: 'crescent',
  crs: 'crescent',
  gdns: 'gardens',
  gdn: 'gardens',
  grdns: 'gardens',
  garden: 'gardens',
  pl: 'place',
  plc: 'place',
  sq: 'square',
  ter: 'terrace',
  terr: 'terrace',
  tce: 'terrace',
  gr: 'grove',
  grv: 'grove',
  gro: 'grove',
  pk: 'park',
  wy: 'way',
  wlk: 'walk',
  bldg: 'building',
  bldgs: 'buildings',
  hse: 'house',
  ho: 'house',
  est: 'estate',
  lwr: 'lower',
  upr: 'upper',
  gt: 'great',
  lt: 'little',
  mt: 'mount',
  fm: 'farm',
  ctg: 'cottage',
  cott: 'cottage',
  apt: 'flat',
  appt: 'flat',
  apartment: 'flat',
  flt: 'flat',
  fl: 'flat',
  unit: 'flat',
  rm: 'room',
  no: '',
  number: '',
};
const FLAT_WORDS = new Set(['flat', 'room', 'floor', 'ground', 'basement', 'bedsit', 'studio']);
const APOSTROPHES = /['’]/g;
const HAS_DIGIT = /\p{N}/u;
const NUMBER = /^0*(\d+)([a-z]?)$/;
const DIGITS = /^\d+$/;
/** A number and a word of two letters or more. */
const STREET = /^\s*\d[\p{L}\d]*\s.*\p{L}{2}/u;
const HOUSE_LETTER = /^[a-k]$/;
const NO_HOME = new Set([
  'nfa',
  'n f a',
  'no fixed abode',
  'no fixed address',
  'of no fixed abode',
  'homeless',
  'sofa surfing',
  'rough sleeping',
  'rough sleeper',
  'address unknown',
  'unknown address',
  'address not known',
  'address withheld',
  'withheld address',
  'address confidential',
  'confidential address',
  'confidential',
  'safe address',
]);
const NO_HOME_PLACEHOLDER = placeholder('no address');
const NO_TEXT = invalid('no letter or digit');

export const addressLine: Standardiser = (text) => {
  const folded = foldedLine(text);
  if (NO_HOME.has(folded.join(' '))) return NO_HOME_PLACEHOLDER;
  const words = addressWords(folded);
  if (words.length === 0) return NO_TEXT;
  const whole = lineLevels(words);
  const plain = text.includes(',') ? numbersAndStreet(text) : [];
  return plain.length === 0 || plain.join(' ') === whole.exact
    ? value(whole)
    : value(whole, lineLevels(plain));
};

/** A line with commas without the names before its street and without what follows it; empty if it has no street. */
function numbersAndStreet(text: string): string[] {
  const parts = text.split(',');
  const street = parts.findIndex((part) => STREET.test(part));
  const kept = parts.slice(0, street + 1).filter((part) => HAS_DIGIT.test(part));
  return addressWords(foldedLine(kept.join(' ')));
}

function lineLevels(words: readonly string[]): Levels {
  const exact = words.join(' ');
  const named = words.filter((word) => !HAS_DIGIT.test(word) && !FLAT_WORDS.has(word) && word.length > 1);
  return named.length === 0 ? { exact } : { exact, head: named.slice(0, 2).join(' ') };
}

export const houseNumber: Standardiser = (text) => {
  const folded = foldedLine(text);
  if (NO_HOME.has(folded.join(' '))) return NO_HOME_PLACEHOLDER;
  const words = addressWords(folded);
  return words.length === 0 ? NO_TEXT : exactly(words.join(' '));
};

const foldedLine = (text: string): string[] => foldedWords(text.replace(APOSTROPHES, ''));

/** Folded words with abbreviations written out, house letters joined to their numbers and no leading zeros. */
function addressWords(folded: readonly string[]): string[] {
  const words: string[] = [];
  let inName = false;
  for (const raw of folded) {
    const last = words.at(-1);
    if (HOUSE_LETTER.test(raw) && last !== undefined && DIGITS.test(last)) {
      words[words.length - 1] = last + raw;
      continue;
    }
    const word: string = raw === 'st' ? (inName ? 'street' : 'saint') : (WRITTEN_OUT[raw] ?? raw);
    if (word === '') continue;
    words.push(word.replace(NUMBER, '$1$2'));
    inName = !HAS_DIGIT.test(word) && !FLAT_WORDS.has(word);
  }
  return words;
}
