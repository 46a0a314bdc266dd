/**
 * Lines set down by reference while an extract is read, and taken up again in order of reference. The lines
 * hold tokens and treated events, never an identifier. Sixty-four parts keep what must be sorted at once
 * small, however large the extract.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault, systemCode } from '../errors.ts';
import { type FileWriter, openForWriting } from '../files/index.ts';

export const PARTS = 64;

/** Which part a reference belongs to: by its first six bits. */
const partOf = (reference: string): number => Number.parseInt(reference.slice(0, 2), 16) >> 2;

const partFile = (folder: string, kind: string, writer: string, part: number): string =>
  join(folder, `${kind}-${String(part).padStart(2, '0')}-${writer}`);

/** Sets down lines of one kind. Each writer of one folder has a name of its own. */
export class SpillWriter {
  readonly #folder: string;
  readonly #kind: string;
  readonly #name: string;
  readonly #waiting: string[][] = Array.from({ length: PARTS }, () => []);
  readonly #files: (FileWriter | undefined)[] = Array.from({ length: PARTS });

  constructor(folder: string, kind: string, name: string) {
    this.#folder = folder;
    this.#kind = kind;
    this.#name = name;
  }

  /** Holds a line until the next {@link flush}. */
  put(reference: string, line: string): void {
    this.#waiting[partOf(reference)]!.push(line);
  }

  async flush(): Promise<void> {
    for (const [part, lines] of this.#waiting.entries()) {
      if (lines.length === 0) continue;
      this.#files[part] ??= await openForWriting(partFile(this.#folder, this.#kind, this.#name, part), {
        mode: 0o600,
      });
      await this.#files[part].write(lines.join(''));
      lines.length = 0;
    }
  }

  async end(): Promise<void> {
    await this.flush();
    for (const file of this.#files) await file?.end();
  }

  /** Closes and removes what {@link end} has not finished. */
  async abandon(): Promise<void> {
    for (const file of this.#files) await file?.abandon();
  }
}

/** All lines of one kind in one part, sorted, whoever wrote them; the part's files are removed. */
export async function takePart(
  folder: string,
  kind: string,
  writers: readonly string[],
  part: number,
): Promise<string[]> {
  const lines: string[] = [];
  for (const writer of writers) {
    const path = partFile(folder, kind, writer, part);
    const text = await readFile(path, 'utf8').catch(nothingWritten);
    for (const line of text.split('\n')) if (line !== '') lines.push(line);
    await rm(path, { force: true });
  }
  return lines.sort();
}

/** A writer that had no line for a part made no file. */
function nothingWritten(error: unknown): string {
  const code = systemCode(error) ?? 'unknown';
  if (code === 'ENOENT') return '';
  throw fault('SPILL_NOT_READABLE', `lines set down in this run cannot be read again (${code})`, {
    hint: 'check the disk of the workspace, then run the command again; nothing was written',
  });
}
