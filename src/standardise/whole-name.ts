/** Forename and surname with their order forgotten, since given and family name are often swapped. */
import type { Levels } from './types.ts';

/** Only the first alternatives of each name are combined. */
const MOST_OF_EACH = 3;

/** Every pair of the first alternatives; none when either name is missing, since one name alone says little. */
export function wholeNames(forenames: readonly Levels[], surnames: readonly Levels[]): Levels[] {
  const found = new Map<string, Levels>();
  for (const forename of forenames.slice(0, MOST_OF_EACH))
    for (const surname of surnames.slice(0, MOST_OF_EACH)) {
      const exact = inOrder(forename.exact, surname.exact);
      if (exact === undefined || found.has(exact)) continue;
      const phonetic = inOrder(forename.phonetic, surname.phonetic);
      found.set(exact, phonetic === undefined ? { exact } : { exact, phonetic });
    }
  return [...found.values()];
}

function inOrder(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
