import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeHead } from '../../src/sharelog/head.ts';
import { diskFiles, type LogFiles, verifySince } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog, scratch } from './helpers.ts';
import { rawLog, shortEntries, shortEntry, toDisk } from './rawlog.ts';

/** A log on disk and the head that was remembered when it had so many entries. */
async function grown(entries: readonly Uint8Array[], remembered: number | undefined) {
  const folder = await toDisk(rawLog(entries));
  const head = join(await scratch(), 'head.json');
  if (remembered !== undefined) {
    await writeHead(diskFiles, head, rawLog(entries.slice(0, remembered)).get('checkpoint')!);
  }
  return { folder, head };
}

const verdict = async (entries: readonly Uint8Array[], remembered: number | undefined) => {
  const { folder, head } = await grown(entries, remembered);
  return (await verifySince(folder, head)).fault;
};

describe('a log since its last verified checkpoint', () => {
  test.each([
    [3, 3],
    [3, 0],
    [3, undefined],
    [700, 300],
    [256, 255],
    [257, 256],
  ])('of %i entries, %s of them verified before, is sound', async (size, remembered) => {
    expect(await verdict(shortEntries(size), remembered)).toBeUndefined();
  });

  test('tells the time of its newest entry', async () => {
    const { folder, head } = await grown(shortEntries(3), 1);
    expect((await verifySince(folder, head)).lastEntryAt).toBe('2026-04-01T00:02:00.000Z');
  });

  test('that grows while it is looked at is sound', async () => {
    const workspace = await logOf(3);
    const [folder, head] = [join(workspace, 'log'), join(workspace, 'head.json')];
    const log = await openLog(workspace);
    let appended = 0;
    const growing = (): LogFiles => ({
      ...diskFiles,
      async read(path, most) {
        const bytes = await diskFiles.read(path, most);
        if (path === join(folder, 'checkpoint')) {
          await log.append([draft()]);
          appended += 1;
        }
        return bytes;
      },
    });
    expect((await verifySince(folder, head, { files: growing() })).fault).toBeUndefined();
    expect((await openLog(workspace, { files: growing() })).size).toBeGreaterThan(2);
    expect(appended).toBeGreaterThan(1);
  });

  test('that is not there yet has nothing wrong with it', async () => {
    const folder = await scratch();
    expect(await verifySince(join(folder, 'log'), join(folder, 'head.json'))).toEqual({
      fault: undefined,
      lastEntryAt: undefined,
    });
  });

  test.each<[string, (seq: number) => Uint8Array, string]>([
    [
      'is not canonical',
      () => Buffer.from('{ "v": 1 }'),
      'entry 5 of the share log is not sound: the JSON is not in canonical form',
    ],
    [
      'has another number',
      () => shortEntry(6),
      'entry 5 of the share log is not sound: the entry does not carry its own number',
    ],
    [
      'is of an unknown type',
      (seq) => shortEntry(seq, { type: 'gossip' }),
      'entry 5 of the share log is not sound: the entry is of a type this program does not know',
    ],
    [
      'goes back in time by a millisecond',
      (seq) => shortEntry(seq, { at: '2026-04-01T00:03:59.999Z' }),
      'entry 5 of the share log is earlier than the one before it',
    ],
  ])('in which a new entry %s does not verify', async (_, make, expected) => {
    const entries = shortEntries(8);
    entries[5] = make(5);
    expect(await verdict(entries, 4)).toBe(expected);
    expect(await verdict(entries, 5)).toBe(expected);
    expect(await verdict(entries, 8)).toBeUndefined();
  });

  test('that was rolled back by one entry, or rewritten in one, does not verify', async () => {
    const entries = shortEntries(8);
    const { folder } = await grown(entries.slice(0, 7), undefined);
    const head = join(await scratch(), 'head.json');
    await writeHead(diskFiles, head, rawLog(entries).get('checkpoint')!);
    expect((await verifySince(folder, head)).fault).toBe('the share log was rolled back from 8 to 7 entries');
    const rewritten = shortEntries(9);
    rewritten[2] = shortEntry(2, { org: 'x' });
    const other = await toDisk(rawLog(rewritten));
    expect((await verifySince(other, head)).fault).toBe(
      'the first 8 entries of the share log are not the ones remembered',
    );
  });

  test('in which a byte of a new entry was changed does not verify', async () => {
    const { folder, head } = await grown(shortEntries(300), 200);
    const bundle = join(folder, 'tile/entries/000');
    const bytes = await readFile(bundle);
    bytes[bytes.length - 3] = bytes[bytes.length - 3]! ^ 1;
    await writeFile(bundle, bytes);
    expect((await verifySince(folder, head)).fault).toBe(
      'entry 255 of the share log is not the one that was logged',
    );
  });
});
