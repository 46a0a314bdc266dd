/** Rows through the row pseudonymiser alone, and the references that the written rules give. */
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Unread } from '../../src/files/index.ts';
import type { Recipe, RejectedRow } from '../../src/pseudonymise/index.ts';
import { RowPseudonymiser } from '../../src/pseudonymise/rows.ts';
import { COLUMNS, cellsOf, HEADER, keyNamed, keysFor, recipeFor } from './helpers.ts';

export const RECIPE = recipeFor(COLUMNS, HEADER);

export interface Taken {
  /** Cells of the token lines: reference, tokens, presence. */
  readonly tokens: readonly (readonly string[])[];
  readonly events: readonly Record<string, string>[];
  readonly rejected: readonly RejectedRow[];
  readonly problems: Readonly<Record<string, number>>;
  readonly outsideWindow: number;
  readonly oddAges: { readonly beforeBirth: number; readonly beyondLife: number };
  /** References of the people in the sample that chance is counted over. */
  readonly sampled: readonly string[];
}

/** What the rows come to, the first being row 2; `unread` are rows that could not be read. */
export function take(
  rows: readonly (readonly string[])[],
  recipe: Recipe = RECIPE,
  unread: readonly Unread[] = [],
): Taken {
  const tokens: string[][] = [];
  const events: Record<string, string>[] = [];
  const rejected: RejectedRow[] = [];
  const names = ['reference', ...recipe.events.map(({ name }) => name)];
  const pseudonymiser = new RowPseudonymiser(recipe, keysFor(recipe.scheme), {
    tokens: (line) => {
      const text = typeof line === 'string' ? line : Buffer.from(line).toString();
      expect(text).toMatch(/^[0-9a-f]{32}[^\n]+\n$/);
      tokens.push(text.trimEnd().split(','));
    },
    events: (line) => {
      const cells = line.trimEnd().split(',');
      events.push(Object.fromEntries(cells.map((cell, index) => [names[index], cell])));
    },
  });
  for (const [index, cells] of rows.entries()) {
    const refusal = pseudonymiser.take(index + 2, cells);
    if (refusal !== undefined) rejected.push(refusal);
  }
  for (const row of unread) rejected.push(pseudonymiser.refuse(row));
  return {
    tokens,
    events,
    rejected,
    problems: Object.fromEntries(pseudonymiser.problems),
    outsideWindow: pseudonymiser.outsideWindow,
    oddAges: pseudonymiser.oddAges,
    sampled: pseudonymiser.sample.sampled.people.map(({ reference }) => reference),
  };
}

export const one = (said: Readonly<Record<string, string>> = {}, recipe?: Recipe): Taken =>
  take([cellsOf(said)], recipe);

/** A person's reference, from nothing but the written rule: two parts, each after its length. */
export const personByHand = (id: string): string =>
  createHmac('sha256', keyNamed('person'))
    .update(
      Buffer.concat([Buffer.from('0002696400', 'hex'), Buffer.of(Buffer.byteLength(id)), Buffer.from(id)]),
    )
    .digest('hex')
    .slice(0, 32);
