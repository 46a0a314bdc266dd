/**
 * An agency's file while it is being written. Rows leave in a locally shuffled order, so that members of a
 * household do not stand side by side; a window of rows is all that is held.
 */
import { type FileDigest, openForWriting } from '../files/index.ts';
import type { FileShape } from './agencies/agency.ts';
import { BYTE_ORDER_MARK, encoded, line } from './encoding.ts';
import type { Random } from './random.ts';

const WINDOW = 2048;
const FLUSH_CHARACTERS = 1 << 18;

/** A faulty copy of a good row, written after the row with that number (counting rows of data from 1). */
export interface PlantedRow {
  readonly after: number;
  spoil(cells: readonly string[]): readonly string[];
}

export interface ExtractFile {
  /** Rows added so far, planted ones included. */
  readonly rows: number;
  /** Takes a row; nothing reaches the disk yet. */
  add(cells: readonly string[]): void;
  /** Writes what has gathered when it is much. Await it between households. */
  relieve(): Promise<void>;
  end(): Promise<FileDigest>;
  abandon(): Promise<void>;
}

/** Opens the file under `path` and writes its header. */
export async function openExtractFile(
  path: string,
  shape: FileShape,
  random: Random,
  planted: readonly PlantedRow[],
): Promise<ExtractFile> {
  const file = await openForWriting(path);
  const window: string[] = [];
  let text = (shape.encoding === 'utf-8-bom' ? BYTE_ORDER_MARK : '') + line(shape.header, shape);
  let rows = 0;

  const flush = async (): Promise<void> => {
    const bytes = encoded(text, shape.encoding);
    text = '';
    await file.write(bytes);
  };
  const put = (record: string): void => {
    rows++;
    if (window.length < WINDOW) {
      window.push(record);
      return;
    }
    const at = random.below(WINDOW);
    text += window[at]!;
    window[at] = record;
  };

  return {
    get rows() {
      return rows;
    },
    add(cells) {
      put(line(cells, shape));
      for (const row of planted) if (row.after === rows) put(line(row.spoil(cells), shape));
    },
    async relieve() {
      if (text.length >= FLUSH_CHARACTERS) await flush();
    },
    async end() {
      while (window.length > 0) {
        const at = random.below(window.length);
        text += window[at]!;
        window[at] = window.at(-1)!;
        window.pop();
      }
      await flush();
      return file.end();
    },
    abandon: () => file.abandon(),
  };
}
