/** Two-way tables and hierarchies as systems of cells, for tests. */
import type { Cell, Constraint, System } from '../../src/disclose/system.ts';

interface Options {
  /** Counts hidden for their own sake. Default 1 to 4. */
  readonly primary?: { readonly lo: number; readonly hi: number };
  /** Whether the totals may be hidden. Default true. */
  readonly totalsOpen?: boolean;
}

export const costOf = (count: number, isTotal: boolean): number =>
  Math.round(100 * (1 + Math.log2(1 + count))) * (isTotal ? 20 : 1);

/** Groups of the lines of a table, one list a level, each of which has its subtotal. The whole is added. */
export type Levels = readonly (readonly (readonly number[])[])[];

const whole = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

/** A table with the subtotals of its rows and columns, and of every crossing of these. */
export function tableOf(
  counts: readonly (readonly number[])[],
  { primary = { lo: 1, hi: 4 }, totalsOpen = true }: Options = {},
  rowLevels: Levels = [],
  columnLevels: Levels = [],
): System {
  const [rows, columns] = [counts.length, counts[0]?.length ?? 0];
  const lines = (size: number, levels: Levels) => [
    ...whole(size).map((index) => [index]),
    ...levels.flat(),
    whole(size),
  ];
  const [rowLines, columnLines] = [lines(rows, rowLevels), lines(columns, columnLevels)];
  const sum = (ofRows: readonly number[], ofColumns: readonly number[]): number =>
    ofRows.reduce(
      (total, row) => total + ofColumns.reduce((part, column) => part + counts[row]![column]!, 0),
      0,
    );
  const cells = rowLines.flatMap((ofRows, r) =>
    columnLines.map((ofColumns, c): Cell => {
      const count = sum(ofRows, ofColumns);
      const isTotal = r >= rows || c >= columns;
      return {
        id: `${r},${c}`,
        means: `${r},${c}`,
        count,
        kind: 'printed',
        primary,
        shown: { lo: count, hi: count },
        marked: { lo: primary.lo, hi: Number.POSITIVE_INFINITY },
        hideable: count >= primary.lo && (totalsOpen || !isTotal),
        cost: costOf(count, isTotal),
      };
    }),
  );
  const at = (r: number, c: number): number => r * columnLines.length + c;
  const total = (sumCell: number, parts: readonly number[]): Constraint => ({
    terms: [{ cell: sumCell, factor: 1 }, ...parts.map((cell) => ({ cell, factor: -1 }))],
    lower: 0,
    upper: 0,
  });
  const nested = (all: readonly (readonly number[])[], size: number, levels: Levels) => {
    // Each line above the first level is the sum of the lines of the level below it.
    const bands = [whole(size), ...levels.map((level, depth) => start(size, levels, depth, level.length))];
    return [...bands.slice(1), [all.length - 1]].flatMap((band, depth) =>
      band.map((line) => ({
        line,
        parts: bands[depth]!.filter((part) => all[part]!.every((member) => all[line]!.includes(member))),
      })),
    );
  };
  const constraints = [
    ...nested(rowLines, rows, rowLevels).flatMap(({ line, parts }) =>
      columnLines.map((_, c) =>
        total(
          at(line, c),
          parts.map((part) => at(part, c)),
        ),
      ),
    ),
    ...nested(columnLines, columns, columnLevels).flatMap(({ line, parts }) =>
      rowLines.map((_, r) =>
        total(
          at(r, line),
          parts.map((part) => at(r, part)),
        ),
      ),
    ),
  ];
  return { cells, constraints };
}

const start = (size: number, levels: Levels, depth: number, length: number): number[] => {
  const before = levels.slice(0, depth).reduce((sum, level) => sum + level.length, size);
  return Array.from({ length }, (_, index) => before + index);
};

/** Every combination of some lists with its count, the lists' totals, and the total of all. */
export function combinationsOf(
  counts: Readonly<Record<string, number>>,
  totals: Readonly<Record<string, number>>,
): System & { readonly names: readonly string[] } {
  const names = Object.keys(counts);
  const printed = (id: string, count: number, isTotal: boolean): Cell => ({
    id,
    means: id,
    count,
    kind: 'printed',
    primary: { lo: 1, hi: 4 },
    shown: { lo: count, hi: count },
    marked: { lo: 1, hi: Number.POSITIVE_INFINITY },
    hideable: true,
    cost: costOf(count, isTotal),
  });
  const cells = [
    ...Object.entries(counts).map(([name, count]) => printed(name, count, false)),
    ...Object.entries(totals).map(([name, count]) => printed(`all ${name}`, count, true)),
    printed(
      'everybody',
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      true,
    ),
  ];
  const total = (cell: number, isPart: (name: string) => boolean): Constraint => ({
    lower: 0,
    upper: 0,
    terms: [
      { cell, factor: 1 },
      ...names.flatMap((name, part) => (isPart(name) ? [{ cell: part, factor: -1 }] : [])),
    ],
  });
  const constraints = [
    ...Object.keys(totals).map((list, index) =>
      total(names.length + index, (name) => name.split('&').includes(list)),
    ),
    total(cells.length - 1, () => true),
  ];
  return { cells, constraints, names };
}
