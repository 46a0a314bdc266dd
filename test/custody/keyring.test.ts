/** Keys locked with a passphrase. Each lock takes about a second to open, as it has to, so that few are. */
import { chmod, cp, lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createParty,
  Keyring,
  newPassphrase,
  newProjectKey,
  openWorkspace,
  type PartyKeys,
  readPassphrase,
  readProjectKey,
} from '../../src/custody/index.ts';
import { signerFromText, vkeyOf } from '../../src/sharelog/index.ts';
import { EXAMPLE_TEXT, errorOf } from '../agreement/helpers.ts';
import { fixedAmbient } from './world.ts';

const PASSPHRASE = 'kestrel marigold lighthouse';
const NAMES = ['log.key', 'sealing.key', 'reference.key', 'lock.age'];

let dir: string;
let keys: PartyKeys;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-locked-'));
  keys = await createParty(dir, 'police', fixedAmbient(), PASSPHRASE);
  await writeFile(join(dir, 'agreement.yaml'), EXAMPLE_TEXT);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const path = (name: string) => join(dir, 'party', name);
const asked: string[] = [];
const tell = (answer: string) => () => {
  asked.push(answer);
  return Promise.resolve(answer);
};

describe('locked keys', () => {
  test('are sealed files that this account alone can read, and hold no key in clear', async () => {
    for (const name of NAMES) {
      expect((await lstat(path(name))).mode & 0o777).toBe(0o600);
      const content = await readFile(path(name), 'latin1');
      expect(content.startsWith('age-encryption.org/v1\n')).toBe(true);
      expect(content).not.toMatch(/throughline|PRIVATE\+KEY|AGE-SECRET-KEY/);
    }
    expect(await readFile(path('lock.age'), 'latin1')).toMatch(/^-> scrypt \S+ 18$/m);
  });

  test('open the workspace with the passphrase, which is asked for once', async () => {
    asked.length = 0;
    const workspace = await openWorkspace(dir, fixedAmbient(), tell(PASSPHRASE));
    expect(workspace.ownLogKey).toBe(keys.log);
    await newProjectKey(workspace);
    const again = { ...workspace, holdsProjectKey: true };
    expect(await readProjectKey(again)).toHaveLength(32);
    expect(asked).toEqual([PASSPHRASE]);
    expect(await readFile(path('project.key'), 'latin1')).toMatch(/^age-encryption/);
    const text = await workspace.keys.require(path('log.key'), 'log', '');
    expect(vkeyOf(signerFromText(text))).toBe(keys.log);
  });

  test('are refused without one, and with another', async () => {
    const none = await errorOf(() => openWorkspace(dir, fixedAmbient()));
    expect([none.code, none.exitCode]).toEqual(['KEY_LOCKED', 2]);
    expect(none.hint).toContain('--passphrase-file');
    const wrong = await errorOf(() => openWorkspace(dir, fixedAmbient(), tell(`${PASSPHRASE}s`)));
    expect([wrong.code, wrong.exitCode]).toEqual(['PASSPHRASE_WRONG', 2]);
    expect(`${wrong.message} ${wrong.hint}`).not.toContain('kestrel');
  });

  test('that were changed, exchanged or laid open are refused', async () => {
    const copy = join(dir, 'copy');
    await cp(join(dir, 'party'), copy, { recursive: true });
    const keyring = new Keyring(join(copy, 'lock.age'), tell(PASSPHRASE));
    const codeOf = async (name: 'log.key' | 'sealing.key', content: Buffer | string) => {
      await writeFile(join(copy, name), content);
      return (await errorOf(() => keyring.require(join(copy, name), 'sealing', ''))).code;
    };
    const sealing = await readFile(path('sealing.key'));
    for (const at of [3, 30, 80, 150, sealing.length - 1]) {
      const bytes = Buffer.from(sealing);
      bytes[at]! ^= 1;
      expect(await codeOf('sealing.key', bytes)).toBe('KEY_FILE_INVALID');
    }
    expect(await codeOf('sealing.key', sealing.subarray(0, 90))).toBe('KEY_FILE_INVALID');
    expect(await codeOf('sealing.key', await readFile(path('log.key')))).toBe('KEY_FILE_INVALID');
    const open = `# throughline sealing key v1\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n`;
    expect(await codeOf('sealing.key', open)).toBe('KEY_FILE_INVALID');
    await writeFile(join(copy, 'sealing.key'), sealing);
    expect(await keyring.require(join(copy, 'sealing.key'), 'sealing', '')).toMatch(/^AGE-SECRET-KEY-1/);
    await rm(join(copy, 'lock.age'));
    const unlocked = new Keyring(join(copy, 'lock.age'), tell(PASSPHRASE));
    expect((await errorOf(() => unlocked.read(join(copy, 'log.key'), 'log'))).code).toBe('KEY_FILE_INVALID');
  });

  test.skipIf(process.platform === 'win32')('whose lock others can read are refused', async () => {
    await chmod(path('lock.age'), 0o640);
    const error = await errorOf(() => openWorkspace(dir, fixedAmbient(), tell(PASSPHRASE)));
    await chmod(path('lock.age'), 0o600);
    expect(error.code).toBe('KEY_FILE_EXPOSED');
  });
});

describe('a passphrase', () => {
  const file = () => join(dir, 'passphrase.txt');
  const stored = async (content: string | Buffer, mode = 0o600) => {
    await rm(file(), { force: true });
    await writeFile(file(), content, { mode });
    return readPassphrase(file());
  };

  test('is all of a file, less one line end, in one spelling', async () => {
    for (const end of ['', '\n', '\r\n']) expect(await stored(PASSPHRASE + end)).toBe(PASSPHRASE);
    expect(await stored(' spaces stay ')).toBe(' spaces stay ');
    expect(await stored('cafe\u0301 on the corner')).toBe('caf\u00e9 on the corner');
    expect(await stored('x'.repeat(1024))).toHaveLength(1024);
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a line end alone', '\n'],
    ['two lines', 'one\ntwo\n'],
    ['a tab', 'one\ttwo'],
    ['a NUL', 'one\0two'],
    ['bytes that are no text', Buffer.of(0x61, 0xff, 0x62)],
    ['more than a passphrase', 'x'.repeat(1025)],
    ['a whole file', 'secret words '.repeat(1000)],
  ])('is not %s', async (_, content) => {
    const error = await errorOf(() => stored(content));
    expect([error.code, error.exitCode]).toEqual(['PASSPHRASE_FORM', 2]);
  });

  test.skipIf(process.platform === 'win32')('is not read from where others can read it', async () => {
    expect((await errorOf(() => stored(PASSPHRASE, 0o644))).code).toBe('PASSPHRASE_EXPOSED');
  });

  test('is not read from nowhere', async () => {
    expect((await errorOf(() => readPassphrase(join(dir, 'none')))).code).toBe('PASSPHRASE_UNREADABLE');
    expect((await errorOf(() => readPassphrase(dir))).code).toMatch(/^PASSPHRASE_/);
    expect((await errorOf(() => readPassphrase(999))).code).toBe('PASSPHRASE_UNREADABLE');
  });

  test('for new keys is not short', async () => {
    expect(newPassphrase('twelve chars')).toBe('twelve chars');
    expect((await errorOf(() => newPassphrase('eleven char'))).code).toBe('PASSPHRASE_SHORT');
  });
});
