/** Marks that several charts share. */
import { type Html, joined } from '../pages/index.ts';
import { INK, PAPER, type SeriesLook } from './look.ts';
import { type Attributes, element, line, rounded } from './svg.ts';

const CAP = 4;

/** How wide the marks of a key are. */
export const SWATCH = 28;

/** A whisker from `from` to `to` along `y`, in ink with a rim of paper, so that it is seen on a bar as beside it. */
export function whisker(from: number, to: number, y: number, colour = INK): Html {
  const d = `M${rounded(from)},${rounded(y - CAP)}V${rounded(y + CAP)}M${rounded(from)},${rounded(y)}H${rounded(to)}M${rounded(to)},${rounded(y - CAP)}V${rounded(y + CAP)}`;
  return rimmed(d, colour, 1.6);
}

/** A whisker from `from` to `to` down `x`. */
export function upright(from: number, to: number, x: number, colour = INK): Html {
  const [left, right] = [rounded(x - 3), rounded(x + 3)];
  const [low, high] = [rounded(from), rounded(to)];
  return rimmed(
    `M${left},${low}H${right}M${rounded(x)},${low}V${high}M${left},${high}H${right}`,
    colour,
    1.4,
  );
}

/** An upright tick through `y`, as of a number to compare with. */
export const tick = (x: number, y: number, half: number): Html =>
  rimmed(`M${rounded(x)},${rounded(y - half)}V${rounded(y + half)}`, INK, 2.6);

const rimmed = (d: string, colour: string, width: number): Html =>
  joined(
    [
      element('path', { d, fill: 'none', stroke: PAPER, 'stroke-width': width + 2.4 }),
      element('path', { d, fill: 'none', stroke: colour, 'stroke-width': width }),
    ],
    '',
  );

/** The marker of a series, with a rim of paper that lifts it off whatever lies below. */
export const marker = ({ marker: d, colour, filled }: SeriesLook, x: number, y: number): Html =>
  element('path', {
    d,
    transform: `translate(${rounded(x)} ${rounded(y)})`,
    fill: filled ? colour : PAPER,
    stroke: filled ? PAPER : colour,
    'stroke-width': filled ? 1 : 2,
  });

/** A piece of the line of a series with its marker, as wide as a swatch of the key. */
export const sample = (look: SeriesLook, x: number, y: number): Html =>
  joined([line(x, y, x + SWATCH, y, stroke(look)), marker(look, x + SWATCH / 2, y)], '');

/** How the line of a series is drawn. */
export const stroke = ({ colour, dash }: SeriesLook): Attributes => ({
  fill: 'none',
  stroke: colour,
  'stroke-width': 2,
  'stroke-dasharray': dash,
});
