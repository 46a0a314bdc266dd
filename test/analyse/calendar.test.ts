import { describe, expect, it } from 'vitest';
import {
  addMonths,
  endOfMonth,
  financialQuarter,
  financialYear,
  isDay,
  startOfMonth,
} from '../../src/analyse/calendar.ts';

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

  it.each([
    ['2023-03-31', 'Q4 2022/23'],
    ['2023-04-01', 'Q1 2023/24'],
    ['2023-06-30', 'Q1 2023/24'],
    ['2023-07-01', 'Q2 2023/24'],
    ['2023-12-31', 'Q3 2023/24'],
    ['2024-01-01', 'Q4 2023/24'],
    ['2024-02-29', 'Q4 2023/24'],
    ['2024-03-31', 'Q4 2023/24'],
    ['2024-04-01', 'Q1 2024/25'],
    ['1999-12-01', 'Q3 1999/00'],
  ])('%s lies in %s', (day, quarter) => {
    expect(financialQuarter(day)).toBe(quarter);
    expect(financialYear(day)).toBe(quarter.slice(3));
  });
});
