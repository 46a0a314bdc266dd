import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { overlap } from '../../src/analyse/index.ts';
import { control, type Figures } from '../../src/disclose/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { countsOf } from './counts.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** A workspace in which so many people are known to exactly those agencies. */
async function people(counts: Readonly<Record<string, number>>): Promise<Figures> {
  const events: Record<string, TestEvent[]> = {};
  for (const [combination, count] of Object.entries(counts)) {
    for (const agency of combination.split('+')) {
      events[agency] ??= [];
      for (let index = 0; index < count; index += 1) {
        events[agency].push({ reference: `${combination}-${index}`, date: '2025-05-01' });
      }
    }
  }
  return overlap(await workspace({ events }));
}

const shown = async (figures: Figures): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await control(figures, outputs(), EVEN)).rows.map((row) => [row.key[0], row.values.people]),
  );

describe('overlap', () => {
  it('counts each person in one combination', async () => {
    const figures = await people({ police: 30, health: 20, 'health+police': 10, 'health+housing+police': 6 });
    expect(countsOf(figures, 'combination', 'people')).toEqual({
      'health only': 20,
      'housing only': 0,
      'police only': 30,
      'health + housing': 0,
      'health + police': 10,
      'housing + police': 0,
      'health + housing + police': 6,
      'all people': 66,
    });
    expect(countsOf(figures, 'number', 'people')).toEqual({
      '1 agency': 50,
      '2 agencies': 10,
      '3 agencies': 6,
    });
  });

  it('shows everything where nothing is small', async () => {
    expect(await shown(await people({ police: 30, health: 20, 'health+police': 10 }))).toEqual({
      'health only': 20,
      'police only': 30,
      'health + police': 10,
      'all people': 60,
      '1 agency': 50,
      '2 agencies': 10,
    });
  });

  it('hides further combinations, and the totals by number of agencies', async () => {
    const figures = await control(
      await people({ police: 30, health: 20, 'health+police': 3 }),
      outputs(),
      EVEN,
    );
    expect(figures.tables.map((table) => table.id)).toEqual(['combination']);
    // The police know how many people they know: with "police only" shown, the rest would be the three.
    expect(figures.rows.map((row) => [row.key[0], row.values.people])).toEqual([
      ['health only', '[c]'],
      ['police only', '[c]'],
      ['health + police', '[c]'],
      ['all people', 53],
    ]);
  });

  it('lists only what occurs, small ones together, where there are many agencies', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const single = Object.fromEntries(names.map((name) => [name, 20]));
    expect(await shown(await people({ ...single, 'a+b': 3, 'c+d': 4 }))).toMatchObject({
      'g only': 20,
      'other combinations': 7,
      'all people': 147,
    });
  });

  it('agrees with a count by hand over random events', async () => {
    const event = fc.tuple(
      fc.constantFrom('police', 'health', 'housing'),
      fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (drawn) => {
        const events: Record<string, TestEvent[]> = {};
        for (const [agency, person] of drawn) {
          events[agency] ??= [];
          events[agency].push({ reference: person, date: '2025-05-01' });
        }
        const figures = await overlap(await workspace({ events }));
        const expected: Record<string, number> = {};
        for (const person of new Set(drawn.map(([, who]) => who))) {
          const agencies = [
            ...new Set(drawn.filter(([, who]) => who === person).map(([agency]) => agency)),
          ].toSorted();
          const name = agencies.length === 1 ? `${agencies[0]} only` : agencies.join(' + ');
          expected[name] = (expected[name] ?? 0) + 1;
        }
        const counted = Object.entries(countsOf(figures, 'combination', 'people'));
        expect(
          Object.fromEntries(counted.filter(([name, count]) => count > 0 && name !== 'all people')),
        ).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});
