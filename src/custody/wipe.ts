/** Removing a file that held a secret. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fault, systemCode } from '../errors.ts';
import { realFileSystem } from '../files/index.ts';

/**
 * Overwrites the file with zeros, flushes, and removes it. A disk without moving parts, a file system that
 * copies on writing, a backup or a snapshot can keep the old bytes all the same. A missing file is as good.
 *
 * @throws `NOT_REMOVED` (exit code 3)
 */
export async function wipeFile(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r+');
    try {
      const { size } = await handle.stat();
      await handle.write(Buffer.alloc(size), 0, size, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw notRemoved(path, error);
  }
  await removeFor(path);
}

/** Removes a file or a whole folder, so that the disk holds it. @throws `NOT_REMOVED` (exit code 3). */
export async function removeFor(path: string): Promise<void> {
  try {
    await realFileSystem.remove(path);
    await realFileSystem.syncDirectory(dirname(path));
  } catch (error) {
    throw notRemoved(path, error);
  }
}

const notRemoved = (file: string, error: unknown) =>
  fault('NOT_REMOVED', `it could not be removed (${systemCode(error) ?? 'unknown'})`, {
    place: { file },
    hint: 'the log has it as begun: see that this account may write here, and run the command again',
  });
