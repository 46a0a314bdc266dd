/** Place of birth and any other steady fact: folded words, and the first five letters of them. */
import { saysNothing } from './placeholders.ts';
import { compact, foldedWords, SCIENTIFIC_REASON } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser, value } from './types.ts';

const HEAD = 5;

export const freeText: Standardiser = (text) => {
  const words = foldedWords(text);
  if (words.length === 0) return invalid('no letter or digit');
  const exact = words.join(' ');
  // Letters in another guise, such as a superscript, spell it only once they are folded.
  const nothing = saysNothing(exact);
  if (nothing !== undefined) return placeholder(nothing);
  return value({ exact, head: Array.from(words.join('')).slice(0, HEAD).join('') });
};

const SPACES = /\s+/g;
const ZEROS = /^0+$/;
/** As a spreadsheet shortens a number; an id such as 1E10 is one that some system gave. */
const SHORTENED = /^\d[.,]\d+E\+\d+$/i;

/**
 * An agency's own number for a person. Case stays: some systems number people with codes that differ in
 * nothing else, and merging two people costs more than splitting one.
 */
export const localPersonId: Standardiser = (text) => {
  const id = text.normalize('NFC').replace(SPACES, ' ');
  if (ZEROS.test(compact(id))) return placeholder('zeros only');
  if (SHORTENED.test(id)) return invalid(SCIENTIFIC_REASON);
  return exactly(id);
};
