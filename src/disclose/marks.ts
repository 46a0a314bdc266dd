/**
 * What stands where a number may not. The symbols and their meanings are those of the UK government's
 * Analysis Function, "Using symbols and shorthand in spreadsheets".
 */

export type Mark = '[c]' | '[x]' | '[z]' | '[low]' | '[u]';

export const MARKS: Readonly<Record<Mark, string>> = {
  '[c]': 'confidential: withheld so that nobody can be found',
  '[x]': 'not available',
  '[z]': 'not applicable',
  '[low]': 'more than nothing, but rounds to nothing',
  '[u]': 'unreliable: the records do not reach back far enough',
};

export const isMark = (value: unknown): value is Mark => typeof value === 'string' && value in MARKS;
