/** The key above a chart: what each mark stands for. */
import { type Html, joined } from '../pages/index.ts';
import { type Form, leading } from './figure.ts';
import { hatched } from './hidden.ts';
import { drawnLabel, label } from './label.ts';
import type { SeriesLook } from './look.ts';
import { SWATCH, sample, upright, whisker } from './marks.ts';
import { element } from './svg.ts';

export interface KeyEntry {
  readonly words: string;
  /** Draws the mark in a box of `SWATCH` width, its middle at `y`. */
  readonly mark: (x: number, y: number) => Html;
}

const BETWEEN = 24;
const BESIDE = 8;

export interface Key {
  readonly height: number;
  readonly body: readonly Html[];
}

/** The entries one after the other, in as many lines as they need. */
export function key(entries: readonly KeyEntry[], { width, small }: Form): Key {
  const body: Html[] = [];
  let [x, top, bottom] = [0, 0, 0];
  for (const { words, mark } of entries) {
    const written = label(words, small, width - SWATCH - BESIDE, 4);
    const wide = SWATCH + BESIDE + written.width;
    if (x > 0 && x + wide > width) {
      [x, top] = [0, bottom + 4];
    }
    body.push(joined([mark(x, top + leading(small) / 2), drawnLabel(written, x + SWATCH + BESIDE, top)], ''));
    bottom = Math.max(bottom, top + written.height);
    x += wide + BETWEEN;
  }
  return { height: entries.length === 0 ? 0 : bottom + 12, body };
}

/** The key's word for intervals, lying or standing. */
export const intervalEntry = (title = 'interval', stands = false): KeyEntry => ({
  words: title,
  mark: (x, y) => (stands ? upright(y + 8, y - 8, x + SWATCH / 2) : whisker(x + 2, x + SWATCH - 2, y)),
});

/** The key's word for bars of a fill. */
export const barEntry = (words: string, fill: string): KeyEntry => ({
  words,
  mark: (x, y) => element('rect', { x, y: y - 6, width: SWATCH, height: 12, fill }),
});

/** The key's word for whatever is hatched. */
export const hiddenEntry: KeyEntry = {
  words: 'not shown',
  mark: (x, y) => hatched(x, y - 6, SWATCH, 12),
};

/** The key's word for a series of lines. */
export const seriesEntry = (words: string, look: SeriesLook): KeyEntry => ({
  words,
  mark: (x, y) => sample(look, x, y),
});
