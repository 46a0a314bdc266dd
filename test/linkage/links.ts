/** Links written as rows, for the tests of clusters, draws and scores. */
import type { Links } from '../../src/linkage/clusters.ts';

export type LinkRow = readonly [left: number, right: number, probability: number];

export const linksOf = (rows: readonly LinkRow[]): Links => ({
  left: Int32Array.from(rows, ([left]) => left),
  right: Int32Array.from(rows, ([, right]) => right),
  probability: Float64Array.from(rows, ([, , probability]) => probability),
});

/** People of the given sizes, every two records of one being linked; `truth` is the smallest record of each. */
export function cliques(
  sizes: readonly number[],
  probability: () => number,
): { rows: LinkRow[]; people: number; truth: number[] } {
  const rows: LinkRow[] = [];
  const truth: number[] = [];
  for (const size of sizes) {
    const first = truth.length;
    for (let member = 0; member < size; member += 1) {
      for (let other = 0; other < member; other += 1)
        rows.push([first + other, first + member, probability()]);
      truth.push(first);
    }
  }
  return { rows, people: truth.length, truth };
}
