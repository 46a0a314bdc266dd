/** Names of lines at their ends, moved apart where they would cover one another. */
import { type Html, joined } from '../pages/index.ts';
import { drawnLabel, type Label, label } from './label.ts';
import { type SeriesLook, SOFT } from './look.ts';
import { SWATCH, sample } from './marks.ts';
import { line } from './svg.ts';

export interface End {
  readonly words: Label;
  readonly look: SeriesLook;
  /** Where the line ends; undefined where none of it is shown. */
  readonly x: number | undefined;
  readonly y: number;
}

const LEADER = 22;
/** A longer leader would be taken for a line of the chart. */
const LONGEST = 40;
const BESIDE = 6;
const BETWEEN = 4;
const LABEL_WIDTH = 150;

export const endLabel = (text: string, size: number): Label => label(text, size, LABEL_WIDTH, 4);

/** How much room names need right of the plot. */
export const endsWidth = (labels: readonly Label[]): number =>
  LEADER + SWATCH + BESIDE + Math.max(...labels.map(({ width }) => width));

/** How high the names are one below the other. */
export const endsHeight = (labels: readonly Label[]): number =>
  labels.reduce((sum, { height }) => sum + height + BETWEEN, -BETWEEN);

/** The names right of `right`, between `top` and `bottom`, which are as far apart as `endsHeight` at least. */
export function drawnEnds(ends: readonly End[], right: number, top: number, bottom: number): Html[] {
  const ordered = [...ends].sort((a, b) => a.y - b.y);
  const middles = spread(
    ordered.map(({ y, words }) => ({ y, height: words.height + BETWEEN })),
    top,
    bottom,
  );
  return ordered.map(({ words, look, x, y }, at) => {
    const middle = middles[at]!;
    const start = right + LEADER;
    return joined(
      [
        ...(x === undefined || right - x > LONGEST
          ? []
          : [line(x + 6, y, start - 4, middle, { stroke: SOFT, 'stroke-width': 0.7 })]),
        sample(look, start, middle),
        drawnLabel(words, start + SWATCH + BESIDE, middle - words.height / 2),
      ],
      '',
    );
  });
}

/** The middles of boxes in their order, as near to where they want to be as the others and the bounds let them. */
export function spread(
  boxes: readonly { readonly y: number; readonly height: number }[],
  top: number,
  bottom: number,
): number[] {
  const tops: number[] = [];
  let free = top;
  for (const { y, height } of boxes) {
    const at = Math.max(free, y - height / 2);
    tops.push(at);
    free = at + height;
  }
  let limit = bottom;
  for (let at = boxes.length - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at]!, limit - boxes[at]!.height);
    limit = tops[at]!;
  }
  return tops.map((at, box) => at + boxes[box]!.height / 2);
}
