import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  countIndicator,
  type IndicatorOptions,
  readBenchmarks,
  readPopulation,
  repeatLenses,
} from '../../src/analyse/index.ts';
import { control, type Figures, type ShownRow, uncontrolled } from '../../src/disclose/index.ts';
import { type Indicator, parseIndicator, shippedIndicators } from '../../src/indicators/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { removeWorkspaces, type TestEvent, type TestLink, workspace } from './workspace.ts';

const folder = await mkdtemp(join(tmpdir(), 'count-'));
afterEach(removeWorkspaces);
afterAll(() => rm(folder, { recursive: true, force: true }));

const indicator = (id: string): Indicator => shippedIndicators().find((one) => one.id === id)!;
const rowsOf = (figures: Figures, table = 'figures'): ShownRow[] =>
  uncontrolled(figures).rows.filter((row) => row.table === table);
const byKey = (figures: Figures, table = 'figures'): Record<string, ShownRow['values']> =>
  Object.fromEntries(rowsOf(figures, table).map((row) => [row.key.join(' | '), row.values]));

/** `count` victims with the police on the day, each with the attributes. */
const victims = (count: number, date: string, more: Partial<TestEvent> = {}, mark = ''): TestEvent[] =>
  Array.from({ length: count }, (_, index) => ({ reference: `${mark}${date}-${index}`, date, ...more }));

describe('an indicator by period', () => {
  const police = [
    ...victims(25, '2024-03-31'),
    ...victims(255, '2024-04-01'),
    ...victims(10, '2025-03-31'),
    ...victims(311, '2025-04-01'),
  ];
  const count = async (options: IndicatorOptions) =>
    countIndicator(await workspace({ events: { police } }), indicator('referrals-people-repeats'), options);

  it('begins financial years in April', async () => {
    const figures = byKey(await count({ from: '2023-04-01', to: '2026-03-31', period: 'year' }));
    expect(Object.entries(figures).map(([key, { referrals }]) => [key, referrals])).toEqual([
      ['2023/24', 25],
      ['2024/25', 265],
      ['2025/26', 311],
      ['whole window', 601],
    ]);
    expect(figures['2023/24']!.change).toBe('[z]');
    expect(figures['2025/26']!.change).toMatchObject({ rate: 17.4 });
  });

  it.each([
    ['2023-03-31', 'Q4 2022/23'],
    ['2023-04-01', 'Q1 2023/24'],
    ['2023-06-30', 'Q1 2023/24'],
    ['2023-07-01', 'Q2 2023/24'],
    ['2023-12-31', 'Q3 2023/24'],
    ['2024-01-01', 'Q4 2023/24'],
    ['2024-02-29', 'Q4 2023/24'],
    ['2024-03-31', 'Q4 2023/24'],
    ['2024-04-01', 'Q1 2024/25'],
  ])('puts %s into %s', async (day, quarter) => {
    const figures = await countIndicator(
      await workspace({ events: { police: victims(1, day) } }),
      indicator('referrals-people-repeats'),
      { from: '2022-04-01', to: '2025-03-31', period: 'quarter' },
    );
    const seen = rowsOf(figures).filter((row) => row.values.referrals === 1 && row.key[0] !== 'whole window');
    expect(seen.map((row) => row.key[0])).toEqual([quarter]);
  });

  it.each([
    ['0001-01-01', '2026-03-31', 'WINDOW_INVALID'],
    ['2025-04-01', '9999-12-31', 'WINDOW_INVALID'],
    ['2000-04-01', '2026-03-31', 'WINDOW_TOO_LONG'],
  ])('is refused from %s to %s by month', async (from, to, code) => {
    await expect(count({ from, to, period: 'month' })).rejects.toMatchObject({ code });
  });

  it('ties the window to its only period, whatever is counted', async () => {
    const figures = await count({ from: '2024-04-01', to: '2025-03-31', period: 'year' });
    const cell = (key: string, measure: string): string => JSON.stringify(['figures', key, measure]);
    for (const measure of ['referrals', 'people', 'repeat-people'])
      expect(figures.relations).toContainEqual({
        kind: 'sum',
        total: cell('whole window', measure),
        parts: [cell('2024/25', measure)],
      });
  });

  it('says where nothing is recorded, in the window or in the one before', async () => {
    const notes = async (options: IndicatorOptions): Promise<string> =>
      (await count(options)).notes.join(' ');
    expect(await notes({ from: '2030-04-01', to: '2031-03-31' })).toContain(
      'NOTHING IS RECORDED from 2030-04-01 to 2031-03-31: the events here are of 2024-03 to 2025-04',
    );
    expect(await notes({ from: '2024-04-01', to: '2026-03-31' })).toContain(
      'that lie outside, nothing is recorded',
    );
    expect(await notes({ from: '2024-03-01', to: '2025-03-31', before: true })).toContain(
      'NOTHING IS RECORDED from 2023-02-01 to 2024-02-29',
    );
    expect(await notes({ from: '2024-04-01', to: '2025-04-30' })).not.toMatch(/nothing is recorded/i);
  });

  it('compares no part of a period, and says which are parts', async () => {
    const figures = byKey(await count({ from: '2024-04-01', to: '2025-04-15', period: 'year' }));
    expect(figures['2025/26 (part)']!.change).toBe('[z]');
  });

  it('compares with the window before: 255 to 311 is 22.0 per cent, and not 44', async () => {
    const figures = byKey(await count({ from: '2025-04-01', to: '2025-04-30', before: true }));
    expect(Object.keys(figures)).toEqual(['2025-03-01 to 2025-03-31', '2025-04-01 to 2025-04-30']);
    const risen = await countIndicator(
      await workspace({ events: { police: [...victims(255, '2024-05-01'), ...victims(311, '2025-05-01')] } }),
      indicator('referrals-people-repeats'),
      { from: '2025-04-01', to: '2026-03-31', before: true },
    );
    const { change } = rowsOf(risen).at(-1)!.values;
    expect(change).toMatchObject({ rate: 22 });
    const { lower, upper } = change as { lower: number; upper: number };
    expect(lower).toBeLessThan(22);
    expect(upper).toBeGreaterThan(22);
  });
});

describe('an indicator by group', () => {
  const known = [
    ...victims(20, '2025-05-01', { 'ethnic-group': 'White' }, 'w'),
    ...victims(10, '2025-05-01', { 'ethnic-group': 'Asian' }, 'a'),
  ];
  const count = async (police: TestEvent[], options: IndicatorOptions = {}) =>
    countIndicator(await workspace({ events: { police } }), indicator('demographic-share'), options);

  it('leaves what is not known out of shares, and says how complete it is', async () => {
    const figures = await count([...known, ...victims(70, '2025-05-01', { 'ethnic-group': '' }, 'n')]);
    expect(byKey(figures)).toMatchObject({
      White: { people: 20, 'share-of-known': { rate: 66.7 } },
      Asian: { people: 10, 'share-of-known': { rate: 33.3 } },
      'all known': { people: 30 },
      'not known': { people: 70, 'share-of-known': '[z]' },
      all: { people: 100 },
    });
    expect(byKey(figures, 'completeness')).toMatchObject({ ethnic_group: { completeness: { rate: 30 } } });
    expect(uncontrolled(figures).notes.join(' ')).toContain('LESS THAN HALF is known of ethnic group');
    expect(uncontrolled(await count(known)).notes.join(' ')).not.toContain('LESS THAN HALF');
  });

  it('says nothing of how little is known where that is hidden', async () => {
    const unknown = victims(70, '2025-05-01', { 'ethnic-group': '' }, 'n');
    const figures = await count([...victims(3, '2025-05-01', { 'ethnic-group': 'White' }), ...unknown]);
    expect(uncontrolled(figures).notes.join(' ')).toContain('LESS THAN HALF');
    expect((await control(figures, outputs(), EVEN)).notes.join(' ')).not.toContain('LESS THAN HALF');
  });

  it('is no sum with one part left out: whoever has one group stands in no other', async () => {
    const one = victims(1, '2025-05-01', { 'ethnic-group': '' }, 'n');
    const shown = await control(await count([...known, ...one]), outputs(), EVEN);
    const people = Object.fromEntries(
      shown.rows.filter(({ table }) => table === 'figures').map(({ key, values }) => [key[0], values.people]),
    );
    expect(people['not known']).toBe('[c]');
    expect([people['all known'], people.all]).toContain('[c]');
    expect([people.White, people.Asian, people.all]).toContain('[c]');
  });

  it('gives rates against a population, and none where there is none', async () => {
    const file = join(folder, 'population.csv');
    await writeFile(file, 'ethnic-group,population\nWhite,"4,000"\nall,10000\n');
    const population = await readPopulation(file);
    const counted = await count(known, { population });
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    expect(counted.notes).toContain(`Population: that of the file with the digest sha256:${digest}.`);
    expect(counted.notes.join(' ')).toContain('NO POPULATION is given for 1 of the groups');
    const figures = byKey(counted);
    expect(figures.White!.rate).toMatchObject({ rate: 50, lower: 30.5, upper: 77.2 });
    expect(figures.Asian!.rate).toBe('[x]');
    expect(figures.all!.rate).toMatchObject({ rate: 30 });
  });

  it('refuses a population or a benchmark of something else', async () => {
    const population = { columns: ['town'], of: new Map([['["here"]', 100]]), digest: 'sha256:1' };
    await expect(count(known, { population })).rejects.toMatchObject({ code: 'POPULATION_INVALID' });
    const benchmarks = [{ measure: 'nothing', name: 'Elsewhere', value: 33 }];
    await expect(count(known, { benchmarks })).rejects.toMatchObject({ code: 'BENCHMARK_INVALID' });
  });

  it('takes a column that is named twice once', async () => {
    const figures = await count(known, { by: ['ethnic_group', 'ethnic_group'] });
    expect(figures.tables[0]!.dimensions.map(({ name }) => name)).toEqual(['ethnic-group']);
  });

  it('refuses a column that the indicator does not have', async () => {
    await expect(count(known, { by: ['person'] })).rejects.toMatchObject({ code: 'GROUPING_UNKNOWN' });
  });

  it('hides who is not known beside an only group, which all minus the group would tell', async () => {
    const suspects = victims(30, '2025-06-01', { role: 'suspect', counterparty: 'somebody' });
    const police = [
      ...suspects,
      { reference: 'alone', date: '2025-06-01', role: 'suspect', counterparty: '' },
    ];
    const figures = await countIndicator(await workspace({ events: { police } }), indicator('matac-rfgv'), {
      from: '2025-04-01',
      to: '2026-03-31',
    });
    expect(byKey(figures)).toMatchObject({
      one: { people: 30 },
      'not known': { people: 1 },
      all: { people: 31 },
    });
    const shown = (await control(figures, outputs(), EVEN)).rows.filter(({ table }) => table === 'figures');
    const people = Object.fromEntries(shown.map(({ key, values }) => [key[0], values.people]));
    expect(people['not known']).toBe('[c]');
    expect([people.one, people.all]).toContain('[c]');
    expect(people['all known']).toEqual(people.one);
  });

  it('leaves under control with what a small group could be worked out from', async () => {
    const few = victims(3, '2025-05-01', { 'ethnic-group': 'Black' }, 'b');
    const shown = await control(await count([...known, ...few]), outputs(), EVEN);
    const people = Object.fromEntries(
      shown.rows.filter(({ table }) => table === 'figures').map(({ key, values }) => [key[0], values]),
    );
    expect(people.Black).toMatchObject({ people: '[c]', 'share-of-known': '[c]' });
    expect([people.Asian!.people, people.White!.people, people['all known']!.people]).toContain('[c]');
  });
});

describe('files beside an indicator', () => {
  const read = async (text: string, how: (path: string) => Promise<unknown>): Promise<unknown> => {
    const file = join(folder, 'beside.csv');
    await writeFile(file, text);
    return how(file);
  };

  it.each([
    ['a population that is no number', 'area,population\nhere,many\n', { row: 2 }],
    ['a group twice', 'area,population\nhere,1\nhere,2\n', { row: 3 }],
    ['no population', 'area,people\nhere,1\n', { row: 1 }],
  ])('are refused with %s', async (_, text, place) => {
    await expect(read(text, readPopulation)).rejects.toMatchObject({ code: 'POPULATION_INVALID', place });
  });

  it('hold benchmarks', async () => {
    expect(await read('measure,name,value\nshare,national,33\n', readBenchmarks)).toEqual([
      { measure: 'share', name: 'national', value: 33 },
    ]);
  });
});

describe('an indicator that looks back', () => {
  const events = {
    childrens: [
      { reference: 'kid', date: '2024-05-01', type: 'Referral', role: 'child', case: 'c1' },
      { reference: 'kid', date: '2025-05-01', type: 'Referral', role: 'child', case: 'c2' },
    ],
  };
  const share = async (eventsFrom: string) => {
    const context = await workspace({ events, eventsFrom });
    const figures = await countIndicator(context, indicator('cin-rereferral'), {
      from: '2025-04-01',
      to: '2026-03-31',
    });
    return rowsOf(figures)[0]!.values;
  };

  it('is unreliable where the record does not reach back, and so is what rests on it', async () => {
    expect(await share('2024-04-02')).toMatchObject({ referrals: 1, rereferrals: '[u]', share: '[u]' });
    expect(await share('2024-04-01')).toMatchObject({ referrals: 1, rereferrals: 1, share: { rate: 100 } });
  });
});

describe('what cannot be counted', () => {
  it('is refused where no agency has the column, or the service has no events', async () => {
    const context = await workspace({ events: { police: victims(1, '2025-05-01') } });
    await expect(countIndicator(context, indicator('marac-heard'))).rejects.toMatchObject({
      code: 'INDICATOR_DATA',
    });
    await expect(countIndicator(context, indicator('child-contacts'))).rejects.toMatchObject({
      code: 'INDICATOR_DATA',
    });
  });

  it('is counted without an end that lies before its beginning', async () => {
    const housing = [
      { reference: 'a', date: '2025-05-01', 'end-date': '2025-04-01' },
      { reference: 'b', date: '2025-05-01', 'end-date': '2025-05-11' },
    ].map((stay) => ({
      ...stay,
      type: 'Safe accommodation referral',
      outcome: 'Placed in a refuge',
      area: 'same area',
    }));
    const figures = await countIndicator(
      await workspace({ events: { housing } }),
      indicator('safe-accommodation'),
    );
    expect(rowsOf(figures)[0]!.values).toMatchObject({ referrals: 2, left: 1, days: 10 });
    expect(figures.exclusions).toEqual([
      { reason: 'events counted without their end, which lies before their beginning, housing', count: 1 },
    ]);
  });

  it('is no reason to fail on one person with 10,000 events', async () => {
    const police = Array.from({ length: 10_000 }, (_, index) => ({
      reference: 'a',
      date: '2025-05-01',
      case: `k${index}`,
    }));
    const figures = await countIndicator(
      await workspace({ events: { police } }),
      indicator('referrals-people-repeats'),
    );
    expect(rowsOf(figures)[0]!.values).toMatchObject({ referrals: 10_000, people: 1, 'repeat-people': 1 });
    const people = JSON.stringify(['figures', ...figures.rows[0]!.key, 'people']);
    expect(figures.rows[0]!.behind).toMatchObject({ referrals: { people: 1, cell: people } });
    const { rows } = await control(figures, outputs(), EVEN);
    expect(rows[0]!.values).toMatchObject({ referrals: '[c]', people: '[c]' });
  });
});

describe('an indicator of a partnership', () => {
  const own = (query: string, grouping = ''): Indicator =>
    parseIndicator(
      `id: own-one
version: 1
title: Own
unit: people
definition: People.
window: { standard: whole-record }
roles: [victim]
grouping: [${grouping}]
denominator: people
exclusions: []
sources: [the partnership]
needs: []
periods: add-up
measures: [{ name: people, title: people, distinct: person }]
query: |
${query
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
example: { from: "2025-01-01", to: "2025-12-31", events: [{ agency: police, person: a, date: "2025-02-01" }], expect: [{ people: 1 }] }
`,
      'own-one.yaml',
    );
  const count = async (query: string) =>
    countIndicator(await workspace({ events: { police: victims(2, '2025-05-01') } }), own(query));

  it('is counted', async () => {
    expect(rowsOf(await count('SELECT person, day FROM events;'))[0]!.values).toEqual({ people: 2 });
  });

  it.each([
    ['a second statement', 'SELECT person, day FROM events); DROP TABLE events; SELECT * FROM (SELECT 1'],
    ['a statement that changes', 'DELETE FROM events'],
    ['no such column', 'SELECT person, day, nothing FROM events'],
    ['no person', 'SELECT day FROM events'],
    ['no day', 'SELECT person FROM events'],
    [
      'a file',
      `SELECT line AS person, DATE '2025-05-01' AS day FROM read_csv('${folder}/population.csv') AS t(line)`,
    ],
    ['a folder', `SELECT file AS person, DATE '2025-05-01' AS day FROM glob('${folder}/*')`],
    ['a copy', `COPY events TO '${folder}/out.csv'`],
    ['a setting', 'SET enable_external_access = true'],
  ])('is refused with %s', async (_, query) => {
    await mkdir(folder, { recursive: true });
    await expect(count(query)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:QUERY_INVALID|ENGINE)$/),
    });
  });

  it('is refused where its groups would be named after people', async () => {
    const context = await workspace({ events: { police: victims(2, '2025-05-01') } });
    const named = own('SELECT person, day, person AS who FROM events', 'who');
    await expect(countIndicator(context, named, { by: ['who'] })).rejects.toMatchObject({
      code: 'GROUPING_IDENTIFIES',
    });
  });

  it('is told where it is wrong, without a cell', async () => {
    await expect(count('SELECT person, day, nothing FROM events')).rejects.toThrow(
      /column "nothing" not found/,
    );
  });
});

describe('the intervals', () => {
  const agencies = ['police', 'health'];
  type Doubt = { person: string; agency: string; other: string };

  /** The counts of everybody under each draw, each draw counted from the beginning. */
  async function byHand(
    events: Record<string, TestEvent[]>,
    links: readonly TestLink[],
    id: string,
    by: string[],
  ) {
    const figures = await countIndicator(await workspace({ events, links }), indicator(id), {
      by,
      roles: ['victim'],
    });
    return Object.fromEntries(figures.rows.map((row) => [JSON.stringify([row.table, row.key]), row.counts]));
  }

  it('rest on the counts that each draw has when it is counted from the beginning', async () => {
    const event = fc.record({
      agency: fc.constantFrom(...agencies),
      reference: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      day: fc.integer({ min: 1, max: 28 }),
      case: fc.constantFrom('', 'k1', 'k2'),
      counterparty: fc.constantFrom('', 'a', 'e'),
    });
    const doubt: fc.Arbitrary<Doubt> = fc.record({
      person: fc.constantFrom('a', 'b', 'c'),
      agency: fc.constantFrom(...agencies),
      other: fc.constantFrom('a', 'd', 'new'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 4, maxLength: 20 }),
        fc.array(doubt, { minLength: 5, maxLength: 5 }),
        fc.constantFrom(
          ['agencies-per-person', 'agencies'],
          ['both-roles'],
          ['couple-repeat'],
          ['first-contact', 'first_agency'],
        ),
        async (drawn, doubts, [id, ...by]) => {
          const events: Record<string, TestEvent[]> = {};
          const links: TestLink[] = [];
          for (const agency of agencies) {
            events[agency] = drawn
              .filter((one) => one.agency === agency)
              .map(({ reference, day, case: kase, counterparty }) => ({
                reference,
                date: `2025-05-${String(day).padStart(2, '0')}`,
                role: 'victim',
                case: kase,
                counterparty: counterparty === reference ? '' : counterparty,
              }));
            if (events[agency].length === 0)
              events[agency].push({ reference: 'e', date: '2025-05-01', role: 'victim' });
            for (const reference of ['a', 'b', 'c', 'd', 'e'])
              links.push({ agency, reference, person: reference });
          }
          // In the draw, one record reference is somebody else, and whoever it was or becomes is somebody new.
          const inDraw = ({ agency, reference }: TestLink, { person, agency: at, other }: Doubt): string =>
            reference === person && agency === at
              ? `${other}*`
              : reference === other
                ? `${other}*`
                : reference;
          const context = await workspace({
            events,
            links,
            draws: (link) => doubts.map((one) => inDraw(link, one)),
          });
          const figures = await countIndicator(context, indicator(id), { by, roles: ['victim'] });
          for (const [index, one] of doubts.entries()) {
            const alternative = links.map((link) => ({ ...link, person: inDraw(link, one) }));
            const wanted = await byHand(events, alternative, id, by);
            for (const row of figures.rows.filter(({ table }) => table === 'figures')) {
              const counts = wanted[JSON.stringify([row.table, row.key])] ?? {};
              for (const measure of Object.keys(row.counts)) {
                expect(row.drawn?.[measure]?.[index]).toBe(counts[measure] ?? 0);
              }
            }
          }
        },
      ),
      { numRuns: 2 },
    );
  });

  it('say how much of them is linkage', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `p${index}`);
    const seen = (agency: string) =>
      names.map((name) => ({ reference: `${agency}-${name}`, date: '2025-05-01' }));
    const links = agencies.flatMap((agency) =>
      names.map((name) => ({ agency, reference: `${agency}-${name}`, person: name })),
    );
    // In draw d, the first 3·d people of the health records are nobody whom the police know.
    const context = await workspace({
      events: { police: seen('police'), health: seen('health') },
      links,
      draws: ({ agency, person }) =>
        Array.from({ length: 10 }, (_, draw) =>
          agency === 'health' && Number(person.slice(1)) < 3 * draw ? `${person}x` : '',
        ),
    });
    const figures = await countIndicator(context, indicator('agencies-per-person'));
    const both = byKey(figures, 'intervals')['2 | people']!;
    const { linkage, lower, upper } = both.interval as { linkage: number; lower: number; upper: number };
    expect(linkage).toBeGreaterThan(40);
    expect([lower < 45, upper > 78]).toEqual([true, true]);
  });
});

it('what is counted of everybody is one count in every indicator, also where a case began before the window', async () => {
  const event = (reference: string, date: string, role: string, kase: string): TestEvent => ({
    reference,
    date,
    role,
    case: kase,
  });
  const events = {
    police: [
      event('a', '2025-03-31', 'victim', 'k1'),
      event('a', '2025-04-02', 'victim', 'k1'),
      event('b', '2025-05-01', 'victim', 'k2'),
      event('c', '2025-05-01', 'suspect', 'k2'),
      event('d', '2024-05-01', 'victim', ''),
      event('d', '2026-03-31', 'victim', ''),
    ],
  };
  const links = ['a', 'b', 'c', 'd'].map((person) => ({ agency: 'police', reference: person, person }));
  const shared = shippedIndicators().filter(({ measures }) =>
    measures.some(({ name, everybody }) => name === 'people' && everybody === true),
  );
  expect(shared.map(({ id }) => id)).toContain('both-roles');
  for (const one of shared) {
    const { rows } = await countIndicator(await workspace({ events, links }), one, {
      from: '2025-04-01',
      to: '2026-03-31',
      roles: ['victim', 'suspect', 'convicted'],
      by: [],
    });
    expect([one.id, rows.find(({ table }) => table === 'figures')?.counts.people]).toEqual([one.id, 3]);
  }
});

it('a group that an agency calls "all" is no total', async () => {
  const police = [
    ...victims(3, '2025-05-01', { 'ethnic-group': 'all' }),
    ...victims(4, '2025-05-02', { 'ethnic-group': 'all known' }),
    ...victims(5, '2025-05-03', { 'ethnic-group': 'A' }),
  ];
  const figures = byKey(
    await countIndicator(await workspace({ events: { police } }), indicator('demographic-share'), {
      by: ['ethnic_group'],
    }),
  );
  expect(Object.entries(figures).map(([key, { people }]) => [key, people])).toEqual([
    ['A', 5],
    ['"all known"', 4],
    ['"all"', 3],
    ['all known', 12],
    ['not known', 0],
    ['all', 12],
  ]);
});

describe('a median', () => {
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
  const police = names.map((name) => ({ reference: `police-${name}`, date: '2025-05-01' }));
  /** Person n comes to health after n + 1 days. */
  const health = names.map((name, after) => ({
    reference: `health-${name}`,
    date: new Date(Date.UTC(2025, 4, 2 + after)).toISOString().slice(0, 10),
  }));
  const links = ['police', 'health'].flatMap((agency) =>
    names.map((name) => ({ agency, reference: `${agency}-${name}`, person: name })),
  );
  const days = async (draws: (link: TestLink) => readonly string[]) => {
    const figures = await countIndicator(
      await workspace({ events: { police, health }, links, draws }),
      indicator('first-contact'),
      { by: [] },
    );
    return figures;
  };

  it('has the ends that ranks give it, where the links are in no doubt', async () => {
    const figures = await days(() => Array<string>(6).fill(''));
    // 15 less 1.96 √30 / 2 is 9.6: the tenth value, and the tenth from the end.
    expect(Object.values(byKey(figures))[0]).toMatchObject({ days: 15.5, 'days-from': 10, 'days-to': 21 });
    expect(figures.notes.join(' ')).toContain('No interval of a median or mean owes as much as 1 %');
  });

  it('is less sure where assignments differ, and says by how much', async () => {
    // In draw d the first 3·d people of the health records are somebody else.
    const figures = await days(({ agency, person }) =>
      Array.from({ length: 6 }, (_, draw) =>
        agency === 'health' && Number(person.slice(1)) < 3 * draw ? `${person}x` : '',
      ),
    );
    const {
      'days-from': from,
      'days-to': to,
      'days-linkage': linkage,
      ...row
    } = Object.values(byKey(figures))[0]!;
    expect(row).toMatchObject({ days: 15.5 });
    // Medians of 15.5, 17, 18.5, 20, 21.5 and 23, of variance 7.875; by chance (11 / 3.92)² is 7.87.
    expect(linkage).toBe(54);
    expect([Number(from) < 8, Number(to) > 23]).toEqual([true, true]);
  });

  it('is shown with its ends over as many people as the rule asks for, and in whole days where counts are rounded', async () => {
    const figures = await days(() => Array<string>(6).fill(''));
    const shown = async (rounding: 'none' | 'base-5') =>
      (await control(figures, outputs({ rounding }), EVEN)).rows[0]!.values;
    expect(await shown('none')).toMatchObject({ days: 15.5, 'days-from': 10, 'days-to': 21 });
    expect(await shown('base-5')).toMatchObject({ days: 16, 'days-from': 10, 'days-to': 21 });
  });

  it('of few people is left out though it is told with a count of many', async () => {
    const few = parseIndicator(
      `
id: few
version: 1
title: Few
unit: people
definition: Days that few people have.
window: { standard: whole-record }
roles: [victim]
grouping: []
denominator: people
exclusions: []
sources: [the partnership]
needs: []
periods: overlap
measures:
  - { name: people, title: people, distinct: person }
  - { name: days, title: median days, median: days, over: people }
  - { name: mean, title: mean days, mean: days, over: people }
query: SELECT person, day, CASE WHEN day < DATE '2025-05-06' THEN day - DATE '2025-05-01' END AS days FROM presentations WHERE agency = 'health'
example: { from: "2025-04-01", to: "2026-03-31", events: [{ agency: health, person: ann, date: "2025-05-03", role: victim }], expect: [{ people: 1, days: 2 }] }
`,
      'few.yaml',
    );
    const figures = await countIndicator(await workspace({ events: { police, health }, links }), few);
    expect(Object.values(byKey(figures))[0]).toMatchObject({ people: 30, days: '[x]', mean: '[x]' });
  });
});

describe('definitions of a repeat side by side', () => {
  // The same days for one victim, of which the second is another perpetrator.
  const referral = (date: string, counterparty: string, kase: string): TestEvent => ({
    reference: 'v1',
    counterparty,
    date,
    case: kase,
    type: 'Harassment',
    'marac-referral': 'yes',
    'marac-result': 'heard',
  });
  const police = [
    referral('2023-01-15', 'p1', 'k1'),
    referral('2023-06-01', 'p2', 'k2'),
    referral('2023-12-20', 'p1', 'k3'),
    referral('2024-12-20', 'p1', 'k4'),
    referral('2025-12-21', 'p1', 'k5'),
  ];
  const lenses = async (from: string, to: string) => {
    const figures = await repeatLenses(await workspace({ events: { police }, eventsFrom: '2020-01-01' }), {
      from,
      to,
    });
    return Object.fromEntries(rowsOf(figures, 'lens').map((row) => [row.key[0], row.values.referrals]));
  };

  it.each([
    ['2023-01-15', 0, 0],
    ['2023-06-01', 0, 1],
    ['2023-12-20', 1, 1],
    ['2024-12-20', 1, 1],
    ['2025-12-21', 0, 0],
  ])('tell of the referral of %s what each says', async (day, couple, victim) => {
    expect(await lenses(day, day)).toMatchObject({
      SafeLives: couple,
      'victim only': victim,
      're-referral': victim,
    });
  });

  it('count a financial year', async () => {
    expect(await lenses('2023-04-01', '2024-03-31')).toEqual({
      SafeLives: 1,
      'SafeLives before 2018': 1,
      'since the hearing': 1,
      'victim only': 2,
      're-referral': 2,
      'financial year': 1,
      'all referrals': 2,
    });
  });
});
