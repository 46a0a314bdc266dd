/**
 * Medians and means of values of which one person may have several, and how sure of them one can be. The values of one
 * person are taken to be alike, so that n rows are worth n² / Σ rows² of independent ones (Kish 1965, Survey Sampling).
 */
import { combineDraws, FEWEST_DRAWS } from './draws.ts';
import { sum } from './histories.ts';
import { Z95 } from './normal.ts';
import type { Interval } from './proportion.ts';
import { quotient } from './rounding.ts';

/** One value: how many rows have it, and of whom. */
export interface Tallied {
  readonly value: number;
  readonly rows: number;
  /** People whose least value it is, and people whose greatest. */
  readonly least: number;
  readonly greatest: number;
  /** Of the people whose least value it is, the squares of their numbers of rows, added up. */
  readonly squares: number;
}

/** A median or a mean; without an interval where the people are too few for one. */
export interface Centre {
  readonly estimate: number;
  /** Different people who have a value. */
  readonly people: number;
  readonly interval?: Interval;
}

/** The tally of people of whom nobody is in both. */
export function mergeTallies(one: readonly Tallied[], other: readonly Tallied[]): Tallied[] {
  const merged = new Map(one.map((tallied) => [tallied.value, tallied]));
  for (const { value, rows, least, greatest, squares } of other) {
    const own = merged.get(value) ?? { value, rows: 0, least: 0, greatest: 0, squares: 0 };
    merged.set(value, {
      value,
      rows: own.rows + rows,
      least: own.least + least,
      greatest: own.greatest + greatest,
      squares: own.squares + squares,
    });
  }
  return [...merged.values()];
}

/**
 * The median with its 95 % interval by ranks, which holds whatever the values are like: n/2 less and 1 + n/2 plus
 * 1.96 √n/2 (Campbell and Gardner 1988, British Medical Journal 296:1454-1456). For 100 values the 40th and the 61st.
 * Undefined without rows.
 *
 * @param beyond an end is told only where so many different people have a value no greater than the lower end, and as
 * many one no smaller than the upper: else there is no interval
 */
export function medianOfTally(tally: readonly Tallied[], beyond: number): Centre | undefined {
  const sorted = tally.toSorted((a, b) => a.value - b.value);
  const { rows, people, effective } = sizeOf(sorted);
  if (rows === 0) return undefined;
  const at = (rank: number): number => {
    let below = 0;
    return sorted.find((tallied) => {
      below += tallied.rows;
      return below >= rank;
    })!.value;
  };
  const estimate = (at(Math.ceil(rows / 2)) + at(Math.floor(rows / 2) + 1)) / 2;
  const rank = Math.round(rows / 2 - (Z95 * rows) / (2 * Math.sqrt(effective)));
  if (rank < 1) return { estimate, people };
  const interval = { lower: at(rank), upper: at(rows + 1 - rank) };
  const below = sum(sorted.filter(({ value }) => value <= interval.lower).map(({ least }) => least));
  const above = sum(sorted.filter(({ value }) => value >= interval.upper).map(({ greatest }) => greatest));
  return Math.min(below, above) < beyond ? { estimate, people } : { estimate, people, interval };
}

/**
 * The mean, to one decimal, with its 95 % interval: 1.96 times the root of the values' variance over their number.
 * Undefined without rows.
 */
export function meanOfTally(tally: readonly Tallied[]): Centre | undefined {
  const { rows, people, effective } = sizeOf(tally);
  if (rows === 0) return undefined;
  const total = sum(tally.map((tallied) => tallied.value * tallied.rows));
  const estimate = quotient(Math.round(total * 1000), rows * 1000, 1);
  if (effective < 2) return { estimate, people };
  const mean = total / rows;
  const squared = sum(tally.map((tallied) => tallied.rows * (tallied.value - mean) ** 2));
  const half = Z95 * Math.sqrt(squared / (rows - 1) / effective);
  return { estimate, people, interval: { lower: mean - half, upper: mean + half } };
}

/**
 * The interval of a median or mean, both ends moved outwards alike, as far as Rubin's rules say for how it differs
 * between alternative assignments. As it was, with no share due to linkage, where too few of them have one.
 *
 * @param alternatives the same median or mean from each alternative assignment that has one
 */
export function widenedEvenly(
  interval: Interval,
  alternatives: readonly number[],
): Interval & { readonly dueToLinkage?: number } {
  if (alternatives.length < FEWEST_DRAWS) return interval;
  const half = (interval.upper - interval.lower) / 2;
  const variance = (half / Z95) ** 2;
  const { lower, upper, dueToLinkage } = combineDraws(
    alternatives.map((estimate) => ({ estimate, variance })),
  );
  const further = Math.max(0, (upper - lower) / 2 - half);
  return { lower: interval.lower - further, upper: interval.upper + further, dueToLinkage };
}

/** Rows, people, and what the rows are worth in independent ones. */
function sizeOf(tally: readonly Tallied[]): { rows: number; people: number; effective: number } {
  const rows = sum(tally.map((tallied) => tallied.rows));
  const squares = sum(tally.map((tallied) => tallied.squares));
  return {
    rows,
    people: sum(tally.map(({ least }) => least)),
    effective: squares === 0 ? 0 : rows ** 2 / squares,
  };
}
