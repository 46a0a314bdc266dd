/**
 * Alternative assignments: the same counts under each draw of `links`. Only people whose assignment is in doubt, and
 * whoever shares a case or household with them, are counted anew; the rest stays as it was counted once.
 */
import type { Database } from './database.ts';
import type { LinkedEvents } from './linked.ts';
import * as sql from './sql.ts';

/** People whose own rows can differ between draws. */
export const NEAR = 'near_doubt';
/** People whose events are only there because a person near a doubt shares them. */
export const APART = 'apart_from_doubt';
/**
 * What `count` gives for each draw, with the tables {@link NEAR} and {@link APART} in place, from the name of the table
 * that holds the events of both under the draw in the form of `events`. Empty where the links have no draws; where no
 * draw differs from the links, `assigned` for each.
 */
export async function overDraws<T>(
  linked: LinkedEvents,
  assigned: T,
  count: (events: string) => Promise<T>,
): Promise<readonly T[]> {
  const { database, draws } = linked;
  if (draws === 0) return [];
  if ((await database.number('SELECT count(*)::INTEGER FROM doubt')) === 0) {
    return Array.from({ length: draws }, () => assigned);
  }
  await prepare(linked);
  const results: T[] = [];
  for (let draw = 1; draw <= draws; draw += 1) results.push(await count(drawnEvents(draw)));
  return results;
}

const drawnEvents = (draw: number): string => `drawn_events_${draw}`;

/** The presentations of everybody under the draw of these events, as a table in the form of `presentations`. */
export async function drawnPresentations(
  database: Database,
  events: string,
  roles: readonly string[],
): Promise<string> {
  await database.run(`
    CREATE OR REPLACE TABLE drawn_presentations AS
    SELECT * FROM presentations ANTI JOIN ${NEAR} USING (person)
    UNION ALL
    SELECT * FROM (${sql.presentationsOf(events, roles)}) ANTI JOIN ${APART} USING (person)`);
  return 'drawn_presentations';
}

/** Makes the tables of all draws, once. */
async function prepare({ database, draws, attributes }: LinkedEvents): Promise<void> {
  const there = await database.number(
    `SELECT count(*)::INTEGER FROM duckdb_tables() WHERE table_name = ${sql.text(NEAR)}`,
  );
  if (there > 0) return;
  const sharing = (people: string): string => `
    SELECT * FROM judged WHERE person IS NOT NULL AND reason IN ('', 'conflict') AND (
      person IN (FROM ${people})
      OR facing IN (FROM ${people})
      OR (agency, kase) IN (SELECT (agency, kase) FROM judged SEMI JOIN ${people} USING (person) WHERE kase IS NOT NULL)
      OR (agency, household) IN
        (SELECT (agency, household) FROM judged SEMI JOIN ${people} USING (person) WHERE household IS NOT NULL))`;
  for (const statement of [
    'CREATE TABLE in_doubt AS SELECT DISTINCT links.person FROM links SEMI JOIN doubt USING (agency, reference)',
    `CREATE TABLE ${NEAR} AS
     SELECT person FROM (${sharing('in_doubt')})
     UNION SELECT facing FROM judged SEMI JOIN in_doubt USING (person) WHERE facing IS NOT NULL
     UNION FROM in_doubt`,
    `CREATE TABLE doubtful AS ${sharing(NEAR)}`,
    `CREATE TABLE ${APART} AS SELECT DISTINCT person FROM doubtful ANTI JOIN ${NEAR} USING (person)`,
  ]) {
    await database.run(statement);
  }
  for (let draw = 1; draw <= draws; draw += 1) {
    await database.run(drawnJudged(draw));
    await database.run(sql.conflicts('drawn_judged', 'drawn_conflicts'));
    await database.run(sql.events(attributes, 'drawn_judged', 'drawn_conflicts', drawnEvents(draw)));
  }
  for (const table of ['drawn_judged', 'drawn_conflicts', 'doubtful'])
    await database.run(`DROP TABLE ${table}`);
}

const drawnJudged = (draw: number): string => `
  CREATE OR REPLACE TABLE drawn_judged AS
  SELECT * REPLACE (CASE WHEN person = facing THEN 'conflict' ELSE '' END AS reason) FROM (
    SELECT doubtful.* REPLACE (coalesce(own.person, doubtful.person) AS person, coalesce(other.person, facing) AS facing)
    FROM doubtful
    LEFT JOIN doubt AS own
      ON own.draw = ${draw} AND own.agency = doubtful.agency AND own.reference = doubtful.reference
    LEFT JOIN doubt AS other
      ON other.draw = ${draw} AND other.agency = doubtful.agency AND other.reference = doubtful.counterparty)`;
