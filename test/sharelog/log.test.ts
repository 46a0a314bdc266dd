import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkConsistency,
  checkProof,
  diskFiles,
  leafHash,
  logOnlyPolicy,
  makeProof,
  openCheckpoint,
  proveConsistency,
  readEntries,
  type ShareLog,
  signCheckpoint,
  signerFromSeed,
  TileReader,
  verifierOf,
  verifyLog,
} from '../../src/sharelog/index.ts';
import { draft, fixedAmbient, logOf, ORIGIN, openLog, scratch, signer } from './helpers.ts';

const verified = (workspace: string) =>
  verifyLog(join(workspace, 'log'), { rememberedHead: join(workspace, 'head.json') });
const rolledBack = (message: string) =>
  expect.objectContaining({ code: 'LOG_ROLLED_BACK', exitCode: 1, message });

describe('a log', () => {
  test('starts empty and whole', async () => {
    const workspace = await scratch();
    const log = await openLog(workspace);
    expect([log.size, log.origin]).toEqual([0, ORIGIN]);
    expect(await verified(workspace)).toMatchObject({
      ok: true,
      size: 0,
      remembered: 'same',
      findings: [],
      notes: [],
    });
    expect((await readdir(join(workspace, 'log'))).sort()).toEqual([
      'checkpoint',
      'checkpoints',
      'policy',
      'tmp',
    ]);
  });

  test.each([1, 7, 255, 256, 257, 700])('of %d entries is whole', async (size) => {
    const workspace = await logOf(size, 93);
    expect(await verified(workspace)).toMatchObject({
      ok: true,
      size,
      remembered: 'same',
      findings: [],
      notes: [],
    });
  });

  test('is appended to one by one, across a full tile, which then stands alone', async () => {
    const workspace = await logOf(250, 250);
    const log = await openLog(workspace);
    for (let i = 0; i < 10; i += 1) {
      const [appended] = await log.append([draft('denial')]);
      expect(appended?.index).toBe(250 + i);
    }
    expect(log.size).toBe(260);
    expect(await verified(workspace)).toMatchObject({ ok: true, size: 260, findings: [], notes: [] });
    const types: unknown[] = [];
    for await (const entry of readEntries(join(workspace, 'log'), { from: 248 }))
      types.push(entry.fields.type);
    expect(types).toEqual(['collection', 'collection', ...Array.from({ length: 10 }, () => 'denial')]);
    expect(await readdir(join(workspace, 'log', 'tile', '0'))).toEqual(['000', '001.p']);
  });

  test('of the same drafts, time and chance has the same bytes', async () => {
    const [a, b] = [await logOf(5), await logOf(5)];
    for (const path of ['checkpoint', 'checkpoints/3', 'tile/entries/000.p/5', 'tile/0/000.p/5']) {
      expect(await readFile(join(a, 'log', path))).toEqual(await readFile(join(b, 'log', path)));
    }
  });

  test('takes nothing when asked to append nothing', async () => {
    const log = await openLog(await logOf(2));
    expect(await log.append([])).toEqual([]);
    expect(log.size).toBe(2);
  });

  test('takes all drafts or none', async () => {
    const workspace = await logOf(2);
    const log = await openLog(workspace);
    const secret = { ...draft(), details: { reference: '0123456789abcdef0123456789abcdef' } };
    await expect(log.append([draft(), secret])).rejects.toThrow('looks like a token or a record reference');
    expect(await verified(workspace)).toMatchObject({ ok: true, size: 2, findings: [], notes: [] });
  });

  test('goes on under other hands: what one object appended, another continues', async () => {
    const workspace = await logOf(1);
    const [a, b] = [await openLog(workspace), await openLog(workspace)];
    await a.append([draft()]);
    const [appended] = await b.append([draft()]);
    expect([appended?.index, a.size, b.size]).toEqual([2, 2, 3]);
    expect(await verified(workspace)).toMatchObject({ ok: true, size: 3 });
  });

  test('each append costs the same reads, whatever the size', async () => {
    const readsAt = async (size: number): Promise<number> => {
      const workspace = await logOf(size, size);
      const reads: string[] = [];
      const files = {
        ...diskFiles,
        read: (path: string, limit: number) => {
          reads.push(path);
          return diskFiles.read(path, limit);
        },
      };
      const log = await openLog(workspace, { files });
      await log.append([draft()]);
      return reads.length;
    };
    const [small, large] = [await readsAt(300), await readsAt(3000)];
    expect(large).toBe(small);
  });
});

describe('old proofs', () => {
  test('stay valid however a log grows', async () => {
    const policy = logOnlyPolicy(verifierOf(signer));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
        async (lots) => {
          const workspace = await scratch();
          const folder = join(workspace, 'log');
          const log: ShareLog = await openLog(workspace);
          const heads: { size: number; checkpoint: Uint8Array; proof: Uint8Array; entry: Uint8Array }[] = [];
          for (const lot of lots) {
            const appended = await log.append(Array.from({ length: lot }, () => draft()));
            const checkpoint = Buffer.from(appended[0]!.checkpoint);
            const { index } = appended.at(-1)!;
            const proof = await makeProof(folder, index, checkpoint);
            for await (const { bytes: entry } of readEntries(folder, { from: index })) {
              heads.push({ size: log.size, checkpoint, proof, entry });
            }
          }
          const newest = openCheckpoint(heads.at(-1)!.checkpoint, policy.logs);
          const reader = new TileReader(folder, newest.size);
          for (const { size, checkpoint, proof, entry } of heads) {
            const old = openCheckpoint(checkpoint, policy.logs);
            expect(old.size).toBe(size);
            const consistency = await proveConsistency(reader, size, newest.size);
            expect(checkConsistency(size, old.root, newest.size, newest.root, consistency)).toBe(true);
            expect(checkProof(proof, entry, policy).index).toBe(size - 1);
            expect(await makeProof(folder, size - 1, checkpoint)).toEqual(new Uint8Array(proof));
          }
          expect(await verified(workspace)).toMatchObject({ ok: true, size: newest.size, findings: [] });
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('a log that was rolled back', () => {
  test('to an older copy of itself is refused and reported', async () => {
    const workspace = await logOf(5);
    await cp(join(workspace, 'log'), join(workspace, 'copy'), { recursive: true });
    const log = await openLog(workspace);
    await log.append([draft(), draft(), draft(), draft()]);
    await rm(join(workspace, 'log'), { recursive: true });
    await cp(join(workspace, 'copy'), join(workspace, 'log'), { recursive: true });
    await expect(log.append([draft()])).rejects.toThrow(
      rolledBack('log/checkpoint: ROLLED BACK from 9 to 5 entries'),
    );
    await expect(openLog(workspace)).rejects.toThrow(
      rolledBack('log/checkpoint: ROLLED BACK from 9 to 5 entries'),
    );
    expect(await verified(workspace)).toMatchObject({
      ok: false,
      remembered: 'differs',
      findings: [
        { code: 'ROLLED_BACK', file: 'checkpoint', entry: 5, message: 'ROLLED BACK from 9 to 5 entries' },
      ],
    });
    expect((await verifyLog(join(workspace, 'log'))).ok).toBe(true);
  });

  test('and grown again with other entries is refused and reported', async () => {
    const workspace = await logOf(5);
    const other = await logOf(0);
    const fork = await openLog(other, { ambient: fixedAmbient('2026-04-02T09:00:00.000Z') });
    await fork.append(Array.from({ length: 7 }, () => draft('erasure')));
    await rm(join(workspace, 'log'), { recursive: true });
    await cp(join(other, 'log'), join(workspace, 'log'), { recursive: true });
    const message = 'log/checkpoint: the first 5 entries of the share log are not the ones remembered';
    await expect(openLog(workspace)).rejects.toThrow(rolledBack(message));
    expect(await verified(workspace)).toMatchObject({
      ok: false,
      remembered: 'differs',
      findings: [{ code: 'INCONSISTENT', file: 'checkpoint' }],
    });
  });

  test('to nothing is refused and reported', async () => {
    const workspace = await logOf(3);
    await rm(join(workspace, 'log'), { recursive: true });
    await expect(openLog(workspace)).rejects.toThrow(
      rolledBack('log/checkpoint: the share log is missing: it had 3 entries'),
    );
    expect((await verified(workspace)).findings.map(({ file }) => file)).toEqual(['policy', 'checkpoint']);
  });

  test('by losing only its checkpoint is refused', async () => {
    const workspace = await logOf(3);
    await rm(join(workspace, 'log', 'checkpoint'));
    await rm(join(workspace, 'head.json'));
    await expect(openLog(workspace)).rejects.toThrow(expect.objectContaining({ code: 'LOG_ROLLED_BACK' }));
  });

  test('by an old checkpoint laid where an interrupted append leaves one is not carried through', async () => {
    const workspace = await logOf(3);
    await cp(join(workspace, 'log/checkpoints/2'), join(workspace, 'log/tmp/checkpoint'));
    const log = await openLog(workspace);
    expect(log.size).toBe(3);
    expect(await readdir(join(workspace, 'log/tmp'))).toEqual([]);
    expect(await verified(workspace)).toMatchObject({ ok: true, size: 3, findings: [], notes: [] });
  });

  test('is not carried on by a signed checkpoint whose entries are not there', async () => {
    const workspace = await logOf(3);
    const forged = signCheckpoint({ origin: ORIGIN, size: 4, root: leafHash(new Uint8Array(1)) }, signer);
    await writeFile(join(workspace, 'log/tmp/checkpoint'), forged);
    await expect(openLog(workspace)).rejects.toThrow(expect.objectContaining({ code: 'LOG_DAMAGED' }));
  });
});

describe('the head remembered', () => {
  test('lies outside the log and says what was compared', async () => {
    const workspace = await logOf(2);
    expect((await openLog(workspace)).remembered).toBe('same');
    const head = await readFile(join(workspace, 'head.json'));
    await (await openLog(workspace)).append([draft()]);
    await writeFile(join(workspace, 'head.json'), head);
    expect((await openLog(workspace)).remembered).toBe('grown');
    expect(await verified(workspace)).toMatchObject({ ok: true, remembered: 'grown' });
    await rm(join(workspace, 'head.json'));
    expect((await openLog(workspace)).remembered).toBe('none');
    expect(await verified(workspace)).toMatchObject({ ok: true, remembered: 'none' });
  });

  test.each(['', '{}', '{"checkpoint":1}', 'x', '{"checkpoint":"x"}\n', '[]'])(
    'is refused as %j',
    async (text) => {
      const workspace = await logOf(1);
      await writeFile(join(workspace, 'head.json'), text);
      await expect(openLog(workspace)).rejects.toThrow(expect.objectContaining({ code: 'HEAD' }));
    },
  );
});

describe('a log is not opened', () => {
  test('with the key of another party', async () => {
    const workspace = await logOf(1);
    const other = signerFromSeed(ORIGIN, new Uint8Array(32).fill(8));
    await expect(openLog(workspace, { signer: other })).rejects.toThrow(
      expect.objectContaining({ code: 'LOG_KEY' }),
    );
  });

  test('without its policy', async () => {
    const workspace = await logOf(1);
    await rm(join(workspace, 'log/policy'));
    await expect(openLog(workspace)).rejects.toThrow('log/policy: the file is missing');
  });

  test.each(['tile/0/000.p/3', 'tile/entries/000.p/3'])('when %s was changed', async (path) => {
    const workspace = await logOf(3);
    const bytes = await readFile(join(workspace, 'log', path));
    bytes[9]! ^= 1;
    await writeFile(join(workspace, 'log', path), bytes);
    await expect(openLog(workspace)).rejects.toThrow(
      expect.objectContaining({ code: 'LOG_DAMAGED', exitCode: 1 }),
    );
  });
});

describe('the clock', () => {
  test('may stand still but not be behind the last entry', async () => {
    const ambient = fixedAmbient('2026-04-01T09:00:00.000Z');
    const workspace = await scratch();
    const log = await openLog(workspace, { ambient });
    await log.append([draft()]);
    await log.append([draft()]);
    ambient.moveTo('2026-04-01T08:59:59.999Z');
    await expect(log.append([draft()])).rejects.toThrow(
      expect.objectContaining({ code: 'CLOCK_BEHIND', message: expect.stringContaining('clock behind') }),
    );
    ambient.moveTo('2026-04-01T09:00:00.001Z');
    await log.append([draft()]);
    expect(log.size).toBe(3);
  });

  test('that was once ahead is waited for, and the refusal says until when', async () => {
    const ambient = fixedAmbient('2027-04-01T09:00:00.500Z');
    const log = await openLog(await scratch(), { ambient });
    await log.append([draft()]);
    ambient.moveTo('2026-04-01T09:00:00.000Z');
    await expect(log.append([draft()])).rejects.toMatchObject({
      code: 'CLOCK_BEHIND',
      exitCode: 1,
      message:
        'clock behind: the last entry of the share log is of 2027-04-01 09:00:00 UTC, ' +
        "and this machine's clock says 2026-04-01 09:00:00 UTC",
      hint: expect.stringContaining('wait until 2027-04-01 09:00:01 UTC'),
    });
    expect(log.size).toBe(1);
    ambient.moveTo('2027-04-01T09:00:01.000Z');
    await log.append([draft()]);
    expect(log.size).toBe(2);
  });

  test('is read again at each append, also behind a full tile', async () => {
    const workspace = await logOf(256, 256);
    const log = await openLog(workspace, { ambient: fixedAmbient('2026-03-01T09:00:00.000Z') });
    await expect(log.append([draft()])).rejects.toThrow(expect.objectContaining({ code: 'CLOCK_BEHIND' }));
  });

  test.each(['1970-01-01T00:00:05.000Z', '2019-12-31T23:59:59.999Z', '+010000-01-01T00:00:00.000Z'])(
    'that says %s was not set',
    async (now) => {
      const log = await openLog(await scratch(), { ambient: fixedAmbient(now) });
      await expect(log.append([draft()])).rejects.toThrow(expect.objectContaining({ code: 'CLOCK_UNSET' }));
    },
  );
});

test('a folder that cannot be written to is said to be so, without its path', async () => {
  const workspace = await scratch();
  await writeFile(join(workspace, 'log'), 'a file in the way');
  await expect(openLog(workspace)).rejects.toThrow(
    expect.objectContaining({
      code: 'LOG_WRITE',
      exitCode: 3,
      message: expect.not.stringContaining(workspace),
    }),
  );
});
