import { appendFile, copyFile, lstat, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShare, type SealedShare, sealPackage, type Workspace } from '../../src/custody/index.ts';
import { digestOfFile, readPackage, verifyPackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { type Member, members, sealMembers } from './forge.ts';
import { EVENTS, makeLogged, makeWorld, type PackageSpec, TOKENS, type World } from './world.ts';

let world: World;
const setUp = async () => {
  world = await makeWorld();
  await makeLogged(world, folder('tokens'), TOKENS);
  await makeLogged(world, folder('events'), EVENTS);
};
const tearDown = () => world.remove();

const folder = (kind: string) => join(world.of('police'), 'work', 'police', kind);
const sealTokens = async (): Promise<SealedShare> =>
  sealPackage(await world.open('police'), folder('tokens'), 'linkage-unit');

/** Every name under a party's workspace that is not part of its log, keys or agreement. */
async function kept(party: string): Promise<string[]> {
  const all = await readdir(world.of(party), { recursive: true });
  return all.filter((name) => !/^(party|log|agreement\.yaml)/.test(name)).toSorted();
}

const last = async (party: string) => (await world.entries(party)).at(-1);

describe('a share on its way', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  test('arrives as it left, and both logs say so', async () => {
    const sealed = await sealTokens();
    expect(basename(sealed.file)).toMatch(/^police-tokens-to-linkage-unit-[0-9a-f]{8}\.throughline\.age$/);
    expect((await lstat(sealed.file)).mode & 0o777).toBe(0o600);
    expect(sealed.sealed).toBe((await digestOfFile(sealed.file)).hash);
    const opened = await openShare(await world.open('linkage-unit'), sealed.file);
    expect(opened).toMatchObject({
      from: 'police',
      what: 'tokens',
      descriptor: sealed.descriptor,
      announced: 2,
    });
    expect(opened.filed).toBe(join(world.of('linkage-unit'), 'work', 'tokens', 'police'));
    const pkg = await readPackage(opened.filed);
    await verifyPackage(pkg);
    expect(pkg.digest).toBe(sealed.descriptor);
    expect(await readFile(join(pkg.path, 'tokens.csv'), 'utf8')).toBe(
      await readFile(join(folder('tokens'), 'tokens.csv'), 'utf8'),
    );
    const [, , intent, done] = await world.entries('police');
    expect(intent).toMatchObject({
      type: 'disclosure',
      phase: 'intent',
      details: { descriptor: sealed.descriptor },
    });
    expect(done).toMatchObject({ type: 'disclosure', phase: 'done', details: { sealed: sealed.sealed } });
    expect(await last('linkage-unit')).toMatchObject({
      type: 'collection',
      phase: 'done',
      details: { sealed: sealed.sealed, descriptor: sealed.descriptor, announced: 2 },
    });
  });

  test('holds the events of an agency for the analyst, each kind in its place', async () => {
    const sealed = await sealPackage(await world.open('police'), folder('events'), 'analyst');
    const opened = await openShare(await world.open('analyst'), sealed.file);
    expect(opened.filed).toBe(join(world.of('analyst'), 'work', 'events', 'police'));
    expect((await lstat(opened.filed)).mode & 0o777).toBe(0o700);
  });

  test('holds the links of the linkage unit for the analyst', async () => {
    const path = join(world.of('linkage-unit'), 'work', 'links');
    const spec = {
      kind: 'links',
      fields: ['agency', 'reference', 'person', 'band'],
      rows: [`police,${'0'.repeat(32)},${'1'.repeat(32)},high`],
    };
    await makeLogged(world, path, spec, { party: 'linkage-unit' });
    const sealed = await sealPackage(await world.open('linkage-unit'), path, 'analyst');
    const opened = await openShare(await world.open('analyst'), sealed.file);
    expect(opened).toMatchObject({ from: 'linkage-unit', what: 'links' });
    expect(opened.filed).toBe(join(world.of('analyst'), 'work', 'links'));
  });

  test('may be larger than any buffer', async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `${String(i).padStart(32, '0')},0123456789abcdef,3`,
    );
    await rm(folder('tokens'), { recursive: true });
    await makeLogged(world, folder('tokens'), { ...TOKENS, rows });
    const sealed = await sealTokens();
    expect(sealed.bytes).toBeGreaterThan(2_000_000);
    const opened = await openShare(await world.open('linkage-unit'), sealed.file);
    await verifyPackage(await readPackage(opened.filed));
  });

  test('is not opened over another of its kind, unless that is said', async () => {
    const sealed = await sealTokens();
    await openShare(await world.open('linkage-unit'), sealed.file);
    const error = await errorOf(async () => openShare(await world.open('linkage-unit'), sealed.file));
    expect(error.code).toBe('OUTPUT_EXISTS');
    expect(await last('linkage-unit')).toMatchObject({
      type: 'denial',
      details: { reason: 'OUTPUT_EXISTS' },
    });
    const again = await openShare(await world.open('linkage-unit'), sealed.file, { replace: true });
    await verifyPackage(await readPackage(again.filed));
  });

  test('that is damaged leaves an earlier one as it was', async () => {
    const sealed = await sealTokens();
    const { filed } = await openShare(await world.open('linkage-unit'), sealed.file);
    const before = await kept('linkage-unit');
    const bytes = await readFile(sealed.file);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(sealed.file, bytes);
    const error = await errorOf(async () =>
      openShare(await world.open('linkage-unit'), sealed.file, { replace: true }),
    );
    expect(error.code).toBe('SHARE_DAMAGED');
    await verifyPackage(await readPackage(filed));
    expect(await kept('linkage-unit')).toEqual(before);
  });
});

describe('sealing is refused, and nothing is left in the outbox', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  /** The code of the refusal, how many denials were logged, and what lies in the outbox. */
  async function refusal(kind: string, to: string, at?: string): Promise<[string, number, string[]]> {
    const error = await errorOf(async () => sealPackage(await world.open('police', at), folder(kind), to));
    const denials = (await world.entries('police')).filter(({ type }) => type === 'denial').length;
    return [error.code, denials, (await kept('police')).filter((name) => name.startsWith('outbox/'))];
  }
  const remake = async (kind: string, spec: PackageSpec, more?: Record<string, string>) => {
    await rm(folder(kind), { recursive: true });
    await makeLogged(world, folder(kind), spec, more);
  };

  test.each([
    ['tokens', 'analyst', 'PERMIT_RECIPIENT_PART'],
    ['tokens', 'health', 'PERMIT_RECIPIENT_PART'],
    ['tokens', 'nobody', 'PERMIT_RECIPIENT_UNKNOWN'],
    ['events', 'linkage-unit', 'PERMIT_RECIPIENT_PART'],
  ])('of %s to %s', async (kind, to, code) => {
    expect(await refusal(kind, to)).toEqual([code, 1, []]);
  });

  test('a second after the agreement expired', async () => {
    await world.amend('review: 2027-03-01', 'review: 2027-04-01');
    await remake('tokens', TOKENS);
    const found = await refusal('tokens', 'linkage-unit', '2027-04-01T00:00:00Z');
    expect(found).toEqual(['PERMIT_EXPIRED', 1, []]);
  });

  test('of a package made under another wording', async () => {
    await world.amend('days: 90', 'days: 91');
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['PERMIT_OTHER_AGREEMENT', 1, []]);
  });

  test('of events with a column that the agreement does not let leave', async () => {
    await remake('events', { ...EVENTS, fields: ['reference', 'date', 'surname'], rows: [] });
    expect(await refusal('events', 'analyst')).toEqual(['PERMIT_COLUMN_NOT_AGREED', 1, []]);
  });

  test('of tokens made under another key', async () => {
    await world.amend('residual-encodings', 'key-check: "0123456789abcdef"\n  residual-encodings');
    await remake('tokens', TOKENS, { keyCheck: '0123456789abcdee' });
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['PERMIT_KEY_DIFFERS', 1, []]);
  });

  test("of another agency's package", async () => {
    await remake('tokens', { ...TOKENS, agency: 'health' });
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['PACKAGE_OTHER_PARTY', 0, []]);
  });

  test('of a package with one byte changed', async () => {
    const file = join(folder('tokens'), 'tokens.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replace('0123', '0124'));
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['PACKAGE_ALTERED', 0, []]);
  });

  test('of a folder that is no package, and of one of no known kind', async () => {
    expect(await refusal('nothing', 'linkage-unit')).toEqual(['PACKAGE_NOT_FOUND', 0, []]);
    await remake('tokens', { ...TOKENS, kind: 'rejected' });
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['PACKAGE_KIND', 0, []]);
  });

  test('to a key that was not copied whole', async () => {
    const key = world.keys.get('linkage-unit')!.sealing;
    await world.amend(key, `${key.slice(0, -1)}${key.endsWith('q') ? 'p' : 'q'}`);
    await remake('tokens', TOKENS);
    expect(await refusal('tokens', 'linkage-unit')).toEqual(['RECIPIENT_KEY', 0, []]);
  });

  test('a second time, while the first share is still there', async () => {
    const { file, sealed } = await sealTokens();
    expect((await errorOf(sealTokens)).code).toBe('OUTPUT_EXISTS');
    expect((await digestOfFile(file)).hash).toBe(sealed);
    expect(await world.entries('police')).toHaveLength(4);
    // A share of an earlier wording is no share to hand over.
    await world.amend('days: 90', 'days: 91');
    expect((await errorOf(sealTokens)).code).toBe('PERMIT_OTHER_AGREEMENT');
  });
  test('when the log cannot take the last entry, the share is taken back', async () => {
    const workspace = await world.open('police');
    let appends = 0;
    const log = new Proxy(workspace.log, {
      get(target, name) {
        if (name === 'append') {
          return (drafts: Parameters<typeof target.append>[0]) => {
            appends += 1;
            return appends === 1 ? target.append(drafts) : Promise.reject(new Error('no disk'));
          };
        }
        return name === 'folder' ? target.folder : undefined;
      },
    });
    await expect(sealPackage({ ...workspace, log }, folder('tokens'), 'linkage-unit')).rejects.toThrow(
      'no disk',
    );
    expect((await kept('police')).filter((name) => name.startsWith('outbox/'))).toEqual([]);
  });
});

describe('a share that was tampered with', () => {
  let sealed: SealedShare;
  let whole: Buffer;
  let unit: Workspace;
  let broken: string;
  beforeAll(async () => {
    await setUp();
    sealed = await sealTokens();
    whole = await readFile(sealed.file);
    unit = await world.open('linkage-unit');
    broken = join(world.dir, 'broken.age');
  });
  afterAll(tearDown);

  /** The code of the refusal; nothing of the share may be kept. */
  async function refusal(): Promise<string> {
    const error = await errorOf(() => openShare(unit, broken));
    expect(error.exitCode).toBe(1);
    expect((await kept('linkage-unit')).filter((name) => name.includes('.'))).toEqual([]);
    return error.code;
  }

  test('with any one bit changed is refused, and nothing of it kept', async () => {
    const first: [number, number][] = [0, 30, 60, 120, 200, whole.length - 1].map((at) => [at, 0]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 1 << bit;
        await writeFile(broken, bytes);
        expect(await refusal()).toMatch(/^SHARE_(?:DAMAGED|NOT_FOR_US)$/);
      }),
      { numRuns: 60, examples: first },
    );
  });

  test('cut short anywhere, or made longer, is refused', async () => {
    for (const length of [0, 1, 21, 100, 200, whole.length - 17, whole.length - 16, whole.length - 1]) {
      await copyFile(sealed.file, broken);
      await truncate(broken, length);
      expect(await refusal()).toMatch(/^SHARE_(?:DAMAGED|NOT_FOR_US)$/);
    }
    await copyFile(sealed.file, broken);
    await appendFile(broken, 'x');
    expect(await refusal()).toBe('SHARE_DAMAGED');
  });

  test('each refusal is in the log, with the digest of what came', async () => {
    await writeFile(broken, 'not a sealed file');
    expect(await refusal()).toBe('SHARE_DAMAGED');
    expect(await last('linkage-unit')).toMatchObject({
      type: 'denial',
      op: 'collection',
      details: { action: 'open', reason: 'SHARE_DAMAGED', sealed: (await digestOfFile(broken)).hash },
    });
  });

  test('still opens when it is whole again', async () => {
    await writeFile(broken, whole);
    expect((await openShare(unit, broken)).what).toBe('tokens');
  });
});

describe('a share that should not have come', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  const forged = () => join(world.dir, 'forged.age');
  const sealingKey = (party: string) => world.keys.get(party)!.sealing;

  /** Opens forged members at a party and says what the refusal was. */
  async function codeFor(list: readonly Member[], party = 'linkage-unit', at?: string): Promise<string> {
    await sealMembers(forged(), list, sealingKey(party));
    const error = await errorOf(async () => openShare(await world.open(party, at), forged()));
    expect((await kept(party)).filter((name) => name.includes('.csv') || name.includes('json'))).toEqual([]);
    expect(await last(party)).toMatchObject({ type: 'denial', op: 'collection' });
    return error.code;
  }
  const tokensTo = async (to: string) => members(await world.open('police'), folder('tokens'), to);

  test('the hand-made share is sound when nothing is changed', async () => {
    await sealMembers(forged(), await tokensTo('linkage-unit'), sealingKey('linkage-unit'));
    expect((await openShare(await world.open('linkage-unit'), forged())).what).toBe('tokens');
  });

  test('sealed to somebody else', async () => {
    const { file } = await sealTokens();
    const error = await errorOf(async () => openShare(await world.open('analyst'), file));
    expect(error.code).toBe('SHARE_NOT_FOR_US');
    expect(await last('analyst')).toMatchObject({ type: 'denial', details: { reason: 'SHARE_NOT_FOR_US' } });
  });

  test('made for somebody else and sealed to us', async () => {
    expect(await codeFor(await tokensTo('linkage-unit'), 'analyst')).toBe('SHARE_NOT_FOR_US');
  });

  test('tokens to the analyst, events to the linkage unit', async () => {
    expect(await codeFor(await tokensTo('analyst'), 'analyst')).toBe('PERMIT_WRONG_PART');
    const events = await members(await world.open('police'), folder('events'), 'linkage-unit');
    expect(await codeFor(events)).toBe('PERMIT_WRONG_PART');
  });

  test('after the agreement expired, or was changed here', async () => {
    const list = await tokensTo('linkage-unit');
    expect(await codeFor(list, 'linkage-unit', '2027-04-01T00:00:00Z')).toBe('PERMIT_EXPIRED');
  });

  test('under an agreement worded differently here', async () => {
    const list = await tokensTo('linkage-unit');
    await world.amend('days: 90', 'days: 91');
    expect(await codeFor(list)).toBe('PERMIT_OTHER_AGREEMENT');
  });

  test('announced in a log whose key is not the one in the agreement', async () => {
    const list = await members(await world.open('health'), folder('tokens'), 'linkage-unit');
    const manifest = Buffer.from(list[0]![1]).toString().replace('"from":"health"', '"from":"police"');
    expect(await codeFor([['share.json', manifest], ...list.slice(1)])).toBe('SHARE_PROOF');
  });

  test('with the proof of another share', async () => {
    const [tokens, others] = [
      await tokensTo('linkage-unit'),
      await members(await world.open('police'), folder('events'), 'linkage-unit'),
    ];
    expect(await codeFor([tokens[0]!, others[1]!, others[2]!, ...tokens.slice(3)])).toBe('SHARE_PROOF');
    expect(await codeFor([tokens[0]!, tokens[1]!, others[2]!, ...tokens.slice(3)])).toBe('SHARE_PROOF');
  });

  test('from a sender whose log key the agreement does not name', async () => {
    await world.amend(`      log: ${world.keys.get('police')!.log}\n`, '');
    await rm(folder('tokens'), { recursive: true });
    await makeLogged(world, folder('tokens'), TOKENS);
    expect(await codeFor(await tokensTo('linkage-unit'))).toBe('PERMIT_NOT_SIGNED');
  });

  test.each<[string, (list: Member[]) => Member[], string]>([
    ['nothing inside', () => [], 'SHARE_CONTENT'],
    ['the head in another order', ([a, b, ...rest]) => [b!, a!, ...rest], 'SHARE_CONTENT'],
    ['no proof', ([a, b, , ...rest]) => [a!, b!, ...rest], 'SHARE_CONTENT'],
    ['no descriptor', (list) => list.filter(([name]) => name !== 'datapackage.json'), 'SHARE_CONTENT'],
    ['no table', (list) => list.filter(([name]) => name !== 'tokens.csv'), 'PACKAGE_ALTERED'],
    ['a table too many', (list) => [...list, ['more.csv', 'a\n1\n']], 'SHARE_CONTENT'],
    ['a program', (list) => [...list, ['run.exe', 'MZ']], 'SHARE_CONTENT'],
    ['a path upward', (list) => [...list, ['../x.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a path from the root', (list) => [...list, ['/tmp/x.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a path with a backslash', (list) => [...list, ['..\\x.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a folder', (list) => [...list, ['sub', '', 'directory']], 'SHARE_CONTENT'],
    ['a link', (list) => [...list, ['x.csv', '', 'symlink']], 'SHARE_CONTENT'],
    ['a file twice', (list) => [...list, ['tokens.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a file twice but for case', (list) => [...list, ['Tokens.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a device of Windows', (list) => [...list, ['nul.csv', 'a\n']], 'SHARE_CONTENT'],
    ['a very long name', (list) => [...list, [`${'a'.repeat(300)}.csv`, 'a\n']], 'SHARE_CONTENT'],
    [
      'the table changed',
      (list) => list.map((m) => (m[0] === 'tokens.csv' ? [m[0], 'reference\n'] : m)),
      'PACKAGE_ALTERED',
    ],
    [
      'the descriptor changed',
      (list) =>
        list.map((m) => (m[0] === 'datapackage.json' ? [m[0], `${Buffer.from(m[1]).toString()} `] : m)),
      'SHARE_CONTENT',
    ],
    [
      'the manifest with a space',
      (list) => [['share.json', `${Buffer.from(list[0]![1]).toString()} `], ...list.slice(1)],
      'SHARE_CONTENT',
    ],
    [
      'a manifest too long to read',
      (list) => [['share.json', Buffer.alloc((1 << 21) + 1)], ...list.slice(1)],
      'SHARE_CONTENT',
    ],
  ])('%s', async (_, change, code) => {
    expect(await codeFor(change(await tokensTo('linkage-unit')))).toBe(code);
  });

  test('no such file', async () => {
    const error = await errorOf(async () =>
      openShare(await world.open('linkage-unit'), join(world.dir, 'none')),
    );
    expect(error.exitCode).toBe(2);
  });
});
