/** Horizontal bars, each with its number beside it. */
import type { Html } from '../pages/index.ts';
import { figure, nothingToDraw } from './figure.ts';
import { barEntry, intervalEntry, type KeyEntry, symbolEntries } from './key.ts';
import { drawnLanes, type Lane, type Lanes, THICK } from './lanes.ts';
import { BAR } from './look.ts';
import { SWATCH, tick, whisker } from './marks.ts';
import { element } from './svg.ts';
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

export interface BarRow {
  readonly label: string;
  readonly value: Mark;
  readonly interval?: Interval;
  /** A number to hold the bar against, such as the share among all people; drawn as a tick. */
  readonly compare?: Mark;
}

export interface BarChart {
  /** What is counted, such as "people"; "%" is written after each number. */
  readonly unit: string;
  /** In an order that tells nothing of hidden numbers. */
  readonly rows: readonly BarRow[];
  /** What the bars are, for the key, where they are held against something; default: the unit. */
  readonly valueTitle?: string;
  /** What `compare` is, for the key. */
  readonly compareTitle?: string;
  /** What `interval` is, for the key. */
  readonly intervalTitle?: string;
}

/**
 * A bar for each row in the order given, over an axis from zero, with its number at its end; before it where there is
 * something to compare with, to whose tick it might seem to belong. A hidden number is its symbol at the axis, which takes
 * no notice of it, and its interval is not drawn.
 * @throws {RangeError} for numbers below zero or beyond what is counted
 */
export function barChart(text: ChartText, chart: BarChart): Html {
  const { unit, rows } = chart;
  const write = marksText(
    rows.map(({ value }) => value),
    unit,
  );
  const lanes: Lanes = {
    unit,
    numbers: numbersOf(rows),
    key: keyOf(chart),
    lanes: rows.map((row) => laneOf(row, write)),
    isBefore: rows.some(({ compare }) => compare !== undefined),
  };
  checkNumbers(lanes.numbers);
  return figure(text, (form) => (rows.length === 0 ? nothingToDraw(form) : drawnLanes(lanes, form)));
}

const numbersOf = (rows: readonly BarRow[]): number[] => [
  ...shownOf(rows.flatMap(({ value, compare }) => (compare === undefined ? [value] : [value, compare]))),
  ...endsOf(rows.map(intervalOf)),
];

function laneOf(row: BarRow, write: (mark: Mark) => string): Lane {
  const { label, value, compare } = row;
  const interval = intervalOf(row);
  const compared = compare !== undefined && isShown(compare) ? compare : undefined;
  const hiddenCompare = compare === undefined || isShown(compare) ? '' : ` | ${compare.symbol}`;
  return {
    label,
    end: `${write(value)}${hiddenCompare}`,
    draw: (scale, middle) => {
      const [left, top] = [scale(0), middle - THICK / 2];
      const long = isShown(value) ? scale(value) - left : 0;
      return {
        reach: Math.max(left + long, ...[compared ?? 0, interval?.to ?? 0].map(scale)),
        body: [
          ...(isShown(value)
            ? [element('rect', { x: left, y: top, width: long, height: THICK, fill: BAR })]
            : []),
          ...(compared === undefined ? [] : [tick(scale(compared), middle, THICK / 2 + 4)]),
          ...(interval === undefined ? [] : [whisker(scale(interval.from), scale(interval.to), middle)]),
        ],
      };
    },
  };
}

function keyOf({ unit, rows, valueTitle = unit, compareTitle, intervalTitle }: BarChart): KeyEntry[] {
  const compared: KeyEntry = {
    words: compareTitle ?? 'to compare with',
    mark: (x, y) => tick(x + SWATCH / 2, y, 8),
  };
  return [
    ...(rows.some(({ compare }) => compare !== undefined) ? [barEntry(valueTitle, BAR), compared] : []),
    ...(rows.some((row) => intervalOf(row) !== undefined) ? [intervalEntry(intervalTitle)] : []),
    ...symbolEntries(rows.map(({ value }) => value)),
  ];
}
