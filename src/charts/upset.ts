/** Combinations of sets, such as people by the agencies that know them: the picture known as an UpSet chart. */
import { type Html, joined } from '../pages/index.ts';
import { type Band, drawnBelow, quantity, SHORTEST } from './axis.ts';
import { type Drawing, type Form, figure, nothingToDraw } from './figure.ts';
import { barEntry, intervalEntry, key, symbolEntries } from './key.ts';
import { drawnLabel, label } from './label.ts';
import { BAR, DEEP, FAINT, GRID, INK } from './look.ts';
import { whisker } from './marks.ts';
import { element, group, line, textAt } from './svg.ts';
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
import { markText, widthOf } from './words.ts';

export interface UpsetSet {
  readonly label: string;
  /** Everybody in the set; without it the set has no bar. */
  readonly total?: Mark;
}

export interface UpsetCombination {
  /** Which sets, from 0; whoever is counted is in these and in no other. */
  readonly members: readonly number[];
  readonly value: Mark;
  readonly interval?: Interval;
}

export interface UpsetChart {
  /** What is counted; "people" unless said otherwise. */
  readonly unit?: string;
  readonly sets: readonly UpsetSet[];
  /** Who a bar is of, for the key. */
  readonly exactly?: string;
  readonly combinations: readonly UpsetCombination[];
  /** What `interval` is, for the key. */
  readonly intervalTitle?: string;
}

const THICK = 16;
const ROW = 24;
const DOT = 5.5;
const EXACTLY = 'those in these sets and in no other';

/**
 * Sets from the top, each with its column of dots; below, a row for each combination with the dots of its members joined.
 * The largest shown combination comes first; hidden ones come last in an order of their members alone.
 * @throws {RangeError} for numbers below zero or beyond what is counted, and members that are no set
 */
export function upsetChart(text: ChartText, chart: UpsetChart): Html {
  const { sets, combinations } = chart;
  checkNumbers([...shownOf(marksOf(chart)), ...endsOf(combinations.map(intervalOf))]);
  if (!combinations.every(({ members }) => members.every((member) => sets[member] !== undefined))) {
    throw new RangeError('a combination is of sets that the chart has');
  }
  const ordered = inOrder(combinations);
  return figure(text, (form) =>
    sets.length === 0 ? nothingToDraw(form) : drawn({ ...chart, combinations: ordered }, form),
  );
}

const totalsOf = (sets: readonly UpsetSet[]): Mark[] =>
  sets.flatMap(({ total }) => (total === undefined ? [] : [total]));

const marksOf = ({ sets, combinations }: UpsetChart): Mark[] => [
  ...totalsOf(sets),
  ...combinations.map(({ value }) => value),
];

function inOrder(combinations: readonly UpsetCombination[]): UpsetCombination[] {
  const sorted = combinations.map((one) => ({
    ...one,
    members: [...new Set(one.members)].sort((a, b) => a - b),
  }));
  const rank = (mark: Mark): number => (isShown(mark) ? mark : -1);
  return sorted.sort(
    (a, b) =>
      rank(b.value) - rank(a.value) ||
      a.members.length - b.members.length ||
      a.members.reduce((found, member, at) => found || member - b.members[at]!, 0),
  );
}

function drawn(chart: UpsetChart, form: Form): Drawing {
  const { unit = 'people', exactly = EXACTLY, sets, combinations, intervalTitle } = chart;
  const { type, width } = form;
  const pitch = Math.min(form.name === 'wide' ? 26 : 20, (width * 0.45) / sets.length);
  const left = sets.length * pitch + 14;
  const marks = marksOf(chart);
  const intervals = combinations.map(intervalOf);
  const right = width - Math.max(0, ...marks.map((mark) => widthOf(markText(mark), type))) - 10;
  const axis = quantity(
    [...shownOf(marks), ...endsOf(intervals)],
    left,
    Math.max(right, left + SHORTEST),
    form.name === 'wide' ? 5 : 3,
  );
  const legend = key(
    [
      ...(totalsOf(sets).length > 0 ? [barEntry('all who are in the set', DEEP)] : []),
      barEntry(exactly, BAR),
      ...(intervals.some((interval) => interval !== undefined) ? [intervalEntry(intervalTitle)] : []),
      ...symbolEntries(marks),
    ],
    form,
  );
  const column = (set: number): number => (set + 0.5) * pitch;

  const upper: Html[] = [];
  const heads: number[] = [];
  const bands: Band[] = [];
  let bottom = legend.height;
  for (const { label: words, total } of sets) {
    const name = label(words, type, width - left);
    heads.push(bottom + name.height / 2);
    if (total === undefined) {
      upper.push(drawnLabel(name, left, bottom));
      bottom += name.height + 4;
      continue;
    }
    const middle = bottom + name.height + ROW / 2;
    upper.push(drawnLabel(name, left, bottom), ...bar(total, axis.scale, middle, DEEP, type));
    bands.push([middle - ROW / 2, middle + ROW / 2]);
    bottom = middle + ROW / 2 + 4;
  }
  const top = bottom + 10;
  const rows = combinations.map(({ members, value }, at) => {
    const middle = top + (at + 0.5) * ROW;
    return joined(
      [
        matrixRow(sets.length, members, column, middle),
        ...bar(value, axis.scale, middle, BAR, type, intervals[at]),
      ],
      '',
    );
  });
  bottom = top + combinations.length * ROW;
  const below = drawnBelow(axis, unit, [...bands, [top, bottom]], form);
  return {
    width,
    height: bottom + below.height,
    body: [
      ...legend.body,
      ...below.body,
      group(
        { stroke: GRID, 'stroke-width': 1.5 },
        heads.flatMap((y, set) => [
          line(column(set), y, column(set), bottom),
          line(column(set), y, left - 6, y),
        ]),
      ),
      group(
        { fill: INK },
        heads.map((y, set) => element('circle', { cx: column(set), cy: y, r: DOT })),
      ),
      ...upper,
      ...rows,
    ],
  };
}

function matrixRow(
  sets: number,
  members: readonly number[],
  column: (set: number) => number,
  middle: number,
): Html {
  const dots = Array.from({ length: sets }, (_, set) =>
    element('circle', {
      cx: column(set),
      cy: middle,
      ...(members.includes(set) ? { r: DOT, fill: INK } : { r: DOT - 2, fill: FAINT }),
    }),
  );
  const joins =
    members.length > 1
      ? [
          line(column(members[0]!), middle, column(members.at(-1)!), middle, {
            stroke: INK,
            'stroke-width': 2,
          }),
        ]
      : [];
  return joined([...joins, ...dots], '');
}

function bar(
  mark: Mark,
  scale: (value: number) => number,
  middle: number,
  fill: string,
  type: number,
  interval?: Interval,
): Html[] {
  const [left, top] = [scale(0), middle - THICK / 2];
  const long = isShown(mark) ? scale(mark) - left : 0;
  return [
    ...(isShown(mark) ? [element('rect', { x: left, y: top, width: long, height: THICK, fill })] : []),
    ...(interval === undefined ? [] : [whisker(scale(interval.from), scale(interval.to), middle)]),
    textAt(Math.max(left + long, scale(interval?.to ?? 0)) + 8, middle + type * 0.35, markText(mark), {
      'font-size': type,
    }),
  ];
}
