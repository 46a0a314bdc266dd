/** Lists and notices that are lost, or put back from an older backup: what they stopped stays stopped. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestPermit } from '../../src/agreement/index.ts';
import { eraseName } from '../../src/audit/index.ts';
import {
  currentRights,
  heed,
  liftSuspensions,
  openShare,
  type Right,
  readRights,
  receiveFile,
  restoreRights,
  sealPackage,
  suspendAgreement,
  viewWorkspace,
} from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeLogged, makeWorld, TOKENS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const [P1, P2, P3] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];
const police = (at?: string) => world.open('police', at);
const ask = async (references: readonly string[], right: Right = 'objection', lift = false, at?: string) =>
  heed(await police(at), { right, references, reason: 'case 12', lift });

describe('the list of objections', () => {
  const path = () => join(world.of('police'), 'party', 'rights.json');
  const current = async () => currentRights(await police());

  test('that is gone, or older than the log, is refused', async () => {
    expect(await current()).toEqual([]);
    await ask([P1]);
    const older = await readFile(path());
    await ask([P2]);
    expect(await current()).toHaveLength(2);
    await writeFile(path(), older);
    const error = await errorOf(current);
    expect([error.code, error.exitCode]).toEqual(['LIST_LOST', 1]);
    await rm(path());
    expect((await errorOf(current)).code).toBe('LIST_LOST');
    expect((await errorOf(() => ask([P3]))).code).toBe('LIST_LOST');
    expect(JSON.stringify(await world.entries('police'))).not.toMatch(new RegExp(`${P1}|${P2}`));
  });

  test('stands as it is when a change of it was begun and not logged as done', async () => {
    await ask([P1]);
    const unit = await police();
    let appends = 0;
    const log = new Proxy(unit.log, {
      get(target, name) {
        if (name !== 'append') return name === 'folder' ? target.folder : undefined;
        return (...given: Parameters<typeof target.append>) => {
          appends += 1;
          return appends === 2 ? Promise.reject(new Error('no disk')) : target.append(...given);
        };
      },
    });
    const asked = { right: 'objection', references: [P2], reason: 'case 13' } as const;
    await expect(heed({ ...unit, log }, asked)).rejects.toThrow('no disk');
    expect(await current()).toHaveLength(2);
    // It is on the list, and has no effect on earlier packages before the log has it: asking again has to record it.
    expect((await ask([P2])).standing).toBe(0);
    expect((await ask([P2])).standing).toBe(1);
  });

  test('is made anew from what the log can open, request by request', async () => {
    await ask([P1, P2]);
    await ask([P3], 'correction');
    await ask([P2], 'objection', true);
    await ask([P2], 'restriction');
    const was = await readRights(path());
    await rm(path());
    const { people } = await restoreRights(await police(), 'the disk broke');
    expect(people).toBe(3);
    expect(await current()).toEqual(expect.arrayContaining([...was]));
    expect(await current()).toHaveLength(was.length);
    // It can be lost and made anew again.
    await rm(path());
    await restoreRights(await police(), 'the disk broke again');
    expect(await current()).toHaveLength(was.length);
  });

  test('is not made anew where what opens a request was erased', async () => {
    const { entry = -1 } = await ask([P1]);
    await eraseName(await police(), entry - 1, 'reference', { authority: 'DPO-12' });
    await rm(path());
    const error = await errorOf(async () => restoreRights(await police(), 'the disk broke'));
    expect(error.code).toBe('RIGHTS_ERASED');
    expect((await errorOf(current)).code).toBe('LIST_LOST');
  });
});

test('a checkpoint of the own log that is empty is damage, by its name', async () => {
  await ask([P1]);
  await writeFile(join(world.of('police'), 'log', 'checkpoint'), '');
  for (const job of [() => ask([P2]), () => world.entries('police')]) {
    const error = await errorOf(job);
    expect([error.code, error.exitCode, error.place.file]).toEqual(['LOG_DAMAGED', 1, 'log/checkpoint']);
    expect(error.message).toContain('the share log is damaged');
    expect(error.hint).toMatch(/log verify.*restore/);
  }
});

describe('the list of what was withdrawn', () => {
  const path = () => join(world.of('linkage-unit'), 'party', 'withdrawn.json');
  const open = async (file: string) => openShare(await world.open('linkage-unit'), file, { replace: true });

  test('that is gone lets nothing in until every notice was opened again', async () => {
    const folder = join(world.of('police'), 'work', 'police', 'tokens');
    await makeLogged(world, folder, TOKENS);
    const share = await sealPackage(await police(), folder, 'linkage-unit');
    await open(share.file);
    const [first] = (await ask([P1])).notices;
    const [second] = (await ask([P2])).notices;
    await open(first!.file);
    const older = await readFile(path());
    await open(second!.file);
    await open(share.file);
    for (const lose of [() => rm(path()), () => writeFile(path(), older)]) {
      await lose();
      const error = await errorOf(() => open(share.file));
      expect([error.code, error.exitCode]).toEqual(['LIST_LOST', 1]);
      expect((await world.entries('linkage-unit')).at(-1)).toMatchObject({
        type: 'denial',
        details: { reason: 'LIST_LOST' },
      });
    }
    await rm(path());
    await open(second!.file);
    expect((await errorOf(() => open(share.file))).message).toContain('lacks 1 of the notices');
    await open(first!.file);
    await open(share.file);
  });
});

describe('notices', () => {
  const folder = (party = 'police') => join(world.of(party), 'notices');
  const permitted = async () =>
    requestPermit(await police(), { operation: 'consultation', action: 'look', parts: ['agency'] });

  test('that are gone leave the agreement suspended, until they are taken in again', async () => {
    const { file } = await suspendAgreement(await world.open('health'), 'a data breach');
    await receiveFile(await police(), file);
    await rm(folder(), { recursive: true });
    const error = await errorOf(permitted);
    expect([error.code, error.exitCode]).toEqual(['PERMIT_SUSPENDED', 1]);
    expect(error.hint).toContain('agreement receive');
    await receiveFile(await police(), file);
    expect(await readdir(folder())).toEqual([basename(file)]);
    expect((await errorOf(permitted)).message).toContain('health suspended the agreement');
  });

  test("of this party's own are missed too, and suspending again is not the way back", async () => {
    const { file } = await suspendAgreement(await police(), 'a data breach');
    await rm(folder(), { recursive: true });
    expect((await errorOf(permitted)).code).toBe('PERMIT_SUSPENDED');
    await receiveFile(await police(), file);
    expect((await errorOf(permitted)).message).toContain('police suspended the agreement');
  });

  test('of a suspension that all have lifted may go', async () => {
    await world.amend('  residual', '  key-check: "0123456789abcdef"\n  residual');
    const { file } = await suspendAgreement(await police(), 'a data breach');
    let lifting: string | undefined;
    for (const party of ['health', 'linkage-unit', 'analyst', 'auditor', 'police']) {
      if (party !== 'police') await receiveFile(await world.open(party), file);
      if (lifting !== undefined) await receiveFile(await world.open(party), lifting);
      lifting = (await liftSuspensions(await world.open(party)))[0]!.file;
    }
    await rm(folder(), { recursive: true });
    const { surroundings } = await viewWorkspace(world.of('police'));
    expect(surroundings).toMatchObject({ notices: [], lost: [] });
  });

  test('that are a file, or a copy of another folder, are told as unusable', async () => {
    await writeFile(folder(), 'no folder');
    const error = await errorOf(permitted);
    expect([error.code, error.exitCode]).toEqual(['NOTICES_UNREADABLE', 2]);
    await rm(folder());
    await cp(join(world.of('police'), 'party'), folder(), { recursive: true });
    expect((await viewWorkspace(world.of('police'))).surroundings.notices).toEqual([]);
  });
});
