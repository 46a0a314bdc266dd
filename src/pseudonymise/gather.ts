/**
 * Spilled lines into the tables of tokens and events: in order of reference, which says nothing, and each person's
 * tokens once. One part at a time is in memory, as bytes.
 */
import { join } from 'node:path';
import {
  ensureDirectory,
  type FileDigest,
  type FileWriter,
  openTableForWriting,
  type TableFormat,
} from '../files/index.ts';
import { REFERENCE_LENGTH, SortedLines } from './lines.ts';
import type { Recipe } from './recipe.ts';
import { PROTECTED_MARK } from './rows.ts';
import { type Spilled, SpillReader } from './spill.ts';
import type { Strangers } from './strangers.ts';

/** What all writers of a run set down. */
export interface SpilledRun {
  readonly folder: string;
  /** As many as every writer sorted its lines by. */
  readonly parts: number;
  readonly tokens: readonly Spilled[];
  readonly events: readonly Spilled[];
  /** Keeps strangers apart, where the agency can tell people apart. */
  readonly strangers?: Strangers;
}

export interface GatheredTable extends FileDigest {
  /** The file's name. */
  readonly file: string;
}

export interface Gathered {
  /** `strangers`: the share of tokens that several people had, and each got their own of. */
  readonly tokens: GatheredTable & {
    readonly people: number;
    readonly rows: number;
    readonly strangers: number;
  };
  readonly events: GatheredTable & { readonly rows: number };
  /** References of protected people, none of whose lines were written. */
  readonly protected: ReadonlySet<string>;
  /** Those of them who had any line that would have been. */
  readonly heldBack: ReadonlySet<string>;
}

export interface GatherOptions {
  /** Of both tables; CSV unless said. */
  readonly format?: TableFormat | undefined;
  readonly onPart?: (done: number, of: number) => void;
}

export const tokenHeader = (recipe: Recipe): string[] => [
  'reference',
  ...recipe.scheme.matchKeys.map((key) => key.name),
  'presence',
];

export const eventHeader = (recipe: Recipe): string[] => [
  'reference',
  ...recipe.events.map((column) => column.name),
];

/**
 * @param spilled its files are removed as they are used up
 * @param folder where `tokens/tokens.csv` and `events/events.csv` go, or `.parquet` as the format is
 */
export async function gather(
  spilled: SpilledRun,
  recipe: Recipe,
  folder: string,
  { format = 'csv', onPart }: GatherOptions = {},
): Promise<Gathered> {
  await ensureDirectory(join(folder, 'tokens'));
  await ensureDirectory(join(folder, 'events'));
  const file = { tokens: `tokens.${format}`, events: `events.${format}` };
  const tokens = await openTableForWriting(join(folder, 'tokens', file.tokens), tokenHeader(recipe));
  try {
    const events = await openTableForWriting(join(folder, 'events', file.events), eventHeader(recipe));
    try {
      const gathered = await gatherParts(spilled, tokens, events, onPart);
      return {
        ...gathered,
        tokens: { ...gathered.tokens, ...(await tokens.end()), file: file.tokens },
        events: { ...gathered.events, ...(await events.end()), file: file.events },
      };
    } finally {
      await events.abandon();
    }
  } finally {
    await tokens.abandon();
  }
}

/** Tokens first, since their lines tell who is protected, of whom no event may speak either. */
async function gatherParts(
  { folder, parts, tokens: tokenLines, events: eventLines, strangers }: SpilledRun,
  tokens: FileWriter,
  events: FileWriter,
  onPart?: (done: number, of: number) => void,
) {
  const part = new GatheredPart();
  let people = 0;
  let tokenRows = 0;
  let eventRows = 0;
  await forEachPart(folder, tokenLines, parts, async (bytes, done) => {
    const taken = part.takeTokens(bytes);
    people += taken.people;
    tokenRows += taken.rows;
    await (strangers === undefined ? tokens.write(part.lines) : strangers.take(part.lines));
    onPart?.(done, 2 * parts);
  });
  if (strangers !== undefined) for await (const lines of strangers.given()) await tokens.write(lines);
  await forEachPart(folder, eventLines, parts, async (bytes, done) => {
    eventRows += part.takeEvents(bytes);
    await events.write(part.lines);
    onPart?.(parts + done, 2 * parts);
  });
  return {
    tokens: { people, rows: tokenRows, strangers: strangers?.share ?? 0 },
    events: { rows: eventRows },
    protected: part.hidden,
    heldBack: part.heldBack,
  };
}

async function forEachPart(
  folder: string,
  spilled: readonly Spilled[],
  parts: number,
  take: (bytes: Buffer, done: number) => Promise<void>,
): Promise<void> {
  const reader = await SpillReader.open(folder, spilled);
  try {
    for (let done = 1; done <= parts; done += 1) await take(await reader.next(), done);
  } finally {
    await reader.close();
  }
}

const MARK = PROTECTED_MARK.charCodeAt(0);
const COMMA = 0x2c;
const LF = 0x0a;

/** One part after another in order, less the lines that may not leave. */
class GatheredPart {
  /** References of protected people in the parts taken so far. */
  readonly hidden = new Set<string>();
  readonly heldBack = new Set<string>();
  readonly #sorted = new SortedLines();
  #in: Buffer = Buffer.alloc(0);
  #out = Buffer.alloc(0);
  #length = 0;

  /** The lines of the part last taken that leave; they stand in one buffer until the next is taken. */
  get lines(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }

  /** Takes lines of tokens, of which equal ones count once. */
  takeTokens(bytes: Buffer): { readonly people: number; readonly rows: number } {
    let people = 0;
    let rows = 0;
    this.#begin(bytes);
    this.#forEachPerson((from, to) => {
      people += 1;
      for (let place = from; place < to; place += 1) {
        if (place > from && this.#isAsBefore(place)) continue;
        rows += 1;
        this.#copy(this.#sorted.start(place), this.#sorted.end(place));
      }
    });
    return { people, rows };
  }

  /** Takes lines of events; returns how many of them leave. */
  takeEvents(bytes: Buffer): number {
    let rows = 0;
    this.#begin(bytes);
    this.#forEachPerson((from, to) => {
      rows += to - from;
      for (let place = from; place < to; place += 1)
        this.#copyEvent(this.#sorted.start(place), this.#sorted.end(place));
    });
    return rows;
  }

  #begin(bytes: Buffer): void {
    this.#in = bytes;
    if (this.#out.length < bytes.length) this.#out = Buffer.allocUnsafe(bytes.length + (bytes.length >> 2));
    this.#length = 0;
    this.#sorted.sort(bytes);
  }

  /** Calls back with the places of each person's lines. A protected person's first line is the mark. */
  #forEachPerson(take: (from: number, to: number) => void): void {
    const { count } = this.#sorted;
    for (let from = 0, to = 0; from < count; from = to) {
      const start = this.#sorted.start(from);
      for (to = from + 1; to < count && this.#isSamePerson(start, this.#sorted.start(to)); ) to += 1;
      if (this.#isMark(start)) {
        this.hidden.add(this.#referenceAt(start));
        if (!this.#isMark(this.#sorted.start(to - 1))) this.heldBack.add(this.#referenceAt(start));
      } else if (this.hidden.size === 0 || !this.hidden.has(this.#referenceAt(start))) take(from, to);
    }
  }

  #isMark(start: number): boolean {
    return this.#in[start + REFERENCE_LENGTH] === MARK;
  }

  #referenceAt(at: number): string {
    return this.#in.toString('latin1', at, at + REFERENCE_LENGTH);
  }

  #isSamePerson(one: number, other: number): boolean {
    for (let index = REFERENCE_LENGTH - 1; index >= 0; index -= 1)
      if (this.#in[one + index] !== this.#in[other + index]) return false;
    return true;
  }

  #isAsBefore(place: number): boolean {
    const before = this.#sorted.start(place - 1);
    const start = this.#sorted.start(place);
    const end = this.#sorted.end(place);
    return this.#in.compare(this.#in, before, this.#sorted.end(place - 1), start, end) === 0;
  }

  #copy(start: number, end: number): void {
    this.#length += this.#in.copy(this.#out, this.#length, start, end);
  }

  /** Blanks a protected person's reference where somebody else's event names them; a counterparty is the last column. */
  #copyEvent(start: number, end: number): void {
    const last = end - 1 - REFERENCE_LENGTH;
    const namesHidden =
      this.hidden.size > 0 &&
      last > start &&
      this.#in[last - 1] === COMMA &&
      this.hidden.has(this.#referenceAt(last));
    this.#copy(start, namesHidden ? last : end);
    if (!namesHidden) return;
    this.#out[this.#length] = LF;
    this.#length += 1;
  }
}
