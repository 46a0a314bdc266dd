/**
 * From a name as written to the parts it is made of: the words, with titles and suffixes gone and particles
 * (van der, al-, bin, O', Mc) tied to the word they belong to.
 *
 * Whether a name is written joined, spaced or hyphenated (McDonald, Mc Donald; Al-Hassan, Alhassan) must not
 * matter, so everything after this step works on joined letters.
 */
import { fold } from './text.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Removed wherever they come first; alone they are no name. */
const TITLES = words('mr mrs ms miss mx dr prof professor rev revd reverend sir dame mme mlle herr frau');
/** Also forenames or surnames, so removed only from the front of a longer name. */
const LOOSE_TITLES = words(
  'lord lady baron baroness earl count countess duke major captain capt colonel col sergeant sgt corporal ' +
    'lieutenant lt general gen master father fr sister sr brother bishop archbishop saint',
);
const SUFFIXES = words('jr jnr junior sr snr senior ii iii iv esq esquire phd obe mbe cbe');

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
  /[()[\]{}"“”„«»;|/=+&]+|(?<!\p{L})(?:a\.?k\.?a\.?|alias|nee|formerly|previously|known as|now|or)(?!\p{L})/gu;
const NOT_LETTERS = /[^\p{L}\p{M}\s\-\u2010-\u2015]+/gu;
const BETWEEN_WORDS = /[\s\-\u2010-\u2015]+/u;

/** One part of a name: the word with its particles joined on, and the word alone where they may be dropped. */
export interface NamePart {
  readonly joined: string;
  readonly bare?: string;
}

/** The names that one cell offers side by side: "Smith (née Jones)", "Smith aka Jones", "Smith / Jones". */
export function alternativeNames(text: string): string[] {
  const folded = fold(text.replace(APOSTROPHES, "'"));
  return folded
    .replace(KIN_MARKS, ' ')
    .split(ALTERNATIVES)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The folded words of one name without titles and suffixes; `kind` says which words can be titles. */
export function nameWords(name: string, kind: 'given' | 'family'): string[] {
  const all = (kind === 'family' ? name.replace(APOSTROPHE_PARTICLE, '$1 ') : name)
    .replaceAll("'", '')
    .replace(NOT_LETTERS, ' ')
    .split(BETWEEN_WORDS)
    .filter((word) => word !== '');
  return withoutSuffixes(withoutTitles(all, kind));
}

/** The parts of a name; particles are tied on in family names only, since Al, Ben and Van are forenames. */
export function nameParts(all: readonly string[], kind: 'given' | 'family'): NamePart[] {
  if (kind === 'given') return all.map((joined) => ({ joined }));
  const parts: NamePart[] = [];
  let firm = '';
  let loose = '';
  for (const [at, word] of all.entries()) {
    const last = at === all.length - 1;
    if (!last && FIRM_PARTICLES.has(word)) firm += word;
    else if (!last && LOOSE_PARTICLES.has(word)) loose += word;
    else {
      const bare = firm + word;
      parts.push(loose === '' ? { joined: bare } : { joined: loose + bare, bare });
      firm = '';
      loose = '';
    }
  }
  return parts;
}

/** True of a word that ties itself to the next one in a family name. */
export const isParticle = (word: string): boolean => LOOSE_PARTICLES.has(word) || FIRM_PARTICLES.has(word);

/** True of a word that is a title and never a name. */
export const isTitle = (word: string): boolean => TITLES.has(word);

function withoutTitles(all: readonly string[], kind: 'given' | 'family'): readonly string[] {
  let start = 0;
  while (start < all.length) {
    const word = all[start]!;
    const loose = kind === 'given' && start < all.length - 1 && LOOSE_TITLES.has(word);
    if (!TITLES.has(word) && !loose) break;
    start++;
  }
  return start === 0 ? all : all.slice(start);
}

function withoutSuffixes(all: readonly string[]): string[] {
  let end = all.length;
  while (end > 1 && SUFFIXES.has(all[end - 1]!)) end--;
  return all.slice(0, end);
}
