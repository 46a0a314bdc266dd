/** Lines over an axis of time: what the charts of trends and of survival have in common. */
import { line as curve, curveLinear, curveStepAfter } from 'd3-shape';
import { type Html, joined } from '../pages/index.ts';
import { drawnLeft, quantity } from './axis.ts';
import { drawnEnds, type End, endLabel, endsHeight, endsWidth } from './ends.ts';
import type { Drawing, Form } from './figure.ts';
import { hatched } from './hidden.ts';
import { hiddenEntry, intervalEntry, type KeyEntry, key, seriesEntry } from './key.ts';
import { drawnLabel, label } from './label.ts';
import { HALO, lookOf, type SeriesLook, SOFT } from './look.ts';
import { marker, stroke, upright } from './marks.ts';
import { drawnMoments, type Moment } from './moments.ts';
import { hiddenRuns, shownRuns } from './runs.ts';
import { element, group, line, textAt } from './svg.ts';
import { anyHidden, endsOf, type Interval, isShown, type Mark, shownOf } from './types.ts';
import { numberText, widthOf } from './words.ts';

export interface PlaneSeries {
  readonly label: string;
  /** One for each moment, in their order. */
  readonly values: readonly Mark[];
  /** Those of hidden numbers are undefined. */
  readonly intervals: readonly (Interval | undefined)[];
}

export interface Break {
  /** Which moment, from 0, is the first of the new kind. */
  readonly before: number;
  readonly why: string;
}

export interface Plane {
  readonly unit: string;
  readonly moments: readonly Moment[];
  /** What stands below the names of the moments, such as "days". */
  readonly momentsTitle: string;
  readonly series: readonly PlaneSeries[];
  /** Where no line is drawn through, with the reason. */
  readonly breaks: readonly Break[];
  /** Whether a number stands until the next one, or changes towards it. */
  readonly steps: boolean;
  readonly intervalTitle: string | undefined;
}

/** A series with its look, and where its line passes. */
interface Placed extends PlaneSeries {
  readonly look: SeriesLook;
  readonly xs: readonly number[];
  readonly y: (value: number) => number;
}

/** How far the first and the last moment are from the edges of a plot without steps. */
const INSET = 12;
const LANE = 20;
/** A hidden number's box shows its hatching on both sides of the symbol, where moments leave it the room. */
const WIDEST_HIDDEN = 44;

/** All numbers that the axis has to hold. */
export const planeNumbers = ({ series }: Plane): number[] =>
  series.flatMap(({ values, intervals }) => [...shownOf(values), ...endsOf(intervals)]);

/** Lines with their names at their ends, or in the key on a narrow screen. */
export function drawnPlane(plane: Plane, form: Form): Drawing {
  const { unit, moments, series, breaks, steps } = plane;
  const { small, width } = form;
  const tall = form.name === 'wide' ? 280 : 220;
  const names = series.map((each) => endLabel(each.label, small));
  const direct = form.name === 'wide' && endsHeight(names) <= tall;
  const legend = key(keyOf(plane, direct), form);
  const named = unit === '%' ? undefined : label(unit, small, width, 2);
  const top = legend.height + (named === undefined ? 8 : named.height + 10);
  const bottom = top + tall;

  const axis = quantity(planeNumbers(plane), bottom, top, form.name === 'wide' ? 5 : 4);
  const left = Math.max(...axis.ticks.map((tick) => widthOf(numberText(tick, unit), small))) + 10;
  const right = width - (direct ? endsWidth(names) : INSET);
  const inset = steps ? 0 : INSET;
  const furthest = Math.max(...moments.map(({ at }) => at));
  const xs = moments.map(
    ({ at }) => left + inset + (furthest === 0 ? 0.5 : at / furthest) * (right - left - 2 * inset),
  );
  const placed: Placed[] = series.map((each, at) => ({ ...each, look: lookOf(at), xs, y: axis.scale }));
  const gaps = breaks.map(({ before }) => (xs[before]! + (xs[before - 1] ?? left)) / 2);

  const lanes = hiddenLanes(placed, left, bottom + 6);
  const below = drawnMoments(moments, xs, bottom + lanes.height + 6, { width, size: small, first: steps });
  const title = label(plane.momentsTitle, small, width, 2);
  const titleTop = bottom + lanes.height + 6 + below.height;
  const notes = drawnNotes(breaks, titleTop + (plane.momentsTitle === '' ? 4 : title.height + 4), form);
  return {
    width,
    height: notes.bottom + 4,
    body: [
      ...legend.body,
      ...(named === undefined ? [] : [drawnLabel(named, 0, legend.height, { fill: SOFT })]),
      ...drawnLeft(axis, unit, left, right, form),
      ...gaps.map((x, at) => drawnBreak(x, top, bottom, String(at + 1), small)),
      ...placedIntervals(placed),
      ...placed.map((each) => drawnSeries(each, plane)),
      ...(direct
        ? drawnEnds(
            placed.map((each, at) => endOf(each, names[at]!, bottom)),
            right,
            top,
            bottom,
          )
        : []),
      ...lanes.body,
      ...below.body,
      ...(plane.momentsTitle === ''
        ? []
        : [drawnLabel(title, right, titleTop, { fill: SOFT, 'text-anchor': 'end' })]),
      ...notes.body,
    ],
  };
}

function keyOf({ series, intervalTitle }: Plane, direct: boolean): KeyEntry[] {
  const intervals = series.flatMap((each) => each.intervals);
  return [
    ...(direct ? [] : series.map((each, at) => seriesEntry(each.label, lookOf(at)))),
    ...(intervals.some((interval) => interval !== undefined) ? [intervalEntry(intervalTitle, true)] : []),
    ...(anyHidden(series.flatMap(({ values }) => values)) ? [hiddenEntry] : []),
  ];
}

function drawnSeries({ values, look, xs, y }: Placed, { breaks, steps }: Plane): Html {
  const points = values.map((value, at): [number, number] => [xs[at]!, isShown(value) ? y(value) : 0]);
  const path = curve()
    .curve(steps ? curveStepAfter : curveLinear)
    .digits(1);
  const runs = shownRuns(
    values,
    breaks.map(({ before }) => before),
  );
  return joined(
    [
      ...runs
        .filter(({ first, last }) => last > first)
        .map(({ first, last }) =>
          element('path', { d: path(points.slice(first, last + 1))!, ...stroke(look) }),
        ),
      ...points.filter((_, at) => isShown(values[at]!)).map(([x, each]) => marker(look, x, each)),
    ],
    '',
  );
}

/** Intervals, those of several series a little to the side, so that none lies on another. */
function placedIntervals(series: readonly Placed[]): Html[] {
  const having = series.filter(({ intervals }) => intervals.some((interval) => interval !== undefined));
  return having.flatMap(({ intervals, look, xs, y }, place) => {
    const aside = 4 * (place - (having.length - 1) / 2);
    return intervals.flatMap((interval, at) =>
      interval === undefined ? [] : [upright(y(interval.from), y(interval.to), xs[at]! + aside, look.colour)],
    );
  });
}

function endOf({ values, look, xs, y }: Placed, words: End['words'], bottom: number): End {
  const at = values.findLastIndex(isShown);
  const value = values[at];
  return value === undefined || !isShown(value)
    ? { words, look, x: undefined, y: bottom }
    : { words, look, x: xs[at]!, y: y(value) };
}

/** A lane below the plot for each series of which something is hidden, with a hatched box for each run of one symbol. */
function hiddenLanes(
  series: readonly Placed[],
  left: number,
  top: number,
): { readonly height: number; readonly body: readonly Html[] } {
  const hiding = series.filter(({ values }) => anyHidden(values));
  const body = hiding.map(({ values, look, xs }, lane) => {
    const middle = top + (lane + 0.5) * LANE;
    const pitch = Math.min(...xs.slice(1).map((x, at) => x - xs[at]!), WIDEST_HIDDEN);
    const half = Math.max(3, pitch / 2 - 1);
    return joined(
      [
        marker(look, left - INSET, middle),
        ...hiddenRuns(values).flatMap(({ first, last, symbol }) => [
          hatched(xs[first]! - half, middle - LANE / 2 + 2, xs[last]! - xs[first]! + 2 * half, LANE - 4),
          textAt((xs[first]! + xs[last]!) / 2, middle + 4, symbol, { 'text-anchor': 'middle', ...HALO }),
        ]),
      ],
      '',
    );
  });
  return { height: hiding.length * LANE, body: [group({ 'font-size': LANE_TYPE }, body)] };
}

const drawnBreak = (x: number, top: number, bottom: number, number: string, small: number): Html =>
  joined(
    [
      line(x, top, x, bottom, { stroke: SOFT, 'stroke-dasharray': '2 3' }),
      textAt(x + 5, top + small * 0.8, number, { 'font-size': small, fill: SOFT, ...HALO }),
    ],
    '',
  );

/** Why lines are broken, by number. */
function drawnNotes(
  breaks: readonly Break[],
  top: number,
  { small, width }: Form,
): { readonly bottom: number; readonly body: readonly Html[] } {
  const body: Html[] = [];
  let bottom = top;
  for (const [at, { why }] of breaks.entries()) {
    const words = label(`${at + 1}  ${why}`, small, width);
    body.push(drawnLabel(words, 0, bottom, { fill: SOFT }));
    bottom += words.height + 2;
  }
  return { bottom, body };
}

/** The size of symbols in lanes, which moments close to one another leave little room. */
const LANE_TYPE = 11;
