/** An indicator counted in each of its periods, with what it was asked for and counted from. */
import type { IndicatorOptions } from './count.ts';
import type { Frame } from './frame.ts';
import type { LinkedEvents } from './linked.ts';
import type { Period } from './periods.ts';
import type { Asked, WindowCounts } from './units.ts';

export interface Counted {
  readonly linked: LinkedEvents;
  readonly asked: Asked;
  readonly frame: Frame;
  readonly periods: readonly Period[];
  readonly counted: readonly WindowCounts[];
  readonly options: IndicatorOptions;
}
