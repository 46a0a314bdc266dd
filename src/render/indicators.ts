/** The catalogue of indicators, and one indicator in full, as pages of a terminal. */
import { type ContractTable, QUERY_RULES } from '../analyse/index.ts';
import type { ThroughlineError } from '../errors.ts';
import { type Entry, isCounted, type MeasureSpec } from '../indicators/index.ts';
import { colour, page, type Screen } from '../terminal/index.ts';

type Width = Screen & { readonly columns?: number };

const options = (screen: Width) => ({ width: screen.columns ?? 80, palette: colour(screen) });
const said = (words: string): string => words.trim().replaceAll(/\s*\n\s*/g, ' ');
const left = (title: string) => ({ title, align: 'left' as const });

export const cataloguePage = (entries: readonly Entry[], next: readonly string[], screen: Width): string =>
  page(
    {
      title: 'Indicators',
      lead: [],
      tables: [
        {
          title: 'What can be counted',
          columns: [left('id'), left('version'), left('what it counts'), left('unit')],
          rows: entries.map(({ indicator, own }) => [
            indicator.id,
            String(indicator.version),
            `${indicator.title}${own ? ' (own)' : ''}`,
            indicator.unit,
          ]),
        },
      ],
      remarks: [],
      next,
    },
    options(screen),
  );

export function indicatorPage({ indicator, own }: Entry, next: readonly string[], screen: Width): string {
  const { window, needs, services, grouping, by } = indicator;
  const listed = (words: readonly string[] | undefined): string =>
    words === undefined || words.length === 0 ? 'none' : words.join(', ');
  const facts: readonly (readonly [string, string])[] = [
    ['counts', indicator.unit],
    ['window unless asked', window.standard.replaceAll('-', ' ')],
    ['look-back', window['look-back'] === undefined ? 'none' : `${window['look-back']} months`],
    ['roles', listed(indicator.roles)],
    ['out of', said(indicator.denominator)],
    ['broken down by', listed(grouping)],
    ['unless asked by', listed(by)],
    ['events of', services === undefined ? 'any agency' : listed(services)],
    ['needs columns', listed(needs)],
    ['periods', indicator.periods === 'add-up' ? 'add up to the window' : 'overlap: they do not add up'],
  ];
  return page(
    {
      title: `${indicator.title} (${indicator.id}, version ${indicator.version}${own ? ', own' : ''})`,
      lead: [said(indicator.definition)],
      tables: [
        { title: 'What it is', columns: [left(''), left('')], rows: facts },
        {
          title: 'Measures',
          columns: [left('name'), left('title'), left('how')],
          rows: indicator.measures.map((measure) => [measure.name, measure.title, measureWords(measure)]),
        },
      ],
      remarks: [
        ...indicator.exclusions.map((words) => `Not counted: ${said(words)}.`),
        ...indicator.sources.map((words) => `Definition: ${said(words)}.`),
        ...(indicator.remarks ?? []).map(said),
      ],
      next: [
        'Query:',
        ...indicator.query
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
        '',
        ...next,
      ],
    },
    options(screen),
  );
}

/** What is said of a file that cannot be used, where others are: one line, however much is wrong with it. */
export function passedOver({ message }: ThroughlineError): string {
  const [first = '', second, ...more] = message.split('\n').map((line) => line.trim());
  const rest = more.length === 0 ? '' : '; throughline indicators --check says all';
  return `passed over, and not listed: ${first}${second === undefined ? '' : ` ${second}`}${rest}`;
}

/** A measure in words: `different person where repeat, looking back`. */
export function measureWords(measure: MeasureSpec): string {
  const { count, sum, distinct, where, share, ratio, rate, per, median, mean, over } = measure;
  const only = where === undefined ? '' : ` where ${where}`;
  const back = measure['looks-back'] === true ? ', looking back' : '';
  if (isCounted(measure)) {
    if (count !== undefined) return `${count === 'all' ? 'all rows' : `rows where ${count}`}${only}${back}`;
    if (sum !== undefined) return `sum of ${sum}${only}${back}`;
    const least = measure['at-least'];
    return `different ${distinct}${only}${least === undefined ? '' : ` in ${least} rows or more`}${back}`;
  }
  if (share !== undefined) return `${share[0]} / ${share[1]}, per cent, Wilson interval`;
  if (ratio !== undefined) return `${ratio[0]} / ${ratio[1]}, Byar interval`;
  if (rate !== undefined) return `${rate} for every ${per} of the population, Byar interval`;
  return `${median === undefined ? `mean of ${mean}` : `median of ${median}`}, over ${over}`;
}

export const contractPage = (tables: readonly ContractTable[], screen: Width): string =>
  page(
    {
      title: 'What the query of an indicator may read',
      lead: [...QUERY_RULES],
      tables: tables.map(({ name, columns }) => ({
        title: name,
        columns: [left('column'), left('type'), left('holds')],
        rows: columns.map((column) => [column.name, column.type, column.holds]),
      })),
      remarks: tables.map(({ name, holds }) => `${name}: ${holds}.`),
      next: [],
    },
    options(screen),
  );
