import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareShown, type Figures, ruleOf, shownOf } from '../../src/disclose/index.ts';
import { outputs } from './outputs.ts';

const RULE = ruleOf(outputs());

/** People by area, with a share that follows from them; a row for each count. */
const figures = (counts: readonly number[], names = counts.map((_, index) => `area ${index}`)): Figures => ({
  id: 'areas',
  version: 1,
  title: 'People by area',
  unit: 'people',
  window: { from: '2025-04-01', to: '2026-03-31' },
  definition: 'People.',
  exclusions: [],
  notes: [],
  tables: [
    {
      id: 'area',
      title: 'People by area',
      dimensions: [{ name: 'area', title: 'area' }],
      measures: ['people', 'share'],
    },
  ],
  measures: [
    { kind: 'count', name: 'people', title: 'people', keep: 1 },
    { kind: 'share', name: 'share', title: 'share', part: 'people', whole: 'people' },
  ],
  rows: counts.map((people, index) => ({ table: 'area', key: [names[index]!], counts: { people } })),
  unprinted: [],
  relations: [],
});

const idOf = (row: number): string => JSON.stringify(['area', `area ${row}`, 'people']);
const shown = (counts: readonly number[], hidden: readonly number[] = [], names?: readonly string[]) =>
  shownOf(
    figures(counts, names as string[] | undefined),
    { tables: new Set(['area']), hidden: new Set(hidden.map(idOf)) },
    RULE,
  );

describe('compareShown', () => {
  it('tells what is shown otherwise, cell by cell, and no share', () => {
    expect(compareShown(shown([57, 12, 3, 2, 9]), shown([61, 12, 3, 6, 1]))).toEqual({
      changed: [
        { table: 'People by area', key: ['area 0'], measure: 'people', before: 57, now: 61 },
        { table: 'People by area', key: ['area 3'], measure: 'people', before: '[c]', now: 6 },
        { table: 'People by area', key: ['area 4'], measure: 'people', before: 9, now: '[c]' },
      ],
      same: 1,
      withheld: 1,
    });
  });

  it('tells of rows that came and went', () => {
    const { changed } = compareShown(
      shown([10, 11], [], ['north', 'south']),
      shown([10, 12], [], ['north', 'east']),
    );
    expect(changed.map(({ key, before, now }) => [key[0], before, now])).toEqual([
      ['east', null, 12],
      ['south', 11, null],
    ]);
  });

  it('says the same whatever the counts are that are withheld', () => {
    const count = fc.integer({ min: 0, max: 40 });
    const counts = fc.array(count, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        counts,
        counts,
        fc.subarray([0, 1, 2, 3, 4, 5]),
        counts,
        counts,
        (before, now, hidden, a, b) => {
          const other = (from: readonly number[], to: readonly number[]) =>
            from.map((one, index) => (hidden.includes(index) ? to[index]! : one));
          expect(compareShown(shown(other(before, a), hidden), shown(other(now, b), hidden))).toEqual(
            compareShown(shown(before, hidden), shown(now, hidden)),
          );
        },
      ),
    );
  });
});
