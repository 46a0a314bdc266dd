import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type JourneyOptions, journeys } from '../../src/analyse/index.ts';
import { control } from '../../src/disclose/index.ts';
import { countsOf } from './counts.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** Two people go police, health, housing; one comes to the police three times; one starts twice on one day. */
const story = {
  police: [
    { reference: 'a', date: '2025-04-01', type: 'incident' },
    { reference: 'b', date: '2025-04-03', type: 'incident' },
    { reference: 'c', date: '2025-04-01', type: 'incident' },
    { reference: 'c', date: '2025-05-01', type: 'incident' },
    { reference: 'c', date: '2025-06-01', type: 'referral' },
    { reference: 'd', date: '2025-07-01', type: 'incident' },
  ],
  health: [
    { reference: 'a', date: '2025-04-11', type: 'emergency' },
    { reference: 'b', date: '2025-05-03', type: 'emergency' },
    { reference: 'd', date: '2025-07-01', type: 'emergency' },
  ],
  housing: [
    { reference: 'a', date: '2025-05-01', type: 'application' },
    { reference: 'b', date: '2025-05-23', type: 'application' },
  ],
};

const routes = async (options: JourneyOptions = {}) =>
  countsOf(await journeys(await workspace({ events: story }), options), 'route', 'people');

describe('journeys', () => {
  it('count people by route, first step and days', async () => {
    const figures = await journeys(await workspace({ events: story }));
    expect(countsOf(figures, 'route', 'people')).toEqual({
      'police → health → housing': 2,
      'health → police': 1,
      police: 1,
      'all people': 4,
    });
    expect(countsOf(figures, 'first', 'people')).toEqual({ health: 1, police: 3 });
    expect(countsOf(figures, 'route', 'days')).toMatchObject({
      'police → health → housing': 40,
      'health → police': 0,
      police: 61,
    });
    expect(figures.window).toEqual({ from: '2025-04-01', to: '2025-07-31' });
  });

  it('can keep presentations in a row apart', async () => {
    expect(await routes({ collapse: false })).toMatchObject({ 'police → police → police': 1 });
  });

  it('can go by type of event', async () => {
    expect(await routes({ level: 'type' })).toMatchObject({
      'police: incident → police: referral': 1,
      'health: emergency → police: incident': 1,
    });
  });

  it('cut long routes and keep them apart from short ones', async () => {
    expect(await routes({ steps: 2 })).toEqual({
      'police → health → …': 2,
      'health → police': 1,
      police: 1,
      'all people': 4,
    });
  });

  it('count only what lies in the window, both days included', async () => {
    expect(await routes({ from: '2025-05-01', to: '2025-05-03' })).toEqual({
      housing: 1,
      police: 1,
      health: 1,
      'all people': 3,
    });
  });

  it('count the rows of one case once, at its first day', async () => {
    const context = await workspace({
      events: {
        police: [
          { reference: 'a', date: '2025-04-01', case: 'k' },
          { reference: 'a', date: '2025-09-01', case: 'k' },
        ],
        health: [{ reference: 'a', date: '2025-06-01' }],
      },
    });
    expect(countsOf(await journeys(context), 'route', 'people')).toEqual({
      'police → health': 1,
      'all people': 1,
    });
  });

  it('put an event known by its month at the 15th', async () => {
    const context = await workspace({
      events: {
        police: [
          { reference: 'a', date: '2025-05-14' },
          { reference: 'b', date: '2025-05-16' },
          { reference: 'c', date: '2025-05-15' },
        ],
        housing: ['a', 'b', 'c'].map((reference) => ({ reference, month: '2025-05' })),
      },
    });
    expect(countsOf(await journeys(context), 'route', 'people')).toEqual({
      'police → housing': 1,
      'housing → police': 2,
      'all people': 3,
    });
  });

  it('take one person with 10,000 events', async () => {
    const day = (index: number) => new Date(Date.UTC(1996, 0, 1 + index)).toISOString().slice(0, 10);
    const events = Array.from({ length: 10_000 }, (_, index) => ({ reference: 'a', date: day(index) }));
    const context = await workspace({
      events: { police: events, health: [{ reference: 'a', date: '2025-01-01' }] },
    });
    const figures = await journeys(context, { collapse: false, steps: 3 });
    expect(countsOf(figures, 'route', 'people')).toEqual({
      'police → police → police → …': 1,
      'all people': 1,
    });
  });

  it('refuse a number of steps that is none', async () => {
    await expect(routes({ steps: 0 })).rejects.toMatchObject({ code: 'STEPS_INVALID' });
  });

  it('agree with a count by hand over random events', async () => {
    const event = fc.record({
      agency: fc.constantFrom('police', 'health', 'housing'),
      person: fc.constantFrom('a', 'b', 'c', 'd'),
      day: fc.integer({ min: 1, max: 28 }),
      role: fc.constantFrom('victim', 'suspect'),
      case: fc.constantFrom('', 'k1', 'k2'),
    });
    type RandomEvent = { agency: string; person: string; day: number; role: string; case: string };
    const dayText = (day: number) => `2025-05-${String(day).padStart(2, '0')}`;
    const byHand = (events: readonly RandomEvent[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const person of new Set(events.map((one) => one.person))) {
        const firsts = new Map<string, { agency: string; day: number }>();
        for (const { agency, day, case: kase } of events.filter((one) => one.person === person)) {
          const key = `${agency}/${kase === '' ? `day ${day}` : kase}`;
          firsts.set(key, { agency, day: Math.min(day, firsts.get(key)?.day ?? day) });
        }
        const steps = [...firsts.values()]
          .toSorted((a, b) => a.day - b.day || (a.agency < b.agency ? -1 : 1))
          .map(({ agency }) => agency);
        const route = steps.filter((step, index) => step !== steps[index - 1]).join(' → ');
        counts[route] = (counts[route] ?? 0) + 1;
        counts['all people'] = (counts['all people'] ?? 0) + 1;
      }
      return counts;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
        // One role a person, so that no event is set aside for being on both sides.
        const victims = events.map((one) => ({ ...one, role: one.person === 'd' ? 'suspect' : 'victim' }));
        const byAgency: Record<string, TestEvent[]> = {};
        for (const { agency, person, day, role, case: kase } of victims) {
          byAgency[agency] ??= [];
          byAgency[agency].push({ reference: person, date: dayText(day), role, case: kase });
        }
        const figures = await journeys(await workspace({ events: byAgency }), { steps: 99 });
        const expected = byHand(victims.filter(({ role }) => role === 'victim'));
        expect(countsOf(figures, 'route', 'people')).toEqual({ 'all people': 0, ...expected });
      }),
      { numRuns: 15 },
    );
  });

  it('leave as a table with small routes folded', async () => {
    const police = Array.from({ length: 12 }, (_, index) => ({ reference: `p${index}`, date: '2025-05-01' }));
    const health = Array.from({ length: 3 }, (_, index) => ({ reference: `p${index}`, date: '2025-05-09' }));
    const others = Array.from({ length: 4 }, (_, index) => ({ reference: `h${index}`, date: '2025-05-09' }));
    const figures = await journeys(await workspace({ events: { police, health: [...health, ...others] } }));
    const shown = control(figures, {
      preset: 'local-5',
      'smallest-count': 5,
      rounding: 'none',
      'smallest-journey-group': 5,
    });
    expect(shown.rows.map((row) => [row.key[0], row.values])).toEqual([
      ['police', { people: 9, days: '[c]' }],
      ['other routes', { people: 7, days: '[x]' }],
      ['all people', { people: 16, days: 0 }],
    ]);
    expect(shown.tables.map((table) => table.id)).toEqual(['route']);
  });
});
