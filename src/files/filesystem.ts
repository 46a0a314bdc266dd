/**
 * The few file-system calls that writing needs, as an interface, so that a test can make any one of them
 * fail. Everything else in this folder writes through it.
 */
import { chmod, link, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../errors.ts';

/** A file open for writing. */
export interface OutputHandle {
  /** Writes some of `bytes`, at least one, and says how many (a disk may take fewer than it was given). */
  write(bytes: Uint8Array): Promise<{ bytesWritten: number }>;
  /** Returns once the disk holds what was written. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What {@link FileSystem.inspect} tells about a path; a link is never followed. */
export interface PathFacts {
  readonly kind: 'file' | 'directory' | 'other';
  /** Permission bits, e.g. `0o600`. */
  readonly mode: number;
}

export interface FileSystem {
  /** Opens a new file for writing; throws `EEXIST` when there is anything of that name. */
  readonly create: (path: string, mode: number) => Promise<OutputHandle>;
  /** Flushes a finished file to disk. */
  readonly syncFile: (path: string) => Promise<void>;
  /** Flushes the names in a folder to disk. */
  readonly syncDirectory: (path: string) => Promise<void>;
  /** A second name for a file; throws `EEXIST` when the name is taken. */
  readonly link: (from: string, to: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes a folder and its missing parents; an existing one is left as it is. */
  readonly makeDirectories: (path: string, mode: number) => Promise<void>;
  /** Makes one folder; throws `EEXIST` when there is anything of that name. */
  readonly makeDirectory: (path: string, mode: number) => Promise<void>;
  /** Removes a file or a whole folder; what is not there counts as removed. */
  readonly remove: (path: string) => Promise<void>;
  readonly setMode: (path: string, mode: number) => Promise<void>;
  /** The names in a folder, in no order. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** What a path is, or undefined when there is nothing. */
  readonly inspect: (path: string) => Promise<PathFacts | undefined>;
}

const windows = process.platform === 'win32';

/** The machine's own disk. */
export const realFileSystem: FileSystem = {
  // Appending: of a file that is cut short while it is written, the rest would else be a hole of its right length.
  create: (path, mode) => open(path, 'ax', mode),
  syncFile: (path) => synced(path, windows ? 'r+' : 'r'),
  // Windows has no call that flushes a folder: its renames are journalled.
  syncDirectory: (path) => (windows ? Promise.resolve() : synced(path, 'r')),
  link,
  rename: (from, to) => (windows ? renamePatiently(from, to) : rename(from, to)),
  makeDirectories: async (path, mode) => {
    await mkdir(path, { recursive: true, mode });
  },
  makeDirectory: async (path, mode) => {
    await mkdir(path, { mode });
  },
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  setMode: chmod,
  list: (path) => readdir(path),
  inspect: async (path) => {
    try {
      const facts = await lstat(path);
      const kind = facts.isFile() ? 'file' : facts.isDirectory() ? 'directory' : 'other';
      return { kind, mode: facts.mode & 0o777 };
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
};

async function synced(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** On Windows a virus scanner can hold a new file for a moment, and renaming it fails until it lets go. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (const pause of [20, 80, 320]) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '')) throw error;
      await delay(pause);
    }
  }
  await rename(from, to);
}
