/** What a reader knows of a group of journeys from its being listed at all. */
import { describe, expect, it } from 'vitest';
import { cellId, controlInside, type Figures } from '../../src/disclose/index.ts';
import { EVEN } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

/**
 * Routes with a table that counts the people of one of them together with two of those in other routes: 8 is 6 and 2.
 */
function journeys(): Figures {
  const base = oneTable({});
  const route = (key: string): string => cellId('route', [key], 'people');
  const group = (key: string): string => cellId('group', [key], 'people');
  const routes = {
    police: 40,
    'police → health': 6,
    'police → housing': 2,
    'housing → police': 3,
    health: 4,
  };
  const row = (table: string, key: string, people: number) => ({ table, key: [key], counts: { people } });
  const [table] = base.tables;
  return {
    ...base,
    tables: [{ ...table!, id: 'route' }, table!],
    rows: [
      ...Object.entries(routes).map(([key, people]) => row('route', key, people)),
      row('group', 'one step on from police', 8),
    ],
    relations: [
      {
        kind: 'sum',
        total: group('one step on from police'),
        parts: [route('police → health'), route('police → housing')],
      },
    ],
    folding: { table: 'route', measure: 'people', into: 'other routes', separator: ' → ' },
  };
}

describe('a group of journeys that is listed', () => {
  it('is known to be no smaller than the smallest group', async () => {
    const { selection, rule } = await controlInside(
      journeys(),
      outputs({ 'smallest-journey-group': 5 }),
      EVEN,
    );
    const isHidden = (table: string, key: string): boolean =>
      selection.hidden.has(cellId(table, [key], 'people'));
    expect(rule.smallestGroup).toBe(5);
    // With 8 shown and the route hidden, at most 3 are left for “police → housing”: 4 is excluded.
    expect(isHidden('group', 'one step on from police')).toBe(true);
  });
});
