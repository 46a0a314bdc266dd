/** Folding small rows into one, so that what is rare is counted without being described. */
import { cellId, type FigureRow, type Figures, type Folding, type Relation } from './figures.ts';
import { isSmall, type Rule } from './rule.ts';

/**
 * The figures with every row of fewer than `rule.smallestGroup` in the folded table moved into one row. Where
 * that row would itself be small, the smallest kept rows go in too. Sums over the moved rows keep holding:
 * each names the folded row, or an unprinted part of it.
 */
export function fold(figures: Figures, rule: Rule): Figures {
  const { folding } = figures;
  if (folding === undefined) return figures;
  const countOf = (row: FigureRow): number => row.counts[folding.measure] ?? 0;
  const candidates = figures.rows
    .filter((row) => row.table === folding.table && row.total !== true)
    .toSorted((a, b) => countOf(a) - countOf(b));

  let moved = 0;
  let people = 0;
  for (const row of candidates) {
    const count = countOf(row);
    const enough = moved === 0 || !isSmall(people, rule);
    if (count >= rule.smallestGroup && enough) break;
    moved += 1;
    people += count;
  }
  if (moved === 0) return figures;

  const gone = new Set(candidates.slice(0, moved));
  const counts = new Map([...gone].map((row) => [cellId(row.table, row.key, folding.measure), countOf(row)]));
  const rest: FigureRow = {
    table: folding.table,
    key: [folding.into],
    counts: { [folding.measure]: people },
  };
  const kept = figures.rows.filter((row) => !gone.has(row));
  const after = kept.findLastIndex((row) => row.table === folding.table && row.total !== true);
  return {
    ...figures,
    rows: [...kept.slice(0, after + 1), rest, ...kept.slice(after + 1)],
    ...withoutMoved(figures, folding, counts),
  };
}

/** The relations with the moved cells replaced, and the unprinted cells that this makes. */
function withoutMoved(
  figures: Figures,
  folding: Folding,
  counts: ReadonlyMap<string, number>,
): Pick<Figures, 'relations' | 'unprinted'> {
  const into = cellId(folding.table, [folding.into], folding.measure);
  const unprinted = [...figures.unprinted];
  const relations = figures.relations.map((relation, index): Relation => {
    if (relation.kind !== 'sum') return relation;
    const movedParts = relation.parts.filter((part) => counts.has(part));
    if (movedParts.length === 0) return relation;
    const parts = relation.parts.filter((part) => !counts.has(part));
    if (movedParts.length === counts.size) return { ...relation, parts: [...parts, into] };
    const id = JSON.stringify(['folded', index]);
    const count = movedParts.reduce((sum, part) => sum + (counts.get(part) ?? 0), 0);
    unprinted.push({ id, count, kind: 'implied' });
    return { ...relation, parts: [...parts, id] };
  });
  return { relations, unprinted };
}
