/** Time until something happens that to many never does: Kaplan and Meier (1958), JASA 53:457-481. */
import { Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';

/** How long somebody was watched, in whole days, and whether it happened at the end of that. */
export interface Watched {
  readonly days: number;
  readonly happened: boolean;
}

/** Of those at risk on a day, how many it happened to; and the share to whom it has not happened by its end. */
export interface SurvivalStep extends Interval {
  readonly days: number;
  readonly atRisk: number;
  readonly happened: number;
  /** 0 to 1. */
  readonly share: number;
  /** Greenwood's standard error. */
  readonly error: number;
}

export interface SurvivalAt extends Interval {
  readonly days: number;
  readonly share: number;
  /** Still watched and yet without it when the day ends. */
  readonly atRisk: number;
}

export interface Survival {
  /** One step a day on which it happened. */
  readonly steps: readonly SurvivalStep[];
  /**
   * The first day by whose end half or more have it, with a 95 % interval from that of the curve (Brookmeyer and
   * Crowley 1982, Biometrics 38:29-41). Ends are absent where the curve does not come down so far.
   */
  readonly median?: number;
  readonly medianInterval: { readonly lower?: number; readonly upper?: number };
  /** The shares at fixed days, the only ones that are published: steps give away single people. */
  at(days: readonly number[]): readonly SurvivalAt[];
}

/**
 * The share to whom it has not happened yet, day by day. Who stops being watched on a day on which it happens to
 * others is at risk that day. Intervals are 95 % on the scale of log(-log), which keeps them within 0 and 1
 * (Kalbfleisch and Prentice 2002, section 1.4); with a share of 1 or 0 they are that share alone.
 */
export function survival(people: readonly Watched[]): Survival {
  const steps = stepsOf(people);
  const down = (value: (step: SurvivalStep) => number): number | undefined =>
    steps.find((step) => value(step) <= 0.5 + 1e-12)?.days;
  const [median, lower, upper] = [
    down(({ share }) => share),
    down((step) => step.lower),
    down((step) => step.upper),
  ];
  return {
    steps,
    ...(median === undefined ? {} : { median }),
    medianInterval: { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) },
    at: (days) =>
      days.map((day) => {
        const { share, lower: low, upper: high } = steps.findLast((step) => step.days <= day) ?? START;
        const atRisk = people.filter((one) => one.days > day).length;
        return { days: day, share, lower: low, upper: high, atRisk };
      }),
  };
}

const START = { share: 1, lower: 1, upper: 1 };

function stepsOf(people: readonly Watched[]): SurvivalStep[] {
  const ends = new Map<number, { all: number; happened: number }>();
  for (const { days, happened } of people) {
    const end = ends.get(days) ?? { all: 0, happened: 0 };
    ends.set(days, { all: end.all + 1, happened: end.happened + (happened ? 1 : 0) });
  }
  let atRisk = people.length;
  let share = 1;
  let variance = 0;
  const steps: SurvivalStep[] = [];
  for (const [days, { all, happened }] of [...ends].sort(([a], [b]) => a - b)) {
    if (happened > 0) {
      share *= (atRisk - happened) / atRisk;
      variance += happened / (atRisk * (atRisk - happened));
      steps.push({
        days,
        atRisk,
        happened,
        share,
        error: errorOf(share, variance),
        ...bounds(share, variance),
      });
    }
    atRisk -= all;
  }
  return steps;
}

/** Greenwood (1926): `variance` is that of the logarithm of the share. */
const errorOf = (share: number, variance: number): number => (share === 0 ? 0 : share * Math.sqrt(variance));

function bounds(share: number, variance: number): Interval {
  if (share === 0) return { lower: 0, upper: 0 };
  const spread = Math.exp((Z95 * Math.sqrt(variance)) / -Math.log(share));
  return { lower: share ** spread, upper: share ** (1 / spread) };
}
