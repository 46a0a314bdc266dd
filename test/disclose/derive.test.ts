import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derive, type Known } from '../../src/disclose/index.ts';

const known = (
  counts: Readonly<Record<string, number>>,
  drawn: Readonly<Record<string, readonly number[]>> = {},
): Known => ({ count: (name) => counts[name]!, drawn: (name) => drawn[name], population: undefined });

const perCase = { kind: 'ratio', name: 'ratio', title: '', part: 'children', whole: 'cases' } as const;
const change = { kind: 'change', name: 'change', title: '', of: 'after', before: 'before' } as const;

describe('a ratio', () => {
  it('has the interval of its part over its whole', () => {
    const { value, interval, linkage } = derive(perCase, known({ children: 443, cases: 204 }))!;
    expect(value).toBe(2.17);
    // Byar's limits of 443 are 402.70 and 486.24.
    expect(interval!.lower).toBeCloseTo(402.7 / 204, 3);
    expect(interval!.upper).toBeCloseTo(486.24 / 204, 3);
    expect(linkage).toBeUndefined();
  });

  it('of nothing is none', () => {
    expect(derive(perCase, known({ children: 0, cases: 0 }))).toBeUndefined();
  });

  it('is less sure where assignments of the links differ in part or whole, and not where both move together', () => {
    const counts = { children: 100, cases: 50 };
    const plain = derive(perCase, known(counts))!;
    const wider = derive(
      perCase,
      known(counts, { children: [100, 100, 100, 100, 100], cases: [40, 45, 50, 55, 60] }),
    )!;
    expect(wider.interval!.lower).toBeLessThan(plain.interval!.lower);
    expect(wider.interval!.upper).toBeGreaterThan(plain.interval!.upper);
    expect(wider.linkage).toBeGreaterThan(0.3);
    const together = derive(
      perCase,
      known(counts, { children: [80, 90, 100, 110, 120], cases: [40, 45, 50, 55, 60] }),
    )!;
    expect(together.linkage).toBeCloseTo(0, 12);
    expect(together.interval!.lower).toBeCloseTo(plain.interval!.lower, 9);
  });
});

describe('a change', () => {
  it('has the interval of chance alone without assignments to compare', () => {
    const { value, interval, linkage } = derive(change, known({ before: 255, after: 311 }))!;
    expect(value).toBe(22);
    expect([interval!.lower < 22, interval!.upper > 22, linkage]).toEqual([true, true, undefined]);
  });

  it('is less sure by linkage only as far as the two periods move apart', () => {
    const counts = { before: 200, after: 240 };
    const plain = derive(change, known(counts))!;
    const apart = derive(
      change,
      known(counts, { before: [180, 190, 200, 210, 220], after: [264, 252, 240, 228, 216] }),
    )!;
    const together = derive(
      change,
      known(counts, { before: [180, 190, 200, 210, 220], after: [216, 228, 240, 252, 264] }),
    )!;
    expect(apart.linkage).toBeGreaterThan(0.5);
    expect(apart.interval!.lower).toBeLessThan(plain.interval!.lower);
    expect(together.linkage).toBeCloseTo(0, 12);
    expect(together.interval!.upper).toBeCloseTo(plain.interval!.upper, 9);
  });

  it('always lies within its interval, which linkage never makes narrower', () => {
    const count = fc.integer({ min: 1, max: 5000 });
    const five = fc.array(count, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(count, count, five, five, (before, after, befores, afters) => {
        const counts = { before, after };
        const plain = derive(change, known(counts), 6)!;
        const wider = derive(change, known(counts, { before: befores, after: afters }), 6)!;
        expect(wider.interval!.lower).toBeLessThanOrEqual(plain.interval!.lower + 1e-6);
        expect(wider.interval!.upper).toBeGreaterThanOrEqual(plain.interval!.upper - 1e-6);
        expect(plain.interval!.lower < plain.value! && plain.value! < plain.interval!.upper).toBe(true);
      }),
    );
  });

  it('to nothing has no linkage to reckon with, and from nothing is none', () => {
    const drawn = { before: [10, 11, 12, 13, 14], after: [0, 0, 0, 0, 1] };
    expect(derive(change, known({ before: 12, after: 0 }, drawn))).toMatchObject({ value: -100 });
    expect(derive(change, known({ before: 0, after: 12 }))).toBeUndefined();
  });
});
