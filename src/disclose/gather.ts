/** What several publications say, by the counts that they say it of. */
import type { Meaning } from './figures.ts';
import { meaningKey } from './meaning.ts';
import type { KnownCount, Publication } from './publication.ts';
import { indicesOf, labelOf, systemOf } from './selection.ts';
import { type Cell, isWithin, requireSound, type System } from './system.ts';
import type { Entry } from './united.ts';

/** One publication's own system, with the key that each of its cells has among all. */
export interface Placed {
  readonly system: System;
  readonly keys: readonly string[];
  readonly isDraft: boolean;
}

export interface Gathered {
  /** In the order in which they were first told. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly wanted: readonly Placed[];
}

/**
 * Counts of one meaning are one, unless they differ: then something was counted anew in between.
 *
 * @throws `COUNT_INVALID`, `TOTAL_WRONG` (exit code 2)
 */
export function gather(publications: readonly Publication[], known: readonly KnownCount[]): Gathered {
  const entries = new Map<string, Entry[]>();
  const add = (key: string, entry: Entry): void => {
    const own = entries.get(key);
    if (own === undefined) entries.set(key, [entry]);
    else own.push(entry);
  };
  const wanted: Placed[] = [];
  for (const publication of publications) {
    const { figures, tables, hidden, rule, name, isDraft } = publication;
    const system = systemOf(figures, tables, rule);
    const isHidden = indicesOf(system, hidden);
    const labels = labelOf(figures);
    requireSound(system, labels);
    const keys = system.cells.map((cell, index) => {
      const meaning = figures.meanings?.[cell.id];
      const own = JSON.stringify([name, cell.id]);
      const shared = meaning === undefined ? own : `${meaningKey(meaning)} ${cell.count}`;
      const key = entries.get(shared)?.some((other) => hasOtherNoise(other.cell, cell)) ? own : shared;
      const words =
        cell.kind === 'printed' || meaning === undefined
          ? `${labels(cell)}, ${isDraft ? 'this release' : name}`
          : wordsOf(meaning);
      add(key, { cell, meaning, isDraft, isHidden: isHidden.has(index), label: words });
      return key;
    });
    wanted.push({ system, keys, isDraft });
  }
  for (const one of known) {
    const key = meaningKey(one.meaning);
    const ours = [...entries.keys()].find(
      (other) => other.startsWith(`${key} `) && isWithin(Number(other.slice(key.length + 1)), one.shown),
    );
    add(ours ?? `${key} ${one.count}`, {
      cell: publishedElsewhere(one),
      meaning: one.meaning,
      isDraft: false,
      isHidden: false,
      isElsewhere: true,
      label: `${wordsOf(one.meaning)}, ${one.name}`,
    });
  }
  return { entries, wanted };
}

/** Other people, though as many. */
const hasOtherNoise = (a: Cell, b: Cell): boolean =>
  a.isNoisy === true && b.isNoisy === true && (a.shown.lo !== b.shown.lo || a.shown.hi !== b.shown.hi);

const wordsOf = ({ unit, where }: Meaning): string => `${unit}, ${where}`;

const publishedElsewhere = ({ name, meaning, count, shown }: KnownCount): Cell => ({
  id: `${name} ${meaningKey(meaning)}`,
  means: meaningKey(meaning),
  count,
  kind: 'printed',
  primary: { lo: 1, hi: 0 },
  shown,
  marked: shown,
  hideable: false,
  cost: 1,
});
