/** Finding out what a value of unknown shape is, for what arrives from outside. */
import { parseCanonical } from '../sharelog/index.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the object has exactly these names, given in alphabetical order with spaces between. */
export const hasExactly = (value: Record<string, unknown>, names: string): boolean =>
  Object.keys(value).toSorted().join(' ') === names;

export const matches = (value: unknown, pattern: RegExp): value is string =>
  typeof value === 'string' && pattern.test(value);

/** The members of a list, as texts; none where the value is no list. */
export const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The value that canonical JSON spells, or undefined; why it does not is of no use to a reader. */
export function readCanonical(bytes: Uint8Array): unknown {
  try {
    return parseCanonical(bytes);
  } catch {
    return undefined;
  }
}
