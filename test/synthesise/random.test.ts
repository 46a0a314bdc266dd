import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byRank, Random, splitmix64, Weighted } from '../../src/synthesise/random.ts';

describe('splitmix64', () => {
  it('gives the known outputs of seed 1234567', () => {
    expect(splitmix64(1234567n, 5)).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });
});

describe('xoshiro128**', () => {
  it('gives the outputs of the reference implementation from the state 1, 2, 3, 4', () => {
    const random = new Random([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('gives one stream for a seed, and another for each other seed and stream', () => {
    const first = (seed: number, stream?: number) => Random.from(seed, stream).bits();
    expect(first(1)).toBe(first(1));
    expect(new Set([first(1), first(2), first(1, 1), first(1, 2), first(Number.MAX_SAFE_INTEGER)]).size).toBe(
      5,
    );
  });

  it('keeps whole numbers within their bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 0, max: 100 }),
        (seed, low, more) => {
          const random = Random.from(seed);
          const drawn = Array.from({ length: 50 }, () => random.between(low, low + more));
          expect(drawn.every((value) => Number.isInteger(value) && value >= low && value <= low + more)).toBe(
            true,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes a chance as often as it says', () => {
    const random = Random.from(3);
    const taken = Array.from({ length: 20_000 }, () => random.chance(0.2)).filter(Boolean).length;
    expect(taken).toBeGreaterThan(3_800);
    expect(taken).toBeLessThan(4_200);
  });
});

describe('Weighted', () => {
  it('draws each value in proportion to its weight, and never one without weight', () => {
    const weighted = Weighted.of({ a: 1, b: 0, c: 3 });
    const random = Random.from(5);
    const drawn = Array.from({ length: 20_000 }, () => weighted.draw(random));
    expect(drawn.filter((value) => value === 'a').length / drawn.length).toBeCloseTo(0.25, 1);
    expect(drawn).not.toContain('b');
  });

  it('weighs ranks by the shifted law of Zipf', () => {
    expect(byRank(3, 1)).toEqual([1 / 2, 1 / 3, 1 / 4]);
  });
});
