/** Reading the entries of a log in order, one bundle in memory at a time. */
import { join } from 'node:path';
import { refused } from '../errors.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { type EntryFields, readEntry } from './entry.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { asOwn, damaged, readBundle } from './state.ts';
import { TILE_WIDTH, widthOf } from './tiles.ts';

export interface LoggedEntry {
  readonly index: number;
  readonly fields: EntryFields;
  /** The canonical bytes that the leaf hash is over. */
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /** The first index, 0 by default. */
  readonly from?: number;
  /** The index after the last, the size of the log by default. */
  readonly to?: number;
  readonly files?: LogFiles;
}

/** The committed size of the log in `folder`, without checking signatures. @throws LOG_DAMAGED, CHECKPOINT. */
export async function committedSize(folder: string, files: LogFiles = diskFiles): Promise<number> {
  const bytes = await files.read(join(folder, 'checkpoint'), MAX_NOTE_BYTES);
  if (bytes === undefined) throw damaged('checkpoint', 'the checkpoint is missing');
  return asOwn(() => parseCheckpoint(bytes)).size;
}

/**
 * The entries from `from` up to but without `to`. Nothing is verified except that each is canonical JSON:
 * run {@link verifyLog} before relying on them.
 * @throws LOG_DAMAGED when a bundle is missing or torn; ENTRY naming the number of an unreadable entry.
 */
export async function* readEntries(folder: string, options: ReadOptions = {}): AsyncGenerator<LoggedEntry> {
  const files = options.files ?? diskFiles;
  const size = await committedSize(folder, files);
  const end = Math.min(options.to ?? size, size);
  let index = Math.max(0, options.from ?? 0);
  while (index < end) {
    const bundle = Math.floor(index / TILE_WIDTH);
    const entries = await readBundle(files, folder, bundle, widthOf('entries', bundle, size));
    for (; index < end && Math.floor(index / TILE_WIDTH) === bundle; index += 1) {
      const bytes = entries[index % TILE_WIDTH]!;
      const { fields } = readEntry(bytes, index);
      if (fields === undefined) {
        throw refused('ENTRY', `entry ${index} of the share log cannot be read`, {
          hint: 'run throughline log verify to see what is wrong',
          place: { file: 'log' },
        });
      }
      yield { index, fields, bytes };
    }
  }
}
