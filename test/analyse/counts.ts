import type { Figures } from '../../src/disclose/index.ts';

/** One measure of one table by key. */
export const countsOf = (figures: Figures, table: string, measure: string): Record<string, number> =>
  Object.fromEntries(
    figures.rows
      .filter((row) => row.table === table)
      .map((row) => [row.key.join('/'), row.counts[measure] ?? row.medians?.[measure] ?? Number.NaN]),
  );
