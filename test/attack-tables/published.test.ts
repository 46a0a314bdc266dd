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
        because: ['2,372 − 436 − 1,910 − 24 = 2: Transgender, 2022/23'],
      },
      {
        table: 'hartlepool-sex.csv',
        row: 'Transgender',
        column: '2023/24',
        value: 3,
        because: ['2,266 − 451 − 1,799 − 13 = 3: Transgender, 2023/24'],
      },
    ]);
    expect(found.bounds).toEqual([]);
    expect(Object.keys(found)).toEqual(['recovered', 'bounds']);
  });

  test('by ethnic group: by subtraction, and from the percentages alone', async () => {
    expect(values(await attack('hartlepool-ethnic-group'))).toEqual({ 'Black, 2022/23': 2 });
    const { recovered } = await attack('hartlepool-ethnic-group-shares');
    expect(recovered).toMatchObject([
      {
        row: 'Black',
        value: 2,
        because: [
          '1,233 (White) is 97.1 % of 1,270 and of no other whole number: the base',
          '1,270 − 1,233 − 24 − 5 − 6 = 2: Black',
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
        because: ['52 − 13 − 12 − 16 = 11: January to March, Enquiries'],
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
          'w, Total: 230 − 89 = 141 is left for w, a; w, b and w, c',
          'x, Total: 250 − 124 − 31 = 95 is left for x, a and x, c',
          'Total, a: 1,012 − 92 − 800 = 120 is left for w, a and x, a',
          'Total, c: 779 − 59 − 651 = 69 is left for w, c and x, c',
          '141 + 95 − 120 − 69 = 47: every other hidden cell cancels out, and w, b is left',
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
