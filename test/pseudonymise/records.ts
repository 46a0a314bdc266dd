/** Standardised records made by hand, and the references of the people they are of. */
import type { IdentifierKey, Levels, StandardRecord } from '../../src/standardise/index.ts';
import { keyNamed } from './helpers.ts';

export const recordOf = (identifiers: Readonly<Record<string, Levels>>): StandardRecord => ({
  identifiers: new Map(
    Object.entries(identifiers).map(([name, levels]) => [name as IdentifierKey, [levels]]),
  ),
  problems: [],
});

export const referenceOf = (name: string): string => Buffer.from(keyNamed(name)).toString('hex', 0, 16);
