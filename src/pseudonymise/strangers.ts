/**
 * Keeping strangers apart: a token that two clearly different people of one agency share would be wrong about one of
 * them, and who shares what with whom is a pattern by which somebody who knows the people can find them again in the
 * tokens. So each gets in its place a token of their own, of the same form, which nobody else has.
 *
 * People who share the token of a *close* match-key of the scheme may be one person with two local ids, and stay as
 * they are, unless a crowd shares it: a date that somebody typed for everybody, at a hostel's address. Whoever is joined
 * by such tokens, directly or through others, is one group. A token of any other composite match-key that several groups
 * have, and a crowd's of a close one, is replaced, for each group by one of its own: the keyed hash, under a secret that
 * only the agency has, of the token and of the group's lowest record reference. So it stays the same from one delivery to
 * the next as long as the group does.
 *
 * What it costs: these people cannot be found through that match-key, only through the others. What it gains is
 * measured by `npm run attack`.
 *
 * Memory: a number and a reference for each person, and one part of the tokens at a time.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hmac256 } from '../custody/index.ts';
import { type OutputFile, openScratchFile } from '../files/index.ts';
import { Groups } from './groups.ts';
import { REFERENCE_LENGTH } from './lines.ts';
import { RecordSpill } from './records.ts';
import type { Scheme } from './scheme.ts';
import { notReadable } from './spill.ts';
import { TokenCells } from './token-cells.ts';
import { TokenTable } from './token-table.ts';

/** Tokens are dealt out by their first six bits. */
const TOKEN_PARTS = 64;

/** Nobody is known to an agency under so many local ids: a token that more people have says nothing of who is who. */
const MOST_OF_ONE_PERSON = 10;

interface Part {
  readonly bytes: number;
  /** Number of its first person, counted over all parts. */
  readonly firstPerson: number;
}

/** Takes a run's token lines part by part, and then gives them all back. */
export class Strangers {
  /** By column. */
  readonly #isClose: readonly boolean[];
  readonly #isStrongNumber: readonly boolean[];
  readonly #own: Hmac256;
  readonly #path: string;
  readonly #close: RecordSpill;
  readonly #apart: RecordSpill;
  readonly #fixes: RecordSpill;
  readonly #parts: Part[] = [];
  #tokens = 0;
  #replaced = 0;
  readonly #cells = new TokenCells();
  readonly #table = new TokenTable();
  #lines: OutputFile | undefined;
  #handle: FileHandle | undefined;

  /**
   * @param folder for what is set down meanwhile, private
   * @param parts how many parts will be taken at the most
   * @param own makes the tokens of people's own
   */
  constructor(folder: string, parts: number, scheme: Scheme, own: Hmac256) {
    this.#isClose = scheme.matchKeys.map(({ close }) => close);
    this.#isStrongNumber = scheme.matchKeys.map((matchKey) => matchKey.parts.length === 1);
    this.#own = own;
    this.#path = join(folder, 'gathered');
    this.#close = new RecordSpill(join(folder, 'close'), 3, TOKEN_PARTS);
    this.#apart = new RecordSpill(join(folder, 'apart'), 3, TOKEN_PARTS);
    this.#fixes = new RecordSpill(join(folder, 'fixes'), 4, parts);
  }

  /** The share of tokens that were replaced. */
  get share(): number {
    return this.#tokens === 0 ? 0 : this.#replaced / this.#tokens;
  }

  /** Takes whole lines of tokens in order of reference, all lines of a person in one call. */
  async take(lines: Uint8Array): Promise<void> {
    this.#parts.push({ bytes: lines.length, firstPerson: this.#cells.people });
    this.#cells.forEach(lines, (person, column, high, low) => {
      const spill = this.#isClose[column] ? this.#close : this.#apart;
      spill.put(high >>> 26, high, low, person);
      this.#tokens += 1;
    });
    if (this.#close.isFull) await this.#close.flush();
    if (this.#apart.isFull) await this.#apart.flush();
    this.#lines ??= await openScratchFile(this.#path);
    await this.#lines.write(lines);
  }

  /** All lines again, as they were taken, with the tokens that strangers shared replaced. */
  async *given(): AsyncGenerator<Uint8Array> {
    await this.#lines?.end();
    await this.#findShared(await this.#findGroups());
    this.#cells.restart();
    let from = 0;
    for (const [part, { bytes }] of this.#parts.entries()) {
      const lines = await this.#read(from, bytes);
      this.#replace(lines, await this.#fixes.take(part));
      yield lines;
      from += bytes;
    }
  }

  /** Removes what was set down. */
  async close(): Promise<void> {
    for (const spill of [this.#close, this.#apart, this.#fixes]) await spill.close();
    await this.#handle?.close();
    await this.#lines?.abandon();
    await rm(this.#path, { force: true });
  }

  /** Joins people who share a close token with few; a crowd's is then as any other. */
  async #findGroups(): Promise<Groups> {
    const groups = new Groups(this.#cells.people);
    for (let part = 0; part < TOKEN_PARTS; part += 1) {
      const records = await this.#close.take(part);
      this.#table.clear(records.length / 3);
      for (let at = 0; at < records.length; at += 3)
        this.#table.put(records[at]!, records[at + 1]!, records[at + 2]!);
      for (let at = 0; at < records.length; at += 3) {
        const [high, low, person] = [records[at]!, records[at + 1]!, records[at + 2]!];
        if (this.#table.others(high, low) < MOST_OF_ONE_PERSON)
          groups.join(this.#table.first(high, low), person);
        else this.#apart.put(part, high, low, person);
      }
      if (this.#apart.isFull) await this.#apart.flush();
    }
    return groups;
  }

  /** Notes which tokens of which people are to be replaced. */
  async #findShared(groups: Groups): Promise<void> {
    for (let part = 0; part < TOKEN_PARTS; part += 1) {
      const records = await this.#apart.take(part);
      this.#table.clear(records.length / 3);
      for (let at = 0; at < records.length; at += 3)
        this.#table.put(records[at]!, records[at + 1]!, groups.of(records[at + 2]!));
      for (let at = 0; at < records.length; at += 3) {
        const [high, low, person] = [records[at]!, records[at + 1]!, records[at + 2]!];
        if (this.#table.others(high, low) === 0) continue;
        this.#fixes.put(this.#partOf(person), person, high, low, groups.of(person));
      }
      if (this.#fixes.isFull) await this.#fixes.flush();
    }
  }

  /** The part in which a person's lines stand. */
  #partOf(person: number): number {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#parts[middle]!.firstPerson <= person) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #replace(lines: Uint8Array, fixes: Uint32Array): void {
    const bytes = new Uint8Array(8 + REFERENCE_LENGTH);
    const message = new DataView(bytes.buffer);
    const groupOf = new Map<number, number>();
    this.#table.clear(fixes.length / 4);
    for (let at = 0; at < fixes.length; at += 4) {
      groupOf.set(fixes[at]!, fixes[at + 3]!);
      this.#table.put(fixes[at + 1]!, fixes[at + 2]!, 0);
    }
    this.#cells.forEach(
      lines,
      (person, column, high, low, place) => {
        if (this.#isStrongNumber[column] || !this.#table.has(high, low)) return;
        message.setUint32(0, high);
        message.setUint32(4, low);
        bytes.set(this.#cells.referenceOf(groupOf.get(person)!), 8);
        this.#own.writeToken(bytes, lines, place);
        this.#replaced += 1;
      },
      (person) => groupOf.has(person),
    );
  }

  async #read(from: number, length: number): Promise<Uint8Array> {
    const lines = new Uint8Array(length);
    try {
      this.#handle ??= await open(this.#path, 'r');
      for (let at = 0; at < length; ) {
        const { bytesRead } = await this.#handle.read(lines, at, length - at, from + at);
        if (bytesRead === 0) throw Object.assign(new Error('the file is too short'), { code: 'EOF' });
        at += bytesRead;
      }
    } catch (error) {
      throw notReadable(error);
    }
    return lines;
  }
}
