import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSigned, requestPermit, signatureStates } from '../../src/agreement/index.ts';
import { newProjectKey, receiveFile, sendProjectKey, signAgreement } from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { rawLog, shortEntries } from '../sharelog/rawlog.ts';
import { makeWorld, type World } from './world.ts';

const PARTIES = ['police', 'health', 'linkage-unit', 'analyst', 'auditor'];

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await world.amend('  residual', '  key-check: "0123456789abcdef"\n  residual');
  await world.unsign();
});
afterEach(() => world.remove());

const copyOf = (party: string): string => join(world.of(party), 'agreement.yaml');
const textOf = (party: string): Promise<string> => readFile(copyOf(party), 'utf8');
const sign = async (party: string) => signAgreement(await world.open(party));
const receive = async (party: string, file: string) => receiveFile(await world.open(party), file);
const typesOf = async (party: string): Promise<string[]> =>
  (await world.entries(party)).map(({ type, phase, details }) => {
    const { action } = details as { action: string };
    return `${String(type)} ${String(phase)} ${action}`;
  });

/** Any step that needs a permit and nothing else. */
const permitted = async (party: string, at?: string) =>
  requestPermit(await world.open(party, at), {
    operation: 'consultation',
    action: 'look',
    parts: ['agency', 'linkage-unit', 'analyst', 'auditor'],
  });

describe('signing', () => {
  test('adds the signature to this copy, and the log knows before and after', async () => {
    const before = await textOf('police');
    const signed = await sign('police');
    expect(signed).toMatchObject({ party: 'police', already: false, complete: false });
    expect((await textOf('police')).startsWith(before)).toBe(true);
    expect(isSigned((await world.open('police')).agreement, 'police')).toBe(true);
    expect(await textOf('health')).toBe(before);
    expect(await typesOf('police')).toEqual([
      'agreement.sign intent agreement sign',
      'agreement.sign done agreement sign',
    ]);
    expect((await world.entries('police'))[1]).toMatchObject({ details: { intent: 0 } });
  });

  test('again changes nothing, on disk or in the log', async () => {
    await sign('police');
    const [text, entries] = [await textOf('police'), await world.entries('police')];
    expect((await sign('police')).already).toBe(true);
    expect([await textOf('police'), await world.entries('police')]).toEqual([text, entries]);
  });

  test('after a change signs the new wording in place of the old', async () => {
    await sign('police');
    await writeFile(copyOf('police'), (await textOf('police')).replace('days: 90', 'days: 91'));
    expect(signatureStates((await world.open('police')).agreement)[0]?.state).toBe('signed another wording');
    await sign('police');
    const { agreement } = await world.open('police');
    expect(signatureStates(agreement)[0]?.state).toBe('signed');
    expect(agreement.signatures).toHaveLength(1);
  });

  test.each<[string, string, string, string]>([
    ['a draft', 'status: active', 'status: draft', 'PERMIT_NOT_ACTIVE'],
    ['one without the project key', '  key-check: "0123456789abcdef"\n', '', 'PERMIT_KEYS_NOT_NAMED'],
    ['one that names another key for this party', '', '', 'PERMIT_OWN_KEY_DIFFERS'],
    ['one without law', '- party: health', '- party: auditor', 'PERMIT_NO_LEGAL_BASIS'],
    [
      'one whose assessment is of another version',
      'DPIA-34, agreement: ISA-2026-001, version: 1',
      'DPIA-34, agreement: ISA-2026-001, version: 2',
      'PERMIT_DPIA',
    ],
    [
      'one that lets an organisation play two parts unnamed',
      'organisation: Northmere Council',
      'organisation: Northmere Police',
      'PERMIT_PARTS_COMBINED',
    ],
  ])('%s is refused, written in the log, and leaves the file as it was', async (_, find, replace, code) => {
    let text = await textOf('police');
    if (find === '') {
      const [own, other] = [world.keys.get('police')!.log, world.keys.get('health')!.log];
      text = text.replace(own, '%%').replace(other, own).replace('%%', other);
    } else text = text.replace(find, replace);
    await writeFile(copyOf('police'), text);
    const error = await errorOf(() => sign('police'));
    expect([error.code, error.exitCode]).toEqual([code, 1]);
    expect(await textOf('police')).toBe(text);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'denial',
      details: { action: 'agreement sign' },
    });
  });

  test('one without the sealing key of a party is refused', async () => {
    await world.amend(`      sealing: ${world.keys.get('auditor')!.sealing}\n`, '');
    await world.unsign();
    expect((await errorOf(() => sign('police'))).code).toBe('PERMIT_KEYS_NOT_NAMED');
  });

  test('a copy that cannot be written keeps what it was', async () => {
    const text = await textOf('police');
    const workspace = await world.open('police');
    await writeFile(copyOf('police'), text.replace('days: 90', 'days: 91'));
    expect((await errorOf(() => signAgreement(workspace))).code).toBe('AGREEMENT_CHANGED');
    expect(await textOf('police')).toBe(text.replace('days: 90', 'days: 91'));
    expect(await readdir(world.of('police'))).toEqual(['agreement.yaml', 'log', 'party']);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      phase: 'failed',
      details: { intent: 0, reason: 'AGREEMENT_CHANGED' },
    });
  });
});

describe('a wording that was adopted', () => {
  const change = async (find: string, replace: string) =>
    writeFile(copyOf('police'), (await textOf('police')).replace(find, replace));

  test('is not changed under the same id and version, and is under the next version', async () => {
    for (const party of PARTIES) await sign(party);
    for (const party of PARTIES.slice(1)) await receive('police', copyOf(party));
    await change('days: 90', 'days: 91');
    const error = await errorOf(() => sign('police'));
    expect([error.code, error.exitCode]).toEqual(['PERMIT_WORDING_CHANGED', 1]);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'denial',
      policyDecision: { failed: ['one-wording'] },
    });
    const text = await textOf('police');
    await writeFile(copyOf('police'), text.replaceAll('version: 1', 'version: 2'));
    expect((await sign('police')).already).toBe(false);
  });
});

describe('signatures of several copies', () => {
  test('come together in any order, and with the last the agreement is adopted and in force', async () => {
    for (const party of PARTIES) await sign(party);
    for (const party of ['health', 'auditor', 'analyst']) await receive('police', copyOf(party));
    expect((await errorOf(() => permitted('police'))).message).toBe(
      'the agreement is not signed by every party: linkage-unit has not signed',
    );
    const last = await receive('police', copyOf('linkage-unit'));
    expect(last).toMatchObject({ kind: 'copy', added: ['linkage-unit'], missing: [] });
    expect((await typesOf('police')).at(-1)).toBe('agreement.adopt done agreement sign');
    await permitted('police');
    const one = await receive('health', copyOf('police'));
    expect(one).toMatchObject({ added: ['police', 'linkage-unit', 'analyst', 'auditor'], missing: [] });
    const text = await textOf('police');
    expect(await receive('police', copyOf('health'))).toMatchObject({ added: [] });
    expect(await textOf('police')).toBe(text);
  });

  test('are not taken from another wording, whose places are named', async () => {
    await sign('health');
    await writeFile(copyOf('police'), (await textOf('police')).replace('days: 90', 'days: 91'));
    const text = await textOf('police');
    const error = await errorOf(() => receive('police', copyOf('health')));
    expect([error.code, error.reason]).toEqual([
      'COPY_DIFFERS',
      'this copy is another wording of the agreement: it differs in retention[1].days',
    ]);
    expect(await textOf('police')).toBe(text);
  });

  test('that do not hold are left out, and never take the place of one that does', async () => {
    await sign('health');
    await receive('police', copyOf('health'));
    const text = await textOf('police');
    const bad = (await textOf('health')).replace(
      /(signature: — \S+ \S{20})./,
      (_, start: string) => `${start}!`,
    );
    const forged = bad.replace('!', text.includes(`${bad.split('!')[0]}A`) ? 'B' : 'A');
    await writeFile(copyOf('health'), forged);
    expect(await receive('police', copyOf('health'))).toMatchObject({ added: [], leftOut: ['health'] });
    expect(await textOf('police')).toBe(text);
  });

  test('a file that is neither a copy nor a notice is refused', async () => {
    expect((await errorOf(() => receive('police', join(world.dir, 'none.yaml')))).code).toBe(
      'RECEIVE_UNREADABLE',
    );
    await writeFile(join(world.dir, 'junk'), '{"agreement":\n');
    expect((await errorOf(() => receive('police', join(world.dir, 'junk')))).code).toBe('NOTE');
  });
});

describe('before all have signed', () => {
  test('the project key may be made and not sent', async () => {
    await rm(join(world.of('police'), 'log'), { recursive: true, force: true });
    await world.amend('  key-check: "0123456789abcdef"\n', '');
    await world.amend('status: active', 'status: draft');
    await world.unsign();
    await newProjectKey(await world.open('police'));
    const error = await errorOf(async () => sendProjectKey(await world.open('police'), 'health'));
    expect(error.code).toBe('PERMIT_NOT_ACTIVE');
    await world.amend('status: draft', 'status: active');
    await world.unsign();
    expect((await errorOf(async () => sendProjectKey(await world.open('police'), 'health'))).code).toBe(
      'PERMIT_NOT_SIGNED',
    );
  });
});

describe('the share log', () => {
  beforeEach(() => world.amend('days: 365', 'days: 366'));

  test('refuses what is asked a second before its last entry, and the refusal is in it', async () => {
    await permitted('police', '2026-06-01T12:00:00.000Z');
    const error = await errorOf(() => permitted('police', '2026-06-01T11:59:59.000Z'));
    expect([error.code, error.exitCode]).toEqual(['PERMIT_CLOCK_BEHIND', 1]);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'denial',
      at: '2026-06-01T12:00:00.000Z',
      clockSource: 'last-entry',
      policyDecision: { failed: ['clock-forward'] },
    });
    await permitted('police', '2026-06-01T12:00:00.000Z');
  });

  test('refuses after an entry that somebody with the key slipped in unsound, and the refusal is in it', async () => {
    await permitted('police');
    const { signer, paths } = await world.open('police');
    const before = (await world.entries('police')).length;
    const entries = [...shortEntries(before + 1)];
    entries[before] = Buffer.from(entries[before]!.toString().replace('disclosure', 'gossip'));
    await rm(paths.log, { recursive: true });
    for (const [name, bytes] of rawLog(entries.slice(0, before), signer))
      await put(join(paths.log, name), bytes);
    const checkpoint = await readFile(join(paths.log, 'checkpoint'), 'utf8');
    await writeFile(paths.head, `${JSON.stringify({ checkpoint })}\n`);
    for (const [name, bytes] of rawLog(entries, signer)) await put(join(paths.log, name), bytes);
    const error = await errorOf(() => permitted('police'));
    expect([error.code, error.exitCode]).toEqual(['PERMIT_LOG_NOT_VERIFIED', 1]);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'denial',
      policyDecision: { failed: ['log-verified'] },
    });
  });

  test('rolled back by one entry refuses everything', async () => {
    await permitted('police');
    const older = join(world.dir, 'older');
    await cp(join(world.of('police'), 'log'), older, { recursive: true });
    await permitted('police');
    await rm(join(world.of('police'), 'log'), { recursive: true });
    await cp(older, join(world.of('police'), 'log'), { recursive: true });
    expect((await errorOf(() => permitted('police'))).code).toBe('LOG_ROLLED_BACK');
  });
});

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

test('a remark added after signing changes nothing', async () => {
  await sign('police');
  await appendFile(copyOf('police'), '# agreed at the board\n');
  expect((await sign('police')).already).toBe(true);
});
