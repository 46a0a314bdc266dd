/** Text that is packed with gzip (RFC 1952): unpacked as it is read, each time anew, and never onto the disk. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { grouped, systemCode, ThroughlineError, unusable } from '../../errors.ts';
import { readFault } from '../csv/extract.ts';

const MIB = 1 << 20;

/** Text that unpacks to more than so many times its packed length is no extract: names and dates pack to a tenth. */
const MOST_TIMES = 250;
/** Below so many bytes of text no ratio is minded. */
const NEVER_MINDED = 64 * MIB;

/**
 * The text of a gzip file.
 *
 * @param packedBytes length of the file, which bounds what it may unpack to
 * @throws unusable `GZIP_DAMAGED` for a file that is cut or altered, `GZIP_TOO_LARGE` for one made to fill a
 * machine, and what `readFault` gives
 */
export function gunzipped(path: string, name: string, packedBytes: number): AsyncGenerator<Uint8Array> {
  return unpacked(() => createReadStream(path), name, packedBytes);
}

/** As {@link gunzipped}, of packed bytes in memory that are our own. */
export function gunzippedFrom(packed: readonly Uint8Array[], name: string): AsyncGenerator<Uint8Array> {
  return unpacked(() => Readable.from(packed), name, Number.POSITIVE_INFINITY);
}

async function* unpacked(
  open: () => Readable,
  name: string,
  packedBytes: number,
): AsyncGenerator<Uint8Array> {
  const most = Math.max(NEVER_MINDED, packedBytes * MOST_TIMES);
  const gunzip = createGunzip({ chunkSize: MIB });
  const source = open();
  // The error of the pipeline reaches the loop through `gunzip`.
  pipeline(source, gunzip).catch(() => undefined);
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) throw tooLarge(name, most);
      yield new Uint8Array(chunk);
    }
  } catch (error) {
    throw gunzipFault(error, name);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function gunzipFault(error: unknown, name: string): ThroughlineError {
  if (error instanceof ThroughlineError) return error;
  if (systemCode(error)?.startsWith('Z_') !== true) return readFault(error, name);
  return unusable('GZIP_DAMAGED', 'the gzip archive is damaged or not complete', {
    hint: 'make or copy the archive again; if it was being written, wait until it is finished',
    place: { file: name },
  });
}

const tooLarge = (file: string, most: number): ThroughlineError =>
  unusable('GZIP_TOO_LARGE', `it unpacks to more than ${grouped(Math.round(most / MIB))} MiB`, {
    hint: `no extract is ${MOST_TIMES} times as long as its archive: ask whoever made it, or give the CSV file itself`,
    place: { file },
  });
