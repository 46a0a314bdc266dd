/**
 * What each word and code that the tool prints means, for somebody who meets it for the first time. Codes are
 * explained by their first word, which says what kind of trouble it is; the message beside a code says the rest.
 */
import { readFileSync } from 'node:fs';
import { CLAUSES } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import { entryFor, listsFor, type WordList } from './columns.ts';

export type { WordList } from './columns.ts';

export interface Explanation {
  readonly term: string;
  readonly kind: 'word' | 'code' | 'clause' | 'entry';
  readonly meaning: string;
  /** The words that may stand there, where the term is a place for one. */
  readonly lists?: readonly WordList[];
}

const { words, codes } = JSON.parse(readFileSync(new URL('explanations.json', import.meta.url), 'utf8')) as {
  readonly words: Readonly<Record<string, string>>;
  /** By the first word of a code. */
  readonly codes: Readonly<Record<string, string>>;
};

/** Every word and clause that can be explained, sorted; and the first words of codes, each followed by `_...`. */
export const EXPLAINED: readonly string[] = [
  ...Object.keys(words),
  ...CLAUSES.map(({ id }) => id),
  ...Object.keys(codes).map((first) => `${first}_...`),
].toSorted((a, b) => a.localeCompare(b, 'en-GB'));

/**
 * The meaning of a word, of one that stands in a columns section, of a code such as `CSV_ENCODING`, or of the id of a
 * clause, in any letters.
 *
 * @throws unusable `NOT_EXPLAINED`, with the terms that are most like it
 */
export function explain(term: string): Explanation {
  const wanted = term.trim();
  const clause = CLAUSES.find(
    ({ id, code }) => id === wanted.toLowerCase().replaceAll(/\s+/g, '-') || code === wanted.toUpperCase(),
  );
  const word = Object.keys(words).find((known) => alike(known, wanted));
  if (word !== undefined) {
    const lists = listsFor(word);
    return { term: word, kind: 'word', meaning: words[word]!, ...(lists.length === 0 ? {} : { lists }) };
  }
  if (clause !== undefined) {
    const meaning = `Nothing is permitted unless ${clause.words}. Where it does not hold, the code of the refusal is ${clause.code}.`;
    return { term: clause.id, kind: 'clause', meaning };
  }
  const entry = entryFor((known) => alike(known, wanted));
  if (entry !== undefined) return { kind: 'entry', ...entry };
  const code = wanted.toUpperCase();
  const meaning = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(code) ? codes[code.split('_')[0]!] : undefined;
  if (meaning !== undefined) return { term: code, kind: 'code', meaning };
  throw unusable('NOT_EXPLAINED', 'there is no explanation of this', {
    hint: `${like(wanted)}; "throughline explain" alone lists what there is`,
  });
}

/** `local people`, `Local person` and `local-person` are one. */
const alike = (known: string, wanted: string): boolean => plain(known) === plain(wanted);
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[-_\s]+/g, ' ')
    .replace(/people$/, 'person')
    .replace(/([^s])s$/, '$1');

function like(wanted: string): string {
  const start = plain(wanted).slice(0, 3);
  const near = Object.keys(words).filter((known) => start !== '' && plain(known).includes(start));
  return near.length === 0 ? 'check how it is spelt' : `perhaps you mean: ${near.join(', ')}`;
}
