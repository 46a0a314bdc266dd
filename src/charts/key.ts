/** The key above a chart: what each mark stands for. */
import { type Html, joined } from '../pages/index.ts';
import { type Form, leading } from './figure.ts';
import { hatched } from './hidden.ts';
import { drawnLabel, label } from './label.ts';
import type { SeriesLook } from './look.ts';
import { SWATCH, sample, upright, whisker } from './marks.ts';
import { element } from './svg.ts';
import { isShown, type Mark } from './types.ts';

export interface KeyEntry {
  readonly words: string;
  /** Draws the mark in a box of `SWATCH` width, its middle at `y`; without it the words stand alone. */
  readonly mark?: (x: number, y: number) => Html;
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
    const indent = mark === undefined ? 0 : SWATCH + BESIDE;
    const written = label(words, small, width - indent, 4);
    const wide = indent + written.width;
    if (x > 0 && x + wide > width) {
      [x, top] = [0, bottom + 4];
    }
    const drawn = mark === undefined ? [] : [mark(x, top + leading(small) / 2)];
    body.push(joined([...drawn, drawnLabel(written, x + indent, top)], ''));
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

/** The key's word for symbols that stand where a mark would begin; none where there are none. */
export const symbolEntries = (marks: readonly Mark[]): KeyEntry[] => {
  const symbols = [...new Set(marks.flatMap((mark) => (isShown(mark) ? [] : [mark.symbol])))];
  return symbols.length === 0 ? [] : [{ words: `${symbols.join(', ')} not shown` }];
};

/** The key's word for a series of lines. */
export const seriesEntry = (words: string, look: SeriesLook): KeyEntry => ({
  words,
  mark: (x, y) => sample(look, x, y),
});
