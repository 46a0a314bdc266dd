/** Labels of one or more lines. */
import { type Html, html } from '../pages/index.ts';
import { leading } from './figure.ts';
import { type Attributes, element, group, textAt } from './svg.ts';
import { widthOf, wrapped } from './words.ts';

export interface Label {
  readonly lines: readonly string[];
  /** The whole text where the lines have only its beginning. */
  readonly whole: string | undefined;
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

/** A text set in lines of a size and width, at most so many of them. */
export function label(text: string, size: number, width: number, most = 6): Label {
  const { lines, cut } = wrapped(text, size, width, most);
  return {
    lines,
    whole: cut ? text : undefined,
    size,
    width: Math.max(...lines.map((line) => widthOf(line, size))),
    height: lines.length * leading(size),
  };
}

/** A label whose box begins at `top`. Whoever points at a shortened one sees all of it. */
export const drawnLabel = (
  { lines, whole, size }: Label,
  x: number,
  top: number,
  attributes: Attributes = {},
): Html =>
  group({ 'font-size': size, ...attributes }, [
    ...(whole === undefined ? [] : [element('title', {}, html`${whole}`)]),
    // Each line is a text of its own, so that one in another direction keeps its order.
    ...lines.map((words, at) => textAt(x, top + (at + 1) * leading(size) - size * 0.35, words)),
  ]);
