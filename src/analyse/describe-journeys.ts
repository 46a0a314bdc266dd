/** Routes as figures: what follows from each route, and what a reader knows to hold between the counts. */
import { cellId, type FigureRow, type Figures, type Relation } from '../disclose/index.ts';
import { combinationsOf, NEVER_SHOWN_BELOW, type RouteByAgencies } from './combinations.ts';
import { type Frame, PRESENTATION } from './frame.ts';
import type { LinkedAgency } from './linked.ts';
import { ANY_AGENCY, firstAt, meaningOf } from './meanings.ts';
import { centreMeasures, MEDIANS } from './medians.ts';
import { sum } from './relations.ts';
import { ARROW, gapNotes, type StepOptions } from './steps.ts';

export const ALL = 'all people';
export const CUT_OFF = '…';
const DAYS = centreMeasures('days', 'median days', 'people');

export type How = StepOptions & {
  readonly collapse: boolean;
  readonly level: 'agency' | 'type';
  readonly steps: number;
};

export interface CountedRoutes {
  /** People whose route could be another one if a tie were the other way round. */
  readonly tied: number;
  /** People whose record goes on after a gap. */
  readonly goingOn: number;
  /** People who came to the step that journeys end with. */
  readonly ending: number;
  readonly routes: readonly Route[];
  readonly known: readonly RouteByAgencies[];
  readonly all: Pick<Route, 'people'> & Partial<Pick<Route, 'days'>>;
}

export interface Route {
  readonly route: string;
  readonly first: string;
  readonly people: number;
  /** The columns of the median of the days. */
  readonly days: Readonly<Record<string, number>>;
}

/** A table of people by something that follows from their route. */
interface View {
  readonly id: string;
  readonly title: string;
  /** Where the journey is a part of the record. */
  readonly titleOfPart?: string;
  readonly column: string;
  readonly of: (steps: readonly string[], isCut: boolean) => string;
}

const agencyOf = (step: string): string => step.split(': ')[0]!;
/** Whether a step comes again after another one. */
const comesBack = (steps: readonly string[]): boolean => {
  const turns = steps.filter((step, index) => step !== steps[index - 1]);
  return new Set(turns).size < turns.length;
};

const VIEWS: readonly View[] = [
  { id: 'first', title: 'People by first step', column: 'first step', of: ([first = '']) => first },
  {
    id: 'last',
    title: 'People by last step',
    column: 'last step',
    of: (steps, isCut) => (isCut ? 'beyond the steps shown' : steps.at(-1)!),
  },
  {
    id: 'length',
    title: 'People by how many steps they took before the record ends',
    column: 'steps',
    of: (steps, isCut) => (isCut ? `more than ${steps.length}` : String(steps.length)),
  },
  {
    id: 'loop',
    title: 'People by whether they came back to a step they had left',
    column: 'came back',
    of: (steps, isCut) => (comesBack(steps) ? 'yes' : isCut ? 'not in the steps shown' : 'no'),
  },
  {
    id: 'agencies',
    title: 'People known to one agency only',
    titleOfPart: 'People whose journey has one agency only',
    column: 'agencies',
    of: (steps, isCut) => {
      const agencies = new Set(steps.map(agencyOf));
      if (agencies.size > 1) return 'several agencies';
      return isCut ? 'one agency in the steps shown' : 'one agency only';
    },
  },
];

const stepsIn = (route: string): { steps: string[]; isCut: boolean } => {
  const steps = route.split(ARROW);
  const isCut = steps.at(-1) === CUT_OFF;
  return { steps: isCut ? steps.slice(0, -1) : steps, isCut };
};

/** People in groups that divide them all: the table, its column, and how many are in each. */
interface Division {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly groups: Readonly<Record<string, number>>;
}

/** Divisions that do not follow from the routes. */
function divisions({ tied, goingOn, ending, all }: CountedRoutes, { gap, end }: How): Division[] {
  const split = (
    id: string,
    title: string,
    column: string,
    yes: string,
    no: string,
    count: number,
  ): Division => ({ id, title, column, groups: { [no]: all.people - count, [yes]: count } });
  return [
    split(
      'order',
      'People by what the order of their route rests on',
      'order by',
      'a tie',
      'the days alone',
      tied,
    ),
    ...(gap === undefined
      ? []
      : [
          split(
            'gap',
            `People by what follows their route after more than ${gap} days`,
            'after the gap',
            'the record goes on, which is not shown',
            'nothing',
            goingOn,
          ),
        ]),
    ...(end === undefined
      ? []
      : [split('end', `People by whether they came to ${end}`, 'came to it', 'yes', 'no', ending)]),
  ];
}

export function describeRoutes(
  counted: CountedRoutes,
  settled: Frame,
  agencies: readonly LinkedAgency[],
  how: How,
): Figures {
  const { routes, all: everybody } = counted;
  const { roles, window, exclusions, notes } = settled;
  const { collapse, level, steps, gap, start, end } = how;
  const all = cellId('route', [ALL], 'people');
  const routeCell = ({ route }: Pick<Route, 'route'>): string => cellId('route', [route], 'people');
  const views = VIEWS.map((view) => ({ ...view, groups: grouped(routes, view) }));
  const split = divisions(counted, how);
  const combined = combinationsOf(isPart(how) ? [] : counted.known, {
    arrow: ARROW,
    cutOff: CUT_OFF,
    cell: (route) => routeCell({ route }),
  });
  const further = isPart(how) ? byBeginning(routes) : [];
  const furtherCell = (beginning: string): string => cellId('going on', [beginning], 'people');
  // Other tables tell whom an agency saw first, whether or not the one below is shown.
  const firsts = isPart(how) ? [] : [...groupedBy(routes, ([first]) => agencyOf(first!))];
  const firstCell = (agency: string): string => JSON.stringify([firstAt(agency)]);
  const rows: FigureRow[] = [
    ...routes.map(
      (one): FigureRow => ({
        table: 'route',
        key: [one.route],
        counts: { people: one.people },
        medians: one.days,
      }),
    ),
    {
      table: 'route',
      key: [ALL],
      counts: { people: everybody.people },
      ...(everybody.days === undefined ? {} : { medians: everybody.days }),
      total: true,
    },
    ...split.flatMap(({ id, groups }) =>
      Object.entries(groups).map(
        ([key, count]): FigureRow => ({ table: id, key: [key], counts: { people: count } }),
      ),
    ),
    ...views.flatMap(({ id, groups }) =>
      [...groups].map(
        ([key, members]): FigureRow => ({ table: id, key: [key], counts: { people: people(members) } }),
      ),
    ),
  ];
  const ofGroup = (id: string, key: string): string => cellId(id, [key], 'people');
  const relations: Relation[] = [
    ...combined.relations,
    ...further.map(([beginning, members]) => sum(furtherCell(beginning), members.map(routeCell))),
    ...firsts.map(([agency, members]) => sum(firstCell(agency), members.map(routeCell))),
    sum(all, routes.map(routeCell)),
    ...views.flatMap(({ id, groups }) => [
      ...[...groups].map(([key, members]) => sum(ofGroup(id, key), members.map(routeCell))),
      sum(
        all,
        [...groups.keys()].map((key) => ofGroup(id, key)),
      ),
    ]),
    ...split.map(({ id, groups }) =>
      sum(
        all,
        Object.keys(groups).map((key) => ofGroup(id, key)),
      ),
    ),
  ];
  const cutAt = [
    ...(gap === undefined ? [] : [`ending at a gap of more than ${gap} days`]),
    ...(start === undefined ? [] : [`beginning with ${start}`]),
    ...(end === undefined ? [] : [`ending with ${end}`]),
  ];
  const manner = [level, collapse ? 'collapsed' : 'whole', ...cutAt].join(', ');
  const only = start === undefined ? ANY_AGENCY : `${ANY_AGENCY}, having come to ${start}`;
  return {
    id: 'journeys',
    version: 2,
    title: 'Journeys between agencies',
    unit: 'people',
    window,
    definition:
      `Distinct people known as ${roles.join(' or ')}, by the order in which ${level === 'agency' ? 'agencies' : 'agencies and types of event'} ` +
      `saw them in the window${collapse ? '; one step for any number of presentations in a row to the same' : ''}` +
      `${cutAt.map((words) => `; ${words}`).join('')}. ${PRESENTATION} Days are from the first presentation to the last.`,
    exclusions,
    notes: [
      `Presentations of one day stand in the order of the agencies' names, and one known by its month at the 15th: the ` +
        `table by order says how many people's routes hang on such a tie. Routes show at most ${steps} steps.`,
      ...(start === undefined ? [] : [`People who never came to ${start} are not counted.`]),
      MEDIANS,
      ...gapNotes(settled, agencies, gap),
      ...notes,
    ],
    tables: [
      {
        id: 'route',
        title: 'People by route',
        bySize: true,
        dimensions: [{ name: 'route', title: 'route' }],
        measures: ['people', ...DAYS.map(({ name }) => name)],
      },
      ...split.map(({ id, title, column }) => ({
        id,
        title,
        dimensions: [{ name: id, title: column }],
        measures: ['people'],
      })),
      ...views.map(({ id, title, titleOfPart = title, column }) => ({
        id,
        title: isPart(how) ? titleOfPart : title,
        dimensions: [{ name: id, title: column }],
        measures: ['people'],
        extra: true,
      })),
    ],
    measures: [{ kind: 'count', name: 'people', title: 'people', keep: 1 }, ...DAYS],
    rows,
    unprinted: [
      ...combined.unprinted,
      ...further.map(([beginning, members]) => ({
        id: furtherCell(beginning),
        count: people(members),
        kind: 'implied' as const,
      })),
      ...firsts.map(([agency, members]) => ({
        id: firstCell(agency),
        count: people(members),
        kind: 'implied' as const,
      })),
    ],
    meanings: {
      ...Object.fromEntries(
        firsts.map(([agency]) => [
          firstCell(agency),
          meaningOf(settled, 'people', firstAt(agency), 'distinct'),
        ]),
      ),
      [all]: meaningOf(settled, 'people', only, 'distinct'),
      ...Object.fromEntries(
        further.map(([beginning]) => [
          furtherCell(beginning),
          meaningOf(settled, 'people', `route ${beginning} and further (${manner})`, 'not'),
        ]),
      ),
      ...Object.fromEntries(
        combined.cells.map(({ id, where }) => [id, meaningOf(settled, 'people', where, 'not')]),
      ),
      ...Object.fromEntries(
        routes.map((one) => [
          routeCell(one),
          meaningOf(settled, 'people', `route ${one.route} (${manner})`, 'not'),
        ]),
      ),
    },
    relations,
    folding: { table: 'route', measure: 'people', into: 'other routes', separator: ARROW },
  };
}

/** Whether a journey is a part of the record, from which nothing follows for other tables. */
const isPart = ({ gap, start, end }: How): boolean =>
  gap !== undefined || start !== undefined || end !== undefined;

const people = (members: readonly Route[]): number => members.reduce((total, one) => total + one.people, 0);

/**
 * By how routes begin, those that go on from there, where they are as many as may be shown: the same journeys cut off
 * there have them as one route, and the rest of it tells what is counted together here.
 */
function byBeginning(routes: readonly Route[]): [string, Route[]][] {
  const found = new Map<string, Route[]>();
  for (const one of routes) {
    const { steps, isCut } = stepsIn(one.route);
    for (let length = 1; length < steps.length + (isCut ? 1 : 0); length += 1) {
      const beginning = steps.slice(0, length).join(ARROW);
      const own = found.get(beginning) ?? [];
      found.set(beginning, own);
      own.push(one);
    }
  }
  return [...found].filter(([, members]) => people(members) >= NEVER_SHOWN_BELOW);
}

const grouped = (routes: readonly Route[], view: View): Map<string, Route[]> => groupedBy(routes, view.of);

function groupedBy(routes: readonly Route[], of: View['of']): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const one of routes) {
    const { steps, isCut } = stepsIn(one.route);
    const key = of(steps, isCut);
    const own = groups.get(key) ?? [];
    groups.set(key, own);
    own.push(one);
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
