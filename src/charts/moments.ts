/** Names of moments along an axis of time: the last one always, and as many others as have room. */
import type { Html } from '../pages/index.ts';
import { drawnLabel, type Label, label } from './label.ts';
import { SOFT } from './look.ts';
import { group } from './svg.ts';

export interface Moment {
  readonly label: string;
  /** How far it is from the start of the axis, in any unit. */
  readonly at: number;
}

const MOST_LINES = 3;
const BETWEEN = 8;
/** How wide a name may be that has room nowhere. */
const WIDTH = 90;

export interface MomentForm {
  readonly width: number;
  readonly size: number;
  /** Whether the first name is kept before those in between, which are evenly apart otherwise. */
  readonly first: boolean;
}

/**
 * @param xs where the moments are
 * @returns the height and the names, which begin at `top` and stay between 0 and the width
 */
export function drawnMoments(
  moments: readonly Moment[],
  xs: readonly number[],
  top: number,
  { width, size, first }: MomentForm,
): { readonly height: number; readonly body: readonly Html[] } {
  const labels = fitting(
    moments.map(({ label: words }) => words),
    xs,
    width,
    size,
  );
  const places = [...labels.keys()].reverse();
  const kept: { readonly words: Label; readonly middle: number }[] = [];
  for (const at of first ? new Set([...places.slice(0, 1), 0, ...places]) : places) {
    const words = labels[at]!;
    const half = words.width / 2;
    const middle = middleOf(words, xs[at]!, width);
    const room = ({ middle: other, words: { width: wide } }: (typeof kept)[number]): boolean =>
      Math.abs(middle - other) >= half + wide / 2 + BETWEEN;
    if (kept.every(room)) {
      kept.push({ words, middle });
    }
  }
  return {
    height: Math.max(0, ...kept.map(({ words }) => words.height)),
    body: [
      group(
        { fill: SOFT, 'text-anchor': 'middle' },
        kept.map(({ words, middle }) => drawnLabel(words, middle, top)),
      ),
    ],
  };
}

/** The labels as narrow as they can be set whole: over one moment, or over several, of which some then go unnamed. */
function fitting(words: readonly string[], xs: readonly number[], width: number, size: number): Label[] {
  const pitch = Math.max(1, Math.min(width, ...xs.slice(1).map((x, at) => x - xs[at]!)));
  for (let over = 1; over <= xs.length; over += 1) {
    const room = Math.min(over * pitch, width) - BETWEEN;
    // At an edge a name is moved inwards, where in fewer letters to a line it may still have room.
    for (const narrower of [room, 0.75 * room]) {
      const labels = words.map((text) => label(text, size, narrower, MOST_LINES));
      const isWhole = labels.every((each, at) => each.whole === undefined && holdsWords(each, words[at]!));
      if (isWhole && (over > 1 || allFit(labels, xs, width))) return labels;
    }
  }
  return words.map((text) => label(text, size, WIDTH, MOST_LINES));
}

/** Where the middle of a name is that stays between 0 and the width. */
const middleOf = (words: Label, x: number, width: number): number =>
  Math.min(Math.max(x, words.width / 2), width - words.width / 2);

const allFit = (labels: readonly Label[], xs: readonly number[], width: number): boolean =>
  labels.slice(1).every((words, at) => {
    const before = labels[at]!;
    const apart = middleOf(words, xs[at + 1]!, width) - middleOf(before, xs[at]!, width);
    return apart >= (words.width + before.width) / 2 + BETWEEN;
  });

/** Whether no word was broken. */
const holdsWords = ({ lines }: Label, text: string): boolean =>
  lines.join(' ') === text.trim().split(/\s+/).join(' ');
