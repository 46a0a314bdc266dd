/**
 * A fixed-size memory of identifier cells already turned into tokens, so that a person's forty rows cost one
 * person's work, whichever threads they come to: the threads of a run share one memory. It may forget, in which
 * case tokens are made again and fall away when the rows are gathered. It never claims to have seen what it has
 * not, short of 64 bits of hash meeting in one place; two threads that write there at once can leave a half of
 * each one's hash, which is as unlikely to be anybody's.
 */
const SLOTS = 1 << 21;

export class SeenPeople {
  readonly #first: Uint32Array;
  readonly #second: Uint32Array;

  constructor(memory: SharedArrayBuffer = SeenPeople.memory()) {
    this.#first = new Uint32Array(memory, 0, SLOTS);
    this.#second = new Uint32Array(memory, Uint32Array.BYTES_PER_ELEMENT * SLOTS, SLOTS);
  }

  /** A memory that nobody is in yet. */
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(2 * Uint32Array.BYTES_PER_ELEMENT * SLOTS);
  }

  /** Whether the cells at `indexes` were here before; remembers them. */
  has(cells: readonly string[], indexes: readonly number[]): boolean {
    let first = 0x811c9dc5;
    let second = 0x2545f491;
    for (const index of indexes) {
      const cell = cells[index]!;
      for (let at = 0; at < cell.length; at += 1) {
        const unit = cell.charCodeAt(at);
        first = Math.imul(first ^ unit, 0x01000193);
        second = Math.imul(second ^ unit, 0x9e3779b1) ^ (second >>> 15);
      }
      first = Math.imul(first ^ 0x1f, 0x01000193);
      second = Math.imul(second ^ cell.length, 0x85ebca6b);
    }
    const slot = (first ^ (first >>> 13)) & (SLOTS - 1);
    const known = this.#first[slot] === first >>> 0 && this.#second[slot] === second >>> 0;
    this.#first[slot] = first;
    this.#second[slot] = second;
    return known;
  }
}
