/** The table that says how sure counts are: chance, and error of linkage. */
import type { FigureRow, Figures } from '../disclose/index.ts';
import { FEWEST_DRAWS } from '../estimate/index.ts';
import { type OfPeople, overDraws } from './draws.ts';
import type { LinkedEvents } from './linked.ts';
import { centresIn, widenedCells, withoutIdleLinkage } from './medians.ts';

const INTERVALS = 'intervals';

type Draws = Pick<LinkedEvents, 'draws' | 'isKeyed'>;

/** Figures counted of people, as the links have it and under each draw, with a table of intervals. */
export async function underEachDraw(
  linked: LinkedEvents,
  roles: readonly string[],
  ofPeople: OfPeople<Figures>,
): Promise<Figures> {
  const { assigned, drawn } = await overDraws(linked, roles, ofPeople);
  return alongside(assigned, drawn, linked);
}

/**
 * Figures with the counts that the same figures have under each draw beside their own, the intervals of medians widened
 * by theirs, and a table of intervals.
 */
function alongside(figures: Figures, alternatives: readonly Figures[], linked: Draws): Figures {
  const nameOf = ({ table, key }: FigureRow): string => JSON.stringify([table, key]);
  const drawn = alternatives.map(({ rows }) => new Map(rows.map((row) => [nameOf(row), row])));
  const centres = centresIn(figures);
  const rows = figures.rows.map((row) => ({
    ...row,
    drawn: Object.fromEntries(
      Object.keys(row.counts).map((measure) => [
        measure,
        drawn.map((others) => others.get(nameOf(row))?.counts[measure] ?? 0),
      ]),
    ),
    ...(row.medians === undefined
      ? {}
      : {
          medians: centres.reduce((cells, name) => {
            const medians = drawn.flatMap((others) => others.get(nameOf(row))?.medians?.[name] ?? []);
            return widenedCells(name, cells, medians);
          }, row.medians),
        }),
  }));
  return withIntervals({ ...figures, rows }, linked);
}

/**
 * The figures with a table of intervals for every row that has counts under each draw, and what they rest on. Rows that
 * may be folded together have none: what they are folded into is not known yet. Nor do figures that will carry noise: how
 * counts differ between draws would tell of the exact ones.
 */
export function withIntervals(counted: Figures, { draws, isKeyed }: Draws): Figures {
  const figures = withoutIdleLinkage(counted);
  if (isKeyed) return figures;
  if (draws < FEWEST_DRAWS) {
    const note = 'The links hold too few alternative assignments: no interval includes error of linkage.';
    return { ...figures, notes: [...figures.notes, note] };
  }
  const counts = figures.measures.filter((measure) => measure.kind === 'count');
  const rows = figures.rows.flatMap((row): FigureRow[] => {
    const table = figures.tables.find(({ id }) => id === row.table);
    if (row.drawn === undefined || table === undefined) return [];
    if (figures.folding?.table === row.table && row.total !== true) return [];
    return counts
      .filter(({ name }) => table.measures.includes(name) && row.drawn?.[name] !== undefined)
      .map(({ name, title }) => ({
        table: INTERVALS,
        key: [row.key.filter((part) => part !== '').join(', '), title],
        counts: {},
        borrowed: { of: { table: row.table, key: row.key, measure: name, count: row.counts[name] ?? 0 } },
        drawn: { of: row.drawn?.[name] ?? [] },
        ...(row.unreliable?.includes(name) === true ? { unreliable: ['of'] } : {}),
      }));
  });
  return {
    ...figures,
    tables: [
      ...figures.tables,
      {
        id: INTERVALS,
        title: 'How sure the counts are: chance, and error of linkage',
        dimensions: [
          { name: 'row', title: 'row' },
          { name: 'of', title: 'of' },
        ],
        measures: ['interval'],
      },
    ],
    measures: [...figures.measures, { kind: 'interval', name: 'interval', title: '95 % interval', of: 'of' }],
    rows: [...figures.rows, ...rows],
    notes: [
      ...figures.notes,
      'Intervals include error of linkage: how the counts differ between alternative assignments of the links.',
      ...(figures.folding === undefined
        ? []
        : [`Single rows of "${figures.folding.table}" have no interval, as rare ones are counted together.`]),
    ],
  };
}
