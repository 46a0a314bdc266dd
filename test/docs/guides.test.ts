/** The role guides in docs/: their commands run, in order, in a folder where the demo was played; others exist. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { facts, ROOT, scratch, throughline } from '../journeys/cli.ts';

const GUIDES = ['ig-lead', 'analyst', 'auditor', 'adding-an-agency', 'adding-an-indicator'];
const DEMO = 'throughline demo --people 200 --out northmere';
const { path, temp, remove } = scratch();
let config: Config;

beforeAll(async () => {
  config = await Config.load({ root: ROOT });
  await facts(wordsOf(DEMO), { temp, cwd: path });
}, 300_000);
afterAll(remove);

const textOf = (guide: string): string => readFileSync(join(ROOT, 'docs', `${guide}.md`), 'utf8');

/** The lines of every shell block, without their indentation. */
const commandsIn = (guide: string): string[] =>
  [...textOf(guide).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    block!
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );

/** The words after the program's name. */
const wordsOf = (line: string): string[] =>
  (line.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replaceAll('"', ''));

describe.each(GUIDES)('docs/%s.md', (guide) => {
  test('has commands that run', async () => {
    const commands = commandsIn(guide);
    expect(commands.length).toBeGreaterThan(1);
    for (const line of commands) {
      expect(line).toMatch(/^throughline /);
      if (line === DEMO) continue;
      const { code, stderr } = await throughline(wordsOf(line), { temp, cwd: path });
      expect([line, code, code === 0 ? '' : stderr]).toEqual([line, 0, '']);
    }
  }, 240_000);

  test('names no command that there is not', () => {
    const ids = new Set(config.commands.map(({ id }) => id.replaceAll(':', ' ')));
    const named = [
      ...textOf(guide).matchAll(
        /`((?:agreement|log|key|party|retention|trace|open|pseudonymise|profile|init|doctor|explain)(?: [a-z]+)?)(?: --[a-z-]+)?`/g,
      ),
    ].map(([, words]) => words!);
    const topics = new Set(config.topics.map(({ name }) => name));
    expect(named.filter((words) => !ids.has(words) && !topics.has(words))).toEqual([]);
  });

  test('leads nowhere that is not', () => {
    const links = [...textOf(guide).matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
    expect(links.filter((target) => !readdirSync(join(ROOT, 'docs')).includes(target))).toEqual([]);
  });
});

test('every example of --help is one that its command takes', () => {
  const wrong = config.commands.flatMap(({ id, examples = [], flags, args }) =>
    examples.flatMap((example) => {
      const text = (typeof example === 'string' ? example : example.command)
        .replaceAll('<%= config.bin %>', 'throughline')
        .replaceAll('<%= command.id %>', id.replaceAll(':', ' '));
      const words = wordsOf(text.split(/ (?:>>?|\|) /)[0]!);
      const own = id.split(':');
      if (own.some((word, at) => words[at] !== word)) return [`${id}: ${text}`];
      const rest = words.slice(own.length);
      let given = 0;
      const known = Object.values(flags);
      for (let at = 0; at < rest.length; at += 1) {
        const word = rest[at]!;
        if (!word.startsWith('-')) {
          given += 1;
          continue;
        }
        const flag = known.find(({ name, char }) => word === `--${name}` || word === `-${char}`);
        if (flag === undefined) return [`${id} has no ${word}: ${text}`];
        if (flag.type === 'option') at += 1;
      }
      const needed = Object.values(args).filter(({ required }) => required === true).length;
      const missing = known.filter(({ name, required }) => required === true && !rest.includes(`--${name}`));
      return given < needed || missing.length > 0 ? [`${id} lacks something: ${text}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});
