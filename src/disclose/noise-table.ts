/**
 * The perturbation tables that an agreement can name: for each count, which noises there are and how many of the 256 keys
 * have each. They are public. Which key has which noise is not: that order is drawn from the analyst's own secret.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PerturbationTable } from './cell-key.ts';
import type { Range } from './rule.ts';

export interface NoiseTable {
  readonly id: string;
  readonly version: number;
  /** No count from 1 to one less than this is ever shown. */
  readonly smallest: number;
  /** The greatest noise either way. */
  readonly most: number;
  /** What it holds the variance of the noise to, from the smallest count shown on. */
  readonly variance: number;
  /** By count, from 1: each noise with its number of keys. The last is that of all greater counts. */
  readonly counts: readonly (readonly (readonly [noise: number, keys: number])[])[];
}

/** Made by scripts/perturbation-tables.mjs, which says by what rules. */
export const NOISE_TABLES = JSON.parse(
  readFileSync(new URL('perturbation-tables.json', import.meta.url), 'utf8'),
) as readonly NoiseTable[];

/** Counts beyond use the last 250 rows again and again. */
const ROWS = 500;

/** SHA-256 of a table as JSON. */
export const digestOfTable = (table: NoiseTable): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(table)).digest('hex')}`;

/** {@link digestOfTable} of the table whose noise a rule wants. */
export const noiseDigest = ({ noise }: { readonly noise?: NoiseTable }): string | undefined =>
  noise === undefined ? undefined : digestOfTable(noise);

const noisesOf = ({ counts }: NoiseTable, count: number): NoiseTable['counts'][number] =>
  counts[Math.min(count, counts.length) - 1]!;

/**
 * The table with its keys in the order that `order` gives for each row: the 256 keys, each once. Without the order, the
 * noise of a cell says nothing of its key, and cells that share keys say nothing of each other.
 */
export function inOrder(table: NoiseTable, order: (row: string) => Uint8Array): PerturbationTable {
  const known = new Map<number, Int8Array>();
  const rowOf = (value: number): Int8Array => {
    const row = new Int8Array(256);
    const noises = noisesOf(table, value).flatMap(([noise, keys]) => Array<number>(keys).fill(noise));
    for (const [at, key] of order(`${table.id} ${table.version} ${value}`).entries()) row[key] = noises[at]!;
    return row;
  };
  return {
    rows: ROWS,
    change(value, key) {
      const row = known.get(value) ?? rowOf(value);
      known.set(value, row);
      return row[key]!;
    },
  };
}

/** The counts that a shown number may stand for: all of them, as no table leaves a gap between two. */
export function countsBehind(shown: number, table: NoiseTable): Range {
  const could = Array.from({ length: 2 * table.most + 1 }, (_, index) => shown - table.most + index).filter(
    (count) => (count === 0 ? shown === 0 : count > 0 && isNoise(table, count, shown - count)),
  );
  return { lo: could[0]!, hi: could.at(-1)! };
}

const isNoise = (table: NoiseTable, count: number, noise: number): boolean =>
  noisesOf(table, count).some(([value]) => value === noise);
