/** Journeys: in which order agencies saw each person. */
import { cellId, type FigureRow, type Figures } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import { combinationsOf, type RouteByAgencies } from './combinations.ts';
import type { Database } from './database.ts';
import { type CountOptions, type Frame, frame, PRESENTATION, type Window } from './frame.ts';
import { type AnalysisContext, type LinkedEvents, withLinkedEvents } from './linked.ts';
import { ANY_AGENCY, meaningOf } from './meanings.ts';
import { text } from './sql.ts';

export interface JourneyOptions extends CountOptions {
  /** Whether presentations to the same agency in a row count as one step. Default true. */
  readonly collapse?: boolean;
  /** What a step is: an agency, or an agency with the type of event. Default `agency`. */
  readonly level?: 'agency' | 'type';
  /** Steps after this many are shown as `…`. Default 5. */
  readonly steps?: number;
}

const ARROW = ' → ';
const CUT_OFF = '…';
const ALL = 'all people';
const BY_DAYS = 'the days alone';
const BY_TIE = 'a tie';

/**
 * Distinct people by their ordered sequence of steps within the window, with the median number of days from
 * their first presentation to their last, by what the order of their route rests on, and as an extra table by
 * first step. Each person has one route. Presentations of one day stand in the order of the agencies' ids, and one
 * that is known by its month stands at the 15th: such a tie could be the other way round.
 *
 * Throws `STEPS_INVALID`, and as {@link frame} and {@link withLinkedEvents} do.
 */
export async function journeys(context: AnalysisContext, options: JourneyOptions = {}): Promise<Figures> {
  const { collapse = true, level = 'agency', steps = 5 } = options;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw unusable('STEPS_INVALID', 'the number of steps to show is not a whole number above 0', {
      hint: 'give --steps a number such as 5',
    });
  }
  return withLinkedEvents(context, async (linked) => {
    const settled = await frame(linked, options);
    const how = { collapse, level, steps };
    const counted = await countRoutes(linked.database, settled.window, how);
    const tied = await countTied(linked, settled.window, level);
    return describe({ ...counted, tied }, settled, { collapse, level, steps });
  });
}

interface Route {
  readonly route: string;
  readonly first: string;
  readonly people: number;
  readonly days: number;
}

interface Counted {
  /** People whose route could be another one if a tie were the other way round. */
  readonly tied: number;
  readonly routes: readonly Route[];
  readonly known: readonly RouteByAgencies[];
  readonly all: { readonly people: number; readonly days?: number };
}

async function countRoutes(
  database: Database,
  { from, to }: Window,
  { collapse, level, steps }: Required<Pick<JourneyOptions, 'collapse' | 'level' | 'steps'>>,
): Promise<Omit<Counted, 'tied'>> {
  const step = stepAt(level);
  const rows = await database.rows(`
    WITH inside AS (
      SELECT person, day, agency, ${step} AS step FROM presentations
      WHERE day BETWEEN DATE ${text(from)} AND DATE ${text(to)}
    ), marked AS (
      SELECT person, day, step, lag(step) OVER (PARTITION BY person ORDER BY day, step) AS before FROM inside
    ), numbered AS (
      SELECT person, step, row_number() OVER (PARTITION BY person ORDER BY day, step) AS position
      FROM marked ${collapse ? 'WHERE before IS DISTINCT FROM step' : ''}
    ), routes AS (
      SELECT person,
        string_agg(step, ${text(ARROW)} ORDER BY position) FILTER (position <= ${steps})
          || CASE WHEN count(*) > ${steps} THEN ${text(`${ARROW}${CUT_OFF}`)} ELSE '' END AS route,
        min(step) FILTER (position = 1) AS first
      FROM numbered GROUP BY person
    ), lengths AS (
      SELECT person, date_diff('day', min(day), max(day)) AS days,
        string_agg(DISTINCT agency, '+' ORDER BY agency) AS agencies
      FROM inside GROUP BY person
    )
    SELECT route, min(first), count(*)::INTEGER AS people, median(days)::DOUBLE, agencies
    FROM routes JOIN lengths USING (person)
    GROUP BY GROUPING SETS ((route), (route, agencies), ()) ORDER BY people DESC, route, agencies`);
  const known = rows
    .filter((row) => !row.isNull(4))
    .map((row) => ({ route: row.text(0), agencies: row.text(4).split('+'), people: row.number(2) }));
  const counted = rows
    .filter((row) => row.isNull(4) && row.number(2) > 0)
    .map((row) => ({
      route: row.isNull(0) ? ALL : row.text(0),
      first: row.text(1),
      people: row.number(2),
      days: row.number(3),
    }));
  return {
    known,
    routes: counted.filter(({ route }) => route !== ALL),
    all: counted.find(({ route }) => route === ALL) ?? { people: 0 },
  };
}

const stepAt = (level: 'agency' | 'type'): string =>
  level === 'agency' ? 'agency' : `agency || CASE type WHEN '' THEN '' ELSE ': ' || type END`;

/** People with different steps on one day, or in one month of which one is known by the month alone. */
function countTied(
  { database, agencies }: LinkedEvents,
  { from, to }: Window,
  level: 'agency' | 'type',
): Promise<number> {
  const byMonth = agencies.filter(({ monthsOnly }) => monthsOnly).map(({ id }) => text(id));
  const isByMonth = byMonth.length === 0 ? 'false' : `agency IN (${byMonth.join(', ')})`;
  return database.number(`
    WITH inside AS (
      SELECT person, day, ${stepAt(level)} AS step, ${isByMonth} AS by_month FROM presentations
      WHERE day BETWEEN DATE ${text(from)} AND DATE ${text(to)}
    )
    SELECT count(DISTINCT person)::INTEGER FROM (
      SELECT person FROM inside GROUP BY person, day HAVING count(DISTINCT step) > 1
      UNION ALL
      SELECT person FROM inside GROUP BY person, date_trunc('month', day)
      HAVING count(DISTINCT step) > 1 AND bool_or(by_month))`);
}

function describe(
  { routes, known, all: everybody, tied }: Counted,
  settled: Frame,
  { collapse, level, steps }: Required<Pick<JourneyOptions, 'collapse' | 'level' | 'steps'>>,
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const firsts = [...new Set(routes.map(({ first }) => first))].toSorted();
  const routeCell = (route: string): string => cellId('route', [route], 'people');
  const combined = combinationsOf(known, { arrow: ARROW, cutOff: CUT_OFF, cell: routeCell });
  const firstCell = (first: string): string => cellId('first', [first], 'people');
  const all = cellId('route', [ALL], 'people');
  const startingWith = (wanted: string): Route[] => routes.filter(({ first }) => first === wanted);
  const rows: FigureRow[] = [
    ...routes.map(
      ({ route, people, days }): FigureRow => ({
        table: 'route',
        key: [route],
        counts: { people },
        medians: { days },
      }),
    ),
    {
      table: 'route',
      key: [ALL],
      counts: { people: everybody.people },
      ...(everybody.days === undefined ? {} : { medians: { days: everybody.days } }),
      total: true,
    },
    ...Object.entries({ [BY_DAYS]: everybody.people - tied, [BY_TIE]: tied }).map(
      ([order, people]): FigureRow => ({ table: 'order', key: [order], counts: { people } }),
    ),
    ...firsts.map(
      (first): FigureRow => ({
        table: 'first',
        key: [first],
        counts: { people: startingWith(first).reduce((sum, { people }) => sum + people, 0) },
      }),
    ),
  ];
  return {
    id: 'journeys',
    version: 1,
    title: 'Journeys between agencies',
    unit: 'people',
    window,
    definition:
      `Distinct people known as ${roles.join(' or ')}, by the order in which ${level === 'agency' ? 'agencies' : 'agencies and types of event'} ` +
      `saw them in the window${collapse ? '; one step for any number of presentations in a row to the same' : ''}. ${PRESENTATION} ` +
      'Days are from the first presentation to the last.',
    exclusions,
    notes: [
      `Presentations of one day stand in the order of the agencies' names, and one known by its month at the 15th: the ` +
        `table by order says how many people's routes hang on such a tie. Routes show at most ${steps} steps.`,
      ...notes,
    ],
    tables: [
      {
        id: 'route',
        title: 'People by route',
        dimensions: [{ name: 'route', title: 'route' }],
        measures: ['people', 'days'],
      },
      {
        id: 'order',
        title: 'People by what the order of their route rests on',
        dimensions: [{ name: 'order', title: 'order by' }],
        measures: ['people'],
      },
      {
        id: 'first',
        title: 'People by first step',
        dimensions: [{ name: 'first', title: 'first step' }],
        measures: ['people'],
        extra: true,
      },
    ],
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 1 },
      { kind: 'median', name: 'days', title: 'median days', over: 'people' },
    ],
    rows,
    unprinted: combined.unprinted,
    meanings: {
      [all]: meaningOf(settled, 'people', ANY_AGENCY, 'distinct'),
      ...Object.fromEntries(
        combined.cells.map(({ id, where }) => [id, meaningOf(settled, 'people', where, 'not')]),
      ),
      ...Object.fromEntries(
        routes.map(({ route }) => [
          routeCell(route),
          meaningOf(
            settled,
            'people',
            `route ${route} (${level}, ${collapse ? 'collapsed' : 'whole'})`,
            'not',
          ),
        ]),
      ),
    },
    relations: [
      ...combined.relations,
      { kind: 'sum', total: all, parts: routes.map(({ route }) => routeCell(route)) },
      ...firsts.map((first) => ({
        kind: 'sum' as const,
        total: firstCell(first),
        parts: startingWith(first).map(({ route }) => routeCell(route)),
      })),
      { kind: 'sum', total: all, parts: firsts.map(firstCell) },
      {
        kind: 'sum',
        total: all,
        parts: [BY_DAYS, BY_TIE].map((order) => cellId('order', [order], 'people')),
      },
    ],
    folding: {
      table: 'route',
      measure: 'people',
      into: 'other routes',
      separator: ARROW,
    },
  };
}
