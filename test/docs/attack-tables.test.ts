/** docs/attack-tables.md: what it shows of files and commands is what they are and print. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, scratch, throughline } from '../journeys/cli.ts';

const page = readFileSync(join(ROOT, 'docs', 'attack-tables.md'), 'utf8');
const blocks = [...page.matchAll(/<!-- (\S+) -->\n```\n([\s\S]*?)```/g)].map(([, of, text]) => ({
  of: of!,
  text: text!,
}));
const commands = blocks
  .filter(({ of }) => of === 'run')
  .map(({ text }) => text.split(/\n([\s\S]*)/) as [string, string]);

test('has a table and two commands', () => {
  expect(blocks.map(({ of }) => of)).toEqual(['fixtures/published/hartlepool-sex.csv', 'run', 'run']);
});

test('prints the table as it is', () => {
  const { of, text } = blocks[0]!;
  expect(readFileSync(join(ROOT, of), 'utf8')).toBe(text);
});

test.each(commands)('%s', async (command, printed) => {
  const { temp, remove } = scratch();
  const words = command.replace('$ throughline ', '').split(' ');
  const run = await throughline(words, { cwd: ROOT, temp });
  remove();
  expect(run.stdout).toBe(printed);
});
