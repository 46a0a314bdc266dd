/** One row of figures as it is shown, given how each of its counts is shown. */
import { percentage, wilson } from '../estimate/index.ts';
import { cellId, type FigureRow, type Measure, type ShareMeasure, type TableSpec } from './figures.ts';
import type { Mark } from './marks.ts';

/** A share in per cent to one decimal, with its 95 % interval. */
export interface Share {
  readonly rate: number | Mark;
  readonly lower: number;
  readonly upper: number;
}

export type Shown = number | Share | Mark;

export interface ShownRow {
  readonly table: string;
  readonly key: readonly string[];
  readonly values: Readonly<Record<string, Shown>>;
}

/** How the counts of a table may be shown. */
export interface Manner {
  count(table: TableSpec | undefined, id: string, exact: number): number | Mark;
  /** A median over so many people. */
  median(exact: number, people: number): number | Mark;
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
    const exact = row.counts[name];
    return exact === undefined ? '[x]' : manner.count(table, cellId(row.table, row.key, name), exact);
  };
  const median = (name: string, over: string): number | Mark => {
    const people = count(over);
    const exact = row.medians?.[name];
    if (typeof people !== 'number') return people;
    if (exact === undefined) return '[x]';
    return manner.median(exact, row.counts[over] ?? 0);
  };
  const show = (measure: Measure): Shown => {
    if (measure.kind === 'share') return share(measure, count);
    return measure.kind === 'median' ? median(measure.name, measure.over) : count(measure.name);
  };
  return {
    table: row.table,
    key: row.key,
    values: Object.fromEntries(measures.map((measure) => [measure.name, show(measure)])),
  };
}

function share(measure: ShareMeasure, count: (name: string) => number | Mark): Share | Mark {
  const part = count(measure.part);
  const whole = count(measure.whole);
  if (typeof part !== 'number') return part;
  if (typeof whole !== 'number') return whole;
  if (whole === 0) return '[z]';
  // Rounding can lift a part above its whole.
  const within = Math.min(part, whole);
  const rate = percentage(within, whole);
  const { lower, upper } = wilson(within, whole);
  return {
    rate: rate === 0 && within > 0 ? '[low]' : rate,
    lower: toTenths(lower),
    upper: toTenths(upper),
  };
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;
