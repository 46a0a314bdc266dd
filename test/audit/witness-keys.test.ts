/** A workspace and an agreement that are older than witnessing gain the witness keys of partners. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/agreement/index.ts';
import {
  agreedFor,
  followPolicy,
  reconcile,
  requestWitness,
  stateWitnessKey,
  takeCosignature,
  takeWitnessKey,
  witnessPartner,
} from '../../src/audit/index.ts';
import type { Workspace } from '../../src/custody/index.ts';
import { type EntryFields, readPolicy, sentenceOf, verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { carry } from './helpers.ts';

let world: World;
let old: Agreement;
beforeAll(async () => {
  world = await makeWorld();
  const agreement = await world.agreement();
  const parties = agreement.parties.map(({ keys, ...party }) => {
    const { witness: _, ...others } = keys!;
    return { ...party, keys: others };
  });
  old = { ...agreement, parties };
  await rm(join(world.of('health'), 'party', 'witness.key'));
});
afterAll(() => world.remove());

/** A workspace whose agreement names no witness key at all. */
async function opened(id: string): Promise<Workspace> {
  const workspace = await world.open(id);
  return { ...workspace, agreement: old, party: old.parties.find((party) => party.id === id)! };
}

describe('without a witness key in the agreement', () => {
  test('nobody may witness', async () => {
    expect(await followPolicy(await opened('police'))).toEqual({ witnesses: [] });
    expect((await errorOf(async () => requestWitness(await opened('police'), 'health'))).code).toBe(
      'WITNESS_UNKNOWN',
    );
  });

  test('a partner without a key makes one, states it, and its log says so once', async () => {
    const stated = await stateWitnessKey(await opened('health'));
    expect(stated.key).toMatch(/^health\.throughline\.example\/witness\+/);
    const [entry] = (await world.entries('health')).slice(-1);
    expect(entry).toMatchObject({ type: 'key.create', details: { what: 'witness key', key: stated.key } });
    expect(sentenceOf(entry as unknown as EntryFields)).toMatch(
      /^Health \(agency\) made the key with which it cosigns the logs of partners/,
    );
    const again = await stateWitnessKey(await opened('health'));
    expect(again).toEqual({ file: stated.file, key: stated.key });
  });

  test('its statement lets it witness, in the eyes of an auditor too', async () => {
    const { file, key } = await stateWitnessKey(await opened('health'));
    const taken = await takeWitnessKey(await opened('police'), await carry(world, file, 'police'));
    expect(taken).toMatchObject({ witnesses: ['health'], entry: expect.any(Number) });
    const [entry] = (await world.entries('police')).slice(-1);
    expect(entry).toMatchObject({
      type: 'key.receive',
      details: { what: 'witness key', from: 'health', key },
    });
    expect(sentenceOf(entry as unknown as EntryFields)).toContain(
      'took in the key with which logs are cosigned from health',
    );
    expect((await readPolicy(join(world.of('police'), 'log'))).witnesses.map(({ name }) => name)).toEqual([
      'health',
    ]);
    const asked = await requestWitness(await opened('police'), 'health');
    const done = await witnessPartner(await opened('health'), await carry(world, asked.file, 'health'));
    await takeCosignature(await opened('police'), await carry(world, done.file!, 'police'));
    const copy = join(world.of('auditor'), 'received');
    await cp(join(world.of('police'), 'log'), copy, { recursive: true });
    const report = await verifyLog(copy, await agreedFor(old, copy));
    expect(report).toMatchObject({
      ok: true,
      notes: [],
      witnessed: { signed: 1, of: 1, organisations: ['health'] },
    });
  });

  test('its statement in an outbox is no disclosure, and another file of that name is', async () => {
    const options = {
      folders: [world.of('health')],
      agreement: old,
      days: 7,
      now: new Date('2026-06-02T00:00:00Z'),
    };
    const kinds = async () => (await reconcile(options)).exceptions.map(({ kind, file }) => [kind, file]);
    await stateWitnessKey(await opened('health'));
    expect(await kinds()).toEqual([]);
    const other = join(world.of('health'), 'outbox', 'witness-key-x.txt');
    await writeFile(other, 'a name\n');
    expect(await kinds()).toEqual([['UNLOGGED DISCLOSURE', 'witness-key-x.txt']]);
    await rm(other);
  });

  test.each<[string, (text: string) => string, string]>([
    ['another party', (text) => text.replace('\nhealth\n', '\nanalyst\n'), 'WITNESS_KEY_STATEMENT'],
    [
      'nobody of the agreement',
      (text) => text.replace('\nhealth\n', '\nsomebody\n'),
      'WITNESS_KEY_STATEMENT',
    ],
    ['another kind of statement', (text) => text.replace('v1', 'v2'), 'WITNESS_KEY_STATEMENT'],
    ['a line more', (text) => text.replace('\n\n', '\nmore\n\n'), 'WITNESS_KEY_STATEMENT'],
  ])('a statement for %s is refused, and of no account in a log', async (_, change, code) => {
    const { file } = await stateWitnessKey(await opened('health'));
    const changed = join(world.of('police'), 'inbox', 'changed.txt');
    await writeFile(changed, change(await readFile(file, 'utf8')));
    expect((await errorOf(async () => takeWitnessKey(await opened('police'), changed))).code).toBe(code);
    const log = join(world.of('analyst'), 'log');
    await (await world.open('analyst')).log.append([
      { type: 'log.start', org: 'analyst', actorRole: 'analyst' },
    ]);
    await cp(changed, join(log, 'witness-keys', 'health.txt'));
    expect((await agreedFor(old, log)).trustedPolicy!.witnesses).toEqual([]);
  });

  test('one key in the agreement counts, and no statement beside it', async () => {
    const agreement = await world.agreement();
    const { file } = await stateWitnessKey(await opened('health'));
    const police = await world.open('police');
    const error = await errorOf(() => takeWitnessKey(police, file));
    expect(error).toMatchObject({ code: 'WITNESS_KEY_AGREED', exitCode: 1 });
    const { trustedPolicy } = await agreedFor(agreement, join(world.of('police'), 'log'));
    const agreed = agreement.parties.find(({ id }) => id === 'health')!.keys!.witness!;
    const health = trustedPolicy!.witnesses.find(({ name }) => name === 'health')!;
    expect(agreed).toContain(Buffer.from(health.verifier.keyId).toString('hex'));
  });
});
