/** The axis from zero that all charts of quantities have, with few gridlines. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Html } from '../pages/index.ts';
import { type Form, leading } from './figure.ts';
import { drawnLabel, label } from './label.ts';
import { GRID, INK, SOFT } from './look.ts';
import { group, line, textAt } from './svg.ts';
import { numberText, SMALLEST, widthOf } from './words.ts';

/** The shortest axis, however little room the words leave. */
export const SHORTEST = 56;

/** From which share of the most the least is far from zero. */
const FAR = 0.5;

export interface Quantity {
  readonly scale: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
}

/**
 * A scale from zero to a round number that no shown number exceeds, over the pixels `from` to `to`, with about so many
 * ticks. Whole numbers have whole ticks. With nothing that is written as more than 0 there is the tick of zero alone.
 *
 * @param byPlace whether marks say their numbers by place alone, and not by length: where all are far from zero, the scale
 * then begins at a round number below them, to which it puts zero too
 */
export function quantity(
  numbers: readonly number[],
  from: number,
  to: number,
  about: number,
  byPlace = false,
): Quantity {
  const most = Math.max(0, ...numbers);
  const least = Math.min(most, ...numbers);
  const begins = byPlace && least >= FAR * most ? least - (most - least) : 0;
  const scale = scaleLinear()
    .domain([begins, most < SMALLEST ? 1 : most])
    .range([from, to])
    .clamp(true);
  if (most < SMALLEST) {
    return { scale, ticks: [0] };
  }
  scale.nice(about);
  const whole = numbers.every(Number.isInteger);
  return { scale, ticks: scale.ticks(about).filter((tick) => !whole || Number.isInteger(tick)) };
}

/** From one height to another, downwards. */
export type Band = readonly [top: number, bottom: number];

/**
 * Gridlines and the line of zero through the lanes, with the numbers below the last one and the unit under these. Between
 * lanes apart there is room for labels.
 */
export function drawnBelow(
  { scale, ticks }: Quantity,
  unit: string,
  lanes: readonly Band[],
  form: Form,
): { readonly height: number; readonly body: readonly Html[] } {
  const { small, width } = form;
  const bands = merged(lanes);
  const bottom = bands.at(-1)![1];
  const written = ticks.map((tick) => {
    const text = numberText(tick, unit);
    // A number at the edge of the drawing stays inside it.
    const half = widthOf(text, small) / 2;
    return textAt(Math.min(Math.max(scale(tick), half), width - half), bottom + leading(small), text);
  });
  const [first = 0] = ticks;
  const title = unit === '%' ? [] : [unit];
  const named = label(
    (first === 0 ? title : [...title, `the axis begins at ${numberText(first, unit)}`]).join('; '),
    small,
    width,
  );
  return {
    height: leading(small) + (named?.height ?? 0) + 6,
    body: [
      group(
        { stroke: GRID },
        ticks.slice(1).flatMap((tick) => bands.map(([from, to]) => line(scale(tick), from, scale(tick), to))),
      ),
      group(
        { stroke: INK },
        bands.map(([from, to]) => line(scale(0), from, scale(0), to)),
      ),
      group({ fill: SOFT, 'font-size': small }, [
        group({ 'text-anchor': 'middle' }, written),
        ...(named === undefined
          ? []
          : [drawnLabel(named, width, bottom + leading(small) + 4, { 'text-anchor': 'end' })]),
      ]),
    ],
  };
}

/** Gridlines from `left` to `right` with their numbers before them; the line of zero is in ink. */
export const drawnLeft = (
  { scale, ticks }: Quantity,
  unit: string,
  left: number,
  right: number,
  { small }: Form,
): readonly Html[] => [
  group(
    { stroke: GRID },
    ticks.slice(1).map((tick) => line(left, scale(tick), right, scale(tick))),
  ),
  line(left, scale(0), right, scale(0), { stroke: INK }),
  group(
    { fill: SOFT, 'font-size': small, 'text-anchor': 'end' },
    ticks.map((tick) => textAt(left - 8, scale(tick) + small * 0.35, numberText(tick, unit))),
  ),
];

/** Bands that touch, as one. */
function merged(bands: readonly Band[]): Band[] {
  const found: Band[] = [];
  for (const band of bands) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === band[0]) {
      found[found.length - 1] = [last[0], band[1]];
    } else {
      found.push(band);
    }
  }
  return found;
}
