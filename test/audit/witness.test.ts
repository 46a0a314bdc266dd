/** Partners witness each other's logs under one agreement. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agreedFor,
  locateLog,
  policyUnder,
  requestWitness,
  takeCosignature,
  witnessPartner,
} from '../../src/audit/index.ts';
import { type LogReport, parsePolicy, parseVkey, policyBytes, verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { carry, handedOver, witnessed } from './helpers.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await handedOver(world);
});
afterAll(() => world.remove());

const verified = async (party: string, folder = join(world.of(party), 'log')): Promise<LogReport> =>
  verifyLog(folder, await agreedFor(await world.agreement(), folder));

describe('a policy under an agreement', () => {
  test('names the witness keys of other organisations, each organisation once', async () => {
    const agreement = await world.agreement();
    const logs = [parseVkey(world.keys.get('police')!.log)];
    const policy = policyUnder(agreement, 'police', logs);
    expect(policy.witnesses.map(({ name }) => name)).toEqual([
      'health',
      'linkage-unit',
      'analyst',
      'auditor',
    ]);
    expect(parsePolicy(policyBytes(policy))).toEqual(policy);
    const parties = agreement.parties.map((party) =>
      party.id === 'health' || party.id === 'analyst' ? { ...party, organisation: 'One Trust' } : party,
    );
    const shared = policyUnder({ ...agreement, parties }, 'police', logs);
    expect(shared.groups).toEqual([
      { name: 'health&analyst', threshold: 1, members: ['health', 'analyst'] },
      { name: 'Partners', threshold: 1, members: ['health&analyst', 'linkage-unit', 'auditor'] },
    ]);
    expect(policyUnder({ ...agreement, parties }, 'health', logs).witnesses.map(({ name }) => name)).toEqual([
      'police',
      'linkage-unit',
      'auditor',
    ]);
  });

  test('asks for nobody where nobody has a witness key', async () => {
    const agreement = await world.agreement();
    const parties = agreement.parties.map((party) => ({ ...party, keys: {} }));
    expect(policyUnder({ ...agreement, parties }, 'police', []).quorum).toBe('none');
  });
});

describe('partners', () => {
  test('cosign, and both logs hold what happened', async () => {
    expect((await verified('police')).witnessed).toMatchObject({ signed: 0, of: 4, quorum: false });
    const done = await witnessed(world, 'police', 'health');
    expect(done).toMatchObject({ of: 'police', sighting: { result: 'first' } });
    await witnessed(world, 'police', 'analyst');
    expect((await verified('police')).witnessed).toMatchObject({
      signed: 2,
      of: 4,
      organisations: ['health', 'analyst'],
      quorum: true,
    });
    expect((await world.entries('health')).at(-1)).toMatchObject({
      type: 'witness.seen',
      details: { of: 'police', size: 6, previous: 0, result: 'first' },
    });
  });

  test('go on from where they were, and say nothing twice', async () => {
    const before = (await world.entries('health')).length;
    expect((await witnessed(world, 'police', 'health')).sighting.result).toBe('same');
    expect(await world.entries('health')).toHaveLength(before);
    await witnessed(world, 'health', 'police');
    const again = await witnessed(world, 'police', 'health');
    expect(again).toMatchObject({ sighting: { result: 'grown', previous: 6 } });
    expect((await verified('police')).witnessed).toMatchObject({ quorum: true, upTo: 7 });
    // The log of health has one more entry now, which only says that it saw that of the police.
    expect((await verified('health')).witnessed).toMatchObject({ signed: 1, covered: true });
  });

  test('take a checkpoint alone when it says nothing new, or is the first', async () => {
    const checkpoint = join(world.of('police'), 'log', 'checkpoint');
    const auditor = await world.open('auditor');
    expect((await witnessPartner(auditor, checkpoint)).sighting.result).toBe('first');
    expect((await witnessPartner(auditor, checkpoint)).sighting.result).toBe('same');
    await witnessed(world, 'analyst', 'police');
    const error = await errorOf(async () => witnessPartner(await world.open('auditor'), checkpoint));
    expect(error).toMatchObject({ code: 'WITNESS_NO_PROOF', exitCode: 2 });
    expect(error.hint).toContain('--old 7');
  });

  test('are named, and not this party, nor one the agreement does not know', async () => {
    const police = await world.open('police');
    expect((await errorOf(() => requestWitness(police, 'nobody'))).code).toBe('WITNESS_UNKNOWN');
    expect((await errorOf(() => requestWitness(police, 'police'))).code).toBe('WITNESS_UNKNOWN');
    const { file } = await requestWitness(police, 'health');
    expect((await errorOf(() => witnessPartner(police, file))).code).toBe('WITNESS_SELF');
    const text = (await readFile(file, 'utf8')).replaceAll('police.', 'polite.');
    await writeFile(file, text);
    expect((await errorOf(() => witnessPartner(police, file))).code).toBe('WITNESS_STRANGER');
    expect((await errorOf(() => witnessPartner(police, `${file}.none`))).code).toBe('FILE_NOT_READ');
    expect((await errorOf(() => takeCosignature(police, file))).code).toBe('WITNESS_RESPONSE');
  });
});

describe('a keeper who rewrites the log', () => {
  test('is found by the partner who saw it, and the evidence is in its log', async () => {
    const copy = await makeWorld();
    await handedOver(copy);
    // The state before the second disclosure, and after.
    await witnessed(copy, 'police', 'health');
    const log = join(copy.of('police'), 'log');
    await rm(log, { recursive: true });
    await rm(join(copy.of('police'), 'party', 'head.json'));
    const police = await copy.open('police');
    for (let i = 0; i < 6; i += 1) {
      await police.log.append([{ type: 'collection', org: 'police', actorRole: 'agency' }]);
    }
    const asked = await requestWitness(await copy.open('police'), 'health', 6);
    const done = await witnessPartner(await copy.open('health'), await carry(copy, asked.file, 'health'));
    expect(done).toMatchObject({ of: 'police', sighting: { result: 'FORKED' } });
    expect(done.file).toBeUndefined();
    expect((await copy.entries('health')).at(-1)).toMatchObject({
      type: 'witness.seen',
      details: {
        result: 'FORKED',
        evidence: expect.stringMatching(/^witness\/[0-9a-f]{64}\/evidence\/6-6-/),
      },
    });
    await copy.remove();
  });

  test('cannot have it forgotten by taking away what the partner remembers', async () => {
    const copy = await makeWorld();
    await handedOver(copy);
    await witnessed(copy, 'police', 'health');
    await rm(join(copy.of('health'), 'log', 'witness'), { recursive: true });
    const { file } = await requestWitness(await copy.open('police'), 'health', 0);
    const error = await errorOf(async () => witnessPartner(await copy.open('health'), file));
    expect(error).toMatchObject({ code: 'WITNESS_MEMORY', exitCode: 1 });
    await copy.remove();
  });
});

describe('what a party saw of a partner, and its log tells of', () => {
  let copy: World;
  let latest: string;
  let whole: Buffer;
  /** The partner's checkpoint and the party's cosignature as they were once before. */
  let older: Buffer;
  let log: string;

  beforeAll(async () => {
    copy = await makeWorld();
    log = join(copy.of('health'), 'log');
    await handedOver(copy);
    await witnessed(copy, 'police', 'health');
    const [name] = await readdir(join(log, 'witness'));
    latest = join(log, 'witness', name!, 'latest');
    older = await readFile(latest);
    await (await copy.open('police')).log.append([
      { type: 'collection', org: 'police', actorRole: 'agency' },
    ]);
    await witnessed(copy, 'police', 'health');
    whole = await readFile(latest);
  });
  afterAll(() => copy.remove());

  const found = async (): Promise<LogReport> => {
    const report = await verifyLog(log, await agreedFor(await copy.agreement(), log));
    await writeFile(latest, whole);
    return report;
  };

  test('is there, as long as nobody touches it', async () => {
    expect(await found()).toMatchObject({ ok: true, notes: [] });
  });

  test.each([
    ['is lost', () => rm(latest), 'lost'],
    ['is torn', () => writeFile(latest, whole.subarray(0, 40)), 'lost or cannot be read'],
    ['went back', () => writeFile(latest, older), 'went back from'],
    [
      'is of another tree',
      async () => {
        const [origin, size] = whole.toString().split('\n');
        const root = Buffer.alloc(32, 7).toString('base64');
        await writeFile(latest, whole.toString().replace(/^.*\n.*\n.*\n/, `${origin}\n${size}\n${root}\n`));
      },
      'another tree',
    ],
    [
      'is of another log',
      () => writeFile(latest, whole.toString().replaceAll('police.', 'polite.')),
      'of another log',
    ],
    [
      'is without the cosignature',
      () => writeFile(latest, `${whole.toString().trimEnd().split('\n').slice(0, -1).join('\n')}\n`),
      "this party's own cosignature",
    ],
  ])('is missed when it %s', async (_, change, words) => {
    await change();
    const { ok, findings } = await found();
    expect(ok).toBe(false);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'WITNESS_MEMORY', message: expect.stringContaining(words) }),
    ]);
  });

  test('is noted when no entry tells of it yet, and the same file again enters it', async () => {
    await (await copy.open('police')).log.append([
      { type: 'collection', org: 'police', actorRole: 'agency' },
    ]);
    const { file } = await requestWitness(await copy.open('police'), 'health');
    const health = await copy.open('health');
    const interrupted = { ...health, log: { folder: health.log.folder, append: failing } };
    await expect(witnessPartner(interrupted as unknown as typeof health, file)).rejects.toThrow('pulled');
    whole = await readFile(latest);
    expect((await found()).notes).toEqual([expect.objectContaining({ code: 'WITNESS_UNENTERED' })]);
    expect(await witnessPartner(health, file)).toMatchObject({
      sighting: { result: 'same' },
      entry: expect.any(Number),
    });
    expect((await copy.entries('health')).at(-1)).toMatchObject({ details: { result: 'grown' } });
    expect(await found()).toMatchObject({ ok: true, notes: [] });
  });

  test('is missed when its evidence is taken away or changed', async () => {
    const police = await copy.open('police');
    const ask = () => requestWitness(police, 'health', Number(whole.toString().split('\n')[1]));
    const { file } = await ask();
    await police.log.append([{ type: 'collection', org: 'police', actorRole: 'agency' }]);
    await witnessPartner(await copy.open('health'), (await ask()).file);
    whole = await readFile(latest);
    const done = await witnessPartner(await copy.open('health'), file);
    if (!('evidence' in done.sighting)) throw new Error('no evidence was kept');
    expect((await found()).ok).toBe(true);
    const consistency = join(done.sighting.evidence, 'consistency');
    await rm(consistency);
    expect((await found()).findings).toEqual([expect.objectContaining({ code: 'WITNESS_EVIDENCE' })]);
    await writeFile(consistency, '');
    await writeFile(join(done.sighting.evidence, 'checkpoint'), whole);
    expect((await found()).findings).toEqual([expect.objectContaining({ code: 'WITNESS_EVIDENCE' })]);
  });
});

const failing = (): never => {
  throw new Error('the plug was pulled');
};

describe('a log is found', () => {
  test('in its folder, in a workspace, and beside a remembered head', async () => {
    const own = world.of('police');
    expect(locateLog(undefined, own)).toEqual({ folder: join(own, 'log'), workspace: own });
    expect(locateLog(own, world.of('auditor'))).toEqual({ folder: join(own, 'log'), workspace: own });
    const received = join(world.of('auditor'), 'received');
    await cp(join(own, 'log'), received, { recursive: true });
    expect(locateLog(received, world.of('auditor'))).toEqual({ folder: received });
    expect(await verified('auditor', received)).toMatchObject({ ok: true, agreed: 'police', trusted: true });
  });

  test('by its name, or nothing is known of it', async () => {
    const agreement = await world.agreement();
    const parties = agreement.parties.filter(({ id }) => id !== 'police');
    expect(await agreedFor({ ...agreement, parties }, join(world.of('police'), 'log'))).toEqual({});
    expect(await agreedFor(undefined, join(world.of('police'), 'log'))).toEqual({});
    expect(await agreedFor(agreement, join(world.of('police'), 'work'))).toEqual({});
  });
});

describe('a file that is something else', () => {
  test('is named, and used wrongly', async () => {
    const analyst = await world.open('analyst');
    const asked = await requestWitness(await world.open('police'), 'analyst');
    const answer = await witnessPartner(analyst, asked.file);
    const other = join(world.dir, 'passwd');
    await writeFile(other, 'root:x:0:0:root:/root:/bin/sh\n');
    for (const file of [other, answer.file!]) {
      const error = await errorOf(() => witnessPartner(analyst, file));
      expect([error.code, error.exitCode, error.place.file]).toEqual(['WITNESS_REQUEST', 2, file]);
      expect(error.message).toContain('this is not a checkpoint request');
      expect(error.message).not.toContain('root');
    }
    for (const file of [other, asked.file]) {
      const error = await errorOf(async () => takeCosignature(await world.open('police'), file));
      expect([error.code, error.exitCode, error.place.file]).toEqual(['WITNESS_RESPONSE', 2, file]);
      expect(error.message).toContain('this is not a cosignature');
    }
  });
});
