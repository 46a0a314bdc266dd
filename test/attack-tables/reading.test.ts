/** What a table can look like, and what is then read from it. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCell, splitPair } from '../../src/attack/reading.ts';
import { findingsText } from '../../src/render/attack.ts';
import { attackText, ranges, values } from './files.ts';

describe('a cell', () => {
  test.each([
    ['1,204', { kind: 'number', value: 1204, decimals: 0, percent: false }],
    ['1 204', { kind: 'number', value: 1204, decimals: 0, percent: false }],
    ['97.10%', { kind: 'number', value: 97.1, decimals: 2, percent: true }],
    ['−3.5 %', { kind: 'number', value: -3.5, decimals: 1, percent: true }],
    ['12 [note 3]', { kind: 'number', value: 12, decimals: 0, percent: false }],
    ['12 [p]', { kind: 'number', value: 12, decimals: 0, percent: false }],
    ['<5', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['fewer than 10', { kind: 'hidden', mark: 'fewer', to: 9 }],
    ['≤4', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['1 to 4', { kind: 'hidden', mark: 'between', from: 1, to: 4 }],
    ['1–7', { kind: 'hidden', mark: 'between', from: 1, to: 7 }],
    ['[low]', { kind: 'hidden', mark: 'low' }],
    ['1e3', { kind: 'number', value: 1000, decimals: 0, form: 'scientific' }],
    ['1.25E+03', { kind: 'number', value: 1250, decimals: 0, form: 'scientific' }],
    ['1.5e-3', { kind: 'number', value: 0.0015, decimals: 4 }],
    ['1\u202f234\u202f567', { kind: 'number', value: 1_234_567 }],
    ["1'234", { kind: 'number', value: 1234 }],
    ['1.234', { kind: 'number', value: 1.234, decimals: 3, form: 'dot' }],
    ['0.234', { kind: 'number', value: 0.234, decimals: 3 }],
    ['1.234.567', { kind: 'number', value: 1_234_567, decimals: 0, form: 'dots' }],
    ['1.234,5', { kind: 'number', value: 1234.5, decimals: 1, form: 'decimal comma' }],
    ['97,1 %', { kind: 'number', value: 97.1, percent: true, form: 'decimal comma' }],
    ['1,234 567', { kind: 'text' }],
    ['12*', { kind: 'number', value: 12 }],
    ['12¹', { kind: 'number', value: 12 }],
    ['1,204 (r)', { kind: 'number', value: 1204 }],
    ['12†', { kind: 'number', value: 12 }],
    ['12p', { kind: 'number', value: 12 }],
    ['٢٤', { kind: 'number', value: 24 }],
    ['\u200f24\u200e', { kind: 'number', value: 24 }],
    ['nil', { kind: 'number', value: 0 }],
    ['12 per cent', { kind: 'number', value: 12, percent: true }],
    ['< 5', { kind: 'hidden', mark: 'fewer', to: 4, printed: '< 5' }],
    ['&lt;5', { kind: 'hidden', mark: 'fewer', to: 4, printed: '<5' }],
    ['<5*', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['Less than 5', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['fewer than five', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['fewer than five people', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['four or fewer', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['=<4', { kind: 'hidden', mark: 'fewer', to: 4 }],
    ['10+', { kind: 'hidden', mark: 'more', from: 10 }],
    ['>10', { kind: 'hidden', mark: 'more', from: 11 }],
    ['five or more', { kind: 'hidden', mark: 'more', from: 5 }],
    ['~12', { kind: 'hidden', mark: 'about' }],
    ['12 (4)', { kind: 'text' }],
    ['five', { kind: 'text' }],
    ['', { kind: 'hidden', mark: 'blank' }],
    ['[x]', { kind: 'absent' }],
    ['n/a', { kind: 'absent' }],
    ['Asian', { kind: 'text' }],
    ['2022/23', { kind: 'text' }],
    ['12 weeks', { kind: 'text' }],
  ])('%s', (text, reading) => {
    expect(readCell(text)).toMatchObject(reading);
  });

  test.each([
    '*',
    '**',
    'c',
    '[c]',
    '(c)',
    's',
    '..',
    '…',
    ':',
    '-',
    '–',
    '--',
    'suppressed',
    '*%',
    'S',
    'DIS',
    'supp.',
    '~',
    '−',
    '.',
    '#',
  ])('that is the mark %s hides a count', (text) => {
    expect(readCell(text)).toMatchObject({ kind: 'hidden', mark: 'symbol' });
  });

  test('can hold a count with its share', () => {
    expect(splitPair('134 (29.9%)')).toEqual(['134', '29.9%']);
    expect(splitPair('<5 (*%)')).toEqual(['<5', '*%']);
    expect(splitPair('Individuals (all)')).toBeUndefined();
    expect(splitPair('134 (40)')).toBeUndefined();
  });
});

/** A male, a female and a hidden count that is 2, with their total. */
const RECOVERED = { 'Transgender, 2022/23': 2 };
const LINES = [
  'Sex,2022/23',
  'Male,436',
  'Female,"1,910"',
  'Transgender,<5',
  'Unrecorded,24',
  'Individuals,"2,372"',
];

describe('a table', () => {
  test.each<[string, string | Uint8Array]>([
    ['as it should be', LINES.join('\n')],
    ['with CRLF and a byte order mark', `\ufeff${LINES.join('\r\n')}\r\n`],
    ['in UTF-16', Buffer.from(`\ufeff${LINES.join('\n')}`, 'utf16le')],
    ['with semicolons', LINES.map((line) => line.replace(/,(?=[^"]*(?:"[^"]*"[^"]*)*$)/, ';')).join('\n')],
    ['with a sep line', `sep=,\n${LINES.join('\n')}`],
    [
      'with a title, a source and notes',
      ['Table 4: by sex,', '', ...LINES, '', 'Source: the council,', 'Note: <5 is hidden'].join('\n'),
    ],
    [
      'without a heading over its labels',
      ['', ...LINES.slice(1)].map((line) => line || ',2022/23').join('\n'),
    ],
    ['with a space in front', LINES.map((line) => ` ${line}`).join('\n')],
    ['with its total first', [LINES[0], LINES[5], ...LINES.slice(1, 5)].join('\n')],
    ['with units in the heading', LINES.join('\n').replace('Sex,', 'Sex (number of people),')],
    [
      'with a heading in two lines',
      LINES.join('\n').replace('Sex,2022/23', 'Sex,2022/23\n,').replace('\n,\n', '\n'),
    ],
  ])('%s', async (_, content) => {
    expect(values(await attackText(content))).toEqual(RECOVERED);
  });

  test('in Windows-1252, with letters that are not ASCII', async () => {
    const text = LINES.join('\n').replace('Male', 'Café').replace('Female', '£ 1–2');
    const bytes = Buffer.from(text.replace('–', '\x96'), 'latin1');
    expect(values(await attackText(bytes))).toEqual(RECOVERED);
  });

  test.each<[string, string, Record<string, number>]>([
    [
      'with a heading in three lines, the upper ones over several columns',
      'Table 3: people by sex and year,,,,\n,2022,,2023,\n,Male,Female,Male,Female\n,people,people,people,people\nAsh,10,20,11,22\nElm,<5,30,12,*\nTotal,13,50,23,40',
      { 'Elm, 2022 Male people': 3, 'Elm, 2023 Female people': 18 },
    ],
    [
      'with years under what stands over several columns',
      ',Male,,Female,\n,2022,2023,2022,2023\nAsh,10,20,11,22\nElm,<5,30,12,*\nTotal,13,50,23,40',
      { 'Elm, Male 2022': 3, 'Elm, Female 2023': 18 },
    ],
    [
      'with years under a heading that has labels',
      'People referred by area,,\nArea,People,People\n,2022,2023\nAsh,10,*\nElm,20,5\nTotal,30,9',
      { 'Ash, People 2023': 4 },
    ],
    [
      'with percentages beside each year',
      'Area,2022,%,2023,%\nAsh,10,20.0,12,24\nBirch,<5,6.0,*,16.0\nElm,37,74.0,30,60\nTotal,50,100,50,100',
      { 'Birch, 2022': 3, 'Birch, 2023': 8 },
    ],
    [
      'with notes that commas cut',
      'Area,People\nAsh,10\nElm,*\nTotal,30\n\nNote 1: rounded,\nSource: the council, 2024',
      { 'Elm, People': 20 },
    ],
    [
      'with labels and digits of another script, and marks that steer writing',
      'المنطقة,\u200fالأشخاص\nا,\u202b١٠\u202c\nب,*\nTotal,٣٠',
      { 'ب, \u200fالأشخاص': 20 },
    ],
    ['with tabs, in UTF-16', 'Area\tPeople\nAsh\t10\nElm\t*\nTotal\t30', { 'Elm, People': 20 }],
    [
      'with line breaks in its cells',
      '"Area\n(ward)","People\n(all)"\n"Ash\nwest",10\nElm,*\nTotal,30',
      { 'Elm, People (all)': 20 },
    ],
  ])('%s', async (_, csv, expected) => {
    const content = csv.includes('\t') ? Buffer.from(`\ufeff${csv}`, 'utf16le').swap16() : csv;
    const found = await attackText(content);
    expect(values(found)).toEqual(expected);
    expect(found.tables).toBeUndefined();
  });

  test('with a label that has nothing beside it says for what that was taken', async () => {
    const found = await attackText('Area,People\nAsh,10\nElm\nOak,*\nTotal,30');
    expect(found.doubts).toEqual([
      expect.stringContaining('above row 4 is taken for the heading of a section'),
    ]);
  });

  test('across its columns', async () => {
    const csv =
      'Year,Male,Female,Transgender,Unrecorded,Persons\n2022/23,436,1910,<5,24,2372\n2023/24,451,1799,<5,13,2266';
    expect(values(await attackText(csv))).toEqual({ '2022/23, Transgender': 2, '2023/24, Transgender': 3 });
  });

  test('of sections, each with its total', async () => {
    const csv =
      'Group,People\nSex,\nMale,40\nFemale,*\nTotal,57\nAge,\n16 to 24,*\n25 and over,30\nTotal,57\n';
    expect(values(await attackText(csv))).toEqual({ 'Female, People': 17, '16 to 24, People': 27 });
  });

  test('of wards in districts', async () => {
    const csv = `Area,People
Ash,12
Birch,*
Total North,40
Cedar,*
Dogwood,20
Elm,9
Total South,31
All areas,71`;
    expect(values(await attackText(csv))).toEqual({ 'Birch, People': 28, 'Cedar, People': 2 });
  });

  test('of several tables in long form, one of them with numbers for labels', async () => {
    const csv = `table,route,length,row,people,days
route,police,,,40,0
route,health,,,[c],[c]
route,all people,,,57,12
length,,1,,30,
length,,2,,[c],
length,,all people,,57,
remarks,,,,3,`;
    const found = await attackText(csv);
    expect(Object.values(values(found)).toSorted((a, b) => a - b)).toEqual([17, 27]);
  });

  test('of a table in long form that bears the name of what it counts', async () => {
    const csv = `table,sex,area,people,share
people,female,,30,52.6
people,male,,[c],[c]
people,all people,,57,
area,,North,40,
area,,South,[c],
area,,all people,57,`;
    expect(values(await attackText(csv))).toEqual({ 'male, people': 27, 'South, people': 17 });
  });

  test('of a table in long form whose labels are numbers under another name', async () => {
    const csv = `table,agencies,column,row,of,people,interval-lower,interval-upper
figures,1,,,,131,,
figures,2,,,,[c],,
figures,all,,,,211,,
intervals,,,1,people,,109,156
intervals,,,2,people,,63,100`;
    expect(values(await attackText(csv))).toEqual({ '2, people': 80 });
  });

  test('of a table in long form by two dimensions, one of them of numbers and of its name', async () => {
    const csv = `table,sex,length,people
length,female,1,20
length,female,2,[c]
length,female,all people,57
length,male,1,[c]
length,male,2,5
length,male,all people,17`;
    expect(values(await attackText(csv))).toEqual({ 'female · 2, people': 37, 'male · 1, people': 12 });
  });

  test('with two columns of labels', async () => {
    const csv = `Area,Sex,People
North,Female,30
North,Male,<5
North,All,32
South,Female,*
South,Male,12
South,All,*
All,Female,50
All,Male,14
All,All,64`;
    expect(values(await attackText(csv))).toEqual({
      'North · Male, People': 2,
      'South · Female, People': 20,
      'South · All, People': 32,
    });
  });

  test('whose sums are named nowhere', async () => {
    const csv = 'Year,Referred,Declined,Heard\n2021/22,205,71,134\n2022/23,188,65,123\n2023/24,205,*,164';
    const found = await attackText(csv);
    expect(values(found)).toEqual({ '2023/24, Declined': 41 });
  });

  test('with counts and shares in one cell', async () => {
    const csv =
      'Ethnic group,2022/23\nWhite,"1,233 (97.1%)"\nBlack,<5 (*%)\nAsian,24 (1.9%)\nMixed,5 (0.4%)\nOther,6 (0.5%)';
    expect(values(await attackText(csv))).toEqual({ 'Black, 2022/23': 2 });
  });

  test('with nothing hidden, and with everything hidden', async () => {
    expect(await attackText('Sex,People\nMale,4\nFemale,5\nTotal,9')).toEqual({ recovered: [], bounds: [] });
    const found = await attackText('Sex,People\nMale,*\nFemale,*\nTotal,*');
    expect(found.recovered).toEqual([]);
    expect(Object.values(ranges(found))).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
  });

  test('of ten thousand columns', async () => {
    const columns = Array.from({ length: 10_000 }, (_, at) => at);
    const line = (label: string, of: (at: number) => string | number) =>
      [label, ...columns.map(of)].join(',');
    const csv = [
      line('Sex', (at) => `y${at}`),
      line('Male', (at) => at + 10),
      line('Female', (at) => (at === 1234 ? '*' : 20)),
      line('Total', (at) => at + 30),
    ].join('\n');
    expect(values(await attackText(csv))).toEqual({ 'Female, y1234': 20 });
  });
});

describe('what a mark is taken for', () => {
  test('is told, with how often', async () => {
    const csv = 'Area,People\nAsh,<5\nBirch,<5\nElm,1e3\nOak,~\nYew,n/a\nFir,12\nTotal,1234';
    const found = await attackText(csv, { zeros: 'shown' });
    expect(found.marks).toEqual([
      { mark: '<5', cells: 2, as: 'a hidden count: 1 to 4' },
      { mark: 'numbers such as 1e3', cells: 1, as: 'what they come to, as if no digit had been lost' },
      { mark: '~', cells: 1, as: 'a hidden count: 1 or more' },
      { mark: 'n/a', cells: 1, as: 'no number to hide' },
    ]);
    expect(findingsText(found, {})).toContain('Read: <5 (2 cells) as a hidden count: 1 to 4\n');
  });

  test('is doubted where a full stop may stand between thousands', async () => {
    const counts = await attackText('Area;People\nAsh;1.234\nBirch;12\nElm;*\nTotal;1.250');
    expect(values(counts)).toEqual({ 'Elm, People': 4 });
    expect(counts.doubts).toEqual([
      expect.stringContaining('taken for one thousand two hundred and thirty-four'),
    ]);
    const either = await attackText(
      'Area;People;Cases\nAsh;1.234;4\nBirch;2.345;*\nElm;9;5\nTotal;;12'.replace('Elm;9', 'Elm;9.876'),
    );
    expect(either.doubts).toContainEqual(
      expect.stringContaining('could be a thousand or a fraction, so nothing is taken'),
    );
    const commas = await attackText('Area;People;%\nAsh;12;97,1\nBirch;40;1,234\nElm;*;3,2');
    expect(commas.doubts).toContainEqual(
      expect.stringContaining('fractions such as 97,1 and numbers such as 1,234'),
    );
  });

  test('is never passed over: each cell is a number, a mark that is told, or named as not read', async () => {
    const count = fc.nat(99_999);
    const known = fc.constantFrom(
      '<5',
      '≤4',
      'less than 5',
      'fewer than five',
      '1-4',
      '*',
      '..',
      '-',
      '–',
      'S',
      'DIS',
      'supp.',
      '~',
      'n/a',
      '10+',
    );
    const number = count.chain((value) =>
      fc.constantFrom(String(value), value.toLocaleString('en-GB'), `${value}*`, `${value} [note 1]`),
    );
    const strange = fc
      .string({ minLength: 1, maxLength: 5 })
      .map((text) => `q${text.replaceAll(/[^a-z ]/gi, 'w')}w`);
    const cell = fc.oneof(known, number, strange);
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 3, maxLength: 8 }), async (cells) => {
        // A column of words is one of labels.
        fc.pre(cells.filter((one) => readCell(one).kind === 'text').length * 2 <= cells.length);
        const csv = ['Area,People,Cases', ...cells.map((one, at) => `a${at},"${one}",7`)].join('\n');
        const found = await attackText(csv);
        const kinds = cells.map((one) => readCell(one).kind);
        const of = (...wanted: string[]) => kinds.filter((kind) => wanted.includes(kind)).length;
        expect((found.marks ?? []).reduce((sum, one) => sum + one.cells, 0)).toBe(of('hidden', 'absent'));
        const unread = /: (\S+) cells? among the figures/.exec((found.doubts ?? []).join('\n'))?.[1] ?? '0';
        expect(Number(unread)).toBe(of('text'));
      }),
      { numRuns: 40 },
    );
  });

  test('is the same for a number however it is written', () => {
    const forms: ((value: number) => string)[] = [
      String,
      (value) => value.toLocaleString('en-GB'),
      (value) => value.toLocaleString('en-GB').replaceAll(',', '\u202f'),
      (value) => `${value}†`,
      (value) => `${value} [r]`,
      (value) => `${value}e0`,
      (value) => value.toExponential(),
      (value) => ` \u200e${value} `,
    ];
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.constantFrom(...forms), (value, form) => {
        expect(readCell(form(value))).toMatchObject({ kind: 'number', value });
      }),
    );
  });
});

describe('what cannot be used', () => {
  test.each([
    ['no figures', 'only words,and words\nmore,words', 'TABLE_NO_FIGURES'],
    ['one row', 'a,b', 'TABLE_NO_FIGURES'],
    ['a single cell', '7', 'TABLE_NO_FIGURES'],
    ['a single mark', '<5', 'TABLE_NO_FIGURES'],
    ['lines with nothing in them', '\n\n\n', 'CSV_EMPTY'],
    ['a count below nought', 'Sex,People\nMale,-4\nFemale,5', 'COUNT_NEGATIVE'],
    ['a count beyond reckoning', 'Sex,People\nMale,9007199254740993\nFemale,<5', 'COUNT_INVALID'],
    ['a fraction of a person', 'Sex,People\nMale,4.5\nFemale,5\nOther,6', 'COUNT_FRACTION'],
    ['an open quote', 'Sex,People\n"Male,4\nFemale,5', 'CSV_BAD_QUOTES'],
    [
      'people',
      'Name,NHS number,Visits\nZzyxwhistle,943 476 5919,4\nXanthippabel,943 476 5870,5',
      'TABLE_OF_PEOPLE',
    ],
    ['nothing', '', 'CSV_EMPTY'],
    ['a workbook', 'PK\u0003\u0004xl/', 'CSV_BINARY'],
  ])('%s is refused without a value', async (_, content, code) => {
    const error: unknown = await attackText(content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, exitCode: 2, place: { file: 'a.csv' } });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/Zzyx|Xanth|943|Male|4\.5/);
  });

  test.each(['age-group', 'Age_band', 'Age range', 'Ages (years)'])(
    'with %s among its labels',
    async (title) => {
      const rows = ['Male,18-24,<5', 'Male,25-34,30', 'Female,18-24,22', 'Female,25-34,41', 'Total,,95'];
      const found = await attackText([`Sex,${title},People`, ...rows].join('\n'));
      expect(ranges(found)).toEqual({ 'Male · 18-24, People': [1, 4] });
    },
  );

  test.each(['2025-04-01 to 2026-03-31', '01/04/2025 – 31/03/2026', '2025-04-01 - 2026-03-31'])(
    "with the period %s among its labels, which is nobody's birth",
    async (period) => {
      const rows = ['Male,<5', 'Female,22', 'Total,25'].map((row) => row.replace(',', `,${period},`));
      const found = await attackText(['Sex,Period,People', ...rows].join('\n'));
      expect(values(found)).toEqual({ [`Male · ${period}, People`]: 3 });
    },
  );

  test.each(['12/03/1981 to 943 476 5919', '12/03/1981 to', '12/03/1981 to her door'])(
    'refuses a birth in the cell %s all the same',
    async (cell) => {
      const rows = [`Male,${cell},4`, `Female,${cell},22`];
      await expect(attackText(['Sex,Note,People', ...rows].join('\n'))).rejects.toMatchObject({
        code: 'TABLE_OF_PEOPLE',
      });
    },
  );

  test('takes the ends of an interval for no counts', async () => {
    const found = await attackText(
      'Agency,People,People-from,People-to\na,30,20,43\nb,12,6,20\nTotal,42,31,57',
    );
    expect(found.doubts).toBeUndefined();
  });

  test('a preset of another name', async () => {
    await expect(attackText(LINES.join('\n'), { preset: 'none' })).rejects.toMatchObject({
      code: 'PRESET_UNKNOWN',
    });
  });
});
