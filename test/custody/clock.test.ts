/** One command under a clock that was ahead: what lets nothing leave does not wait until that time has come. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateLogKey } from '../../src/audit/index.ts';
import {
  destroy,
  heed,
  Keyring,
  liftSuspensions,
  newProjectKey,
  receiveFile,
  retireProjectKey,
  sealPackage,
  suspendAgreement,
  workspacePaths,
} from '../../src/custody/index.ts';
import { verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fixedAmbient, makeLogged, makeWorld, TOKENS, type World } from './world.ts';

const AHEAD = '2026-09-01T12:00:00Z';
let world: World;
const tokens = () => join(world.of('police'), 'work', 'police', 'tokens');
const police = () => world.open('police');

beforeEach(async () => {
  world = await makeWorld();
  await newProjectKey(await police());
  await makeLogged(world, tokens(), TOKENS);
  await errorOf(async () => sealPackage(await world.open('police', AHEAD), tokens(), 'nobody'));
});
afterEach(() => world.remove());

test.each<[string, () => Promise<unknown>]>([
  [
    'an objection',
    async () => heed(await police(), { right: 'objection', references: ['0'.repeat(32)], reason: 'case 12' }),
  ],
  ['the end of the project key', async () => retireProjectKey(await police())],
  ['destruction', async () => destroy(await police(), tokens(), 'retention')],
  ['a suspension', async () => suspendAgreement(await police(), 'a data breach')],
  [
    "another party's suspension",
    async () => {
      const { file } = await suspendAgreement(await world.open('health'), 'a data breach');
      return receiveFile(await police(), file);
    },
  ],
  [
    'another key for the log',
    async () => {
      const dir = world.of('police');
      const keys = new Keyring(workspacePaths(dir).lock);
      return rotateLogKey({ dir, ambient: fixedAmbient(undefined, 'rotating'), keys, personal: {} });
    },
  ],
])('%s is entered at the time of the last entry, and says so', async (_, act) => {
  await act();
  expect((await world.entries('police')).at(-1)).toMatchObject({
    at: '2026-09-01T12:00:00.000Z',
    clockSource: 'last-entry',
  });
  expect((await verifyLog(join(world.of('police'), 'log'))).ok).toBe(true);
});

describe('meanwhile', () => {
  test('nothing leaves, and nothing that was stopped goes on', async () => {
    const error = await errorOf(async () => sealPackage(await police(), tokens(), 'linkage-unit'));
    expect(error.code).toBe('PERMIT_CLOCK_BEHIND');
    await suspendAgreement(await police(), 'a data breach');
    expect((await errorOf(async () => liftSuspensions(await police()))).code).toBe('PERMIT_CLOCK_BEHIND');
  });

  test('verification notes which entries bear a time that has not come yet', async () => {
    const folder = join(world.of('police'), 'log');
    const ahead = (await world.entries('police')).length - 1;
    const now = new Date('2026-06-01T12:00:00Z');
    const { ok, notes } = await verifyLog(folder, { now });
    expect(ok).toBe(true);
    expect(notes).toContainEqual(expect.objectContaining({ code: 'ENTRY_FUTURE', entry: ahead }));
    const later = await verifyLog(folder, { now: new Date(AHEAD) });
    expect(later.notes.map(({ code }) => code)).not.toContain('ENTRY_FUTURE');
  });
});
