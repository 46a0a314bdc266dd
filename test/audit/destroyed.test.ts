/** What a report says is due agrees with what was destroyed, replaced or reduced in the workspace. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatherFacts } from '../../src/audit/report/facts.ts';
import {
  destroy,
  heed,
  keptHere,
  openShare,
  type SealedShare,
  sealPackage,
} from '../../src/custody/index.ts';
import { makeLogged, makeWorld, TOKENS, type World } from '../custody/world.ts';
import { carry, sealed } from './helpers.ts';

const UNIT = 'linkage-unit';
let world: World;
let share: SealedShare;
let inInbox: string;
beforeEach(async () => {
  world = await makeWorld();
  share = await sealed(world, TOKENS, UNIT);
  inInbox = await carry(world, share.file, UNIT);
  await openShare(await world.open(UNIT), inInbox);
});
afterEach(() => world.remove());

const tokens = () => join(world.of(UNIT), 'work', 'tokens', 'police');
const factsOf = async (party: string) => {
  const { log, agreement } = await world.open(party);
  return gatherFacts(log.folder, log.size, agreement);
};
const dueInReport = async () =>
  (await factsOf(UNIT)).held.map(({ what, by }) => [what.split(' ')[0], new Date(by).toISOString()]);
const dueInWorkspace = async () =>
  (await keptHere(await world.open(UNIT)))
    .filter(({ form }) => form === 'package')
    .map((kept) => [kept.kind, kept.due?.toISOString()]);
const LATER = '2026-06-03T12:00:00Z';
const gone = async (path: string) => destroy(await world.open(UNIT, LATER), path, 'retention of 90 days');

/** Another package of the same kind, sealed by the same agency. */
async function anew(): Promise<SealedShare> {
  const folder = join(world.of('police'), 'work', 'police', 'anew');
  await makeLogged(world, folder, { ...TOKENS, rows: TOKENS.rows.slice(0, 1) });
  return sealPackage(await world.open('police'), folder, UNIT);
}

/** Both say the same, which is returned. */
async function due(): Promise<unknown[]> {
  const [report, workspace] = [await dueInReport(), await dueInWorkspace()];
  expect(report).toEqual(workspace);
  return report;
}

describe('a package that was taken in', () => {
  test('is due until it is destroyed, and not after', async () => {
    expect(await due()).toEqual([['tokens', '2026-08-30T12:00:00.000Z']]);
    await gone(tokens());
    expect(await due()).toEqual([]);
    expect((await factsOf(UNIT)).erased).toHaveLength(1);
  });

  test('is due although the sealed file that it came in is destroyed', async () => {
    await gone(inInbox);
    expect(await due()).toHaveLength(1);
  });

  test('is not due any more once a newer one took its place', async () => {
    const { file } = await anew();
    const later = await world.open(UNIT, LATER);
    await openShare(later, file, { replace: true });
    expect(await due()).toEqual([['tokens', '2026-09-01T12:00:00.000Z']]);
    await gone(tokens());
    expect(await due()).toEqual([]);
  });

  test('and lost rows since is due when it was, and destroyed under its new digest', async () => {
    const [reference] = TOKENS.rows[0]!.split(',');
    const police = await world.open('police');
    const asked = { right: 'objection', references: [reference!], reason: 'case 12' } as const;
    const { notices } = await heed(police, asked);
    const { file } = notices.find(({ to }) => to === UNIT)!;
    await openShare(await world.open(UNIT, LATER), file);
    expect(await due()).toEqual([['tokens', '2026-08-30T12:00:00.000Z']]);
    await gone(tokens());
    expect(await due()).toEqual([]);
  });
});

test('what failed was neither taken in nor destroyed', async () => {
  const before = await factsOf(UNIT);
  const { log, party } = await world.open(UNIT);
  const common = { phase: 'failed', org: party.id, actorRole: party.part } as const;
  const flow = { from: 'health', to: UNIT, what: 'tokens' };
  await log.append([
    { ...common, type: 'erasure', details: { packages: [share.descriptor], reason: 'NOT_REMOVED' } },
    { ...common, type: 'collection', details: { flow, descriptor: 'sha256:x', reason: 'SHARE_CONTENT' } },
  ]);
  const after = await factsOf(UNIT);
  expect(after.held).toEqual(before.held);
  expect(after.received).toEqual(before.received);
  expect(after.other).toHaveLength(before.other.length + 2);
});
