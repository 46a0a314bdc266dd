/** Logs of several parties, compared: what one handed over, another took in. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Reconciliation, reconcile, requestWitness } from '../../src/audit/index.ts';
import { openShare } from '../../src/custody/index.ts';
import { digestOfFile } from '../../src/files/index.ts';
import { makeWorld, TOKENS, type World } from '../custody/world.ts';
import { carry, handedOver, sealed, witnessed } from './helpers.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await handedOver(world);
});
afterEach(() => world.remove());

const DAYS = 14;
const compared = async (parties: readonly string[], at = '2026-06-01T12:00:00Z'): Promise<Reconciliation> =>
  reconcile({
    folders: parties.map((party) => world.of(party)),
    agreement: await world.agreement(),
    now: new Date(at),
    days: DAYS,
  });
const kinds = ({ exceptions }: Reconciliation): string[] => exceptions.map(({ kind }) => kind);
const ALL = ['police', 'linkage-unit', 'analyst'];

describe('logs that agree', () => {
  test('have one receipt for each disclosure', async () => {
    const found = await compared(ALL);
    expect(found).toMatchObject({ exceptions: [], underWay: [], unchecked: [] });
    expect(found.matched).toEqual([
      { from: 'police', disclosed: 3, to: 'linkage-unit', received: 1 },
      { from: 'police', disclosed: 5, to: 'analyst', received: 1 },
    ]);
    expect(found.parties.map(({ party, whole }) => [party, whole])).toEqual(
      ALL.map((party) => [party, true]),
    );
  });

  test('say what could not be checked for want of a log', async () => {
    expect((await compared(['police'])).unchecked).toEqual([
      { party: 'police', entry: 3, other: 'linkage-unit' },
      { party: 'police', entry: 5, other: 'analyst' },
    ]);
    expect((await compared(['analyst'])).unchecked).toEqual([
      { party: 'analyst', entry: 1, other: 'police' },
    ]);
  });

  test('are found without an agreement too, by their names', async () => {
    const folders = ALL.map((party) => join(world.of(party), 'log'));
    const found = await reconcile({ folders, now: new Date('2026-06-01T12:00:00Z'), days: DAYS });
    expect(found).toMatchObject({ exceptions: [], matched: [{}, {}] });
  });
});

describe('an exception', () => {
  test('is a disclosure without its receipt, once its days are over', async () => {
    await rm(join(world.of('police'), 'work'), { recursive: true });
    await rm(join(world.of('police'), 'outbox'), { recursive: true });
    const share = await sealed(world, TOKENS, 'linkage-unit');
    const young = await compared(ALL);
    expect(young).toMatchObject({
      exceptions: [],
      underWay: [{ party: 'police', entry: 7, to: 'linkage-unit' }],
    });
    expect((await compared(ALL, '2026-06-15T12:00:00Z')).exceptions).toEqual([]);
    const torn = await carry(world, share.file, 'analyst');
    await writeFile(torn, 'cut short');
    await expect(openShare(await world.open('analyst'), torn)).rejects.toMatchObject({
      code: 'SHARE_DAMAGED',
    });
    expect((await compared(ALL)).underWay).toEqual(young.underWay);
    expect((await compared(ALL, '2026-06-15T12:00:01Z')).exceptions).toMatchObject([
      { kind: 'NO RECEIPT', party: 'police', entry: 7 },
    ]);
    await openShare(await world.open('linkage-unit'), await carry(world, share.file, 'linkage-unit'), {
      replace: true,
    });
    expect((await compared(ALL, '2027-06-15T12:00:00Z')).exceptions).toEqual([]);
  });

  test('is one that the recipient refused too, and its entry is named', async () => {
    await rm(join(world.of('police'), 'work'), { recursive: true });
    await rm(join(world.of('police'), 'outbox'), { recursive: true });
    const share = await sealed(world, TOKENS, 'linkage-unit');
    const inbox = await carry(world, share.file, 'linkage-unit');
    // A package of the same sender is there, and the step is not told to replace it.
    await expect(openShare(await world.open('linkage-unit'), inbox)).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
    });
    const unit = await world.open('linkage-unit');
    const { hash } = await digestOfFile(share.file);
    const [refusal] = await unit.log.append([
      {
        ...{ type: 'denial', op: 'collection', org: 'linkage-unit', actorRole: 'linkage-unit' },
        details: { action: 'open', reason: 'SHARE_DAMAGED', sealed: hash },
      } as const,
    ]);
    expect((await compared(ALL)).underWay).toEqual([
      { party: 'police', entry: 7, to: 'linkage-unit', refused: refusal!.index },
    ]);
    expect((await compared(ALL, '2026-07-15T12:00:00Z')).exceptions).toMatchObject([
      {
        kind: 'NO RECEIPT',
        entry: 7,
        message: `police disclosed tokens to linkage-unit, whose log says in entry ${refusal!.index} that it was refused there`,
      },
    ]);
  });

  test('is a receipt without its disclosure', async () => {
    const log = join(world.of('police'), 'log');
    await rm(log, { recursive: true });
    await rm(join(world.of('police'), 'party', 'head.json'));
    await world.open('police');
    const found = await compared(ALL);
    expect(kinds(found).filter((kind) => kind === 'NO DISCLOSURE')).toHaveLength(2);
    // What lies in the outbox is in no entry of this log either.
    expect(kinds(found).filter((kind) => kind === 'UNLOGGED DISCLOSURE')).toHaveLength(2);
  });

  test('is a share taken in twice', async () => {
    const share = join(world.of('linkage-unit'), 'inbox');
    const { readdir } = await import('node:fs/promises');
    const [file] = await readdir(share);
    await openShare(await world.open('linkage-unit'), join(share, file!), { replace: true });
    expect((await compared(ALL)).exceptions).toMatchObject([
      { kind: 'TWO RECEIPTS', party: 'linkage-unit', entry: 3 },
    ]);
  });

  test('is anything in an outbox that no entry tells of, whatever it is called', async () => {
    const outbox = join(world.of('police'), 'outbox');
    await mkdir(join(outbox, 'more'));
    await writeFile(join(outbox, 'police-tokens-to-analyst-00000000.throughline.age'), 'sealed by hand');
    await writeFile(join(outbox, 'more', 'checkpoint-police-1-for-health.txt'), 'old 0\n\na name\n');
    await requestWitness(await world.open('police'), 'health');
    const found = await compared(['police']);
    expect(found.exceptions.map(({ kind, file }) => [kind, file])).toEqual([
      ['UNLOGGED DISCLOSURE', 'more/checkpoint-police-1-for-health.txt'],
      ['UNLOGGED DISCLOSURE', 'police-tokens-to-analyst-00000000.throughline.age'],
    ]);
  });

  test('is a log that is not whole, or not there', async () => {
    await writeFile(join(world.of('analyst'), 'log', 'checkpoints', '1'), 'changed');
    const found = await compared(ALL);
    expect(kinds(found)).toEqual(['NOT WHOLE']);
    expect(found.matched).toHaveLength(2);
    await rm(join(world.of('analyst'), 'log'), { recursive: true });
    expect(kinds(await compared(['analyst']))).toEqual(['NO LOG']);
  });

  test('is a log of which a partner saw more', async () => {
    const log = join(world.of('police'), 'log');
    const older = join(world.of('police'), 'older');
    await cp(log, older, { recursive: true });
    await (await world.open('police')).log.append([{ type: 'denial', org: 'police', actorRole: 'agency' }]);
    await witnessed(world, 'police', 'health');
    const folders = [older, world.of('health')];
    const found = await reconcile({
      folders,
      agreement: await world.agreement(),
      now: new Date('2026-06-01T12:00:00Z'),
      days: DAYS,
    });
    expect(kinds(found)).toEqual(['ROLLED BACK']);
    expect(found.exceptions[0]?.message).toContain('health saw 7 entries');
  });

  test('is two logs of one name, shown to two partners', async () => {
    await witnessed(world, 'police', 'health');
    const rewritten = async (): Promise<void> => {
      await rm(join(world.of('police'), 'log'), { recursive: true });
      await rm(join(world.of('police'), 'party', 'head.json'));
      const { log } = await world.open('police');
      for (let i = 0; i < 6; i += 1) {
        await log.append([{ type: 'denial', org: 'police', actorRole: 'agency' }]);
      }
    };
    await rewritten();
    await witnessed(world, 'police', 'auditor');
    const found = await compared(['health', 'auditor']);
    expect(found.exceptions.map(({ kind, message }) => [kind, message])).toEqual([
      ['FORKED', 'health and auditor saw two different logs of police with 6 entries'],
    ]);
    // With the log itself at hand, it is found that one of them saw another.
    expect(kinds(await compared(['police', 'health', 'auditor']))).toContain('FORKED');
  });
});
