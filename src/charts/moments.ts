/** Names of moments along an axis of time: as many of them as have room, the last one always. */
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

/**
 * @param xs where the moments are
 * @returns the height and the names, which begin at `top` and stay between 0 and `width`
 */
export function drawnMoments(
  moments: readonly Moment[],
  xs: readonly number[],
  top: number,
  width: number,
  size: number,
): { readonly height: number; readonly body: readonly Html[] } {
  const labels = fitting(
    moments.map(({ label: words }) => words),
    xs,
    size,
  );
  const kept: { readonly words: Label; readonly middle: number }[] = [];
  for (const [at, words] of [...labels.entries()].reverse()) {
    const half = words.width / 2;
    const middle = Math.min(Math.max(xs[at]!, half), width - half);
    const next = kept.at(-1);
    if (next === undefined || middle + half + BETWEEN <= next.middle - next.words.width / 2) {
      kept.push({ words, middle });
    }
  }
  return {
    height: Math.max(0, ...kept.map(({ words }) => words.height)),
    body: [
      group(
        { fill: SOFT, 'text-anchor': 'middle' },
        kept.reverse().map(({ words, middle }) => drawnLabel(words, middle, top)),
      ),
    ],
  };
}

/** The labels as narrow as they can be set whole: over one moment, or over several, of which some then go unnamed. */
function fitting(words: readonly string[], xs: readonly number[], size: number): Label[] {
  const pitch = Math.max(1, Math.min(...xs.slice(1).map((x, at) => x - xs[at]!)));
  for (let over = 1; over <= xs.length; over += 1) {
    const room = over * pitch - BETWEEN;
    const labels = words.map((text) => label(text, size, room, MOST_LINES));
    if (labels.every((each, at) => each.whole === undefined && holdsWords(each, words[at]!))) {
      return labels;
    }
  }
  return words.map((text) => label(text, size, WIDTH, MOST_LINES));
}

/** Whether no word was broken. */
const holdsWords = ({ lines }: Label, text: string): boolean =>
  lines.join(' ') === text.trim().split(/\s+/).join(' ');
