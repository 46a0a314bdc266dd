/** A command that is used wrongly says so without what was typed, which could be somebody's name. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { byTwos, failure, scratch, throughline } from '../journeys/cli.ts';

const { path, temp, remove } = scratch();
afterAll(remove);

const TYPED: readonly (readonly string[])[] = [
  ['Quillfeather'],
  ['key', 'Quillfeather'],
  ['object', '0f', 'Quillfeather', '--reason', 'case 12'],
  ['key', 'split', '--shares', 'Quillfeather', '--threshold', '2'],
  ['overlap', '--role', 'Quillfeather'],
  ['object', '--restore', '--people', 'Quillfeather', '--reason', 'case 12'],
  ['object', '--Quillfeather=3'],
  ['log', 'opening', 'Quillfeather'],
  ['log', 'erase', '3', 'Quillfeather', '--authority', 'DPO-12'],
];

describe('what was typed', () => {
  test('is in no message, with or without JSON', async () => {
    const runs = await byTwos(
      TYPED.flatMap((args) => [args, [...args, '--json']]),
      async (args) => ({ args, ...(await throughline(args, { temp })) }),
    );
    for (const { args, code, stdout, stderr } of runs) {
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stdout + stderr).not.toMatch(/quillfeather/i);
      expect(stdout + stderr).toMatch(/hint/);
      const isJson = args.includes('--json');
      expect(stdout.includes('"code": "USAGE"')).toBe(isJson);
    }
  });
});

test.each([
  [['log', 'shw'], 'throughline log show'],
  [['jurneys', '--json'], 'throughline journeys'],
  [['agrement', 'check'], 'throughline agreement check'],
  [['counts', 'waits'], 'throughline count'],
])('a command that is nearly %j is asked for', async (args, meant) => {
  const { code, stdout, stderr } = await throughline(args, { temp });
  expect(code).toBe(2);
  expect((stdout + stderr).replaceAll('\\"', '"')).toContain(`did you mean "${meant}"?`);
});

describe('what is missing', () => {
  test.each<[readonly string[], string]>([
    [['trace'], 'REFERENCE and EXTRACT are missing'],
    [['destroy'], 'PATH is missing'],
    [['destroy', 'work'], '--authority is missing'],
    [['trace', 'a', 'b'], '--approval is missing; --reason is missing'],
  ])('is named: %j', async (args, message) => {
    expect((await failure(args, { temp })).error).toMatchObject({ code: 'USAGE', message });
  });
});

describe('a flag that names a folder', () => {
  test.each([
    ['--spark-folder', 'absent', 'there is no such directory'],
    ['--spark-home', 'a file', 'this is no directory'],
  ])('%s with %s says which flag, which folder and why', async (flag, name, why) => {
    const given = join(path, name);
    if (name === 'a file') writeFileSync(given, '');
    const { run, error } = await failure(['link', '--engine', 'spark', flag, given], { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'USAGE' });
    expect([error.message, error.hint]).toEqual([
      `${given}: ${why}`,
      `give ${flag} a directory that is there`,
    ]);
  });
});

test('a value that a flag refuses is told in our words alone', async () => {
  const { error } = await failure(['link', '--threshold', 'Quillfeather'], { temp });
  expect(error.message).toBe('the threshold is not a number between 0 and 1');
});

describe('a path that begins at the workspace', () => {
  test.each([['open'], ['seal', '--to', 'analyst']])(
    '%s is told from where it would have to be',
    async (...args) => {
      mkdirSync(join(path, 'police', 'inbox'), { recursive: true });
      writeFileSync(join(path, 'police', 'inbox', 'share.age'), '');
      const [command, ...rest] = args as [string, ...string[]];
      const given = [command, join('inbox', 'share.age'), ...rest, '--workspace', 'police'];
      const { run, error } = await failure(given, { cwd: path, temp });
      expect([run.code, error.code]).toEqual([2, 'PATH_IN_WORKSPACE']);
      expect(error.hint).toContain(`did you mean ${join('police', 'inbox', 'share.age')}?`);
    },
  );
});
