import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ensureDirectory,
  ensurePrivateDirectory,
  PRIVATE_FILE,
  realFileSystem,
  removeLeftovers,
  writeFileAtomically,
} from '../../src/files/index.ts';
import { besideName, outputOf } from '../../src/files/partial.ts';
import { errorOf, failingDisk, orphan, scratch, treeOf } from './helpers.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('writeFileAtomically', () => {
  it('writes text as UTF-8 and bytes as they are, making parent folders', async () => {
    const folder = scratch();
    await writeFileAtomically(join(folder, 'a/b/text'), 'Siân\n');
    await writeFileAtomically(join(folder, 'a/bytes'), Uint8Array.of(0, 255));
    expect(readFileSync(join(folder, 'a/b/text'))).toEqual(Buffer.from('Siân\n'));
    expect([...readFileSync(join(folder, 'a/bytes'))]).toEqual([0, 255]);
    expect(readdirSync(join(folder, 'a')).sort()).toEqual(['b', 'bytes']);
  });

  it('flushes the bytes before it gives the name, and the name before it returns', async () => {
    const path = join(scratch(), 'x');
    const fresh = failingDisk(Number.POSITIVE_INFINITY, '');
    await writeFileAtomically(path, 'data', {}, fresh.files);
    const written = ['inspect', 'makeDirectories', 'create', 'write', 'sync', 'close'];
    expect(fresh.calls).toEqual([...written, 'link', 'remove', 'syncDirectory']);
    const again = failingDisk(Number.POSITIVE_INFINITY, '');
    await writeFileAtomically(path, 'data', { replace: true }, again.files);
    expect(again.calls).toEqual([...written, 'rename', 'syncDirectory']);
  });

  it('refuses an existing output, and replaces it when told to', async () => {
    const path = join(scratch(), 'agreement.yaml');
    await writeFileAtomically(path, 'old');
    const error = await errorOf(() => writeFileAtomically(path, 'new'));
    expect(error).toMatchObject({ code: 'OUTPUT_EXISTS', exitCode: 2, place: { file: path } });
    expect(readFileSync(path, 'utf8')).toBe('old');
    await writeFileAtomically(path, 'new', { replace: true });
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('never replaces a folder, and replaces a link rather than what it points to', async () => {
    const folder = scratch();
    mkdirSync(join(folder, 'work'));
    const error = await errorOf(() => writeFileAtomically(join(folder, 'work'), 'x', { replace: true }));
    expect(error.code).toBe('OUTPUT_EXISTS');
    writeFileSync(join(folder, 'elsewhere'), 'kept');
    symlinkSync('elsewhere', join(folder, 'link'));
    await writeFileAtomically(join(folder, 'link'), 'new', { replace: true });
    expect(treeOf(folder)).toEqual({ elsewhere: 'kept', link: 'new' });
  });

  it('gives a key file mode 0600 and keeps the mode of what it replaces', async () => {
    const path = join(scratch(), 'project.key');
    await writeFileAtomically(path, 'secret', { mode: PRIVATE_FILE });
    expect(modeOf(path)).toBe(0o600);
    await writeFileAtomically(path, 'other', { replace: true });
    expect(modeOf(path)).toBe(0o600);
  });

  it('writes every byte when the disk takes a few at a time, and stops when it takes none', async () => {
    const taking = (count: number) => ({
      ...realFileSystem,
      create: async (path: string, mode: number) => {
        const handle = await realFileSystem.create(path, mode);
        return {
          write: async (bytes: Uint8Array) =>
            count === 0 ? { bytesWritten: 0 } : handle.write(bytes.subarray(0, count)),
          sync: () => handle.sync(),
          close: () => handle.close(),
        };
      },
    });
    const folder = scratch();
    await writeFileAtomically(join(folder, 'slow'), 'abcdefgh', {}, taking(3));
    const error = await errorOf(() => writeFileAtomically(join(folder, 'none'), 'abc', {}, taking(0)));
    expect(error).toMatchObject({ code: 'DISK_ERROR', place: { file: join(folder, 'none') } });
    expect(treeOf(folder)).toEqual({ slow: 'abcdefgh' });
  });

  it('does without hard links where the disk has none, and still overwrites nothing', async () => {
    const folder = scratch();
    const without = {
      ...realFileSystem,
      link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })),
    };
    await writeFileAtomically(join(folder, 'x'), 'first', {}, without);
    const late = { ...without, inspect: inspectBlindOnce() };
    const error = await errorOf(() => writeFileAtomically(join(folder, 'x'), 'second', {}, late));
    expect(error.code).toBe('OUTPUT_EXISTS');
    expect(treeOf(folder)).toEqual({ x: 'first' });
  });

  it('overwrites nothing when the output appears while it writes', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'x'), 'from another process');
    const blind = { ...realFileSystem, inspect: inspectBlindOnce() };
    const error = await errorOf(() => writeFileAtomically(join(folder, 'x'), 'mine', {}, blind));
    expect(error.code).toBe('OUTPUT_EXISTS');
    expect(treeOf(folder)).toEqual({ x: 'from another process' });
  });

  it('passes over a leftover that has the name it wanted', async () => {
    const folder = scratch();
    let refusals = 2;
    const taken = {
      ...realFileSystem,
      create: (path: string, mode: number) => {
        refusals -= 1;
        if (refusals >= 0) return Promise.reject(Object.assign(new Error('taken'), { code: 'EEXIST' }));
        return realFileSystem.create(path, mode);
      },
    };
    await writeFileAtomically(join(folder, 'x'), 'data', {}, taken);
    expect(treeOf(folder)).toEqual({ x: 'data' });
  });
});

/** A disk that does not see the output the first time it looks. */
function inspectBlindOnce() {
  let looks = 0;
  return (path: string) => {
    looks += 1;
    return looks === 1 ? Promise.resolve(undefined) : realFileSystem.inspect(path);
  };
}

describe('a failing disk', () => {
  it('names the output, and not what it is called while it is built', () => {
    const target = join(scratch(), 'events');
    const path = join(besideName(target, 'partial'), 'events.csv');
    expect(outputOf(path)).toBe(join(target, 'events.csv'));
  });

  const codes = [
    ['ENOSPC', 'DISK_FULL', 3],
    ['EDQUOT', 'DISK_QUOTA', 3],
    ['EACCES', 'NOT_WRITABLE', 3],
    ['EPERM', 'NOT_WRITABLE', 3],
    ['EROFS', 'DISK_READ_ONLY', 3],
    ['EIO', 'DISK_ERROR', 3],
    ['EFBIG', 'FILE_TOO_LARGE', 3],
    ['EBUSY', 'OUTPUT_BUSY', 3],
    ['EMFILE', 'TOO_MANY_FILES', 3],
    ['ENAMETOOLONG', 'OUTPUT_PATH', 2],
    ['ESTALE', 'WRITE_FAILED', 3],
  ] as const;

  it.each(codes)('calls %s by the name %s', async (system, code, exitCode) => {
    const path = join(scratch(), 'x');
    const disk = failingDisk(2, system);
    const error = await errorOf(() => writeFileAtomically(path, 'data', {}, disk.files));
    expect(disk.calls[2]).toBe('create');
    expect(error).toMatchObject({ code, exitCode, place: { file: path } });
    expect(error.message).not.toContain('value from a file');
    expect(error.hint).not.toBe('');
  });

  // Whether a fault comes before or after the point of no return, a whole file stands under the name or none.
  for (const replace of [false, true]) {
    for (const killed of [false, true]) {
      it(`leaves old or new, ${replace ? 'replacing' : 'fresh'}, ${killed ? 'killed' : 'failing'} at each call`, async () => {
        let failures = 0;
        for (let failAt = 0; ; failAt += 1) {
          const folder = scratch();
          const path = join(folder, 'x');
          if (replace) writeFileSync(path, 'old');
          const disk = failingDisk(failAt, 'ENOSPC', killed);
          const write = writeFileAtomically(path, 'new', { replace }, disk.files);
          const outcome = await write.then(
            () => 'done',
            (error: { code: string }) => error.code,
          );
          orphan(folder);
          if (killed || outcome === 'done') await removeLeftovers(folder);
          const before = replace ? { x: 'old' } : {};
          const after = { x: 'new' };
          // Replacing cannot be taken back when the very last call fails.
          const undone = replace && disk.calls[failAt] === 'syncDirectory' ? after : before;
          const possible = killed ? [before, after] : [undone];
          expect(outcome === 'done' ? [after] : possible).toContainEqual(treeOf(folder));
          expect(['done', 'DISK_FULL']).toContain(outcome);
          if (failAt >= disk.calls.length) break;
          if (outcome !== 'done') failures += 1;
        }
        expect(failures).toBeGreaterThanOrEqual(7);
      });
    }
  }
});

describe('folders', () => {
  it('makes a private folder, and makes an open one private', async () => {
    const folder = scratch();
    await ensurePrivateDirectory(join(folder, 'a/party'));
    expect(modeOf(join(folder, 'a/party'))).toBe(0o700);
    chmodSync(join(folder, 'a/party'), 0o755);
    await ensurePrivateDirectory(join(folder, 'a/party'));
    expect(modeOf(join(folder, 'a/party'))).toBe(0o700);
  });

  it('takes a folder or a link to one, and refuses a file', async () => {
    const folder = scratch();
    await ensureDirectory(join(folder, 'outbox'));
    symlinkSync('outbox', join(folder, 'link'));
    await ensureDirectory(join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    for (const ensure of [ensureDirectory, ensurePrivateDirectory]) {
      expect((await errorOf(() => ensure(join(folder, 'file')))).code).toBe('OUTPUT_EXISTS');
      expect((await errorOf(() => ensure(join(folder, 'file/below')))).code).toBe('OUTPUT_PATH');
    }
  });

  it('says so when the mode of a private folder cannot be set', async () => {
    const path = join(scratch(), 'party');
    const error = await errorOf(() => ensurePrivateDirectory(path, failingDisk(1, 'EPERM').files));
    expect(error).toMatchObject({ code: 'NOT_WRITABLE', place: { file: path } });
  });
});
