import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOn, dayOf, FIRST_DAY, LAST_DAY, partsOf, written } from '../../src/synthesise/calendar.ts';

describe('days', () => {
  it.each([
    [1970, 1, 1, 0],
    [1969, 12, 31, -1],
    [2000, 2, 29, 11_016],
    [1900, 3, 1, -25_508],
    [2026, 3, 31, 20_543],
  ])('%i-%i-%i is day %i', (year, month, day, count) => {
    expect(dayOf(year, month, day)).toBe(count);
    expect(partsOf(count)).toEqual({ year, month, day });
  });

  it('agree with the calendar of the language', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 60_000 }), (day) => {
        const date = new Date(day * 86_400_000);
        const parts = partsOf(day);
        expect(parts).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(dayOf(parts.year, parts.month, parts.day)).toBe(day);
      }),
      { numRuns: 200 },
    );
  });

  it('cover four financial years', () => {
    expect(LAST_DAY - FIRST_DAY + 1).toBe(4 * 365 + 1);
  });
});

describe('ageOn', () => {
  const born = dayOf(2010, 6, 15);
  it.each([
    [dayOf(2026, 6, 14), 15],
    [dayOf(2026, 6, 15), 16],
    [dayOf(2010, 6, 15), 0],
  ])('counts whole years to day %i', (day, age) => {
    expect(ageOn(born, day)).toBe(age);
  });
});

describe('written', () => {
  it.each([
    ['DD/MM/YYYY', '05/04/1981'],
    ['YYYY-MM-DD', '1981-04-05'],
    ['DD-MMM-YYYY', '05-Apr-1981'],
    ['YYYYMMDD', '19810405'],
  ] as const)('writes %s', (style, text) => {
    expect(written({ year: 1981, month: 4, day: 5 }, style)).toBe(text);
  });
});
