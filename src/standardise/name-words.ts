/**
 * From a name as written to the parts it is made of: the words, with titles and suffixes gone and particles
 * (van der, al-, bin, O', Mc) tied to the word they belong to.
 *
 * Whether a name is written joined, spaced or hyphenated (McDonald, Mc Donald; Al-Hassan, Alhassan) must not
 * matter, so everything after this step works on joined letters.
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

/** Belong to the next word and may be left out by the next clerk. */
const LOOSE_PARTICLES = words(
  'van von der den de het ten ter te zu zum zur vom del della delle dei di da do dos das du des la le lo los las ' +
    'y e al el ul ur ud us bin bint binti binte ben ibn abu abd abdul abdur abdel abdal ap ab ferch nic ni ui o d l m n',
);
/** Belong to the next word for good. */
const FIRM_PARTICLES = words('mc mac mhic fitz st saint');
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
const NOT_LETTERS = /[^\p{L}\p{M}]+/gu;

export type NameKind = 'given' | 'family';

/** One part of a name: the word with its particles joined on, and the word alone where they may be dropped. */
export interface NamePart {
  readonly joined: string;
  readonly bare?: string;
}

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

/** The folded words of one name without titles and suffixes. */
export function nameWords(name: string, kind: NameKind): string[] {
  const all = (kind === 'family' ? name.replace(APOSTROPHE_PARTICLE, '$1 ') : name)
    .replace(LITTER, '')
    .split(NOT_LETTERS)
    .filter(isWord);
  return withoutSuffixes(withoutTitles(all));
}

/** The parts of a name; particles are tied on in family names only, since Al, Ben and Van are forenames. */
export function nameParts(all: readonly string[], kind: NameKind): NamePart[] {
  if (kind === 'given') return all.map((joined) => ({ joined }));
  const parts: NamePart[] = [];
  let particles = '';
  let firmParticles = '';
  for (const [at, word] of all.entries()) {
    if (at < all.length - 1 && isParticle(word)) {
      particles += word;
      if (FIRM_PARTICLES.has(word)) firmParticles += word;
    } else {
      const joined = particles + word;
      const bare = firmParticles + word;
      parts.push(bare === joined ? { joined } : { joined, bare });
      particles = '';
      firmParticles = '';
    }
  }
  return parts;
}

/** True of a word that ties itself to the next one in a family name. */
export const isParticle = (word: string): boolean => LOOSE_PARTICLES.has(word) || FIRM_PARTICLES.has(word);

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
