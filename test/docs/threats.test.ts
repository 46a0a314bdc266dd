/** docs/threats.md names tests that show what it says: each has to be there, by its file and title. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const rows = readFileSync(join(ROOT, 'docs', 'threats.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| who '));

/** The last cell of a row as pairs of file and title. */
function shownBy(row: string): (readonly [file: string, title: string])[] {
  const cell = row.split(' | ').at(-1)!;
  return [...cell.matchAll(/`(test\/[^`]+)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file, titles]) =>
    [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => [file!, title!] as const),
  );
}

test.each(rows.map((row) => [row.split(' | ')[0]!.slice(2), row] as const))(
  '%s: has tests that exist',
  (_, row) => {
    const named = shownBy(row);
    expect(named.length).toBeGreaterThan(0);
    const missing = named.filter(([file, title]) => {
      const path = join(ROOT, file);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
    });
    expect(missing).toEqual([]);
  },
);

test('every party, every pair and the dangers that the design names have a row', () => {
  expect(rows.length).toBeGreaterThanOrEqual(20);
  for (const part of ['an agency', 'the linkage unit', 'the analyst', 'the auditor']) {
    expect(rows.filter((row) => row.startsWith(`| ${part} |`))).toHaveLength(1);
  }
});
