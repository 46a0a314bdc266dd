/** A project key at a party that may not hold one is found by what stands in the file, wherever it was put. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestPermit } from '../../src/agreement/index.ts';
import { newProjectKey, splitProjectKey, viewWorkspace } from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await newProjectKey(await world.open('police'));
});
afterEach(() => world.remove());

const key = () => join(world.of('police'), 'party', 'project.key');
const linking = async () =>
  requestPermit(await world.open('linkage-unit'), {
    operation: 'combination',
    action: 'link',
    parts: ['linkage-unit'],
  });
const put = async (name: string, content: string | Buffer) => {
  const file = join(world.of('linkage-unit'), name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
};

describe('a project key at the linkage unit', () => {
  test.each(['work/notes.txt', 'inbox/a/b/c/attachment', 'project.key', 'work/tokens/police/x.csv'])(
    'in %s stops everything',
    async (name) => {
      await put(name, await readFile(key()));
      const error = await errorOf(linking);
      expect(error.code).toBe('PERMIT_PROJECT_KEY_HERE');
      expect(error.message).toContain(name);
    },
  );

  test('is told although it was converted, and so is a share of one', async () => {
    const text = await readFile(key(), 'utf8');
    await put('work/windows.txt', `\ufeff${text.replaceAll('\n', '\r\n')}`);
    const folder = join(world.dir, 'shares');
    const numbers = { shares: 2, threshold: 2, folder };
    const { files } = await splitProjectKey(await world.open('police'), numbers);
    await cp(files[0]!, join(world.of('linkage-unit'), 'work', 'share.txt'));
    const { surroundings } = await viewWorkspace(world.of('linkage-unit'));
    expect(surroundings.strayKeys.toSorted()).toEqual(['work/share.txt', 'work/windows.txt']);
  });

  test('is not seen in a long file, or one that only speaks of keys', async () => {
    await put('work/long.txt', `${'x'.repeat(5000)}\n${await readFile(key(), 'utf8')}`);
    await put('work/words.txt', 'the project key is at the police\n');
    expect((await viewWorkspace(world.of('linkage-unit'))).surroundings.strayKeys).toEqual([]);
  });
});
