/** Cell-key perturbation against the published example, and tables that are none. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cellKey,
  type PerturbationTable,
  perturb,
  perturbationValue,
  publish,
  readPerturbationTable,
  ruleOf,
} from '../../src/disclose/index.ts';
import { outputs } from './outputs.ts';

interface Known {
  readonly 'cell-keys': {
    readonly groups: readonly (readonly [string, number])[];
    readonly ckey: Readonly<Record<string, number>>;
    readonly pcv: Readonly<Record<string, number>>;
    readonly count: Readonly<Record<string, number | null>>;
  };
}

let folder: string;
let table: PerturbationTable;
let known: Known['cell-keys'];

/** The sample table of the method: under 10 to nought, the rest to the nearest 5, whatever the key. */
const change = (value: number): number => (value < 10 ? -value : [0, -1, -2, 2, 1][value % 5]!);
const csv = (rows: number, at = change): string => {
  const lines = ['pcv,ckey,pvalue'];
  for (let value = 1; value <= rows; value += 1) {
    for (let key = 0; key < 256; key += 1) lines.push(`${value},${key},${at(value)}`);
  }
  return `${lines.join('\n')}\n`;
};
const write = async (text: string): Promise<string> => {
  const path = join(folder, 'table.csv');
  await writeFile(path, text);
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cell-key-'));
  table = await readPerturbationTable(await write(csv(750)));
  const text = await readFile(new URL('known-answers.json', import.meta.url), 'utf8');
  known = (JSON.parse(text) as Known)['cell-keys'];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('cell-key perturbation', () => {
  it('gives the published keys, rows of the table and counts', () => {
    let record = 0;
    for (const [group, size] of known.groups) {
      const keys = Array.from({ length: size }, () => (37 * record++) % 256);
      const key = cellKey(keys);
      const row = perturbationValue(size, table.rows);
      expect([group, key, row]).toEqual([group, known.ckey[group], known.pcv[group] ?? size]);
      expect([group, perturb(size, key, table, 10)]).toEqual([group, known.count[group] ?? '[c]']);
    }
  });

  it('with the sample table is the preset ons-10-5, but for noughts', () => {
    const rule = ruleOf(outputs({ preset: 'ons-10-5' }));
    for (let count = 1; count < 1200; count += 7) {
      expect([count, perturb(count, count % 256, table, 10)]).toEqual([count, publish(count, rule)]);
    }
    expect(perturb(0, 0, table, 10)).toBe(0);
  });

  it.each([
    ['without a column', 'pcv,ckey\n1,0\n'],
    ['with a fraction', `${csv(250)}251,0,0.5\n`],
    ['with a key beyond 255', `${csv(250)}251,256,0\n`],
    ['with a combination twice', `${csv(250)}250,255,0\n`],
    ['with a combination missing', `${csv(250)}251,0,0\n`],
    ['that makes a count negative', csv(250, () => -2)],
    ['that is too short', csv(3)],
  ])('refuses a table %s', async (_, text) => {
    await expect(readPerturbationTable(await write(text))).rejects.toMatchObject({
      code: 'PERTURBATION_TABLE',
      exitCode: 2,
    });
  });
});
