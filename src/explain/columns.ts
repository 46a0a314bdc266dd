/** The words that an entry of a columns section is made of, and what each stands for. */
import { readFileSync } from 'node:fs';
import { EVENT_TREATMENTS } from '../agreement/index.ts';

export interface WordList {
  readonly title: string;
  readonly words: readonly { readonly word: string; readonly meaning: string }[];
}

type Group = 'identifiers' | 'events' | 'attributes' | 'flags' | 'treatments';

const MEANINGS = JSON.parse(readFileSync(new URL('columns.json', import.meta.url), 'utf8')) as Readonly<
  Record<Group, Readonly<Record<string, string>>>
>;

/** By group, the term that it explains and how an entry is written with one of its words. */
const GROUPS: Readonly<Record<Group, { readonly term: string; readonly title: string }>> = {
  identifiers: { term: 'identifier', title: '{ identifier: WORD }, where WORD is' },
  events: { term: 'event', title: '{ event: WORD, treat: ... }, where WORD is' },
  attributes: {
    term: 'attribute',
    title: '{ attribute: NAME, treat: ... }: any name will do, and the catalogue of indicators counts by',
  },
  flags: { term: 'flag', title: '{ flag: WORD, map: { "Y": "yes", "N": "no" } }, where WORD is' },
  treatments: { term: 'treat', title: 'treat: WORD, where WORD is' },
};

/** The lists of words that belong to a term; `columns` has all of them. */
export const listsFor = (term: string): readonly WordList[] =>
  (Object.keys(GROUPS) as Group[])
    .filter((group) => term === 'columns' || GROUPS[group].term === term)
    .map((group) => ({
      title: GROUPS[group].title,
      words: Object.keys(MEANINGS[group]).map((word) => ({ word, meaning: meaningIn(group, word) })),
    }));

/** A part of an event with the treatments that fit it. */
function meaningIn(group: Group, word: string): string {
  const treatments = group === 'events' ? EVENT_TREATMENTS[word as keyof typeof EVENT_TREATMENTS] : [];
  const meaning = MEANINGS[group][word]!;
  return treatments.length === 0 ? meaning : `${meaning} (treat: ${treatments.join(' or ')})`;
}

/** What the word of a columns section that `isIt` tells stands for. */
export function entryFor(
  isIt: (word: string) => boolean,
): { readonly term: string; readonly meaning: string } | undefined {
  for (const group of Object.keys(GROUPS) as Group[]) {
    const word = Object.keys(MEANINGS[group]).find(isIt);
    if (word !== undefined)
      return { term: `${GROUPS[group].term}: ${word}`, meaning: meaningIn(group, word) };
  }
  return undefined;
}
