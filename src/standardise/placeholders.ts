/**
 * Entries that say that nothing is known. They are treated as missing and counted, since two people who are
 * both "UNKNOWN" agree on nothing.
 */
const NOTHING_KNOWN = new Set([
  'n/a',
  'n.a.',
  'n/k',
  'n.k.',
  'n/s',
  'n/r',
  '#n/a',
  '#name?',
  '#null!',
  '#ref!',
  '#value!',
  '#div/0!',
  '(null)',
  '<null>',
  '[null]',
  '\\n',
  'nk',
  'none',
  'nil',
  'null',
  'undefined',
  'unk',
  'unkn',
  'unknown',
  'unknwn',
  'unkown',
  'uknown',
  'not known',
  'not given',
  'not stated',
  'not recorded',
  'not provided',
  'not disclosed',
  'not applicable',
  'not available',
  'not supplied',
  'not entered',
  'no data',
  'refused',
  'declined',
  'withheld',
  'redacted',
  'anonymous',
  'anon',
  'tbc',
  'tba',
  'to be confirmed',
]);

const NO_LETTER_OR_DIGIT = /^[^\p{L}\p{N}]+$/u;

/** Why the trimmed cell says nothing, or undefined when it may be a value. Holds for every identifier. */
export function saysNothing(text: string): string | undefined {
  if (text === 'NaN' || NOTHING_KNOWN.has(text.toLowerCase())) return 'an entry that says it is not known';
  if (NO_LETTER_OR_DIGIT.test(text)) return 'punctuation only';
  return undefined;
}

/** True of text that is one character over and over, e.g. 0000000000. */
export const isOneCharacter = (text: string): boolean => {
  for (let at = 1; at < text.length; at++) if (text[at] !== text[0]) return false;
  return true;
};

export const REPEATED_DIGITS = 'one digit repeated';
