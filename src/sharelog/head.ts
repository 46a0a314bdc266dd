/**
 * The head last seen of a log, remembered outside the log's own folder: whoever replaces the folder by an
 * older copy of itself has not replaced this. The file is the log's own checkpoint in JSON:
 *
 *     {"checkpoint":"<signed note>"}
 */
import { dirname } from 'node:path';
import { fault, unusable } from '../errors.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import { canonicalise, isJsonObject, parseCanonical } from './canonical.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type LogFiles, replaceWhole } from './filesystem.ts';
import { MAX_NOTE_BYTES } from './note.ts';

/** The remembered checkpoint at `path`, or undefined when nothing has been remembered. @throws HEAD. */
export async function readHead(files: LogFiles, path: string): Promise<Checkpoint | undefined> {
  const bytes = await files.read(path, 2 * MAX_NOTE_BYTES);
  if (bytes === undefined) return undefined;
  try {
    const trimmed = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
    const value = parseCanonical(trimmed);
    if (!isJsonObject(value) || typeof value.checkpoint !== 'string') throw new Error('no checkpoint');
    return parseCheckpoint(utf8(value.checkpoint));
  } catch {
    throw unusable('HEAD', 'the file that remembers the head of the share log is damaged', {
      hint: 'restore it from a copy, or compare the log with a checkpoint that a partner holds',
      place: { file: 'head.json' },
    });
  }
}

/** Remembers a checkpoint at `path`, whole or not at all. */
export async function writeHead(files: LogFiles, path: string, checkpoint: Uint8Array): Promise<void> {
  const text = fromUtf8(checkpoint);
  if (text === undefined) throw fault('HEAD', 'the checkpoint is not text', { hint: 'please report this' });
  await replaceWhole(files, path, new Uint8Array([...canonicalise({ checkpoint: text }), 0x0a]));
  await files.flushFolder(dirname(path));
}
