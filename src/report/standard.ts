/** The figures that a report has a place for, with the commands that count them. */
import {
  type AnalysisContext,
  countIndicator,
  journeys,
  linkageQuality,
  overlap,
  type Population,
  repeatLenses,
  repeats,
  unseen,
  waits,
} from '../analyse/index.ts';
import type { Figures } from '../disclose/index.ts';
import { shippedIndicators } from '../indicators/index.ts';
import { Random } from '../synthesise/index.ts';

export interface StandardOptions {
  readonly from?: string;
  readonly to?: string;
  readonly population?: Population;
}

export interface Standard {
  /** Of the figures: the folder under `work/figures`. */
  readonly id: string;
  /** What the count is called in the log. */
  readonly action: string;
  /** The words of the command. */
  readonly command: string;
  readonly count: (context: AnalysisContext, options: StandardOptions) => Promise<Figures>;
  /** The same in less detail, for where it cannot be released in this. */
  readonly coarser?: Standard;
}

/** Those of the command, so that it gives the same interval. */
const SAMPLES = 1000;
const SEED = 1;

/** That the command shows, and the fewest that say in which order agencies come. */
const STEPS = 5;
const FEWEST_STEPS = 2;

const window = ({ from, to }: StandardOptions) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

type Count = (
  context: AnalysisContext,
  options: { readonly from?: string; readonly to?: string },
) => Promise<Figures>;

const plainly = (id: string, command: string, count: Count): Standard => ({
  id,
  action: command.split(' ')[0]!,
  command,
  count: (context, options) => count(context, window(options)),
});

const indicator = (
  id: string,
  words: string,
  how: { readonly period?: 'quarter'; readonly by?: readonly string[] } = {},
): Standard => ({
  id,
  action: 'count',
  command: `count ${id}${words}`,
  count: (context, options) =>
    countIndicator(context, shippedIndicators().find((one) => one.id === id)!, {
      ...window(options),
      ...how,
      ...(how.by === undefined || options.population === undefined ? {} : { population: options.population }),
    }),
});

/** Journeys of fewer and fewer steps: the rarer a route, the more there is to hide beside what was released before. */
const journeysOf = (steps: number, words = ` --steps ${steps}`): Standard => ({
  ...plainly('journeys', `journeys${words}`, (context, asked) => journeys(context, { ...asked, steps })),
  ...(steps > FEWEST_STEPS ? { coarser: journeysOf(steps - 1) } : {}),
});

/** In the order in which they are released: what comes later hides more where it has to. */
export const STANDARD: readonly Standard[] = [
  plainly('overlap', 'overlap', overlap),
  indicator('agencies-per-person', ''),
  plainly('repeats', 'repeats', repeats),
  plainly('repeat-lenses', 'repeats --lenses', repeatLenses),
  indicator('referrals-people-repeats', ' --period quarter', { period: 'quarter' }),
  plainly('waits', 'waits', waits),
  ...['recorded_sex', 'age_group', 'ethnic_group'].map((column) =>
    indicator('demographic-share', ` --by ${column}`, { by: [column] }),
  ),
  {
    id: 'unseen',
    action: 'unseen',
    command: 'unseen',
    count: (context, options) => {
      const random = Random.from(SEED);
      return unseen(context, { ...window(options), chance: () => random.fraction(), samples: SAMPLES });
    },
  },
  plainly('linkage-quality', 'quality', linkageQuality),
  journeysOf(STEPS, ''),
];

/** The commands that count and release figures, in order. */
export const howTo = (id: string): string[] =>
  STANDARD.filter((one) => one.id === id).flatMap(({ command }) => [
    `throughline ${command}`,
    `throughline release work/figures/${id}`,
  ]);
