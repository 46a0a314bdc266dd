/** What share is left, or has come to something, after so many days. */
import type { Html } from '../pages/index.ts';
import { figure, nothingToDraw } from './figure.ts';
import { drawnPlane, type Plane, planeNumbers } from './plane.ts';
import {
  type ChartText,
  checkNumbers,
  checkSame,
  type Interval,
  intervalOf,
  isShown,
  type Mark,
} from './types.ts';
import { numberText } from './words.ts';

export interface SurvivalSeries {
  readonly label: string;
  /** From 0 to 1, one for each day, in their order. */
  readonly shares: readonly Mark[];
  readonly intervals?: readonly (Interval | undefined)[];
}

export interface SurvivalChart {
  /** In rising order. */
  readonly days: readonly number[];
  readonly series: readonly SurvivalSeries[];
  /** What `intervals` are, for the key. */
  readonly intervalTitle?: string;
}

/**
 * A line in steps for each series, in per cent over days by their doublings, so that the first weeks have as much room as
 * the last months. A share stands until the next day that is given, since nothing is said of the days between. Hidden
 * shares are as in `lineChart`.
 * @throws {RangeError} for shares that are not between 0 and 1, days that do not rise, and series of another length
 */
export function survivalChart(text: ChartText, { days, series, intervalTitle }: SurvivalChart): Html {
  checkNumbers(days);
  if (days.some((day, at) => at > 0 && day <= days[at - 1]!)) {
    throw new RangeError('the days of a chart rise');
  }
  const before = Math.max(0, doublings(days[0] ?? 0) - 1);
  const plane: Plane = {
    unit: '%',
    moments: days.map((day) => ({ label: numberText(day), at: doublings(day) - before })),
    momentsTitle: 'days; each doubling has the same width',
    series: series.map(({ label, shares, intervals = [] }) => ({
      label,
      values: checkSame(shares, days).map((share) => (isShown(share) ? percent(share) : share)),
      intervals: shares.map((value, at) => percentOf(intervalOf({ value, interval: intervals[at] }))),
    })),
    breaks: [],
    steps: true,
    intervalTitle,
  };
  checkNumbers(planeNumbers(plane));
  return figure(text, (form) =>
    days.length === 0 || series.length === 0 ? nothingToDraw(form) : drawnPlane(plane, form),
  );
}

const doublings = (day: number): number => Math.log2(day + 1);

function percent(share: number): number {
  if (share > 1) {
    throw new RangeError('a share is not more than 1');
  }
  return share * 100;
}

const percentOf = (interval: Interval | undefined): Interval | undefined =>
  interval === undefined ? undefined : { from: percent(interval.from), to: percent(interval.to) };
