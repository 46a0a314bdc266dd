/**
 * Writing a file so that it appears whole under its name or not at all: it is written beside, flushed to
 * disk, and only then given its name. A job that is killed, or a disk that fills up, leaves the last good state.
 */
import { dirname } from 'node:path';
import { fault, systemCode } from '../errors.ts';
import { outputExists, writeFault } from './faults.ts';
import { type FileSystem, type OutputHandle, realFileSystem } from './filesystem.ts';
import { besideName } from './partial.ts';

/** The mode of a file that only this account may read or write: keys. */
export const PRIVATE_FILE = 0o600;
/** The mode of a folder that only this account may enter. */
export const PRIVATE_DIRECTORY = 0o700;

export interface WriteOptions {
  /** Permission bits; default `0o666` less the umask. Windows has no such bits and ignores them. */
  readonly mode?: number;
  /** Take the place of an existing file; default false. */
  readonly replace?: boolean;
}

/**
 * Writes `data` (text as UTF-8) to `path` completely or not at all. Missing parent folders are made.
 *
 * Throws `OUTPUT_EXISTS` when there is anything of that name and `replace` is not set (a folder is never
 * replaced by a file), and the errors of {@link writeFault} when the disk refuses.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
  files: FileSystem = realFileSystem,
): Promise<void> {
  const { mode = 0o666, replace = false } = options;
  const beside = besideName(path, 'partial');
  try {
    const present = await files.inspect(path);
    if (present !== undefined && (!replace || present.kind === 'directory')) throw outputExists(path);
    await files.makeDirectories(dirname(path), 0o777);
    await writeWhole(files, beside, typeof data === 'string' ? Buffer.from(data) : data, mode);
    if (replace) await files.rename(beside, path);
    else await giveFreshName(files, beside, path);
    await files.syncDirectory(dirname(path));
  } catch (error) {
    await files.remove(beside).catch(() => undefined);
    throw writeFault(error, path);
  }
}

/**
 * Makes sure that `path` is a folder which only this account may enter (mode 0700), with its parents.
 * On Windows the folder inherits its parent's access list. Throws `OUTPUT_EXISTS` when something else is there.
 */
export async function ensurePrivateDirectory(
  path: string,
  files: FileSystem = realFileSystem,
): Promise<void> {
  try {
    const present = await files.inspect(path);
    if (present !== undefined && present.kind !== 'directory') throw outputExists(path);
    if (present === undefined) await files.makeDirectories(path, PRIVATE_DIRECTORY);
    else if ((present.mode & 0o077) !== 0) await files.setMode(path, PRIVATE_DIRECTORY);
  } catch (error) {
    throw writeFault(error, path);
  }
}

/** Writes every byte, however few the disk takes at a time. */
export async function writeAll(handle: OutputHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes.subarray(at));
    if (bytesWritten <= 0) {
      throw fault('DISK_ERROR', 'the disk took no more bytes', {
        hint: 'check the disk or network drive, then run the command again',
      });
    }
    at += bytesWritten;
  }
}

async function writeWhole(files: FileSystem, path: string, data: Uint8Array, mode: number): Promise<void> {
  const handle = await files.create(path, mode);
  try {
    await writeAll(handle, data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Names a finished file without ever overwriting: a hard link fails where the name is taken. Disks without
 * hard links (FAT, some network drives) get a look and a rename, which another process could slip between.
 */
async function giveFreshName(files: FileSystem, beside: string, path: string): Promise<void> {
  try {
    await files.link(beside, path);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') throw outputExists(path);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'].includes(code)) throw error;
    if ((await files.inspect(path)) !== undefined) throw outputExists(path);
    await files.rename(beside, path);
    return;
  }
  await files.remove(beside);
}
