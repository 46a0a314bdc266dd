import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLAUSES, EVENT_FIELDS, EVENT_TREATMENTS, FLAGS } from '../../src/agreement/index.ts';
import { EXPLAINED, explain } from '../../src/explain/index.ts';
import { shippedIndicators } from '../../src/indicators/index.ts';
import { IDENTIFIER_KINDS } from '../../src/standardise/index.ts';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => [path, readFileSync(join(SOURCE, path), 'utf8')] as const);
const all = sources.map(([, text]) => text);
/** Faults that an invented population has are no codes. */
const files = sources.flatMap(([path, text]) => (path.startsWith('synthesise') ? [] : [text]));

/** Every code that an error or a finding can have. */
const thrown = files.flatMap((text) => [
  ...[...text.matchAll(/\b(?:unusable|refused|fault|unreadable)\(\s*'([A-Z][A-Z0-9_]+)'/g)].map(
    ([, code]) => code!,
  ),
  ...[...text.matchAll(/\bThroughlineError\(\s*\d,\s*'([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code!),
  ...[...text.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code!),
  ...[...text.matchAll(/\b(?:find|note|const reason =)[\s(]*'([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code!),
]);
/** Not those of the operating system. */
const codes = [...new Set(thrown)]
  .filter((code) => !/^E[A-Z]+$/.test(code) || code === 'ENGINE' || code === 'ENTRY')
  .toSorted();

test('every code in the source is explained', () => {
  expect(codes.length).toBeGreaterThan(200);
  const missing = codes.filter((code) => {
    try {
      return explain(code).meaning.length < 20;
    } catch {
      return true;
    }
  });
  expect(missing).toEqual([]);
});

test('every explanation of codes is of some code', () => {
  const families = EXPLAINED.filter((term) => term.endsWith('_...')).map((term) => term.slice(0, -4));
  const idle = families.filter(
    (first) => !all.some((text) => text.includes(`'${first}_`) || text.includes(`'${first}'`)),
  );
  expect(idle).toEqual([]);
});

test('a lock that a killed command left is no damage that has to stay', () => {
  for (const code of ['LOG_LOCKED', 'LOCKED'])
    expect(explain(code).meaning).toMatch(
      /no.*running on the log, remove the one file log\/lock in the workspace/,
    );
});

test('every clause is explained by its words, under its id and its code', () => {
  for (const { id, code, words } of CLAUSES) {
    expect(explain(id).meaning).toContain(words);
    expect(explain(id.replaceAll('-', ' ')).term).toBe(id);
    expect(explain(code.toLowerCase()).term).toBe(id);
  }
});

test.each([
  ...['token', 'Tokens', 'record-reference', 'local people', '[c]', 'WITNESSED', 'match key'],
  ...['safe-together', 'no-identifier-left-in'],
  ...['indicator', 'catalogue', 'ledger', 'audit', 'lens', 'waits', 'draws', 'epoch', 'release'],
  ...[
    'MARAC',
    'RFGV',
    'due to linkage',
    'medians',
    'left-censored',
    'NOT CONTROLLED',
    'verdict',
    'benchmark',
  ],
  ...['secondary-suppression', 'periods'],
  ...['couples', 'incidents', 'gap', 'completeness', 'Wilson', 'Byar', 'Greenwood', 'Kaplan and Meier'],
])('%s is a word', (term) => {
  expect(explain(term)).toMatchObject({ kind: 'word' });
});

test('the words of README.md are explained', () => {
  const readme = readFileSync(join(SOURCE, '..', 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('### Words'), readme.indexOf('## Before you share'));
  const words = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) =>
    cell!.replaceAll('`', '').split(/, | (?=\[)/),
  );
  const named = words.map((word) => word.trim()).filter((word) => word !== 'word' && !word.startsWith('---'));
  expect(named.length).toBeGreaterThan(8);
  for (const word of named) expect(explain(word).meaning.length).toBeGreaterThan(20);
});

test('every word that a columns section may name is listed, and explained by itself', () => {
  const lists = explain('columns').lists ?? [];
  const words = lists.map(({ words: listed }) => listed.map(({ word }) => word));
  const catalogue = shippedIndicators();
  const counted = catalogue.flatMap(({ needs, 'may-use': used = [] }) => [...needs, ...used]);
  const attributes = new Set(counted.filter((name) => !EVENT_FIELDS.some((field) => field === name)));
  expect(words.slice(0, 2)).toEqual([IDENTIFIER_KINDS, EVENT_FIELDS]);
  expect(words[2]!.toSorted()).toEqual([...attributes].toSorted());
  expect(words[3]).toEqual(FLAGS);
  const treatments = new Set(Object.values(EVENT_TREATMENTS).flat());
  expect(words[4]).toEqual(expect.arrayContaining([...treatments]));
  for (const word of words.flat()) expect(explain(word).meaning.length).toBeGreaterThan(8);
  expect(explain('identifiers').lists).toEqual([lists[0]]);
  expect(explain('NHS number')).toMatchObject({ term: 'identifier: nhs-number', kind: 'entry' });
});

test('what is not known is told apart, with what is like it', () => {
  expect(() => explain('tok')).toThrow(
    expect.objectContaining({ code: 'NOT_EXPLAINED', hint: expect.stringContaining('token') }),
  );
  expect(() => explain('CIRCUS_ELEPHANT')).toThrow(expect.objectContaining({ code: 'NOT_EXPLAINED' }));
});
