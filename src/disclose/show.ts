/** One row of figures as it is shown, given how each of its counts is shown. */
import { type DerivedMeasure, derive, RATIO_PLACES } from './derive.ts';
import { cellId, type FigureRow, type Measure, type MedianMeasure, type TableSpec } from './figures.ts';
import type { Mark } from './marks.ts';

/** A share or change in per cent, or a rate, to one decimal, or a ratio to two, with its 95 % interval. */
export interface Share extends Bounds {
  readonly rate: number | Mark;
}

/** A 95 % interval; a change from nothing to anything has no upper end. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number | null;
  /** The share of it that is due to error of linkage, in whole per cent, where the links say. */
  readonly linkage?: number;
}

export type Shown = number | Share | Bounds | Mark;

export const isShare = (value: Shown | undefined): value is Share =>
  typeof value === 'object' && 'rate' in value;

export interface ShownRow {
  readonly table: string;
  readonly key: readonly string[];
  readonly values: Readonly<Record<string, Shown>>;
  /** How many people the row's rate is of: published, and no secret. */
  readonly population?: number;
  /** For an interval, the id of the count that it is of. */
  readonly about?: string;
}

/** How the counts of a table may be shown. */
export interface Manner {
  count(table: TableSpec | undefined, id: string, exact: number): number | Mark;
  /** A median over so many people, of whom so many are shown. */
  median(exact: number, people: number, shown: number): number | Mark;
  /** Whether a share of exact counts may stand beside these counts. */
  readonly exactShares: boolean;
}

/**
 * The row with a value for each of `measures`. Shares and intervals are computed from the counts as shown, so
 * that they tell nothing more; a median goes with the count it is over.
 */
export function showRow(
  row: FigureRow,
  table: TableSpec | undefined,
  measures: readonly Measure[],
  manner: Manner,
): ShownRow {
  const count = (name: string): number | Mark => {
    if (row.unreliable?.includes(name) === true) return '[u]';
    if (row.structural?.includes(name) === true) return '[z]';
    const other = row.borrowed?.[name];
    const exact = other?.count ?? row.counts[name];
    const id = cellId(other?.table ?? row.table, other?.key ?? row.key, other?.measure ?? name);
    return exact === undefined ? '[x]' : manner.count(table, id, exact);
  };
  const median = ({ name, over, whole }: MedianMeasure): number | Mark => {
    const people = count(over);
    const of = whole === undefined ? people : count(whole);
    const exact = row.medians?.[name];
    if (typeof people !== 'number') return people;
    if (typeof of !== 'number') return of;
    if (exact === undefined) return '[x]';
    if (whole !== undefined && !manner.exactShares) return '[c]';
    return manner.median(exact, row.counts[over] ?? 0, people);
  };
  const show = (measure: Measure): Shown => {
    if (measure.kind === 'count') return count(measure.name);
    return measure.kind === 'median' ? median(measure) : derived(measure, row, count);
  };
  const of = row.borrowed?.of;
  return {
    table: row.table,
    key: row.key,
    ...(row.population === undefined ? {} : { population: row.population }),
    ...(of === undefined ? {} : { about: cellId(of.table, of.key, of.measure) }),
    values: Object.fromEntries(measures.map((measure) => [measure.name, show(measure)])),
  };
}

function derived(
  measure: DerivedMeasure,
  row: FigureRow,
  count: (name: string) => number | Mark,
): number | Share | Bounds | Mark {
  const names =
    measure.kind === 'share' || measure.kind === 'ratio'
      ? [measure.part, measure.whole]
      : measure.kind === 'change'
        ? [measure.of, measure.before]
        : [measure.of];
  const counts = new Map(names.map((name) => [name, count(name)]));
  const mark = names.map((name) => counts.get(name)!).find((value) => typeof value !== 'number');
  if (mark !== undefined) return mark;
  const found = derive(measure, {
    count: (name) => Number(counts.get(name)),
    drawn: (name) => row.drawn?.[name],
    population: row.population,
  });
  if (found === undefined) return measure.kind === 'rate' ? '[x]' : '[z]';
  const { value, interval, linkage } = found;
  const due = linkage === undefined ? {} : { linkage: Math.round(100 * linkage) };
  if (interval === undefined) return value ?? '[x]';
  if (value === undefined) {
    // Outwards, so that the interval claims no more than it knows.
    return { lower: Math.floor(interval.lower), upper: Math.ceil(interval.upper), ...due };
  }
  const isLow = measure.kind !== 'change' && value === 0 && Number(counts.get(names[0]!)) > 0;
  return {
    rate: isLow ? '[low]' : value,
    lower: rounded(interval.lower, measure),
    upper: Number.isFinite(interval.upper) ? rounded(interval.upper, measure) : null,
    ...due,
  };
}

function rounded(value: number, { kind }: DerivedMeasure): number {
  const scale = 10 ** (kind === 'ratio' ? RATIO_PLACES : 1);
  return Math.round(value * scale) / scale;
}
