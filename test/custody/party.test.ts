import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createParty,
  logOrigin,
  openWorkspace,
  readPartyId,
  viewWorkspace,
} from '../../src/custody/index.ts';
import { isOrigin, parseVkey, signerFromText, vkeyOf, WITNESS_KEY } from '../../src/sharelog/index.ts';
import { EXAMPLE_TEXT, errorOf } from '../agreement/helpers.ts';
import { fixedAmbient } from './world.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-party-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const keyText = async (name: string) =>
  (await readFile(join(dir, 'party', name), 'utf8')).split('\n')[1] ?? '';

describe('a new party', () => {
  test('has its keys in a folder of its own, and shows only their public halves', async () => {
    const keys = await createParty(dir, 'police', fixedAmbient());
    expect((await readdir(join(dir, 'party'))).toSorted()).toEqual([
      'id.json',
      'log.key',
      'reference.key',
      'sealing.key',
      'witness.key',
    ]);
    expect((await lstat(join(dir, 'party'))).mode & 0o777).toBe(0o700);
    for (const name of await readdir(join(dir, 'party'))) {
      expect((await lstat(join(dir, 'party', name))).mode & 0o777).toBe(0o600);
    }
    expect(parseVkey(keys.log).name).toBe('police.throughline.example/sharelog');
    expect(isOrigin(logOrigin('police'))).toBe(true);
    expect(keys.log).toBe(vkeyOf(signerFromText(await keyText('log.key'))));
    expect(keys.witness).toBe(vkeyOf(signerFromText(await keyText('witness.key')), WITNESS_KEY));
    expect(keys.sealing).toBe(await identityToRecipient(await keyText('sealing.key')));
    expect(await readPartyId(dir)).toBe('police');
    for (const secret of ['log.key', 'witness.key', 'sealing.key', 'reference.key']) {
      expect(JSON.stringify(keys)).not.toContain((await keyText(secret)).slice(-20));
    }
  });

  test('is never made over another', async () => {
    await createParty(dir, 'police', fixedAmbient());
    const before = await readFile(join(dir, 'party', 'log.key'), 'utf8');
    expect(
      (await errorOf(() => createParty(dir, 'police', fixedAmbient('2026-06-01T00:00:00Z', 'b')))).code,
    ).toBe('PARTY_EXISTS');
    expect(await readFile(join(dir, 'party', 'log.key'), 'utf8')).toBe(before);
    expect(await readdir(dir)).toEqual(['party']);
  });

  test.each([
    '',
    'Police',
    'police-',
    '-police',
    'po lice',
    '../police',
    'a--b',
    '1st',
    'x'.repeat(41),
    'polícia',
  ])('is not called "%s"', async (id) => {
    expect((await errorOf(() => createParty(dir, id, fixedAmbient()))).code).toBe('PARTY_ID');
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('a workspace', () => {
  test('needs a party, an agreement, and the party in the agreement', async () => {
    expect((await errorOf(() => openWorkspace(dir, fixedAmbient()))).code).toBe('NOT_A_WORKSPACE');
    await createParty(dir, 'polise', fixedAmbient());
    expect((await errorOf(() => openWorkspace(dir, fixedAmbient()))).code).toBe('NO_AGREEMENT');
    await writeFile(join(dir, 'agreement.yaml'), EXAMPLE_TEXT);
    const error = await errorOf(() => openWorkspace(dir, fixedAmbient()));
    expect([error.code, error.exitCode]).toEqual(['PERMIT_PARTY_UNKNOWN', 1]);
    const { log } = await openWorkspaceAs('police');
    expect(log.size).toBe(0);
  });

  test('logs that a stranger tried', async () => {
    await createParty(dir, 'polise', fixedAmbient());
    await writeFile(join(dir, 'agreement.yaml'), EXAMPLE_TEXT);
    await errorOf(() => openWorkspace(dir, fixedAmbient()));
    const entries = await readFile(join(dir, 'log', 'tile', 'entries', '000.p', '1'), 'utf8');
    expect(entries).toContain('"failed":["party-named"]');
  });

  test.each([
    '',
    '{}\n',
    '{"id":"police"}',
    '{"id":"police","x":1}\n',
    '{"id":"../police"}\n',
    '{"id":"Police"}\n',
  ])('with an identity of %j is not opened', async (content) => {
    await createParty(dir, 'police', fixedAmbient());
    await writeFile(join(dir, 'party', 'id.json'), content);
    expect((await errorOf(() => readPartyId(dir))).code).toBe('PARTY_FILE_INVALID');
  });

  test('whose log key is gone or another is not opened', async () => {
    await openWorkspaceAs('police');
    await rm(join(dir, 'party', 'log.key'));
    expect((await errorOf(() => openWorkspace(dir, fixedAmbient()))).code).toBe('KEY_MISSING');
  });

  test('can be looked at before there is a party, and looking leaves no trace', async () => {
    await writeFile(join(dir, 'agreement.yaml'), EXAMPLE_TEXT);
    expect(await viewWorkspace(dir)).toMatchObject({ partyId: undefined, holdsProjectKey: false });
    await createParty(dir, 'police', fixedAmbient());
    expect(await viewWorkspace(dir)).toMatchObject({ partyId: 'police' });
    expect((await readdir(dir)).toSorted()).toEqual(['agreement.yaml', 'party']);
  });

  async function openWorkspaceAs(id: string) {
    await rm(join(dir, 'party'), { recursive: true, force: true });
    await rm(join(dir, 'log'), { recursive: true, force: true });
    await createParty(dir, id, fixedAmbient());
    await writeFile(join(dir, 'agreement.yaml'), EXAMPLE_TEXT);
    return openWorkspace(dir, fixedAmbient());
  }
});
