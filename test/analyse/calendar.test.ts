import { describe, expect, it } from 'vitest';
import { addMonths, endOfMonth, isDay, startOfMonth } from '../../src/analyse/calendar.ts';

describe('calendar', () => {
  it.each([
    ['2023-12-20', 12, '2024-12-20'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2023-02-28', 12, '2024-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2026-01-15', -12, '2025-01-15'],
    ['2025-12-31', 2, '2026-02-28'],
  ])('%s and %i months is %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2023-13-01', false],
    ['2023-00-10', false],
    ['2023-01-00', false],
    ['2023-1-1', false],
    ['01/02/2023', false],
  ])('%s is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  it('knows the ends of a month', () => {
    expect([startOfMonth('2024-02-10'), endOfMonth('2024-02-10')]).toEqual(['2024-02-01', '2024-02-29']);
  });
});
