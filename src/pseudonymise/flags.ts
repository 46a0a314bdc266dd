/** What stands in the columns of flags: whether it is what the agreement names, and of which kinds it is where not. */
import { grouped, unusable } from '../errors.ts';
import { shapeOf } from '../standardise/index.ts';

/** The cells of one column of a flag, as plain data. */
export interface FlagCells {
  readonly header: string;
  /** Cells that hold a value which the map names. */
  named: number;
  /** Cells that hold another, by what they look like. */
  readonly unnamed: Map<string, number>;
}

export const flagCells = (header: string): FlagCells => ({ header, named: 0, unnamed: new Map() });

/** Counts a cell that is not empty; `isNamed` where the map has its value. */
export function countFlag(flag: FlagCells, cell: string, isNamed: boolean): void {
  if (isNamed) flag.named += 1;
  else add(flag, shapeOf(cell), 1);
}

const add = ({ unnamed }: FlagCells, kind: string, cells: number): void => {
  unnamed.set(kind, (unnamed.get(kind) ?? 0) + cells);
};

/** What several workers counted of the same flags, in the order of the recipe. */
export function summedFlags(all: readonly (readonly FlagCells[])[]): readonly FlagCells[] {
  const [first = [], ...others] = all;
  for (const other of others) {
    for (const [index, { named, unnamed }] of other.entries()) {
      first[index]!.named += named;
      for (const [kind, cells] of unnamed) add(first[index]!, kind, cells);
    }
  }
  return first;
}

/**
 * Where the agreement names none of the values of a flag, nobody can tell whom it marks: each row would be left out, or
 * lose its location, and what is made would look like an extract of nobody.
 *
 * @param file the extract's name
 * @param agency whose columns in the agreement say what its flags mean; undefined where a columns file does
 * @throws unusable `FLAG_VALUES`
 */
export function refuseUnknownFlags(
  file: string,
  agency: string | undefined,
  flags: readonly FlagCells[],
): void {
  const unknown = flags.find(({ named, unnamed }) => named === 0 && unnamed.size > 0);
  if (unknown === undefined) return;
  const { header, unnamed } = unknown;
  const kinds = [...unnamed].map(([kind, cells]) => `${kind}: ${grouped(cells)}`).join(', ');
  throw unusable('FLAG_VALUES', `no cell of this flag holds a value that its map names (${kinds})`, {
    place: { file, column: header },
    hint:
      agency === undefined
        ? `write the values that stand in the column into ${header}.map in the columns file: "pseudonymise" would refuse this file, too`
        : `write the values that stand in the column into columns.${agency}.${header}.map in the agreement; nothing was made, and packages made before are as they were`,
  });
}
