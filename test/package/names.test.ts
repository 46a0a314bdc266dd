import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { unfitNames } from '../../scripts/package/names.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test.each([
  ['app/nul.json', 'a name of a device'],
  ['app/COM1', 'a name of a device'],
  ['app/a:b', 'a name that Windows refuses'],
  ['app/name ', 'a name that Windows refuses'],
  ['app/end.', 'a name that Windows refuses'],
  [`app/${'x'.repeat(200)}`, '204 characters long'],
])('%s is found', (path, words) => {
  expect(unfitNames(['app/fine.js', path])).toEqual([`${path}: ${words}`]);
});

test('two names that differ in capitals alone are found', () => {
  expect(unfitNames(['a/B.js', 'a/b.js'])).toEqual(['a/b.js: differs from a/B.js in capitals alone']);
});

test('what the portable folder is made of can be unpacked on Windows', () => {
  const paths = ['bin', 'src', 'schemas', 'docs', 'fixtures'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `app/${folder}/${path}`,
    ),
  );
  expect(paths.length).toBeGreaterThan(300);
  expect(unfitNames(paths)).toEqual([]);
});
