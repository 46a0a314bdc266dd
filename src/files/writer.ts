/** Writing and measuring large files: a buffered writer that knows its digest, and the digest of a file. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { systemCode, unusable } from '../errors.ts';
import type { WriteOptions } from './atomic.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';
import { openOutput } from './output.ts';

/** A file's length and digest, in the form that a package descriptor holds. */
export interface FileDigest {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly hash: string;
  readonly bytes: number;
}

export interface FileWriter {
  /**
   * Takes text (written as UTF-8) or bytes, which may be used again once it resolves. Await it before the next
   * call: that is what keeps the order, and memory bounded.
   */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Flushes to disk, closes, and tells what was written. */
  end(): Promise<FileDigest>;
  /** Closes and removes the file; harmless after `end`. */
  abandon(): Promise<void>;
}

/** Bytes that small writes are gathered in before they go to disk. */
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
  const file = await openOutput(path, { mode: options.mode ?? 0o666, lasting: true }, files);
  const sha256 = createHash('sha256');
  const waiting = Buffer.allocUnsafe(BUFFER_BYTES);
  let waitingBytes = 0;
  let bytes = 0;

  const put = (block: Uint8Array): Promise<void> => {
    sha256.update(block);
    bytes += block.length;
    return file.write(block);
  };

  const flush = async (): Promise<void> => {
    const block = waiting.subarray(0, waitingBytes);
    waitingBytes = 0;
    if (block.length > 0) await put(block);
  };

  return {
    async write(chunk) {
      const block = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
      if (waitingBytes + block.length > BUFFER_BYTES) await flush();
      if (block.length > BUFFER_BYTES) return put(block);
      waiting.set(block, waitingBytes);
      waitingBytes += block.length;
    },
    async end() {
      await flush();
      await file.end();
      return { hash: `sha256:${sha256.digest('hex')}`, bytes };
    },
    abandon: () => file.abandon(),
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
