import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOfFile, openForWriting, openScratchFile } from '../../src/files/index.ts';
import { errorOf, failingDisk, fileOf, scratch } from './helpers.ts';

const sha256 = (data: Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

describe('openForWriting', () => {
  it('knows the digest of "abc" (FIPS 180-4, appendix B.1 of FIPS 180-2)', async () => {
    const path = join(scratch(), 'abc');
    const writer = await openForWriting(path);
    await writer.write('a');
    await writer.write(Buffer.from('bc'));
    const expected = {
      hash: 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      bytes: 3,
    };
    expect(await writer.end()).toEqual(expected);
    expect(await digestOfFile(path)).toEqual(expected);
  });

  it('writes chunks of any size in order', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const path = join(scratch(), 'x');
        const writer = await openForWriting(path);
        const chunks = lengths.map((length, index) => Buffer.alloc(length, index + 65));
        for (const chunk of chunks) {
          await writer.write(chunk);
          chunk.fill(0);
        }
        const whole = Buffer.concat(lengths.map((length, index) => Buffer.alloc(length, index + 65)));
        expect(await writer.end()).toEqual({ hash: sha256(whole), bytes: whole.length });
        expect(readFileSync(path).equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses an existing file and a folder that is not there', async () => {
    const path = fileOf('kept');
    expect((await errorOf(() => openForWriting(path))).code).toBe('OUTPUT_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe('kept');
    const error = await errorOf(() => openForWriting(join(scratch(), 'none/x')));
    expect(error.code).toBe('OUTPUT_PATH');
  });

  it('removes the file when abandoned, and keeps it after the end', async () => {
    const folder = scratch();
    const gone = await openForWriting(join(folder, 'gone'));
    await gone.write('half');
    await gone.abandon();
    const kept = await openForWriting(join(folder, 'kept'));
    await kept.end();
    await kept.abandon();
    expect([existsSync(join(folder, 'gone')), existsSync(join(folder, 'kept'))]).toEqual([false, true]);
  });

  it.each(['create', 'write', 'sync', 'close'])('leaves no file and names it when %s fails', async (call) => {
    const failAt = ['create', 'write', 'sync', 'close'].indexOf(call);
    const path = join(scratch(), 'tokens.csv');
    const disk = failingDisk(failAt, 'ENOSPC');
    const error = await errorOf(async () => {
      const writer = await openForWriting(path, {}, disk.files);
      await writer.write(Buffer.alloc(300_000));
      await writer.end();
    });
    expect(disk.calls[failAt]).toBe(call);
    expect(error).toMatchObject({ code: 'DISK_FULL', place: { file: path } });
    expect(existsSync(path)).toBe(false);
  });
});

describe('openScratchFile', () => {
  it('holds what was written, for this account alone, until it is abandoned or ended', async () => {
    const folder = scratch();
    const kept = await openScratchFile(join(folder, 'kept'));
    await kept.write(Buffer.from('one '));
    await kept.write(Buffer.from('two'));
    await kept.end();
    await kept.abandon();
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('one two');
    expect(statSync(join(folder, 'kept')).mode & 0o077).toBe(0);
    const gone = await openScratchFile(join(folder, 'gone'));
    await gone.write(Buffer.from('half'));
    await gone.abandon();
    await gone.abandon();
    expect(existsSync(join(folder, 'gone'))).toBe(false);
    expect((await errorOf(() => openScratchFile(join(folder, 'kept')))).code).toBe('OUTPUT_EXISTS');
  });

  it.each(['create', 'write', 'close'])('leaves no file and names it when %s fails', async (call) => {
    const failAt = ['create', 'write', 'close'].indexOf(call);
    const path = join(scratch(), 'spilled');
    const disk = failingDisk(failAt, 'ENOSPC');
    const error = await errorOf(async () => {
      const file = await openScratchFile(path, disk.files);
      await file.write(Buffer.alloc(10));
      await file.end();
    });
    expect(disk.calls[failAt]).toBe(call);
    expect(error).toMatchObject({ code: 'DISK_FULL', place: { file: path } });
    expect(existsSync(path)).toBe(false);
  });
});

describe('digestOfFile', () => {
  it('reads files longer than its buffer', async () => {
    const data = Buffer.alloc(2_500_000, 'throughline');
    expect(await digestOfFile(fileOf(data))).toEqual({ hash: sha256(data), bytes: data.length });
  });

  it('names a file that is not there or is a folder', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'x'), '');
    for (const path of [folder, join(folder, 'none')]) {
      expect(await errorOf(() => digestOfFile(path))).toMatchObject({
        code: 'FILE_NOT_READABLE',
        place: { file: path },
      });
    }
  });
});
