import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { misdated, mistyped, shortened, wrongPostcode } from '../../src/synthesise/faults.ts';
import { PROFILES, scaled } from '../../src/synthesise/profiles.ts';
import { Random } from '../../src/synthesise/random.ts';

const seeds = fc.nat({ max: 100_000 });

describe('mistyped', () => {
  it('keeps the first letter and changes little', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom('Katarzyna', "O'Sullivan", 'İbrahim', 'Smith-Jones', 'Łukasz'),
        (seed, name) => {
          const taken = mistyped(Random.from(seed), name);
          expect(taken[0]).toBe(name[0]);
          expect(Math.abs(taken.length - name.length)).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('changes most names, and leaves a very short one as it is', () => {
    const random = Random.from(1);
    const taken = Array.from({ length: 200 }, () => mistyped(random, 'Margaret'));
    expect(taken.filter((name) => name !== 'Margaret').length).toBeGreaterThan(150);
    expect(new Set(taken).size).toBeGreaterThan(40);
    expect(mistyped(random, 'Li')).toBe('Li');
  });
});

describe('misdated', () => {
  it('gives another date that the calendar has', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.date({ min: new Date('1930-01-01'), max: new Date('2024-12-31') }),
        (seed, born) => {
          const { year, month, day } = misdated(Random.from(seed), {
            year: born.getUTCFullYear(),
            month: born.getUTCMonth() + 1,
            day: born.getUTCDate(),
          });
          const read = new Date(Date.UTC(year, month - 1, day));
          expect([read.getUTCMonth() + 1, read.getUTCDate()]).toEqual([month, day]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('addresses', () => {
  it('keeps a wrong postcode in form', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const wrong = wrongPostcode(Random.from(seed), 'ZN4 7QD');
        expect(wrong).toMatch(/^ZN4 \d[ABD-HJLNP-UW-Z]{2}$/);
      }),
      { numRuns: 50 },
    );
  });

  it('shortens the word for the street only', () => {
    expect(shortened('Flat 2, 14 Street Lane')).toBe('Flat 2, 14 Street Ln');
    expect(shortened('3 Long Way')).toBe('3 Long Way');
  });
});

describe('scaled', () => {
  it('multiplies every rate, and stops at certainty', () => {
    const none = scaled(PROFILES.police.faults, 0);
    expect(Object.values(none).every((rate) => rate === 0)).toBe(true);
    const more = scaled(PROFILES.police.faults, 2);
    expect(more.nickname).toBe(PROFILES.police.faults.nickname * 2);
    expect(more.ethnicityMissing).toBe(1);
  });
});
