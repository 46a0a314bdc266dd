import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttackOptions, attackFiles, type Findings } from '../../src/attack/index.ts';

/** The attack on tables given as text, each a file of its own named `a.csv`, `b.csv`, ... */
export async function attackText(
  tables: string | Uint8Array | readonly string[],
  options: Omit<AttackOptions, 'earlier'> & { readonly earlier?: string } = {},
): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-tables-'));
  try {
    const write = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const contents = typeof tables === 'string' || tables instanceof Uint8Array ? [tables] : tables;
    const paths = contents.map((content, at) => write(`${String.fromCharCode(97 + at)}.csv`, content));
    const { earlier, ...rest } = options;
    return await attackFiles(paths, {
      ...rest,
      ...(earlier === undefined ? {} : { earlier: [write('earlier.csv', earlier)] }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was recovered, by row and column: `Black, 2022/23`. */
export const values = ({ recovered }: Findings): Record<string, number> =>
  Object.fromEntries(recovered.map(({ row, column, value }) => [`${row}, ${column}`, value]));

/** What is left of the rest, by row and column. */
export const ranges = ({ bounds }: Findings): Record<string, [number, number | null]> =>
  Object.fromEntries(bounds.map(({ row, column, from, to }) => [`${row}, ${column}`, [from, to]]));
