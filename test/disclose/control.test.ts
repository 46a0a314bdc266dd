import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abridged,
  type ControlledFigures,
  control,
  type Figures,
  figuresCsv,
  isSmall,
  marksUsed,
  publish,
  type Rule,
  remarks,
  ruleOf,
  type Shown,
  type ShownFigures,
  textTables,
  uncontrolled,
} from '../../src/disclose/index.ts';
import { EVEN, lotsUnder } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

const c = '[c]';

const shownPeople = (figures: ControlledFigures): Record<string, unknown> =>
  Object.fromEntries(figures.rows.map((row) => [row.key[0], row.values.people]));

const controlled = async (counts: Record<string, number>, total?: number, preset = 'local-5', lots = EVEN) =>
  shownPeople(await control(oneTable(counts, total), outputs({ preset }), lots));

describe('control of one table with its total', () => {
  it('hides a second cell where the published one gave the first away', async () => {
    // Referrals by sex, Hartlepool domestic abuse needs assessment: 2372 - 436 - 1910 - 24 was 2.
    const counts = { male: 436, female: 1910, transgender: 2, unrecorded: 24 };
    expect(await controlled(counts, 2372)).toEqual({
      male: 436,
      female: 1910,
      transgender: c,
      unrecorded: c,
      all: 2372,
    });
  });

  it('shows everything else where no total is given', async () => {
    expect(await controlled({ a: 3, b: 9, c: 0 })).toEqual({ a: c, b: 9, c: 0 });
  });

  it('hides no more than it needs', async () => {
    expect(await controlled({ a: 3, b: 4, c: 5, d: 60 }, 72)).toEqual({ a: c, b: c, c: 5, d: 60, all: 72 });
  });

  it('does not let two people protect the other hidden cell', async () => {
    expect(await controlled({ a: 2, b: 4, c: 9, d: 60 }, 75)).toEqual({ a: c, b: c, c, d: 60, all: 75 });
  });

  it('hides the total when nothing else helps', async () => {
    expect(await controlled({ a: 3 }, 3)).toEqual({ a: c, all: c });
    expect(await controlled({ a: 2, b: 0 }, 2)).toEqual({ a: c, b: 0, all: c });
    expect(await controlled({ a: 1, b: 1 }, 2)).toEqual({ a: c, b: c, all: c });
    expect(await controlled({ a: 3, b: 2 }, 5)).toEqual({ a: c, b: c, all: c });
  });

  it('takes account of rounding and of hidden noughts', async () => {
    expect(await controlled({ a: 3, b: 41, c: 52 }, 96, 'nhs-hes')).toEqual({ a: c, b: 40, c: 50, all: 95 });
    expect(await controlled({ a: 0, b: 20, c: 52 }, 72, 'ons-10-5')).toEqual({ a: c, b: c, c: 50, all: 70 });
  });

  it('accepts an empty table and noughts', async () => {
    expect(await controlled({})).toEqual({});
    expect(await controlled({ a: 0, b: 0 }, 0)).toEqual({ a: 0, b: 0, all: 0 });
  });

  it('leaves every value of the primary range possible whatever the lots, by counting through all tables', async () => {
    const counts = fc.array(fc.nat(24), { minLength: 1, maxLength: 4 });
    const preset = fc.constantFrom('local-5', 'dfe-cin', 'nhs-hes', 'ons-10-5');
    await fc.assert(
      fc.asyncProperty(counts, preset, fc.nat(), async (values, name, party) => {
        const rule = ruleOf(outputs({ preset: name }));
        const total = values.reduce((sum, value) => sum + value, 0);
        const named = Object.fromEntries(values.map((value, index) => [`g${index}`, value]));
        const { all, ...shown } = await controlled(named, total, name, lotsUnder(party));
        const readings = Object.values(shown).map((cell) => countsShownAs(cell, rule));
        const totals = countsShownAs(all, rule);
        const narrowed = values.flatMap((value, index) =>
          rangeOfSmall(rule).filter(
            (other) => isSmall(value, rule) && !isReachable(readings.with(index, [other]), totals),
          ),
        );
        expect(narrowed).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

const MOST = 150;
const upTo = (top: number): number[] => Array.from({ length: top + 1 }, (_, count) => count);
const rangeOfSmall = (rule: Rule): number[] => upTo(rule.hidesTo).filter((count) => isSmall(count, rule));

/** All counts that a reader must reckon with behind a cell; a mark may also hide a larger count. */
const countsShownAs = (cell: unknown, rule: Rule): number[] =>
  upTo(MOST).filter((count) => (cell === c ? count >= rule.hidesFrom : publish(count, rule) === cell));

/** Whether some choice of one count for each part adds up to one of the totals. */
function isReachable(parts: readonly (readonly number[])[], totals: readonly number[]): boolean {
  let sums = new Set([0]);
  for (const part of parts) {
    sums = new Set([...sums].flatMap((sum) => part.map((count) => sum + count)).filter((sum) => sum <= MOST));
  }
  return totals.some((total) => sums.has(total));
}

describe('rows that come by size', () => {
  it('have those that are hidden last and by name, so that their place tells nothing of them', async () => {
    const count = fc.integer({ min: 0, max: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(count, { minLength: 3, maxLength: 7 }), async (values) => {
        const named = Object.fromEntries(values.map((value, index) => [`g${(index * 3) % 7}`, value]));
        const figures = oneTable(
          named,
          values.reduce((sum, value) => sum + value, 0),
        );
        const tables = figures.tables.map((table) => ({ ...table, bySize: true as const }));
        const shown = await control({ ...figures, tables }, outputs(), EVEN);
        const rows = shown.rows.map(({ key: [group = ''], values: { people } }) => ({ group, people }));
        const parts = rows.filter(({ group }) => group !== 'all');
        const seen = parts.flatMap(({ people }) => (typeof people === 'number' ? [people] : []));
        expect(seen).toEqual(seen.toSorted((a, b) => b - a));
        expect(parts.slice(0, seen.length).every(({ people }) => typeof people === 'number')).toBe(true);
        const hidden = parts.slice(seen.length).map(({ group }) => group);
        expect(hidden).toEqual(hidden.toSorted());
        expect(rows.findLastIndex(({ group }) => group !== 'all')).toBe(parts.length - 1);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is shown', () => {
  it('is the same to the byte whatever a small count is, in tables that come by size too', async () => {
    const few = fc.integer({ min: 1, max: 4 });
    const counts = fc.array(
      fc.record({ few, other: few, many: fc.integer({ min: 0, max: 9 }), isFew: fc.boolean() }),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(counts, fc.boolean(), async (rows, isBySize) => {
        const shownWith = async (key: 'few' | 'other'): Promise<string> => {
          const figures = oneTable(
            Object.fromEntries(rows.map((row, index) => [`g${index}`, row.isFew ? row[key] : row.many + 5])),
          );
          const tables = figures.tables.map((table) => ({
            ...table,
            ...(isBySize ? { bySize: true as const } : {}),
          }));
          // As rows come out of a query: the greatest count first.
          const sorted = figures.rows.toSorted((a, b) => b.counts.people! - a.counts.people!);
          const asked = { ...figures, tables, rows: isBySize ? sorted : figures.rows };
          return JSON.stringify(await control(asked, outputs(), EVEN));
        };
        expect(await shownWith('other')).toBe(await shownWith('few'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('control against an agency that knows its own figures', () => {
  const byAgency = (counts: Record<string, number>): Figures => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const figures = oneTable(counts, total);
    return {
      ...figures,
      rows: figures.rows.map((row) => (row.total === true ? row : { ...row, owner: row.key[0]! })),
    };
  };

  it('hides a third cell', async () => {
    expect(
      shownPeople(await control(byAgency({ police: 90, health: 40, housing: 3 }), outputs(), EVEN)),
    ).toEqual({
      police: c,
      health: c,
      housing: c,
      all: 133,
    });
  });

  it('hides the total when there are only two', async () => {
    expect(shownPeople(await control(byAgency({ police: 90, housing: 3 }), outputs(), EVEN))).toEqual({
      police: 90,
      housing: c,
      all: c,
    });
  });
});

describe('control of shares and medians', () => {
  const base = oneTable({ a: 40, b: 50 });
  const people = (key: string, count: number, repeats: number, days: number) => ({
    table: 'group',
    key: [key],
    counts: { people: count, repeats },
    medians: { days },
  });
  const cell = (key: string, measure: string) => JSON.stringify(['group', key, measure]);
  const withShares = (rows: Figures['rows']): Figures => ({
    ...base,
    tables: [{ ...base.tables[0]!, measures: ['people', 'repeats', 'share', 'days'] }],
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 2 },
      { kind: 'count', name: 'repeats', title: 'repeats', keep: 1 },
      { kind: 'share', name: 'share', title: 'share', part: 'repeats', whole: 'people' },
      { kind: 'median', name: 'days', title: 'median days', over: 'people' },
    ],
    rows,
    unprinted: rows.map((row) => ({
      id: cell(row.key[0]!, 'rest'),
      count: row.counts.people! - row.counts.repeats!,
      kind: 'implied',
    })),
    relations: rows.map((row) => ({
      kind: 'sum',
      total: cell(row.key[0]!, 'people'),
      parts: [cell(row.key[0]!, 'repeats'), cell(row.key[0]!, 'rest')],
    })),
  });
  const show = async (row: Figures['rows'][number], changes = {}) =>
    (await control(withShares([row]), outputs(changes), EVEN)).rows[0]!.values;

  it('gives a share with its interval', async () => {
    expect(await show(people('a', 134, 40, 12.5))).toEqual({
      people: 134,
      repeats: 40,
      share: { rate: 29.9, lower: 22.8, upper: 38.1 },
      days: 12.5,
    });
  });

  it('hides a part whose rest would be small', async () => {
    expect(await show(people('a', 50, 48, 3))).toEqual({ people: 50, repeats: c, share: c, days: 3 });
  });

  it('withholds share and median with their counts, and medians under ten people', async () => {
    expect(await show(people('a', 4, 2, 3))).toEqual({ people: c, repeats: c, share: c, days: c });
    expect(await show(people('a', 9, 0, 3))).toMatchObject({ people: 9, days: c });
    expect(await show(people('a', 10, 0, 3))).toMatchObject({ people: 10, days: 3 });
  });

  it('computes shares from rounded counts, and shows no median that would narrow one', async () => {
    expect(await show(people('a', 52, 12, 3), { preset: 'nhs-hes' })).toMatchObject({
      people: 50,
      repeats: 10,
      share: { rate: 20 },
    });
    expect(await show(people('a', 11, 0, 3), { preset: 'nhs-hes' })).toMatchObject({ people: 10, days: c });
  });

  it('marks what is unreliable and what has no whole', async () => {
    expect(await show({ ...people('a', 50, 30, 3), unreliable: ['repeats'] })).toMatchObject({
      people: 50,
      repeats: '[u]',
      share: '[u]',
    });
    expect(await show(people('a', 0, 0, 3))).toMatchObject({ people: 0, share: '[z]' });
    expect(await show(people('a', 100_000, 20, 3))).toMatchObject({ share: { rate: '[low]' } });
  });
});

describe('folding', () => {
  const journeys = (counts: Record<string, number>): Figures => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const figures = oneTable(counts, total);
    return { ...figures, folding: { table: 'group', measure: 'people', into: 'other routes' } };
  };
  const show = async (counts: Record<string, number>) =>
    shownPeople(await control(journeys(counts), outputs(), EVEN));

  it('moves small rows into one and keeps the total', async () => {
    expect(await show({ a: 40, b: 3, c: 4, d: 12 })).toEqual({ a: 40, d: 12, 'other routes': 7, all: 59 });
  });

  it('takes in a larger row where the small ones alone would be small', async () => {
    expect(await show({ a: 40, b: 3, d: 12 })).toEqual({ a: 40, 'other routes': 15, all: 55 });
  });

  it('changes nothing where nothing is small', async () => {
    expect(await show({ a: 40, d: 12 })).toEqual({ a: 40, d: 12, all: 52 });
  });

  it('leaves nothing but marks where everything is small', async () => {
    expect(await show({ a: 1, b: 2 })).toEqual({ 'other routes': c, all: c });
  });
});

describe('extra tables', () => {
  const id = (table: string, key: string) => JSON.stringify([table, key, 'people']);
  const withFirsts = (counts: Record<string, number>): Figures => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const figures = oneTable(counts, total);
    const firsts = [...new Set(Object.keys(counts).map((key) => key.slice(0, 1)))].map((first) => ({
      first,
      members: Object.keys(counts).filter((key) => key.startsWith(first)),
    }));
    const rows = firsts.map(({ first, members }) => ({
      table: 'first',
      key: [first],
      counts: { people: members.reduce((sum, member) => sum + counts[member]!, 0) },
    }));
    return {
      ...figures,
      tables: [
        ...figures.tables,
        { ...figures.tables[0]!, id: 'first', title: 'People by first agency', extra: true },
      ],
      rows: [...figures.rows, ...rows],
      relations: [
        ...figures.relations,
        ...firsts.map(({ first, members }) => ({
          kind: 'sum' as const,
          total: id('first', first),
          parts: members.map((member) => id('group', member)),
        })),
        { kind: 'sum', total: id('group', 'all'), parts: firsts.map(({ first }) => id('first', first)) },
      ],
      folding: { table: 'group', measure: 'people', into: 'other' },
    };
  };

  it('are shown where nothing can be taken from them', async () => {
    const figures = await control(
      withFirsts({ px: 30, py: 4, pz: 3, hx: 20, hy: 4, hz: 1 }),
      outputs(),
      EVEN,
    );
    expect(shownPeople(figures)).toEqual({ px: 30, hx: 20, other: 12, all: 62, p: 37, h: 25 });
  });

  it('are left out, and said to be, where a folded count would follow', async () => {
    const figures = await control(withFirsts({ px: 30, py: 3, hx: 20, hy: 4 }), outputs(), EVEN);
    expect(shownPeople(figures)).toEqual({ px: 30, hx: 20, other: 7, all: 57 });
    expect(figures.tables.map((table) => table.id)).toEqual(['group']);
    expect(figures.notes).toEqual([
      'Left out, because a hidden figure could be worked out from it: People by first agency.',
    ]);
  });
});

describe('the shown form', () => {
  const figures: Figures = {
    ...oneTable({ police: 40, '=housing': 3 }),
    exclusions: [{ reason: 'events dated in the future', count: 3 }],
  };

  it('says how many were left out in bands only', async () => {
    expect((await control(figures, outputs(), EVEN)).exclusions).toEqual([
      'events dated in the future: fewer than 5',
    ]);
    expect(uncontrolled(figures).exclusions).toEqual(['events dated in the future: 3']);
  });

  it('becomes text and CSV', async () => {
    const shown = await control(figures, outputs(), EVEN);
    expect(textTables(shown)).toEqual([
      {
        title: 'People by group',
        columns: [
          { title: 'group', align: 'left' },
          { title: 'people', align: 'right' },
        ],
        rows: [
          ['police', 40],
          ['=housing', c],
        ],
      },
    ]);
    expect(figuresCsv(shown)).toBe("table,group,people\ngroup,police,40\ngroup,'=housing,[c]\n");
    expect(marksUsed(shown)).toEqual(['[c] confidential: withheld so that nobody can be found']);
    expect(figuresCsv(uncontrolled(figures))).toBe(
      "control,table,group,people\nNOT CONTROLLED,group,police,40\nNOT CONTROLLED,group,'=housing,3\n",
    );
    expect(remarks(shown)).toEqual([
      '[c] confidential: withheld so that nobody can be found',
      'Set aside: events dated in the future: fewer than 5.',
      'Controlled by local-5: counts of 1 to 4 hidden, counts of events of so few people too, and what they could be ' +
        'worked out from. ' +
        'A draft: other tables of these people may tell it; "throughline release" checks them together.',
    ]);
    expect(remarks(uncontrolled(figures)).at(-1)).toMatch(/^NOT CONTROLLED/);
  });
});

describe('tables for a reader', () => {
  const measures: Figures['measures'] = [
    { kind: 'count', name: 'people', title: 'people', keep: 1 },
    { kind: 'change', name: 'change', title: 'change', of: 'people', before: 'before' },
    { kind: 'interval', name: 'interval', title: '95 % interval', of: 'of' },
  ];
  const shownAs = (changes: readonly Shown[], intervals: readonly Shown[]): ShownFigures => {
    const base = uncontrolled(oneTable({ a: 10, b: 20 }));
    const [first] = base.tables;
    return {
      ...base,
      measures,
      tables: [
        { ...first!, id: 'group', measures: ['people', 'change'] },
        { ...first!, id: 'intervals', title: 'How sure', measures: ['interval'] },
      ],
      rows: [
        ...changes.map((change, at) => ({
          table: 'group',
          key: [`g${at}`],
          values: { people: 10 + at, change },
        })),
        ...intervals.map((interval, at) => ({ table: 'intervals', key: [`i${at}`], values: { interval } })),
      ],
    };
  };
  const fell: Shown = { rate: -12.5, lower: -20, upper: 3 };

  it('give linkage a column where it has a part, and fold intervals that are withheld away', () => {
    const intervals = [{ lower: 5, upper: 9, linkage: 3 }, c as Shown, { lower: 0, upper: 4 }];
    const page = abridged(shownAs(['[z]', fell], intervals));
    const [group, sure] = textTables(page);
    expect(group!.rows).toEqual([
      ['g0', 10, '[z]'],
      ['g1', 11, '−12.5 % (−20.0 to 3.0)'],
    ]);
    expect(sure!.columns.map(({ title }) => title).slice(1)).toEqual(['95 % interval', 'due to linkage']);
    expect(sure!.rows).toEqual([
      ['i0', '5 to 9', '3 %'],
      ['i2', '0 to 4', ''],
    ]);
    expect(page.notes).toEqual(['Counts that are withheld have no interval.']);
  });

  it('say in one sentence that linkage has no part, and leave out a change that there is none of', () => {
    const page = abridged(shownAs(['[z]', '[z]'], [{ lower: 5, upper: 9, linkage: 0 }]));
    const [group, sure] = textTables(page);
    expect(group!.columns).toHaveLength(2);
    expect(sure!.rows).toEqual([['i0', '5 to 9']]);
    expect(page.notes).toEqual(['No interval owes as much as 1 % to error of linkage.']);
    expect(marksUsed(page)).toEqual([]);
  });

  it('give the intervals of several counts a column each', () => {
    const figures = shownAs([fell], []);
    const [group, sure] = figures.tables;
    const of = { name: 'of', title: 'of' };
    const interval = (row: string, count: string, lower: number, linkage: number) => ({
      table: 'intervals',
      key: [row, count],
      values: { interval: { lower, upper: 10, linkage } },
    });
    const [, text] = textTables({
      ...figures,
      tables: [group!, { ...sure!, dimensions: [{ name: 'row', title: 'row' }, of] }],
      measures: [...figures.measures, { kind: 'count', name: 'events', title: 'events', keep: 1 }],
      rows: [interval('a', 'events', 6, 0), interval('a', 'people', 5, 3), interval('b', 'people', 7, 0)],
    });
    expect(text!.title).toBe('How sure; 95 % intervals (and how much of each is due to linkage)');
    expect(text!.columns.map(({ title }) => title)).toEqual([expect.any(String), 'people', 'events']);
    expect(text!.rows).toEqual([
      ['a', '5 to 10 (3 %)', '6 to 10 (0 %)'],
      ['b', '7 to 10 (0 %)', ''],
    ]);
  });

  it('leave CSV as it was', () => {
    const figures = shownAs([fell, '[z]'], [c]);
    expect(figuresCsv(figures)).toContain('-12.5');
    expect(textTables(abridged(figures)).map(({ title }) => title)).toEqual(['People by group']);
  });
});
