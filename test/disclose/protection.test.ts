import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Constraint, type Knowledge, possible } from '../../src/disclose/protection.ts';
import type { Range } from '../../src/disclose/rule.ts';

const exact = (value: number): Range => ({ lo: value, hi: value });
const sum = (total: number, parts: readonly number[]): Constraint => ({
  equal: true,
  terms: [{ cell: total, factor: 1 }, ...parts.map((cell) => ({ cell, factor: -1 as const }))],
});

/** Every assignment within the ranges that meets the constraints, by counting through all of them. */
function* assignments({ ranges, constraints }: Knowledge, chosen: number[] = []): Generator<number[]> {
  if (chosen.length === ranges.length) {
    const holds = constraints.every(({ terms, equal }) => {
      const value = terms.reduce((total, { cell, factor }) => total + factor * chosen[cell]!, 0);
      return equal ? value === 0 : value <= 0;
    });
    if (holds) yield chosen;
    return;
  }
  const { lo, hi } = ranges[chosen.length]!;
  for (let value = lo; value <= hi; value += 1)
    yield* assignments({ ranges, constraints, truth: [] }, [...chosen, value]);
}

const range = fc.tuple(fc.nat(5), fc.nat(4)).map(([lo, spread]) => ({ lo, hi: lo + spread }));

describe('possible', () => {
  it('is exact for one sum', () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 4 }),
        range,
        fc.nat(9),
        (parts, total, value) => {
          const ranges = [total, ...parts];
          const constraints = [
            sum(
              0,
              parts.map((_, index) => index + 1),
            ),
          ];
          const known: Knowledge = { ranges, constraints, truth: ranges.map(({ lo }) => lo) };
          const expected = [...assignments(known)].some((assignment) => assignment[1] === value);
          expect(possible(known, new Map([[1, value]]))).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never calls possible what is not, whatever the constraints', () => {
    const term = fc.record({ cell: fc.nat(4), factor: fc.constantFrom(1 as const, -1 as const) });
    const constraint = fc.record({
      equal: fc.boolean(),
      terms: fc.uniqueArray(term, { minLength: 2, maxLength: 4, selector: ({ cell }) => cell }),
    });
    const five = fc.array(range, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(five, fc.array(constraint, { maxLength: 4 }), fc.nat(9), (ranges, constraints, value) => {
        const all = [...assignments({ ranges, constraints, truth: [] })];
        const truth = all[0] ?? ranges.map(({ lo }) => lo);
        const found = possible({ ranges, constraints, truth }, new Map([[0, value]]));
        const real = all.some((assignment) => assignment[0] === value);
        const isTruth = all.length > 0 && truth[0] === value;
        expect([found && !real, isTruth && !found]).toEqual([false, false]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds that two hidden cells in every line can still give one away', () => {
    // The table of sdcTable's test-simpleheuristic.R (0.34.0): cell wb is exactly 47, the rest are free
    // between the bounds below.
    const counts = [
      [30, 47, 64, 89],
      [90, 124, 5, 31],
      [92, 100, 59, 85],
      [800, 991, 651, 685],
    ];
    const hidden = ['wa', 'wb', 'wc', 'xa', 'xc', 'yb', 'yd', 'zb', 'zd'];
    const bounds: Record<string, [number, number]> = {
      wa: [25, 94],
      wb: [47, 47],
      wc: [0, 69],
      xa: [26, 95],
      xc: [0, 69],
      yb: [0, 185],
      yd: [0, 185],
      zb: [906, 1091],
      zd: [585, 770],
    };
    const at = (name: string): number => 'wxyz'.indexOf(name[0]!) * 4 + 'abcd'.indexOf(name[1]!);
    const inner = counts.flat();
    const rows = counts.map((row) => row.reduce((total, count) => total + count, 0));
    const columns = [0, 1, 2, 3].map((column) => counts.reduce((total, row) => total + row[column]!, 0));
    const truth = [...inner, ...rows, ...columns];
    const known: Knowledge = {
      truth,
      ranges: truth.map((count, index) =>
        hidden.map(at).includes(index) ? { lo: 0, hi: Number.POSITIVE_INFINITY } : exact(count),
      ),
      constraints: [
        ...rows.map((_, row) =>
          sum(
            16 + row,
            [0, 1, 2, 3].map((column) => row * 4 + column),
          ),
        ),
        ...columns.map((_, column) =>
          sum(
            20 + column,
            [0, 1, 2, 3].map((row) => row * 4 + column),
          ),
        ),
      ],
    };
    for (const [name, [lo, hi]] of Object.entries(bounds)) {
      const can = (value: number) => possible(known, new Map([[at(name), value]]));
      expect([name, can(lo - 1), can(lo), can(hi), can(hi + 1)]).toEqual([name, false, true, true, false]);
    }
  });
});
