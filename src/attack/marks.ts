/** What a mark leaves open, by itself and by what is known of the rule behind it. */

import { PRESETS } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import type { Bounder } from './cube.ts';
import type { Bounds } from './model.ts';

/** What the reader was told, or knows, of how a table was controlled. */
export interface KnownRule {
  /** A named rule: what its marks hide and how it rounds. */
  readonly preset?: string;
  /** Counts under this are hidden and nothing else is, whatever the mark. */
  readonly smallest?: number;
  /** Shown counts are rounded to the nearest multiple of this. */
  readonly rounded?: number;
  /** Whether noughts hide behind marks too. Default: not behind `<5`, and behind a mark that names no count. */
  readonly zeros?: 'hidden' | 'shown';
}

export interface Rule {
  readonly bounder: Bounder;
  /** The counts that are hidden for their own sake: bounds that cut into them are worth a warning. */
  readonly primary: Bounds;
}

/** Counts that are hidden for their own sake where nothing is said of it. */
const USUAL: Bounds = { lo: 1, hi: 4 };

/** How to read the cells of these tables. Throws `PRESET_UNKNOWN`. */
export function ruleFor(known: KnownRule): Rule {
  const preset = PRESETS.find(({ id }) => id === known.preset);
  if (known.preset !== undefined && preset === undefined) {
    throw unusable('PRESET_UNKNOWN', 'there is no preset of that name', {
      hint: `choose one of ${PRESETS.map(({ id }) => id).join(', ')}`,
    });
  }
  const least = preset?.hides.from ?? (known.zeros === 'shown' ? 1 : 0);
  const leastFewer = preset?.hides.from ?? (known.zeros === 'hidden' ? 0 : 1);
  const base = known.rounded ?? preset?.base ?? 1;
  const half = Math.floor(base / 2);
  const primary =
    preset === undefined ? primaryOf(known, least) : { lo: preset.hides.from, hi: preset.hides.to };
  const ceiling = known.smallest === undefined ? Number.POSITIVE_INFINITY : known.smallest - 1;

  const bounder: Bounder = (reading) => {
    if (reading.kind === 'number')
      return { ...shownBounds(reading.value, half, preset?.hides.to), hidden: false };
    if (reading.kind !== 'hidden') return undefined;
    switch (reading.mark) {
      case 'fewer':
        return { lo: leastFewer, hi: reading.to!, hidden: true };
      case 'between':
        return { lo: reading.from!, hi: reading.to!, hidden: true };
      case 'low':
        return { lo: 1, hi: Math.max(1, half), hidden: true };
      case 'more':
        return { lo: reading.from!, hi: Number.POSITIVE_INFINITY, hidden: true };
      case 'blank':
      case 'about':
        return { lo: 0, hi: Number.POSITIVE_INFINITY, hidden: true };
      case 'symbol':
        break;
    }
    return { lo: least, hi: ceiling, hidden: true };
  };
  return { bounder, primary };
}

const primaryOf = ({ smallest }: KnownRule, least: number): Bounds =>
  smallest === undefined ? USUAL : { lo: least, hi: smallest - 1 };

/** Halves may have gone either way. Under a preset a shown count is none that would be hidden. */
function shownBounds(value: number, half: number, hidesTo: number | undefined): Bounds {
  if (half === 0 || (value === 0 && hidesTo !== undefined)) return { lo: value, hi: value };
  return { lo: Math.max(value - half, hidesTo === undefined ? 0 : hidesTo + 1), hi: value + half };
}
