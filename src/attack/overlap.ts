/**
 * Tables of who is known to exactly which of several lists (`police only`, `police + health`, `LA & NG`). What is printed
 * beside them are sums over combinations: everybody on one list, everybody on two of them.
 */
import type { Cube } from './cube.ts';
import { slices } from './cube.ts';
import { plain, type TotalLine } from './totals.ts';

export interface Overlap {
  readonly cube: number;
  /** The axis with the combinations. */
  readonly axis: number;
  /** For each label that is a combination, the lists in it. */
  readonly combinations: ReadonlyMap<string, readonly string[]>;
}

/** A sum over combinations, printed in table `cube`. */
export interface OverlapTotal {
  readonly cube: number;
  readonly axis: number;
  readonly label: string;
  readonly overlap: Overlap;
  readonly lines: readonly (TotalLine & { readonly column: string })[];
}

const BETWEEN_LISTS = /\s*(?:\+|&|∩|\band\b)\s*/i;

/** The tables whose labels are combinations of a few names. */
export function overlapsIn(cubes: readonly Cube[]): Overlap[] {
  return cubes.flatMap(({ axes }, cube) =>
    axes.slice(0, -1).flatMap(({ labels }, axis): Overlap[] => {
      const parts = labels.map((label) => ({ label, lists: listsOf(label) }));
      const several = parts.filter(({ lists }) => lists.length > 1);
      const names = new Set(several.flatMap(({ lists }) => lists));
      const single = parts.filter(({ lists }) => lists.length === 1 && names.has(lists[0]!));
      // Every list by itself, or nearly: `food and drink` alone is no combination.
      if (several.length < 2 || single.length < 2 || single.length < names.size / 2) return [];
      const combinations = new Map(
        [...single, ...several].map(({ label, lists }) => [label, lists] as const),
      );
      return [{ cube, axis, combinations }];
    }),
  );
}

const listsOf = (label: string): string[] =>
  plain(label)
    .replace(/\s+only$/, '')
    .split(BETWEEN_LISTS);

const COUNTED = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const SO_MANY = /^(?:known to )?(\d+|[a-z]+) (?:agenc|list|service|organisation|set|source)/;

/** The members of a sum over combinations, by what it is called; undefined for any other label. */
function summedBy(label: string, { combinations }: Overlap, besides: boolean): string[] | undefined {
  const name = plain(label);
  const labels = [...combinations];
  const known = new Set(labels.flatMap(([, lists]) => lists));
  const list =
    /^(?:all|any|total)(?: known to)? (.+)$/.exec(name)?.[1] ??
    /^(.+?),? (?:total|in all|\(all\)|\(total\))$/.exec(name)?.[1];
  const bare = besides ? name : undefined;
  for (const wanted of [list, bare]) {
    if (wanted !== undefined && known.has(wanted)) {
      return labels.flatMap(([combination, lists]) => (lists.includes(wanted) ? [combination] : []));
    }
  }
  const many = SO_MANY.exec(name)?.[1];
  const number = many === undefined ? -1 : /^\d/.test(many) ? Number(many) : COUNTED.indexOf(many);
  if (number < 1) return undefined;
  return labels.flatMap(([combination, lists]) => (lists.length === number ? [combination] : []));
}

/** The printed sums over combinations, in the same table or another one with a column of the same name. */
export function overlapTotals(cubes: readonly Cube[], overlaps: readonly Overlap[]): OverlapTotal[] {
  return overlaps.flatMap((overlap) => {
    const home = cubes[overlap.cube]!;
    const members = slices(home, overlap.axis);
    const place = new Map(home.axes[overlap.axis]!.labels.map((label, at) => [label, at]));
    return cubes.flatMap((cube, index) => {
      if (cube.axes.length !== home.axes.length) return [];
      const isHome = index === overlap.cube;
      const own = slices(cube, overlap.axis);
      return cube.axes[overlap.axis]!.labels.flatMap((label, at): OverlapTotal[] => {
        if (isHome && overlap.combinations.has(label)) return [];
        const summed = summedBy(label, overlap, !isHome);
        if (summed === undefined || summed.length === 0) return [];
        const lines = [...own[at]!].flatMap(([key, total]) => {
          const column = cube.axes.at(-1)!.labels[cube.cells[total]!.at.at(-1)!]!;
          const there = isHome ? key : sameColumn(home, column, key);
          const parts = summed.map((name) => members[place.get(name)!]!.get(there ?? ''));
          return parts.includes(undefined) ? [] : [{ total, parts: parts as number[], column }];
        });
        return lines.length === 0 ? [] : [{ cube: index, axis: overlap.axis, label, overlap, lines }];
      });
    });
  });
}

/** The same place in another table: the column of that name, or the only one there is. */
function sameColumn({ axes }: Cube, column: string, key: string): string | undefined {
  const titles = axes.at(-1)!.labels.map(plain);
  const found = titles.indexOf(plain(column));
  const at = found === -1 && titles.length === 1 ? 0 : found;
  return at === -1 ? undefined : key.split(' ').with(-1, String(at)).join(' ');
}
