/** Forename and surname with their order forgotten, since given and family name are often swapped. */
import type { Levels } from './types.ts';

/** Only the first alternatives of each name are combined. */
const MOST_OF_EACH = 3;

/** Every pair of the first alternatives; none when either name is missing, since one name alone says little. */
export function wholeNames(forenames: readonly Levels[], surnames: readonly Levels[]): Levels[] {
  if (forenames.length === 1 && surnames.length === 1) return paired(forenames[0]!, surnames[0]!);
  const found = new Map<string, Levels>();
  for (const forename of forenames.slice(0, MOST_OF_EACH))
    for (const surname of surnames.slice(0, MOST_OF_EACH)) {
      for (const levels of paired(forename, surname))
        if (!found.has(levels.exact!)) found.set(levels.exact!, levels);
    }
  return [...found.values()];
}

function paired(forename: Levels, surname: Levels): Levels[] {
  const exact = inOrder(forename.exact, surname.exact);
  if (exact === undefined) return [];
  const phonetic = inOrder(forename.phonetic, surname.phonetic);
  return [phonetic === undefined ? { exact } : { exact, phonetic }];
}

function inOrder(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
