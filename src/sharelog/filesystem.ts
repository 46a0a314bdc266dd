/**
 * The calls on files that the log is made of, in one place so that a test can make any of them fail. Every
 * path is absolute. Nothing here follows a link at the last step of a path it reads.
 */
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { systemCode } from '../errors.ts';

export type Kind = 'file' | 'folder' | 'link' | 'other';

export interface FileSystem {
  /** What lies at `path`; undefined when nothing does. */
  kind(path: string): Promise<Kind | undefined>;
  /** Names in a folder, sorted; empty when it does not exist. */
  list(path: string): Promise<string[]>;
  /** The bytes of a regular file of at most `limit` bytes; undefined when there is none. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  /** A new file with these bytes, flushed to the disk; fails with EEXIST when the name is taken. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** A folder and those above it, if missing. */
  makeFolder(path: string): Promise<void>;
  /** A second name for a file; fails with EEXIST when the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  /** No complaint when there is nothing. */
  remove(path: string): Promise<void>;
  /** An empty folder. */
  removeFolder(path: string): Promise<void>;
  /** Flushes a folder's names to the disk. */
  flushFolder(path: string): Promise<void>;
}

/** The machine's own files. */
export const diskFiles: FileSystem = {
  async kind(path) {
    try {
      const found = await lstat(path);
      if (found.isFile()) return 'file';
      if (found.isDirectory()) return 'folder';
      return found.isSymbolicLink() ? 'link' : 'other';
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async list(path) {
    try {
      return (await readdir(path)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },

  async read(path, limit) {
    const kind = await this.kind(path);
    if (kind === undefined) return undefined;
    if (kind !== 'file') throw Object.assign(new Error('not a regular file'), { code: 'ENOTFILE' });
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { size } = await handle.stat();
      if (size > limit) throw Object.assign(new Error('file too large'), { code: 'EFBIG' });
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  },

  async create(path, bytes) {
    const handle = await open(path, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },

  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },

  async link(from, to) {
    await link(from, to);
  },

  async rename(from, to) {
    await rename(from, to);
  },

  async remove(path) {
    try {
      await unlink(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },

  async removeFolder(path) {
    await rmdir(path);
  },

  /** Windows cannot open a folder for this, and needs no such call. */
  async flushFolder(path) {
    if (process.platform === 'win32') return;
    const handle = await open(path, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
