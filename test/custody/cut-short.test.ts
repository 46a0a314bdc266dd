/** Requests and notices whose run was killed, and what a backup puts back: nobody who objected comes back by them. */
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consult, overlap } from '../../src/analyse/index.ts';
import {
  heed,
  openShare,
  receivedHere,
  requireReceived,
  sealPackage,
  type Workspace,
} from '../../src/custody/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { EVENTS, makeLogged, makeWorld, type PackageSpec, TOKENS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const [SHE, OTHER] = TOKENS.rows.map((row) => row.slice(0, 32)) as [string, string];
const work = (party: string, ...path: string[]) => join(world.of(party), 'work', ...path);

/** The workspace, of which the run is killed: when its intent is in the log, or before it would say that it is done. */
const killed = (workspace: Workspace, when: 'after intent' | 'before done'): Workspace => {
  let appends = 0;
  const log = new Proxy(workspace.log, {
    get(target, name) {
      if (name !== 'append') return Reflect.get(target, name);
      return async (...given: Parameters<typeof target.append>) => {
        appends += 1;
        if (appends > 1) throw new Error('killed');
        const appended = await target.append(...given);
        if (when === 'after intent') throw new Error('killed');
        return appended;
      };
    },
  });
  return { ...workspace, log };
};

/** Makes a package in the place of the one that is there. */
const remake = async (path: string, spec: PackageSpec, more: Record<string, string> = {}) => {
  await rm(path, { recursive: true, force: true });
  return makeLogged(world, path, spec, more);
};

describe('a request that was begun', () => {
  const tokens = () => work('police', 'police', 'tokens');
  const seal = async () => sealPackage(await world.open('police'), tokens(), 'linkage-unit');
  const sealing = async () => (await errorOf(seal)).code;
  const ask = (workspace: Workspace, ...references: string[]) =>
    heed(workspace, { right: 'objection', references, reason: 'case 12' });
  const made = (...rows: string[]) => remake(tokens(), { ...TOKENS, rows });
  beforeEach(() => made(...TOKENS.rows));

  test('and is on the list, but not logged as done, keeps everything from being sealed until it is made again', async () => {
    await expect(ask(killed(await world.open('police'), 'before done'), SHE)).rejects.toThrow('killed');
    const error = await errorOf(seal);
    expect([error.code, error.exitCode]).toEqual(['REQUEST_UNFINISHED', 1]);
    expect(error.hint).toContain('log opening');
    await made(TOKENS.rows[1]!);
    expect(await sealing()).toBe('REQUEST_UNFINISHED');
    await ask(await world.open('police'), SHE);
    expect(await sealing()).toBe('PACKAGE_BEFORE_REQUEST');
    await made(TOKENS.rows[1]!, TOKENS.rows[1]!);
    expect((await seal()).what).toBe('tokens');
  });

  test('and is on the list is ended by a later change of that list', async () => {
    await expect(ask(killed(await world.open('police'), 'before done'), SHE)).rejects.toThrow('killed');
    await ask(await world.open('police'), OTHER);
    expect(await sealing()).toBe('PACKAGE_BEFORE_REQUEST');
  });

  test('and never came onto the list is ended by the same request alone', async () => {
    await expect(ask(killed(await world.open('police'), 'after intent'), SHE)).rejects.toThrow('killed');
    expect((await world.entries('police')).at(-1)).toMatchObject({ phase: 'intent' });
    await ask(await world.open('police'), OTHER);
    await made(TOKENS.rows[0]!);
    expect(await sealing()).toBe('REQUEST_UNFINISHED');
    await ask(await world.open('police'), SHE);
    expect(await sealing()).toBe('PACKAGE_BEFORE_REQUEST');
  });
});

const LINKS: PackageSpec = {
  kind: 'links',
  fields: ['agency', 'reference', 'person', 'band'],
  rows: [SHE, OTHER].map((reference) => `police,${reference},${'1'.repeat(32)},high`),
};

describe('at those who were sent shares', () => {
  let notices: ReadonlyMap<string, string>;
  const open = async (party: string, file: string) =>
    openShare(await world.open(party), file, { replace: true });
  const links = () => work('linkage-unit', 'links');
  const sealLinks = async (path = links()) => sealPackage(await world.open('linkage-unit'), path, 'analyst');
  const filed = () => work('linkage-unit', 'tokens', 'police');
  const use = async () =>
    requireReceived(await receivedHere(await world.open('linkage-unit')), await readPackage(filed()));
  const count = async () =>
    consult(await world.open('analyst'), { action: 'overlap', asked: {}, inside: false, count: overlap });
  const codeOf = async (job: () => Promise<unknown>) => (await errorOf(job)).code;

  beforeEach(async () => {
    for (const [spec, to] of [
      [TOKENS, 'linkage-unit'],
      [EVENTS, 'analyst'],
    ] as const) {
      const own = work('police', 'police', spec.kind);
      await makeLogged(world, own, spec);
      await open(to, (await sealPackage(await world.open('police'), own, to)).file);
    }
    await makeLogged(world, links(), LINKS, { party: 'linkage-unit' });
    await open('analyst', (await sealLinks()).file);
    const asked = { right: 'objection', references: [SHE], reason: 'case 12' } as const;
    const heeded = await heed(await world.open('police'), asked);
    notices = new Map(heeded.notices.map(({ to, file }) => [to, file]));
  });
  const noticeTo = (party: string) => notices.get(party)!;

  test('links that others were made in place of are not sealed', async () => {
    const aside = join(world.dir, 'aside');
    await cp(links(), aside, { recursive: true });
    await remake(links(), { ...LINKS, rows: LINKS.rows.slice(1) }, { party: 'linkage-unit' });
    expect(await codeOf(() => sealLinks(aside))).toBe('PACKAGE_SUPERSEDED');
    expect((await sealLinks()).what).toBe('links');
  });

  test('a package that a notice did not reach, as it was not there, is not sealed, linked or counted', async () => {
    for (const party of ['linkage-unit', 'analyst']) {
      await rename(work(party), join(world.dir, 'aside'));
      await open(party, noticeTo(party));
      await rename(join(world.dir, 'aside'), work(party));
    }
    expect(await codeOf(sealLinks)).toBe('PACKAGE_WITHDRAWN');
    expect(await codeOf(use)).toBe('PACKAGE_WITHDRAWN');
    expect(await codeOf(count)).toBe('PACKAGE_WITHDRAWN');
    await open('linkage-unit', noticeTo('linkage-unit'));
    await sealLinks();
    await use();
  });

  test('what a notice took her out of is not used as it was before', async () => {
    await cp(filed(), join(world.dir, 'aside'), { recursive: true });
    await open('linkage-unit', noticeTo('linkage-unit'));
    await rm(filed(), { recursive: true });
    await rename(join(world.dir, 'aside'), filed());
    expect(await codeOf(use)).toBe('PACKAGE_SUPERSEDED');
  });

  test('a share that a later one took the place of is not used again', async () => {
    const own = work('police', 'police', 'tokens');
    await cp(filed(), join(world.dir, 'aside'), { recursive: true });
    await remake(own, { ...TOKENS, rows: TOKENS.rows.slice(1) });
    await open('linkage-unit', (await sealPackage(await world.open('police'), own, 'linkage-unit')).file);
    await use();
    await rm(filed(), { recursive: true });
    await rename(join(world.dir, 'aside'), filed());
    expect(await codeOf(use)).toBe('PACKAGE_SUPERSEDED');
  });

  test.each(['after intent', 'at a damaged package', 'before done'] as const)(
    'a notice that is killed %s keeps everything from use until it is opened again, which ends it',
    async (when) => {
      const notice = noticeTo('linkage-unit');
      const tokens = join(filed(), 'tokens.csv');
      const kept = await readFile(tokens);
      if (when === 'at a damaged package') {
        await writeFile(tokens, 'damaged');
        await errorOf(() => open('linkage-unit', notice));
        await writeFile(tokens, kept);
      } else {
        await openShare(killed(await world.open('linkage-unit'), when), notice).catch(() => undefined);
      }
      expect((await readFile(tokens, 'utf8')).includes(SHE)).toBe(when !== 'before done');
      const error = await errorOf(use);
      expect([error.code, error.exitCode]).toEqual(['LIST_UNFINISHED', 1]);
      expect(error.hint).toContain('open the notice again');
      expect(await codeOf(sealLinks)).toBe('LIST_UNFINISHED');
      await open('linkage-unit', notice);
      await use();
      await sealLinks();
      for (const file of [tokens, join(links(), 'links.csv')])
        expect(await readFile(file, 'utf8')).not.toContain(SHE);
      expect(await readdir(work('linkage-unit', 'tokens'))).toEqual(['police']);
    },
  );

  test('a notice that is killed at the analyst keeps everything from being counted until it is opened again', async () => {
    const analyst = killed(await world.open('analyst'), 'before done');
    await expect(openShare(analyst, noticeTo('analyst'))).rejects.toThrow('killed');
    expect(await codeOf(count)).toBe('LIST_UNFINISHED');
    await open('analyst', noticeTo('analyst'));
    // She was the only one there.
    expect(await codeOf(count)).not.toMatch(/^(?:LIST|PACKAGE)_/);
  });

  test('a list of what was withdrawn that is gone keeps everything from being counted, linked and sealed', async () => {
    for (const party of ['linkage-unit', 'analyst']) {
      await open(party, noticeTo(party));
      await rm(join(world.of(party), 'party', 'withdrawn.json'));
    }
    expect(await codeOf(count)).toBe('LIST_LOST');
    expect(await codeOf(use)).toBe('LIST_LOST');
    expect(await codeOf(sealLinks)).toBe('LIST_LOST');
  });
});
