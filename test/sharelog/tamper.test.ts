import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Finding, verifyLog } from '../../src/sharelog/index.ts';
import { encodeBundle } from '../../src/sharelog/tiles.ts';
import { ENTRY_SPELLINGS } from './forms.ts';
import { logOf } from './helpers.ts';
import { type Files, FOLDER, fromDisk, memoryFiles, rawLog, shortEntries, shortEntry } from './rawlog.ts';

async function findings(files: Files): Promise<readonly Finding[]> {
  return (await verifyLog(FOLDER, { files: memoryFiles(files) })).findings;
}

const changed = (files: Files, path: string, bytes: Uint8Array): Files => new Map(files).set(path, bytes);
const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

/** Which entry the byte at `offset` of a bundle belongs to. */
function entryAt(bundle: Uint8Array, offset: number): number {
  let entry = 0;
  for (let at = 0; ; entry += 1) {
    at += 2 + bundle[at]! * 256 + bundle[at + 1]!;
    if (offset < at) return entry;
  }
}

/** Runs `work` on a few of `items` at a time, collecting those it returns a complaint for. */
async function complaints<T>(
  items: readonly T[],
  work: (item: T) => Promise<string | undefined>,
): Promise<string[]> {
  const found: string[] = [];
  for (const item of items) {
    const complaint = await work(item);
    if (complaint !== undefined) found.push(complaint);
  }
  return found;
}

describe('a log of seven entries made at once', () => {
  const files = rawLog(shortEntries(7));

  test('is whole', async () => {
    expect(await findings(files)).toEqual([]);
  });

  test.each([...files.keys()])(
    'every flipped bit of %s is found, naming the file and the entry',
    async (path) => {
      const bytes = files.get(path)!;
      const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
      const missed = await complaints(bits, async (bit) => {
        const found = await findings(changed(files, path, flipped(bytes, bit)));
        const named = found.filter((finding) => finding.file === path);
        const entry =
          path === 'tile/entries/000.p/7'
            ? entryAt(bytes, bit >> 3)
            : path === 'tile/0/000.p/7'
              ? Math.floor(bit / 256)
              : undefined;
        const right = named.some((finding) => entry === undefined || finding.entry === entry);
        return right ? undefined : `bit ${bit}: ${JSON.stringify(found)}`;
      });
      expect(missed).toEqual([]);
    },
  );

  test.each([...files.keys()])('%s cut short at any byte is found', async (path) => {
    const bytes = files.get(path)!;
    const lengths = Array.from({ length: bytes.length }, (_, length) => length);
    const missed = await complaints(lengths, async (length) => {
      const found = await findings(changed(files, path, bytes.slice(0, length)));
      return found.some((finding) => finding.file === path) ? undefined : `length ${length}`;
    });
    expect(missed).toEqual([]);
  });

  test.each([...files.keys()])('%s with a byte more is found', async (path) => {
    for (const extra of [0, 0x0a, 0x20, 0x61]) {
      const found = await findings(changed(files, path, new Uint8Array([...files.get(path)!, extra])));
      expect(found.map((finding) => finding.file)).toContain(path);
    }
  });
});

describe('a log appended to entry by entry', () => {
  let files: Files;

  beforeAll(async () => {
    files = await fromDisk(join(await logOf(3), 'log'));
  });

  test('is whole and keeps its older forms', async () => {
    expect(await findings(files)).toEqual([]);
    expect([...files.keys()].sort()).toEqual([
      'checkpoint',
      ...[0, 1, 2, 3].map((size) => `checkpoints/${size}`),
      'policy',
      ...[1, 2, 3].map((width) => `tile/0/000.p/${width}`),
      ...[1, 2, 3].map((width) => `tile/entries/000.p/${width}`),
    ]);
  });

  test('any changed byte of any file is found', async () => {
    const places = [...files].flatMap(([path, bytes]) => Array.from(bytes, (_, i) => ({ path, i })));
    const missed = await complaints(places, async ({ path, i }) => {
      const found = await findings(changed(files, path, flipped(files.get(path)!, i * 8 + (i % 8))));
      return found.some((finding) => finding.file === path) ? undefined : `${path} byte ${i}`;
    });
    expect(missed).toEqual([]);
  });

  test('any deleted file is found', async () => {
    for (const path of files.keys()) {
      const without: Files = new Map(files);
      without.delete(path);
      expect((await findings(without)).map((finding) => finding.file)).toContain(path);
    }
  });

  test('a checkpoint put in the place of another is found', async () => {
    for (const [from, to] of [
      ['checkpoints/2', 'checkpoints/3'],
      ['checkpoints/1', 'checkpoints/2'],
      ['checkpoints/3', 'checkpoints/1'],
    ] as const) {
      const found = await findings(changed(files, to, files.get(from)!));
      expect(found).toEqual([expect.objectContaining({ code: 'CHECKPOINT_SIZE', file: to })]);
    }
  });

  test('an older checkpoint put in the place of the newest shows what was rolled back', async () => {
    const found = await findings(changed(files, 'checkpoint', files.get('checkpoints/2')!));
    expect(found).toEqual([
      {
        code: 'ROLLED_BACK',
        file: 'checkpoints/3',
        entry: 2,
        message: 'the log was signed with 3 entries, but now ends at 2',
      },
    ]);
  });
});

describe('entries, honestly hashed and signed', () => {
  const found = async (entries: Uint8Array[]): Promise<[string, number | undefined][]> =>
    (await findings(rawLog(entries))).map((finding) => [finding.code, finding.entry]);
  const entries = shortEntries(5);

  test('in another order', async () => {
    expect(await found([entries[0]!, entries[2]!, entries[1]!, entries[3]!])).toEqual([
      ['ENTRY_SEQUENCE', 1],
      ['ENTRY_SEQUENCE', 2],
      ['TIME_BACKWARDS', 2],
    ]);
  });

  test('one of them twice', async () => {
    expect(await found([entries[0]!, entries[1]!, entries[1]!])).toEqual([['ENTRY_SEQUENCE', 2]]);
  });

  test('one of them left out', async () => {
    expect(await found([entries[0]!, entries[2]!])).toEqual([['ENTRY_SEQUENCE', 1]]);
  });

  test('with a number that is no number', async () => {
    expect(await found([shortEntry(0, { seq: '0' })])).toEqual([['ENTRY_SEQUENCE', 0]]);
  });

  test.each(['2026-03-31T23:59:59.999Z', '2025-12-31T00:00:00.000Z'])(
    'with time going back to %s',
    async (at) => {
      expect(await found([entries[0]!, shortEntry(1, { at }), entries[2]!])).toEqual([['TIME_BACKWARDS', 1]]);
    },
  );

  test.each([
    '2026-04-01',
    '2026-02-30T00:00:00.000Z',
    '2026-04-01T00:00:00Z',
    '2026-04-01T01:00:00.000+01:00',
    7,
  ])('with %j as its time', async (at) => {
    expect(await found([shortEntry(0, { at })])).toEqual([['ENTRY_TIME', 0]]);
  });

  test('of an unknown type or version', async () => {
    expect(await found([shortEntry(0, { type: 'sale' })])).toEqual([['ENTRY_TYPE', 0]]);
    expect(await found([shortEntry(0, { type: 1 })])).toEqual([['ENTRY_TYPE', 0]]);
    expect(await found([shortEntry(0, { v: 2 })])).toEqual([['ENTRY_VERSION', 0]]);
  });

  const spelling = Buffer.from(entries[0]!).toString('utf8');
  test.each(ENTRY_SPELLINGS)('spelt with %s', async (_, change) => {
    expect(await found([Buffer.from(change(spelling))])).toEqual([['ENTRY_NOT_CANONICAL', 0]]);
  });

  test('naming a checkpoint that they do not follow', async () => {
    const root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    const first = shortEntry(0, { prevCheckpoint: { root, size: 0 } });
    const whole = rawLog([first, shortEntry(1, { prevCheckpoint: { root, size: 0 } })]);
    expect((await findings(whole)).map(({ code, file }) => [code, file])).toEqual([
      ['MISSING', 'checkpoints/0'],
    ]);
    const wrong = [{ root, size: 1 }, { root, size: 2 }, { root: 'x', size: 0 }, { size: 0 }, [], null, 'x'];
    for (const prevCheckpoint of wrong) {
      const files = rawLog([first, shortEntry(1, { prevCheckpoint })]);
      expect(await findings(files)).toContainEqual(
        expect.objectContaining({ code: 'PREVIOUS_CHECKPOINT', file: 'tile/entries/000.p/2', entry: 1 }),
      );
    }
  });
});

describe('bundles and tiles', () => {
  const entries = shortEntries(7);
  const files = rawLog(entries);
  const bundle = 'tile/entries/000.p/7';

  test('an entry changed together with its hash does not lead to the root', async () => {
    const other = rawLog(entries.with(3, shortEntry(3, { type: 'erasure' })));
    const mixed = new Map(other)
      .set('checkpoint', files.get('checkpoint')!)
      .set('checkpoints/7', files.get('checkpoint')!);
    expect((await findings(mixed)).map(({ code }) => code)).toEqual(['INCONSISTENT', 'ROOT']);
  });

  test('an entry changed alone is named, and so is a hash changed alone', async () => {
    const other = encodeBundle(entries.with(3, shortEntry(3, { type: 'erasure' })));
    expect(await findings(changed(files, bundle, other))).toContainEqual({
      code: 'ENTRY_CHANGED',
      file: bundle,
      entry: 3,
      message: 'entry 3 was changed: it does not have the hash in tile/0/000.p/7',
    });
    const tile = 'tile/0/000.p/7';
    expect(await findings(changed(files, tile, flipped(files.get(tile)!, 3 * 256 + 9)))).toEqual([
      { code: 'HASH_CHANGED', file: tile, entry: 3, message: 'the hash of entry 3 was changed' },
    ]);
  });

  test('a length past the end, and entries too few or too many', async () => {
    const bytes = files.get(bundle)!;
    const torn = [
      bytes.with(0, 0xff),
      new Uint8Array([...bytes, 0]),
      encodeBundle(entries.slice(0, 6)),
      encodeBundle([...entries, shortEntry(7)]),
    ];
    for (const wrong of torn) {
      expect(await findings(changed(files, bundle, wrong))).toContainEqual(
        expect.objectContaining({ code: 'TORN', file: bundle }),
      );
    }
  });

  test('a form wider than the checkpoint implies does not stand in for the right one', async () => {
    const wider: Files = new Map(files);
    wider.set('tile/entries/000.p/8', encodeBundle(shortEntries(8)));
    expect(await findings(wider)).toEqual([]);
    wider.delete(bundle);
    expect(await findings(wider)).toContainEqual(expect.objectContaining({ code: 'MISSING', file: bundle }));
  });

  test('an entry of 65,535 bytes is taken', async () => {
    const base = shortEntry(0, { x: '' }).length;
    expect(await findings(rawLog([shortEntry(0, { x: 'y'.repeat(65_535 - base) })]))).toEqual([]);
    expect(() => rawLog([shortEntry(0, { x: 'y'.repeat(65_536 - base) })])).toThrow('1 to 65,535 bytes');
  });

  test('a changed hash of an upper level names the entries under it', async () => {
    const large = rawLog(shortEntries(600));
    const path = 'tile/1/000.p/2';
    expect(await findings(changed(large, path, flipped(large.get(path)!, 300)))).toEqual([
      {
        code: 'HASH_CHANGED',
        file: path,
        entry: 256,
        message: 'the hash over entries 256 to 511 was changed',
      },
    ]);
    const lower = 'tile/0/001';
    expect(await findings(changed(large, lower, flipped(large.get(lower)!, 8)))).toEqual([
      { code: 'HASH_CHANGED', file: lower, entry: 256, message: 'the hash of entry 256 was changed' },
    ]);
    const without: Files = new Map(large);
    without.delete('tile/entries/001');
    without.delete('tile/0/001');
    expect(await findings(without)).toContainEqual({
      code: 'STOPPED',
      file: 'tile/entries/001',
      entry: 256,
      message: 'entry 256 is lost; nothing after it was checked',
    });
  });
});
