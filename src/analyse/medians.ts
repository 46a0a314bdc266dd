/** Medians and means as columns of a table: the number, the ends of its interval, and how much of it is linkage. */
import { type Figures, type Measure, SMALLEST_MEDIAN_GROUP } from '../disclose/index.ts';
import { type Centre, medianOfTally, type Tallied, widenedEvenly } from '../estimate/index.ts';
import type { Database, Row } from './database.ts';

/** An end of an interval lies between as many people as the median of the fewest that one is told of. */
const BEYOND = SMALLEST_MEDIAN_GROUP / 2;

/** What has to be said of days, and of how sure they are. */
export const MEDIANS =
  'The ends of a median and of a mean hold chance and, where the links have alternative assignments enough, error of linkage: ' +
  `how it differs between them. A median has none where fewer than ${BEYOND} people lie beyond one of them.`;

const LINKAGE = 'linkage';
const NO_LINKAGE = 'No interval of a median or mean owes as much as 1 % to error of linkage.';

/**
 * The values of each group, tallied, over a table with a column `person`.
 *
 * @param from what stands after FROM, with its conditions
 * @param key of a group, from a row that begins with its columns
 */
export async function tallies(
  database: Database,
  from: string,
  value: string,
  within: readonly string[] = [],
  key: (row: Row) => string = () => '',
): Promise<Map<string, Tallied[]>> {
  const columns = (...more: readonly string[]): string => [...within, ...more].join(', ');
  const rows = await database.rows(`
    WITH told AS (SELECT ${columns('person', `try_cast(${value} AS DOUBLE) AS value`)} FROM ${from}),
      valued AS (SELECT * FROM told WHERE isfinite(value)),
      own AS (
        SELECT ${columns('min(value) AS least', 'max(value) AS greatest', 'count(*) AS rows')}
        FROM valued GROUP BY ${columns('person')})
    SELECT ${columns('value')}, sum(rows)::INTEGER, sum(least)::INTEGER, sum(greatest)::INTEGER, sum(squares)::DOUBLE
    FROM (
      SELECT ${columns('value')}, 1 AS rows, 0 AS least, 0 AS greatest, 0 AS squares FROM valued
      UNION ALL SELECT ${columns('least')}, 0, 1, 0, rows * rows FROM own
      UNION ALL SELECT ${columns('greatest')}, 0, 0, 1, 0 FROM own)
    GROUP BY ${columns('value')}`);
  const found = new Map<string, Tallied[]>();
  for (const row of rows) {
    const own = found.get(key(row)) ?? [];
    found.set(key(row), own);
    const [at, has, least, greatest, squares] = [0, 1, 2, 3, 4].map((more) =>
      row.number(within.length + more),
    );
    own.push({ value: at!, rows: has!, least: least!, greatest: greatest!, squares: squares! });
  }
  return found;
}

/** The columns of a median or mean. */
export const centreMeasures = (name: string, title: string, over: string): Measure[] => [
  { kind: 'median', name, title, over },
  { kind: 'median', name: `${name}-from`, title: 'from', over },
  { kind: 'median', name: `${name}-to`, title: 'to', over },
  { kind: 'median', name: `${name}-${LINKAGE}`, title: 'due to linkage, per cent', over },
];

/** The median as far as {@link medianOfTally} may tell of its interval. */
export const medianOf = (tally: readonly Tallied[]): Centre | undefined => medianOfTally(tally, BEYOND);

/**
 * What the columns of a median or mean hold by chance alone, unrounded; nothing where it does not exist, or where it is of
 * few people and the count that it is told with does not say so.
 *
 * @param over that count
 */
export function centreCells(name: string, centre: Centre | undefined, over: number): Record<string, number> {
  if (centre === undefined || (centre.people < SMALLEST_MEDIAN_GROUP && over >= SMALLEST_MEDIAN_GROUP))
    return {};
  const { estimate, interval } = centre;
  return {
    [name]: estimate,
    ...(interval === undefined ? {} : { [`${name}-from`]: interval.lower, [`${name}-to`]: interval.upper }),
  };
}

/**
 * The cells with the interval widened for error of linkage. Its ends go outwards, so that they claim no more than is
 * known, and not below nought where nothing by chance is.
 *
 * @param alternatives the same median or mean from each alternative assignment that has one
 * @param decimals of the ends; those of days have none
 */
export function widenedCells(
  name: string,
  cells: Readonly<Record<string, number>>,
  alternatives: readonly number[],
  decimals = 0,
): Record<string, number> {
  const { [`${name}-from`]: from, [`${name}-to`]: to } = cells;
  if (from === undefined || to === undefined) return cells;
  const { lower, upper, dueToLinkage } = widenedEvenly({ lower: from, upper: to }, alternatives);
  const scale = 10 ** decimals;
  return {
    ...cells,
    [`${name}-from`]: Math.floor(Math.max(lower, Math.min(0, from)) * scale) / scale,
    [`${name}-to`]: Math.ceil(upper * scale) / scale,
    ...(dueToLinkage === undefined ? {} : { [`${name}-${LINKAGE}`]: Math.round(100 * dueToLinkage) }),
  };
}

/** The measures of figures that {@link centreMeasures} made, by name. */
export const centresIn = ({ measures }: Figures): string[] => {
  const names = new Set(measures.map(({ name }) => name));
  return [...names].filter((name) => names.has(`${name}-${LINKAGE}`));
};

/** The figures without the columns that say of every interval of a median or mean that linkage has no part in it. */
export function withoutIdleLinkage(figures: Figures): Figures {
  const columns = figures.measures.flatMap(({ kind, name }) =>
    kind === 'median' && name.endsWith(`-${LINKAGE}`) ? [name] : [],
  );
  const shares = (name: string): number[] => figures.rows.flatMap(({ medians }) => medians?.[name] ?? []);
  const idle = new Set(columns.filter((name) => shares(name).every((share) => share === 0)));
  if (idle.size === 0) return figures;
  return {
    ...figures,
    measures: figures.measures.filter(({ name }) => !idle.has(name)),
    tables: figures.tables.map((table) => ({
      ...table,
      measures: table.measures.filter((name) => !idle.has(name)),
    })),
    notes: [
      ...figures.notes,
      ...(idle.size === columns.length && columns.some((name) => shares(name).length > 0)
        ? [NO_LINKAGE]
        : []),
    ],
  };
}
