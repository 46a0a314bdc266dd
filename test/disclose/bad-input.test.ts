/** Figures that are wrong or strange before control. */
import { describe, expect, it } from 'vitest';
import { control, controlInside, type Figures } from '../../src/disclose/index.ts';
import { EVEN } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

const id = (key: string): string => JSON.stringify(['group', key, 'people']);

describe('figures that are refused', () => {
  it('totals that do not add up, and which', async () => {
    await expect(control(oneTable({ a: 10, b: 20, c: 30 }, 61), outputs(), EVEN)).rejects.toMatchObject({
      code: 'TOTAL_WRONG',
      exitCode: 2,
      message:
        'people, all (table group) does not agree with people, a (table group), people, b (table group), ' +
        'people, c (table group), which it is made of or bounds',
    });
  });

  it.each([
    ['negative', -1],
    ['fractional', 2.5],
    ['endless', Number.POSITIVE_INFINITY],
    ['beyond all counting', 2 ** 53],
  ])('a %s count', async (_, count) => {
    await expect(control(oneTable({ a: count, b: 20 }), outputs(), EVEN)).rejects.toMatchObject({
      code: 'COUNT_INVALID',
      exitCode: 2,
      message: 'the count of people, a (table group) is not a whole number from 0 upwards',
    });
  });
});

describe('figures that are strange', () => {
  it('of one row', async () => {
    const shown = await control(oneTable({ a: 3 }), outputs(), EVEN);
    expect(shown.rows.map(({ values }) => values.people)).toEqual(['[c]']);
  });

  it('of which nothing can be shown', async () => {
    const { shown, selection } = await controlInside(oneTable({ a: 1, b: 2, c: 1 }, 4), outputs(), EVEN);
    expect(shown.rows.map(({ values }) => values.people)).toEqual(['[c]', '[c]', '[c]', '[c]']);
    expect(selection.audit.map(({ greatest }) => greatest)).toEqual(Array(4).fill(Number.POSITIVE_INFINITY));
  });

  it('of thousands of columns', async () => {
    const counts = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`c${index}`, index % 100]));
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const { shown, selection } = await controlInside(oneTable(counts, total), outputs(), EVEN);
    expect(shown.rows.filter(({ values }) => values.people === '[c]')).toHaveLength(120);
    expect(selection.audit.every(({ least, greatest }) => least <= 1 && greatest >= 4)).toBe(true);
  });
});

describe('noughts', () => {
  const withZeros = (changes: Partial<Figures['rows'][number]>): Figures => {
    const figures = oneTable({ a: 0, b: 30, c: 12 }, 42);
    return {
      ...figures,
      tables: [{ ...figures.tables[0]!, zeros: 'hidden' }],
      rows: figures.rows.map((row) => (row.key[0] === 'a' ? { ...row, ...changes } : row)),
    };
  };
  const people = async (figures: Figures) =>
    (await control(figures, outputs(), EVEN)).rows.map(({ values }) => values.people);

  it('are hidden and protected where a table says that they reveal a class', async () => {
    expect(await people(withZeros({}))).toEqual(['[c]', 30, '[c]', 42]);
  });

  it('that can be nothing else are not applicable', async () => {
    expect(await people(withZeros({ structural: ['people'] }))).toEqual(['[z]', 30, 12, 42]);
  });

  it('do not protect a small count', async () => {
    const figures = { ...oneTable({ a: 0, b: 3, c: 12 }, 15), id: id('x') };
    expect(await people(figures)).toEqual([0, '[c]', '[c]', 15]);
  });
});
