/** Folding small rows together, so that what is rare is counted without being described. */
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
});

/** The relations with the moved cells replaced, and the unprinted cells that this makes. */
function rewritten(
  figures: Figures,
  { table, measure }: Folding,
  groups: readonly Group[],
): Pick<Figures, 'relations' | 'unprinted'> {
  const moved = new Map(
    groups.flatMap((group) =>
      group.rows.map((row) => [cellId(table, row.key, measure), { group, count: row.counts[measure] ?? 0 }]),
    ),
  );
  const unprinted = [...figures.unprinted];
  const relations = figures.relations.map((relation, index): Relation => {
    if (relation.kind !== 'sum') return relation;
    const parts = relation.parts.filter((part) => !moved.has(part));
    const own = relation.parts.flatMap((part) => moved.get(part) ?? []);
    for (const group of new Set(own.map((part) => part.group))) {
      const members = own.filter((part) => part.group === group);
      if (members.length === group.rows.length) {
        parts.push(cellId(table, [group.key], measure));
        continue;
      }
      const id = JSON.stringify(['folded', index, group.key]);
      unprinted.push({ id, count: members.reduce((sum, { count }) => sum + count, 0), kind: 'implied' });
      parts.push(id);
    }
    return { ...relation, parts };
  });
  return { relations, unprinted };
}
