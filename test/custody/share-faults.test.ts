/** Shares against time: in which order things are written, what a fault leaves, and shares that come again. */
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openShare, type SealedShare, sealPackage, type Workspace } from '../../src/custody/index.ts';
import { digestOfFile, readPackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { members, sealMembers } from './forge.ts';
import { EVENTS, makeLogged, makeWorld, type PackageSpec, TOKENS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await makeLogged(world, folder(), TOKENS);
});
afterEach(() => world.remove());

const folder = (kind = 'tokens') => join(world.of('police'), 'work', 'police', kind);
const outbox = async (): Promise<string[]> => readdir(join(world.of('police'), 'outbox')).catch(() => []);
const remade = async (spec: PackageSpec): Promise<SealedShare> => {
  await rm(folder(spec.kind), { recursive: true, force: true });
  await makeLogged(world, folder(spec.kind), spec);
  return sealPackage(
    await world.open('police'),
    folder(spec.kind),
    spec.kind === 'events' ? 'analyst' : 'linkage-unit',
  );
};
const OTHER_TOKENS: PackageSpec = { ...TOKENS, rows: TOKENS.rows.slice(1) };
const open = async (path: string, replace = true, party = 'linkage-unit') =>
  openShare(await world.open(party), path, { replace });

/** A workspace whose log calls `before` ahead of every append, which may throw. */
function watched(workspace: Workspace, before: (append: number) => Promise<void>): Workspace {
  let count = 0;
  const log = new Proxy(workspace.log, {
    get(target, name) {
      if (name !== 'append') return name === 'folder' ? target.folder : undefined;
      return async (drafts: Parameters<typeof target.append>[0]) => {
        count += 1;
        await before(count);
        return target.append(drafts);
      };
    },
  });
  return { ...workspace, log };
}

describe('sealing', () => {
  test('logs the intent before there is a file, and its digest when it has its name', async () => {
    const seen: string[][] = [];
    const police = watched(await world.open('police'), async () => void seen.push(await outbox()));
    const { file, sealed, descriptor } = await sealPackage(police, folder(), 'linkage-unit');
    expect(seen).toEqual([[], [file.split('/').at(-1)]]);
    const [making, intent, done] = await world.entries('police');
    expect(intent).toMatchObject({ phase: 'intent', details: { descriptor } });
    expect(done).toMatchObject({ phase: 'done', details: { sealed, intent: 1 } });
    expect(making).toMatchObject({ details: { package: descriptor } });
    expect((await digestOfFile(file)).hash).toBe(sealed);
  });

  test.each([1, 2])('leaves no file when append %d to the log fails', async (failing) => {
    const police = watched(await world.open('police'), async (append) => {
      if (append === failing) throw new Error('no disk');
    });
    await expect(sealPackage(police, folder(), 'linkage-unit')).rejects.toThrow('no disk');
    expect(await outbox()).toEqual([]);
    expect((await world.entries('police')).map(({ phase }) => phase)).toEqual(
      failing === 1 ? ['done'] : ['done', 'intent', 'failed'],
    );
    // The next try needs no help.
    await sealPackage(await world.open('police'), folder(), 'linkage-unit');
    expect(await outbox()).toHaveLength(1);
  });

  test.each(['tokens.csv', 'datapackage.json'])('leaves no file when %s changes under it', async (name) => {
    const changed = join(folder(), name);
    const police = watched(await world.open('police'), async (append) => {
      if (append === 1) await writeFile(changed, `${await readFile(changed, 'utf8')} `);
    });
    const error = await errorOf(() => sealPackage(police, folder(), 'linkage-unit'));
    expect(error.code).toBe('PACKAGE_ALTERED');
    expect(await outbox()).toEqual([]);
    expect((await world.entries('police')).slice(1).map(({ phase }) => phase)).not.toContain('done');
  });
});

describe('opening', () => {
  test.each([1, 2])('leaves nothing when append %d to the log fails', async (failing) => {
    const { file } = await remade(TOKENS);
    const unit = watched(await world.open('linkage-unit'), async (append) => {
      if (append === failing) throw new Error('no disk');
    });
    await expect(openShare(unit, file)).rejects.toThrow('no disk');
    const filed = await readdir(join(world.of('linkage-unit'), 'work', 'tokens')).catch(() => []);
    expect(filed).toEqual([]);
    expect((await open(file, false)).what).toBe('tokens');
  });

  test('keeps the package that is there when the receipt of another in its place cannot be logged', async () => {
    const first = await remade(TOKENS);
    const { filed } = await open(first.file);
    const second = await remade(OTHER_TOKENS);
    const unit = watched(await world.open('linkage-unit'), async (append) => {
      if (append === 2) throw new Error('no disk');
    });
    await expect(openShare(unit, second.file, { replace: true })).rejects.toThrow('no disk');
    expect((await readPackage(filed)).digest).toBe(first.descriptor);
    expect(await readdir(join(filed, '..'))).toEqual(['police']);
    expect((await readPackage((await open(second.file)).filed)).digest).toBe(second.descriptor);
    expect(await readdir(join(filed, '..'))).toEqual(['police']);
  });

  test.each<[string, (text: string) => string, number, string]>([
    ['others can read', (text) => text, 0o644, 'KEY_FILE_EXPOSED'],
    ['is of another kind', () => '', 0o600, 'KEY_FILE_INVALID'],
    ['has a line end too many', (text) => `${text}\n`, 0o600, 'KEY_FILE_INVALID'],
    ['has Windows line ends', (text) => text.replaceAll('\n', '\r\n'), 0o600, 'KEY_FILE_INVALID'],
  ])('is refused with a sealing key that %s', async (_, change, mode, code) => {
    const { file } = await remade(TOKENS);
    const { paths } = await world.open('linkage-unit');
    const text = await readFile(paths.sealingKey, 'utf8');
    await writeFile(paths.sealingKey, change(text) || (await readFile(paths.logKey)));
    await chmod(paths.sealingKey, mode);
    expect((await errorOf(() => open(file))).code).toBe(code);
    expect(await readdir(world.of('linkage-unit'))).not.toContain('work');
  });
});

describe('a share that comes again', () => {
  test('after a newer one is refused, and the newer one stays', async () => {
    const first = await remade(TOKENS);
    const second = await remade(OTHER_TOKENS);
    await open(first.file);
    const { filed } = await open(second.file);
    const error = await errorOf(() => open(first.file));
    expect([error.code, error.exitCode]).toEqual(['SHARE_SUPERSEDED', 1]);
    expect((await readPackage(filed)).digest).toBe(second.descriptor);
    expect((await world.entries('linkage-unit')).at(-1)).toMatchObject({
      type: 'denial',
      op: 'collection',
      details: { reason: 'SHARE_SUPERSEDED', sealed: first.sealed },
    });
  });

  test('is the newest: a second time it is there already, or takes its own place', async () => {
    const { file, descriptor } = await remade(TOKENS);
    await open(file);
    expect((await errorOf(() => open(file, false))).code).toBe('OUTPUT_EXISTS');
    expect((await readPackage((await open(file)).filed)).digest).toBe(descriptor);
  });

  test('of another kind or sender has its own order', async () => {
    const events = await remade(EVENTS);
    const tokens = await remade(TOKENS);
    await open(tokens.file);
    expect((await open(events.file, true, 'analyst')).what).toBe('events');
  });

  test("under another package's proof is refused, however newly it was announced", async () => {
    const old = await members(await world.open('police'), folder(), 'linkage-unit');
    await rm(folder(), { recursive: true });
    await makeLogged(world, folder(), OTHER_TOKENS);
    const fresh = await members(await world.open('police'), folder(), 'linkage-unit');
    const mixed = [old[0]!, fresh[1]!, fresh[2]!, ...old.slice(3)];
    const path = join(world.dir, 'mixed.age');
    await sealMembers(path, mixed, world.keys.get('linkage-unit')!.sealing);
    expect((await errorOf(() => open(path))).code).toBe('SHARE_PROOF');
  });
});
