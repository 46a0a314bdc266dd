/**
 * Chance that can be repeated: xoshiro128** 1.1 with its state filled by splitmix64, from the published
 * descriptions by D. Blackman and S. Vigna ("Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
 * 2021) and by G. Steele, D. Lea and C. Flood ("Fast splittable pseudorandom number generators", OOPSLA 2014).
 *
 * Everything here and in this folder keeps to whole numbers and to + - * /, whose results every engine must
 * round alike; no logarithm or power decides anything. So a seed gives the same bytes on every machine.
 * This is for inventing people, never for keys.
 */
const MASK_64 = (1n << 64n) - 1n;
const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;

/** The first `count` outputs of splitmix64 started at `seed`. */
export function splitmix64(seed: bigint, count: number): bigint[] {
  let state = seed & MASK_64;
  return Array.from({ length: count }, () => {
    state = (state + GOLDEN_GAMMA) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
    return z ^ (z >> 31n);
  });
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** A stream of repeatable chance. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** From the four 32-bit words of a state, not all zero. */
  constructor(state: readonly [number, number, number, number]) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** From a seed (a whole number from 0); `stream` gives independent streams of one seed. */
  static from(seed: number, stream = 0): Random {
    const [first = 0n, second = 0n] = splitmix64(BigInt(seed) + (BigInt(stream) << 56n), 2);
    const word = (value: bigint): number => Number(value & 0xffffffffn) | 0;
    return new Random([word(first), word(first >> 32n), word(second), word(second >> 32n)]);
  }

  /** The next 32 bits, as a whole number from 0. */
  bits(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  /** A fraction from 0 up to, and never, 1. */
  fraction(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in the given share of cases. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of the characters of a text. */
  letterOf(text: string): string {
    return text[this.below(text.length)]!;
  }

  /** Whole days of the given mean, short ones common and long ones rare: the product of two fractions. */
  days(mean: number): number {
    return Math.floor(this.fraction() * this.fraction() * 4 * mean);
  }

  /** Whole steps from 0 up to `most`, each further one taken with the chance `on`. */
  steps(on: number, most: number): number {
    let taken = 0;
    while (taken < most && this.chance(on)) taken++;
    return taken;
  }
}

/** Draws a value by stated weights, quickly and exactly. */
export class Weighted<T> {
  readonly #values: readonly T[];
  readonly #sums: Float64Array;

  constructor(values: readonly T[], weights: readonly number[]) {
    this.#values = values;
    this.#sums = new Float64Array(values.length);
    let sum = 0;
    for (const at of values.keys()) {
      sum += weights[at]!;
      this.#sums[at] = sum;
    }
  }

  /** From a record of value to weight. */
  static of(weights: Readonly<Record<string, number>>): Weighted<string> {
    return new Weighted(Object.keys(weights), Object.values(weights));
  }

  draw(random: Random): T {
    const sums = this.#sums;
    const sought = random.fraction() * sums[sums.length - 1]!;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > sought) high = middle;
      else low = middle + 1;
    }
    return this.#values[low]!;
  }
}

/**
 * Weights by rank as names have them: the r-th most common has the weight 1 / (r + flatness), Zipf's law
 * with Mandelbrot's shift. A greater flatness makes the first ranks less dominant.
 */
export const byRank = (count: number, flatness: number): number[] =>
  Array.from({ length: count }, (_, rank) => 1 / (rank + 1 + flatness));
