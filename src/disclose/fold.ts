/** Folding small rows together, so that what is rare is counted without being described. */
import { cellKey } from './cell-key.ts';
import { cellId, type FigureRow, type Figures, type Folding, type Relation } from './figures.ts';
import type { Rule } from './rule.ts';
import { mergeSmall } from './tree.ts';

/** Rows that become one. */
interface Group {
  readonly key: string;
  readonly rows: readonly FigureRow[];
}

/**
 * The figures with the rows of the folded table counted together where fewer than `rule.smallestGroup` stand in one:
 * see {@link mergeSmall}. Sums over the moved rows keep holding: each names the new row, or an unprinted part of it.
 */
export function fold(figures: Figures, rule: Rule): Figures {
  const { folding } = figures;
  if (folding === undefined) return figures;
  const rows = figures.rows.filter((row) => row.table === folding.table && row.total !== true);
  const paths = rows.map((row) => ({
    steps: stepsOf(row, folding),
    count: row.counts[folding.measure] ?? 0,
    item: row,
  }));
  const groups = mergeSmall(paths, rule.smallestGroup).map(
    ({ steps, items }): Group => ({
      key: [...steps, folding.into].join(folding.separator ?? ''),
      rows: items,
    }),
  );
  if (groups.length === 0) return figures;
  const gone = new Set(groups.flatMap((group) => group.rows));
  const kept = figures.rows.filter((row) => !gone.has(row));
  const added = groups
    .map(({ key, rows: members }) => folded(folding, key, members))
    .toSorted((a, b) => b.counts[folding.measure]! - a.counts[folding.measure]!);
  const after = kept.findLastIndex((row) => row.table === folding.table && row.total !== true);
  return {
    ...figures,
    rows: [...kept.slice(0, after + 1), ...added, ...kept.slice(after + 1)],
    ...rewritten(figures, folding, groups),
  };
}

const stepsOf = (row: FigureRow, { separator }: Folding): string[] => {
  const [key = ''] = row.key;
  return separator === undefined ? [key] : key.split(separator);
};

const folded = ({ table, measure }: Folding, key: string, rows: readonly FigureRow[]): FigureRow => ({
  table,
  key: [key],
  counts: { [measure]: rows.reduce((sum, row) => sum + (row.counts[measure] ?? 0), 0) },
  ...(rows.every(({ keys }) => keys !== undefined)
    ? { keys: { [measure]: cellKey(rows.map(({ keys }) => keys?.[measure] ?? 0)) } }
    : {}),
});

/** What stands in for a moved cell. */
interface Piece {
  readonly id: string;
  count: number;
}

/**
 * The relations with the moved cells replaced. Of the rows that became one, those that stand in the same relations are
 * one piece of it, which is not printed; where all do, the new row itself stands there.
 */
function rewritten(
  figures: Figures,
  { table, measure }: Folding,
  groups: readonly Group[],
): Pick<Figures, 'relations' | 'unprinted' | 'meanings'> {
  const uses = new Map<string, number[]>();
  for (const [index, relation] of figures.relations.entries()) {
    for (const id of idsIn(relation)) uses.set(id, [...(uses.get(id) ?? []), index]);
  }
  const pieceOf = new Map<string, Piece>();
  const unprinted = [...figures.unprinted];
  const added: Relation[] = [];
  for (const { key, rows } of groups) {
    const total = cellId(table, [key], measure);
    const pieces = new Map<string, Piece>();
    for (const row of rows) {
      const id = cellId(table, row.key, measure);
      const where = (uses.get(id) ?? []).join();
      const piece = pieces.get(where) ?? { id: JSON.stringify(['folded', key, pieces.size]), count: 0 };
      piece.count += row.counts[measure] ?? 0;
      pieces.set(where, piece);
      pieceOf.set(id, piece);
    }
    if (pieces.size === 1) {
      for (const row of rows) pieceOf.set(cellId(table, row.key, measure), { id: total, count: 0 });
      continue;
    }
    added.push({ kind: 'sum', total, parts: [...pieces.values()].map(({ id }) => id) });
    for (const piece of pieces.values()) {
      unprinted.push({ ...piece, label: `some of those in “${key}”`, kind: 'implied' });
    }
  }
  const replaced = (ids: readonly string[]): string[] => [
    ...new Set(ids.map((id) => pieceOf.get(id)?.id ?? id)),
  ];
  const relations = figures.relations.map(
    (relation): Relation =>
      relation.kind === 'sum'
        ? { ...relation, total: replaced([relation.total])[0]!, parts: replaced(relation.parts) }
        : { ...relation, left: replaced(relation.left), right: replaced(relation.right) },
  );
  const meanings = Object.entries(figures.meanings ?? {}).filter(([id]) => !pieceOf.has(id));
  return { relations: [...relations, ...added], unprinted, meanings: Object.fromEntries(meanings) };
}

const idsIn = (relation: Relation): string[] =>
  relation.kind === 'sum' ? [relation.total, ...relation.parts] : [...relation.left, ...relation.right];
