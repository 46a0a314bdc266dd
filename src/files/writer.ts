/** Writing and measuring large files: a buffered writer that knows its digest, and the digest of a file. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { systemCode, unusable } from '../errors.ts';
import { type WriteOptions, writeAll } from './atomic.ts';
import { outputExists, writeFault } from './faults.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';

/** A file's length and digest, in the form that a package descriptor holds. */
export interface FileDigest {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly hash: string;
  readonly bytes: number;
}

export interface FileWriter {
  /** Takes text (written as UTF-8) or bytes. Await it: that is what keeps memory bounded. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Flushes to disk, closes, and tells what was written. */
  end(): Promise<FileDigest>;
  /** Closes and removes the file; harmless after `end`. */
  abandon(): Promise<void>;
}

/** Bytes gathered before they go to disk. */
const BUFFER_BYTES = 1 << 18;

/**
 * Opens a new file inside a stage for a long stream of writes. A failing write removes the file.
 * Throws `OUTPUT_EXISTS` when the file exists, and the errors of `writeFault` when the disk refuses.
 */
export async function openForWriting(
  path: string,
  options: Pick<WriteOptions, 'mode'> = {},
  files: FileSystem = realFileSystem,
): Promise<FileWriter> {
  const handle = await files.create(path, options.mode ?? 0o666).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? outputExists(path) : writeFault(error, path);
  });
  const sha256 = createHash('sha256');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  let isOpen = true;

  const discard = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    waiting = [];
    await handle.close().catch(() => undefined);
    await files.remove(path);
  };

  const guarded = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      await discard().catch(() => undefined);
      throw writeFault(error, path);
    }
  };

  const flush = async (): Promise<void> => {
    const block = Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    sha256.update(block);
    bytes += block.length;
    await writeAll(handle, block);
  };

  return {
    async write(chunk) {
      // Bytes are copied, so that the caller may use its buffer again.
      const block = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
      waiting.push(block);
      waitingBytes += block.length;
      if (waitingBytes >= BUFFER_BYTES) await guarded(flush);
    },
    async end() {
      await guarded(async () => {
        await flush();
        await handle.sync();
        await handle.close();
        isOpen = false;
      });
      return { hash: `sha256:${sha256.digest('hex')}`, bytes };
    },
    abandon: () => guarded(discard),
  };
}

/** The digest and length of the file at `path`, read piece by piece. Throws `FILE_NOT_READABLE`. */
export async function digestOfFile(path: string): Promise<FileDigest> {
  const sha256 = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  let bytes = 0;
  try {
    const handle = await open(path, 'r');
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        sha256.update(buffer.subarray(0, bytesRead));
        bytes += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = systemCode(error) === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw unusable('FILE_NOT_READABLE', reason, {
      hint: 'check the path and that this account may read it',
      place: { file: path },
    });
  }
  return { hash: `sha256:${sha256.digest('hex')}`, bytes };
}
