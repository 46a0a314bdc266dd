/** Dots side by side, such as one number by several definitions, each with its interval. */
import type { Html } from '../pages/index.ts';
import { figure, nothingToDraw } from './figure.ts';
import { intervalEntry, symbolEntries } from './key.ts';
import { drawnLanes, type Lane, type Lanes } from './lanes.ts';
import { GRID, lookOf, type SeriesLook } from './look.ts';
import { marker, whisker } from './marks.ts';
import { line } from './svg.ts';
import {
  type ChartText,
  checkNumbers,
  endsOf,
  type Interval,
  intervalOf,
  isShown,
  type Mark,
  shownOf,
} from './types.ts';
import { marksText } from './words.ts';

export interface DotPoint {
  /** Points of one series look alike in all rows. */
  readonly series: string;
  readonly value: Mark;
  readonly interval?: Interval;
}

export interface DotRow {
  readonly label: string;
  readonly points: readonly DotPoint[];
}

export interface DotChart {
  /** What is counted, such as "people"; "%" is written after each number. */
  readonly unit: string;
  readonly rows: readonly DotRow[];
  /** What `interval` is, for the key. */
  readonly intervalTitle?: string;
}

/**
 * The points of each row one below the other, each with its series' name and number, over one axis, which where all
 * numbers are far from zero does not begin there and says so. Hidden numbers are as in `barChart`.
 * @throws {RangeError} for numbers below zero or beyond what is counted
 */
export function dotChart(text: ChartText, { unit, rows, intervalTitle }: DotChart): Html {
  const points = rows.flatMap((row) => row.points);
  const values = points.map(({ value }) => value);
  const intervals = points.map(intervalOf);
  const write = marksText(values, unit);
  const series = [...new Set(points.map((point) => point.series))];
  const lanes: Lanes = {
    unit,
    numbers: [...shownOf(values), ...endsOf(intervals)],
    key: [
      ...(intervals.some((interval) => interval !== undefined) ? [intervalEntry(intervalTitle)] : []),
      ...symbolEntries(values),
    ],
    lanes: rows.flatMap((row) =>
      row.points.map((point, at) => ({
        ...(at === 0 ? { heading: row.label } : {}),
        ...laneOf(point, write, lookOf(series.indexOf(point.series))),
      })),
    ),
    isBefore: false,
    byPlace: true,
  };
  checkNumbers(lanes.numbers);
  return figure(text, (form) => (points.length === 0 ? nothingToDraw(form) : drawnLanes(lanes, form)));
}

function laneOf(point: DotPoint, write: (mark: Mark) => string, look: SeriesLook): Lane {
  const { series, value } = point;
  const interval = intervalOf(point);
  return {
    label: series,
    end: write(value),
    draw: (scale, middle) => {
      const left = scale(0);
      if (!isShown(value)) return { reach: left, body: [] };
      return {
        reach: Math.max(scale(value), scale(interval?.to ?? 0)) + 4,
        body: [
          line(left, middle, scale(value), middle, { stroke: GRID }),
          ...(interval === undefined
            ? []
            : [whisker(scale(interval.from), scale(interval.to), middle, look.colour)]),
          marker(look, scale(value), middle),
        ],
      };
    },
  };
}
