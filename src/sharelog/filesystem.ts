/**
 * The calls on files that the log is made of. Writing goes through the file room's own seam, so that a test
 * can make any call fail. Nothing here follows a link at the last step of a path.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../errors.ts';
import { type FileSystem, type OutputHandle, realFileSystem } from '../files/index.ts';
import { equal } from './bytes.ts';

/** `other` is a link, a device or a pipe. */
export type Kind = 'file' | 'directory' | 'other';

/** Paths are absolute. */
export interface LogFiles {
  /** What lies at `path`; undefined when nothing does. */
  kind(path: string): Promise<Kind | undefined>;
  /** Names in a folder, sorted; empty when it does not exist. */
  list(path: string): Promise<string[]>;
  /** The bytes of a regular file of at most `limit` bytes; undefined when there is none. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  /**
   * A new file with these bytes, flushed to the disk and read back. Fails with EEXIST when the name is taken;
   * after any other failure there is no such file.
   */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** A folder and those above it, if missing. */
  makeFolder(path: string): Promise<void>;
  /** A second name for a file; fails with EEXIST when the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** A file or a folder with all in it; no complaint when there is nothing. */
  remove(path: string): Promise<void>;
  /** Flushes a folder's names to the disk. */
  flushFolder(path: string): Promise<void>;
}

/** The log's calls over a file system. */
export function logFiles(system: FileSystem = realFileSystem): LogFiles {
  const kind = async (path: string): Promise<Kind | undefined> =>
    (await unlessMissing(system.inspect(path)))?.kind;
  return {
    kind,
    list: async (path) => [...((await unlessMissing(system.list(path))) ?? [])].sort(),
    read: async (path, limit) => {
      const found = await kind(path);
      if (found === undefined) return undefined;
      if (found !== 'file') throw failure('ENOTFILE');
      return unlessMissing(readWhole(path, limit));
    },
    create: async (path, bytes) => {
      const handle = await system.create(path, 0o666);
      try {
        await writeAndClose(handle, bytes);
        const kept = await readWhole(path, bytes.length);
        if (!equal(kept, bytes)) throw failure('EIO');
      } catch (error) {
        await system.remove(path).catch(() => undefined);
        throw error;
      }
    },
    makeFolder: (path) => system.makeDirectories(path, 0o777),
    link: (from, to) => system.link(from, to),
    rename: (from, to) => system.rename(from, to),
    remove: (path) => system.remove(path),
    flushFolder: (path) => system.syncDirectory(path),
  };
}

/** The machine's own files. */
export const diskFiles: LogFiles = logFiles();

/** Puts a file in the place of another, whole or not at all. Its folder's names are the caller's to flush. */
export async function replaceWhole(files: LogFiles, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  await files.makeFolder(dirname(path));
  await files.remove(temporary);
  await files.create(temporary, bytes);
  await files.rename(temporary, path);
}

async function writeAndClose(handle: OutputHandle, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes.subarray(at));
      if (bytesWritten <= 0) throw failure('EIO');
      at += bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readWhole(path: string, limit: number): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size } = await handle.stat();
    if (size > limit) throw failure('EFBIG');
    return new Uint8Array(await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });
