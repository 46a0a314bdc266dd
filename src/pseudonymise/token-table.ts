/** Which of many 64-bit tokens were seen before, and with which number: open addressing in memory that is used again. */
export class TokenTable {
  #mask = 0;
  #high = new Uint32Array(0);
  #low = new Uint32Array(0);
  /** The number put with a token, plus one; 0 where the slot is free. */
  #number = new Uint32Array(0);
  #marked = new Uint8Array(0);

  /** Forgets everything, and makes room for so many tokens. */
  clear(tokens: number): void {
    const slots = 2 ** Math.ceil(Math.log2(2 * tokens + 2));
    if (slots > this.#high.length) {
      this.#high = new Uint32Array(slots);
      this.#low = new Uint32Array(slots);
      this.#number = new Uint32Array(slots);
      this.#marked = new Uint8Array(slots);
    } else {
      this.#number.fill(0, 0, slots);
      this.#marked.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
  }

  /** Puts a token with a number unless it is there; returns the number that it was first put with. */
  put(high: number, low: number, number: number): number {
    const slot = this.#slotOf(high, low);
    if (this.#number[slot] === 0) {
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#number[slot] = number + 1;
    }
    return this.#number[slot]! - 1;
  }

  has(high: number, low: number): boolean {
    return this.#number[this.#slotOf(high, low)] !== 0;
  }

  /** Marks a token that was put. */
  mark(high: number, low: number): void {
    this.#marked[this.#slotOf(high, low)] = 1;
  }

  isMarked(high: number, low: number): boolean {
    return this.#marked[this.#slotOf(high, low)] === 1;
  }

  /** Tokens are keyed hashes, so their bits need no mixing; the first are alike within a part. */
  #slotOf(high: number, low: number): number {
    let slot = (low ^ (high << 7)) & this.#mask;
    while (this.#number[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
