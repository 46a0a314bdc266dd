/** Repeat presentations: people who come again within twelve months, at one agency and at any. */
import {
  cellId,
  type FigureRow,
  type Figures,
  type Meaning,
  type Relation,
  type UnprintedCell,
} from '../disclose/index.ts';
import { addMonths, endOfMonth, startOfMonth } from './calendar.ts';
import type { Database } from './database.ts';
import { type CountOptions, type Frame, frame, PRESENTATION, type Window } from './frame.ts';
import { underEachDraw } from './intervals.ts';
import { type AnalysisContext, type LinkedAgency, withLinkedEvents } from './linked.ts';
import { ANY_AGENCY, atAgency, meaningOf } from './meanings.ts';
import { cellKeysIn } from './record-keys.ts';
import { atMost, sum } from './relations.ts';
import { cellKeyOf, inWindow, text, WITH_RECORD_KEYS } from './sql.ts';

const MONTHS = 12;
const ANY = 'any agency';

/**
 * Presentations in the window, those of them that are repeats, distinct people, and people with a repeat, for
 * each agency and for all together. A presentation is a repeat when the same person's presentation before it
 * (at that agency, or in the last row at any) was at most twelve months earlier: up to and including the same
 * calendar day of the next year, 29 February counting as 28. Chained repeats all count.
 *
 * The record must reach back twelve months before the window; where it does not, repeats are marked as
 * unreliable. The default window is the last twelve months of the record.
 *
 * Throws as {@link frame} and {@link withLinkedEvents} do.
 */
export async function repeats(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  return withLinkedEvents(context, async (linked) => {
    const settled = await frame(linked, options, lastTwelveMonths);
    const { database, agencies } = linked;
    return underEachDraw(linked, settled.roles, {
      rows: ({ presentations }) => eachWithRepeats(presentations, settled.window),
      count: async (rows) => describe(await countRepeats(database, agencies, rows), agencies, settled),
    });
  });
}

const lastTwelveMonths = (record: Window): Window => ({
  from: addMonths(startOfMonth(record.to), 1 - MONTHS),
  to: endOfMonth(record.to),
});

interface Counts {
  readonly presentations: number;
  readonly repeats: number;
  readonly people: number;
  readonly 'people-repeating': number;
}

interface Counted extends Pick<FigureRow, 'keys'> {
  readonly counts: Counts;
}

async function countRepeats(
  database: Database,
  agencies: readonly LinkedAgency[],
  from: string,
): Promise<ReadonlyMap<string, Counted>> {
  const counted = await database.rows(`
    SELECT agency, sum(presentations)::INTEGER, sum(repeats)::INTEGER,
      count(*)::INTEGER, count(*)${REPEATING}::INTEGER,
      ${cellKeyOf()}, ${cellKeyOf(REPEATING)}, ${cellKeyOf()}, ${cellKeyOf(REPEATING)}
    FROM ${from} ${WITH_RECORD_KEYS}
    GROUP BY agency`);
  const found = new Map(
    counted.map((row) => [
      row.text(0),
      {
        counts: {
          presentations: row.number(1),
          repeats: row.number(2),
          people: row.number(3),
          'people-repeating': row.number(4),
        },
        ...cellKeysIn(row, 5, Object.keys(UNITS)),
      },
    ]),
  );
  const none: Counted = {
    counts: { presentations: 0, repeats: 0, people: 0, 'people-repeating': 0 },
  };
  return new Map([...agencies.map(({ id }) => id), ANY].map((id) => [id, found.get(id) ?? none]));
}

const REPEATING = ' FILTER (repeats > 0)';

/** By person and agency, and by person at any, the presentations in the window and how many repeat the one before. */
function eachWithRepeats(over: string, window: Window): string {
  const marked = (agency: string, group: string): string => `
    SELECT person, ${agency} AS agency, day,
      coalesce(day <= lag(day) OVER (PARTITION BY ${group} ORDER BY day) + INTERVAL ${MONTHS} MONTH, false) AS again
    FROM ${over}`;
  return `
    SELECT person, agency, count(*) AS presentations, count(*) FILTER (again) AS repeats
    FROM (${marked(text(ANY), 'person')} UNION ALL ${marked('agency', 'person, agency')})
    WHERE ${inWindow(window)}
    GROUP BY person, agency`;
}

function describe(
  counted: ReadonlyMap<string, Counted>,
  agencies: readonly LinkedAgency[],
  settled: Frame,
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const needed = addMonths(window.from, -MONTHS);
  const short = agencies.filter(({ since }) => since > needed).map(({ id }) => id);
  const counts = new Map([...counted].map(([id, one]) => [id, one.counts]));
  const rows = [...counted].map(([id, own]): FigureRow => {
    const isAny = id === ANY;
    const censored = isAny ? short.length > 0 : short.includes(id);
    return {
      table: 'agency',
      key: [id],
      ...own,
      counts: { ...own.counts },
      behind: {
        presentations: { people: own.counts.people, cell: cellId('agency', [id], 'people') },
        repeats: { people: own.counts['people-repeating'], cell: cellId('agency', [id], 'people-repeating') },
      },
      ...(censored ? { unreliable: ['repeats', 'people-repeating'] } : {}),
      ...(isAny ? { total: true } : { owner: id }),
    };
  });
  const censoring = `[u] left-censored: the record of ${short.join(', ')} does not reach back 12 months before the window.`;
  return {
    id: 'repeats',
    version: 1,
    title: 'Repeat presentations within 12 months',
    unit: 'people',
    window,
    definition:
      `Presentations of people known as ${roles.join(' or ')}. One is a repeat when the same person's presentation ` +
      'before it was at most 12 months earlier, the same calendar day included; in the row "any agency" at any ' +
      `agency, elsewhere at the same. ${PRESENTATION}`,
    exclusions,
    notes: [
      'One person can be known to several agencies, so people do not add up to the last row.',
      ...(short.length > 0 ? [censoring] : []),
      ...notes,
    ],
    tables: [
      {
        id: 'agency',
        title: 'Presentations and people by agency',
        dimensions: [{ name: 'agency', title: 'agency' }],
        measures: ['presentations', 'repeats', 'people', 'people-repeating', 'share'],
      },
    ],
    measures: [
      { kind: 'count', name: 'presentations', title: 'presentations', keep: 1 },
      { kind: 'count', name: 'repeats', title: 'of them repeats', keep: 2 },
      { kind: 'count', name: 'people', title: 'people', keep: 4 },
      { kind: 'count', name: 'people-repeating', title: 'people with a repeat', keep: 3 },
      {
        kind: 'share',
        name: 'share',
        title: 'share of people (95 % interval)',
        part: 'people-repeating',
        whole: 'people',
      },
    ],
    rows,
    ...arithmetic(counts),
    meanings: Object.fromEntries(
      [...counts.keys()].flatMap((id) => {
        const where = id === ANY ? ANY_AGENCY : atAgency(id);
        return Object.entries(UNITS).map(([measure, { unit, grows }]) => [
          cellId('agency', [id], measure),
          meaningOf(settled, unit, where, grows),
        ]);
      }),
    ),
  };
}

/** What each measure counts, and how it grows with the window. */
const UNITS: Readonly<Record<keyof Counts, Pick<Meaning, 'unit' | 'grows'>>> = {
  presentations: { unit: 'presentations', grows: 'add' },
  repeats: { unit: 'repeat presentations', grows: 'add' },
  people: { unit: 'people', grows: 'distinct' },
  'people-repeating': { unit: 'people with a repeat', grows: 'distinct' },
};

/** What a reader knows to hold between the counts. */
function arithmetic(counts: ReadonlyMap<string, Counts>): Pick<Figures, 'unprinted' | 'relations'> {
  const ids = [...counts.keys()];
  const agencies = ids.filter((id) => id !== ANY);
  const cell = (id: string, measure: string): string => cellId('agency', [id], measure);
  const each = (measure: string): string[] => agencies.map((id) => cell(id, measure));
  const unprinted = [...counts].flatMap(([id, exact]): UnprintedCell[] => [
    implied(id, 'first-presentations', exact.presentations - exact.repeats),
    implied(id, 'presentations-beyond-people', exact.presentations - exact.people),
    implied(id, 'people-not-repeating', exact.people - exact['people-repeating']),
  ]);
  function implied(id: string, measure: string, count: number): UnprintedCell {
    return { id: cell(id, measure), count, kind: 'implied', ...(id === ANY ? {} : { owner: id }) };
  }
  const within = ids.flatMap((id): Relation[] => [
    sum(cell(id, 'presentations'), [cell(id, 'repeats'), cell(id, 'first-presentations')]),
    sum(cell(id, 'presentations'), [cell(id, 'people'), cell(id, 'presentations-beyond-people')]),
    sum(cell(id, 'people'), [cell(id, 'people-repeating'), cell(id, 'people-not-repeating')]),
    atMost([cell(id, 'people-repeating')], [cell(id, 'repeats')]),
  ]);
  const across: Relation[] = [
    sum(cell(ANY, 'presentations'), each('presentations')),
    atMost(each('repeats'), [cell(ANY, 'repeats')]),
    atMost([cell(ANY, 'people')], each('people')),
    atMost([cell(ANY, 'people-not-repeating')], each('people-not-repeating')),
    ...agencies.flatMap((id) => [
      atMost([cell(id, 'people')], [cell(ANY, 'people')]),
      atMost([cell(id, 'people-repeating')], [cell(ANY, 'people-repeating')]),
    ]),
  ];
  const between = betweenAgencies(counts, agencies, cell);
  return {
    unprinted: [...unprinted, ...between.unprinted],
    relations: [...within, ...across, ...between.relations],
  };
}

/**
 * What the row of all agencies gives away beside the rows of each, in whole numbers: how many people more than one
 * agency knows (the agencies' people less the distinct ones), and for each agency, of how many people, and of how
 * many with a repeat, it knows nothing; likewise how many repeats only all agencies together can see.
 */
function betweenAgencies(
  counts: ReadonlyMap<string, Counts>,
  agencies: readonly string[],
  cell: (id: string, measure: string) => string,
): Pick<Figures, 'unprinted' | 'relations'> {
  if (agencies.length < 2) return { unprinted: [], relations: [] };
  const any = counts.get(ANY)!;
  const total = (measure: keyof Counts): number =>
    agencies.reduce((added, id) => added + counts.get(id)![measure], 0);
  const unprinted: UnprintedCell[] = [];
  const implied = (id: string, measure: string, count: number): string => {
    unprinted.push({ id: cell(id, measure), count, kind: 'implied' });
    return cell(id, measure);
  };
  const known = implied(ANY, 'people-at-each', total('people'));
  const shared = implied(ANY, 'people-at-several', total('people') - any.people);
  const across = implied(ANY, 'repeats-across', any.repeats - total('repeats'));
  const relations: Relation[] = [
    sum(
      known,
      agencies.map((id) => cell(id, 'people')),
    ),
    sum(known, [cell(ANY, 'people'), shared]),
    sum(cell(ANY, 'repeats'), [...agencies.map((id) => cell(id, 'repeats')), across]),
    ...agencies.flatMap((id) =>
      (['people', 'people-repeating'] as const).map((measure) => {
        const elsewhere = implied(id, `${measure}-elsewhere`, any[measure] - counts.get(id)![measure]);
        return sum(cell(ANY, measure), [cell(id, measure), elsewhere]);
      }),
    ),
  ];
  return { unprinted, relations };
}
