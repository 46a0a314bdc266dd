/**
 * A full name in one cell, split by a stated rule: `SURNAME, Forename Middle` where there is a comma,
 * otherwise the last word with its particles (van der Berg, bin Ali, O Brien) is the surname, the first the
 * forename, and what is between them middle names. A single word is a surname.
 */

import { isParticle } from './family-names.ts';
import { namesNobody } from './name-placeholders.ts';
import { alternativeNames, areSuffixes, isTitle, nameWords } from './name-words.ts';
import { NO_NAME } from './names.ts';
import { type Levels, type NoValue, placeholder, type Standardiser } from './types.ts';
import { wholeNames } from './whole-name.ts';

/** The three names of a full name; each may be missing. */
export interface FullName {
  readonly forename: readonly Levels[];
  readonly middleNames: readonly Levels[];
  readonly surname: readonly Levels[];
}

/** What a cell with a full name came to. */
export type SplitName = { readonly kind: 'value'; readonly name: FullName } | NoValue;

interface NameStandardisers {
  readonly forename: Standardiser;
  readonly middleNames: Standardiser;
  readonly surname: Standardiser;
}

const GAPS = /\s+/;
const DOTS = /[.']/g;

/** A splitter over the given standardisers of the three names. */
export function fullNameSplitter(standardisers: NameStandardisers): (text: string) => SplitName {
  return (text) => {
    const found: Record<keyof FullName, Levels[]> = { forename: [], middleNames: [], surname: [] };
    let refusal: NoValue | undefined;
    for (const name of alternativeNames(text)) {
      const words = nameWords(name, 'given');
      const nobody = words.length === 0 ? NO_NAME : namesNobody(words, 'given');
      if (nobody !== undefined) {
        refusal ??= placeholder(nobody);
        continue;
      }
      const split = splitWords(name);
      for (const part of ['surname', 'forename', 'middleNames'] as const) {
        if (split[part] === '') continue;
        const answer = standardisers[part](split[part]);
        if (answer.kind === 'value') found[part].push(...answer.values);
        else refusal ??= answer;
      }
    }
    if (found.surname.length + found.forename.length > 0) return { kind: 'value', name: found };
    return refusal ?? placeholder(NO_NAME);
  };
}

/** A cell on its own: the levels of `whole-name`, or of the one name that is there. */
export const fullName =
  (split: (text: string) => SplitName): Standardiser =>
  (text) => {
    const answer = split(text);
    if (answer.kind !== 'value') return answer;
    const { forename, surname } = answer.name;
    const values = wholeNames(forename, surname);
    return { kind: 'value', values: values.length > 0 ? values : [...forename, ...surname] };
  };

function splitWords(name: string): Record<keyof FullName, string> {
  const [first = '', ...others] = name.split(',').filter((part) => !areSuffixes(nameWords(part, 'given')));
  const surnameFirst = others.length > 0;
  const given = wordsOf(surnameFirst ? others.join(' ') : first);
  let surname = first.trim();
  if (!surnameFirst) {
    let start = Math.max(given.length - 1, 0);
    while (start > 1 && isParticle(given[start - 1]!.replace(DOTS, ''))) start--;
    surname = given.splice(start).join(' ');
  }
  return { surname, forename: given[0] ?? '', middleNames: given.slice(1).join(' ') };
}

function wordsOf(text: string): string[] {
  const words = text.split(GAPS).filter((word) => word !== '');
  const plain = words.map((word) => word.replace(DOTS, ''));
  const start = plain.findIndex((word) => !isTitle(word));
  const end = plain.findLastIndex((word) => !areSuffixes([word]));
  return start < 0 ? [] : words.slice(start, Math.max(end, start) + 1);
}
