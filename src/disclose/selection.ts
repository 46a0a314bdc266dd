/** Which tables and counts of one set of figures can be shown. */
import { refused } from '../errors.ts';
import { Audit, type HiddenRange } from './audit.ts';
import type { Lots } from './draw.ts';
import { cellId, type FigureRow, type Figures, type Relation } from './figures.ts';
import { meaningKey } from './meaning.ts';
import { protect } from './protect.ts';
import { type Rule, rangeOfFew, rangeShown, tableRule } from './rule.ts';
import {
  ANYTHING,
  type Cell,
  type Constraint,
  isHiddenItself,
  isSensitive,
  requireSound,
  type System,
  type Tie,
  withHiddenItself,
} from './system.ts';

export interface Selection {
  /** Ids of the tables to show. */
  readonly tables: ReadonlySet<string>;
  /** Ids of the cells to hide. */
  readonly hidden: ReadonlySet<string>;
  /** Whether no cheaper choice is safe. */
  readonly isCheapest: boolean;
  /** What is left possible of each hidden cell. */
  readonly audit: readonly AuditLine[];
}

/** A hidden cell with its true count and what anybody could still take it for. */
export interface AuditLine {
  readonly id: string;
  readonly count: number;
  readonly least: number;
  /** Endless where nothing bounds it. */
  readonly greatest: number;
  /** Whether it is hidden for its own sake, or to protect others. */
  readonly isSmall: boolean;
}

/**
 * The cheapest safe choice for the tables that have to be shown, and then each extra table whose figures are all
 * large and give nothing away.
 *
 * @throws `COUNT_INVALID`, `TOTAL_WRONG`, `NOT_PROTECTED`, `SOLVER`
 */
export async function select(figures: Figures, rule: Rule, lots: Lots): Promise<Selection> {
  requireSound(systemOf(figures, new Set(figures.tables.map(({ id }) => id)), rule), labelOf(figures));
  const tables = new Set(figures.tables.flatMap((table) => (table.extra === true ? [] : [table.id])));
  let system = systemOf(figures, tables, rule);
  let audit = new Audit(system);
  const { hidden: chosen, isCheapest, exposed } = await protect(system, lots, { audit });
  if (exposed.length > 0) throw unprotected();
  const hidden = new Set([...chosen].map((index) => system.cells[index]!.id));
  for (const { id, extra } of figures.tables) {
    if (extra !== true) continue;
    const joint = systemOf(figures, new Set([...tables, id]), rule);
    const own = joint.cells.filter((cell) => cell.kind === 'printed' && tableOf(cell) === id);
    if (own.some(isHiddenItself)) continue;
    const further = new Audit(joint, audit);
    if ((await further.exposures(indicesOf(joint, hidden), { most: 1 })).length > 0) continue;
    tables.add(id);
    system = joint;
    audit = further;
  }
  const ranges = await audit.ranges(indicesOf(system, hidden));
  return { tables, hidden, isCheapest, audit: ranges.map((line) => auditLine(system, line)) };
}

/** Ids of the cells to hide at the least: those of `hidden`, and what has to be hidden whatever a draft says. */
export function hiddenAtLeast(
  figures: Figures,
  { tables, hidden }: Pick<Selection, 'tables' | 'hidden'>,
  rule: Rule,
): string[] {
  const system = systemOf(figures, tables, rule);
  const own = [...withHiddenItself(system, indicesOf(system, hidden))].map(
    (index) => system.cells[index]!.id,
  );
  return [...new Set([...hidden, ...own])];
}

const unprotected = (): Error =>
  refused('NOT_PROTECTED', 'no way was found to hide enough of these figures', {
    hint: 'count a longer window or coarser groups, or ask for fewer tables at once',
  });

const auditLine = (system: System, { cell, range }: HiddenRange): AuditLine => {
  const { id, count } = system.cells[cell]!;
  return { id, count, least: range.lo, greatest: range.hi, isSmall: isSensitive(system.cells[cell]!) };
};

export const indicesOf = ({ cells }: System, ids: ReadonlySet<string>): Set<number> =>
  new Set(cells.flatMap(({ id }, index) => (ids.has(id) ? [index] : [])));

const tableOf = ({ id }: Cell): unknown => (JSON.parse(id) as unknown[])[0];

/** A cell in words: its measure, its row and its table. */
export function labelOf(figures: Figures): (cell: Pick<Cell, 'id'>) => string {
  const names = new Map([
    ...figures.unprinted.map(({ id, label }): [string, string] => [id, label ?? wordsOf(id)]),
    ...figures.rows.flatMap((row) =>
      figures.measures.map((measure): [string, string] => [
        cellId(row.table, row.key, measure.name),
        `${measure.title}, ${row.key.join(', ')} (table ${row.table})`,
      ]),
    ),
  ]);
  return ({ id }) => names.get(id) ?? wordsOf(id);
}

/** The words of an id that {@link cellId} made; any other id is its own words. */
export function wordsOf(id: string): string {
  try {
    const parts: unknown = JSON.parse(id);
    return Array.isArray(parts) ? parts.join(' / ') : id;
  } catch {
    return id;
  }
}

/**
 * The counts of these tables, those that are not printed, and the relations between them. A relation that names a
 * cell of a table that is not shown means nothing.
 */
export function systemOf(figures: Figures, tables: ReadonlySet<string>, rule: Rule): System {
  const cells = [
    ...figures.rows.filter(({ table }) => tables.has(table)).flatMap((row) => printed(figures, row, rule)),
    ...figures.unprinted.map(
      (cell): Cell => ({
        ...cell,
        ...UNPRINTED,
        means: meansOf(figures, cell.id),
        primary: primaryOf(rule),
      }),
    ),
  ];
  const index = new Map(cells.map(({ id }, position) => [id, position]));
  const constraints = figures.relations.flatMap((relation) => constraintOf(relation, cells, index) ?? []);
  return { cells, constraints, ties: tiesOf(figures, index) };
}

const tiesOf = ({ rows }: Figures, index: ReadonlyMap<string, number>): Tie[] =>
  rows.flatMap(({ table, key, behind = {} }) =>
    Object.entries(behind).flatMap(([measure, { cell }]): Tie[] => {
      const events = index.get(cellId(table, key, measure));
      const people = cell === undefined ? undefined : index.get(cell);
      return events === undefined || people === undefined ? [] : [{ people, events }];
    }),
  );

const UNPRINTED = { shown: ANYTHING, marked: ANYTHING, hideable: false, cost: 1 };

const meansOf = ({ id, window: { from, to }, meanings }: Figures, cell: string): string => {
  const meaning = meanings?.[cell];
  return meaning === undefined ? JSON.stringify([id, from, to, cell]) : meaningKey(meaning);
};

const primaryOf = ({ hidesFrom, hidesTo }: Rule): Cell['primary'] => ({ lo: hidesFrom, hi: hidesTo });

function printed(figures: Figures, row: FigureRow, rule: Rule): Cell[] {
  const table = figures.tables.find(({ id }) => id === row.table);
  const own = tableRule(rule, table);
  return figures.measures.flatMap((measure): Cell[] => {
    const count = row.counts[measure.name];
    if (measure.kind !== 'count' || count === undefined) return [];
    const isStructural = row.structural?.includes(measure.name) === true;
    const small = isStructural ? { lo: 1, hi: own.hidesTo } : primaryOf(own);
    const people = row.behind?.[measure.name]?.people;
    const id = cellId(row.table, row.key, measure.name);
    const shown = rangeShown(count, own, row.noisy?.[measure.name]);
    return [
      {
        id,
        means: meansOf(figures, id),
        count,
        kind: row.unreliable?.includes(measure.name) === true ? 'implied' : 'printed',
        owner: row.owner,
        primary: rangeOfFew(count, people, own) ?? small,
        people,
        shown,
        ...(rule.noise === undefined ? {} : { isNoisy: true }),
        marked: {
          lo: leastListed(figures, row, measure.name, rule) ?? small.lo,
          hi: Number.POSITIVE_INFINITY,
        },
        hideable: count >= small.lo,
        cost: costOf(shown.hi, measure.keep, row.total === true),
      },
    ];
  });
}

/** That a group of journeys is listed says that it is no smaller than the smallest group. */
function leastListed(
  { folding }: Figures,
  { table, counts, total }: FigureRow,
  measure: string,
  { smallestGroup }: Rule,
): number | undefined {
  const isListed = folding?.table === table && folding.measure === measure && total !== true;
  return isListed && counts[measure]! >= smallestGroup ? smallestGroup : undefined;
}

/**
 * Few cells before small ones; then what the table is least about; totals last. By the count as it would be shown, so that
 * what is shown costs as much in all that the page leaves possible.
 */
const costOf = (shown: number, keep: number, isTotal: boolean): number =>
  Math.round(100 * (1 + Math.log2(1 + shown))) * Math.max(keep, 1) * (isTotal ? 20 : 1);

function constraintOf(
  relation: Relation,
  cells: readonly Cell[],
  index: ReadonlyMap<string, number>,
): Constraint | undefined {
  const [left, right] =
    relation.kind === 'sum' ? [[relation.total], relation.parts] : [relation.left, relation.right];
  const factors = new Map<number, number>();
  for (const [ids, sign] of [
    [left, 1],
    [right, -1],
  ] as const) {
    for (const id of ids) {
      const cell = index.get(id);
      if (cell === undefined) return undefined;
      factors.set(cell, (factors.get(cell) ?? 0) + sign);
    }
  }
  const terms = [...factors].map(([cell, factor]) => ({ cell, factor }));
  const secret = terms.map(({ cell }) => cells[cell]!).find(({ kind }) => kind === 'known');
  return {
    terms,
    lower: relation.kind === 'sum' ? 0 : Number.NEGATIVE_INFINITY,
    upper: 0,
    privateTo: secret?.owner,
  };
}
