/** Colour, only where a person will see it. */
import { $, bold, cyan, dim, green, red, yellow } from 'kleur/colors';

/** What this room needs to know of a stream to decide. */
export interface Screen {
  readonly isTTY?: boolean;
}

export type Style = (text: string) => string;

export interface Palette {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

/**
 * The styles for text written to `stream`. They leave text as it is unless the stream is a terminal, `TERM` is
 * not `dumb` and `NO_COLOR` is unset or empty (no-color.org).
 */
export function colour(
  stream: Screen,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Palette {
  const enabled = stream.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
  const gated =
    (style: Style): Style =>
    (text) => {
      $.enabled = enabled;
      return style(text);
    };
  return {
    bold: gated(bold),
    dim: gated(dim),
    red: gated(red),
    green: gated(green),
    yellow: gated(yellow),
    cyan: gated(cyan),
  };
}

/** Styles that change nothing. */
export const PLAIN: Palette = colour({}, {});
