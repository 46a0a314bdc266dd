/** Which of many 64-bit tokens were seen before, and with which number: open addressing in memory that is used again. */
export class TokenTable {
  #mask = 0;
  #high = new Uint32Array(0);
  #low = new Uint32Array(0);
  /** The number put with a token, plus one; 0 where the slot is free. */
  #number = new Uint32Array(0);
  /** The number put last with it, and how often another followed, as far as a byte counts. */
  #last = new Uint32Array(0);
  #changes = new Uint8Array(0);

  /** Forgets everything, and makes room for so many tokens. */
  clear(tokens: number): void {
    const slots = 2 ** Math.ceil(Math.log2(2 * tokens + 2));
    if (slots > this.#high.length) {
      this.#high = new Uint32Array(slots);
      this.#low = new Uint32Array(slots);
      this.#number = new Uint32Array(slots);
      this.#last = new Uint32Array(slots);
      this.#changes = new Uint8Array(slots);
    } else {
      this.#number.fill(0, 0, slots);
      this.#changes.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
  }

  /** Puts a token with a number. */
  put(high: number, low: number, number: number): void {
    const slot = this.#slotOf(high, low);
    if (this.#number[slot] === 0) {
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#number[slot] = number + 1;
    } else if (this.#last[slot] !== number && this.#changes[slot]! < 255) this.#changes[slot]! += 1;
    this.#last[slot] = number;
  }

  has(high: number, low: number): boolean {
    return this.#number[this.#slotOf(high, low)] !== 0;
  }

  /** The number that a token was first put with; it must have been put. */
  first(high: number, low: number): number {
    return this.#number[this.#slotOf(high, low)]! - 1;
  }

  /** How many further numbers a token was put with, when equal ones follow each other; 0 where there was one alone. */
  others(high: number, low: number): number {
    return this.#changes[this.#slotOf(high, low)]!;
  }

  /** Tokens are keyed hashes, so their bits need no mixing; the first are alike within a part. */
  #slotOf(high: number, low: number): number {
    let slot = (low ^ (high << 7)) & this.#mask;
    while (this.#number[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
