/** Perpetrators by recency, frequency, gravity and victims, with the partnership's own weights. */
import { readYaml } from '../agreement/index.ts';
import { cellId, type FigureRow, type Figures } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import { type HarmEvent, quotient, type RfgvWeights, rfgv, rfgvWeights } from '../estimate/index.ts';
import { digestOfFile } from '../files/index.ts';
import { addMonths, endOfMonth, startOfMonth } from './calendar.ts';
import type { Database } from './database.ts';
import { type CountOptions, type Frame, frame } from './frame.ts';
import { type AnalysisContext, withLinkedEvents } from './linked.ts';
import { meaningOf } from './meanings.ts';
import { text } from './sql.ts';

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
    const exit = await scores(linked.database, settled, to, options.weights.weights);
    const entry = await scores(linked.database, settled, from, options.weights.weights);
    return describe(entry, exit, settled, options.weights.digest);
  });
}

async function scores(
  database: Database,
  { roles }: Frame,
  day: string,
  weights: RfgvWeights,
): Promise<Map<string, number>> {
  const rows = await database.rows(`
    SELECT person, (DATE ${text(day)} - day)::INTEGER, type, coalesce(counterparty, '') FROM events
    WHERE service = 'police' AND role IN (${roles.map(text).join(', ')})
      AND day > DATE ${text(addMonths(day, -MONTHS))} AND day <= DATE ${text(day)}
    QUALIFY row_number() OVER (PARTITION BY person, agency, coalesce(kase, day::VARCHAR) ORDER BY day) = 1
    ORDER BY person, day`);
  const events = new Map<string, HarmEvent[]>();
  for (const row of rows) {
    const own = events.get(row.text(0)) ?? [];
    own.push({ daysAgo: row.number(1), kind: row.text(2), victim: row.text(3) });
    events.set(row.text(0), own);
  }
  return new Map([...events].map(([person, own]) => [person, rfgv(own, weights).score]));
}

function describe(
  entry: ReadonlyMap<string, number>,
  exit: ReadonlyMap<string, number>,
  settled: Frame,
  digest: string,
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const bands = BANDS.map(bandOf);
  const people = (band: string): number =>
    [...exit.values()].filter((score) => bandOf(score) === band).length;
  const cell = (band: string): string => cellId('band', [band], 'people');
  const cohort = [...entry.keys()];
  const before = mean([...entry.values()]);
  const after = mean(cohort.map((person) => exit.get(person) ?? 0));
  const rows: FigureRow[] = [
    ...bands.map((band): FigureRow => ({ table: 'band', key: [band], counts: { people: people(band) } })),
    {
      table: 'band',
      key: [ALL],
      counts: { people: exit.size },
      medians: { mean: mean([...exit.values()]) },
      total: true,
    },
    {
      table: 'cohort',
      key: [window.from],
      counts: { people: cohort.length },
      medians: {
        entry: before,
        exit: after,
        ...(before === 0 ? {} : { change: changeOf(before, after) }),
      },
    },
  ];
  return {
    id: 'rfgv',
    version: 1,
    title: 'Perpetrators by recency, frequency, gravity and victims',
    unit: 'people',
    window,
    definition:
      `Distinct people recorded by the police as ${roles.join(' or ')} in the two years before ${window.to}, by their ` +
      `score of 0 to 100 on that day; and of those with a score on ${window.from}, the mean on both days. Who has no ` +
      'event in the two years before the later day scores nought then.',
    exclusions,
    notes: [
      `Weights: the file with the digest ${digest}. Without the same file the scores cannot be compared.`,
      ...notes,
    ],
    tables: [
      {
        id: 'band',
        title: `People by score on ${window.to}`,
        dimensions: [{ name: 'score', title: 'score' }],
        measures: ['people', 'mean'],
      },
      {
        id: 'cohort',
        title: 'Mean score of those who had one on the first day',
        dimensions: [{ name: 'day', title: 'first day' }],
        measures: ['people', 'entry', 'exit', 'change'],
      },
    ],
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 1 },
      { kind: 'median', name: 'mean', title: 'mean score', over: 'people' },
      { kind: 'median', name: 'entry', title: 'mean on the first day', over: 'people' },
      { kind: 'median', name: 'exit', title: 'mean on the last day', over: 'people' },
      { kind: 'median', name: 'change', title: 'change, per cent', over: 'people' },
    ],
    rows,
    unprinted: [],
    meanings: Object.fromEntries(
      [...bands, ALL].map((band) => [
        cell(band),
        meaningOf(settled, 'people', `score ${band} under ${digest}`, 'not'),
      ]),
    ),
    relations: [{ kind: 'sum', total: cell(ALL), parts: bands.map(cell) }],
  };
}

/** To one decimal, halves away from nought; nought of nobody. */
function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const total = values.reduce((sum, value) => sum + value, 0);
  return quotient(Math.round(total * 1000), values.length * 1000, 1);
}

/** The change in per cent between two means with one decimal. 64 to 43 is -32.8. */
export const changeOf = (before: number, after: number): number =>
  quotient(100 * Math.round(10 * (after - before)), Math.round(10 * before), 1);
