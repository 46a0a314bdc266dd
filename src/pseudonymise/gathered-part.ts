/** The lines of one part of a run in order of reference, of which only those that may leave stay. */
import { PROTECTED_MARK, REFERENCE_LENGTH, SortedLines } from './lines.ts';

const MARK = PROTECTED_MARK.charCodeAt(0);
const COMMA = 0x2c;
const LF = 0x0a;

/** One part after another in order, less the lines that may not leave. */
export class GatheredPart {
  /** References of protected people in the parts taken so far. */
  readonly hidden: Set<string>;
  /** Those of them who had any line that would have left. */
  readonly heldBack = new Set<string>();
  readonly #sorted = new SortedLines();
  #in: Buffer = Buffer.alloc(0);
  #out = Buffer.alloc(0);
  #length = 0;

  /** @param hidden who is known to be protected before any part is taken */
  constructor(hidden: ReadonlySet<string> = new Set()) {
    this.hidden = new Set(hidden);
  }

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
