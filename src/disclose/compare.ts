/** Two counts of one question, held against each other cell by cell as they are shown. */
import type { ShownFigures } from './control.ts';
import type { Mark } from './marks.ts';
import { isMark } from './marks.ts';

/** A count or median as it is shown; null where its row is not there. */
export type ShownCount = number | Mark | null;

export interface ChangedCell {
  /** The title of its table. */
  readonly table: string;
  readonly key: readonly string[];
  /** The title of its measure. */
  readonly measure: string;
  readonly before: ShownCount;
  readonly now: ShownCount;
}

export interface Comparison {
  readonly changed: readonly ChangedCell[];
  /** How many are shown as before. */
  readonly same: number;
  /** How many are withheld before and now, of which nothing is said. */
  readonly withheld: number;
}

/**
 * Compares counts and medians; shares, rates and intervals follow from them. What comes out says nothing that the two
 * sets of figures do not say by themselves: a count that is withheld in both is told by its number alone.
 */
export function compareShown(before: ShownFigures, now: ShownFigures): Comparison {
  const old = cellsOf(before);
  const fresh = cellsOf(now);
  const changed: ChangedCell[] = [];
  let same = 0;
  let withheld = 0;
  for (const id of new Set([...fresh.keys(), ...old.keys()])) {
    const { cell, value } = fresh.get(id) ?? { cell: old.get(id)!.cell, value: null };
    const was = old.get(id)?.value ?? null;
    if (was !== value) changed.push({ ...cell, before: was, now: value });
    else if (value === '[c]') withheld += 1;
    else if (!isMark(value)) same += 1;
  }
  return { changed, same, withheld };
}

interface ShownCell {
  readonly cell: Pick<ChangedCell, 'table' | 'key' | 'measure'>;
  readonly value: number | Mark;
}

function cellsOf({ tables, measures, rows }: ShownFigures): Map<string, ShownCell> {
  const compared = measures.filter(({ kind }) => kind === 'count' || kind === 'median');
  const titles = new Map(tables.map(({ id, title }) => [id, title]));
  const cells = new Map<string, ShownCell>();
  for (const { table, key, values } of rows) {
    for (const { name, title } of compared) {
      const value = values[name];
      if (value === undefined || typeof value === 'object') continue;
      const cell = { table: titles.get(table) ?? table, key, measure: title };
      cells.set(JSON.stringify([table, ...key, name]), { cell, value });
    }
  }
  return cells;
}
