import { afterEach, describe, expect, it } from 'vitest';
import { journeys, transitions } from '../../src/analyse/index.ts';
import { control } from '../../src/disclose/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { countsOf } from './counts.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const day = (index: number): string => new Date(Date.UTC(2025, 3, 1 + index)).toISOString().slice(0, 10);

/** One person a sequence, a state a day; `*` is a day of which nothing is known. */
function states(sequences: readonly string[]): TestEvent[] {
  return sequences.flatMap((sequence, person) =>
    Array.from(sequence).flatMap((state, at) =>
      state === '*' ? [] : [{ reference: `s${person}`, date: day(at), type: state }],
    ),
  );
}

/** The data set ex1 of TraMineR 2.2-12 (Gabadinho and others 2011, Journal of Statistical Software 40(4)). */
const EX1 = [
  '***AAAAAAAAAA',
  'DDDBBBBBBB',
  '*DDDDDDDDDD',
  'AA**BBBBDD',
  'A*AAAA*AAA',
  '***CCCCCCC',
  '*************',
];

/** The log running-example.csv of pm4py's tests (van der Aalst 2016, Process Mining). */
const RUNNING_EXAMPLE: readonly (readonly string[])[] = [
  ['register request', 'examine thoroughly', 'check ticket', 'decide', 'reject request'],
  ['register request', 'check ticket', 'examine casually', 'decide', 'pay compensation'],
  [
    ...['register request', 'examine casually', 'check ticket', 'decide', 'reinitiate request'],
    ...['examine thoroughly', 'check ticket', 'decide', 'pay compensation'],
  ],
  ['register request', 'check ticket', 'examine thoroughly', 'decide', 'reject request'],
  [
    ...[
      'register request',
      'examine casually',
      'check ticket',
      'decide',
      'reinitiate request',
      'check ticket',
    ],
    ...['examine casually', 'decide', 'reinitiate request', 'examine casually', 'check ticket', 'decide'],
    'reject request',
  ],
  ['register request', 'examine casually', 'check ticket', 'decide', 'pay compensation'],
];
const runningExample = {
  log: RUNNING_EXAMPLE.flatMap((steps, person) =>
    steps.map((type, at) => ({ reference: `c${person}`, date: day(at), type })),
  ),
};

const shortened = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([key]) => !/^all|all$/.test(key))
      .map(([key, count]) => [key.replaceAll('log: ', '').replace('/', ' / '), count]),
  );

describe('transitions', () => {
  it('agree with TraMineR, where a missing state is not bridged', async () => {
    const context = await workspace({ events: { log: states(EX1) } });
    const figures = await transitions(context, { level: 'type', gap: 1 });
    expect(shortened(countsOf(figures, 'transition', 'steps'))).toEqual({
      'A / A': 15,
      'B / B': 9,
      'B / D': 1,
      'C / C': 6,
      'D / B': 1,
      'D / D': 12,
    });
    // A**B, A*A and A*A.
    expect(countsOf(figures, 'gap', 'steps')).toEqual({
      counted: 44,
      'not counted: more than the gap apart': 3,
    });
    const rate = (key: string) =>
      figures.rows.find((row) => row.key.join(' / ') === key)?.borrowed?.leaving?.count;
    expect([rate('log: B / log: D'), rate('log: D / log: B')]).toEqual([10, 13]);
  });

  it('say that any time is bridged where no gap is given', async () => {
    const context = await workspace({ events: { log: states(EX1) } });
    const figures = await transitions(context, { level: 'type' });
    expect(shortened(countsOf(figures, 'transition', 'steps'))).toMatchObject({ 'A / A': 17, 'A / B': 1 });
    expect(figures.notes.join(' ')).toContain('may bridge any time');
  });

  it('agree with the directly-follows graph of a published log', async () => {
    const figures = await transitions(await workspace({ events: runningExample }), { level: 'type' });
    expect(shortened(countsOf(figures, 'transition', 'steps'))).toEqual({
      'check ticket / decide': 6,
      'check ticket / examine casually': 2,
      'check ticket / examine thoroughly': 1,
      'decide / pay compensation': 3,
      'decide / reinitiate request': 3,
      'decide / reject request': 3,
      'examine casually / check ticket': 4,
      'examine casually / decide': 2,
      'examine thoroughly / check ticket': 2,
      'examine thoroughly / decide': 1,
      'register request / check ticket': 2,
      'register request / examine casually': 3,
      'register request / examine thoroughly': 1,
      'reinitiate request / check ticket': 1,
      'reinitiate request / examine casually': 1,
      'reinitiate request / examine thoroughly': 1,
    });
    expect(countsOf(figures, 'transition', 'steps')['all/all']).toBe(36);
  });
});

it('a type of event that is written with an arrow is one step', async () => {
  const log = ['a → b', 'c', "it's; DROP TABLE events --", '…', 'Überfall'].flatMap((type, at) =>
    Array.from({ length: 6 }, (_, person) => ({ reference: `p${person}`, date: day(at), type })),
  );
  const figures = await journeys(await workspace({ events: { log } }), { level: 'type' });
  const route = "log: a - b → log: c → log: it's; DROP TABLE events -- → log: … → log: Überfall";
  expect(countsOf(figures, 'route', 'people')).toEqual({ [route]: 6, 'all people': 6 });
  expect(countsOf(figures, 'length', 'people')).toEqual({ '5': 6 });
});

it('days between steps have an interval, with error of linkage where the links are in doubt', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
  const police = names.map((name) => ({ reference: name, date: day(0) }));
  const health = names.map((name, at) => ({ reference: name, date: day(1 + at) }));
  const counted = async (linked: boolean) => {
    const context = await workspace({
      events: { police, health },
      // In draw d the first 5·d people of the health records are somebody else.
      draws: ({ agency, person }) =>
        Array.from({ length: 6 }, (_, draw) =>
          !linked && agency === 'health' && Number(person.slice(1)) < 5 * draw ? `${person}x` : '',
        ),
    });
    const steps = (await transitions(context)).rows.find(({ key }) => key.join() === 'police,health')!;
    const routes = (await journeys(context)).rows.find(({ key }) => key[0] === 'police → health')!;
    return [steps.medians!, routes.medians!];
  };
  for (const sure of await counted(true)) {
    // 20 less 1.96 √40 / 2 is 13.8: the 14th value, and the 14th from the end.
    expect(sure).toMatchObject({ days: 20.5, 'days-from': 14, 'days-to': 27 });
  }
  for (const unsure of await counted(false)) {
    expect(unsure.days).toBe(20.5);
    expect([unsure['days-from']! < 14, unsure['days-to']! > 27, unsure['days-linkage']! > 40]).toEqual([
      true,
      true,
      true,
    ]);
  }
});

describe('journeys of the same log', () => {
  it('have its variants, starts and ends', async () => {
    const figures = await journeys(await workspace({ events: runningExample }), {
      level: 'type',
      collapse: false,
      steps: 20,
    });
    const routes = Object.entries(countsOf(figures, 'route', 'people')).filter(
      ([key]) => key !== 'all people',
    );
    expect(routes.map(([, people]) => people)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(countsOf(figures, 'first', 'people')).toEqual({ 'log: register request': 6 });
    expect(countsOf(figures, 'last', 'people')).toEqual({
      'log: pay compensation': 3,
      'log: reject request': 3,
    });
    expect(countsOf(figures, 'length', 'people')).toEqual({ '13': 1, '5': 4, '9': 1 });
    expect(countsOf(figures, 'loop', 'people')).toEqual({ no: 4, yes: 2 });
  });
});

it('transitions of one person who came often are hidden, and the totals that would tell of them', async () => {
  const often = Array.from({ length: 300 }, (_, at) => ({ reference: 'often', date: day(at) }));
  const twice = Array.from({ length: 20 }, (_, at) => `p${at}`).flatMap((reference) => [
    { reference, date: day(1), type: 'a call' },
    { reference, date: day(9), type: 'a visit' },
  ]);
  const figures = await transitions(
    await workspace({
      events: { police: [...often.map((event) => ({ ...event, type: 'a letter' })), ...twice] },
    }),
    { level: 'type' },
  );
  expect(countsOf(figures, 'transition', 'steps')).toMatchObject({
    'police: a letter/police: a letter': 299,
    'police: a letter/all': 299,
    'all/all': 319,
  });
  const { rows } = await control(figures, outputs(), EVEN);
  const shown = Object.fromEntries(rows.map(({ key, values }) => [key.join('/'), values.steps]));
  expect(shown).toMatchObject({
    'police: a call/police: a visit': 20,
    'police: a letter/police: a letter': '[c]',
    'police: a letter/all': '[c]',
    'all/all': '[c]',
  });
});

describe('journeys that are a part of the record', () => {
  const events = {
    police: [
      { reference: 'a', date: '2025-04-01' },
      { reference: 'a', date: '2025-09-01' },
      { reference: 'b', date: '2025-04-01' },
      { reference: 'c', date: '2025-04-10' },
    ],
    health: [
      { reference: 'a', date: '2025-04-11' },
      { reference: 'b', date: '2025-05-11' },
      { reference: 'd', date: '2025-05-11' },
    ],
    housing: [
      { reference: 'a', date: '2025-04-21' },
      { reference: 'b', date: '2025-04-21' },
    ],
  };
  const counted = async (options: Parameters<typeof journeys>[1]) => {
    const figures = await journeys(await workspace({ events }), options);
    return {
      routes: countsOf(figures, 'route', 'people'),
      gap: countsOf(figures, 'gap', 'people'),
      end: countsOf(figures, 'end', 'people'),
      agencies: countsOf(figures, 'agencies', 'people'),
    };
  };

  it('end at a gap, and say how many go on after it', async () => {
    expect(await counted({ gap: 60 })).toMatchObject({
      routes: { 'police → health → housing': 1, 'police → housing → health': 1, police: 1, health: 1 },
      gap: { nothing: 3, 'the record goes on, which is not shown': 1 },
      agencies: { 'one agency only': 2, 'several agencies': 2 },
    });
  });

  it('begin and end where they are asked to', async () => {
    expect(await counted({ start: 'police', end: 'housing' })).toMatchObject({
      routes: { 'police → health → housing': 1, 'police → housing': 1, police: 1, 'all people': 3 },
      end: { yes: 2, no: 1 },
    });
  });

  it('are refused with a step that nobody has, or a gap that is none', async () => {
    await expect(counted({ start: 'nowhere' })).rejects.toMatchObject({ code: 'STEP_UNKNOWN' });
    await expect(counted({ gap: 0 })).rejects.toMatchObject({ code: 'GAP_INVALID' });
  });
});
