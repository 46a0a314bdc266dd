/**
 * Lines set down while an extract is read, and taken up again part by part. The lines hold tokens and treated
 * events, never an identifier, and each begins with the record reference that says which part it belongs to.
 *
 * A writer has one file: whenever its memory is full, it appends the lines in order of part and notes how many
 * bytes each part has there.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault, systemCode } from '../errors.ts';
import { type OutputFile, openScratchFile } from '../files/index.ts';
import { partOf } from './parts.ts';

/** Bytes of lines held before they go to disk. */
const FULL = 1 << 22;

/** Room beyond that for the lines of one more row; further room is made where a row needs it. */
const ONE_ROW = 1 << 16;

const LF = 0x0a;

/** What one writer set down. Plain data. */
export interface Spilled {
  /** The file's name in the folder of spilled lines. */
  readonly file: string;
  /** For each time lines were appended, how many bytes each part had. */
  readonly lengths: readonly Uint32Array[];
}

/** Sets down lines. Each writer of one folder has a name of its own, and all of one kind as many parts. */
export class SpillWriter {
  readonly #folder: string;
  readonly #name: string;
  readonly #parts: number;
  readonly #lengths: Uint32Array[] = [];
  #held = Buffer.allocUnsafe(FULL + ONE_ROW);
  #sorted = Buffer.allocUnsafe(FULL + ONE_ROW);
  #length = 0;
  #file: OutputFile | undefined;

  constructor(folder: string, name: string, parts: number) {
    this.#folder = folder;
    this.#name = name;
    this.#parts = parts;
  }

  /** Whether it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#length >= FULL;
  }

  /** Holds a copy of a line, which ends with its LF, until the next {@link flush}. */
  put(line: string | Uint8Array): void {
    if (typeof line === 'string') {
      this.#makeRoom(3 * line.length);
      this.#length += this.#held.write(line, this.#length);
    } else {
      this.#makeRoom(line.length);
      this.#held.set(line, this.#length);
      this.#length += line.length;
    }
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    this.#sort();
    this.#file ??= await openScratchFile(join(this.#folder, this.#name));
    await this.#file.write(this.#sorted.subarray(0, this.#length));
    this.#length = 0;
  }

  async end(): Promise<Spilled> {
    await this.flush();
    await this.#file?.end();
    return { file: this.#name, lengths: this.#lengths };
  }

  /** Closes and removes what {@link end} has not finished. */
  async abandon(): Promise<void> {
    await this.#file?.abandon();
  }

  /** Copies the lines held into order of part, and notes the length of each part. */
  #sort(): void {
    const lengths = new Uint32Array(this.#parts);
    this.#forEachLine((part, start, end) => {
      lengths[part]! += end - start;
    });
    const next = new Float64Array(this.#parts);
    for (let part = 1; part < this.#parts; part += 1) next[part] = next[part - 1]! + lengths[part - 1]!;
    if (this.#sorted.length < this.#held.length) this.#sorted = Buffer.allocUnsafe(this.#held.length);
    this.#forEachLine((part, start, end) => {
      this.#held.copy(this.#sorted, next[part], start, end);
      next[part]! += end - start;
    });
    this.#lengths.push(lengths);
  }

  #forEachLine(take: (part: number, start: number, end: number) => void): void {
    for (let start = 0; start < this.#length; ) {
      const end = this.#held.indexOf(LF, start) + 1;
      take(partOf(this.#held, start, this.#parts), start, end);
      start = end;
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#held.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + bytes));
    this.#held.copy(larger, 0, 0, this.#length);
    this.#held = larger;
  }
}

/** Takes up what writers of one kind and one number of parts have set down, from the first part to the last. */
export class SpillReader {
  readonly #files: SpilledFile[];
  #buffer = Buffer.alloc(0);
  #part = 0;

  private constructor(files: SpilledFile[]) {
    this.#files = files;
  }

  /** @throws fault `SPILL_NOT_READABLE`, as all its methods */
  static async open(folder: string, spilled: readonly Spilled[]): Promise<SpillReader> {
    const reader = new SpillReader([]);
    try {
      for (const { file, lengths } of spilled) {
        if (lengths.length > 0) reader.#files.push(await SpilledFile.open(join(folder, file), lengths));
      }
    } catch (error) {
      await reader.close();
      throw notReadable(error);
    }
    return reader;
  }

  /** The lines of the next part, unsorted, each with its LF. They stand in one buffer until the next call. */
  async next(): Promise<Buffer> {
    const part = this.#part;
    this.#part += 1;
    let length = 0;
    for (const file of this.#files) length += file.lengthOf(part);
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafe(length + (length >> 2));
    try {
      let at = 0;
      for (const file of this.#files) at = await file.read(part, this.#buffer, at);
    } catch (error) {
      throw notReadable(error);
    }
    return this.#buffer.subarray(0, length);
  }

  /** Closes and removes the files. */
  async close(): Promise<void> {
    for (const file of this.#files.splice(0)) await file.remove();
  }
}

/** One writer's file, read part by part. */
class SpilledFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #lengths: readonly Uint32Array[];
  /** Where the next part begins, for each time lines were appended. */
  readonly #next: Float64Array;

  private constructor(path: string, handle: FileHandle, lengths: readonly Uint32Array[]) {
    this.#path = path;
    this.#handle = handle;
    this.#lengths = lengths;
    this.#next = new Float64Array(lengths.length);
    for (const [index, parts] of lengths.entries()) {
      if (index + 1 < lengths.length)
        this.#next[index + 1] = this.#next[index]! + parts.reduce((sum, length) => sum + length, 0);
    }
  }

  static async open(path: string, lengths: readonly Uint32Array[]): Promise<SpilledFile> {
    return new SpilledFile(path, await open(path, 'r'), lengths);
  }

  lengthOf(part: number): number {
    let length = 0;
    for (const parts of this.#lengths) length += parts[part]!;
    return length;
  }

  /** Reads a part into `buffer` from `at` on; returns where it ends there. Parts come in order, each once. */
  async read(part: number, buffer: Buffer, at: number): Promise<number> {
    let to = at;
    for (const [index, parts] of this.#lengths.entries()) {
      const end = to + parts[part]!;
      while (to < end) {
        const { bytesRead } = await this.#handle.read(buffer, to, end - to, this.#next[index]);
        if (bytesRead === 0) throw Object.assign(new Error('the file is too short'), { code: 'EOF' });
        to += bytesRead;
        this.#next[index]! += bytesRead;
      }
    }
    return to;
  }

  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Takes up every part in order; its bytes stand until `take` has ended. */
export async function forEachPart(
  folder: string,
  spilled: readonly Spilled[],
  parts: number,
  take: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const reader = await SpillReader.open(folder, spilled);
  try {
    for (let part = 0; part < parts; part += 1) await take(await reader.next());
  } finally {
    await reader.close();
  }
}

/** What is thrown when a file of this run cannot be read back. */
export const notReadable = (error: unknown) =>
  fault(
    'SPILL_NOT_READABLE',
    `lines set down in this run cannot be read again (${systemCode(error) ?? 'unknown'})`,
    { hint: 'check the disk of the workspace, then run the command again; nothing was written' },
  );
