/** Linkage quality: how sure the links are, by pair of agencies, and for whom they are less sure. */
import {
  cellId,
  type FigureRow,
  type Figures,
  type Measure,
  type Relation,
  ruleOf,
  type TableSpec,
  type UnprintedCell,
} from '../disclose/index.ts';
import type { Json } from '../files/index.ts';
import { RESTS_ON_TOO_FEW } from '../linkage/index.ts';
import type { Database } from './database.ts';
import { type CountOptions, frame, type Window } from './frame.ts';
import { type AnalysisContext, withLinkedEvents } from './linked.ts';
import { meaningOf } from './meanings.ts';
import { columnOf, name, text } from './sql.ts';

/** Groups between which links should be equally good. */
const GROUPS = ['recorded-sex', 'age-group', 'ethnic-group'];
const NOT_KNOWN = 'not known';
const ALL = 'all records';
const PAIR = 'pair';

interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly links: number;
  readonly precision: Estimate | undefined;
  readonly recall: Estimate | undefined;
}

interface Group {
  readonly value: string;
  readonly records: number;
  readonly linked: number;
  readonly doubtful: number;
}

/**
 * By pair of agencies, how many links there are and what precision and recall the linkage unit's model expects of them;
 * and by sex, age group and ethnic group, where they are recorded, how many of the agencies' records are linked to
 * another agency's, and how many come out otherwise in an alternative assignment. An agency with fewer records than the
 * smallest count is not named.
 *
 * Throws as {@link frame} and {@link withLinkedEvents} do.
 */
export function linkageQuality(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  return withLinkedEvents(
    context,
    async (linked) => {
      const { database, quality, model } = linked;
      const settled = await frame(linked, options);
      await database.run(recordsOf(settled));
      const groups = new Map<string, Group[]>();
      for (const attribute of GROUPS) groups.set(attribute, await countGroups(database, attribute));
      const smallest = ruleOf(context.agreement.outputs).hidesTo + 1;
      const named = await agenciesWith(database, smallest);
      const pairs = pairsOf(quality).filter(({ left, right }) => named.has(left) && named.has(right));
      return describe(pairs, groups, settled, isRecord(model) && model.kept === false);
    },
    GROUPS,
  );
}

const recordsOf = ({
  window,
  roles,
}: {
  readonly window: Window;
  readonly roles: readonly string[];
}): string => `
  CREATE OR REPLACE TABLE records AS
  SELECT agency, reference, any_value(person) AS person,
    ${GROUPS.map((group) => {
      const column = name(columnOf(group));
      return `max_by(${column}, (day, ${column})) FILTER (${column} IS NOT NULL) AS ${column}`;
    }).join(', ')}
  FROM judged
  WHERE reason = '' AND role IN (${roles.map(text).join(', ')})
    AND day BETWEEN DATE ${text(window.from)} AND DATE ${text(window.to)}
  GROUP BY agency, reference`;

async function countGroups(database: Database, attribute: string): Promise<Group[]> {
  const column = name(columnOf(attribute));
  const rows = await database.rows(`
    WITH several AS (
      SELECT person FROM links GROUP BY person HAVING count(DISTINCT agency) > 1
    ), unsure AS (SELECT DISTINCT agency, reference FROM doubt)
    SELECT coalesce(${column}, ${text(NOT_KNOWN)}) AS value, count(*)::INTEGER,
      count(several.person)::INTEGER, count(unsure.reference)::INTEGER
    FROM records LEFT JOIN several USING (person) LEFT JOIN unsure USING (agency, reference)
    GROUP BY value ORDER BY value = ${text(NOT_KNOWN)}, value`);
  return rows.map((row) => ({
    value: row.text(0),
    records: row.number(1),
    linked: row.number(2),
    doubtful: row.number(3),
  }));
}

async function agenciesWith(database: Database, smallest: number): Promise<ReadonlySet<string>> {
  const rows = await database.rows(
    `SELECT agency FROM links GROUP BY agency HAVING count(*) >= ${smallest} ORDER BY agency`,
  );
  return new Set(rows.map((row) => row.text(0)));
}

/** What the linkage unit says of each pair of agencies; what does not have its form is passed over. */
function pairsOf(quality: Json | undefined): Pair[] {
  const pairs = isRecord(quality) && Array.isArray(quality.agencyPairs) ? quality.agencyPairs : [];
  return pairs.flatMap((pair: Json): Pair[] => {
    if (!isRecord(pair)) return [];
    const { left, right, links } = pair;
    if (typeof left !== 'string' || typeof right !== 'string') return [];
    if (typeof links !== 'number' || !Number.isSafeInteger(links) || links < 0) return [];
    const precision = estimateOf(pair.expectedPrecision);
    return [{ left, right, links, precision, recall: estimateOf(pair.expectedRecall) }];
  });
}

function estimateOf(value: Json | undefined): Estimate | undefined {
  if (!isRecord(value)) return undefined;
  const { value: mean, lower, upper } = value;
  const isShare = (share: Json | undefined): share is number =>
    typeof share === 'number' && share >= 0 && share <= 1;
  return isShare(mean) && isShare(lower) && isShare(upper) ? { value: mean, lower, upper } : undefined;
}

const isRecord = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ESTIMATES = ['precision', 'recall'] as const;

const MEASURES: readonly Measure[] = [
  { kind: 'count', name: 'links', title: 'links', keep: 1 },
  ...ESTIMATES.flatMap((estimate): Measure[] => [
    { kind: 'median', name: estimate, title: `expected ${estimate}, per cent`, over: 'links' },
    { kind: 'median', name: `${estimate}-from`, title: 'from', over: 'links' },
    { kind: 'median', name: `${estimate}-to`, title: 'to', over: 'links' },
  ]),
  { kind: 'count', name: 'records', title: 'records', keep: 3 },
  { kind: 'count', name: 'linked', title: 'linked to another agency', keep: 2 },
  { kind: 'share', name: 'linked-share', title: 'share linked', part: 'linked', whole: 'records' },
  { kind: 'count', name: 'doubtful', title: 'in doubt', keep: 1 },
  { kind: 'share', name: 'doubtful-share', title: 'share in doubt', part: 'doubtful', whole: 'records' },
];

/** The value to a tenth, its interval outwards to a whole per cent, so that it tells no count. */
const shownEstimate = (measure: string, estimate: Estimate | undefined): Record<string, number> =>
  estimate === undefined
    ? {}
    : {
        [measure]: Math.round(1000 * estimate.value) / 10,
        [`${measure}-from`]: Math.floor(100 * estimate.lower),
        [`${measure}-to`]: Math.ceil(100 * estimate.upper),
      };

const pairKey = ({ left, right }: Pair): string =>
  left === right ? `${left}, known twice` : `${left} + ${right}`;

function describe(
  pairs: readonly Pair[],
  groups: ReadonlyMap<string, readonly Group[]>,
  settled: Awaited<ReturnType<typeof frame>>,
  isWeak: boolean,
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const known = [...groups].filter(([, found]) => found.some(({ value }) => value !== NOT_KNOWN));
  const tables = known.map(([attribute, found]) => groupTable(attribute, found));
  const totals = tables.map(({ id }) => id);
  const counts = ['records', 'linked', 'doubtful'];
  return {
    id: 'linkage-quality',
    version: 1,
    title: 'Linkage quality',
    unit: 'records',
    window,
    definition:
      'By pair of agencies: the links between their records, and of them the share that the linkage model expects to be right ' +
      '(precision) and the share of all true links that it expects to have made (recall). By group: the records at the ' +
      `agencies of people known as ${roles.join(' or ')} in the window, those linked to a record of another agency, and ` +
      'those that belong to another person in at least one of the alternative assignments of the links.',
    exclusions,
    notes: [
      ...(isWeak ? [`WEAK LINKAGE MODEL: it rests on ${RESTS_ON_TOO_FEW}.`] : []),
      "Precision and recall are the model's own, with 95 % intervals to whole per cents; matches that share no token are beyond what it can see.",
      'Links are counted over all records, whatever their role and day. Agencies with fewer records than the smallest count are not named.',
      'A group of whom fewer are linked may be known to fewer agencies, or be harder to link: the figures cannot tell which.',
      ...(pairs.length === 0 ? ['The links say nothing of their quality by pair of agencies.'] : []),
      ...notes,
    ],
    tables: [
      {
        id: PAIR,
        title: 'Links by pair of agencies',
        dimensions: [{ name: PAIR, title: 'agencies' }],
        measures: ['links', ...ESTIMATES.flatMap((one) => [one, `${one}-from`, `${one}-to`])],
      },
      ...tables.map(({ spec }) => spec),
    ],
    measures: MEASURES,
    rows: [
      ...pairs.map(
        (pair): FigureRow => ({
          table: PAIR,
          key: [pairKey(pair)],
          counts: { links: pair.links },
          medians: {
            ...shownEstimate('precision', pair.precision),
            ...shownEstimate('recall', pair.recall),
          },
        }),
      ),
      ...tables.flatMap(({ rows }) => rows),
    ],
    unprinted: tables.flatMap(({ unprinted }) => unprinted),
    relations: [
      ...tables.flatMap(({ relations }) => relations),
      // Every breakdown is of the same records.
      ...totals.slice(1).flatMap((id) =>
        counts.map(
          (count): Relation => ({
            kind: 'sum',
            total: cellId(totals[0]!, [ALL], count),
            parts: [cellId(id, [ALL], count)],
          }),
        ),
      ),
    ],
    meanings: Object.fromEntries(
      totals
        .slice(0, 1)
        .flatMap((id) =>
          counts.map((count) => [
            cellId(id, [ALL], count),
            meaningOf(settled, `records ${count}`, 'any agency', 'distinct'),
          ]),
        ),
    ),
  };
}

interface GroupTable {
  readonly id: string;
  readonly spec: TableSpec;
  readonly rows: readonly FigureRow[];
  readonly unprinted: readonly UnprintedCell[];
  readonly relations: readonly Relation[];
}

function groupTable(attribute: string, found: readonly Group[]): GroupTable {
  const sum = (count: 'records' | 'linked' | 'doubtful'): number =>
    found.reduce((all, group) => all + group[count], 0);
  const total: Group = {
    value: ALL,
    records: sum('records'),
    linked: sum('linked'),
    doubtful: sum('doubtful'),
  };
  const cell = ({ value }: Group, count: string): string => cellId(attribute, [value], count);
  const words = attribute.replaceAll('-', ' ');
  const parts = (['linked', 'doubtful'] as const).flatMap((part) =>
    [...found, total].map((group) => ({
      rest: { id: cell(group, `not ${part}`), count: group.records - group[part], kind: 'implied' as const },
      relation: {
        kind: 'sum' as const,
        total: cell(group, 'records'),
        parts: [cell(group, part), cell(group, `not ${part}`)],
      },
    })),
  );
  return {
    id: attribute,
    spec: {
      id: attribute,
      title: `Records by ${words}`,
      dimensions: [{ name: attribute, title: words }],
      measures: ['records', 'linked', 'linked-share', 'doubtful', 'doubtful-share'],
    },
    rows: [...found, total].map(
      ({ value, records, linked, doubtful }): FigureRow => ({
        table: attribute,
        key: [value],
        counts: { records, linked, doubtful },
        ...(value === ALL ? { total: true } : {}),
      }),
    ),
    unprinted: parts.map(({ rest }) => rest),
    relations: [
      ...parts.map(({ relation }) => relation),
      ...(['records', 'linked', 'doubtful'] as const).map(
        (count): Relation => ({
          kind: 'sum',
          total: cell(total, count),
          parts: found.map((group) => cell(group, count)),
        }),
      ),
    ],
  };
}
