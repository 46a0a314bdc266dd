/**
 * From a name as written to its folded words: alternatives told apart, titles, suffixes and litter gone.
 *
 * Whether a name is written joined, spaced or hyphenated (McDonald, Mc Donald; Al-Hassan, Alhassan) must not
 * matter, so what comes after this step works on the joined letters of the words.
 */
import { fold, isWord } from './text.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Removed wherever they come first; alone they are no name. */
const TITLES = words('mr mrs ms miss mx dr prof professor rev revd reverend sir dame mme mlle herr frau');
/** Also forenames (Earl, Major), so they are only set behind the rest of a longer given name. */
const LOOSE_TITLES = words(
  'lord lady baron baronet baroness earl count countess duke major captain capt colonel sergeant sgt corporal ' +
    'lieutenant general master father sister brother bishop archbishop',
);
const SUFFIXES = words('jr jnr junior sr snr senior ii iii iv esq esquire phd obe mbe cbe baronet bt');

/** "Child of", "wife of" between two names: South Indian, Sikh and Malay custom. */
const KIN_MARKS = /(?<!\p{L})[sdwac]\/[olp](?!\p{L})/gu;

const APOSTROPHES = /['’‘‛`´ʻʼʹʾʿ′＇]/g;
const APOSTROPHE_PARTICLE = /(?<!\p{L})(o|d|l|m|n|dell)'(?=\s*\p{L})/gu;
const ALTERNATIVES =
  /[()[\]{}"“”„«»;|/=+&]+|(?<![\p{L}\p{M}])(?:a\.?k\.?a\.?|f\.?k\.?a\.?|alias|nee|formerly|previously|(?:also )?known as|maiden name|now|or)(?![\p{L}\p{M}])/gu;
/** From an ordinal on: ", 2nd Baronet". */
const STYLE = /[\s,]+\d+(?:st|nd|rd|th)(?!\p{L}).*$/u;
/** Digits and marks that faults of typing and conversion leave inside a word. */
const LITTER = /[\p{N}'?*#~^_\ufffd]+/gu;
const HYPHEN = /(?<=[\p{L}\p{M}])\s?[-\u2010-\u2015]\s?(?=\p{L})/gu;
const NOT_LETTERS = /[^\p{L}\p{M}]+/gu;

export type NameKind = 'given' | 'family';

/** The names that one cell offers side by side: "Smith (née Jones)", "Smith aka Jones", "Smith / Jones". */
export function alternativeNames(text: string): string[] {
  const folded = fold(text.replace(APOSTROPHES, "'"))
    .replace(APOSTROPHES, "'")
    .replace(KIN_MARKS, ' ')
    .replace(STYLE, '')
    .trim();
  const names = folded
    .split(ALTERNATIVES)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? [folded] : names;
}

/** The folded words of one name without titles and suffixes; a hyphen joins two words of a given name. */
export function nameWords(name: string, kind: NameKind): string[] {
  const spaced = kind === 'family' ? name.replace(APOSTROPHE_PARTICLE, '$1 ') : name.replace(HYPHEN, '');
  const all = spaced.replace(LITTER, '').split(NOT_LETTERS).filter(isWord);
  return withoutSuffixes(withoutTitles(all));
}

/** True of a word that is a title and never a name. */
export const isTitle = (word: string): boolean => TITLES.has(word);

/** True of words that can only follow a name. */
export const areSuffixes = (all: readonly string[]): boolean => all.every((word) => SUFFIXES.has(word));

/** True of a word that is a title in front of a given name and a forename alone. */
export const isLooseTitle = (word: string): boolean => LOOSE_TITLES.has(word);

function withoutTitles(all: readonly string[]): readonly string[] {
  const start = all.findIndex((word) => !TITLES.has(word));
  return start < 0 ? [] : all.slice(start);
}

function withoutSuffixes(all: readonly string[]): string[] {
  let end = all.length;
  while (end > 1 && SUFFIXES.has(all[end - 1]!)) end--;
  return all.slice(0, end);
}
