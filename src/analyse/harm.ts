/** Perpetrators by recency, frequency, gravity and victims, with the partnership's own weights. */
import { readYaml } from '../agreement/index.ts';
import { cellId, type FigureRow, type Figures } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import {
  type Drawn,
  type HarmIncident,
  type Interval,
  meanInterval,
  meanOf,
  quotient,
  type RfgvWeights,
  ratioOfMeans,
  rfgv,
  rfgvWeights,
} from '../estimate/index.ts';
import { digestOfFile } from '../files/index.ts';
import { addMonths, endOfMonth, startOfMonth } from './calendar.ts';
import type { Database } from './database.ts';
import { AS_LINKED, peopleOverDraws } from './draws.ts';
import { type CountOptions, type Frame, frame } from './frame.ts';
import { withIntervals } from './intervals.ts';
import { type AnalysisContext, withLinkedEvents } from './linked.ts';
import { meaningOf } from './meanings.ts';
import { sum } from './relations.ts';
import { INCIDENT, incidentRowsOf, text } from './sql.ts';

export interface WeightsFile {
  readonly weights: RfgvWeights;
  /** Of the file: `sha256:` and hex. */
  readonly digest: string;
}

/** Reads a weights file. Throws what reading YAML and `rfgvWeights` throw. */
export async function readWeights(path: string): Promise<WeightsFile> {
  const { content } = await readYaml(path);
  return { weights: rfgvWeights(content), digest: (await digestOfFile(path)).hash };
}

export interface HarmOptions extends CountOptions {
  readonly weights: WeightsFile;
}

const MONTHS = 24;
const ALL = 'all people';
/** The lowest score of each band. */
const BANDS = [0, 20, 40, 60, 80];
const bandOf = (score: number): string => {
  const from = BANDS.findLast((least) => score >= least)!;
  return `${from} to ${from === 80 ? 100 : from + 19}`;
};

/** The scores on one day, by person: from the links as assigned, and from each alternative assignment. */
interface Scores {
  readonly assigned: ReadonlyMap<string, number>;
  readonly drawn: readonly ReadonlyMap<string, number>[];
}

/**
 * People recorded by the police as suspects in the two years before the window's last day, by their score on that day;
 * and of those who had a score on its first day, the mean on both. Throws `RFGV_KIND`, and as {@link frame} and
 * {@link withLinkedEvents} do, and `INDICATOR_DATA` without counterparties.
 */
export function harm(context: AnalysisContext, options: HarmOptions): Promise<Figures> {
  return withLinkedEvents(context, async (linked) => {
    if (!linked.columns.includes('counterparty')) {
      throw unusable('INDICATOR_DATA', "no agency's events have the column counterparty", {
        hint: 'victims cannot be counted without; the agreement says which columns flow',
      });
    }
    const roles = options.roles ?? (['suspect', 'convicted'] as const);
    const settled = await frame(linked, { ...options, roles }, (record) => ({
      from: addMonths(startOfMonth(record.to), 1 - MONTHS),
      to: endOfMonth(record.to),
    }));
    const { from, to } = settled.window;
    const scoresOn = async (day: string): Promise<Scores> => {
      const count = (events: string): Promise<Map<string, number>> =>
        scores(linked.database, events, settled, day, options.weights.weights);
      const assigned = await count(AS_LINKED.events);
      return { assigned, drawn: await peopleOverDraws(linked, assigned, count) };
    };
    const exit = await scoresOn(to);
    const entry = await scoresOn(from);
    const figures = describe(entry, exit, settled, options.weights.digest);
    return withIntervals(figures, linked);
  });
}

async function scores(
  database: Database,
  from: string,
  { roles }: Frame,
  day: string,
  weights: RfgvWeights,
): Promise<Map<string, number>> {
  const rows = await database.rows(`
    WITH dated AS (
      SELECT *, ${INCIDENT} AS incident, min(day) OVER (PARTITION BY person, agency, ${INCIDENT}) AS first_day
      FROM (${incidentRowsOf(from, roles)}) WHERE day <= DATE ${text(day)})
    SELECT DISTINCT person, agency, incident, (DATE ${text(day)} - first_day)::INTEGER, type, coalesce(counterparty, '')
    FROM dated WHERE first_day > DATE ${text(addMonths(day, -MONTHS))}`);
  const incidents = new Map<string, Map<string, Incident>>();
  for (const row of rows) {
    const own = incidents.get(row.text(0)) ?? new Map<string, Incident>();
    incidents.set(row.text(0), own);
    const id = JSON.stringify([row.text(1), row.text(2)]);
    const incident = own.get(id) ?? { daysAgo: row.number(3), kinds: new Set(), victims: new Set() };
    own.set(id, incident);
    incident.kinds.add(row.text(4));
    if (row.text(5) !== '') incident.victims.add(row.text(5));
  }
  return new Map([...incidents].map(([person, own]) => [person, rfgv([...own.values()], weights).score]));
}

interface Incident extends HarmIncident {
  readonly kinds: Set<string>;
  readonly victims: Set<string>;
}

const BAND = 'band';
const MEAN = 'mean';

/** Everybody with a score on the last day; and of those with one on the first, the scores of both days. */
interface Sample {
  readonly all: readonly number[];
  readonly before: readonly number[];
  /** Nought for who has no event in the two years before the last day. */
  readonly after: readonly number[];
}

const sampleOf = (entry: ReadonlyMap<string, number>, exit: ReadonlyMap<string, number>): Sample => ({
  all: [...exit.values()],
  before: [...entry.values()],
  after: [...entry.keys()].map((person) => exit.get(person) ?? 0),
});

/** A mean, or the change from one to another. */
interface Average {
  readonly key: readonly [whom: string, what: string];
  readonly people: (sample: Sample) => number;
  /** As it is told; absent where it cannot be. */
  readonly value: (sample: Sample) => number | undefined;
  /** With its variance, on the scale of {@link value}. */
  readonly drawn: (sample: Sample) => Drawn;
  readonly within: Interval;
}

function averages({ from, to }: Frame['window']): Average[] {
  const one = (whom: string, day: string, of: (sample: Sample) => readonly number[]): Average => ({
    key: [whom, `mean on ${day}`],
    people: (sample) => of(sample).length,
    value: (sample) => mean(of(sample)),
    drawn: (sample) => meanOf(of(sample)),
    within: { lower: 0, upper: 100 },
  });
  const cohort = `with a score on ${from}`;
  return [
    one(`with a score on ${to}`, to, ({ all }) => all),
    one(cohort, from, ({ before }) => before),
    one(cohort, to, ({ after }) => after),
    {
      key: [cohort, 'change, per cent'],
      people: ({ before }) => before.length,
      value: ({ before, after }) => (mean(before) === 0 ? undefined : changeOf(mean(before), mean(after))),
      drawn({ before, after }) {
        const { estimate, variance } = ratioOfMeans(before, after);
        return { estimate: 100 * (estimate - 1), variance: 100 ** 2 * variance };
      },
      within: { lower: -100, upper: Number.POSITIVE_INFINITY },
    },
  ];
}

function averageRow(
  { key, people, value, drawn, within }: Average,
  sample: Sample,
  draws: readonly Sample[],
): FigureRow {
  const told = value(sample);
  const [own, ...others] = [sample, ...draws].map(drawn);
  const can = [own!, ...others].every(({ variance }) => Number.isFinite(variance));
  const ends = can ? meanInterval(own!, others) : undefined;
  return {
    table: MEAN,
    key,
    counts: { people: people(sample) },
    medians: {
      ...(told === undefined ? {} : { mean: told }),
      ...(ends === undefined
        ? {}
        : {
            lower: tenths(Math.max(within.lower, ends.lower)),
            upper: tenths(Math.min(within.upper, ends.upper)),
          }),
      ...(ends?.dueToLinkage === undefined ? {} : { linkage: Math.round(100 * ends.dueToLinkage) }),
    },
  };
}

const tenths = (value: number): number => Math.round(10 * value) / 10;

function describe(entry: Scores, exit: Scores, settled: Frame, digest: string): Figures {
  const { roles, window, exclusions, notes } = settled;
  const bands = BANDS.map(bandOf);
  const cell = (band: string): string => cellId(BAND, [band], 'people');
  const banded = (key: string, isIn: (score: number) => boolean): FigureRow => {
    const people = (scored: ReadonlyMap<string, number>): number => [...scored.values()].filter(isIn).length;
    return {
      table: BAND,
      key: [key],
      counts: { people: people(exit.assigned) },
      drawn: { people: exit.drawn.map(people) },
    };
  };
  const sample = sampleOf(entry.assigned, exit.assigned);
  const draws = exit.drawn.map((scored, draw) => sampleOf(entry.drawn[draw]!, scored));
  const means = averages(window).map((average) => averageRow(average, sample, draws));
  const [ofAll, ...ofCohort] = means.map(({ key }) => cellId(MEAN, key, 'people'));
  return {
    id: 'rfgv',
    version: 3,
    title: 'Perpetrators by recency, frequency, gravity and victims',
    unit: 'people',
    window,
    definition:
      `Distinct people recorded by the police as ${roles.join(' or ')} in incidents of the two years before ${window.to}, by ` +
      `their score of 0 to 100 on that day; and of those with a score on ${window.from}, the mean on both days. Who has no ` +
      'incident in the two years before the later day scores nought then.',
    exclusions,
    notes: [
      'An incident is all rows of a case, dated by the first and as grave as the gravest; every person on its other side is a victim.',
      `Weights: the file with the digest ${digest}. Without the same file the scores cannot be compared.`,
      'Ends of a mean are those of a sample from many such people, widened by how it differs between alternative assignments of the links where they have enough of them.',
      ...notes,
    ],
    tables: [
      {
        id: BAND,
        title: `People by score on ${window.to}`,
        dimensions: [{ name: 'score', title: 'score' }],
        measures: ['people'],
      },
      {
        id: MEAN,
        title: 'Mean scores',
        dimensions: [
          { name: 'whom', title: 'people' },
          { name: 'what', title: 'what' },
        ],
        measures: ['people', 'mean', 'lower', 'upper', 'linkage'],
      },
    ],
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 1 },
      { kind: 'median', name: 'mean', title: 'score', over: 'people' },
      { kind: 'median', name: 'lower', title: 'from', over: 'people' },
      { kind: 'median', name: 'upper', title: 'to', over: 'people' },
      { kind: 'median', name: 'linkage', title: 'due to linkage, per cent', over: 'people' },
    ],
    rows: [
      ...bands.map((band) => banded(band, (score) => bandOf(score) === band)),
      { ...banded(ALL, () => true), total: true },
      ...means,
    ],
    unprinted: [],
    meanings: Object.fromEntries(
      [...bands, ALL].map((band) => [
        cell(band),
        meaningOf(settled, 'people', `score ${band} under ${digest}`, 'not'),
      ]),
    ),
    relations: [
      sum(cell(ALL), bands.map(cell)),
      sum(cell(ALL), [ofAll!]),
      ...ofCohort.slice(1).map((other) => sum(ofCohort[0]!, [other])),
    ],
  };
}

/** To one decimal, halves away from nought; nought of nobody. */
function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const total = values.reduce((added, value) => added + value, 0);
  return quotient(Math.round(total * 1000), values.length * 1000, 1);
}

/** The change in per cent between two means with one decimal. 64 to 43 is -32.8. */
export const changeOf = (before: number, after: number): number =>
  quotient(100 * Math.round(10 * (after - before)), Math.round(10 * before), 1);
