/** The axis from zero that all charts of quantities have, with few gridlines. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Html } from '../pages/index.ts';
import { type Form, leading } from './figure.ts';
import { GRID, INK, SOFT } from './look.ts';
import { group, line, textAt } from './svg.ts';
import { numberText, widthOf } from './words.ts';

export interface Quantity {
  readonly scale: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
}

/**
 * A scale from zero to a round number that no shown number exceeds, over the pixels `from` to `to`, with about so many
 * ticks. Whole numbers have whole ticks. With nothing above zero there is the tick of zero alone.
 */
export function quantity(numbers: readonly number[], from: number, to: number, about: number): Quantity {
  const most = Math.max(0, ...numbers);
  const scale = scaleLinear()
    .domain([0, most === 0 ? 1 : most])
    .range([from, to]);
  if (most === 0) {
    return { scale, ticks: [0] };
  }
  scale.nice(about);
  const whole = numbers.every(Number.isInteger);
  return { scale, ticks: scale.ticks(about).filter((tick) => !whole || Number.isInteger(tick)) };
}

/** From one height to another, downwards. */
export type Band = readonly [top: number, bottom: number];

/**
 * Gridlines and the line of zero through the bands, with the numbers below the last one and the unit under these. Between
 * the bands there is room for labels.
 */
export function drawnBelow(
  { scale, ticks }: Quantity,
  unit: string,
  bands: readonly Band[],
  form: Form,
): { readonly height: number; readonly body: readonly Html[] } {
  const { small, width } = form;
  const bottom = bands.at(-1)![1];
  const written = ticks.map((tick) => {
    const text = numberText(tick, unit);
    // A number at the edge of the drawing stays inside it.
    const half = widthOf(text, small) / 2;
    return textAt(Math.min(Math.max(scale(tick), half), width - half), bottom + leading(small), text);
  });
  const named =
    unit === '%' ? [] : [textAt(width, bottom + 2 * leading(small), unit, { 'text-anchor': 'end' })];
  return {
    height: (unit === '%' ? 1 : 2) * leading(small) + 6,
    body: [
      group(
        { stroke: GRID },
        ticks.slice(1).flatMap((tick) => bands.map(([from, to]) => line(scale(tick), from, scale(tick), to))),
      ),
      group(
        { stroke: INK },
        bands.map(([from, to]) => line(scale(0), from, scale(0), to)),
      ),
      group({ fill: SOFT, 'font-size': small }, [group({ 'text-anchor': 'middle' }, written), ...named]),
    ],
  };
}
