import { chmod, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KeyKind, keyFileText, parseKeyFile } from '../../src/custody/key-file.ts';
import { Keyring } from '../../src/custody/keyring.ts';
import { createSecret, readSecret } from '../../src/custody/secrets.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fixedAmbient } from './world.ts';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const keys = () => new Keyring(join(dir, 'lock.age'));
const GOOD = keyFileText('project', KEY);

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'throughline-keys-')), 'party');
  await mkdir(dir, { mode: 0o700 });
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

describe('the form of a key file', () => {
  test('is one header line and one line of text', () => {
    expect(GOOD).toBe(`# throughline project key v1\n${KEY}\n`);
    expect(parseKeyFile('project', GOOD, 'f')).toBe(KEY);
  });

  test.each([
    ['nothing', ''],
    ['no final line end', GOOD.slice(0, -1)],
    ['one line end more', `${GOOD}\n`],
    ['a space at the end', `${GOOD.slice(0, -1)} \n`],
    ['a space before', ` ${GOOD}`],
    ['Windows line ends', GOOD.replaceAll('\n', '\r\n')],
    ['old Macintosh line ends', GOOD.replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${GOOD}`],
    ['another kind', keyFileText('reference', KEY)],
    ['another version', GOOD.replace('v1', 'v2')],
    ['a remark between', GOOD.replace('v1\n', 'v1\n# mine\n')],
    ['two keys', `${GOOD}${KEY}\n`],
    ['one letter less', GOOD.replace('Hh8=', 'Hh=')],
    ['one letter more', GOOD.replace('Hh8=', 'Hh8A')],
    ['url letters', GOOD.replace('AAEC', '-_EC')],
    ['a NUL', GOOD.replace('AAEC', 'AA\0C')],
    ['the text alone', `${KEY}\n`],
  ])('%s is refused, without a word of the key', async (_, content) => {
    const error = await errorOf(() => parseKeyFile('project', content, 'project.key'));
    expect([error.code, error.exitCode]).toEqual(['KEY_FILE_INVALID', 2]);
    expect(`${error.message} ${error.hint}`).not.toContain(KEY.slice(4, 12));
  });

  test('base64 that spells the same bytes another way is refused', async () => {
    const path = join(dir, 'project.key');
    await writeFile(path, GOOD.replace('Hh8=', 'Hh9='), { mode: 0o600 });
    expect((await errorOf(() => readSecret(keys(), path, 'project', ''))).code).toBe('KEY_FILE_INVALID');
  });
});

describe('a key file on disk', () => {
  const path = () => join(dir, 'project.key');

  test('is written for this account alone, and never over another', async () => {
    await keys().write(path(), 'project', KEY);
    expect((await lstat(path())).mode & 0o777).toBe(0o600);
    expect(await keys().require(path(), 'project', '')).toBe(KEY);
    expect((await errorOf(() => keys().write(path(), 'project', KEY))).code).toBe('OUTPUT_EXISTS');
    expect(await readFile(path(), 'utf8')).toBe(GOOD);
  });

  test('that is not there is missing, with the next step', async () => {
    expect(await keys().read(path(), 'project')).toBeUndefined();
    const error = await errorOf(() => keys().require(path(), 'project', 'do this'));
    expect([error.code, error.hint]).toEqual(['KEY_MISSING', 'do this']);
  });

  test.skipIf(process.platform === 'win32').each([0o604, 0o640, 0o620, 0o601, 0o644, 0o777])(
    'with mode %o is refused',
    async (mode) => {
      await keys().write(path(), 'project', KEY);
      await chmod(path(), mode);
      const error = await errorOf(() => keys().read(path(), 'project'));
      expect([error.code, error.exitCode]).toEqual(['KEY_FILE_EXPOSED', 1]);
    },
  );

  test.skipIf(process.platform === 'win32').each([0o701, 0o710, 0o750, 0o755])(
    'in a folder of mode %o is refused',
    async (mode) => {
      await keys().write(path(), 'project', KEY);
      await chmod(dir, mode);
      expect((await errorOf(() => keys().read(path(), 'project'))).code).toBe('KEY_FILE_EXPOSED');
    },
  );

  test('that is a link, a folder or very long is refused', async () => {
    await keys().write(join(dir, 'other.key'), 'project', KEY);
    await symlink(join(dir, 'other.key'), path());
    expect((await errorOf(() => keys().read(path(), 'project'))).code).toBe('KEY_FILE_INVALID');
    await rm(path());
    await mkdir(path());
    expect((await errorOf(() => keys().read(path(), 'project'))).code).toBe('KEY_FILE_INVALID');
    await rm(path(), { recursive: true });
    await writeFile(path(), `${GOOD}${' '.repeat(2000)}`, { mode: 0o600 });
    expect((await errorOf(() => keys().read(path(), 'project'))).code).toBe('KEY_FILE_INVALID');
  });

  test('holds 32 bytes that come back as they were', async () => {
    const made = await createSecret(keys(), path(), 'project', fixedAmbient());
    expect(made).toHaveLength(32);
    expect(await readSecret(keys(), path(), 'project', '')).toEqual(made);
  });
});

test.each<[KeyKind, string]>([
  [
    'log',
    'PRIVATE+KEY+police.throughline.example/sharelog+0123abcd+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ],
  ['sealing', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX'],
])('a %s key has its own text, and no other kind is taken for it', async (kind, text) => {
  const file = keyFileText(kind, text);
  expect(parseKeyFile(kind, file, 'f')).toBe(text);
  expect((await errorOf(() => parseKeyFile('project', file, 'f'))).code).toBe('KEY_FILE_INVALID');
  expect((await errorOf(() => parseKeyFile(kind, keyFileText(kind, KEY), 'f'))).code).toBe(
    'KEY_FILE_INVALID',
  );
});
