/** Published capture histories; fixtures/unseen/README.md says from where. */
import { fileURLToPath } from 'node:url';
import { readHistories } from '../../src/analyse/index.ts';
import { type Combination, type Histories, historiesOf } from '../../src/estimate/index.ts';

/** From counts by names joined with `&`. */
export const byNames = (lists: readonly string[], counts: Readonly<Record<string, number>>): Histories =>
  historiesOf(
    lists,
    Object.entries(counts).map(([names, people]): Combination => ({ lists: names.split('&'), people })),
  );

const published = (name: string): Promise<Histories> =>
  readHistories(fileURLToPath(new URL(`../../fixtures/unseen/${name}.csv`, import.meta.url)));

export const UK = await published('uk-2013');
export const UK_FIVE = await published('uk-2013-five-lists');
export const WESTERN = await published('western-site');
export const NEW_ORLEANS = await published('new-orleans');
export const NEW_ORLEANS_FIVE = await published('new-orleans-five-lists');
export const KOREA = await published('korea');
export const KOSOVO = await published('kosovo-1999');
export const ARTIFICIAL = await published('artificial');
