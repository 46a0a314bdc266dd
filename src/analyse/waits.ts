/** Waits: how long from somebody's first contact until each other agency sees them, or until MARAC does. */
import {
  cellId,
  type FigureRow,
  type Figures,
  type Relation,
  type UnprintedCell,
} from '../disclose/index.ts';
import { type Survival, survival, type Watched } from '../estimate/index.ts';
import type { Database } from './database.ts';
import { type CountOptions, type Frame, frame, PRESENTATION, type Window } from './frame.ts';
import { type AnalysisContext, type LinkedAgency, withLinkedEvents } from './linked.ts';
import { meaningOf } from './meanings.ts';
import { text } from './sql.ts';
import { gapNotes } from './steps.ts';

/** The only days at which the curve is told: its steps would give away single people. */
const FIXED_DAYS = [7, 14, 28, 56, 91, 182, 365];
const MARAC = 'MARAC';
const ATTRIBUTE = 'marac-referral';
const TABLE = 'wait';
const NEVER = 'in the window';

interface Wait {
  readonly to: string;
  readonly people: number;
  readonly arrivedBy: readonly number[];
  readonly arrived: number;
  readonly curve: Survival;
}

/**
 * For each agency, the people whom another one saw first in the window: the share whom it has seen so many days after
 * that first contact (Kaplan and Meier, since many never come or are not watched long enough). A person is watched
 * until the window or the agency's record ends. The same for the first referral to MARAC, of everybody.
 *
 * Throws as {@link frame} and {@link withLinkedEvents} do.
 */
export function waits(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  return withLinkedEvents(
    context,
    async ({ database, agencies, columns, ...linked }) => {
      const settled = await frame({ database, agencies, columns, ...linked }, options);
      const { window } = settled;
      await database.run(firstContacts(window));
      const found: Wait[] = [];
      for (const { id, last } of agencies) {
        found.push(await waitFor(database, id, lesser(last, window.to), arrivalsAt(id, window)));
      }
      const recorders = agencies.filter(({ service }) => service === 'police');
      if (columns.includes(ATTRIBUTE) && recorders.length > 0) {
        const until = recorders
          .map(({ last }) => lesser(last, window.to))
          .toSorted()
          .at(-1)!;
        found.push(await waitFor(database, MARAC, until, arrivalsAtMarac(settled)));
      }
      return describe(found, settled, agencies);
    },
    [ATTRIBUTE],
  );
}

const lesser = (one: string, other: string): string => (one < other ? one : other);

const within = ({ from, to }: Window): string => `day BETWEEN DATE ${text(from)} AND DATE ${text(to)}`;

const firstContacts = (window: Window): string => `
  CREATE TABLE first_contacts AS
  SELECT person, min(day) AS day, min_by(agency, (day, agency)) AS agency
  FROM presentations WHERE ${within(window)} GROUP BY person`;

const arrivalsAt = (agency: string, window: Window): string => `
  SELECT first_contacts.person, first_contacts.day AS first_day, min(presentations.day) AS arrival
  FROM first_contacts LEFT JOIN presentations ON presentations.person = first_contacts.person
    AND presentations.agency = ${text(agency)} AND presentations.${within(window)}
  WHERE first_contacts.agency <> ${text(agency)}
  GROUP BY ALL`;

const arrivalsAtMarac = ({ window, roles }: Pick<Frame, 'window' | 'roles'>): string => `
  SELECT first_contacts.person, first_contacts.day AS first_day, min(events.day) AS arrival
  FROM first_contacts LEFT JOIN events ON events.person = first_contacts.person
    AND marac_referral = 'yes' AND role IN (${roles.map(text).join(', ')}) AND events.${within(window)}
  GROUP BY ALL`;

async function waitFor(database: Database, to: string, until: string, arrivals: string): Promise<Wait> {
  const rows = await database.rows(`
    SELECT (coalesce(arrival, DATE ${text(until)}) - first_day)::INTEGER AS days, (arrival IS NOT NULL)::INTEGER AS happened,
      count(*)::INTEGER
    FROM (${arrivals}) WHERE first_day <= DATE ${text(until)}
    GROUP BY ALL ORDER BY ALL`);
  const watched = rows.flatMap((row): Watched[] =>
    Array.from({ length: row.number(2) }, () => ({ days: row.number(0), happened: row.number(1) === 1 })),
  );
  const arrived = watched.filter(({ happened }) => happened);
  return {
    to,
    people: watched.length,
    arrivedBy: FIXED_DAYS.map((day) => arrived.filter(({ days }) => days <= day).length),
    arrived: arrived.length,
    curve: survival(watched),
  };
}

function describe(found: readonly Wait[], settled: Frame, agencies: readonly LinkedAgency[]): Figures {
  const { roles, window, exclusions, notes } = settled;
  const rows: FigureRow[] = [];
  const unprinted: UnprintedCell[] = [];
  const relations: Relation[] = [];
  const cell = (key: readonly string[], measure: string): string => cellId(TABLE, key, measure);
  for (const { to, people, arrived, arrivedBy, curve } of found) {
    const told = curve.at(FIXED_DAYS);
    const steps = [...FIXED_DAYS.map((day) => `${day} days`), NEVER];
    const counts = [...arrivedBy, arrived];
    for (const [index, step] of steps.entries()) {
      const key = [to, step];
      const at = told[index];
      rows.push({
        table: TABLE,
        key,
        counts: { arrived: counts[index]!, people },
        ...(at === undefined
          ? {}
          : {
              medians: {
                share: percent(1 - at.share),
                lower: percent(1 - at.upper),
                upper: percent(1 - at.lower),
              },
            }),
        ...(index < steps.length - 1 ? {} : { total: true }),
      });
      const before = counts[index - 1] ?? 0;
      const between = cell(key, 'arrived since the day before');
      const missing = cell(key, 'not arrived');
      unprinted.push(
        { id: between, count: counts[index]! - before, kind: 'implied' },
        { id: missing, count: people - counts[index]!, kind: 'implied' },
      );
      relations.push(
        {
          kind: 'sum',
          total: cell(key, 'arrived'),
          parts: [...(index === 0 ? [] : [cell([to, steps[index - 1]!], 'arrived')]), between],
        },
        { kind: 'sum', total: cell(key, 'people'), parts: [cell(key, 'arrived'), missing] },
        ...(index === 0
          ? []
          : [{ kind: 'sum' as const, total: cell(key, 'people'), parts: [cell([to, steps[0]!], 'people')] }]),
      );
    }
  }
  return {
    id: 'waits',
    version: 1,
    title: 'From the first contact to each other agency, and to MARAC',
    unit: 'people',
    window,
    definition:
      `Distinct people known as ${roles.join(' or ')} whom another agency saw first in the window, and the share whom ` +
      `this agency has seen so many days after (Kaplan and Meier 1958); for ${MARAC} everybody, and the first referral. ${PRESENTATION}`,
    exclusions,
    notes: [
      'A person is watched until the window or the record of the agency ends; who never comes counts for as long.',
      'Intervals are those of the curve (Greenwood) and hold no error of linkage.',
      ...gapNotes(settled, agencies, undefined).slice(1),
      ...notes,
    ],
    tables: [
      {
        id: TABLE,
        title: 'People seen so many days after their first contact',
        dimensions: [
          { name: 'to', title: 'to' },
          { name: 'within', title: 'within' },
        ],
        measures: ['arrived', 'people', 'share', 'lower', 'upper'],
      },
    ],
    measures: [
      { kind: 'count', name: 'arrived', title: 'arrived', keep: 1 },
      { kind: 'count', name: 'people', title: 'of people', keep: 2 },
      { kind: 'median', name: 'share', title: 'share arrived, per cent', over: 'arrived' },
      { kind: 'median', name: 'lower', title: 'from', over: 'arrived' },
      { kind: 'median', name: 'upper', title: 'to', over: 'arrived' },
    ],
    rows,
    unprinted,
    meanings: Object.fromEntries(
      rows.map(({ key }) => [
        cell(key, 'arrived'),
        meaningOf(settled, 'people', `arrived at ${key.join(' within ')} of their first contact`, 'not'),
      ]),
    ),
    relations,
  };
}

const percent = (share: number): number => Math.round(100 * share);
