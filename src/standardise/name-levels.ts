/**
 * The levels of one name, each worked out from the joined letters alone, so that two names that agree exactly
 * agree at every other level too.
 *
 * Phonetic is the primary code of Double Metaphone (L. Philips, "The Double Metaphone Search Algorithm",
 * C/C++ Users Journal, June 2000). A name of one letter is an initial and nothing more; a name in another
 * script than Latin has its exact level only.
 */
import { doubleMetaphone } from 'double-metaphone';
import { canonicalForename, canonicalSpelling } from './nicknames.ts';
import { isLatin } from './text.ts';
import type { Levels } from './types.ts';

const HEAD = 3;
const TAIL = 3;
const SHORTEST_WITH_TAIL = 5;

/** Levels of a forename from its joined, folded letters. */
export const forenameLevels = (exact: string): Levels => levelsOf(exact, canonicalForename);

/** Levels of a surname from its joined, folded letters. */
export const surnameLevels = (exact: string): Levels => levelsOf(exact, canonicalSurname);

/** Levels of middle names: the joined letters and the first of them. */
export function middleNameLevels(exact: string): Levels {
  if (!isLatin(exact)) return { exact };
  return exact.length === 1 ? { initial: exact } : { exact, initial: exact[0]! };
}

/** The Double Metaphone code, or undefined for a name without one. */
export function phonetic(exact: string): string | undefined {
  const [primary] = doubleMetaphone(exact);
  return primary === '' ? undefined : primary;
}

function levelsOf(exact: string, canonicalOf: (exact: string) => string): Levels {
  if (!isLatin(exact)) return { exact };
  const initial = exact[0]!;
  if (exact.length === 1) return { initial };
  const levels: Record<string, string> = { exact, canonical: canonicalOf(exact) };
  const sound = phonetic(exact);
  if (sound !== undefined) levels.phonetic = sound;
  levels.head = exact.slice(0, HEAD);
  if (exact.length >= SHORTEST_WITH_TAIL) levels.tail = exact.slice(-TAIL);
  levels.initial = initial;
  return levels;
}

const MAC = /^mac(?=[a-z]{3})/;
const SLAVIC_FEMININE = /^([a-z]{3,})(?:(sk|ck|zk)a|(ov|ev)a)$/;

/**
 * A surname as its spelling variants share it: Mac as Mc, Slavic feminine endings as masculine (Kowalska,
 * Kowalski; Ivanova, Ivanov), and the spelling groups of the name list (Mohammed, Muhammad).
 */
export function canonicalSurname(exact: string): string {
  const spelling = canonicalSpelling(exact);
  if (spelling !== exact) return spelling;
  return exact
    .replace(MAC, 'mc')
    .replace(SLAVIC_FEMININE, (_all, stem: string, ski?: string, ov?: string) =>
      ski === undefined ? stem + ov : `${stem + ski}i`,
    );
}
