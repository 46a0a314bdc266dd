/** Classes of counts: whoever is counted belongs to one of them, and there are none beyond those that can be. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf, fillingOf } from '../../src/disclose/classes.ts';
import type { Meaning } from '../../src/disclose/index.ts';

const QUARTERS = [
  ['2025-04-01', '2025-06-30'],
  ['2025-07-01', '2025-09-30'],
  ['2025-10-01', '2025-12-31'],
] as const;
const counted = (
  grows: Meaning['grows'],
  [first, last]: readonly [number, number],
  filters: Meaning['filters'] = {},
): Meaning => ({
  unit: 'people',
  where: 'all',
  from: QUARTERS[first]![0],
  to: QUARTERS[last]![1],
  filters,
  grows,
});

describe('classes', () => {
  it('of events in two areas and two quarters are one for each area in each quarter that a count holds apart', () => {
    const whole = counted('add', [0, 1], { area: ['w1', 'w2'] });
    const meanings = [
      whole,
      counted('add', [0, 0], { area: ['w1'] }),
      counted('add', [0, 1], { area: ['w2'] }),
    ];
    expect(classesOf(meanings)).toEqual([[0], [0, 1], [0, 2]]);
  });

  it('of distinct people in three quarters are every choice of quarters', () => {
    const meanings = [0, 1, 2].map((quarter) => counted('distinct', [quarter, quarter]));
    expect(classesOf(meanings)).toHaveLength(7);
  });

  it('are none where each count lies in the next, and not told where there would be too many', () => {
    const nested = [0, 1, 2].map((last) => counted('distinct', [0, last]));
    expect(classesOf(nested)).toEqual([]);
    const many = Array.from({ length: 9 }, (_, at) => counted('distinct', [0, 0], { role: [`role ${at}`] }));
    expect(classesOf(many)).toBeUndefined();
  });

  it('hold everybody, whoever they are, and can be filled with their numbers', async () => {
    const roles = ['a', 'b', 'c'];
    const meaning = fc.record({
      first: fc.nat(2),
      more: fc.nat(2),
      role: fc.option(fc.subarray(roles, { minLength: 1 }), { nil: undefined }),
    });
    const person = fc.array(fc.record({ quarter: fc.nat(2), role: fc.constantFrom(...roles, 'other') }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(meaning, { minLength: 3, maxLength: 5 }),
        fc.array(person, { maxLength: 30 }),
        async (asked, people) => {
          const meanings = asked.map(({ first, more, role }) =>
            counted('distinct', [first, Math.min(2, first + more)], role === undefined ? {} : { role }),
          );
          const standsIn = (events: (typeof people)[number]): number[] =>
            meanings.flatMap(({ from, to, filters }, at) =>
              events.some(
                ({ quarter, role }) =>
                  from <= QUARTERS[quarter]![0] &&
                  to >= QUARTERS[quarter]![1] &&
                  filters.role?.includes(role) !== false,
              )
                ? [at]
                : [],
            );
          const classes = classesOf(meanings);
          if (classes === undefined || classes.length === 0) return;
          const known = new Set(classes.map((one) => one.join()));
          const found = people.map(standsIn).filter(({ length }) => length > 0);
          for (const one of found) expect(known).toContain(one.join());
          const counts = meanings.map((_, at) => found.filter((one) => one.includes(at)).length);
          const filling = await fillingOf(classes, counts);
          expect(
            meanings.map((_, at) =>
              classes.reduce((sum, one, of) => sum + (one.includes(at) ? filling![of]! : 0), 0),
            ),
          ).toEqual(counts);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cannot be filled with counts that no people give', async () => {
    const meanings = [0, 1, 2].map((quarter) => counted('add', [quarter, quarter]));
    const classes = classesOf([counted('add', [0, 2]), ...meanings])!;
    expect(await fillingOf(classes, [5, 2, 2, 2])).toBeUndefined();
    expect(await fillingOf(classes, [6, 2, 2, 2])).toEqual([2, 2, 2]);
  });
});
