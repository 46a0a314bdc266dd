/** What stands where a number may not be shown: always the same, whatever the number. */
import { type Html, joined } from '../pages/index.ts';
import { PAPER, SOFT } from './look.ts';
import { element, rounded } from './svg.ts';

const STEP = 6;

/** A hatched box. */
export function hatched(x: number, y: number, width: number, height: number): Html {
  // Strokes from bottom left to top right, each cut off at the box.
  const strokes: string[] = [];
  for (let start = STEP - height; start < width; start += STEP) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    strokes.push(
      `M${rounded(x + from)},${rounded(y + height - (from - start))}L${rounded(x + to)},${rounded(y + height - (to - start))}`,
    );
  }
  return joined(
    [
      element('rect', { x, y, width, height, fill: PAPER, stroke: SOFT, 'stroke-dasharray': '3 2' }),
      element('path', { d: strokes.join(''), stroke: SOFT, fill: 'none' }),
    ],
    '',
  );
}
