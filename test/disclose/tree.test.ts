import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Merged, mergeSmall, type Path } from '../../src/disclose/tree.ts';

const paths = (counts: Readonly<Record<string, number>>): Path<string>[] =>
  Object.entries(counts).map(([name, count]) => ({ steps: name.split('>'), count, item: name }));

const merge = (counts: Readonly<Record<string, number>>, smallest = 5): Record<string, string[]> =>
  Object.fromEntries(
    mergeSmall(paths(counts), smallest).map(({ steps, items }) => [steps.join('>'), [...items].toSorted()]),
  );

describe('the tree of journeys', () => {
  it('stays whole where every group is large enough', () => {
    expect(merge({ 'a>b': 5, 'a>c': 9, a: 7, b: 5 })).toEqual({});
  });

  it('folds small branches where they leave the path', () => {
    expect(merge({ a: 20, 'a>b': 3, 'a>c>d': 4, b: 6 })).toEqual({ a: ['a>b', 'a>c>d'] });
    expect(merge({ a: 3, 'a>b': 3, b: 6 })).toEqual({ a: ['a', 'a>b'] });
  });

  it('takes those who are too few together up the path', () => {
    expect(merge({ a: 20, 'a>b': 3, 'b>c': 2, b: 6 })).toEqual({ '': ['a>b', 'b>c'] });
  });

  it('takes the smallest group in where the rest is too few', () => {
    expect(merge({ a: 20, 'a>b': 3, b: 6 })).toEqual({ '': ['a>b', 'b'] });
    expect(merge({ a: 20, 'a>b': 3, 'a>c': 3, b: 2, c: 9 })).toEqual({ '': ['a>b', 'a>c', 'b'] });
  });

  it('counts everybody together where they are few', () => {
    expect(merge({ a: 1, 'a>b': 2 })).toEqual({ '': ['a', 'a>b'] });
    expect(merge({})).toEqual({});
  });

  it('leaves at least so many people in each group, loses nobody, and hides one large path at most', () => {
    const step = fc.constantFrom('a', 'b', 'c');
    const route = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('>'));
    fc.assert(
      fc.property(fc.dictionary(route, fc.integer({ min: 1, max: 12 }), { minKeys: 1 }), (counts) => {
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        fc.pre(total >= 5);
        const merged = mergeSmall(paths(counts), 5);
        const groups = leavesOf(counts, merged);
        expect(groups.filter((count) => count < 5)).toEqual([]);
        expect(groups.reduce((sum, count) => sum + count, 0)).toBe(total);
        const lost = merged.flatMap(({ items }) => items.filter((name) => counts[name]! >= 5));
        expect(lost.length).toBeLessThan(2);
        for (const { steps, items } of merged) {
          expect(items.every((name) => name.split('>').slice(0, steps.length).join() === steps.join())).toBe(
            true,
          );
        }
      }),
    );
  });

  it('counts together as far down the path as there are enough', () => {
    const step = fc.constantFrom('a', 'b');
    const route = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('>'));
    fc.assert(
      fc.property(fc.dictionary(route, fc.integer({ min: 1, max: 6 }), { minKeys: 1 }), (counts) => {
        for (const { steps, items } of mergeSmall(paths(counts), 5)) {
          const further = new Map<string, number>();
          for (const name of items.filter((one) => counts[one]! < 5)) {
            const next = name.split('>').slice(0, steps.length + 1);
            if (next.length <= steps.length) continue;
            further.set(next.join('>'), (further.get(next.join('>')) ?? 0) + counts[name]!);
          }
          const isRoot = steps.length === 0;
          expect([...further.values()].filter((count) => count >= 5).length).toBeLessThan(isRoot ? 2 : 1);
        }
      }),
    );
  });
});

/** The people in each path that is left, and in each that was made. */
function leavesOf(counts: Readonly<Record<string, number>>, merged: readonly Merged<string>[]): number[] {
  const gone = new Set(merged.flatMap(({ items }) => items));
  const alone = Object.entries(counts).flatMap(([name, count]) => (gone.has(name) ? [] : [count]));
  return [...alone, ...merged.map(({ items }) => items.reduce((sum, name) => sum + counts[name]!, 0))];
}
