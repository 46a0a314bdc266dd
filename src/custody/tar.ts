/** A few files as one stream and back: tar, with the same bytes for the same files. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { refused, ThroughlineError } from '../errors.ts';
import { damaged } from './age.ts';

export interface PackedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** 1 January 1970, so that the time of packing does not show. */
const NO_TIME = new Date(0);

/** The files as a tar stream, in the order given. Throws when a file's content has another length than said. */
export async function* packFiles(
  files: Iterable<PackedFile> | AsyncIterable<PackedFile>,
): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const filling = fill(tar, files).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : undefined);
  });
  yield* bytesOf(tar);
  await filling;
}

async function fill(
  tar: ReturnType<typeof pack>,
  files: Iterable<PackedFile> | AsyncIterable<PackedFile>,
): Promise<void> {
  for await (const { name, size, content } of files) {
    await pipeline(content, tar.entry({ name, size, mode: 0o600, mtime: NO_TIME, type: 'file' }));
  }
  tar.finalize();
}

/** Names that are a plain file everywhere: lower case, no folder, no device of Windows. */
const PLAIN_NAME = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+$/;

/**
 * The files of a tar stream, one after another; the content of each is read to its end before the next is
 * asked for. The last has been handed out only once the whole stream was read without fault.
 *
 * @param file the sealed file's name, for errors
 * @throws `SHARE_CONTENT` (exit code 1) for anything but plain files with plain names, each once;
 * `SHARE_DAMAGED` when it is no whole tar; whatever error of ours the stream throws.
 */
export async function* unpackFiles(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<PackedFile> {
  const tar = extract();
  const feeding = pipeline(Readable.from(bytes, { objectMode: false }), tar);
  // The loop below meets the same error; without this it would also count as unhandled.
  feeding.catch(() => undefined);
  const seen = new Set<string>();
  try {
    for await (const entry of tar) {
      const { name, size, type } = entry.header;
      if (type !== 'file' || name.length > 100 || !PLAIN_NAME.test(name) || seen.has(name)) {
        throw refused('SHARE_CONTENT', 'the share holds something that is not a plain file of its own name', {
          place: { file },
          hint: 'do not use this share: ask its sender how it was made',
        });
      }
      seen.add(name);
      yield { name, size, content: bytesOf(entry) };
    }
    await feeding;
  } catch (error) {
    throw error instanceof ThroughlineError ? error : damaged(file);
  } finally {
    tar.destroy();
    await feeding.catch(() => undefined);
  }
}

/** A stream that is known to give bytes, as its type does not say. */
async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the stream gave something else than bytes');
    yield chunk;
  }
}
