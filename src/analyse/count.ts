/** One indicator of the catalogue, counted as a table. */
import type { Figures } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import type { Indicator } from '../indicators/index.ts';
import { addMonths, endOfMonth, startOfMonth } from './calendar.ts';
import { describeCount } from './describe-count.ts';
import { type CountOptions, frame, type Window, wholeRecord } from './frame.ts';
import { type AnalysisContext, type LinkedEvents, withLinkedEvents } from './linked.ts';
import { type Period, type PeriodKind, periodsOf, windowBefore } from './periods.ts';
import type { Population } from './population.ts';
import { type Asked, countWindows } from './units.ts';

export interface IndicatorOptions extends CountOptions {
  /** Columns to break it down by. Default: as the indicator says. */
  readonly by?: readonly string[];
  /** Break the window down into these. */
  readonly period?: PeriodKind;
  /** Count the window of the same length before as well, and how the one changed to the other. */
  readonly before?: boolean;
  readonly population?: Population;
  readonly benchmarks?: Indicator['benchmarks'];
}

/**
 * Counts one indicator. Throws `INDICATOR_DATA` where no agency's events have what it needs, `GROUPING_UNKNOWN`,
 * `GROUPING_TOO_FINE`, and as {@link frame}, {@link withLinkedEvents} and {@link countWindows} do.
 */
export const countIndicator = (
  context: AnalysisContext,
  indicator: Indicator,
  options: IndicatorOptions = {},
): Promise<Figures> =>
  withLinkedEvents(context, (linked) => countOver(linked, indicator, options), columnsNamed(indicator));

/** The columns of events that an indicator's query names, by the agreement's names. */
export const columnsNamed = ({ needs, 'may-use': more = [] }: Indicator): string[] => [...needs, ...more];

/** Every one of the indicators that can be counted, over events that are read once; the others are passed over. */
export const countCatalogue = (
  context: AnalysisContext,
  indicators: readonly Indicator[],
  options: CountOptions = {},
): Promise<Figures[]> =>
  withLinkedEvents(
    context,
    async (linked) => {
      const figures: Figures[] = [];
      for (const indicator of indicators) {
        if (withoutWhat(linked, indicator) === undefined) {
          figures.push(await countOver(linked, indicator, options));
        }
      }
      return figures;
    },
    indicators.flatMap(columnsNamed),
  );

/** {@link countIndicator} over events that are linked already. */
export async function countOver(
  linked: LinkedEvents,
  indicator: Indicator,
  options: IndicatorOptions = {},
): Promise<Figures> {
  const missing = withoutWhat(linked, indicator);
  if (missing !== undefined) throw missing;
  const by = [...new Set(options.by ?? indicator.by ?? [])];
  const unknown = by.find((column) => !indicator.grouping.includes(column));
  if (unknown !== undefined) throw unknownGrouping(indicator);
  refuseBeside(indicator, options);
  const settled = await frame(
    linked,
    { ...options, roles: options.roles ?? indicator.roles },
    standardWindow(indicator),
  );
  const periods = periodsToCount(settled.window, options);
  const asked: Asked = { indicator, roles: settled.roles, by };
  const counted = await countWindows(
    linked,
    asked,
    periods.map(({ from, to }) => ({ from, to })),
  );
  return describeCount({ linked, asked, frame: settled, periods, counted, options });
}

/** The whole window last, and its periods before it; with the window before, both as periods. */
function periodsToCount(window: Window, { period, before }: IndicatorOptions): Period[] {
  const named = (part: Window): Period => ({ ...part, name: `${part.from} to ${part.to}`, whole: true });
  if (period !== undefined)
    return [...periodsOf(window, period), { ...window, name: 'whole window', whole: true }];
  return before === true ? [named(windowBefore(window)), named(window)] : [named(window)];
}

const standardWindow =
  ({ window }: Indicator) =>
  (record: Window): Window => {
    const months = { 'last-12-months': 12, 'last-24-months': 24, 'whole-record': 0 }[window.standard];
    if (months === 0) return wholeRecord(record);
    return { from: addMonths(startOfMonth(record.to), 1 - months), to: endOfMonth(record.to) };
  };

/** What the indicator cannot be counted without and that is not here. */
function withoutWhat({ agencies, columns }: LinkedEvents, { services, needs }: Indicator): Error | undefined {
  const lacking = needs.filter((column) => !columns.includes(column));
  if (lacking.length > 0) {
    return unusable('INDICATOR_DATA', `no agency's events have the column ${lacking.join(', ')}`, {
      hint: 'this indicator cannot be counted without; the agreement says which columns flow',
    });
  }
  if (services === undefined || agencies.some(({ service }) => services.includes(service))) return undefined;
  return unusable('INDICATOR_DATA', `there are no events of ${services.join(' or ')} here`, {
    hint: 'this indicator counts events of that service alone',
  });
}

/** A population or benchmark of something else would be passed over without a word. */
function refuseBeside(
  { grouping, measures }: Indicator,
  { population, benchmarks = [] }: IndicatorOptions,
): void {
  if (population?.columns.some((column) => !grouping.includes(column)) === true) {
    throw unusable(
      'POPULATION_INVALID',
      'the population has a column that this indicator cannot be broken down by',
      {
        hint:
          grouping.length === 0
            ? 'give a file with the column population alone'
            : `beside population it may have ${grouping.join(', ')}`,
      },
    );
  }
  if (benchmarks.every(({ measure }) => measures.some(({ name }) => name === measure))) return;
  throw unusable('BENCHMARK_INVALID', 'a benchmark is of a measure that this indicator does not have', {
    hint: `its measures are ${measures.map(({ name }) => name).join(', ')}`,
  });
}

const unknownGrouping = ({ grouping }: Indicator): Error =>
  unusable('GROUPING_UNKNOWN', 'this indicator cannot be broken down by that column', {
    hint:
      grouping.length === 0
        ? 'it has no column to break it down by'
        : `give --by ${grouping.join(' or --by ')}`,
  });
