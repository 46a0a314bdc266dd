/** Horizontal bars, each with its number beside it. */
import type { Html } from '../pages/index.ts';
import { type Band, drawnBelow, quantity } from './axis.ts';
import { type Drawing, type Form, figure, nothingToDraw } from './figure.ts';
import { hatched, STUB } from './hidden.ts';
import { type KeyEntry, key, SWATCH } from './key.ts';
import { drawnLabel, label } from './label.ts';
import { BAR } from './look.ts';
import { tick, whisker } from './marks.ts';
import { element, textAt } from './svg.ts';
import {
  anyHidden,
  type ChartText,
  checkNumbers,
  endsOf,
  type Interval,
  isShown,
  type Mark,
  shownOf,
} from './types.ts';
import { numberText, widthOf } from './words.ts';

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
  readonly rows: readonly BarRow[];
  /** What `compare` is, for the key. */
  readonly compareTitle?: string;
  /** What `interval` is, for the key. */
  readonly intervalTitle?: string;
}

const THICK = 20;
const GAP = 10;
const LABEL_WIDTH = 220;

/**
 * A bar for each row in the order given, over an axis from zero. A hidden number is a hatched stub of one length with its
 * symbol, and the axis takes no notice of it.
 * @throws {RangeError} for numbers that are below zero or not finite.
 */
export function barChart(text: ChartText, chart: BarChart): Html {
  checkNumbers(numbersOf(chart));
  return figure(text, (form) => (chart.rows.length === 0 ? nothingToDraw(form) : drawn(chart, form)));
}

const numbersOf = ({ rows }: BarChart): number[] => [
  ...shownOf(rows.flatMap(({ value, compare }) => (compare === undefined ? [value] : [value, compare]))),
  ...endsOf(rows.map(intervalOf)),
];

/** An interval tells of its number, so a hidden number has none. */
const intervalOf = ({ value, interval }: BarRow): Interval | undefined =>
  isShown(value) ? interval : undefined;

function drawn(chart: BarChart, form: Form): Drawing {
  const { unit, rows } = chart;
  const { type, width } = form;
  const beside = form.name === 'wide';
  const labels = rows.map((row) => label(row.label, type, beside ? LABEL_WIDTH : width));
  const left = beside ? Math.max(...labels.map((each) => each.width)) + 12 : 1;
  const ends = rows.map((row) => endText(row, unit));
  const right = width - Math.max(...ends.map((end) => widthOf(end, type))) - 10;
  const axis = quantity(numbersOf(chart), left, Math.max(right, left + 2 * STUB), beside ? 5 : 4);
  const legend = key(keyOf(chart), form);

  const body: Html[] = [];
  const bands: Band[] = [];
  let top = legend.height;
  for (const [at, row] of rows.entries()) {
    const written = labels[at]!;
    const tall = beside ? Math.max(written.height, THICK) + GAP : THICK + 6;
    const bandTop = beside ? top : top + written.height;
    const middle = bandTop + tall / 2;
    body.push(
      beside
        ? drawnLabel(written, left - 10, middle - written.height / 2, { 'text-anchor': 'end' })
        : drawnLabel(written, 0, top),
      ...bar(row, axis.scale, middle, ends[at]!, type),
    );
    bands.push([bandTop, bandTop + tall]);
    top = bandTop + tall + (beside ? 0 : GAP);
  }
  const below = drawnBelow(axis, unit, beside ? [[legend.height, top]] : bands, form);
  return {
    width,
    height: bands.at(-1)![1] + below.height,
    body: [...legend.body, ...below.body, ...body],
  };
}

function keyOf({ unit, rows, compareTitle, intervalTitle }: BarChart): KeyEntry[] {
  const compared = rows.some(({ compare }) => compare !== undefined);
  const entries: KeyEntry[] = [];
  if (compared) {
    entries.push(
      {
        words: unit,
        mark: (x, y) => element('rect', { x, y: y - 6, width: SWATCH, height: 12, fill: BAR }),
      },
      { words: compareTitle ?? 'to compare with', mark: (x, y) => tick(x + SWATCH / 2, y, 8) },
    );
  }
  if (rows.some((row) => intervalOf(row) !== undefined)) {
    entries.push({ words: intervalTitle ?? 'interval', mark: (x, y) => whisker(x + 2, x + SWATCH - 2, y) });
  }
  if (anyHidden(rows.map(({ value }) => value))) {
    entries.push({ words: 'not shown', mark: (x, y) => hatched(x, y - 6, SWATCH, 12) });
  }
  return entries;
}

/** What is written at the end of a bar. */
const endText = ({ value, compare }: BarRow, unit: string): string =>
  [
    isShown(value) ? numberText(value, unit) : value.symbol,
    ...(compare === undefined || isShown(compare) ? [] : [`| ${compare.symbol}`]),
  ].join(' ');

function bar(
  row: BarRow,
  scale: (value: number) => number,
  middle: number,
  end: string,
  type: number,
): Html[] {
  const { value, compare } = row;
  const interval = intervalOf(row);
  const [left, top] = [scale(0), middle - THICK / 2];
  const drawn = isShown(value)
    ? element('rect', { x: left, y: top, width: scale(value) - left, height: THICK, fill: BAR })
    : hatched(left, top, STUB, THICK);
  const reach = [
    isShown(value) ? scale(value) : left + STUB,
    ...(interval === undefined ? [] : [scale(interval.to)]),
    ...(compare !== undefined && isShown(compare) ? [scale(compare)] : []),
  ];
  return [
    drawn,
    ...(compare !== undefined && isShown(compare) ? [tick(scale(compare), middle, THICK / 2 + 4)] : []),
    ...(interval === undefined ? [] : [whisker(scale(interval.from), scale(interval.to), middle)]),
    textAt(Math.max(...reach) + 8, middle + type * 0.35, end, { 'font-size': type }),
  ];
}
