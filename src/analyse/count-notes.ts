/** The notes of an indicator's counts. */
import { addMonths } from './calendar.ts';
import type { Counted } from './counted.ts';
import { outsideRecord, recordOf } from './frame.ts';
import type { LinkedAgency } from './linked.ts';
import { MEDIANS } from './medians.ts';
import type { Period } from './periods.ts';
import { populationOf } from './population.ts';
import { groupValues, NOT_KNOWN } from './units.ts';

/** Whose record does not reach as far back before the period as the indicator looks. */
export function shortOf({ asked, linked }: Counted, period: Period): LinkedAgency[] {
  const { window, services } = asked.indicator;
  const months = window['look-back'];
  if (months === undefined) return [];
  const needed = addMonths(period.from, -months);
  return linked.agencies.filter(
    ({ service, since }) => (services === undefined || services.includes(service)) && since > needed,
  );
}

/** That the population file and the events do not call groups alike. */
function unmatched({ asked: { by }, counted, options: { population } }: Counted): string[] {
  if (population === undefined || by.length === 0) return [];
  const groups = new Set(counted.flatMap((window) => window.groups));
  const without = [...groups]
    .map(groupValues)
    .filter((values) => !values.includes(NOT_KNOWN))
    .map((values) => Object.fromEntries(by.map((column, index) => [column, values[index]!])))
    .filter((group) => populationOf(population, group) === undefined);
  return without.length === 0
    ? []
    : [
        `NO POPULATION is given for ${without.length} of the groups, which have no rate: the file may call them otherwise.`,
      ];
}

/** What has to be said below the counts: what they are out of and hold not, and what they rest on. */
export function notesOf(all: Counted): string[] {
  const { asked, frame, periods, options } = all;
  const { indicator, by } = asked;
  const short = [...new Set(periods.flatMap((period) => shortOf(all, period)).map(({ id }) => id))];
  const said = (words: string): string => words.trim().replaceAll(/\s*\n\s*/g, ' ');
  return [
    `Out of: ${said(indicator.denominator)}`,
    ...indicator.exclusions.map((exclusion) => `Not counted: ${said(exclusion)}`),
    ...indicator.sources.map((source) => `Definition: ${said(source)}`),
    ...(indicator.remarks ?? []).map(said),
    ...(short.length > 0
      ? [
          `[u] left-censored: the record of ${short.join(', ')} does not reach back ${indicator.window['look-back']} months before the window.`,
        ]
      : []),
    ...(by.length > 0
      ? ['Shares of known leave out what is not known; how complete the breakdown is stands beside it.']
      : []),
    ...[...(indicator.benchmarks ?? []), ...(options.benchmarks ?? [])].map(
      ({ measure, name, value }) => `Benchmark for ${measure}: ${value} (${name}).`,
    ),
    ...(options.population === undefined
      ? []
      : [`Population: that of the file with the digest ${options.population.digest}.`]),
    ...unmatched(all),
    ...(indicator.measures.some(({ rate }) => rate !== undefined) && options.population === undefined
      ? ['The rate needs a population: give --population FILE.']
      : []),
    ...(indicator.measures.some(({ median, mean }) => median !== undefined || mean !== undefined)
      ? [MEDIANS]
      : []),
    ...(indicator.measures.some(({ ratio }) => ratio !== undefined)
      ? [
          'The interval of a ratio takes its part as a count of what happens independently, and its whole as known.',
        ]
      : []),
    ...(options.before === true ? outsideRecord(periods[0]!, recordOf(all.linked.agencies)!) : []),
    ...frame.notes,
  ];
}
