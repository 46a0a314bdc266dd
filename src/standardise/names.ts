/**
 * Forename, middle names and surname as alternatives, the likeliest first. A cell can also offer several names
 * side by side ("Smith (née Jones)"). A lone letter beside a longer word is an initial and is left out.
 */
import { familyAlternatives } from './family-names.ts';
import { givenAlternatives } from './given-names.ts';
import { forenameLevels, middleNameLevels, surnameLevels } from './name-levels.ts';
import { namesNobody } from './name-placeholders.ts';
import { alternativeNames, isTitle, type NameKind, nameWords } from './name-words.ts';
import { saysNothing } from './placeholders.ts';
import { fold } from './text.ts';
import { invalid, type Levels, placeholder, type Standardised, type Standardiser } from './types.ts';

/** No name cell yields more alternatives than this; the whole name always comes first. */
const MOST_ALTERNATIVES = 4;

/** The reason for a cell that holds only a title or signs. */
export const NO_NAME = 'a title or punctuation and no name';

const alternatives = { given: givenAlternatives, family: familyAlternatives };

const DIGIT = /\p{N}/u;

export const forename: Standardiser = (text) => standardise(text, 'given', forenameLevels);
export const surname: Standardiser = (text) => standardise(text, 'family', surnameLevels);
export const middleNames: Standardiser = (text) => standardise(text, 'given', middleNameLevels);

function standardise(text: string, kind: NameKind, levelsOf: (exact: string) => Levels): Standardised {
  const exacts = new Set<string>();
  let nobody: string | undefined;
  for (const name of alternativeNames(text)) {
    const words = nameWords(name, kind);
    if (words.length === 0) continue;
    const reason = namesNobody(words, kind);
    if (reason !== undefined) nobody ??= reason;
    else for (const exact of alternatives[kind](words)) if (isName(exact, kind)) exacts.add(fold(exact));
  }
  if (exacts.size > 0)
    return { kind: 'value', values: [...exacts].slice(0, MOST_ALTERNATIVES).map((exact) => levelsOf(exact)) };
  if (nobody === undefined && DIGIT.test(text)) return invalid('a name without letters');
  return placeholder(nobody ?? NO_NAME);
}

/** False of letters that only by being joined spell a title or an entry for nobody. */
const isName = (exact: string, kind: NameKind): boolean =>
  !isTitle(exact) && namesNobody([exact], kind) === undefined && saysNothing(exact) === undefined;
