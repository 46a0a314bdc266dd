import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openShare, type SealedShare, sealPackage } from '../../src/custody/index.ts';
import { digestOfFile, readPackage, verifyPackage } from '../../src/files/index.ts';
import { EVENTS, makePackage, makeWorld, TOKENS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const folder = (kind: string) => join(world.of('police'), 'work', 'police', kind);

async function sealTokens(): Promise<SealedShare> {
  await makePackage(await world.agreement(), folder('tokens'), TOKENS);
  return sealPackage(await world.open('police'), folder('tokens'), 'linkage-unit');
}

/** Every name under a folder that is not part of its share log, keys or agreement. */
async function kept(party: string): Promise<string[]> {
  const all = await readdir(world.of(party), { recursive: true });
  return all.filter((name) => !/^(party|log|agreement\.yaml)/.test(name)).toSorted();
}

describe('a share on its way', () => {
  test('arrives as it left, and both logs say so', async () => {
    const sealed = await sealTokens();
    expect(basename(sealed.file)).toMatch(/^police-tokens-to-linkage-unit-[0-9a-f]{8}\.throughline\.age$/);
    expect((await lstat(sealed.file)).mode & 0o777).toBe(0o600);
    const opened = await openShare(await world.open('linkage-unit'), sealed.file);
    expect(opened).toMatchObject({
      from: 'police',
      what: 'tokens',
      descriptor: sealed.descriptor,
      announced: 0,
    });
    const pkg = await readPackage(join(world.of('linkage-unit'), 'work', 'tokens', 'police'));
    await verifyPackage(pkg);
    expect(pkg.digest).toBe(sealed.descriptor);
    expect(await readFile(join(pkg.path, 'tokens.csv'), 'utf8')).toBe(
      await readFile(join(folder('tokens'), 'tokens.csv'), 'utf8'),
    );
    const [intent, done] = await world.entries('police');
    expect(intent).toMatchObject({
      type: 'disclosure',
      phase: 'intent',
      details: { descriptor: sealed.descriptor },
    });
    expect(done).toMatchObject({ type: 'disclosure', phase: 'done', details: { sealed: sealed.sealed } });
    const receipt = (await world.entries('linkage-unit')).at(-1);
    expect(receipt).toMatchObject({
      type: 'collection',
      phase: 'done',
      details: { sealed: sealed.sealed, descriptor: sealed.descriptor, announced: 0 },
    });
    expect(sealed.sealed).toBe((await digestOfFile(sealed.file)).hash);
  });
});
