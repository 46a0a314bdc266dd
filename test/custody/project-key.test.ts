import { chmod, lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seal } from '../../src/custody/age.ts';
import {
  keyCheck,
  newProjectKey,
  openShare,
  projectKeyStatus,
  readProjectKey,
  readReferenceSecret,
  receiveProjectKey,
  retireProjectKey,
  sendProjectKey,
  type Workspace,
} from '../../src/custody/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const keyPath = (party: string) => join(world.of(party), 'party', 'project.key');
const agree = (check: string) =>
  world.amend('residual-encodings', `key-check: "${check}"\n  residual-encodings`);

describe('the project key', () => {
  test('is made at one agency, sent to another, and is the same there', async () => {
    const check = await newProjectKey(await world.open('police'));
    expect((await lstat(keyPath('police'))).mode & 0o777).toBe(0o600);
    const police = await world.open('police');
    expect(keyCheck(await readProjectKey(police))).toBe(check);
    const sent = await sendProjectKey(police, 'health');
    expect(sent).toEqual({
      file: join(world.of('police'), 'outbox', 'project-key-for-health.age'),
      to: 'health',
      keyCheck: check,
    });
    expect(await receiveProjectKey(await world.open('health'), sent.file)).toEqual({
      from: 'police',
      keyCheck: check,
    });
    expect(await readFile(keyPath('health'), 'utf8')).toBe(await readFile(keyPath('police'), 'utf8'));
    const steps = async (party: string) =>
      (await world.entries(party)).map(({ type, phase }) => `${String(type)} ${String(phase)}`);
    expect(await steps('police')).toEqual([
      'key.create intent',
      'key.create done',
      'key.send intent',
      'key.send done',
    ]);
    expect(await steps('health')).toEqual(['key.receive intent', 'key.receive done']);
  });

  test('given to the command that opens shares is told from a share that is damaged', async () => {
    await newProjectKey(await world.open('police'));
    const { file } = await sendProjectKey(await world.open('police'), 'health');
    const error = await errorOf(async () => openShare(await world.open('health'), file));
    expect([error.code, error.exitCode]).toEqual(['SHARE_IS_KEY_LETTER', 1]);
    expect(error.hint).toContain('key receive');
  });

  test('appears in no file but the two key files, in no form', async () => {
    const police = await world.open('police');
    await newProjectKey(police);
    const key = await readProjectKey(await world.open('police'));
    const { file } = await sendProjectKey(await world.open('police'), 'health');
    await receiveProjectKey(await world.open('health'), file);
    const forms = [
      Buffer.from(key),
      Buffer.from(Buffer.from(key).toString('hex')),
      Buffer.from(Buffer.from(key).toString('base64')),
    ];
    const holding: string[] = [];
    for (const entry of await readdir(world.dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      if (forms.some((form) => bytes.includes(form))) holding.push(join(entry.parentPath, entry.name));
    }
    expect(holding.toSorted()).toEqual([keyPath('health'), keyPath('police')]);
  });

  test('is made under a draft, so that the agreement can name it', async () => {
    await world.amend('status: active', 'status: draft');
    expect(await newProjectKey(await world.open('police', '2026-03-01T00:00:00Z'))).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each(['linkage-unit', 'analyst', 'auditor'])(
    'is neither made by nor sent to the %s',
    async (party) => {
      expect((await errorOf(async () => newProjectKey(await world.open(party)))).code).toBe(
        'PERMIT_WRONG_PART',
      );
      await newProjectKey(await world.open('police'));
      const error = await errorOf(async () => sendProjectKey(await world.open('police'), party));
      expect([error.code, error.exitCode]).toEqual(['PERMIT_RECIPIENT_PART', 1]);
      expect(await readdir(world.of('police'))).not.toContain('outbox');
      expect((await world.entries('police')).at(-1)).toMatchObject({
        type: 'denial',
        details: { action: 'key send' },
      });
    },
  );

  test('is not made twice, nor beside the one that the agreement names', async () => {
    const check = await newProjectKey(await world.open('police'));
    expect((await errorOf(async () => newProjectKey(await world.open('police')))).code).toBe('KEY_EXISTS');
    await agree(check);
    expect((await errorOf(async () => newProjectKey(await world.open('health')))).code).toBe(
      'KEY_ALREADY_AGREED',
    );
    expect((await projectKeyStatus(await world.open('police'))).keyCheck).toBe(check);
  });

  test.each(['linkage-unit', 'analyst'])('is not for the %s, whatever it has and is given', async (party) => {
    await world.amend('  residual', '  key-check: "0123456789abcdef"\n  residual');
    for (const job of [newProjectKey, (own: Workspace) => receiveProjectKey(own, join(world.dir, 'none'))]) {
      const error = await errorOf(async () => job(await world.open(party)));
      expect(error.code).toBe('PERMIT_WRONG_PART');
      expect((await world.entries(party)).at(-1)).toMatchObject({ type: 'denial' });
    }
  });

  test('that is not the agreed one is neither sent nor taken in', async () => {
    await newProjectKey(await world.open('police'));
    const { file } = await sendProjectKey(await world.open('police'), 'health');
    await agree('0123456789abcdef');
    expect((await errorOf(async () => sendProjectKey(await world.open('police'), 'health'))).code).toBe(
      'PERMIT_KEY_DIFFERS',
    );
    expect((await errorOf(async () => receiveProjectKey(await world.open('health'), file))).code).toBe(
      'PERMIT_KEY_DIFFERS',
    );
    expect((await projectKeyStatus(await world.open('health'))).standing).toBe('none here');
  });

  test('is not taken in over another', async () => {
    await newProjectKey(await world.open('police'));
    const { file } = await sendProjectKey(await world.open('police'), 'health');
    const own = await newProjectKey(await world.open('health'));
    expect((await errorOf(async () => receiveProjectKey(await world.open('health'), file))).code).toBe(
      'KEY_EXISTS',
    );
    expect((await projectKeyStatus(await world.open('health'))).keyCheck).toBe(own);
  });

  test('status says where one stands', async () => {
    const holders = ['police', 'health'];
    expect(await projectKeyStatus(await world.open('police'))).toEqual({
      keyCheck: undefined,
      agreed: undefined,
      epoch: 1,
      retired: [],
      standing: 'none here',
      holders,
      sharesHere: false,
    });
    const check = await newProjectKey(await world.open('police'));
    const standing = async () => (await projectKeyStatus(await world.open('police'))).standing;
    expect(await standing()).toBe('not yet in the agreement');
    await agree(check);
    expect(await standing()).toBe('as agreed');
    await world.amend(check, '0123456789abcdef');
    expect(await standing()).toBe('NOT the agreed key');
  });

  test('that others can read is not used', async () => {
    await newProjectKey(await world.open('police'));
    await chmod(keyPath('police'), 0o644);
    const workspace = await world.open('police');
    expect((await errorOf(() => readProjectKey(workspace))).code).toBe('KEY_FILE_EXPOSED');
    expect((await errorOf(() => sendProjectKey(workspace, 'health'))).code).toBe('KEY_FILE_EXPOSED');
  });

  test('in a workspace that may not hold it stops everything there', async () => {
    await newProjectKey(await world.open('police'));
    await writeFile(keyPath('linkage-unit'), await readFile(keyPath('police')), { mode: 0o600 });
    const unit = await world.open('linkage-unit');
    expect(unit.holdsProjectKey).toBe(true);
    const error = await errorOf(() => sendProjectKey(unit, 'police'));
    expect(error.code).toBe('PERMIT_PROJECT_KEY_HERE');
  });
});

describe('a project key that is retired', () => {
  const retire = async () => retireProjectKey(await world.open('police'));

  test('is gone from its file, said to be retired, and in the log', async () => {
    const check = await newProjectKey(await world.open('police'));
    await agree(check);
    expect((await retire()).keyCheck).toBe(check);
    expect(await readdir(join(world.of('police'), 'party'))).not.toContain('project.key');
    const status = await projectKeyStatus(await world.open('police'));
    expect(status).toMatchObject({ standing: 'retired', epoch: 2, keyCheck: undefined });
    expect(status.retired.map(({ keyCheck: ended }) => ended)).toEqual([check]);
    expect((await world.entries('police')).slice(-2)).toMatchObject([
      { type: 'key.retire', phase: 'intent', details: { keyCheck: check } },
      { type: 'key.retire', phase: 'done', details: { keyCheck: check } },
    ]);
    for (const use of [readProjectKey, retireProjectKey]) {
      const error = await errorOf(async () => use(await world.open('police')));
      expect([error.code, error.exitCode]).toEqual(['KEY_RETIRED', 1]);
      expect(error.message).toContain(check);
    }
  });

  test('is never taken in again, from an agency or from a copy of its file', async () => {
    await newProjectKey(await world.open('police'));
    const { file } = await sendProjectKey(await world.open('police'), 'health');
    const health = () => world.open('health');
    await receiveProjectKey(await health(), file);
    const copy = await readFile(keyPath('health'));
    await retireProjectKey(await health());
    expect((await errorOf(async () => receiveProjectKey(await health(), file))).code).toBe('KEY_RETIRED');
    await writeFile(keyPath('health'), copy, { mode: 0o600 });
    expect((await errorOf(async () => readProjectKey(await health()))).code).toBe('KEY_RETIRED');
    // Which is also where a job is that was killed before the file was gone: it can be run again.
    await retireProjectKey(await health());
    expect(await readdir(join(world.of('health'), 'party'))).not.toContain('project.key');
    expect((await projectKeyStatus(await health())).retired).toHaveLength(1);
  });

  test('makes room for another once the agreement no longer names it', async () => {
    await newProjectKey(await world.open('police'));
    await retire();
    const second = await newProjectKey(await world.open('police'));
    expect(await projectKeyStatus(await world.open('police'))).toMatchObject({ keyCheck: second, epoch: 2 });
  });

  test('can be retired after the agreement has ended', async () => {
    await newProjectKey(await world.open('police'));
    const late = await world.open('police', '2030-01-01T00:00:00Z');
    expect((await retireProjectKey(late)).at).toBe('2030-01-01T00:00:00.000Z');
  });

  test('a list of ended keys that was edited is refused', async () => {
    await newProjectKey(await world.open('police'));
    await retire();
    const list = join(world.of('police'), 'party', 'retired-keys.json');
    await writeFile(list, (await readFile(list, 'utf8')).replace('keyCheck', 'keycheck'));
    expect((await errorOf(async () => projectKeyStatus(await world.open('police')))).code).toBe(
      'RETIRED_KEYS',
    );
  });
});

describe('a file that should hold a key', () => {
  const sealed = async (text: string, party = 'health') => {
    const path = join(world.dir, 'letter.age');
    const chunks: Uint8Array[] = [];
    const plain = (async function* () {
      yield Buffer.from(text);
    })();
    for await (const chunk of seal(plain, world.keys.get(party)!.sealing)) chunks.push(chunk);
    await writeFile(path, Buffer.concat(chunks));
    return path;
  };
  const key = Buffer.alloc(32, 7).toString('base64');
  const letter = (change: Record<string, unknown> = {}) => {
    const all: Record<string, unknown> = {
      agreement: 'ISA-2026-001',
      from: 'police',
      key,
      kind: 'project-key',
      throughline: 1,
      to: 'health',
      ...change,
    };
    return JSON.stringify(Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  };
  const codeOf = async (path: string) => {
    const error = await errorOf(async () => receiveProjectKey(await world.open('health'), path));
    expect(`${error.message} ${error.hint}`).not.toContain(key.slice(0, 12));
    expect(await readdir(join(world.of('health'), 'party'))).not.toContain('project.key');
    return error.code;
  };

  test('is taken when it is as it should be', async () => {
    const { from } = await receiveProjectKey(await world.open('health'), await sealed(letter()));
    expect(from).toBe('police');
  });

  test.each([
    ['nothing', ''],
    ['other words', 'hello'],
    ['a space at the end', `${letter()} `],
    ['another kind', letter({ kind: 'reference' })],
    ['another version', letter({ throughline: 2 })],
    ['a field more', letter({ note: 'x' })],
    ['no sender', letter({ from: null })],
    ['another agreement', letter({ agreement: 'ISA-2026-002' })],
    ['another recipient', letter({ to: 'housing' })],
    ['a very long text', letter({ from: 'x'.repeat(5000) })],
  ])('%s', async (_, text) => {
    expect(await codeOf(await sealed(text))).toBe('KEY_LETTER');
  });

  test.each([
    ['a short key', 'AAAA'],
    ['a long key', Buffer.alloc(33).toString('base64')],
    ['a key that is no base64', '*'.repeat(44)],
  ])('%s', async (_, odd) => {
    expect(await codeOf(await sealed(letter({ key: odd })))).toBe('KEY_FILE_INVALID');
  });

  test('sealed to somebody else, or damaged', async () => {
    expect(await codeOf(await sealed(letter(), 'analyst'))).toBe('SHARE_NOT_FOR_US');
    const path = await sealed(letter());
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    expect(await codeOf(path)).toBe('SHARE_DAMAGED');
  });
});

test('an agency has a reference secret of its own, which is missed when it is gone', async () => {
  const workspace = await world.open('police');
  expect(await readReferenceSecret(workspace)).toHaveLength(32);
  expect(await readReferenceSecret(workspace)).not.toEqual(
    await readReferenceSecret(await world.open('health')),
  );
  await rm(workspace.paths.referenceKey);
  expect((await errorOf(() => readReferenceSecret(workspace))).code).toBe('KEY_MISSING');
});
