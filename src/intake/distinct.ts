/** Counting what is different in bounded memory: exactly up to a limit, and beyond it as "at least". */

/** 52 bits of a text's hash (two FNV-1a variants); two texts of a million agree by chance once in ten thousand files. */
export function hashOf(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) + at;
    b ^= b >>> 13;
  }
  a ^= a >>> 15;
  b = Math.imul(b ^ (b >>> 16), 0xc2b2ae35);
  return ((a >>> 0) & 0xfffff) * 0x100000000 + ((b ^ (b >>> 15)) >>> 0);
}

export interface DistinctCount {
  readonly count: number;
  /** There are more: counting stopped. */
  readonly more: boolean;
}

export class Distinct {
  readonly #seen = new Set<number>();
  readonly #most: number;
  #more = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the text is new, as far as can be told. */
  add(text: string): boolean {
    const hash = hashOf(text);
    if (this.#seen.has(hash)) return false;
    if (this.#seen.size >= this.#most) this.#more = true;
    else this.#seen.add(hash);
    return true;
  }

  get count(): DistinctCount {
    return { count: this.#seen.size, more: this.#more };
  }
}

/**
 * The commonest text's share, by Misra and Gries (1982): with 64 counters no text that has more than one in 65
 * is missed, and a count is at most that much too low. Texts are kept in memory and never given out.
 */
export class Commonest {
  readonly #counts = new Map<string, number>();
  #all = 0;

  add(text: string): void {
    this.#all += 1;
    const known = this.#counts.get(text);
    if (known !== undefined || this.#counts.size < COUNTERS) {
      this.#counts.set(text, (known ?? 0) + 1);
      return;
    }
    for (const [kept, count] of this.#counts) {
      if (count === 1) this.#counts.delete(kept);
      else this.#counts.set(kept, count - 1);
    }
  }

  /** Of all texts, between 0 and 1: at least. */
  get share(): number {
    return this.#all === 0 ? 0 : Math.max(0, ...this.#counts.values()) / this.#all;
  }
}

const COUNTERS = 64;
