import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinationsOf, type RouteByAgencies } from '../../src/analyse/combinations.ts';
import type { Relation } from '../../src/disclose/index.ts';

const form = { arrow: '>', cutOff: '…', cell: (route: string) => `route ${route}` };

const known = (pairs: readonly RouteByAgencies[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { route, people } of pairs) {
    counts.set(form.cell(route), (counts.get(form.cell(route)) ?? 0) + people);
  }
  for (const { id, count } of combinationsOf(pairs, form).unprinted) counts.set(id, count);
  return counts;
};

const holds = (relation: Relation, counts: ReadonlyMap<string, number>): boolean =>
  relation.kind === 'sum' &&
  counts.get(relation.total) === relation.parts.reduce((sum, part) => sum + (counts.get(part) ?? NaN), 0);

describe('the combinations that routes tell of', () => {
  it('are the sums of their routes', () => {
    const pairs = [
      { route: 'a', agencies: ['a'], people: 9 },
      { route: 'a>b', agencies: ['a', 'b'], people: 7 },
      { route: 'b>a', agencies: ['a', 'b'], people: 2 },
    ];
    const { relations, cells } = combinationsOf(pairs, form);
    expect(cells.map(({ where }) => where)).toEqual(['exactly a', 'exactly a+b']);
    expect(relations).toContainEqual({
      kind: 'sum',
      total: cells[1]!.id,
      parts: ['route a>b', 'route b>a'],
    });
  });

  it('share the people of a route that is cut off, whose agencies nobody can see', () => {
    const pairs = [
      { route: 'a>b>…', agencies: ['a', 'b'], people: 4 },
      { route: 'a>b>…', agencies: ['a', 'b', 'c'], people: 3 },
      { route: 'c', agencies: ['c'], people: 5 },
      { route: 'd', agencies: ['d'], people: 5 },
    ];
    const { relations, unprinted } = combinationsOf(pairs, form);
    const split = relations.find((one) => one.kind === 'sum' && one.total === 'route a>b>…') as Relation & {
      readonly parts: readonly string[];
    };
    expect(split.parts.map((part) => unprinted.find(({ id }) => id === part)?.count)).toEqual([4, 3, 0, 0]);
  });

  it('agree with the routes, whoever takes them', () => {
    const agencies = ['a', 'b', 'c'];
    const pair = fc
      .tuple(
        fc.array(fc.constantFrom(...agencies), { minLength: 1, maxLength: 3 }),
        fc.subarray(agencies),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
      )
      .map(
        ([steps, more, isCut, people]): RouteByAgencies => ({
          route: [...steps, ...(isCut ? ['…'] : [])].join('>'),
          agencies: [...new Set([...steps, ...(isCut ? more : [])])].toSorted(),
          people,
        }),
      );
    const unique = fc.uniqueArray(pair, { selector: (one) => `${one.route} ${one.agencies.join()}` });
    fc.assert(
      fc.property(unique, (pairs) => {
        const counts = known(pairs);
        const { relations, cells } = combinationsOf(pairs, form);
        expect(relations.filter((relation) => !holds(relation, counts))).toEqual([]);
        const people = pairs.reduce((sum, one) => sum + one.people, 0);
        expect(cells.reduce((sum, { id }) => sum + counts.get(id)!, 0)).toBe(people);
      }),
    );
  });
});
