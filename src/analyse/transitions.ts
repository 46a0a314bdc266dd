/** Transitions: from which step people come to which, how often, and how soon. */
import {
  type Behind,
  cellId,
  type FigureRow,
  type Figures,
  type Relation,
  type UnprintedCell,
} from '../disclose/index.ts';
import type { Tallied } from '../estimate/index.ts';
import type { Database, Row } from './database.ts';
import { type CountOptions, type Frame, frame, PRESENTATION, type Window } from './frame.ts';
import { underEachDraw } from './intervals.ts';
import { type AnalysisContext, type LinkedAgency, withLinkedEvents } from './linked.ts';
import { meaningOf } from './meanings.ts';
import { centreCells, centreMeasures, MEDIANS, medianOf, tallies } from './medians.ts';
import { atMost, sum } from './relations.ts';
import { gapNotes, refuseSteps, type StepOptions, stepsOf } from './steps.ts';

export interface TransitionOptions extends CountOptions, StepOptions {
  /** Whether presentations to the same in a row are no transition. Default false. */
  readonly collapse?: boolean;
}

const ALL = 'all';
const BRIDGED = 'counted';
const NOT_BRIDGED = 'not counted: more than the gap apart';

interface Transition {
  readonly from: string;
  readonly to: string;
  readonly steps: number;
  readonly people: number;
  readonly days: Readonly<Record<string, number>>;
}

interface Found {
  readonly transitions: readonly Transition[];
  readonly people: number;
  readonly days: Readonly<Record<string, number>>;
  /** Pairs of presentations that lie too far apart to count. */
  readonly apart: number;
  readonly apartPeople: number;
}

/**
 * Every pair of presentations of one person that follow one another in the window, by the step of both: how many, of
 * how many people, what share of all that lead on from the first, and the median number of days between. Pairs further
 * apart than the gap are not counted, and how many they are is said.
 *
 * Throws as `refuseSteps`, {@link frame} and {@link withLinkedEvents} do.
 */
export function transitions(context: AnalysisContext, options: TransitionOptions = {}): Promise<Figures> {
  return withLinkedEvents(context, async (linked) => {
    const { database, agencies } = linked;
    const settled = await frame(linked, options);
    await refuseSteps(database, options);
    return underEachDraw(linked, settled.roles, {
      rows: ({ presentations }) => pairsOf(presentations, settled.window, options),
      count: async (pairs) => describe(await count(database, pairs, options), settled, agencies, options),
    });
  });
}

const pairsOf = (over: string, window: Window, options: TransitionOptions): string => `
  WITH steps AS (${stepsOf(over, window, options)})
  SELECT person, step, lead(step) OVER along AS next_step, (lead(day) OVER along - day)::INTEGER AS days,
    lead(episode) OVER along <> episode AS apart, ended OR ends AS over
  FROM steps WINDOW along AS (PARTITION BY person ORDER BY position)
  QUALIFY next_step IS NOT NULL`;

async function count(
  database: Database,
  pairs: string,
  { collapse = false, end }: TransitionOptions,
): Promise<Found> {
  const kept = `${pairs} WHERE NOT apart AND ${end === undefined ? 'true' : 'NOT over'} ${collapse ? 'AND step <> next_step' : ''}`;
  const rows = await database.rows(`
    SELECT step, next_step, count(*)::INTEGER AS steps, count(DISTINCT person)::INTEGER
    FROM ${kept} GROUP BY step, next_step ORDER BY step, next_step`);
  const people = await database.number(`SELECT count(DISTINCT person)::INTEGER FROM ${kept}`);
  const pair = (row: Row): string => pairOf(row.text(0), row.text(1));
  const ofPairs = await tallies(database, kept, 'days', ['step', 'next_step'], pair);
  const ofAll = await tallies(database, kept, 'days');
  const [apart] = await database.rows(
    `SELECT count(*)::INTEGER, count(DISTINCT person)::INTEGER FROM ${pairs} WHERE apart`,
  );
  return {
    transitions: rows.map((row) => {
      const [from, to, steps, of] = [row.text(0), row.text(1), row.number(2), row.number(3)];
      return { from, to, steps, people: of, days: daysOf(of, ofPairs.get(pairOf(from, to))) };
    }),
    people,
    days: daysOf(people, ofAll.get('')),
    apart: apart?.number(0) ?? 0,
    apartPeople: apart?.number(1) ?? 0,
  };
}

const pairOf = (from: string, to: string): string => JSON.stringify([from, to]);

const DAYS = centreMeasures('days', 'median days', 'people');

const daysOf = (people: number, tally: readonly Tallied[] = []): Record<string, number> =>
  centreCells('days', medianOf(tally), people);

const TABLE = 'transition';

/** Of several transitions the people of the one with most: the total is shown only where some of its parts are no few. */
const behindSteps = ({ from, to, people }: Transition): Record<string, Behind> => ({
  steps: { people, cell: cellId(TABLE, [from, to], 'people') },
});

function describe(
  { transitions: found, people, days, apart, apartPeople }: Found,
  settled: Frame,
  agencies: readonly LinkedAgency[],
  { collapse = false, level = 'agency', gap, start, end }: TransitionOptions,
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const origins = [...new Set(found.map(({ from }) => from))].toSorted();
  const stepsIn = (of: readonly Transition[]): number => of.reduce((total, one) => total + one.steps, 0);
  const cell = (key: readonly string[], measure: string): string => cellId(TABLE, key, measure);
  const steps = stepsIn(found);
  const leaving = (origin: string): readonly Transition[] => found.filter(({ from }) => from === origin);
  const totalKey = (origin: string): string[] => [origin, ALL];
  const all = [ALL, ALL];
  const rows: FigureRow[] = [
    ...origins.flatMap((origin) =>
      leaving(origin).map(
        (one): FigureRow => ({
          table: TABLE,
          key: [one.from, one.to],
          counts: { steps: one.steps, people: one.people },
          behind: behindSteps(one),
          medians: one.days,
          borrowed: {
            leaving: {
              table: TABLE,
              key: totalKey(origin),
              measure: 'steps',
              count: stepsIn(leaving(origin)),
            },
          },
        }),
      ),
    ),
    ...origins.map(
      (origin): FigureRow => ({
        table: TABLE,
        key: totalKey(origin),
        counts: { steps: stepsIn(leaving(origin)) },
        behind: behindSteps(leaving(origin).reduce((most, one) => (one.people > most.people ? one : most))),
        structural: ['leaving'],
        total: true,
      }),
    ),
    {
      table: TABLE,
      key: all,
      counts: { steps, people },
      behind: { steps: { people, cell: cell(all, 'people') } },
      medians: days,
      structural: ['leaving'],
      total: true,
    },
    ...(gap === undefined
      ? []
      : [
          { table: 'gap', key: [BRIDGED], counts: { steps }, behind: { steps: { people } } },
          {
            table: 'gap',
            key: [NOT_BRIDGED],
            counts: { steps: apart },
            behind: { steps: { people: apartPeople } },
          },
        ]),
  ];
  const pairs = found.map(({ from, to }) => [from, to]);
  const repeated = (one: Transition): UnprintedCell => ({
    id: cell([one.from, one.to], 'steps beyond people'),
    count: one.steps - one.people,
    kind: 'implied',
  });
  const relations: Relation[] = [
    sum(
      cell(all, 'steps'),
      pairs.map((pair) => cell(pair, 'steps')),
    ),
    sum(
      cell(all, 'steps'),
      origins.map((origin) => cell(totalKey(origin), 'steps')),
    ),
    ...origins.map((origin) =>
      sum(
        cell(totalKey(origin), 'steps'),
        leaving(origin).map(({ from, to }) => cell([from, to], 'steps')),
      ),
    ),
    ...pairs.flatMap((pair) => [
      sum(cell(pair, 'steps'), [cell(pair, 'people'), cell(pair, 'steps beyond people')]),
      atMost([cell(pair, 'people')], [cell(all, 'people')]),
    ]),
    ...(gap === undefined ? [] : [sum(cellId('gap', [BRIDGED], 'steps'), [cell(all, 'steps')])]),
  ];
  const how = [
    level,
    collapse ? 'collapsed' : 'whole',
    `gap ${gap ?? 'any'}`,
    `from ${start ?? 'any'}`,
    `to ${end ?? 'any'}`,
  ];
  return {
    id: 'transitions',
    version: 1,
    title: 'From one step to the next',
    unit: 'steps',
    window,
    definition:
      `Presentations of people known as ${roles.join(' or ')} that follow one another in the window, by the ` +
      `${level === 'agency' ? 'agency' : 'agency and type of event'} of both${collapse ? ', two in a row to the same not counted' : ''}. ${PRESENTATION}`,
    exclusions,
    notes: [
      'Presentations of one day stand in the order of their names. A share is of all steps that lead on from the first.',
      MEDIANS,
      ...gapNotes({ window }, agencies, gap),
      ...notes,
    ],
    tables: [
      {
        id: TABLE,
        title: 'Steps by where they come from and lead to',
        dimensions: [
          { name: 'from', title: 'from' },
          { name: 'to', title: 'to' },
        ],
        measures: ['steps', 'people', 'share', ...DAYS.map(({ name }) => name)],
      },
      ...(gap === undefined
        ? []
        : [
            {
              id: 'gap',
              title: 'Pairs of presentations by whether they lie within the gap',
              dimensions: [{ name: 'gap', title: 'pairs' }],
              measures: ['steps'],
            },
          ]),
    ],
    measures: [
      { kind: 'count', name: 'steps', title: 'steps', keep: 2 },
      { kind: 'count', name: 'people', title: 'people', keep: 1 },
      { kind: 'share', name: 'share', title: 'share of those from it', part: 'steps', whole: 'leaving' },
      ...DAYS,
    ],
    rows,
    unprinted: found.map(repeated),
    meanings: Object.fromEntries(
      pairs.map((pair) => [
        cell(pair, 'steps'),
        meaningOf(settled, 'steps', [...pair, ...how].join(', '), 'not'),
      ]),
    ),
    relations,
  };
}
