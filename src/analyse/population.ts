/** Populations for rates: a small CSV that somebody publishes, and the analyst brings along. */
import { basename } from 'node:path';
import { unusable } from '../errors.ts';
import { digestOfFile, isRejection, openExtract, readRows } from '../files/index.ts';
import type { Benchmark } from '../indicators/index.ts';
import { columnOf } from './sql.ts';

export interface Population {
  /** The grouping columns of the file, in its order. */
  readonly columns: readonly string[];
  /** By the values of those columns. */
  readonly of: ReadonlyMap<string, number>;
  /** `sha256:` digest of the file, by which it is found again. */
  readonly digest: string;
}

/** Stands in a population file for everybody. */
const EVERYBODY = 'all';

/**
 * Reads a population file: a column `population` of whole numbers, and beside it any grouping columns; `all` in them
 * is everybody. Throws `POPULATION_INVALID` by row, and what reading a CSV throws.
 */
export async function readPopulation(path: string): Promise<Population> {
  const { header, rows } = await readTable(path, 'population');
  const at = header.indexOf('population');
  const columns = header.filter((_, index) => index !== at);
  const of = new Map<string, number>();
  for (const { row, cells } of rows) {
    const key = JSON.stringify(cells.filter((_, index) => index !== at));
    const count = cells[at]!.replaceAll(',', '');
    if (!/^\d{1,12}$/.test(count)) throw invalid(path, row, 'population is not a whole number');
    if (of.has(key)) throw invalid(path, row, 'a row before it is about the same group');
    of.set(key, Number(count));
  }
  return { columns, of, digest: (await digestOfFile(path)).hash };
}

/** The population of a group, or of everybody: the row `all`, the only row, or the sum where the groups are one column. */
export function populationOf(
  { columns, of }: Population,
  group: Readonly<Record<string, string>> | undefined,
): number | undefined {
  if (group !== undefined) return of.get(JSON.stringify(columns.map((column) => group[column] ?? EVERYBODY)));
  const all = of.get(JSON.stringify(columns.map(() => EVERYBODY)));
  if (all !== undefined || columns.length > 1) return all;
  return [...of.values()].reduce((sum, count) => sum + count, 0);
}

/** Reads a benchmark file: columns `measure`, `name` and `value`. Throws as {@link readPopulation}. */
export async function readBenchmarks(path: string): Promise<Benchmark[]> {
  const { header, rows } = await readTable(path, 'measure', 'name', 'value');
  const cell = (cells: readonly string[], column: string): string => cells[header.indexOf(column)]!;
  return rows.map(({ row, cells }) => {
    const value = cell(cells, 'value');
    if (!/^-?\d{1,12}(?:\.\d{1,6})?$/.test(value)) throw invalid(path, row, 'value is not a number');
    return { measure: cell(cells, 'measure'), name: cell(cells, 'name'), value: Number(value) };
  });
}

interface SmallTable {
  readonly header: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

async function readTable(path: string, ...needed: string[]): Promise<SmallTable> {
  const extract = await openExtract(path);
  const header = extract.header.map((title) => columnOf(title.trim()));
  const missing = needed.find((column) => !header.includes(column));
  if (missing !== undefined) throw invalid(path, 1, `there is no column ${missing}`);
  const rows: { row: number; cells: string[] }[] = [];
  for await (const read of readRows(extract)) {
    if (isRejection(read)) throw invalid(path, read.row, 'it cannot be read as a row of this table');
    rows.push({ row: read.row, cells: read.cells.map((cell) => cell.trim()) });
  }
  return { header, rows };
}

const invalid = (path: string, row: number, reason: string): Error =>
  unusable('POPULATION_INVALID', reason, {
    hint: 'throughline count --help shows the form of this file',
    place: { file: basename(path), row },
  });
