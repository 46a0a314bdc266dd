import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addMonths } from '../../src/analyse/calendar.ts';
import { type AnalysisContext, repeats } from '../../src/analyse/index.ts';
import { control, textTables, uncontrolled } from '../../src/disclose/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { countsOf } from './counts.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const days = (reference: string, ...dates: string[]): TestEvent[] =>
  dates.map((date) => ({ reference, date }));
describe('repeats', () => {
  // The dated events of one victim, with which are repeats of any referral at most 12 months before.
  const victim = ['2023-01-15', '2023-06-01', '2023-12-20', '2024-12-20', '2025-12-21'];

  it.each([
    ['2023-01-15', 0],
    ['2023-06-01', 1],
    ['2023-12-20', 1],
    ['2024-12-20', 1],
    ['2025-12-21', 0],
  ])('tell for %s whether it is a repeat (%i)', async (day, expected) => {
    const context = await workspace({ events: { police: days('v1', ...victim) }, eventsFrom: '2021-01-01' });
    const figures = await repeats(context, { from: day, to: day });
    expect(countsOf(figures, 'agency', 'repeats')).toEqual({ police: expected, 'any agency': expected });
  });

  it('count a financial year', async () => {
    const context = await workspace({ events: { police: days('v1', ...victim) }, eventsFrom: '2022-04-01' });
    const figures = await repeats(context, { from: '2023-04-01', to: '2024-03-31' });
    expect(figures.rows.map((row) => [row.key[0], row.counts, row.unreliable])).toEqual([
      ['police', { presentations: 2, repeats: 2, people: 1, 'people-repeating': 1 }, undefined],
      ['any agency', { presentations: 2, repeats: 2, people: 1, 'people-repeating': 1 }, undefined],
    ]);
  });

  it('are marked where one of two flows of events begins too late, since one package serves both', async () => {
    const context = await workspace({ events: { police: days('v1', ...victim) }, eventsFrom: '2022-04-01' });
    const [flow] = context.agreement.flows;
    const flows = [flow!, { ...flow!, purpose: 'another', 'events-from': '2023-01-01' }];
    const both = { ...context, agreement: { ...context.agreement, flows } };
    const { rows } = await repeats(both, { from: '2023-04-01', to: '2024-03-31' });
    expect(rows.map(({ unreliable }) => unreliable)).toEqual([
      ['repeats', 'people-repeating'],
      ['repeats', 'people-repeating'],
    ]);
  });

  it.each([
    ['2024-02-29', '2025-02-28', 1],
    ['2024-02-29', '2025-03-01', 0],
    ['2023-02-28', '2024-02-28', 1],
    ['2023-02-28', '2024-02-29', 0],
  ])('%s then %s: %i repeat', async (first, second, expected) => {
    const context = await workspace({
      events: { police: days('a', first, second) },
      eventsFrom: '2020-01-01',
    });
    const figures = await repeats(context, { from: second, to: second });
    expect(countsOf(figures, 'agency', 'repeats').police).toBe(expected);
  });

  it('see across agencies what no agency sees alone', async () => {
    const context = await workspace({
      events: { police: days('a', '2025-05-01'), health: days('a', '2025-08-01') },
      eventsFrom: '2024-01-01',
    });
    const figures = await repeats(context, { from: '2025-04-01', to: '2026-03-31' });
    expect(countsOf(figures, 'agency', 'people-repeating')).toEqual({
      health: 0,
      police: 0,
      'any agency': 1,
    });
    expect(countsOf(figures, 'agency', 'people')).toEqual({ health: 1, police: 1, 'any agency': 1 });
  });

  it('mark a window without twelve months of look-back', async () => {
    const context = await workspace({
      events: { police: days('a', '2023-05-01', '2025-05-01'), health: days('a', '2025-04-20') },
    });
    const figures = await repeats(context, { from: '2025-04-01', to: '2026-03-31' });
    const rows = uncontrolled(figures).rows.map((row) => [row.key[0], row.values.repeats, row.values.share]);
    expect(rows).toEqual([
      ['health', '[u]', '[u]'],
      ['police', 0, { rate: 0, lower: 0, upper: 79.3 }],
      ['any agency', '[u]', '[u]'],
    ]);
    expect(figures.notes).toContain(
      '[u] left-censored: the record of health does not reach back 12 months before the window.',
    );
  });

  it('take the last twelve months of the record unless told', async () => {
    const context = await workspace({ events: { police: days('a', '2023-05-01', '2026-03-10') } });
    expect((await repeats(context)).window).toEqual({ from: '2025-04-01', to: '2026-03-31' });
  });

  it('give the share of people with its interval, controlled', async () => {
    const people = Array.from({ length: 134 }, (_, index) => `v${index}`);
    const context = await workspace({
      events: {
        police: [
          ...people.flatMap((person) => days(person, '2025-06-01')),
          ...people.slice(0, 40).flatMap((person) => days(person, '2025-09-01')),
        ],
      },
      eventsFrom: '2024-04-01',
    });
    const figures = await repeats(context, { from: '2025-04-01', to: '2026-03-31' });
    const [table] = textTables(await control(figures, outputs(), EVEN));
    expect(table?.rows).toEqual([
      ['police', 174, 40, 134, 40, '29.9 % (22.8 to 38.1)'],
      ['any agency', 174, 40, 134, 40, '29.9 % (22.8 to 38.1)'],
    ]);
  });

  /** So many people at each agency; of the second's, the first `shared` are the first's too. */
  const twoAgencies = (police: number, health: number, shared: number) => {
    const people = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        days(`v${from + index}`, '2025-06-01', '2025-09-01'),
      ).flat();
    return workspace({
      events: { police: people(0, police), health: people(police - shared, health) },
      eventsFrom: '2024-04-01',
    });
  };
  const year = { from: '2025-04-01', to: '2026-03-31' };
  /** What is printed of people: at the police, at health, at any agency; undefined where it is hidden. */
  const printed = async (context: AnalysisContext): Promise<(number | undefined)[]> => {
    const { rows } = await control(await repeats(context, year), outputs(), EVEN);
    return ['police', 'health', 'any agency'].map((id) => {
      const people = rows.find(({ key }) => key[0] === id)?.values.people;
      return typeof people === 'number' ? people : undefined;
    });
  };

  it.each([
    ['how few two agencies share', 50, 40, 3],
    ['how few one agency knows and the other does not', 50, 40, 38],
    ['that all but one of an agency are known to the other', 50, 20, 19],
  ])('do not give away %s', async (_, police, health, shared) => {
    const shown = await printed(await twoAgencies(police, health, shared));
    expect(shown).toContain(undefined);
    // Whatever is hidden is 1 or more, nobody is at both more often than at either, and all of 1 to 4 stay possible.
    const range = (index: number) => {
      const known = shown[index];
      return known === undefined ? Array.from({ length: 200 }, (_unused, n) => n + 1) : [known];
    };
    const small: Record<string, Set<number>> = {};
    for (const a of range(0)) {
      for (const b of range(1)) {
        for (const any of range(2)) {
          if (any < Math.max(a, b) || any > a + b) continue;
          for (const [what, count] of Object.entries({
            both: a + b - any,
            police: any - b,
            health: any - a,
          })) {
            small[what] ??= new Set();
            if (count >= 1 && count <= 4) small[what].add(count);
          }
        }
      }
    }
    const truth = { both: shared, police: police - shared, health: health - shared };
    const few = Object.entries(truth).flatMap(([what, count]) => (count >= 1 && count <= 4 ? [what] : []));
    expect(few.length).toBeGreaterThan(0);
    const possible = few.map((what) => [what, Array.from(small[what]!).toSorted((a, b) => a - b)]);
    expect(possible).toEqual(few.map((what) => [what, [1, 2, 3, 4]]));
  });

  it('are printed whole where nothing small follows from them', async () => {
    expect(await printed(await twoAgencies(50, 40, 20))).toEqual([50, 40, 70]);
    expect(await printed(await twoAgencies(50, 40, 0))).toEqual([50, 40, 90]);
  });

  it('agree with a count by hand over random events', async () => {
    const event = fc.tuple(
      fc.constantFrom('police', 'health'),
      fc.constantFrom('a', 'b', 'c'),
      fc.date({ min: new Date('2023-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 30 }), async (drawn) => {
        const events = [
          ...new Set(
            drawn.map(([agency, person, at]) => [agency, person, at.toISOString().slice(0, 10)].join()),
          ),
        ]
          .map((line) => line.split(','))
          .map(([agency, person, day]) => ({ agency: agency!, person: person!, day: day! }));
        const byAgency: Record<string, TestEvent[]> = {};
        for (const { agency, person, day } of events) {
          byAgency[agency] ??= [];
          byAgency[agency].push({ reference: person, date: day });
        }
        const context = await workspace({ events: byAgency, eventsFrom: '2020-01-01' });
        const figures = await repeats(context, { from: '2024-04-01', to: '2025-03-31' });

        const byHand = (agencies: readonly string[]) => {
          const own = events
            .filter(({ agency }) => agencies.includes(agency))
            .toSorted((a, b) => (a.day < b.day ? -1 : 1));
          const inside = own.filter(({ day }) => day >= '2024-04-01' && day <= '2025-03-31');
          const again = inside.filter((one) =>
            own.some(
              (other) =>
                other !== one &&
                other.person === one.person &&
                own.indexOf(other) < own.indexOf(one) &&
                one.day <= addMonths(other.day, 12),
            ),
          );
          return [
            inside.length,
            again.length,
            new Set(inside.map(({ person }) => person)).size,
            new Set(again.map(({ person }) => person)).size,
          ];
        };
        const agencies = Object.keys(byAgency).toSorted();
        expect(figures.rows.map((row) => Object.values(row.counts))).toEqual([
          ...agencies.map((agency) => byHand([agency])),
          byHand(agencies),
        ]);
      }),
      { numRuns: 15 },
    );
  });
});
