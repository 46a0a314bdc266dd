/** How numbers change from one period to the next. */
import type { Html } from '../pages/index.ts';
import { figure, nothingToDraw } from './figure.ts';
import { type Break, drawnPlane, type Plane, planeNumbers } from './plane.ts';
import { type ChartText, checkNumbers, checkSame, type Interval, intervalOf, type Mark } from './types.ts';

export interface LineSeries {
  readonly label: string;
  /** One for each period, in their order. */
  readonly values: readonly Mark[];
  readonly intervals?: readonly (Interval | undefined)[];
}

export interface LineChart {
  /** What is counted, such as "people"; "%" is written after each number. */
  readonly unit: string;
  /** The periods in order, evenly apart. */
  readonly at: readonly string[];
  readonly series: readonly LineSeries[];
  /** Periods from which something is counted otherwise than before: lines are broken there, and a note says why. */
  readonly breaks?: readonly Break[];
  /** What `intervals` are, for the key. */
  readonly intervalTitle?: string;
}

/**
 * A line for each series, over an axis from zero, with a gap wherever a number is hidden; its symbol stands in a lane
 * below, which takes no notice of the number.
 * @throws {RangeError} for numbers below zero or beyond what is counted, and series of another length than the periods
 */
export function lineChart(text: ChartText, chart: LineChart): Html {
  const { unit, at, series, breaks = [], intervalTitle } = chart;
  const plane: Plane = {
    unit,
    moments: at.map((label, place) => ({ label, at: place })),
    momentsTitle: '',
    series: series.map(({ label, values, intervals = [] }) => ({
      label,
      values: checkSame(values, at),
      intervals: values.map((value, place) => intervalOf({ value, interval: intervals[place] })),
    })),
    breaks: breaks.filter(({ before }) => before > 0 && before < at.length),
    steps: false,
    intervalTitle,
  };
  checkNumbers(planeNumbers(plane));
  return figure(text, (form) =>
    at.length === 0 || series.length === 0 ? nothingToDraw(form) : drawnPlane(plane, form),
  );
}
