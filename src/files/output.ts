/** A new file written from its start to its end, that is removed when writing it fails. */
import { systemCode } from '../errors.ts';
import { PRIVATE_FILE, writeAll } from './atomic.ts';
import { outputExists, writeFault } from './faults.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';
import { outputOf } from './partial.ts';

export interface OutputFile {
  /** Appends all of `bytes`, which may be used again once it resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the file, having flushed it to disk if it is to last. */
  end(): Promise<void>;
  /** Closes and removes the file; harmless after `end`. */
  abandon(): Promise<void>;
}

export interface OutputFileOptions {
  /** Permission bits, less the umask. */
  readonly mode: number;
  /** Whether it must outlive a power cut once `end` has resolved. */
  readonly lasting: boolean;
}

/**
 * Opens a new file at `path`. A failing write removes it. Throws `OUTPUT_EXISTS` when the file exists, and the
 * errors of `writeFault` when the disk refuses.
 */
export async function openOutput(
  path: string,
  { mode, lasting }: OutputFileOptions,
  files: FileSystem,
): Promise<OutputFile> {
  const handle = await files.create(path, mode).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? outputExists(path) : writeFault(error, outputOf(path));
  });
  let isOpen = true;

  const discard = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close().catch(() => undefined);
    await files.remove(path);
  };

  const guarded = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      await discard().catch(() => undefined);
      throw writeFault(error, outputOf(path));
    }
  };

  return {
    write: (bytes) => guarded(() => writeAll(handle, bytes)),
    end: () =>
      guarded(async () => {
        if (lasting) await handle.sync();
        await handle.close();
        isOpen = false;
      }),
    abandon: () => guarded(discard),
  };
}

/** A file that only this run reads, for this account alone; it is not flushed to disk. Throws as {@link openOutput}. */
export const openScratchFile = (path: string, files: FileSystem = realFileSystem): Promise<OutputFile> =>
  openOutput(path, { mode: PRIVATE_FILE, lasting: false }, files);
