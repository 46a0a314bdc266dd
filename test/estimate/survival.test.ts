import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { survival, type Watched } from '../../src/estimate/index.ts';

/** Remission of leukaemia under 6-mercaptopurine, weeks: Freireich and others (1963), Blood 21:699-716. */
const FREIREICH: Watched[] = [
  ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((days) => ({ days, happened: true })),
  ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((days) => ({ days, happened: false })),
];

describe('the Kaplan-Meier curve', () => {
  // As textbooks and statistics programs print it (Stata's "sts list" for the interval).
  it.each([
    [6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516],
    [7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228],
    [10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894],
    [13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491],
    [16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049],
    [22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468],
    [23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801],
  ])('of a published trial in week %i', (days, atRisk, happened, share, error, lower, upper) => {
    const step = survival(FREIREICH).steps.find((one) => one.days === days)!;
    expect(step).toMatchObject({ atRisk, happened });
    expect(step.share).toBeCloseTo(share, 4);
    expect(step.error).toBeCloseTo(error, 4);
    expect(step.lower).toBeCloseTo(lower, 4);
    expect(step.upper).toBeCloseTo(upper, 4);
  });

  it('has the published median, whose upper end is not reached', () => {
    expect(survival(FREIREICH)).toMatchObject({ median: 23, medianInterval: { lower: 13 } });
    expect(survival(FREIREICH).medianInterval).not.toHaveProperty('upper');
  });

  it('at fixed days stands between its steps, and is 1 before the first', () => {
    const [before, at, after] = survival(FREIREICH).at([5, 7, 9]);
    expect(before).toEqual({ days: 5, share: 1, lower: 1, upper: 1, atRisk: 21 });
    expect(at).toMatchObject({ atRisk: 16 });
    expect(after).toMatchObject({ share: at!.share, lower: at!.lower, atRisk: 15 });
  });

  const days = fc.integer({ min: 1, max: 30 });
  it('is the plain share where everybody was watched to the end', () => {
    fc.assert(
      fc.property(
        fc.array(days, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 31 }),
        (all, day) => {
          const [found] = survival(all.map((one) => ({ days: one, happened: true }))).at([day]);
          expect(found!.share).toBeCloseTo(all.filter((one) => one > day).length / all.length, 10);
        },
      ),
    );
  });

  it('only comes down, with its interval around it', () => {
    const watched = fc.record({ days, happened: fc.boolean() });
    fc.assert(
      fc.property(fc.array(watched, { maxLength: 60 }), (people) => {
        const { steps } = survival(people);
        for (const [index, { share, lower, upper }] of steps.entries()) {
          expect(share).toBeLessThan(steps[index - 1]?.share ?? 1);
          expect(lower <= share && share <= upper && lower >= 0 && upper <= 1).toBe(true);
        }
      }),
    );
  });

  it('of nobody has no steps and no median', () => {
    expect(survival([]).steps).toEqual([]);
    expect(survival([])).not.toHaveProperty('median');
    expect(survival([]).at([14])[0]).toEqual({ days: 14, share: 1, lower: 1, upper: 1, atRisk: 0 });
  });
});
