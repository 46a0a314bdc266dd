import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meanOfTally,
  medianOfTally,
  mergeTallies,
  type Tallied,
  widenedEvenly,
} from '../../src/estimate/index.ts';

/** The values of each person, in order. */
function tallyOf(people: readonly (readonly number[])[]): Tallied[] {
  const tallies = people.map((values) =>
    values.map((value) => ({
      value,
      rows: 1,
      least:
        value === Math.min(...values) ? 1 / values.filter((one) => one === Math.min(...values)).length : 0,
      greatest:
        value === Math.max(...values) ? 1 / values.filter((one) => one === Math.max(...values)).length : 0,
      squares:
        value === Math.min(...values)
          ? values.length ** 2 / values.filter((one) => one === Math.min(...values)).length
          : 0,
    })),
  );
  return tallies.flat().reduce<Tallied[]>((all, one) => mergeTallies(all, [one]), []);
}

const oneEach = (count: number): Tallied[] =>
  tallyOf(Array.from({ length: count }, (_, index) => [index + 1]));

describe('a median', () => {
  it.each([
    // The ranks of table 2 of Campbell and Gardner (1988), rounded as their formula is.
    [20, 6, 15],
    [50, 18, 33],
    [100, 40, 61],
  ])('of %i people has the ends of ranks %i and %i', (people, lower, upper) => {
    expect(medianOfTally(oneEach(people), 5)).toEqual({
      estimate: (people + 1) / 2,
      people,
      interval: { lower, upper },
    });
  });

  it('has no interval where few people lie beyond an end', () => {
    expect(medianOfTally(oneEach(17), 5)).toEqual({ estimate: 9, people: 17 });
    expect(medianOfTally(oneEach(18), 5)).toMatchObject({ interval: { lower: 5, upper: 14 } });
    // Twelve values up to the lower end, of four people.
    const often = tallyOf([...Array(4).fill([1, 1, 1]), ...Array.from({ length: 20 }, (_, at) => [at + 2])]);
    expect(medianOfTally(often, 5)?.interval).toBeUndefined();
    expect(medianOfTally(often, 4)?.interval).toBeDefined();
  });

  it('of people with several values each is as sure as if each had one', () => {
    const twice = tallyOf(Array.from({ length: 50 }, (_, index) => [index + 1, index + 1]));
    expect(medianOfTally(twice, 5)).toEqual(medianOfTally(oneEach(50), 5));
  });

  it('lies between its ends, which are values that somebody has', () => {
    const people = fc.array(fc.array(fc.integer({ min: -5, max: 40 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(people, (values) => {
        const sorted = values.flat().toSorted((a, b) => a - b);
        const middle =
          (sorted[Math.ceil(sorted.length / 2) - 1]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
        const { estimate, interval, people: of } = medianOfTally(tallyOf(values), 5)!;
        expect(estimate).toBe(middle);
        expect(of).toBeCloseTo(values.length, 9);
        if (interval === undefined) return;
        expect(interval.lower <= estimate && estimate <= interval.upper).toBe(true);
        expect(sorted).toEqual(expect.arrayContaining([interval.lower, interval.upper]));
        const beyond = (isBeyond: (value: number) => boolean) =>
          values.filter((own) => own.some(isBeyond)).length;
        expect(beyond((value) => value <= interval.lower)).toBeGreaterThanOrEqual(5);
        expect(beyond((value) => value >= interval.upper)).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  it('of nobody is none', () => {
    expect(medianOfTally([], 5)).toBeUndefined();
    expect(meanOfTally([])).toBeUndefined();
  });
});

describe('a mean', () => {
  it('is as sure as its values are alike', () => {
    const { estimate, interval } = meanOfTally(tallyOf([[2], [4], [4], [4], [5], [5], [7], [9]]))!;
    expect(estimate).toBe(5);
    expect(interval!.upper - 5).toBeCloseTo(1.959964 * Math.sqrt(32 / 7 / 8), 5);
    expect(5 - interval!.lower).toBeCloseTo(1.959964 * Math.sqrt(32 / 7 / 8), 5);
  });

  it('of one person has no interval, whatever they have', () => {
    expect(meanOfTally(tallyOf([[3, 6]]))).toEqual({ estimate: 4.5, people: 1 });
  });
});

describe('the interval of a median or mean', () => {
  const interval = { lower: 10 - 1.959963984540054 * 2, upper: 15 };

  it('stays where alternative assignments agree', () => {
    const same = widenedEvenly({ lower: 4, upper: 19 }, Array(5).fill(11));
    expect([same.lower, same.upper, same.dueToLinkage]).toEqual([4, 19, 0]);
  });

  it("moves outwards at both ends as Rubin's rules say", () => {
    const half = (interval.upper - interval.lower) / 2;
    const within = (half / 1.959963984540054) ** 2;
    const { lower, upper, dueToLinkage } = widenedEvenly(interval, [8, 9, 10, 11, 12]);
    // Variance between 2.5, times 1 + 1/5.
    expect(dueToLinkage).toBeCloseTo(3 / (3 + within), 12);
    expect(interval.lower - lower).toBeCloseTo(upper - interval.upper, 12);
    expect((upper - lower) / 2).toBeGreaterThan(1.959963984540054 * Math.sqrt(3 + within));
  });

  it('is of linkage alone where chance has no part', () => {
    const { lower, upper, dueToLinkage } = widenedEvenly({ lower: 7, upper: 7 }, [6, 6, 7, 8, 8]);
    expect(dueToLinkage).toBe(1);
    // Student's t of 4 degrees of freedom, 2.776, times the root of 1.2.
    expect(upper - 7).toBeCloseTo(2.776 * Math.sqrt(1.2), 1);
    expect(7 - lower).toBeCloseTo(upper - 7, 12);
  });

  it('says nothing of linkage where too few assignments have one', () => {
    expect(widenedEvenly(interval, [1, 20])).toEqual(interval);
  });

  it('never becomes narrower', () => {
    const number = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(number, number, fc.array(number, { minLength: 5, maxLength: 20 }), (one, more, others) => {
        const wider = widenedEvenly({ lower: one, upper: one + more }, others);
        expect(wider.lower <= one && wider.upper >= one + more).toBe(true);
        expect(wider.dueToLinkage! >= 0 && wider.dueToLinkage! <= 1).toBe(true);
      }),
    );
  });
});
