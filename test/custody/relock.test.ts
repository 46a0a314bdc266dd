/** Another passphrase, a first one, and none any more. Each lock takes about a second to make or open. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changePassphrase, newProjectKey, openWorkspace, readProjectKey } from '../../src/custody/index.ts';
import { verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fixedAmbient, makeWorld, type World } from './world.ts';

const FIRST = 'kestrel marigold lighthouse';
const SECOND = 'heron bluebell signalman';
let world: World;
let key: Uint8Array;
beforeAll(async () => {
  world = await makeWorld();
  await newProjectKey(await world.open('police'));
  key = await readProjectKey(await world.open('police'));
  await mkdir(join(party(), 'key-shares'));
  await writeFile(join(party(), 'key-shares', 'one.txt'), 'a share');
});
afterAll(() => world.remove());

const party = () => join(world.of('police'), 'party');
const open = (passphrase?: string) =>
  openWorkspace(
    world.of('police'),
    fixedAmbient(undefined, 'relocking'),
    passphrase === undefined ? undefined : () => Promise.resolve(passphrase),
  );
const names = async () => (await readdir(party())).toSorted();
const sealed = async () => {
  const found = (await names()).filter((name) => name.endsWith('.key'));
  const texts = await Promise.all(found.map((name) => readFile(join(party(), name), 'latin1')));
  return texts.map((text) => text.startsWith('age-encryption.org/v1\n'));
};

describe('the passphrase of the private keys', () => {
  test('is set, changed and removed, and the keys stay what they were', async () => {
    const before = await names();
    expect(await changePassphrase(await open(), FIRST)).toMatchObject({ change: 'set' });
    expect(await sealed()).not.toContain(false);
    expect(await names()).toEqual([...before, 'lock.age'].toSorted());
    expect((await errorOf(() => open())).code).toBe('KEY_LOCKED');
    expect(await readProjectKey(await open(FIRST))).toEqual(key);

    const locked = await readFile(join(party(), 'log.key'));
    expect(await changePassphrase(await open(FIRST), SECOND)).toMatchObject({ change: 'changed' });
    expect(await readFile(join(party(), 'log.key'))).toEqual(locked);
    expect((await errorOf(() => open(FIRST))).code).toBe('PASSPHRASE_WRONG');

    const removed = await changePassphrase(await open(SECOND), undefined);
    expect(await sealed()).not.toContain(true);
    expect(await names()).toEqual(before);
    expect(await readFile(join(party(), 'key-shares', 'one.txt'), 'utf8')).toBe('a share');
    expect(await readProjectKey(await open())).toEqual(key);
    expect((await errorOf(async () => changePassphrase(await open(), undefined))).code).toBe(
      'PASSPHRASE_NONE',
    );

    const entries = (await world.entries('police')).filter(({ type }) => type === 'key.lock');
    expect(entries.map(({ phase }) => phase)).toEqual(['intent', 'done', 'intent', 'done', 'intent', 'done']);
    expect(entries.at(-1)).toMatchObject({ seq: removed.entry, details: { change: 'removed' } });
    expect(JSON.stringify(entries)).not.toMatch(/kestrel|heron/);
    expect((await verifyLog(join(world.of('police'), 'log'))).ok).toBe(true);
  });

  test('is as it was when the log cannot say that another was set', async () => {
    const workspace = await open();
    let appends = 0;
    const log = new Proxy(workspace.log, {
      get(target, name) {
        if (name !== 'append') return name === 'folder' ? target.folder : undefined;
        return (...given: Parameters<typeof target.append>) => {
          appends += 1;
          return appends === 2 ? Promise.reject(new Error('no disk')) : target.append(...given);
        };
      },
    });
    await expect(changePassphrase({ ...workspace, log }, FIRST)).rejects.toThrow('no disk');
    expect(await sealed()).not.toContain(true);
    expect((await readdir(world.of('police'))).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await readProjectKey(await open())).toEqual(key);
  });
});
