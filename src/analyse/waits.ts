/** Waits: how long from somebody's first presentation until each other agency sees them, or until MARAC does. */
import {
  cellId,
  type FigureRow,
  type Figures,
  type Meaning,
  type Relation,
  type UnprintedCell,
} from '../disclose/index.ts';
import { FEWEST_DRAWS, type SurvivalAt, survival, type Watched, widenedSurvival } from '../estimate/index.ts';
import type { Database } from './database.ts';
import { type CountedTables, overDraws } from './draws.ts';
import { type CountOptions, type Frame, frame, PRESENTATION } from './frame.ts';
import { withIntervals } from './intervals.ts';
import { type AnalysisContext, type LinkedAgency, type LinkedEvents, withLinkedEvents } from './linked.ts';
import { ANY_AGENCY, firstAt, meaningOf } from './meanings.ts';
import { sum } from './relations.ts';
import { inWindow, listed, text } from './sql.ts';
import { recordNotes } from './steps.ts';

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
  /** Not arrived by the fixed days. */
  readonly told: readonly SurvivalAt[];
  /** Of everybody, those whom the agency itself saw first; nobody for MARAC. */
  readonly first: number;
  readonly everybody: number;
}

/**
 * For each agency, the people whom another one saw first in the window: the share whom it has seen so many days after
 * that first presentation (Kaplan and Meier, since many never come or are not watched long enough). A person is watched
 * until the window or the agency's record ends. The same for the first referral to MARAC, of everybody. Intervals are
 * those of the curve, widened by how the shares differ between alternative assignments of the links.
 *
 * Throws as {@link frame} and {@link withLinkedEvents} do.
 */
export function waits(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  return withLinkedEvents(
    context,
    async (linked) => {
      const settled = await frame(linked, options);
      const { assigned, drawn } = await overDraws(linked, settled.roles, {
        rows: (over) => firstContacts(over, linked, settled),
        count: (rows) => countWaits(linked, settled, rows),
      });
      return withIntervals(describe(assigned, drawn, settled, linked.agencies), linked);
    },
    [ATTRIBUTE],
  );
}

async function countWaits(linked: LinkedEvents, { window }: Frame, contacts: string): Promise<Wait[]> {
  const { database, agencies } = linked;
  const firsts = await database.rows(`SELECT agency, count(*)::INTEGER FROM ${contacts} GROUP BY ALL`);
  const first = new Map(firsts.map((row) => [row.text(0), row.number(1)]));
  const everybody = [...first.values()].reduce((all, one) => all + one, 0);
  const found: Wait[] = [];
  for (const [at, { id, last }] of agencies.entries()) {
    const watched = `${contacts} WHERE agency <> ${text(id)}`;
    const wait = await waitFor(database, id, lesser(last, window.to), arrivalAt(at), watched);
    found.push({ ...wait, first: first.get(id) ?? 0, everybody });
  }
  if (hasMarac(linked)) {
    const until = maracRecorders(linked)
      .map(({ last }) => lesser(last, window.to))
      .toSorted()
      .at(-1)!;
    const wait = await waitFor(database, MARAC, until, AT_MARAC, `${contacts} WHERE true`);
    found.push({ ...wait, first: 0, everybody });
  }
  return found;
}

const maracRecorders = ({ agencies }: LinkedEvents): readonly LinkedAgency[] =>
  agencies.filter(({ service }) => service === 'police');

const hasMarac = (linked: LinkedEvents): boolean =>
  linked.columns.includes(ATTRIBUTE) && maracRecorders(linked).length > 0;

const lesser = (one: string, other: string): string => (one < other ? one : other);

/** Of the agency at this place, the day that it first saw somebody. */
const arrivalAt = (at: number): string => `arrival_${at}`;
const AT_MARAC = 'arrival_marac';

/** By person, the first contact in the window, by whom, and the first with each agency and with MARAC. */
function firstContacts(
  { presentations, events }: CountedTables,
  linked: LinkedEvents,
  { window, roles }: Frame,
): string {
  const arrivals = linked.agencies.map(
    ({ id }, at) => `min(day) FILTER (agency = ${text(id)}) AS ${arrivalAt(at)}`,
  );
  const contacts = `
    SELECT person, min(day) AS first_day, min_by(agency, (day, agency)) AS agency, ${arrivals.join(', ')}
    FROM ${presentations} WHERE ${inWindow(window)} GROUP BY person`;
  if (!hasMarac(linked)) return contacts;
  return `
    SELECT * FROM (${contacts}) LEFT JOIN (
      SELECT person, min(day) AS ${AT_MARAC} FROM ${events}
      WHERE marac_referral = 'yes' AND role IN ${listed(roles)} AND ${inWindow(window)} GROUP BY person
    ) USING (person)`;
}

async function waitFor(
  database: Database,
  to: string,
  until: string,
  arrival: string,
  contacts: string,
): Promise<Omit<Wait, 'first' | 'everybody'>> {
  const rows = await database.rows(`
    SELECT (coalesce(${arrival}, DATE ${text(until)}) - first_day)::INTEGER AS days,
      (${arrival} IS NOT NULL)::INTEGER AS happened, count(*)::INTEGER
    FROM ${contacts} AND first_day <= DATE ${text(until)}
    GROUP BY days, happened ORDER BY days, happened`);
  const watched = rows.flatMap((row): Watched[] =>
    Array.from({ length: row.number(2) }, () => ({ days: row.number(0), happened: row.number(1) === 1 })),
  );
  const arrived = watched.filter(({ happened }) => happened);
  return {
    to,
    people: watched.length,
    arrivedBy: FIXED_DAYS.map((day) => arrived.filter(({ days }) => days <= day).length),
    arrived: arrived.length,
    told: survival(watched).at(FIXED_DAYS),
  };
}

function describe(
  found: readonly Wait[],
  alternatives: readonly (readonly Wait[])[],
  settled: Frame,
  agencies: readonly LinkedAgency[],
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const rows: FigureRow[] = [];
  const unprinted: UnprintedCell[] = [];
  const relations: Relation[] = [];
  const cell = (key: readonly string[], measure: string): string => cellId(TABLE, key, measure);
  const meanings: Record<string, Meaning> = {};
  /** Another table may show it, whether or not it is a row here. */
  const known = (where: string, count: number): string => {
    const id = JSON.stringify([where]);
    if (meanings[id] === undefined) unprinted.push({ id, count, kind: 'implied' });
    meanings[id] = meaningOf(settled, 'people', where, 'distinct');
    return id;
  };
  for (const [which, { to, people, arrived, arrivedBy, told, first, everybody }] of found.entries()) {
    const unwatched = cell([to], 'not watched');
    unprinted.push({ id: unwatched, count: everybody - first - people, kind: 'implied' });
    relations.push(
      sum(known(ANY_AGENCY, everybody), [
        ...(to === MARAC ? [] : [known(firstAt(to), first)]),
        cell([to, `${FIXED_DAYS[0]} days`], 'people'),
        unwatched,
      ]),
    );
    const others = alternatives.map((other) => other[which]!);
    const steps = [...FIXED_DAYS.map((day) => `${day} days`), NEVER];
    const counts = [...arrivedBy, arrived];
    for (const [index, step] of steps.entries()) {
      const key = [to, step];
      const at = told[index];
      const isLast = at === undefined;
      rows.push({
        table: TABLE,
        key,
        counts: { arrived: counts[index]!, people },
        // The shares of the days before have intervals of their own.
        ...(isLast
          ? {
              total: true,
              drawn: {
                arrived: others.map((wait) => wait.arrived),
                people: others.map((wait) => wait.people),
              },
            }
          : {
              medians: shareArrived(
                at,
                others.map((wait) => wait.told[index]!),
              ),
            }),
      });
      const before = counts[index - 1] ?? 0;
      const between = cell(key, 'arrived since the day before');
      const missing = cell(key, 'not arrived');
      unprinted.push(
        { id: between, count: counts[index]! - before, kind: 'implied' },
        { id: missing, count: people - counts[index]!, kind: 'implied' },
      );
      relations.push(
        sum(cell(key, 'arrived'), [
          ...(index === 0 ? [] : [cell([to, steps[index - 1]!], 'arrived')]),
          between,
        ]),
        sum(cell(key, 'people'), [cell(key, 'arrived'), missing]),
        ...(index === 0 ? [] : [sum(cell(key, 'people'), [cell([to, steps[0]!], 'people')])]),
      );
    }
  }
  return {
    id: 'waits',
    version: 1,
    title: 'From the first presentation to each other agency, and to MARAC',
    unit: 'people',
    window,
    definition:
      `Distinct people known as ${roles.join(' or ')} whom another agency saw first in the window, and the share whom ` +
      `this agency has seen so many days after (Kaplan and Meier 1958); for ${MARAC} everybody, and the first referral. ${PRESENTATION}`,
    exclusions,
    notes: [
      'A person is watched until the window or the record of the agency ends; who never comes counts for as long.',
      `Ends of a share are those of the curve (Greenwood)${
        alternatives.length < FEWEST_DRAWS
          ? ''
          : ', widened by how it differs between alternative assignments of the links'
      }.`,
      ...recordNotes(settled, agencies),
      ...notes,
    ],
    tables: [
      {
        id: TABLE,
        title: 'People seen so many days after their first presentation',
        dimensions: [
          { name: 'to', title: 'to' },
          { name: 'within', title: 'within' },
        ],
        measures: ['arrived', 'people', 'share', 'lower', 'upper', 'linkage'],
      },
    ],
    measures: [
      { kind: 'count', name: 'arrived', title: 'arrived', keep: 1 },
      { kind: 'count', name: 'people', title: 'of people', keep: 2 },
      { kind: 'median', name: 'share', title: 'share arrived, per cent', over: 'arrived', whole: 'people' },
      { kind: 'median', name: 'lower', title: 'from', over: 'arrived', whole: 'people' },
      { kind: 'median', name: 'upper', title: 'to', over: 'arrived', whole: 'people' },
      {
        kind: 'median',
        name: 'linkage',
        title: 'due to linkage, per cent',
        over: 'arrived',
        whole: 'people',
      },
    ],
    rows,
    unprinted,
    meanings: {
      ...meanings,
      ...Object.fromEntries(
        rows.map(({ key }) => [
          cell(key, 'arrived'),
          meaningOf(settled, 'people', `arrived at ${key.join(' within ')} of their first contact`, 'not'),
        ]),
      ),
    },
    relations,
  };
}

/** The share who have arrived, its ends, and how much of the interval is due to linkage, where that can be told. */
function shareArrived(at: SurvivalAt, alternatives: readonly SurvivalAt[]): Record<string, number> {
  const { lower, upper, dueToLinkage } = widenedSurvival(
    at,
    alternatives.map(({ share }) => share),
  );
  return {
    share: percent(1 - at.share),
    lower: percent(1 - upper),
    upper: percent(1 - lower),
    ...(dueToLinkage === undefined ? {} : { linkage: percent(dueToLinkage) }),
  };
}

const percent = (share: number): number => Math.round(100 * share);
