import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  combineProjectKey,
  keyCheck,
  newProjectKey,
  readProjectKey,
  retireProjectKey,
  type SplitKey,
  splitProjectKey,
} from '../../src/custody/index.ts';
import { type KeyShare, keyShareText, parseKeyShare } from '../../src/custody/key-share.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
let made: SplitKey;
let check: string;
let key: Uint8Array;
const keyFile = () => join(world.of('police'), 'party', 'project.key');

const split = async (shares: number, threshold: number, folder: string) =>
  splitProjectKey(await world.open('police'), { shares, threshold, folder: join(world.dir, folder) });

beforeAll(async () => {
  world = await makeWorld();
  check = await newProjectKey(await world.open('police'));
  key = await readProjectKey(await world.open('police'));
  made = await split(5, 3, 'custodians');
});
afterAll(() => world.remove());

/** Every test begins with a lost key. */
beforeEach(() => rm(keyFile(), { force: true }));

const combine = async (files: readonly string[], party = 'police') =>
  combineProjectKey(await world.open(party), files);
const share = (n: number): string => made.files[n - 1]!;

/** The code of the refusal; no key may be kept. */
async function refusal(...files: string[]): Promise<string> {
  const error = await errorOf(() => combine(files));
  expect([1, 2]).toContain(error.exitCode);
  expect(await readdir(join(world.of('police'), 'party'))).not.toContain('project.key');
  return error.code;
}

describe('a split key', () => {
  test('lies in files for one custodian each, which this account alone can read', async () => {
    expect(made).toMatchObject({ shares: 5, threshold: 3, keyCheck: check });
    expect((await lstat(made.folder)).mode & 0o777).toBe(0o700);
    for (const file of made.files) expect((await lstat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(share(2), 'utf8');
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# throughline project key share v1',
      '# Share 2 of 5 of the project key of ISA-2026-001; any 3 of this set rebuild it. Keep it apart.',
      `set ${made.set}`,
      `key-check ${check}`,
    ]);
    for (const file of made.files) {
      expect(await readFile(file, 'utf8')).not.toContain(Buffer.from(key).toString('base64').slice(0, 12));
    }
  });

  test('is in the log, without the set', async () => {
    const entries = await world.entries('police');
    const steps = entries.filter(({ type }) => type === 'key.split');
    expect(steps.map(({ phase }) => phase)).toEqual(['intent', 'done']);
    expect(steps[1]).toMatchObject({ details: { shares: 5, threshold: 3, keyCheck: check } });
    expect(JSON.stringify(entries)).not.toContain(made.set);
  });

  test('comes back from any three of the five, in any order, and from more', async () => {
    const threes = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 3, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(threes, async (numbers) => {
        await rm(keyFile(), { force: true });
        expect(await combine(numbers.map(share))).toBe(check);
        expect(await readProjectKey(await world.open('police'))).toEqual(key);
      }),
      { numRuns: 12 },
    );
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'key.combine',
      phase: 'done',
      details: { keyCheck: check },
    });
  });

  test('does not come back from one or two', async () => {
    expect(await refusal(share(1))).toBe('KEY_SHARES_TOO_FEW');
    expect(await refusal(share(4), share(2))).toBe('KEY_SHARES_TOO_FEW');
    const error = await errorOf(() => combine([share(4), share(2)]));
    expect(error.message).toContain('3 shares are needed, and 2 were given');
  });

  test('is not counted twice, under whatever name', async () => {
    const copy = join(world.dir, 'copy.txt');
    await writeFile(copy, await readFile(share(1)));
    expect(await refusal(share(1), share(2), share(1))).toBe('KEY_SHARE_REPEATED');
    expect(await refusal(share(1), copy, share(2))).toBe('KEY_SHARE_REPEATED');
  });

  test('does not mix with another splitting of the same key', async () => {
    await combine([share(1), share(2), share(3)]);
    const police = await world.open('police');
    police.ambient.random(1);
    const options = { shares: 5, threshold: 3, folder: join(world.dir, 'again') };
    const other = await splitProjectKey(police, options);
    expect(other.set).not.toBe(made.set);
    await rm(keyFile());
    expect(await refusal(share(1), share(2), other.files[2]!)).toBe('KEY_SHARES_MIXED');
  });

  test('is not kept over a key that is there, nor where no agency is', async () => {
    await combine([share(1), share(2), share(3)]);
    expect((await errorOf(() => combine([share(1), share(2), share(3)]))).code).toBe('KEY_EXISTS');
    const unit = await errorOf(() => combine([share(1), share(2), share(3)], 'linkage-unit'));
    expect(unit.code).toBe('PERMIT_WRONG_PART');
    expect(await readdir(join(world.of('linkage-unit'), 'party'))).not.toContain('project.key');
  });

  test.each([
    [1, 1],
    [3, 1],
    [2, 3],
    [256, 3],
    [0, 0],
  ])('%d shares of which %d are needed make no sense', async (shares, threshold) => {
    await combine([share(1), share(2), share(3)]);
    expect((await errorOf(() => split(shares, threshold, 'senseless'))).code).toBe('KEY_SPLIT');
    expect(await readdir(world.dir)).not.toContain('senseless');
  });

  test('is split by nobody who holds none', async () => {
    expect((await errorOf(() => split(3, 2, 'none'))).code).toBe('KEY_MISSING');
  });
});

describe("a custodian's file", () => {
  const broken = () => join(world.dir, 'broken.txt');

  test('with any one byte changed is refused by name', async () => {
    const whole = await readFile(share(3));
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (at % 7);
      expect((await errorOf(() => parseKeyShare(bytes.toString('latin1'), 'three.txt'))).code).toBe(
        'KEY_SHARE_INVALID',
      );
    }
  });

  test('cut short anywhere is refused', async () => {
    const whole = await readFile(share(3), 'latin1');
    for (let length = 0; length < whole.length; length += 1) {
      expect((await errorOf(() => parseKeyShare(whole.slice(0, length), 'f'))).code).toBe(
        'KEY_SHARE_INVALID',
      );
    }
  });

  test.each<[string, (text: string) => string]>([
    ['a line end more', (text) => `${text}\n`],
    ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text) => `\u00ef\u00bb\u00bf${text}`],
    ['a note above', (text) => `for Ann\n${text}`],
    ['a very long tail', (text) => text + 'x'.repeat(5000)],
  ])('%s is refused, without a word of it', async (_, change) => {
    const text = await readFile(share(3), 'latin1');
    await writeFile(broken(), change(text), 'latin1');
    expect(await refusal(broken(), share(1), share(2))).toBe('KEY_SHARE_INVALID');
    const error = await errorOf(() => combine([broken()]));
    expect(error.message).toContain('broken.txt');
    expect(`${error.message} ${error.hint}`).not.toContain(/part (.{12})/.exec(text)![1]);
  });

  test('that is not there is named', async () => {
    expect(await refusal(share(1), join(world.dir, 'no such file'))).toBe('KEY_SHARE_UNREADABLE');
    expect(await refusal(world.dir)).toBe('KEY_SHARE_UNREADABLE');
  });

  test('altered with a right checksum never gives a wrong key', async () => {
    const parsed = parseKeyShare(await readFile(share(3), 'latin1'), 'f');
    await fc.assert(
      fc.asyncProperty(fc.nat(32), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const part = Uint8Array.from(parsed.part);
        part[at]! ^= mask;
        await writeFile(broken(), keyShareText({ ...parsed, part }));
        expect(await refusal(share(1), share(2), broken())).toMatch(/^KEY_SHARES?_(?:WRONG|REPEATED)$/);
      }),
      { numRuns: 20, examples: [[32, 255]] },
    );
  });

  test('numbers that cannot be are refused, right checksum or not', async () => {
    const parsed = parseKeyShare(await readFile(share(3), 'latin1'), 'f');
    const changes: Partial<KeyShare>[] = [
      { number: 0 },
      { number: 6 },
      { threshold: 1 },
      { threshold: 6 },
      { shares: 300 },
    ];
    for (const change of changes) {
      expect((await errorOf(() => parseKeyShare(keyShareText({ ...parsed, ...change }), 'f'))).code).toBe(
        'KEY_SHARE_INVALID',
      );
    }
  });

  test('says the same after it is read and written, whatever it says', () => {
    const digits = (length: number) =>
      fc
        .uint8Array({ minLength: length / 2, maxLength: length / 2 })
        .map((bytes) => Buffer.from(bytes).toString('hex'));
    const shares = fc
      .record({
        agreement: fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/),
        set: digits(16),
        keyCheck: digits(16),
        part: fc.uint8Array({ minLength: 33, maxLength: 33 }),
        sizes: fc.tuple(fc.integer({ min: 2, max: 255 }), fc.nat(), fc.nat()),
      })
      .map(
        ({ sizes: [n, a, b], ...rest }): KeyShare => ({
          ...rest,
          shares: n,
          threshold: 2 + (a % (n - 1)),
          number: 1 + (b % n),
        }),
      );
    fc.assert(
      fc.property(shares, (one) => {
        expect(parseKeyShare(keyShareText(one), 'f')).toEqual(one);
      }),
    );
  });
});

test('shares of a key that was retired, or that the agreement does not name, are of no use', async () => {
  const own = await makeWorld();
  try {
    const ours = await newProjectKey(await own.open('police'));
    expect(ours).not.toBe(keyCheck(new Uint8Array(32)));
    const { files } = await splitProjectKey(await own.open('police'), {
      shares: 2,
      threshold: 2,
      folder: join(own.dir, 's'),
    });
    await own.amend('residual-encodings', 'key-check: "0123456789abcdef"\n  residual-encodings');
    await rm(join(own.of('police'), 'party', 'project.key'));
    expect((await errorOf(async () => combineProjectKey(await own.open('police'), files))).code).toBe(
      'PERMIT_KEY_DIFFERS',
    );
    await own.amend('0123456789abcdef', ours);
    await combineProjectKey(await own.open('police'), files);
    await retireProjectKey(await own.open('police'));
    expect((await errorOf(async () => combineProjectKey(await own.open('police'), files))).code).toBe(
      'KEY_RETIRED',
    );
  } finally {
    await own.remove();
  }
});

test('the checksum is that of SHA-256 over the lines above it', async () => {
  const text = await readFile(share(1), 'utf8');
  const above = text.slice(0, text.lastIndexOf('checksum'));
  expect(text.trimEnd().slice(-16)).toBe(createHash('sha256').update(above).digest('hex').slice(0, 16));
});
