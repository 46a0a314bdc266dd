/** Where engines write the plan differently: nothing but this. */
import type { Step } from './plan.ts';

export interface Dialect {
  /** A statement that makes the table of a step. */
  readonly make: (step: Step) => string;
  /** The number whose only set bit is that of `position`, an expression from 0 to 62. */
  readonly bit: (position: string) => string;
}

export const DUCKDB: Dialect = {
  make: ({ table, query }) => `CREATE OR REPLACE TABLE ${table} AS ${query}`,
  bit: (position) => `(CAST(1 AS BIGINT) << CAST(${position} AS BIGINT))`,
};

/** Spark 3.5 and 4. What is read once is never kept; the rest is kept by the workers, not in the folder they share. */
export const SPARK: Dialect = {
  make: ({ table, query, reused }) =>
    `${reused ? 'CACHE TABLE' : 'CREATE TEMPORARY VIEW'} ${table} AS ${query}`,
  bit: (position) => `shiftleft(CAST(1 AS BIGINT), CAST(${position} AS INT))`,
};
