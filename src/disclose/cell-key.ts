/**
 * Cell-key perturbation, the alternative of an agreement that prefers noise to holes: every record has a key, a cell's key
 * is the sum of its records' keys, and a table says what to add to a count with that key. The same people have the
 * same noise wherever they are counted.
 *
 * The method is that of the Office for National Statistics (cell-key-perturbation 3.1.0). Its own tables are not
 * published: a partnership supplies one. The sample table that comes with the method adds no noise, as its values do
 * not depend on the key: it is the rule of the preset `ons-10-5`.
 */
import { unusable } from '../errors.ts';
import { isRejection, openExtract, readRows } from '../files/index.ts';
import type { Mark } from './marks.ts';

/** Keys are whole numbers from 0 to 255. */
const KEYS = 256;
/** A table's last values are used again and again for greater counts. */
const CYCLE = 250;

/** What to add to a count, by perturbation cell value and cell key. */
export interface PerturbationTable {
  /** The greatest perturbation cell value; the last 250 are those of all greater counts. */
  readonly rows: number;
  readonly change: (value: number, key: number) => number;
}

/** The key of the cell that holds these records. */
export const cellKey = (recordKeys: Iterable<number>): number => {
  let sum = 0;
  for (const key of recordKeys) sum = (sum + key) % KEYS;
  return sum;
};

/** The row of a table of `rows` rows that a count uses. */
export const perturbationValue = (count: number, rows: number): number =>
  count <= rows ? count : ((count - 1) % CYCLE) + rows - CYCLE + 1;

/** A count of nought stays nought; one that ends below `threshold` is hidden. */
export function perturb(
  count: number,
  key: number,
  table: PerturbationTable,
  threshold: number,
): number | Mark {
  if (count === 0) return 0;
  const noisy = count + table.change(perturbationValue(count, table.rows), key);
  return noisy < threshold ? '[c]' : noisy;
}

/**
 * Reads a table from a CSV file with the columns `pcv` (1, 2, ...), `ckey` (0 to 255) and `pvalue`, every combination
 * once.
 *
 * @throws `PERTURBATION_TABLE` (exit code 2) naming the row, and what reading CSV throws
 */
export async function readPerturbationTable(path: string): Promise<PerturbationTable> {
  const extract = await openExtract(path);
  const columns = ['pcv', 'ckey', 'pvalue'].map((name) => extract.header.indexOf(name));
  const wrong = (reason: string, row?: number): Error =>
    unusable('PERTURBATION_TABLE', reason, {
      hint: 'give the table as the method has it: pcv, ckey and pvalue, every combination once',
      place: { file: extract.name, ...(row === undefined ? {} : { row }) },
    });
  if (columns.includes(-1)) throw wrong('it lacks one of the columns pcv, ckey and pvalue');
  const values = new Map<number, number>();
  let rows = 0;
  for await (const row of readRows(extract)) {
    if (isRejection(row)) throw wrong(row.reason, row.row);
    const [value, key, change] = columns.map((column) => wholeNumber(row.cells[column]));
    if (
      value === undefined ||
      key === undefined ||
      change === undefined ||
      value < 1 ||
      key < 0 ||
      key >= KEYS
    ) {
      throw wrong('its cells are not whole numbers in range', row.row);
    }
    const at = value * KEYS + key;
    if (values.has(at)) throw wrong('it has this combination twice', row.row);
    if (value + change < 0) throw wrong('it makes a count negative', row.row);
    values.set(at, change);
    rows = Math.max(rows, value);
  }
  if (rows < CYCLE || values.size !== rows * KEYS) throw wrong('some combination is missing');
  return { rows, change: (value, key) => values.get(value * KEYS + key) ?? 0 };
}

const wholeNumber = (cell: string | undefined): number | undefined =>
  cell !== undefined && /^-?\d{1,9}$/.test(cell) ? Number(cell) : undefined;
