/** Putting a sealed file into a folder: whole under its name, or not at all. */
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unusable } from '../errors.ts';
import {
  ensurePrivateDirectory,
  type FileDigest,
  openForWriting,
  PRIVATE_FILE,
  realFileSystem,
  removeLeftovers,
  stageDirectory,
} from '../files/index.ts';
import { exists } from './party.ts';

/**
 * Writes a stream to the new file `path`, in a folder that only this account can enter.
 *
 * @throws `OUTPUT_EXISTS`, what the disk refuses with, and whatever the stream throws; nothing is left then.
 */
export async function writeStream(path: string, bytes: AsyncIterable<Uint8Array>): Promise<FileDigest> {
  await ensurePrivateDirectory(dirname(path));
  await removeLeftovers(dirname(path));
  await refuseExisting(path);
  // The stage is a folder beside the file; only the finished file is moved out of it.
  const stage = await stageDirectory(`${path}.d`);
  try {
    const beside = join(stage.path, basename(path));
    const writer = await openForWriting(beside, { mode: PRIVATE_FILE });
    try {
      for await (const chunk of bytes) await writer.write(chunk);
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    const digest = await writer.end();
    await refuseExisting(path);
    await realFileSystem.rename(beside, path);
    await realFileSystem.syncDirectory(dirname(path));
    return digest;
  } finally {
    await stage.abandon();
  }
}

/** Takes a file or folder back that was put in place, when what had to follow failed. */
export const takeBack = (path: string): Promise<void> => rm(path, { force: true, recursive: true });

/** @throws `OUTPUT_EXISTS` when there is anything at `path`. */
export async function refuseExisting(path: string): Promise<void> {
  if (await exists(path)) {
    throw unusable('OUTPUT_EXISTS', 'there is already something of this name', {
      place: { file: path },
      hint: 'it was sealed before: hand that file over, or remove it first to seal again',
    });
  }
}
