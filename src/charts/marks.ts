/** Marks that several charts share. */
import { type Html, joined } from '../pages/index.ts';
import { INK, PAPER } from './look.ts';
import { element, rounded } from './svg.ts';

const CAP = 4;

/** A whisker from `from` to `to` along `y`, in ink with a rim of paper, so that it is seen on a bar as beside it. */
export function whisker(from: number, to: number, y: number, colour = INK): Html {
  const d = `M${rounded(from)},${rounded(y - CAP)}V${rounded(y + CAP)}M${rounded(from)},${rounded(y)}H${rounded(to)}M${rounded(to)},${rounded(y - CAP)}V${rounded(y + CAP)}`;
  return rimmed(d, colour, 1.6);
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
