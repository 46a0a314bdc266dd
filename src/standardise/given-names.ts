/**
 * The alternatives of a given name. All its words joined always come first.
 *
 * The first word is an alternative, since one agency writes `Jane Mary` where another writes `Jane`. Later words
 * are not: brothers and sisters often share one. For the same reason a name led by Mohammed or Syed offers what
 * follows instead (Mohammed Imran, Imran), and a name made of East Asian syllables (Hoi Yan, Ji Woo), of which
 * one often marks the generation, offers none. A hyphen makes one word of two.
 */
import { isLooseTitle } from './name-words.ts';
import { canonicalSpelling } from './nicknames.ts';
import { isLatin } from './text.ts';

const SHARED_BY_BROTHERS = new Set(['mohammed', 'syed'].map(canonicalSpelling));

/**
 * A syllable as Chinese, Korean and Vietnamese names are written in Latin letters: at most a consonant or two,
 * vowels, and a plain ending. Some short European names pass too (Paul, Liam) and lose no more than the alternative.
 */
const SYLLABLE =
  /^(?:ch|gw|hs|kh|kw|ng|nh|ph|sh|th|tr|tsz?|zh|[b-df-hj-np-tw-z])?[aeiouy]{0,3}(?:ng|nh|[cklmnpt])?$/;

/** From folded words, one at least, to alternatives. */
export function givenAlternatives(words: readonly string[]): string[] {
  const [first = '', ...rest] = words;
  if (rest.length > 0 && isLooseTitle(first)) return [...givenAlternatives(rest), first];
  const long = words.filter(isLong);
  const names = long.length === 0 ? words : long;
  const whole = names.join('');
  if (names.length === 1) return [whole];
  if (SHARED_BY_BROTHERS.has(canonicalSpelling(names[0]!)))
    return [whole, ...givenAlternatives(names.slice(1))];
  return isLong(names[0]!) && !names.every((name) => SYLLABLE.test(name)) ? [whole, names[0]!] : [whole];
}

/** More than an initial; in other scripts than Latin one character can be a name. */
export const isLong = (name: string): boolean => name.length > 1 || !isLatin(name);
