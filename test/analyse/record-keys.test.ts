/** Cell keys beside counts, against sums of the people's record keys worked by hand. */
import { afterEach, expect, it } from 'vitest';
import { countIndicator, overlap, repeats } from '../../src/analyse/index.ts';
import type { Figures } from '../../src/disclose/index.ts';
import { shippedIndicators } from '../../src/indicators/index.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** Two people have the same key, which counts twice. */
const KEYS: Readonly<Record<string, number>> = { ann: 200, bea: 100, cat: 30, dot: 7, eve: 100 };

const days = (reference: string, ...dates: string[]): TestEvent[] =>
  dates.map((date) => ({ reference, date, role: 'victim' }));
const window = { from: '2025-04-01', to: '2026-03-31' };

const context = async () => ({
  ...(await workspace({
    events: {
      police: [
        ...days('ann', '2025-05-01', '2025-06-01'),
        ...days('bea', '2025-05-01'),
        ...days('cat', '2025-05-01', '2025-06-01', '2025-07-01'),
        ...days('eve', '2025-05-01'),
      ],
      health: [...days('bea', '2025-06-01', '2025-07-01'), ...days('dot', '2025-06-01')],
    },
    eventsFrom: '2023-04-01',
    draws: ({ person }) => Array.from({ length: 6 }, () => person),
  })),
  recordKeys: { of: (person: string) => KEYS[person]!, check: '0123456789abcdef' },
});

const keysOf = ({ rows }: Figures): Record<string, unknown> =>
  Object.fromEntries(rows.map(({ key, keys }) => [key.join(' | '), keys]));

it('of people by combination of agencies add up like the people', async () => {
  const figures = await overlap(await context(), window);
  expect(keysOf(figures)).toEqual({
    'health only': { people: 7 },
    'police only': { people: (200 + 30 + 100) % 256 },
    'health + police': { people: 100 },
    'all people': { people: (200 + 100 + 30 + 7 + 100) % 256 },
    '1 agency': { people: (200 + 30 + 100 + 7) % 256 },
    '2 agencies': { people: 100 },
  });
  expect(figures.tables.map(({ id }) => id)).not.toContain('intervals');
});

it('of presentations are those of the people behind them, each once', async () => {
  expect(keysOf(await repeats(await context(), window))).toEqual({
    health: { presentations: 107, repeats: 100, people: 107, 'people-repeating': 100 },
    police: {
      presentations: (200 + 100 + 30 + 100) % 256,
      repeats: 230,
      people: (200 + 100 + 30 + 100) % 256,
      'people-repeating': 230,
    },
    'any agency': {
      presentations: (200 + 100 + 30 + 7 + 100) % 256,
      repeats: (200 + 100 + 30) % 256,
      people: (200 + 100 + 30 + 7 + 100) % 256,
      'people-repeating': (200 + 100 + 30) % 256,
    },
  });
});

it('of an indicator are those of the rows that each measure is over', async () => {
  const indicator = shippedIndicators().find(({ id }) => id === 'agencies-per-person')!;
  const figures = await countIndicator(await context(), indicator, { ...window, by: ['agencies'] });
  expect(keysOf(figures)).toMatchObject({
    1: { people: (200 + 30 + 100 + 7) % 256 },
    2: { people: 100 },
    'all known': { people: (200 + 100 + 30 + 7 + 100) % 256 },
    all: { people: (200 + 100 + 30 + 7 + 100) % 256 },
  });
});

it('of people who come twice leave out whoever comes once', async () => {
  const indicator = shippedIndicators().find(({ id }) => id === 'referrals-people-repeats')!;
  const figures = await countIndicator(await context(), indicator, { ...window, by: [] });
  const row = figures.rows.find(({ table }) => table === 'figures')!;
  expect(row.counts).toMatchObject({ people: 5, 'repeat-people': 3 });
  expect(row.keys).toMatchObject({ people: 437 % 256, 'repeat-people': 330 % 256 });
});

it('are not there without record keys', async () => {
  const { recordKeys: _, ...plain } = await context();
  const figures = await overlap(plain, window);
  for (const { rows } of [figures, await repeats(plain, window)])
    expect(rows.filter((row) => 'keys' in row)).toEqual([]);
  expect(figures.tables.map(({ id }) => id)).toContain('intervals');
});
