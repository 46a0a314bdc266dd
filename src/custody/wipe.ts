/** Removing a file that held a secret. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../errors.ts';
import { realFileSystem } from '../files/index.ts';

/**
 * Overwrites the file with zeros, flushes, and removes it. A disk without moving parts, a file system that
 * copies on writing, a backup or a snapshot can keep the old bytes all the same. A missing file is as good.
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
    throw error;
  }
  await realFileSystem.remove(path);
  await realFileSystem.syncDirectory(dirname(path));
}
