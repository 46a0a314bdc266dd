/** The counts of one indicator as figures: rows, measures, and what a reader knows to hold between them. */
import type { Behind, FigureRow, Figures, Measure, TableSpec } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import { type Indicator, isCounted, type MeasureSpec } from '../indicators/index.ts';
import { arithmetic, FIGURES, type Line, lineCell } from './count-arithmetic.ts';
import { notesOf, shortOf } from './count-notes.ts';
import type { Counted } from './counted.ts';
import { withIntervals } from './intervals.ts';
import { ANY_AGENCY, atAgency, firstAt, meaningOf } from './meanings.ts';
import { centreMeasures } from './medians.ts';
import { populationOf } from './population.ts';
import { ALL_GROUPS as ALL, ALL_KNOWN, type CellCounts, groupKey, groupValues, NOT_KNOWN } from './units.ts';

/** More groups than this are nobody's table. */
const MOST_GROUPS = 200;
/** A breakdown that journeys and waits tell of too. */
const FIRST_AGENCY = 'first_agency';
/** The tables beside that of the counts. */
const COMPLETENESS = 'completeness';

export function describeCount(all: Counted): Figures {
  const { asked, frame, options } = all;
  const { indicator, by } = asked;
  const lines = linesOf(all);
  const main = indicator.measures.find(isCounted)!.name;
  const measures = measuresOf(all, main);
  const rows = lines.map((line) => rowOf(all, line, lines, main));
  const figures: Figures = {
    id: indicator.id,
    version: indicator.version,
    title: `${indicator.title} (${indicator.id}, version ${indicator.version})`,
    unit: indicator.unit,
    window: windowOf(all),
    definition: indicator.definition.trim().replaceAll(/\s*\n\s*/g, ' '),
    exclusions: frame.exclusions,
    notes: notesOf(all),
    tables: tablesOf(all, measures),
    measures: [
      ...measures,
      ...(by.length > 0
        ? [
            {
              kind: 'share' as const,
              name: 'completeness',
              title: 'share of all that is known',
              part: 'known',
              whole: 'every',
              remark: {
                below: 50,
                text: `LESS THAN HALF is known of ${by.join(' and ').replaceAll('_', ' ')}: the shares of known may not be those of all.`,
              },
            },
          ]
        : []),
    ],
    rows: [...rows, ...(by.length > 0 ? completenessRows(all, lines, main) : [])],
    meanings: meaningsOf(all, lines),
    ...arithmetic(indicator, lines, all.periods.length > 1 && options.period !== undefined),
  };
  return withIntervals(figures, all.linked);
}

/** What each count means, so that it can be held against those of other releases. */
function meaningsOf({ asked, frame }: Counted, lines: readonly Line[]): NonNullable<Figures['meanings']> {
  const { indicator, by } = asked;
  return Object.fromEntries(
    lines.flatMap((line) =>
      indicator.measures.filter(isCounted).map((measure) => {
        const { name, distinct } = measure;
        const plain = measure['at-least'] === undefined && indicator.periods === 'add-up';
        const grows = !plain ? 'not' : distinct === undefined ? 'add' : 'distinct';
        const where = line.kind === 'known' ? `${ALL_KNOWN} by ${by.join(' and ')}` : ALL;
        const meaning = meaningOf({ ...frame, window: line.period }, `${indicator.id} ${name}`, where, grows);
        const shared = measure.everybody === true ? sharedWhere(line, by) : undefined;
        if (shared !== undefined) {
          const what = distinct === undefined ? PRESENTATIONS : PEOPLE;
          return [lineCell(line, name), { ...meaning, ...what, where: shared }];
        }
        const group = Object.fromEntries(line.values.map((value, index) => [by[index]!, [value]]));
        const among = distinct === 'person' ? { among: PEOPLE.unit } : {};
        return [lineCell(line, name), { ...meaning, ...among, filters: { ...meaning.filters, ...group } }];
      }),
    ),
  );
}

/** What is counted of everybody, in the words of other tables. */
const PEOPLE = { unit: 'people', grows: 'distinct' } as const;
const PRESENTATIONS = { unit: 'presentations', grows: 'add' } as const;

/** Where the people of a line are, in the words of other tables that count them too. */
function sharedWhere({ kind, values }: Line, by: readonly string[]): string | undefined {
  if (kind === 'all') return ANY_AGENCY;
  if (kind !== 'group' || by.length !== 1) return undefined;
  return by[0] === FIRST_AGENCY ? firstAt(values[0]!) : by[0] === 'agency' ? atAgency(values[0]!) : undefined;
}

/** One line of the table for each group and period, with the totals after the groups. */
function linesOf({ asked, periods, counted }: Counted): Line[] {
  const { by } = asked;
  const found = new Set(counted.flatMap(({ groups }) => groups));
  const unknown = groupKey(by.map(() => NOT_KNOWN));
  if (by.length > 0) found.add(unknown);
  if (found.size > MOST_GROUPS) {
    throw unusable('GROUPING_TOO_FINE', `there are more than ${MOST_GROUPS} groups`, {
      hint: 'break it down by something coarser',
    });
  }
  const groups = [...found].toSorted(
    (a, b) => Number(a === unknown) - Number(b === unknown) || (a < b ? -1 : 1),
  );
  return periods.flatMap((period, at): Line[] => {
    const { all, known, group: cellOf } = counted[at]!;
    const key = (values: readonly string[]): string[] =>
      by.length === 0 ? [period.name] : periods.length > 1 ? [...values, period.name] : [...values];
    const total = (word: string): string[] => by.map(() => word);
    const grouped = groups.map((group): Line => {
      const values = groupValues(group);
      return {
        kind: values.includes(NOT_KNOWN) ? 'unknown' : 'group',
        values,
        key: key(values),
        period,
        at,
        cell: cellOf(group),
      };
    });
    return [
      ...grouped.filter(({ kind }) => kind === 'group'),
      ...(by.length === 0
        ? []
        : [{ kind: 'known' as const, values: [], key: key(total(ALL_KNOWN)), period, at, cell: known }]),
      ...grouped.filter(({ kind }) => kind === 'unknown'),
      { kind: 'all', values: [], key: key(total(ALL)), period, at, cell: all },
    ];
  });
}

function measuresOf({ asked, options, periods }: Counted, main: string): Measure[] {
  const { indicator, by } = asked;
  const counted = indicator.measures.filter(isCounted);
  const own = indicator.measures.flatMap((measure): Measure[] => {
    const { name, title, share, ratio, rate, per, over } = measure;
    if (isCounted(measure)) {
      const keep = 1 + counted.length - counted.indexOf(measure);
      return [{ kind: 'count', name, title, keep }];
    }
    if (share !== undefined) return [{ kind: 'share', name, title, part: share[0], whole: share[1] }];
    if (ratio !== undefined) return [{ kind: 'ratio', name, title, part: ratio[0], whole: ratio[1] }];
    if (rate !== undefined) {
      return options.population === undefined ? [] : [{ kind: 'rate', name, title, of: rate, per: per ?? 1 }];
    }
    return centreMeasures(name, title, over ?? main);
  });
  const rated = own.some(({ kind }) => kind === 'rate') || options.population === undefined;
  return [
    ...own,
    ...(rated
      ? []
      : [{ kind: 'rate' as const, name: 'rate', title: 'for every 10,000 people', of: main, per: 10_000 }]),
    ...(by.length === 0
      ? []
      : [
          {
            kind: 'share' as const,
            name: 'share-of-known',
            title: `${titleOf(indicator, main)}: share of known`,
            part: main,
            whole: 'known',
          },
        ]),
    ...(periods.length > 1
      ? [
          {
            kind: 'change' as const,
            name: 'change',
            title: `${titleOf(indicator, main)}: change`,
            of: main,
            before: 'before',
          },
        ]
      : []),
  ];
}

const titleOf = ({ measures }: Indicator, wanted: string): string =>
  measures.find(({ name }) => name === wanted)!.title;

function rowOf(all: Counted, line: Line, lines: readonly Line[], main: string): FigureRow {
  const { asked, periods, options } = all;
  const { indicator, by } = asked;
  const { cell, kind, period } = line;
  const known = lines.find((other) => other.at === line.at && other.kind === 'known');
  const before = lines.find(
    (other) => other.at === line.at - 1 && other.kind === line.kind && sameValues(other, line),
  );
  const compared =
    before?.period.whole === true &&
    period.whole &&
    !(options.period !== undefined && line.at === periods.length - 1);
  const group = Object.fromEntries(by.map((column, index) => [column, line.values[index] ?? ALL]));
  const population =
    options.population === undefined || kind === 'known' || kind === 'unknown'
      ? undefined
      : populationOf(options.population, kind === 'group' ? group : undefined);
  const unreliable = looksBackTooFar(all, line) ? unreliableOf(indicator) : [];
  const structural = [...(kind === 'group' ? [] : ['known']), ...(compared ? [] : ['before'])];
  const borrow = (
    other: Line,
  ): { table: string; key: readonly string[]; measure: string; count: number } => ({
    table: FIGURES,
    key: other.key,
    measure: main,
    count: other.cell.counts[main] ?? 0,
  });
  return {
    table: FIGURES,
    key: line.key,
    counts: cell.counts,
    ...(cell.keys === undefined ? {} : { keys: cell.keys }),
    ...(cell.people === undefined ? {} : { behind: behindOf(indicator, line, cell.people) }),
    medians: cell.medians,
    borrowed: {
      ...(kind === 'group' && known !== undefined ? { known: borrow(known) } : {}),
      ...(compared && before !== undefined ? { before: borrow(before) } : {}),
    },
    ...(population === undefined ? {} : { population }),
    ...(cell.drawn === undefined
      ? {}
      : {
          drawn: {
            ...cell.drawn,
            ...(known?.cell.drawn?.[main] === undefined ? {} : { known: known.cell.drawn[main] }),
            ...(compared && before?.cell.drawn?.[main] !== undefined
              ? { before: before.cell.drawn[main] }
              : {}),
          },
        }),
    ...(unreliable.length > 0 ? { unreliable } : {}),
    structural,
    ...(kind === 'group' || kind === 'unknown' ? {} : { total: true }),
    ...ownerOf(by, line),
  };
}

/** Who is behind each count of events, and the measure of the row that counts them, where there is one. */
function behindOf(
  { measures }: Indicator,
  line: Line,
  people: NonNullable<CellCounts['people']>,
): Record<string, Behind> {
  const twinOf = ({ count, where, 'at-least': least }: MeasureSpec): string | undefined => {
    const rows = [count === 'all' ? undefined : count, where].filter((column) => column !== undefined);
    if (least !== undefined || rows.length > 1) return undefined;
    return measures.find(
      (other) => other.distinct === 'person' && other['at-least'] === undefined && other.where === rows[0],
    )?.name;
  };
  return Object.fromEntries(
    measures.flatMap((measure) => {
      const own = people[measure.name];
      if (own === undefined) return [];
      const twin = twinOf(measure);
      return [[measure.name, { people: own, ...(twin === undefined ? {} : { cell: lineCell(line, twin) }) }]];
    }),
  );
}

const sameValues = (one: Line, other: Line): boolean => groupKey(one.values) === groupKey(other.values);

/** A row by agency is known to that agency from its own records. */
function ownerOf(by: readonly string[], { kind, values }: Line): { owner?: string } {
  const owner = values[by.indexOf('agency')];
  return kind === 'group' && owner !== undefined ? { owner } : {};
}

function completenessRows({ asked, periods }: Counted, lines: readonly Line[], main: string): FigureRow[] {
  return periods.flatMap((period, at) => {
    const one = (kind: Line['kind']): Line => lines.find((line) => line.at === at && line.kind === kind)!;
    const borrow = (line: Line) => ({
      table: FIGURES,
      key: line.key,
      measure: main,
      count: line.cell.counts[main] ?? 0,
    });
    return [
      {
        table: COMPLETENESS,
        key: [asked.by.join(' and '), ...(periods.length > 1 ? [period.name] : [])],
        counts: {},
        borrowed: { known: borrow(one('known')), every: borrow(one('all')) },
      },
    ];
  });
}

function tablesOf({ asked, periods }: Counted, measures: readonly Measure[]): TableSpec[] {
  const { indicator, by } = asked;
  const column = (name: string): { name: string; title: string } => ({
    name: name.replaceAll('_', '-'),
    title: name.replaceAll('_', ' '),
  });
  const time = { name: 'period', title: 'period' };
  const dimensions = by.length === 0 ? [time] : [...by.map(column), ...(periods.length > 1 ? [time] : [])];
  return [
    { id: FIGURES, title: indicator.title, dimensions, measures: measures.map(({ name }) => name) },
    ...(by.length === 0
      ? []
      : [
          {
            id: COMPLETENESS,
            title: 'How complete the breakdown is',
            dimensions: [{ name: 'column', title: 'column' }, ...(periods.length > 1 ? [time] : [])],
            measures: ['completeness'],
          },
        ]),
  ];
}

function windowOf({ periods }: Counted): { from: string; to: string } {
  const days = periods.flatMap(({ from, to }) => [from, to]).toSorted();
  return { from: days[0]!, to: days.at(-1)! };
}

/** Measures that rest on the record from before the window, themselves or by what they are made of. */
const unreliableOf = ({ measures }: Indicator): string[] =>
  measures.filter((measure) => measure['looks-back'] === true).map(({ name }) => name);

function looksBackTooFar(all: Counted, { period }: Line): boolean {
  return shortOf(all, period).length > 0;
}
