/**
 * How charts look: dark enough on white to be seen (3 to 1) or read (4.5 to 1), and told apart by lightness, dashes and
 * shapes wherever they are told apart by hue.
 */
import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond2,
  symbolSquare2,
  symbolTriangle2,
} from 'd3-shape';

export const INK = '#1b1f24';
export const SOFT = '#525c68';
export const GRID = '#d9dfe5';
export const PAPER = '#ffffff';
/** Bars: light enough that a dark tick or whisker is seen on them. */
export const BAR = '#4c83ad';
/** Bars of wholes beside bars of parts. */
export const DEEP = '#12436d';
/** Dots that are not there. */
export const FAINT = '#c3cbd3';
/** Ribbons are pale, with an edge that is not. */
export const RIBBON = '#c6d9e8';
export const EDGE = '#4c83ad';

/** A rim of paper around text that lies on something. */
export const HALO = {
  stroke: PAPER,
  'stroke-width': 4,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
};

/** One series among others, told apart by any one of its colour, its dashes and its marker. */
export interface SeriesLook {
  readonly colour: string;
  readonly dash: string | undefined;
  readonly marker: string;
  /** Whether the marker is filled with its colour, or with the paper's. */
  readonly filled: boolean;
}

/** Apart in lightness as in hue, so that they stay apart in grey, and to whoever sees red, green or blue otherwise. */
const COLOURS = ['#0f2c52', '#167465', '#8a1f79', '#858bde', '#0c0a09', '#a6701a'];
const DASHES = [undefined, '7 3', '2 3', '10 3 2 3', '5 2 2 2 2 2', '14 4'];
const MARKERS: readonly SymbolType[] = [symbolCircle, symbolSquare2, symbolTriangle2, symbolDiamond2];
const MARKER_AREA = 60;

/** The look of the series with this number from 0; four times six series pass before one comes again. */
export function lookOf(series: number): SeriesLook {
  const kind = MARKERS[series % MARKERS.length]!;
  return {
    colour: COLOURS[series % COLOURS.length]!,
    dash: DASHES[series % DASHES.length],
    marker: symbol(kind, MARKER_AREA).digits(1)() ?? '',
    filled: series % (2 * MARKERS.length) < MARKERS.length,
  };
}
