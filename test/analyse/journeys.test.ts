import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type JourneyOptions, journeys } from '../../src/analyse/index.ts';
import { checkTogether, control, controlInside } from '../../src/disclose/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { countsOf } from './counts.ts';
import { removeWorkspaces, type TestEvent, type TestWorkspace, workspace } from './workspace.ts';

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

  const orders = async (events: TestWorkspace['events'], options: JourneyOptions = {}) =>
    countsOf(await journeys(await workspace({ events }), options), 'order', 'people');

  it('say how many hang on a tie: two agencies on one day', async () => {
    expect(await orders(story)).toEqual({ 'the days alone': 3, 'a tie': 1 });
    // Within one agency, types of event can stand on one day as well.
    const twice = {
      police: ['incident', 'referral'].map((type) => ({
        reference: 'a',
        date: '2025-05-01',
        type,
        case: type,
      })),
    };
    expect(await orders(twice)).toEqual({ 'the days alone': 1, 'a tie': 0 });
    expect(await orders(twice, { level: 'type' })).toEqual({ 'the days alone': 0, 'a tie': 1 });
  });

  it('say how many hang on a tie: another agency in a month that is all that is known', async () => {
    const police = [
      { reference: 'a', date: '2025-05-31' },
      { reference: 'b', date: '2025-06-01' },
      { reference: 'c', date: '2025-05-20' },
    ];
    const health = [{ reference: 'c', date: '2025-05-21' }];
    const housing = ['a', 'b'].map((reference) => ({ reference, month: '2025-05' }));
    expect(await orders({ police, health, housing })).toEqual({ 'the days alone': 2, 'a tie': 1 });
  });

  it('hide how many hang on a tie where they are few', async () => {
    const police = Array.from({ length: 20 }, (_, index) => ({ reference: `p${index}`, date: '2025-05-01' }));
    const figures = await journeys(await workspace({ events: { police, health: police.slice(0, 2) } }));
    const { rows } = await control(figures, outputs(), EVEN);
    const shown = rows.filter(({ table }) => table === 'order').map(({ values }) => values.people);
    expect(shown).toEqual(['[c]', '[c]']);
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
    for (const steps of [0, 21, 1.5])
      await expect(routes({ steps })).rejects.toMatchObject({ code: 'STEPS_INVALID' });
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
    const byHand = (events: readonly RandomEvent[]) => {
      const counts: Record<string, number> = {};
      let ties = 0;
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
        const kept = [...firsts.values()];
        const isTied = kept.some((a) => kept.some((b) => a.day === b.day && a.agency !== b.agency));
        ties += isTied ? 1 : 0;
      }
      return { counts, ties };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 20 }), async (events) => {
        // One role a person, so that no event is set aside for being on both sides.
        const victims = events.map((one) => ({ ...one, role: one.person === 'd' ? 'suspect' : 'victim' }));
        const byAgency: Record<string, TestEvent[]> = {};
        for (const { agency, person, day, role, case: kase } of victims) {
          byAgency[agency] ??= [];
          byAgency[agency].push({ reference: person, date: dayText(day), role, case: kase });
        }
        const figures = await journeys(await workspace({ events: byAgency }), { steps: 20 });
        const { counts, ties } = byHand(victims.filter(({ role }) => role === 'victim'));
        expect(countsOf(figures, 'route', 'people')).toEqual({ 'all people': 0, ...counts });
        expect(countsOf(figures, 'order', 'people')['a tie']).toBe(ties);
      }),
      { numRuns: 15 },
    );
  });

  it('leave as a table with small routes folded', async () => {
    const police = Array.from({ length: 12 }, (_, index) => ({ reference: `p${index}`, date: '2025-05-01' }));
    const health = Array.from({ length: 3 }, (_, index) => ({ reference: `p${index}`, date: '2025-05-09' }));
    const others = Array.from({ length: 4 }, (_, index) => ({ reference: `h${index}`, date: '2025-05-09' }));
    const figures = await journeys(await workspace({ events: { police, health: [...health, ...others] } }));
    const shown = await control(figures, outputs(), EVEN);
    const main = shown.rows.filter(({ table }) => ['route', 'order'].includes(table));
    expect(main.map((row) => [row.key[0], row.values])).toEqual([
      ['police', { people: 9, days: '[c]', 'days-from': '[x]', 'days-to': '[x]' }],
      ['other routes', { people: 7, days: '[x]', 'days-from': '[x]', 'days-to': '[x]' }],
      ['all people', { people: 16, days: 0, 'days-from': 0, 'days-to': 0 }],
      ['the days alone', { people: 16 }],
      ['a tie', { people: 0 }],
    ]);
    // By first step, the folded routes could be told apart.
    expect(shown.tables.map((table) => table.id)).not.toContain('length');
  });
});

it('the same journeys cut off elsewhere do not tell how few went on another way', async () => {
  const events: Record<string, TestEvent[]> = { police: [], health: [], housing: [], childrens: [] };
  const go = (people: number, ...route: string[]): void => {
    for (let one = 0; one < people; one += 1) {
      const reference = `${route.join()} ${one}`;
      for (const [at, agency] of route.entries())
        events[agency]!.push({ reference, date: `2025-0${at + 1}-10` });
    }
  };
  go(20, 'police', 'health', 'housing');
  go(3, 'police', 'health', 'police');
  go(9, 'police', 'health');
  go(30, 'police');
  go(12, 'housing');
  go(4, 'housing', 'police');
  go(4, 'childrens');
  const context = await workspace({ events });
  const published = async (steps: number, isDraft: boolean) => {
    const {
      folded: figures,
      selection: { tables, hidden },
      rule,
    } = await controlInside(await journeys(context, { steps, gap: 300 }), outputs(), EVEN);
    return { name: `${steps} steps`, figures, tables, hidden, rule, isDraft };
  };
  // 23 went on from police and health, 20 of them to housing.
  const found = await checkTogether([await published(3, false), await published(2, true)], EVEN);
  expect(found).toMatchObject({ status: 'unsafe' });
});
