/** Counts of events of few people: how often one person came is no count of many. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Controlled, cellId, controlInside, type Figures } from '../../src/disclose/index.ts';
import { checkTogether } from '../../src/disclose/joint.ts';
import { EVEN, lotsUnder } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

const c = '[c]';
type Group = readonly [people: number, steps: number];

/** Groups of people with how often they came, and both in all. */
function figuresOf(groups: readonly Group[]): Figures {
  const all: Group = [
    groups.reduce((sum, [people]) => sum + people, 0),
    groups.reduce((sum, [, steps]) => sum + steps, 0),
  ];
  const lines = [...groups.map((group, at) => ({ key: `g${at}`, group })), { key: 'all', group: all }];
  const id = (key: string, measure: string): string => cellId('group', [key], measure);
  const plain = oneTable({});
  const [people] = plain.measures;
  return {
    ...plain,
    tables: plain.tables.map((table) => ({ ...table, measures: ['people', 'steps'] })),
    measures: [people!, { kind: 'count', name: 'steps', title: 'steps', keep: 2 }],
    rows: lines.map(({ key, group: [own, steps] }) => ({
      table: 'group',
      key: [key],
      counts: { people: own, steps },
      behind: { steps: { people: own, cell: id(key, 'people') } },
      ...(key === 'all' ? { total: true } : {}),
    })),
    unprinted: lines.map(({ key, group: [own, steps] }) => ({
      id: id(key, 'beyond'),
      count: steps - own,
      kind: 'implied',
    })),
    relations: [
      ...(['people', 'steps'] as const).map((measure) => ({
        kind: 'sum' as const,
        total: id('all', measure),
        parts: groups.map((_, at) => id(`g${at}`, measure)),
      })),
      ...lines.map(({ key }) => ({
        kind: 'sum' as const,
        total: id(key, 'steps'),
        parts: [id(key, 'people'), id(key, 'beyond')],
      })),
    ],
  };
}

const controlled = (groups: readonly Group[], preset = 'local-5', lots = EVEN): Promise<Controlled> =>
  controlInside(figuresOf(groups), outputs({ preset }), lots);

const shownOf = ({ shown }: Controlled, measure: string): unknown[] =>
  shown.rows.map(({ values }) => values[measure]);

describe('a count of events', () => {
  it('of one person is hidden with what it could be worked out from, and of many is shown', async () => {
    const found = await controlled([
      [1, 4_900],
      [40, 60],
      [50, 90],
    ]);
    expect(shownOf(found, 'steps')[0]).toBe(c);
    const { least, greatest } = found.selection.audit.find(
      ({ id }) => id === cellId('group', ['g0'], 'steps'),
    )!;
    expect(least).toBeLessThanOrEqual(2_450);
    expect(greatest).toBeGreaterThanOrEqual(7_350);
    const many = await controlled([
      [20, 4_900],
      [40, 60],
    ]);
    expect(shownOf(many, 'steps')).toEqual([4_900, 60, 4_960]);
  });

  it('leaves half and one and a half of it possible, and is never shown where its people are hidden', async () => {
    const group = fc
      .tuple(fc.oneof(fc.nat(5), fc.nat(60)), fc.nat(3), fc.nat(90))
      .map(([people, times, more]): Group => [people, people === 0 ? 0 : people * (1 + times) + more]);
    const preset = fc.constantFrom('local-5', 'dfe-cin', 'nhs-hes', 'ons-10-5');
    await fc.assert(
      fc.asyncProperty(
        fc.array(group, { minLength: 2, maxLength: 4 }),
        preset,
        fc.nat(),
        async (groups, name, party) => {
          const found = await controlled(groups, name, lotsUnder(party));
          const { hidesTo } = found.rule;
          const steps = shownOf(found, 'steps');
          const people = shownOf(found, 'people');
          expect(steps.filter((value, at) => value !== c && value !== 0 && people[at] === c)).toEqual([]);
          const ranges = new Map(found.selection.audit.map((line) => [line.id, line]));
          for (const [at, [own, count]] of groups.entries()) {
            if (own < 1 || own > hidesTo || count <= hidesTo) continue;
            const { least, greatest } = ranges.get(cellId('group', [`g${at}`], 'steps'))!;
            expect(least).toBeLessThanOrEqual(Math.ceil(count / 2));
            expect(greatest).toBeGreaterThanOrEqual(Math.floor(1.5 * count));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is held against earlier releases like any hidden count', async () => {
    const meaning = (where: string) => ({
      unit: 'steps',
      where,
      from: '2025-04-01',
      to: '2026-03-31',
      filters: {},
      grows: 'not' as const,
    });
    const named = (figures: Figures, keys: readonly string[]): Figures => ({
      ...figures,
      meanings: Object.fromEntries(keys.map((key) => [cellId('group', [key], 'steps'), meaning(key)])),
    });
    const groups: readonly Group[] = [
      [1, 400],
      [30, 60],
      [50, 90],
    ];
    const publish = async (name: string, figures: Figures, isDraft: boolean) => {
      const { folded, selection, rule } = await controlInside(figures, outputs(), EVEN);
      return { name, figures: folded, tables: selection.tables, hidden: selection.hidden, rule, isDraft };
    };
    const first = await publish('0001', named(figuresOf(groups), ['g0', 'g1', 'g2', 'all']), false);
    expect(first.hidden).toContain(cellId('group', ['g0'], 'steps'));
    const again = named(figuresOf(groups.slice(1)), []);
    const same = {
      [cellId('group', ['g0'], 'steps')]: meaning('g1'),
      [cellId('group', ['g1'], 'steps')]: meaning('g2'),
    };
    const rest = await publish(
      '0002',
      {
        ...again,
        meanings: { ...same, [cellId('group', ['all'], 'steps')]: meaning('others') },
      },
      true,
    );
    const shownBefore = ['g1', 'g2', 'all'].filter(
      (key) => !first.hidden.has(cellId('group', [key], 'steps')),
    );
    expect(shownBefore.length).toBeLessThan(3);
    expect((await checkTogether([first, rest], EVEN)).status).toBe(
      shownBefore.includes('all') ? 'unsafe' : 'safe',
    );
  });
});
