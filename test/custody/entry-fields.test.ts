/** What entries say of the program, the machine, the recipient and the persons concerned, as far as a command can know. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openNames } from '../../src/audit/index.ts';
import { destroy, digestForLog, openWorkspace } from '../../src/custody/index.ts';
import { buildDigest } from '../../src/custody/tool.ts';
import { sealed } from '../audit/helpers.ts';
import { fixedAmbient } from '../sharelog/helpers.ts';
import { makeWorld, TOKENS, type World } from './world.ts';

const MACHINE = 'front-desk-of-the-invented-refuge';
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  hostname: () => MACHINE,
}));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.remove());

test('the program by its files, and the machine by a digest that no reader of the log can test a name against', async () => {
  await sealed(world, TOKENS, 'linkage-unit');
  const [first, ...others] = await world.entries('police');
  const { system } = first as unknown as { system: Record<string, string> };
  expect(system.build).toBe(buildDigest());
  expect(system.build).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(system.host).toMatch(/^[\w-]{22}$/);
  expect(JSON.stringify([first, ...others])).not.toContain(MACHINE);
  const health = await world.open('health');
  await health.log.append([{ type: 'log.start', org: 'health', actorRole: 'agency' }]);
  const [other] = await world.entries('health');
  expect((other as unknown as { system: Record<string, string> }).system.host).not.toBe(system.host);
});

test('every file that the program is made of, in its digest: only what explains them is left out', async () => {
  const folder = fileURLToPath(new URL('../../src', import.meta.url));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const sum = createHash('sha256');
  for (const path of paths.toSorted()) {
    const own = createHash('sha256').update(await readFile(join(folder, path)));
    sum.update(`${own.digest('hex')}  ${path}\n`);
  }
  expect(buildDigest()).toBe(`sha256:${sum.digest('hex')}`);
});

test('a disclosure by the key it is sealed to, the way it goes and how long it may be kept', async () => {
  const agreement = await world.agreement();
  const intent = (await world.entries('police')).find(({ phase }) => phase === 'intent');
  const recipient = agreement.parties.find(({ id }) => id === 'linkage-unit')!.keys!.sealing!;
  const { days } = agreement.retention.find(({ kind }) => kind === 'tokens')!;
  const until = new Date(Date.parse('2026-06-01T12:00:00Z') + days * 86_400_000);
  expect(intent!.details).toMatchObject({
    recipientKey: `sha256:${createHash('sha256').update(recipient).digest('hex')}`,
    manifest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    transport: 'sealed file',
    retainUntil: until.toISOString().slice(0, 10),
  });
});

test('persons and cases as digests in every entry of the step, and in words for the IG lead alone', async () => {
  const said = {
    witnessOfDestruction: 'Ann Example',
    caseReference: 'CASE-2026-17',
    recipientPerson: 'Bob Example',
  };
  const ambient = fixedAmbient('2026-06-01T12:00:00.000Z');
  const workspace = await openWorkspace(world.of('police'), ambient, undefined, said);
  const gone = await destroy(workspace, join(world.of('police'), 'work', 'police'), 'retention 7');
  const entries = (await world.entries('police')).slice(-2);
  expect(entries.map(({ _sd }) => (_sd as unknown[]).length)).toEqual([4, 3]);
  expect(entries[1]!.details).toMatchObject({ gone: true });
  const log = await readFile(join(world.of('police'), 'log', 'disclosures', `${gone.entry}.jsonl`), 'utf8');
  for (const text of [JSON.stringify(entries), log])
    expect(text).not.toMatch(/Ann Example|Bob Example|CASE-2026/);
  const opened = await openNames(await world.open('police'), gone.entry);
  expect(opened.missing).toBe(0);
  const found = Object.fromEntries(
    opened.fields.map((one) => [one.field, 'value' in one ? one.value : undefined]),
  );
  expect(found).toEqual(said);
});

test('a digest for the log is the same for the same, of its kind and at its party alone', async () => {
  const police = await world.open('police');
  const digest = await digestForLog(police, 'extract', 'sha256:1');
  expect(digest).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
  expect(await digestForLog(police, 'extract', 'sha256:1')).toBe(digest);
  const others = [
    await digestForLog(police, 'extract', 'sha256:2'),
    await digestForLog(police, 'header', 'sha256:1'),
    await digestForLog(await world.open('health'), 'extract', 'sha256:1'),
  ];
  expect(new Set([digest, ...others]).size).toBe(4);
});
