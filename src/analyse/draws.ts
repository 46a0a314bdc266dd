/**
 * Alternative assignments: the same counts under each draw of `links`. Only people whose assignment is in doubt, and
 * whoever shares a case or household with them, are counted anew; the rest stays as it was counted once.
 */
import type { LinkedEvents } from './linked.ts';
import * as sql from './sql.ts';

/** People whose own rows can differ between draws. */
export const NEAR = 'near_doubt';
/**
 * The events of both under every draw at once, in the form of `events`: in each draw the people, cases and households
 * are others, being told apart by {@link DRAW_OF} at the beginning of their ids.
 */
export const DRAWN_EVENTS = 'drawn_events';

const WIDTH = 3;
/** The draw that an id belongs to, and the id in the links. */
export const DRAW_OF = (id: string): string => `substr(${id}, 1, ${WIDTH})::INTEGER`;
const ID_OF = (id: string): string => `substr(${id}, ${WIDTH + 1})`;

/** Whether some draw differs from the links; then the tables named here are in place. */
export async function drawnApart(linked: LinkedEvents): Promise<boolean> {
  if (linked.draws === 0) return false;
  if ((await linked.database.number('SELECT count(*)::INTEGER FROM doubt')) === 0) return false;
  await prepare(linked);
  return true;
}

/** The tables to count over, by their names. */
export interface CountedTables {
  readonly presentations: string;
  readonly events: string;
}

export const AS_LINKED: CountedTables = { presentations: 'presentations', events: 'events' };
const NEAR_DOUBT: CountedTables = { presentations: 'near_presentations', events: 'near_events' };

/** What is counted of people, each of them by their own presentations and events alone. */
export interface OfPeople<T> {
  /** A query over the tables named, each row of which is of the `person` that it names. */
  readonly rows: (over: CountedTables) => string;
  /** What the rows of everybody come to, from the table that holds them. */
  readonly count: (rows: string, isDrawn: boolean) => Promise<T>;
}

export interface UnderDraws<T> {
  /** As the links have it. */
  readonly assigned: T;
  /** Under each draw. Empty where the links have no draws. */
  readonly drawn: readonly T[];
}

/**
 * What is counted of everybody as the links have it and under each draw. The rows of people near a doubt are made for all
 * draws at once, and stand in each draw beside those of the others, which are the same in all of them.
 */
export async function overDraws<T>(
  linked: LinkedEvents,
  roles: readonly string[],
  { rows, count }: OfPeople<T>,
): Promise<UnderDraws<T>> {
  const { database, draws } = linked;
  await database.run(`CREATE OR REPLACE TABLE own_rows AS ${rows(AS_LINKED)}`);
  const assigned = await count('own_rows', false);
  if (!(await drawnApart(linked))) return { assigned, drawn: Array.from({ length: draws }, () => assigned) };
  for (const statement of [
    `CREATE OR REPLACE TABLE ${NEAR_DOUBT.presentations} AS
     SELECT * FROM (${sql.presentationsOf(DRAWN_EVENTS, roles)}) WHERE ${IS_NEAR}`,
    `CREATE OR REPLACE VIEW ${NEAR_DOUBT.events} AS SELECT * FROM ${DRAWN_EVENTS} WHERE ${IS_NEAR}`,
    `CREATE OR REPLACE TABLE near_rows AS SELECT ${DRAW_OF('person')} AS draw, * FROM (${rows(NEAR_DOUBT)})`,
    `CREATE OR REPLACE TABLE far_rows AS SELECT * FROM own_rows ANTI JOIN ${NEAR} USING (person)`,
  ]) {
    await database.run(statement);
  }
  const drawn: T[] = [];
  for (let draw = 1; draw <= draws; draw += 1) {
    await database.run(`
      CREATE OR REPLACE VIEW rows_of_draw AS
      FROM far_rows UNION ALL BY NAME SELECT * EXCLUDE (draw) FROM near_rows WHERE draw = ${draw}`);
    drawn.push(await count('rows_of_draw', true));
  }
  return { assigned, drawn };
}

/**
 * The same for what is said of each person by their own events alone: only people near a doubt are looked at again.
 *
 * @param assigned what the links as assigned say of each person
 * @param count says it of everybody who has events in the table or query named
 */
export async function peopleOverDraws<T>(
  linked: LinkedEvents,
  assigned: ReadonlyMap<string, T>,
  count: (events: string) => Promise<ReadonlyMap<string, T>>,
): Promise<readonly ReadonlyMap<string, T>[]> {
  const { database, draws } = linked;
  if (!(await drawnApart(linked))) return Array.from({ length: draws }, () => assigned);
  const near = new Set((await database.rows(`FROM ${NEAR}`)).map((row) => row.text(0)));
  const far = [...assigned].filter(([person]) => !near.has(person));
  const results: ReadonlyMap<string, T>[] = [];
  for (let draw = 1; draw <= draws; draw += 1) {
    const own = await count(`(SELECT * FROM (${ofDraw(draw)}) WHERE ${IS_NEAR})`);
    results.push(new Map([...far, ...own]));
  }
  return results;
}

const ofDraw = (draw: number): string => `SELECT * FROM ${DRAWN_EVENTS} WHERE ${DRAW_OF('person')} = ${draw}`;
/** Whoever else is among the drawn events is there only because a person near a doubt shares them. */
export const IS_NEAR = `${ID_OF('person')} IN (FROM ${NEAR})`;

/** Makes the tables, once. */
async function prepare({ database, attributes, draws }: LinkedEvents): Promise<void> {
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
    `CREATE TABLE all_draws AS SELECT unnest(range(1, ${draws + 1}))::INTEGER AS draw`,
    // Whose records may go, and to whom.
    `CREATE TABLE in_doubt AS
     SELECT links.person FROM links SEMI JOIN doubt USING (agency, reference) UNION SELECT person FROM doubt`,
    `CREATE TABLE ${NEAR} AS
     SELECT person FROM (${sharing('in_doubt')})
     UNION SELECT facing FROM judged SEMI JOIN in_doubt USING (person) WHERE facing IS NOT NULL
     UNION FROM in_doubt`,
    `CREATE TABLE doubtful AS ${sharing(NEAR)}`,
  ]) {
    await database.run(statement);
  }
  await database.run(DRAWN_JUDGED);
  await database.run(sql.conflicts('drawn_judged', 'drawn_conflicts'));
  await database.run(sql.events(attributes, 'drawn_judged', 'drawn_conflicts', DRAWN_EVENTS));
  for (const table of ['drawn_judged', 'drawn_conflicts', 'doubtful'])
    await database.run(`DROP TABLE ${table}`);
}

const marked = (id: string): string => `lpad(draw::VARCHAR, ${WIDTH}, '0') || ${id}`;

const DRAWN_JUDGED = `
  CREATE TABLE drawn_judged AS
  SELECT * EXCLUDE (draw) REPLACE (
    CASE WHEN person = facing THEN 'conflict' ELSE '' END AS reason,
    ${['person', 'facing', 'kase', 'household', 'counterparty'].map((id) => `${marked(id)} AS ${id}`).join(', ')}
  ) FROM (
    SELECT draws.draw, doubtful.* REPLACE (
      coalesce(own.person, doubtful.person) AS person, coalesce(other.person, facing) AS facing)
    FROM doubtful CROSS JOIN all_draws AS draws
    LEFT JOIN doubt AS own
      ON own.draw = draws.draw AND own.agency = doubtful.agency AND own.reference = doubtful.reference
    LEFT JOIN doubt AS other
      ON other.draw = draws.draw AND other.agency = doubtful.agency AND other.reference = doubtful.counterparty)`;
