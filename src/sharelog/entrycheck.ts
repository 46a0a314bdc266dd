/** Checks of entries that need the ones before: numbers, times, and the checkpoint each says it follows. */
import { base64 } from './bytes.ts';
import { isJsonObject } from './canonical.ts';
import { type EntryFields, readEntry, timeOf } from './entry.ts';
import type { Findings } from './findings.ts';
import type { Hash } from './merkle.ts';
import { OpenIntents } from './openintents.ts';
import { SightingCheck } from './sightingcheck.ts';

/** Entries whose time has not come. */
export interface Ahead {
  readonly count: number;
  readonly first: number;
  /** The latest of their times, milliseconds since 1970. */
  readonly latest: number;
}

export class EntryCheck {
  readonly #findings: Findings;
  /** Times of the first and the newest entry that had one, milliseconds since 1970. */
  first: number | undefined;
  last: number | undefined;
  readonly openIntents = new OpenIntents();
  readonly sightings = new SightingCheck();
  ahead: Ahead | undefined;
  /** The number of entries up to the last one that says more than that a partner's log was seen. */
  sizeOfWork = 0;
  /** Whether any entry names the checkpoint it follows, as every entry of this program does. */
  followsCheckpoints = false;
  readonly #now: number;
  #previous: { size: number; root: string } | undefined;

  /** `now` is for entries from the future, which are not looked for without it. */
  constructor(findings: Findings, now: Date | undefined) {
    this.#findings = findings;
    this.#now = now?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes entry `index`; `root` gives the root of the tree before it. Returns whether the entry begins an
   * append: a checkpoint was then signed at size `index`.
   */
  take(bytes: Uint8Array, index: number, file: string, root: () => Hash): boolean {
    const { fields, problems } = readEntry(bytes, index);
    for (const { code, message } of problems) this.#findings.find(code, file, message, index);
    if (fields?.type !== 'witness.seen') this.sizeOfWork = index + 1;
    if (fields === undefined) return false;
    this.#time(fields, index, file);
    this.openIntents.take(fields, index);
    this.sightings.take(fields, index);
    return this.#follows(fields, index, file, root);
  }

  #time(fields: EntryFields, index: number, file: string): void {
    const time = timeOf(fields);
    if (time === undefined) return;
    if (this.last !== undefined && time < this.last) {
      this.#findings.find('TIME_BACKWARDS', file, 'the entry is earlier than the one before it', index);
    }
    if (time > this.#now) {
      const { count = 0, first = index, latest = time } = this.ahead ?? {};
      this.ahead = { count: count + 1, first, latest: Math.max(latest, time) };
    }
    this.first ??= time;
    this.last = time;
  }

  /** All entries of one append name the same checkpoint, the one before the first of them. */
  #follows(fields: EntryFields, index: number, file: string, root: () => Hash): boolean {
    if (fields.prevCheckpoint === undefined && !this.followsCheckpoints) return false;
    const previous = readPrevious(fields);
    const before = this.#previous;
    this.followsCheckpoints = true;
    this.#previous = previous;
    if (previous !== undefined && before?.size === previous.size && before.root === previous.root)
      return false;
    if (previous?.size === index && previous.root === base64(root())) return true;
    this.#findings.find(
      'PREVIOUS_CHECKPOINT',
      file,
      'the entry does not follow the checkpoint that it says it follows',
      index,
    );
    return false;
  }
}

function readPrevious(fields: EntryFields): { size: number; root: string } | undefined {
  const previous = fields.prevCheckpoint;
  if (!isJsonObject(previous)) return undefined;
  const { size, root } = previous;
  return typeof size === 'number' && typeof root === 'string' ? { size, root } : undefined;
}
