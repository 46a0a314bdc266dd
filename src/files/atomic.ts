/**
 * Writing a file so that it appears whole under its name or not at all: it is written beside, flushed to
 * disk, and only then given its name. A killed job or a full disk leaves the last good state.
 */
import { dirname } from 'node:path';
import { systemCode } from '../errors.ts';
import { outputExists, writeFault } from './faults.ts';
import { type FileSystem, type OutputHandle, realFileSystem } from './filesystem.ts';
import { besideName } from './partial.ts';

/** The mode of a file that only this account may read or write: keys. */
export const PRIVATE_FILE = 0o600;
/** The mode of a folder that only this account may enter. */
export const PRIVATE_DIRECTORY = 0o700;

export interface WriteOptions {
  /**
   * Permission bits. Default: those of the file that is replaced, otherwise `0o666` less the umask. Windows
   * has no such bits and ignores them.
   */
  readonly mode?: number;
  /** Take the place of an existing file; default false. */
  readonly replace?: boolean;
}

/**
 * Writes `data` (text as UTF-8) to `path` completely or not at all. Missing parent folders are made.
 *
 * Throws `OUTPUT_EXISTS` when there is anything of that name and `replace` is not set (a folder is never
 * replaced by a file), and the errors of `writeFault` when the disk refuses. After any error there is at
 * `path` what was there before; only when the disk fails in the very last step of replacing (flushing the
 * folder) the new file, whole, may stand there already.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
  files: FileSystem = realFileSystem,
): Promise<void> {
  const { replace = false } = options;
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
  const created: string[] = [];
  try {
    const present = await files.inspect(path);
    if (present !== undefined && (!replace || present.kind === 'directory')) throw outputExists(path);
    const mode = options.mode ?? (present?.kind === 'file' ? present.mode : 0o666);
    await files.makeDirectories(dirname(path), 0o777);
    const { handle, beside } = await createBeside(files, path, mode);
    created.push(beside);
    await writeAndClose(handle, bytes);
    if (replace) {
      await files.rename(beside, path);
    } else {
      await giveFreshName(files, beside, path);
      created.push(path);
    }
    await files.syncDirectory(dirname(path));
  } catch (error) {
    for (const leftover of created) await files.remove(leftover).catch(() => undefined);
    throw writeFault(error, path);
  }
}

/**
 * Makes sure that there is a folder at `path`, with its parents; a link to a folder will do. Throws
 * `OUTPUT_EXISTS` when something else has the name, and the errors of `writeFault`.
 */
export async function ensureDirectory(path: string, files: FileSystem = realFileSystem): Promise<void> {
  await makeFolder(files, path, 0o777);
}

/**
 * Makes sure that `path` is a folder which only this account may enter (mode 0700), with its parents.
 * On Windows it inherits its parent's access list. Throws as {@link ensureDirectory}.
 */
export async function ensurePrivateDirectory(
  path: string,
  files: FileSystem = realFileSystem,
): Promise<void> {
  await makeFolder(files, path, PRIVATE_DIRECTORY);
  await files.setMode(path, PRIVATE_DIRECTORY).catch((error: unknown) => {
    throw writeFault(error, path);
  });
}

async function makeFolder(files: FileSystem, path: string, mode: number): Promise<void> {
  try {
    await files.makeDirectories(path, mode);
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? outputExists(path) : writeFault(error, path);
  }
}

/** Writes every byte, however few the disk takes at a time. */
export async function writeAll(handle: OutputHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes.subarray(at));
    if (bytesWritten <= 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'EIO' });
    at += bytesWritten;
  }
}

async function writeAndClose(handle: OutputHandle, bytes: Uint8Array): Promise<void> {
  try {
    await writeAll(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens a new file beside `path`; a leftover that has the name already is passed over. */
async function createBeside(files: FileSystem, path: string, mode: number) {
  for (let attempt = 1; ; attempt += 1) {
    const beside = besideName(path, 'partial');
    try {
      return { beside, handle: await files.create(beside, mode) };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || attempt === 1000) throw error;
    }
  }
}

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'];

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
    if (!NO_HARD_LINKS.includes(code)) throw error;
    if ((await files.inspect(path)) !== undefined) throw outputExists(path);
    await files.rename(beside, path);
    return;
  }
  // The file stands; a second name that cannot be taken away is a leftover and no failure.
  await files.remove(beside).catch(() => undefined);
}
