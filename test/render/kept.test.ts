/** Lines of what is kept: the path whole, what a file is by its name, and what the agreement lacks. */
import { expect, test } from 'vitest';
import type { Kept } from '../../src/custody/index.ts';
import { keptLines } from '../../src/render/kept.ts';

const since = new Date('2026-03-01T10:00:00Z');
const one = (more: Partial<Kept>): Kept => ({
  kind: undefined,
  form: 'sealed file',
  path: 'inbox/x',
  named: undefined,
  since,
  by: 'log',
  days: 90,
  destroyedBy: 'deletion',
  due: new Date('2026-05-30T10:00:00Z'),
  isDue: false,
  ...more,
});

test('the path is whole, and the facts are beneath', () => {
  const path = 'outbox/police-tokens-to-linkage-unit-a9ad606c.throughline.age';
  expect(keptLines(one({ kind: 'tokens', path }))).toEqual([
    path,
    'tokens, sealed; since 2026-03-01; kept 90 days; due 2026-05-30, by deletion',
  ]);
});

test.each([
  ['outbox/checkpoint-police-20-for-health.txt', 'checkpoint that a partner is asked to countersign'],
  ['inbox/cosigned-police-20-by-health.txt', 'checkpoint that a partner countersigned'],
  ['outbox/witness-key-police.txt', 'public key of a witness'],
  ['inbox/suspension-by-health-0123abcd.note', 'notice of a suspension or its lifting'],
  ['inbox/police-notice-to-analyst-0123abcd.throughline.age', "notice of a person's request"],
  ['inbox/letter.txt', 'file that does not say what it holds'],
])('%s is called what it is', (path, what) => {
  const [, facts] = keptLines(one({ path, by: 'file' }));
  expect(facts).toMatch(/^[^;]+; since 2026-03-01 \(by the date of the file\); kept 90 days, the shortest/);
  expect(facts.split(';')[0]).toBe(what);
});

test('what has no term says which kind the agreement lacks', () => {
  const noTerm = { days: undefined, due: undefined, destroyedBy: undefined };
  const [, facts] = keptLines(one({ ...noTerm, form: 'key', kind: 'keys', path: 'party/project.key' }));
  expect(facts).toBe(
    'project key; since 2026-03-01; no term agreed: "retention" in agreement.yaml has no kind keys',
  );
});
