/** Counts of what happens independently, and rates of them for so many people. */
import { Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

/**
 * Byar's 95 % interval for a count that is taken to be Poisson. 100: 81.4 to 121.6. Breslow and Day (1987),
 * Statistical Methods in Cancer Research II, page 69; the method of English public health for 10 and more, and close
 * below. Nought has the lower end 0.
 */
export function byar(count: number): Interval {
  const limit = (of: number, side: number): number =>
    of * (1 - 1 / (9 * of) + (side * Z95) / (3 * Math.sqrt(of))) ** 3;
  return { lower: count === 0 ? 0 : limit(count, -1), upper: limit(count + 1, 1) };
}

export interface Rate extends Interval {
  readonly rate: number;
}

/**
 * `count` for every `per` of `population` with Byar's 95 % interval, unrounded. 2,943 among 449,614 for every 10,000:
 * 65.5. The population is above 0 and taken to be known.
 */
export function rate(count: number, population: number, per: number): Rate {
  const { lower, upper } = byar(count);
  const scale = per / population;
  return { rate: count * scale, lower: lower * scale, upper: upper * scale };
}
