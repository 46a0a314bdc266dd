/**
 * Forename, middle names and surname as alternatives: the whole name joined, then, where it has several
 * parts, each part, then parts without their particles. A cell can also name several people's names side by
 * side ("Smith (née Jones)"). A lone letter beside a longer word is an initial and is left out.
 */
import { remembered } from './cache.ts';
import { forenameLevels, middleNameLevels, surnameLevels } from './name-levels.ts';
import { namesNobody } from './name-placeholders.ts';
import { alternativeNames, type NamePart, nameParts, nameWords } from './name-words.ts';
import { invalid, type Levels, placeholder, type Standardised, type Standardiser } from './types.ts';

/** No cell yields more alternatives than this; the whole name always comes first. */
export const MOST_ALTERNATIVES = 6;

type NameKind = 'given' | 'family';

const DIGIT = /\p{N}/u;

/** A standardiser of its own store of names already seen. */
export const forename = (): Standardiser => remembered((text) => standardise(text, 'given', forenameLevels));
export const surname = (): Standardiser => remembered((text) => standardise(text, 'family', surnameLevels));
export const middleNames = (): Standardiser =>
  remembered((text) => standardise(text, 'given', middleNameLevels));

function standardise(text: string, kind: NameKind, levelsOf: (exact: string) => Levels): Standardised {
  const exacts = new Set<string>();
  let nobody: string | undefined;
  for (const name of alternativeNames(text)) {
    const words = nameWords(name, kind);
    const reason = namesNobody(words);
    if (reason === undefined) for (const exact of wholeAndParts(words, kind)) exacts.add(exact);
    else nobody ??= reason;
  }
  if (exacts.size > 0)
    return { kind: 'value', values: [...exacts].slice(0, MOST_ALTERNATIVES).map((exact) => levelsOf(exact)) };
  if (DIGIT.test(text)) return invalid('a name without letters');
  return placeholder(nobody ?? 'a title or punctuation and no name');
}

function wholeAndParts(words: readonly string[], kind: NameKind): string[] {
  const all = nameParts(words, kind);
  const long = all.filter((part) => part.joined.length > 1);
  const parts: readonly NamePart[] = long.length === 0 ? all : long;
  const whole = parts.map((part) => part.joined).join('');
  const bare = parts.flatMap((part) => part.bare ?? []).filter((name) => name.length > 1);
  return parts.length > 1 ? [whole, ...parts.map((part) => part.joined), ...bare] : [whole, ...bare];
}
