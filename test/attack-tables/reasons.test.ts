/** Shares, rates, changes, rounding, distinct people, several tables, earlier releases, and what does not add up. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangesOf, sumLine } from '../../src/attack/index.ts';
import { percentage } from '../../src/estimate/index.ts';
import { findingsText } from '../../src/render/attack.ts';
import { attackText, ranges, values } from './files.ts';

describe('percentages', () => {
  test('of a count that is hidden, with its base printed', async () => {
    const csv = 'Group,People,%\nWhite,1233,97.1\nBlack,<5,0.2\nOther,*,2.6\nUnknown,*,0.1\nTotal,1270,100';
    const found = await attackText(csv);
    // 0.2 % is 2 or 3 people, 2.6 % only 33, 0.1 % only 1.
    expect(values(found)).toEqual({ 'Black, People': 3, 'Other, People': 33, 'Unknown, People': 1 });
  });

  test('of another column of the same row', async () => {
    const csv = 'Year,People,Repeats,Repeats %\n2021,2372,310,13.1\n2022,2266,239,10.5\n2023,40,*,7.5';
    expect(values(await attackText(csv))).toEqual({ '2023, Repeats': 3 });
  });

  test('that stand in rows below their counts', async () => {
    const csv =
      'Cases,2021/22,2022/23,2023/24\nHeard,134,123,164\nRepeats,40,47,*\nRepeats %,29.9%,38.2%,2.4%';
    expect(values(await attackText(csv))).toEqual({ 'Repeats, 2023/24': 4 });
  });

  test('of different bases are not mixed', async () => {
    const csv = 'Duty,Households,%\nRelief,741,16.7\nPrevention,54,2.6\nOther,*,40.0';
    const found = await attackText(csv);
    expect(found.recovered).toEqual([]);
    expect(found.doubts).toEqual([
      'a.csv: the column "%" agrees with no count beside it, so nothing is taken from it',
    ]);
  });

  test('never say what is not true, whatever is hidden', async () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        counts,
        fc.integer({ min: 0, max: 2 }),
        fc.boolean(),
        async (values_, decimals, total) => {
          const base = values_.reduce((sum, value) => sum + value, 0);
          const share = (count: number) => percentage(count, base, decimals).toFixed(decimals);
          const lines = values_.map((count, at) => `g${at},${count < 5 ? '<5' : count},${share(count)}`);
          const csv = ['Group,People,%', ...lines, ...(total ? [`Total,${base},100`] : [])].join('\n');
          const found = await attackText(csv);
          for (const { row, value } of found.recovered)
            expect([csv, row, value]).toEqual([csv, row, values_[Number(row.slice(1))]]);
          for (const { row, from, to } of found.bounds) {
            const truth = values_[Number(row.slice(1))]!;
            expect([csv, row, from <= truth && truth <= to!]).toEqual([csv, row, true]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('other rates', () => {
  test('a change between two periods', async () => {
    const csv = 'Offence,2021,2022,% change\nStalking,255,311,22.0\nCoercion,40,*,-92.5';
    const { recovered } = await attackText(csv);
    expect(recovered).toMatchObject([{ row: 'Coercion', column: '2022', value: 3 }]);
    expect(recovered[0]!.because[0]).toContain(
      'a change of -92.5 % from Coercion, 2021, 40, to Coercion, 2022 makes Coercion, 2022',
    );
  });

  test('a rate by population', async () => {
    const csv =
      'Ward,Cases,Population,"Rate per 1,000"\nAsh,52,5200,10.00\nBirch,<5,6100,0.49\nElm,31,4000,7.75';
    expect(values(await attackText(csv))).toEqual({ 'Birch, Cases': 3 });
  });
});

describe('rounded counts', () => {
  const csv = 'Area,People\nAsh,20\nBirch,*\nTotal,25';
  test('are taken as what rounds to them', async () => {
    expect(values(await attackText(csv))).toEqual({ 'Birch, People': 5 });
    expect(ranges(await attackText(csv, { rounded: 5 }))).toEqual({ 'Birch, People': [1, 9] });
    expect(ranges(await attackText(csv, { preset: 'nhs-hes' }))).toEqual({ 'Birch, People': [1, 9] });
  });

  test('with shares, of which nobody knows whether they are of rounded counts, say no more', async () => {
    const shares = 'Area,People,%\nAsh,20,80\nBirch,*,20\nTotal,25,100';
    expect(await attackText(shares, { rounded: 5 })).toEqual(await attackText(csv, { rounded: 5 }));
    const change = 'Offence,2021,2022,% change\nStalking,40,*,-50.0';
    expect(ranges(await attackText(change, { rounded: 5 }))).toEqual({ 'Stalking, 2022': [0, null] });
    expect(values(await attackText(change))).toEqual({ 'Stalking, 2022': 20 });
  });

  test('with a smallest count', async () => {
    expect(ranges(await attackText(csv, { rounded: 5, smallest: 5 }))).toEqual({ 'Birch, People': [1, 4] });
  });
});

describe('distinct people', () => {
  const csv = 'Agency,People\nPolice,40\nHealth,30\nHousing,*\nAll people,60';
  test('do not add up, which is said, and nothing is made of it', async () => {
    const found = await attackText(csv);
    expect(found.recovered).toEqual([]);
    expect(found.doubts).toEqual([
      'a.csv: "All people" does not add up in "People": 60 is printed and the parts come to from 70 to any, so this total is not used; if people can be in several parts of it, add --distinct "All people"',
    ]);
  });

  test('lie between the largest part and the sum', async () => {
    for (const unions of ['all', ['all people']] as const) {
      const found = await attackText(csv, { unions });
      expect(found.doubts).toBeUndefined();
      expect(ranges(found)).toEqual({ 'Housing, People': [0, 60] });
    }
    const short = 'Agency,People\nPolice,40\nHousing,<5\nAll people,44';
    expect(values(await attackText(short, { unions: 'all' }))).toEqual({ 'Housing, People': 4 });
  });
});

describe('a total that is wrong', () => {
  test('is named, and the others are used', async () => {
    const csv = 'Outcome,2022,2023\nLeft,1300,1200\nStayed,58,*\nTotal,1349,1255';
    const found = await attackText(csv);
    expect(values(found)).toEqual({ 'Stayed, 2023': 55 });
    expect(found.doubts).toEqual([
      'a.csv: "Total" does not add up in "2022": 1,349 is printed and the parts come to 1,358, so this total is not used; if people can be in several parts of it, add --distinct "Total"',
    ]);
  });

  test('in a table whose lines cannot all hold stops the attack on it', async () => {
    const csv = ',a,b,Total\nw,<5,<5,7\nx,<5,<5,2\nTotal,2,7,9';
    const found = await attackText(csv);
    expect(found.recovered).toEqual([]);
    expect(found.doubts).toEqual([
      expect.stringContaining('these cannot all be true, so nothing is taken from them'),
    ]);
  });

  test('that holds only with noughts hidden is taken so', async () => {
    const csv = 'Sex,2022,2023\nMale,10,10\nFemale,20,20\nOther,<5,<5\nTotal,30,32';
    expect(values(await attackText(csv))).toEqual({ 'Other, 2022': 0, 'Other, 2023': 2 });
  });
});

test('where nothing is found, more tables are asked for', async () => {
  const text = findingsText(await attackText('Area,People\nAsh,20\nBirch,*\nElm,*\nTotal,40'), {});
  expect(text).toMatch(/Other tables of the same people/);
  expect(text).not.toContain('a.csv');
});

describe('several tables', () => {
  const bySex = 'Sex,2022,2023\nMale,30,35\nFemale,60,70\nAll,90,105';
  test('of the same people share their totals', async () => {
    const byAge = 'Age,2022,2023\nUnder 25,20,*\n25 and over,70,80\nTotal,90,*';
    const found = await attackText([bySex, byAge]);
    expect(values(found)).toEqual({ 'Total, 2023': 105, 'Under 25, 2023': 25 });
    expect(found.tables).toEqual({ A: 'a.csv', B: 'b.csv' });
    const text = findingsText(found, {});
    expect(text.match(/[ab]\.csv/g)).toEqual(['a.csv', 'b.csv']);
    expect(text).toContain('B, column 2023: 105 (Total) − 80 (25 and over) = 25 (Under 25)');
    expect((await attackText([bySex, byAge], { margins: 'apart' })).recovered).toEqual([]);
  });

  test('by different things share what they have in common', async () => {
    const sexByWard = 'Ward,Male,Female,Total\nAsh,10,20,30\nElm,*,*,45\nTotal,30,45,75';
    const wards = 'Ward,Under 25,Over 25,Total\nAsh,5,25,30\nElm,40,*,*\nTotal,45,30,75';
    const found = await attackText([sexByWard, wards]);
    expect(values(found)).toMatchObject({ 'Elm, Over 25': 5 });
  });

  test('do not share what is left over of different groups', async () => {
    const sex = 'Sex,Records,Linked\nFemale,80,60\nMale,30,*\nNot known,16,*\nAll,126,93';
    const age = 'Age,Records,Linked\nUnder 25,40,30\n25 and over,70,53\nNot known,16,10\nAll,126,93';
    expect((await attackText([sex, age])).recovered).toEqual([]);
    const again = 'Sex,Records,Linked\nFemale,80,60\nMale,30,*\nNot known,16,10\nAll,126,*';
    expect(values(await attackText([sex, again]))).toMatchObject({ 'Not known, Linked': 10 });
  });

  test('of other people are told apart', async () => {
    const elsewhere = 'Age,2022,2023\nUnder 25,20,*\n25 and over,50,80\nTotal,70,*';
    const found = await attackText([bySex, elsewhere]);
    expect(found.recovered).toEqual([]);
    expect(found.doubts).toEqual([
      expect.stringContaining('a.csv and b.csv print different counts for "Total", "2022"'),
    ]);
  });
});

describe('the steps', () => {
  test('use what is shown or was found before, and none that is not needed', async () => {
    const csv = 'Area,Male,Female,Total\nAsh,10,*,30\nElm,*,*,45\nOak,*,3,*\nTotal,34,45,79';
    const { recovered } = await attackText(csv);
    expect(recovered.map(({ row, column, because }) => [row, column, because])).toEqual([
      ['Ash', 'Female', ['Row Ash: 30 (Total) − 10 (Male) = 20 (Female)']],
      [
        'Elm',
        'Male',
        [
          'Column Total: 79 (Total) − 30 (Ash) − 45 (Elm) = 4 (Oak)',
          'Row Oak: 4 (Total) − 3 (Female) = 1 (Male)',
          'Column Male: 34 (Total) − 10 (Ash) − 1 (Oak) = 23 (Elm)',
        ],
      ],
      [
        'Elm',
        'Female',
        [
          'Row Ash: 30 (Total) − 10 (Male) = 20 (Female)',
          'Column Female: 45 (Total) − 20 (Ash) − 3 (Oak) = 22 (Elm)',
        ],
      ],
      [
        'Oak',
        'Male',
        [
          'Column Total: 79 (Total) − 30 (Ash) − 45 (Elm) = 4 (Oak)',
          'Row Oak: 4 (Total) − 3 (Female) = 1 (Male)',
        ],
      ],
      ['Oak', 'Total', ['Column Total: 79 (Total) − 30 (Ash) − 45 (Elm) = 4 (Oak)']],
    ]);
  });

  const long = (rows: number): string =>
    [
      'Area,People',
      ...Array.from({ length: rows }, (_, at) => `a${at + 1},${at === 4 ? '<5' : 10}`),
      `Total,${10 * rows - 7}`,
    ].join('\n');

  test('of a long sum are short sums with names', async () => {
    const { recovered } = await attackText(long(12));
    expect(recovered[0]!.because).toEqual([
      `Column People: ${[1, 2, 3, 4, 6, 7, 8, 9].map((at) => `10 (a${at})`).join(' + ')} = 80: S1`,
      'Column People: 10 (a10) + 10 (a11) + 10 (a12) = 30: S2',
      'Column People: 113 (Total) − 80 (S1) − 30 (S2) = 3 (a5)',
    ]);
  });

  test('of a chain through forty lines come in its order', async () => {
    // Each row's total is hidden and stands in the next row, so that the last follows from the first alone.
    const rows = Array.from({ length: 40 }, (_, at) => at);
    const tables = rows.map((at) => `Area,y${at},y${at + 1},Total\nAsh,${at === 0 ? 7 : '*'},*,20`);
    const { recovered } = await attackText(tables, { margins: 'shared' });
    const last = recovered.find(({ column }) => column === 'y40')!;
    expect(last.value).toBe(7);
    expect(last.because.length).toBeGreaterThan(39);
  });

  test('of a very long one say what its numbers come to', async () => {
    const { recovered } = await attackText(long(200));
    expect(recovered[0]!.because).toEqual([
      'Column People: the 199 counts that are known from a1 to a200 add up to 1,990: S1',
      'Column People: 1,993 (Total) − 1,990 (S1) = 3 (a5)',
    ]);
  });
});

describe('a change in numbers', () => {
  test('is as good as the count', async () => {
    const { recovered } = await attackText('Area,2022,2023,Change\nAsh,10,12,2\nElm,20,*,-16');
    expect(recovered).toMatchObject([
      {
        row: 'Elm',
        value: 4,
        because: ['a change of -16 from Elm, 2022, 20, to Elm, 2023 makes Elm, 2023 exactly 4'],
      },
    ]);
  });
});

describe('a search that is cut short', () => {
  const csv = ',a,b,c,Total\nw,*,*,*,9\nx,*,*,*,9\ny,*,*,*,9\nTotal,9,9,9,27';
  test('says so of each range, and never says too little', async () => {
    const cells = Array.from({ length: 9 }, (_, at) => ({
      spot: { table: 't', row: `r${at}`, column: 'c' },
      kind: 'hidden' as const,
      lo: 0,
      hi: 9,
    }));
    const total = { spot: { table: 't', row: 'total', column: 'c' }, kind: 'shown' as const, lo: 9, hi: 9 };
    const lines = [0, 1, 2].flatMap((at) => [
      sumLine(9, [3 * at, 3 * at + 1, 3 * at + 2]),
      sumLine(9, [at, at + 3, at + 6]),
    ]);
    const model = { cells: [...cells, total], lines };
    const bounds = model.cells.map(({ lo, hi }) => ({ lo, hi: hi - (lo === hi ? 0 : 1) }));
    const all = [...lines.keys()];
    const whole = await rangesOf(model, bounds, all, [0, 4, 8]);
    const cut = await rangesOf(model, bounds, all, [0, 4, 8], { effort: 0 });
    if (!whole.feasible || !cut.feasible) throw new Error('they hold together');
    expect(whole.unfinished.size).toBe(0);
    expect([...cut.unfinished].length).toBeGreaterThan(0);
    for (const [cell, { lo, hi }] of whole.of) {
      expect([cut.of.get(cell)!.lo <= lo, cut.of.get(cell)!.hi >= hi]).toEqual([true, true]);
    }
  });

  test('is told in the table of ranges', async () => {
    const found = await attackText(csv);
    expect(findingsText(found, {})).not.toContain('searched to the end');
    const [first, ...others] = found.bounds;
    const text = findingsText({ ...found, bounds: [{ ...first!, unfinished: true }, ...others] }, {});
    expect(text).toContain('0 hidden counts of 9 can be worked out; 1 range not searched to the end.');
    expect(text).toMatch(/^w +a +0 +9 +no$/m);
    expect(text).toMatch(/^x +a +0 +9 +yes$/m);
  });
});

describe('a large table', () => {
  test('is split into what hangs together', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => ({ male: 1 + (at % 4), female: 5 + (at % 7) }));
    const sum = (of: 'male' | 'female') => rows.reduce((all, row) => all + row[of], 0);
    const both = rows.map(({ male, female }, at) => {
      const hidden = at % 3 === 0 ? ['<5', '*'] : at % 3 === 1 ? ['<5', female] : [male, female];
      return [`r${at}`, ...hidden, male + female].join(',');
    });
    const csv = [
      'Area,Male,Female,Total',
      ...both,
      `Total,${sum('male')},${sum('female')},${sum('male') + sum('female')}`,
    ].join('\n');
    const { recovered, bounds } = await attackText(csv, { zeros: 'shown' });
    expect(recovered).toHaveLength(1000);
    expect(recovered.every(({ row, value }) => value === rows[Number(row.slice(1))]!.male)).toBe(true);
    expect(bounds).toHaveLength(2000);
    expect(bounds.filter(({ unfinished }) => unfinished)).toEqual([]);
  });
});

describe('an earlier release', () => {
  test('shows how few came in between', async () => {
    const now = 'Sex,People\nMale,30\nFemale,57\nAll,87';
    const earlier = 'Sex,People\nMale,30\nFemale,55\nAll,85';
    const { recovered } = await attackText(now, { earlier });
    expect(recovered).toEqual([
      {
        table: 'a.csv less earlier.csv',
        row: 'Female',
        column: 'People',
        value: 2,
        because: ['57 (Female, People in A) − 55 (Female, People in B) = 2 (Female, People in C)'],
      },
      {
        table: 'a.csv less earlier.csv',
        row: 'All',
        column: 'People',
        value: 2,
        because: ['87 (All, People in A) − 85 (All, People in B) = 2 (All, People in C)'],
      },
    ]);
  });

  test('bounds what is hidden now, and the other way round', async () => {
    const now = 'Sex,People\nMale,30\nFemale,*\nUnknown,<5\nAll,60';
    const earlier = 'Sex,People\nMale,20\nFemale,28\nUnknown,*\nAll,49';
    expect(values(await attackText(now, { earlier }))).toMatchObject({ 'Unknown, People': 1 });
  });

  test('released twice gives nothing, and one that shrank is not compared', async () => {
    const table = 'Sex,People\nMale,30\nFemale,57\nAll,87';
    expect(await attackText(table, { earlier: table })).toEqual({ recovered: [], bounds: [] });
    const more = table.replace('57', '59').replace('87', '89');
    const found = await attackText(table, { earlier: more });
    expect(found.recovered).toEqual([]);
    expect(found.doubts?.[0]).toContain('"Female", "People" is lower now than in earlier.csv');
  });
});
