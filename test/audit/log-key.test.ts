/** The key of a log gives way to another: by agreement, and in a hurry. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KeyChange, retireLogKey, revokeLogKey, rotateLogKey } from '../../src/audit/index.ts';
import { Keyring, logOptions, readLogKeys, workspacePaths } from '../../src/custody/index.ts';
import {
  type LogReport,
  parseCheckpoint,
  readPolicy,
  ShareLog,
  signCheckpoint,
  verifyLog,
  vkeyText,
} from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fixedAmbient, makeWorld, type World } from '../custody/world.ts';
import { witnessed } from './helpers.ts';

let world: World;
let dir: string;
beforeEach(async () => {
  world = await makeWorld();
  dir = world.of('police');
  await append();
  await append();
});
afterEach(() => world.remove());

const ambient = fixedAmbient(undefined, 'a change of keys');
const keys = (): Keyring => new Keyring(workspacePaths(dir).lock);
const options = (more = {}) => ({ dir, ambient, keys: keys(), personal: { approver: 'Dr Canary' }, ...more });
const append = async (): Promise<unknown> =>
  (await world.open('police')).log.append([{ type: 'collection', org: 'police', actorRole: 'agency' }]);
const checked = (trustedVkey?: string): Promise<LogReport> =>
  verifyLog(join(dir, 'log'), trustedVkey === undefined ? {} : { trustedVkey });
const signatures = async (size: number): Promise<number> =>
  parseCheckpoint(await readFile(join(dir, 'log', 'checkpoints', String(size)))).note.signatures.length;
const agree = ({ old, new: key }: KeyChange): Promise<void> => world.amend(old, key);
const codes = ({ findings }: LogReport): string[] => [...new Set(findings.map(({ code }) => code))];

describe('a rotation', () => {
  test('has both keys sign, and either shows that the log is whole', async () => {
    const changed = await rotateLogKey(options());
    expect(changed.entry).toBe(2);
    await append();
    expect(await Promise.all([2, 3, 4].map(signatures))).toEqual([1, 2, 2]);
    for (const key of [undefined, changed.old, changed.new]) {
      expect(await checked(key)).toMatchObject({ ok: true, size: 4, findings: [] });
    }
    expect((await world.entries('police'))[2]).toMatchObject({
      type: 'key.rotate',
      details: { logKey: changed.old, nextLogKey: changed.new, validFrom: 3 },
    });
    expect((await errorOf(() => rotateLogKey(options()))).code).toBe('LOG_KEY_ROTATING');
  });

  test('ends when the agreement names the new key: the old one signs no more', async () => {
    const changed = await rotateLogKey(options());
    expect((await errorOf(() => retireLogKey(options()))).code).toBe('LOG_KEY_NOT_AGREED');
    await agree(changed);
    await append();
    await retireLogKey(options());
    await append();
    expect(await Promise.all([4, 5, 6].map(signatures))).toEqual([2, 1, 1]);
    expect((await readPolicy(join(dir, 'log'))).logs.map(vkeyText)).toEqual([changed.new]);
    for (const key of [undefined, changed.old, changed.new]) {
      expect(await checked(key)).toMatchObject({ ok: true, size: 6, findings: [] });
    }
    expect((await errorOf(() => retireLogKey(options()))).code).toBe('LOG_KEY_NOT_ROTATING');
  });

  test('goes on after it was cut short at any step', async () => {
    const before = await mkdtemp(join(tmpdir(), 'throughline-keys-'));
    await cp(dir, before, { recursive: true });
    const { next: _, current } = await readLogKeys(workspacePaths(dir), keys());
    await rotateLogKey(options());
    const { next } = await readLogKeys(workspacePaths(dir), keys());
    const keyFile = await readFile(join(dir, 'party', 'log-next.key'));
    // The new key was made, and nothing else.
    await rm(dir, { recursive: true });
    await cp(before, dir, { recursive: true });
    await writeFile(join(dir, 'party', 'log-next.key'), keyFile, { mode: 0o600 });
    await append();
    expect(await signatures(3)).toBe(1);
    const first = await rotateLogKey(options());
    expect(first.new.endsWith(Buffer.from([1, ...next!.publicKey]).toString('base64'))).toBe(true);
    expect(await checked()).toMatchObject({ ok: true });
    // The policy names it too, and no entry says so.
    await rm(dir, { recursive: true });
    await cp(before, dir, { recursive: true });
    await writeFile(join(dir, 'party', 'log-next.key'), keyFile, { mode: 0o600 });
    await writeFile(join(dir, 'log', 'policy'), `log ${first.old}\nlog ${first.new}\nquorum none\n`);
    await append();
    expect(await signatures(3)).toBe(2);
    expect(await checked()).toMatchObject({ ok: true });
    await rotateLogKey(options());
    expect(await checked(first.old)).toMatchObject({ ok: true, size: 4 });
    // The old key's file is gone, and no entry says so.
    await agree(first);
    await cp(join(dir, 'party', 'log-next.key'), join(dir, 'party', 'log.key'));
    await rm(join(dir, 'party', 'log-next.key'));
    await retireLogKey(options());
    expect(await checked(first.new)).toMatchObject({ ok: true, size: 5 });
    expect(current.name).toBe(next?.name);
    await rm(before, { recursive: true });
  });

  test('that only the new key signed is not believed', async () => {
    const changed = await rotateLogKey(options());
    const { next } = await readLogKeys(workspacePaths(dir), keys());
    for (const path of ['checkpoint', 'checkpoints/3']) {
      const { origin, size, root } = parseCheckpoint(await readFile(join(dir, 'log', path)));
      await writeFile(join(dir, 'log', path), signCheckpoint({ origin, size, root }, next!));
    }
    expect(codes(await checked(changed.old))).toEqual(
      expect.arrayContaining(['KEY_UNPROVEN', 'CHECKPOINT_UNSIGNED']),
    );
  });

  test('is undone by no use of the old key after its end', async () => {
    const changed = await rotateLogKey(options());
    const { current, next } = await readLogKeys(workspacePaths(dir), keys());
    await agree(changed);
    await retireLogKey(options());
    const paths = workspacePaths(dir);
    const usual = await logOptions(paths, keys(), ambient);
    const log = await ShareLog.open(paths.log, { ...usual, alsoSigner: current });
    await log.append([{ type: 'collection', org: 'police', actorRole: 'agency' }]);
    expect((await checked(changed.new)).findings).toMatchObject([
      { code: 'KEY_RETIRED', file: 'checkpoint' },
      { code: 'KEY_RETIRED', file: 'checkpoints/5' },
    ]);
    expect(next).toBeDefined();
  });
});

describe('a revocation', () => {
  test('counts the old key up to what partners witnessed, and the new one from then on', async () => {
    await witnessed(world, 'police', 'health');
    await append();
    const changed = await revokeLogKey(options());
    expect(changed).toMatchObject({ entry: 3, lastGood: 2 });
    expect(await signatures(4)).toBe(1);
    const report = await checked(changed.new);
    expect(report).toMatchObject({ ok: true, size: 4, findings: [], notes: [{ code: 'KEY_REVOKED' }] });
    expect(report.notes[0]?.file).toBe('checkpoints/3');
    // Who still trusts the old key is told, and nothing signed by the new one is believed on its word.
    expect(codes(await checked(changed.old))).toEqual(
      expect.arrayContaining(['KEY_REVOKED', 'CHECKPOINT_UNSIGNED']),
    );
    await agree(changed);
    await append();
    expect(await checked(changed.new)).toMatchObject({ ok: true, size: 5 });
  });

  test('does not let the old key count for more than was witnessed', async () => {
    await witnessed(world, 'police', 'health');
    await append();
    const error = await errorOf(() => revokeLogKey(options({ lastGood: 3 })));
    expect(error).toMatchObject({ code: 'LOG_KEY_LAST_GOOD', exitCode: 2 });
    expect((await revokeLogKey(options({ lastGood: 1 }))).lastGood).toBe(1);
  });

  test('finds what the unsafe key signs after it', async () => {
    const { current } = await readLogKeys(workspacePaths(dir), keys());
    const changed = await revokeLogKey(options());
    expect(changed.lastGood).toBe(0);
    await append();
    const path = join(dir, 'log', 'checkpoints', '4');
    const { origin, size, root } = parseCheckpoint(await readFile(path));
    await writeFile(path, signCheckpoint({ origin, size, root }, current));
    expect(codes(await checked(changed.new))).toEqual(
      expect.arrayContaining(['KEY_REVOKED', 'CHECKPOINT_UNSIGNED']),
    );
  });

  test('goes on after it was cut short', async () => {
    const before = await mkdtemp(join(tmpdir(), 'throughline-keys-'));
    await cp(dir, before, { recursive: true });
    const changed = await revokeLogKey(options());
    const keyFile = await readFile(join(dir, 'party', 'log.key'));
    // The entry is there, and the new key has not taken its place.
    await cp(join(before, 'party', 'log.key'), join(dir, 'party', 'log.key'));
    await writeFile(join(dir, 'party', 'log-next.key'), keyFile, { mode: 0o600 });
    expect((await errorOf(() => append())).code).toBe('LOG_KEY_CHANGING');
    expect(await revokeLogKey(options())).toEqual(changed);
    expect(await checked(changed.new)).toMatchObject({ ok: true, size: 3 });
    // The policy names the new key, and no entry says so.
    await rm(dir, { recursive: true });
    await cp(before, dir, { recursive: true });
    await writeFile(join(dir, 'party', 'log-next.key'), keyFile, { mode: 0o600 });
    await writeFile(join(dir, 'log', 'policy'), `log ${changed.new}\nquorum none\n`);
    expect((await errorOf(() => append())).code).toBe('LOG_KEY_CHANGING');
    expect(await revokeLogKey(options())).toMatchObject({ new: changed.new, entry: 2 });
    expect(await checked(changed.new)).toMatchObject({ ok: true, size: 3 });
    await rm(before, { recursive: true });
  });
});
