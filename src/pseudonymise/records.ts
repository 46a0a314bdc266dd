/**
 * Records of three or four 32-bit words each, set down in any order and taken up again part by part, so that only one part of
 * them is in memory. They hold tokens and numbers of people within a run.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type OutputFile, openScratchFile } from '../files/index.ts';
import { notReadable } from './spill.ts';

/** Words held before they go to disk. */
const FULL = 1 << 20;

export class RecordSpill {
  readonly #path: string;
  readonly #words: 3 | 4;
  readonly #parts: number;
  /** Words of each part in each stretch of the file; stretches follow each other, parts in order within them. */
  readonly #lengths: Uint32Array[] = [];
  #held = new Uint32Array(FULL);
  #partOf = new Uint32Array(FULL);
  #count = 0;
  #file: OutputFile | undefined;
  #handle: FileHandle | undefined;

  /** @param words in each record */
  constructor(path: string, words: 3 | 4, parts: number) {
    this.#path = path;
    this.#words = words;
    this.#parts = parts;
  }

  /** Whether it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#count * this.#words >= FULL;
  }

  /** Holds a record of three or four words for a part until the next {@link flush}. */
  put(part: number, one: number, two: number, three: number, four = 0): void {
    const at = this.#count * this.#words;
    if (at + this.#words > this.#held.length) this.#grow();
    this.#held[at] = one;
    this.#held[at + 1] = two;
    this.#held[at + 2] = three;
    if (this.#words === 4) this.#held[at + 3] = four;
    this.#partOf[this.#count] = part;
    this.#count += 1;
  }

  async flush(): Promise<void> {
    if (this.#count === 0) return;
    const sorted = this.#sorted();
    this.#count = 0;
    this.#file ??= await openScratchFile(this.#path);
    await this.#file.write(new Uint8Array(sorted.buffer));
  }

  /**
   * All records of one part, one after another; may be called for parts in any order, once all records are set down.
   *
   * @throws fault `SPILL_NOT_READABLE`
   */
  async take(part: number): Promise<Uint32Array<ArrayBuffer>> {
    await this.flush();
    await this.#end();
    const words = new Uint32Array(this.#lengths.reduce((sum, lengths) => sum + lengths[part]!, 0));
    if (words.length === 0) return words;
    try {
      this.#handle ??= await open(this.#path, 'r');
      await readStretches(this.#handle, this.#lengths, part, new Uint8Array(words.buffer));
    } catch (error) {
      throw notReadable(error);
    }
    return words;
  }

  /** Whatever could not be written is known before anything is read. */
  async #end(): Promise<void> {
    await this.#file?.end();
    this.#file = undefined;
  }

  /** Closes and removes the file. */
  async close(): Promise<void> {
    await this.#handle?.close();
    await this.#file?.abandon();
    await rm(this.#path, { force: true });
  }

  /** The held records in order of part, their lengths noted. */
  #sorted(): Uint32Array<ArrayBuffer> {
    const lengths = new Uint32Array(this.#parts);
    for (let record = 0; record < this.#count; record += 1) lengths[this.#partOf[record]!]! += this.#words;
    this.#lengths.push(lengths);
    const next = new Uint32Array(this.#parts);
    for (let part = 1; part < this.#parts; part += 1) next[part] = next[part - 1]! + lengths[part - 1]!;
    const sorted = new Uint32Array(this.#count * this.#words);
    for (let record = 0; record < this.#count; record += 1) {
      const part = this.#partOf[record]!;
      const from = record * this.#words;
      for (let word = 0; word < this.#words; word += 1) sorted[next[part]! + word] = this.#held[from + word]!;
      next[part]! += this.#words;
    }
    return sorted;
  }

  #grow(): void {
    const held = new Uint32Array(2 * this.#held.length);
    held.set(this.#held);
    this.#held = held;
    const partOf = new Uint32Array(held.length);
    partOf.set(this.#partOf);
    this.#partOf = partOf;
  }
}

async function readStretches(
  handle: FileHandle,
  stretches: readonly Uint32Array[],
  part: number,
  into: Uint8Array,
): Promise<void> {
  let start = 0;
  let at = 0;
  for (const lengths of stretches) {
    const from = 4 * (start + sumOf(lengths.subarray(0, part)));
    const end = at + 4 * lengths[part]!;
    for (let done = 0; at < end; ) {
      const { bytesRead } = await handle.read(into, at, end - at, from + done);
      if (bytesRead === 0) throw Object.assign(new Error('the file is too short'), { code: 'EOF' });
      at += bytesRead;
      done += bytesRead;
    }
    start += sumOf(lengths);
  }
}

const sumOf = (lengths: Uint32Array): number => lengths.reduce((sum, length) => sum + length, 0);
