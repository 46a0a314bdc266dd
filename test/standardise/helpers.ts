/** Short ways to ask for a standard form. */
import { cellStandardiser, type IdentifierColumn, type Standardised } from '../../src/standardise/index.ts';

export const TODAY = new Date('2026-06-01T12:00:00Z');

/** The standardiser of a column, checked against a fixed day. */
export const column = (identifier: IdentifierColumn['identifier'], more: Partial<IdentifierColumn> = {}) =>
  cellStandardiser({ identifier, ...more }, TODAY);

/** The texts of one level over all alternatives; an empty list when the cell yields no value. */
export function at(level: string, answer: Standardised): (string | undefined)[] {
  return answer.kind === 'value' ? answer.values.map((levels) => levels[level]) : [];
}

/** `kind: reason`, or the kind alone. */
export const outcome = (answer: Standardised): string =>
  'reason' in answer ? `${answer.kind}: ${answer.reason}` : answer.kind;
