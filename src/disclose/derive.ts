/** Numbers that follow from counts, unrounded: shares, rates, ratios, changes, and their intervals. */
import {
  byar,
  type Interval,
  percentage,
  percentageChange,
  quotient,
  rate,
  ratioOfRates,
  widened,
  wilson,
} from '../estimate/index.ts';
import type { ChangeMeasure, IntervalMeasure, RateMeasure, RatioMeasure, ShareMeasure } from './figures.ts';

/** Measures that follow from counts. */
export type DerivedMeasure = ShareMeasure | RatioMeasure | RateMeasure | ChangeMeasure | IntervalMeasure;

export interface Derived {
  readonly value?: number;
  readonly interval?: Interval;
  /** The share of the interval's variance that is due to error of linkage, 0 to 1. */
  readonly linkage?: number;
}

/** What a measure rests on, by the name of the count. */
export interface Known {
  count(name: string): number;
  /** The count under each alternative assignment; undefined where there are none. */
  drawn(name: string): readonly number[] | undefined;
  readonly population: number | undefined;
}

/** Places after the point that a ratio is shown with. */
export const RATIO_PLACES = 2;

/** Undefined where it cannot be: of nothing, or without a population. */
export function derive(measure: DerivedMeasure, known: Known, places = 1): Derived | undefined {
  switch (measure.kind) {
    case 'share':
      return share(measure, known, places);
    case 'ratio':
      return ratio(measure, known, places);
    case 'rate':
      return rateOf(measure, known, places);
    case 'change':
      return change(measure, known, places);
    case 'interval':
      break;
  }
  const count = known.count(measure.of);
  return withLinkage(count, byar(count), known.drawn(measure.of));
}

function share({ part, whole }: ShareMeasure, known: Known, places: number): Derived | undefined {
  const of = known.count(whole);
  if (of === 0) return undefined;
  // Rounding can lift a part above its whole.
  const within = Math.min(known.count(part), of);
  const interval = wilson(within, of);
  const value = percentage(within, of, places);
  const [parts, wholes] = [known.drawn(part), known.drawn(whole)];
  if (parts === undefined || wholes === undefined || within === 0 || within === of)
    return { value, interval };
  const odds = (p: number): number => p / (1 - p);
  const inOdds = withLinkage(
    odds(within / of),
    { lower: odds(interval.lower / 100), upper: odds(interval.upper / 100) },
    parts.map((drawn, index) => odds(drawn / wholes[index]!)),
  );
  const percent = (inOddsOf: number): number => (100 * inOddsOf) / (1 + inOddsOf);
  return {
    value,
    ...(inOdds.linkage === undefined ? {} : { linkage: inOdds.linkage }),
    interval: { lower: percent(inOdds.interval.lower), upper: percent(inOdds.interval.upper) },
  };
}

function ratio({ part, whole }: RatioMeasure, known: Known, places: number): Derived | undefined {
  const [parts, wholes] = [known.count(part), known.count(whole)];
  if (wholes === 0) return undefined;
  const { lower, upper } = byar(parts);
  return {
    value: quotient(parts, wholes, Math.max(places, RATIO_PLACES)),
    ...withLinkage(
      parts / wholes,
      { lower: lower / wholes, upper: upper / wholes },
      quotients(known.drawn(part), known.drawn(whole)),
    ),
  };
}

function change({ of, before }: ChangeMeasure, known: Known, places: number): Derived | undefined {
  const [from, to] = [known.count(before), known.count(of)];
  if (from === 0) return undefined;
  const { change: times, ...chance } = ratioOfRates({ count: from, exposure: 1 }, { count: to, exposure: 1 });
  const { interval, ...wider } = withLinkage(times, chance, quotients(known.drawn(of), known.drawn(before)));
  return {
    value: percentageChange(from, to, places),
    ...wider,
    interval: { lower: 100 * (interval.lower - 1), upper: 100 * (interval.upper - 1) },
  };
}

/** The one count divided by the other under each alternative assignment. */
const quotients = (
  over: readonly number[] | undefined,
  under: readonly number[] | undefined,
): number[] | undefined =>
  under === undefined ? undefined : over?.map((count, draw) => count / under[draw]!);

function rateOf({ of, per }: RateMeasure, known: Known, places: number): Derived | undefined {
  const { population } = known;
  if (population === undefined || population === 0) return undefined;
  const count = known.count(of);
  const { lower, upper } = rate(count, population, per);
  const scale = per / population;
  const wider = withLinkage(count, { lower: lower / scale, upper: upper / scale }, known.drawn(of));
  return {
    value: quotient(count * per, population, places),
    ...(wider.linkage === undefined ? {} : { linkage: wider.linkage }),
    interval: { lower: wider.interval.lower * scale, upper: wider.interval.upper * scale },
  };
}

/** The interval widened where there are alternatives and all are above nought; five is the fewest that can say. */
function withLinkage(
  estimate: number,
  interval: Interval,
  alternatives: readonly number[] | undefined,
): { readonly interval: Interval; readonly linkage?: number } {
  const usable =
    alternatives !== undefined &&
    alternatives.length >= 5 &&
    estimate > 0 &&
    interval.lower > 0 &&
    alternatives.every((alternative) => alternative > 0 && Number.isFinite(alternative));
  if (!usable) return { interval };
  const { lower, upper, dueToLinkage } = widened(estimate, interval, alternatives);
  return { interval: { lower, upper }, linkage: dueToLinkage };
}
