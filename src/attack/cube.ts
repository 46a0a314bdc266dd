/** The counts of a table by their labels: one axis a label column, and one for the columns of figures. */
import type { Layout } from './layout.ts';
import type { Bounds } from './model.ts';
import type { Reading } from './reading.ts';

export interface Axis {
  /** Labels in the order of the table. */
  readonly labels: readonly string[];
}

export interface CubeCell extends Bounds {
  /** One place an axis. */
  readonly at: readonly number[];
  readonly hidden: boolean;
  readonly row: number;
  readonly column: number;
}

export interface Cube {
  readonly layout: Layout;
  /** The label columns, then the columns of counts. */
  readonly axes: readonly Axis[];
  readonly cells: readonly CubeCell[];
}

/** How a reading of a count becomes bounds. */
export type Bounder = (reading: Reading) => (Bounds & { readonly hidden: boolean }) | undefined;

/** The counts of a layout. Rows that have the same labels as an earlier one are told apart by their number. */
export function cubeOf(layout: Layout, bounder: Bounder): Cube {
  const counts = layout.columns.flatMap(({ kind }, column) =>
    kind === 'count' || kind === 'population' ? [column] : [],
  );
  const seen = new Set<string>();
  const labels = layout.rows.map(({ row, labels: printed }) => {
    const key = JSON.stringify(printed);
    const own = seen.has(key) ? printed.with(-1, `${printed.at(-1)} (row ${row})`) : printed;
    seen.add(key);
    return own;
  });
  const axes = Array.from({ length: labels[0]!.length }, (_, axis) => [
    ...new Set(labels.map((printed) => printed[axis]!)),
  ]);
  const places = axes.map((axis) => new Map(axis.map((label, place) => [label, place])));
  const cells = layout.rows.flatMap(({ readings }, row) =>
    counts.flatMap((column, place): CubeCell[] => {
      const bounds = bounder(readings[column]!);
      if (bounds === undefined) return [];
      const at = [...labels[row]!.map((label, axis) => places[axis]!.get(label)!), place];
      return [{ ...bounds, at, row, column }];
    }),
  );
  const titles = { labels: counts.map((column) => layout.columns[column]!.title) };
  return { layout, axes: [...axes.map((axis) => ({ labels: axis })), titles], cells };
}

/** The cells of each place on an axis, by their places on the others. */
export function slices({ axes, cells }: Cube, axis: number): ReadonlyMap<string, number>[] {
  const found = axes[axis]!.labels.map(() => new Map<string, number>());
  for (const [index, { at }] of cells.entries())
    found[at[axis]!]!.set(at.toSpliced(axis, 1).join(' '), index);
  return found;
}
