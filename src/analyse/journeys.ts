/** Journeys: in which order agencies saw each person. */
import { type Figures, SMALLEST_MEDIAN_GROUP } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import type { Centre } from '../estimate/index.ts';
import type { Database } from './database.ts';
import { ALL, type CountedRoutes, CUT_OFF, describeRoutes, type How } from './describe-journeys.ts';
import { type CountOptions, frame, type Window } from './frame.ts';
import { underEachDraw } from './intervals.ts';
import { type AnalysisContext, type LinkedAgency, withLinkedEvents } from './linked.ts';
import { centreCells, medianOf, tallies } from './medians.ts';
import { text } from './sql.ts';
import { ARROW, refuseSteps, type StepOptions, stepsOf } from './steps.ts';

export interface JourneyOptions extends CountOptions, StepOptions {
  /** Whether presentations to the same agency in a row count as one step. Default true. */
  readonly collapse?: boolean;
  /** Steps after this many, 20 at most, are shown as `…`. Default 5. */
  readonly steps?: number;
}

/** With more, nearly everybody has a route and a length of their own, of which all would be hidden. */
const MOST_STEPS = 20;

/**
 * Distinct people by their ordered sequence of steps within the window, with the median number of days from
 * their first presentation to their last, by what the order of their route rests on, and as extra tables by first
 * and last step, by number of steps, and by whether they came back. Each person has one route: with a gap, the first. Presentations of one day stand in the order of the agencies' ids, and one
 * that is known by its month stands at the 15th: such a tie could be the other way round.
 *
 * Throws `STEPS_INVALID`, and as `refuseSteps`, {@link frame} and {@link withLinkedEvents} do.
 */
export async function journeys(context: AnalysisContext, options: JourneyOptions = {}): Promise<Figures> {
  const how: How = {
    ...options,
    collapse: options.collapse ?? true,
    level: options.level ?? 'agency',
    steps: options.steps ?? 5,
  };
  const { steps } = how;
  if (!Number.isSafeInteger(steps) || steps < 1 || steps > MOST_STEPS) {
    throw unusable(
      'STEPS_INVALID',
      `the number of steps to show is not a whole number from 1 to ${MOST_STEPS}`,
      {
        hint: 'give --steps a number such as 5: the longer the routes, the fewer people have each, and rare ones are counted together',
      },
    );
  }
  return withLinkedEvents(context, async (linked) => {
    const settled = await frame(linked, options);
    await refuseSteps(linked.database, how);
    return underEachDraw(linked, settled.roles, {
      rows: ({ presentations }) => routesTaken(presentations, settled.window, how, linked.agencies),
      async count(routes, isDrawn) {
        const centres = isDrawn ? new Map<string, Centre>() : await centresOf(linked.database, routes);
        return describeRoutes(
          await countRoutes(linked.database, routes, centres),
          settled,
          linked.agencies,
          how,
        );
      },
    });
  });
}

/** By person, the route and its first step, its days, and by which agencies; and what has to be said of it. */
function routesTaken(over: string, window: Window, how: How, agencies: readonly LinkedAgency[]): string {
  const { collapse, steps } = how;
  const byMonth = agencies.filter(({ monthsOnly }) => monthsOnly).map(({ id }) => text(id));
  const isByMonth = byMonth.length === 0 ? 'false' : `agency IN (${byMonth.join(', ')})`;
  return `
    WITH all_steps AS MATERIALIZED (${stepsOf(over, window, how)}),
    journey_steps AS MATERIALIZED (SELECT * FROM all_steps WHERE episode = 0 AND NOT ended),
    marked AS (
      SELECT person, day, step, position, lag(step) OVER (PARTITION BY person ORDER BY position) AS before
      FROM journey_steps
    ), numbered AS (
      SELECT person, step, row_number() OVER (PARTITION BY person ORDER BY position) AS position
      FROM marked ${collapse ? 'WHERE before IS DISTINCT FROM step' : ''}
    ), routes AS (
      SELECT person,
        string_agg(step, ${text(ARROW)} ORDER BY position) FILTER (position <= ${steps})
          || CASE WHEN count(*) > ${steps} THEN ${text(`${ARROW}${CUT_OFF}`)} ELSE '' END AS route,
        min(step) FILTER (position = 1) AS first
      FROM numbered GROUP BY person
    ), lengths AS (
      SELECT person, date_diff('day', min(day), max(day)) AS days,
        string_agg(DISTINCT agency, '+' ORDER BY agency) AS agencies, bool_or(ends) AS ends
      FROM journey_steps GROUP BY person
    ), tied AS (
      SELECT person FROM journey_steps GROUP BY person, day HAVING count(DISTINCT step) > 1
      UNION ALL
      SELECT person FROM journey_steps GROUP BY person, date_trunc('month', day)
      HAVING count(DISTINCT step) > 1 AND bool_or(${isByMonth})
    )
    SELECT person, route, first, days, agencies, ends, person IN (FROM tied) AS tied,
      person IN (SELECT person FROM all_steps WHERE episode > 0 AND NOT ended) AS goes_on
    FROM routes JOIN lengths USING (person)`;
}

async function countRoutes(
  database: Database,
  from: string,
  centres: ReadonlyMap<string, Centre>,
): Promise<CountedRoutes> {
  const rows = await database.rows(`
    SELECT route, min(first), count(*)::INTEGER AS people, median(days)::DOUBLE, agencies FROM ${from}
    GROUP BY GROUPING SETS ((route), (route, agencies), ()) ORDER BY people DESC, route, agencies`);
  const known = rows
    .filter((row) => !row.isNull(4))
    .map((row) => ({ route: row.text(0), agencies: row.text(4).split('+'), people: row.number(2) }));
  const counted = rows
    .filter((row) => row.isNull(4) && row.number(2) > 0)
    .map((row) => {
      const route = row.isNull(0) ? ALL : row.text(0);
      const people = row.number(2);
      const centre = centres.get(route) ?? { estimate: row.number(3), people };
      return { route, first: row.text(1), people, days: centreCells('days', centre, people) };
    });
  const people = (which: string): Promise<number> =>
    database.number(`SELECT count(*)::INTEGER FROM ${from} WHERE ${which}`);
  return {
    known,
    tied: await people('tied'),
    goingOn: await people('goes_on'),
    ending: await people('ends'),
    routes: counted.filter(({ route }) => route !== ALL),
    all: counted.find(({ route }) => route === ALL) ?? { people: 0 },
  };
}

/** Of everybody, and of each route with people enough, the median of the days with its interval. */
async function centresOf(database: Database, from: string): Promise<Map<string, Centre>> {
  const ofAll = await tallies(database, from, 'days', [], () => ALL);
  const ofRoutes = await tallies(
    database,
    `${from} SEMI JOIN (
      SELECT route FROM ${from} GROUP BY route HAVING count(*) >= ${SMALLEST_MEDIAN_GROUP}) USING (route)`,
    'days',
    ['route'],
    (row) => row.text(0),
  );
  return new Map(
    [...ofAll, ...ofRoutes].flatMap(([route, tally]) => {
      const centre = medianOf(tally);
      return centre === undefined ? [] : [[route, centre] as const];
    }),
  );
}
