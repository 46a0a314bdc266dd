/** What the counts of the indicators mean, in words that they share. */
import type { Meaning } from '../disclose/index.ts';
import type { Frame } from './frame.ts';

export const ANY_AGENCY = 'any agency';
export const atAgency = (agency: string): string => `agency ${agency}`;
/** Known to these agencies and to no other. */
export const exactly = (agencies: readonly string[]): string =>
  `exactly ${[...agencies].toSorted().join('+')}`;

/** Whom this agency saw first in the window, of all who were seen. */
export const firstAt = (agency: string): string => `first ${agency}`;

export const meaningOf = (
  { roles, window }: Pick<Frame, 'roles' | 'window'>,
  unit: string,
  where: string,
  grows: Meaning['grows'],
): Meaning => ({
  unit,
  where,
  from: window.from,
  to: window.to,
  filters: { role: [...roles].toSorted() },
  grows,
});
