/** Financial years from April, their quarters, and months. */
import { unusable } from '../errors.ts';
import { addMonths, endOfMonth, startOfMonth } from './calendar.ts';
import type { Window } from './frame.ts';

export const PERIODS = ['year', 'quarter', 'month'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** A part of the window, named as people name it. */
export interface Period extends Window {
  readonly name: string;
  /** Whether the window holds the whole of it. */
  readonly whole: boolean;
}

const MONTHS: Readonly<Record<PeriodKind, number>> = { year: 12, quarter: 3, month: 1 };

/** Ten years of months: each period is a row, or several, and counted by itself. */
const MOST_PERIODS = 120;

/** The periods that the window touches, in order, cut to it. Throws `WINDOW_TOO_LONG` where they are more than 120. */
export function periodsOf(window: Window, kind: PeriodKind): Period[] {
  const found: Period[] = [];
  for (
    let first = startOfPeriod(window.from, kind);
    first <= window.to;
    first = addMonths(first, MONTHS[kind])
  ) {
    if (found.length === MOST_PERIODS) {
      throw unusable('WINDOW_TOO_LONG', `the window has more than ${MOST_PERIODS} periods of this kind`, {
        hint: 'count longer periods, or a shorter window',
      });
    }
    const last = endOfMonth(addMonths(first, MONTHS[kind] - 1));
    const whole = first >= window.from && last <= window.to;
    found.push({
      name: `${periodName(first, kind)}${whole ? '' : ' (part)'}`,
      from: [first, window.from].toSorted()[1]!,
      to: [last, window.to].toSorted()[0]!,
      whole,
    });
  }
  return found;
}

/** `2023/24`, `Q1 2023/24` or `2023-04`. */
export function periodName(day: string, kind: PeriodKind): string {
  if (kind === 'month') return day.slice(0, 7);
  const first = Number(startOfPeriod(day, 'year').slice(0, 4));
  const year = `${first}/${String((first + 1) % 100).padStart(2, '0')}`;
  if (kind === 'year') return year;
  return `Q${Math.floor(((Number(day.slice(5, 7)) + 8) % 12) / 3) + 1} ${year}`;
}

/** The window of the same length right before: whole months where the window is, otherwise as many days. */
export function windowBefore({ from, to }: Window): Window {
  const end = previousDay(from);
  if (from === startOfMonth(from) && to === endOfMonth(to)) {
    let months = 1;
    while (addMonths(from, months) <= to) months += 1;
    return { from: addMonths(from, -months), to: end };
  }
  const length = Date.parse(to) - Date.parse(from);
  return { from: new Date(Date.parse(end) - length).toISOString().slice(0, 10), to: end };
}

function startOfPeriod(day: string, kind: PeriodKind): string {
  const months = (Number(day.slice(5, 7)) + 8) % MONTHS[kind];
  return addMonths(startOfMonth(day), -months);
}

const previousDay = (day: string): string =>
  new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
