import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestPermit } from '../../src/agreement/index.ts';
import { liftSuspensions, receiveFile, suspendAgreement } from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from './world.ts';

const PARTIES = ['police', 'health', 'linkage-unit', 'analyst', 'auditor'];

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await world.amend('  residual', '  key-check: "0123456789abcdef"\n  residual');
});
afterEach(() => world.remove());

const suspend = async (party: string, reason = 'a breach is being looked into') =>
  suspendAgreement(await world.open(party), reason);
const receive = async (party: string, file: string) => receiveFile(await world.open(party), file);
const lift = async (party: string) => liftSuspensions(await world.open(party));
const ask = async (party: string) =>
  requestPermit(await world.open(party), {
    operation: 'consultation',
    action: 'look',
    parts: ['agency', 'analyst'],
  });
const codeOf = async (party: string): Promise<string | undefined> => {
  try {
    await ask(party);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a suspension', () => {
  test('holds at once where it is made, and elsewhere from when it arrives', async () => {
    const { file, already } = await suspend('health');
    expect(already).toBe(false);
    expect((await world.entries('health'))[1]).toMatchObject({ phase: 'done', details: { intent: 0 } });
    expect(await codeOf('health')).toBe('PERMIT_SUSPENDED');
    expect(await codeOf('police')).toBeUndefined();
    expect(await receive('police', file)).toMatchObject({ kind: 'suspension', suspendedBy: 'health' });
    expect(await codeOf('police')).toBe('PERMIT_SUSPENDED');
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'denial',
      policyDecision: { failed: ['not-suspended'] },
    });
  });

  test('needs nobody else: not their signatures, not an agreement in force', async () => {
    await world.amend('status: active', 'status: draft');
    await world.unsign();
    await suspend('auditor');
    expect(await codeOf('auditor')).toBe('PERMIT_SUSPENDED');
  });

  test('that breaks midway, and a lifting that does, are in the log as failed', async () => {
    const outbox = join(world.of('health'), 'outbox');
    await writeFile(outbox, 'no folder');
    await errorOf(() => suspend('health'));
    expect((await world.entries('health')).at(-1)).toMatchObject({
      type: 'agreement.suspend',
      phase: 'failed',
      details: { intent: 0 },
    });
    // It is filed all the same: whoever wanted to stop has stopped.
    expect(await codeOf('health')).toBe('PERMIT_SUSPENDED');
    await errorOf(() => lift('health'));
    expect((await world.entries('health')).at(-1)).toMatchObject({
      type: 'agreement.resume',
      phase: 'failed',
    });
  });

  test('again, or taken in again, changes nothing', async () => {
    const { file } = await suspend('health');
    expect(await suspend('health')).toMatchObject({ already: true, file });
    await receive('police', file);
    const entries = await world.entries('police');
    await receive('police', file);
    expect(await world.entries('police')).toEqual(entries);
  });

  test('leaves its reason out of the log, and a reason that could name somebody is refused', async () => {
    await suspend('health', 'words of a reason');
    expect(JSON.stringify(await world.entries('health'))).not.toContain('words of a reason');
    for (const reason of ['record of 999 000 0018', 'she lives at ZE3 9JZ now', 'ask a.b@example.org', '']) {
      expect((await errorOf(() => suspend('police', reason))).code).toBe('REASON');
    }
    expect(await readdir(world.of('police'))).not.toContain('notices');
  });

  test('whose file is damaged in one byte still refuses', async () => {
    const { file } = await suspend('health');
    await receive('police', file);
    const folder = join(world.of('police'), 'notices');
    const [name] = await readdir(folder);
    const bytes = await readFile(join(folder, name!));
    for (const at of [3, 200, bytes.length - 20]) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      await writeFile(join(folder, name!), changed);
      expect(await codeOf('police')).toBe('PERMIT_SUSPENDED');
    }
  });

  test('that is forged, or of another agreement, is not taken in', async () => {
    const { file } = await suspend('health');
    const forged = join(world.dir, 'forged.note');
    const text = await readFile(file, 'utf8');
    await writeFile(forged, text.replace('"party":"health"', '"party":"police"'));
    expect((await errorOf(() => receive('police', forged))).code).toBe('NOTICE_UNSIGNED');
    await world.amend('days: 365', 'days: 366');
    expect((await errorOf(() => receive('police', file))).code).toBe('NOTICE_OTHER');
    expect(await codeOf('health')).toBeUndefined();
  });
});

describe('lifting', () => {
  test('takes every party, and their files may come together anywhere and in any order', async () => {
    const { file } = await suspend('health');
    for (const party of PARTIES) if (party !== 'health') await receive(party, file);
    const files: string[] = [];
    for (const party of PARTIES) files.push((await lift(party))[0]!.file);
    for (const from of [4, 2, 0, 1]) {
      expect(await codeOf('analyst')).toBe('PERMIT_SUSPENDED');
      await receive('analyst', files[from]!);
    }
    expect(await codeOf('analyst')).toBeUndefined();
    expect(await codeOf('police')).toBe('PERMIT_SUSPENDED');
    await mkdir(join(world.of('police'), 'inbox'));
    const merged = join(world.of('analyst'), 'notices', files[0]!.split(/[\\/]/).at(-1)!);
    expect(await receive('police', merged)).toMatchObject({ kind: 'lifting', waiting: [] });
    expect(await codeOf('police')).toBeUndefined();
    expect((await world.entries('police')).at(-2)).toMatchObject({
      type: 'agreement.resume',
      details: { complete: true },
    });
  });

  test('of nothing is refused', async () => {
    expect((await errorOf(() => lift('police'))).code).toBe('NOT_SUSPENDED');
  });
});
