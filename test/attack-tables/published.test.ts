/** Known answers: what can be recovered from tables that others published. fixtures/published/README.md has their sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { attackFiles } from '../../src/attack/index.ts';
import { ranges, values } from './files.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/published/', import.meta.url));
const attack = (...names: readonly string[]) => attackFiles(names.map((name) => join(FOLDER, `${name}.csv`)));

describe('published tables', () => {
  test('by sex: both hidden counts by subtraction', async () => {
    const found = await attack('hartlepool-sex');
    expect(found.recovered).toEqual([
      {
        table: 'hartlepool-sex.csv',
        row: 'Transgender',
        column: '2022/23',
        value: 2,
        because: [
          'Column 2022/23: 2,372 (Individuals) − 436 (Male) − 1,910 (Female) − 24 (Unrecorded) = 2 (Transgender)',
        ],
      },
      {
        table: 'hartlepool-sex.csv',
        row: 'Transgender',
        column: '2023/24',
        value: 3,
        because: [
          'Column 2023/24: 2,266 (Individuals) − 451 (Male) − 1,799 (Female) − 13 (Unrecorded) = 3 (Transgender)',
        ],
      },
    ]);
    expect(found.bounds).toEqual([]);
    expect(Object.keys(found)).toEqual(['recovered', 'bounds', 'marks']);
  });

  test('by ethnic group: by subtraction, and from the percentages alone', async () => {
    expect(values(await attack('hartlepool-ethnic-group'))).toEqual({ 'Black, 2022/23': 2 });
    const { recovered } = await attack('hartlepool-ethnic-group-shares');
    expect(recovered).toMatchObject([
      {
        row: 'Black',
        value: 2,
        because: [
          '1,233 (White, 2022/23) is 97.1 % of 1,270 and of no other whole number: the base of "%"',
          'Column 2022/23: 1,270 (the base of "%") − 1,233 (White) − 24 (Asian) − 5 (Mixed) − 6 (Other) = 2 (Black)',
        ],
      },
    ]);
  });

  test('by quarter: the one that is missing', async () => {
    const { recovered } = await attack('safeguarding-quarters');
    expect(recovered).toMatchObject([
      {
        row: 'January to March',
        column: 'Enquiries',
        value: 11,
        because: [
          'Column Enquiries: 52 (Year) − 13 (April to June) − 12 (July to September) − 16 (October to December) = 11 (January to March)',
        ],
      },
    ]);
  });

  test('two hidden counts in every line, and one of them known', async () => {
    const found = await attack('sdctable-two-in-every-line');
    expect(found.recovered).toMatchObject([
      {
        row: 'w',
        column: 'b',
        value: 47,
        because: [
          'Row w: 230 (Total) − 89 (d) = 141 is left for a, b and c: S1',
          'Row x: 250 (Total) − 124 (b) − 31 (d) = 95 is left for a and c: S2',
          'Column a: 1,012 (Total) − 92 (y) − 800 (z) = 120 is left for w and x: S3',
          'Column c: 779 (Total) − 59 (y) − 651 (z) = 69 is left for w and x: S4',
          'S1 + S2 − S3 − S4 = 141 + 95 − 120 − 69 = 47: every other hidden count cancels out, and w, b is left',
        ],
      },
    ]);
    expect(ranges(found)).toEqual({
      'w, a': [25, 94],
      'w, c': [0, 69],
      'x, a': [26, 95],
      'x, c': [0, 69],
      'y, b': [0, 185],
      'y, d': [0, 185],
      'z, b': [906, 1091],
      'z, d': [585, 770],
    });
  });

  test('overlaps with the totals of their lists: five of ten, and the others narrowed', async () => {
    const found = await attack('modern-slavery-combinations', 'modern-slavery-lists');
    expect(values(found)).toEqual({
      'NG & GP, People': 1,
      'GP & NCA, People': 1,
      'LA & NG & GO, People': 1,
      'NG & PF & GO, People': 4,
      'LA & NG & PF & GO, People': 1,
    });
    expect(ranges(found)).toEqual({
      'LA & GO, People': [2, 3],
      'NG & NCA, People': [3, 4],
      'LA & NG & PF, People': [1, 2],
      'NG & PF & NCA, People': [1, 3],
      'PF & GO & NCA, People': [1, 2],
    });
    expect(found.bounds.every(({ narrowed, because }) => narrowed && because.length > 1)).toBe(true);
  });

  test('each has a row in the list of sources', () => {
    const sources = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.csv'));
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((name) => !sources.includes(`\`${name}\``))).toEqual([]);
  });
});
