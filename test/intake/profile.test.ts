import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseColumns } from '../../src/agreement/index.ts';
import { openIntake } from '../../src/files/index.ts';
import {
  type Finding,
  findingsOf,
  type ProfileOptions,
  profileExtract,
  suggestColumns,
  suggestedYaml,
} from '../../src/intake/index.ts';
import {
  type ProfileAsked,
  profilePage,
  profileSteps,
  profileText,
  type ShownProfile,
} from '../../src/render/profile.ts';
import { fileOf } from '../files/helpers.ts';
import { workbookOf } from '../files/packed/workbooks.ts';

const TODAY = '2026-05-01';
const COLUMNS = `
URN: { identifier: local-person-id }
SURNAME: { identifier: surname }
FORENAME: { identifier: forename }
SEX: { identifier: sex }
DOB: { identifier: date-of-birth, format: DD/MM/YYYY }
NHS: { identifier: nhs-number, test-range: true }
PHONE: { identifier: phone }
WHEN: { event: date, treat: keep, format: DD/MM/YYYY }
AGE: { attribute: age-group, treat: band, bands: needs-assessment }
ETHNIC: { attribute: ethnic-group, treat: code, map: { W: White, B: Black } }
OUTCOME: { event: outcome, treat: keep }
`;
const HEADER = [
  ...['URN', 'SURNAME', 'FORENAME', 'SEX', 'DOB', 'NHS', 'PHONE', 'WHEN', 'AGE', 'ETHNIC', 'OUTCOME'],
];

/** A good row, with some cells replaced. */
const row = (n: number, said: Readonly<Record<string, string>> = {}): string[] => {
  const good: Record<string, string> = {
    URN: `P${n}`,
    SURNAME: `Zzyxwhistle${'abcdefghij'[n % 10]}${'klmnopqrst'[Math.floor(n / 10) % 10]}`,
    FORENAME: 'Xanthippabel',
    SEX: 'F',
    DOB: `${String(2 + (n % 20)).padStart(2, '0')}/03/1980`,
    NHS: '',
    PHONE: '07700 900618',
    WHEN: '02/04/2026',
    AGE: '46',
    ETHNIC: 'W',
    OUTCOME: 'No further action',
    ...said,
  };
  return HEADER.map((name) => good[name] ?? '');
};
const csv = (rows: readonly (readonly string[])[]): string =>
  [HEADER, ...rows]
    .map((cells) => cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(','))
    .join('\r\n');

async function profiled(
  content: string | Uint8Array,
  options: Partial<ProfileOptions> & { headerRow?: number } = {},
) {
  const { headerRow, ...rest } = options;
  const extract = await openIntake(fileOf(content), headerRow === undefined ? {} : { headerRow });
  return profileExtract(extract, { plan: parseColumns(COLUMNS, 'columns.yaml'), today: TODAY, ...rest });
}
const said = (findings: readonly Finding[]): string =>
  findings.map(({ weight, what }) => `${weight}: ${what}`).join('\n');
const many = (count: number, make: (n: number) => readonly string[] = (n) => row(n)) =>
  Array.from({ length: count }, (_, n) => make(n));

describe('a profile', () => {
  test('counts events before the birth', async () => {
    const rows = [...many(20), row(21, { DOB: '03/04/2026' }), row(22, { DOB: '02/04/2026' })];
    const profile = await profiled(csv(rows));
    expect(profile.beforeBirth).toBe(1);
    expect(said(findingsOf(profile, TODAY))).toContain(
      "look: 1 row (5 %) lie before the person's date of birth",
    );
  });

  test('counts rows, people, months and repeats, and finds nothing wrong with good rows', async () => {
    const profile = await profiled(csv([...many(20), row(3), row(4, { OUTCOME: 'Charged' })]));
    expect(profile).toMatchObject({
      rows: 22,
      blankRows: 0,
      people: { people: 20, never: 0 },
      events: { from: '2026-04', to: '2026-04', dated: 22, outside: 0 },
      duplicates: { rows: 1, people: 0 },
      ages: { compared: 22, wrong: 0 },
      secondHeader: false,
      totals: [],
    });
    expect(said(findingsOf(profile, TODAY))).not.toContain('mend');
    expect(profile.columns[4]).toMatchObject({
      filled: 22,
      empty: 0,
      invalid: [],
      dateFormats: expect.arrayContaining(['DD/MM/YYYY']),
    });
  });

  test('tells who can never be linked, and what would mend it', async () => {
    const bare = { SURNAME: '', FORENAME: 'Ann', DOB: '', PHONE: '' };
    const profile = await profiled(csv([...many(6), ...many(4, (n) => row(100 + n, bare)), row(100)]));
    // P100 has a second row with everything, so three people are left.
    expect(profile.people).toMatchObject({ people: 10, never: 3 });
    expect(profile.people!.fixes).toContainEqual({ identifier: 'nhs-number', people: 3 });
    expect(said(findingsOf(profile, TODAY))).toContain(
      'mend: 3 of 10 local people (30 %) can never be linked',
    );
  });

  test.each<[string, (rows: readonly (readonly string[])[]) => readonly (readonly string[])[], string]>([
    [
      'NHS numbers that a spreadsheet shortened',
      (rows) => rows.map((_, n) => row(n, { NHS: '9.43477E+09' })),
      'mend: column NHS: 10 numbers shortened by a spreadsheet',
    ],
    [
      'days saved as numbers',
      (rows) => rows.map((_, n) => row(n, { WHEN: '46114' })),
      'mend: column WHEN: 10 days saved as a spreadsheet',
    ],
    [
      'phones without their nought',
      (rows) => rows.map((_, n) => row(n, { PHONE: '7700900618' })),
      'note: column PHONE: 10 numbers without a leading nought',
    ],
    [
      'local ids of different lengths',
      (rows) => rows.map((_, n) => row(n, { URN: String(95 + n) })),
      'note: column URN: its numbers have from 2 to 3 digits',
    ],
    [
      'a total',
      (rows) => [...rows, HEADER.map((_, n) => (n === 0 ? 'Grand total' : n === 10 ? '10' : ''))],
      'mend: row 12 looks like a total',
    ],
    [
      'two rows of headers',
      (rows) => [HEADER.map((_, n) => `second ${n}`), ...rows],
      'mend: row 2 looks like a second row of headers',
    ],
    ['rows that cannot be read', (rows) => [...rows, ['x', 'y']], 'mend: 1 row cannot be read'],
    [
      'an identifier left in',
      (rows) => rows.map((cells, n) => (n === 4 ? row(n, { OUTCOME: '07700 900618' }) : cells)),
      'mend: column OUTCOME: 1 cell look like a phone number',
    ],
    [
      'a default',
      () =>
        many(70, (n) =>
          row(n, {
            SURNAME:
              n < 10
                ? 'Default'
                : `Name${'abcdefgh'[n % 8]}${'ijklmnop'[Math.floor(n / 8) % 8]}${n > 63 ? 'q' : ''}`,
          }),
        ),
      'look: column SURNAME: one value stands in at least',
    ],
    [
      'an attribute that is rarely filled',
      (rows) => rows.map((_, n) => row(n, { ETHNIC: n < 4 ? 'W' : '' })),
      'look: column ETHNIC: filled in 40 % of rows',
    ],
    [
      'codes that the map lacks',
      (rows) => rows.map((_, n) => row(n, { ETHNIC: 'Q' })),
      'look: column ETHNIC: 100 % of its cells cannot be used: a value that the map',
    ],
    [
      'ages that are not those of the dates of birth',
      (rows) => rows.map((_, n) => row(n, { AGE: '12' })),
      'look: in 100 % of rows the column AGE does not fit the date of birth',
    ],
    [
      'days in two forms',
      (rows) => rows.map((_, n) => row(n, { WHEN: n % 2 ? '02/04/2026' : '2026-04-02' })),
      'look: column WHEN: days are written in 2 forms',
    ],
    [
      'people with two local ids',
      (rows) => [...rows, row(2, { URN: 'other' })],
      'look: 1 name and date of birth stand under more than one local id',
    ],
    [
      'days that are a 1 January',
      (rows) => rows.map((_, n) => row(n, { DOB: '01/01/1980' })),
      'look: column DOB: 100 % of its days are a 1 January',
    ],
    [
      'days in more forms than one reads, each of them',
      (rows) =>
        rows.map((_, n) =>
          row(n, { WHEN: ['02/04/2026', '2026-04-02', '02-Apr-26', '2nd April 2026', '46114'][n % 5]! }),
        ),
      "look: column WHEN: days are written in 5 forms: DD-MMM-YY, DD/MM/YYYY, YYYY-MM-DD, a spreadsheet's day number, day in words",
    ],
    [
      'days in two forms, of which one is written in two ways',
      (rows) => rows.map((_, n) => row(n, { WHEN: ['02/04/2026', '2/4/2026', '2026-04-02'][n % 3]! })),
      'look: column WHEN: days are written in 2 forms: D/M/YYYY, YYYY-MM-DD',
    ],
    [
      'days that another form reads',
      (rows) => rows.map((_, n) => row(n, { WHEN: n % 2 ? '02/04/2026' : '2/4/2026' })),
      'mend: column WHEN: 50 % of its cells cannot be used, and with them their whole rows: not a date in the form DD/MM/YYYY',
    ],
    [
      'codes for sex that say neither',
      (rows) => rows.map((_, n) => row(n, { SEX: n < 2 ? 'Non-binary' : 'F' })),
      'note: column SEX: 2 cells taken as not known: neither female nor male is stated',
    ],
    ['blank rows', (rows) => [...rows, HEADER.map(() => '')], 'note: 1 row blank'],
  ])('finds %s', async (_, change, words) => {
    const clean = said(findingsOf(await profiled(csv(many(10))), TODAY));
    const found = said(findingsOf(await profiled(csv(change(many(10)))), TODAY));
    expect(clean).not.toContain(words);
    expect(found).toContain(words);
  });

  test('finds NHS numbers of the test range, which no rule shows otherwise', async () => {
    const plan = parseColumns(COLUMNS.replace(', test-range: true', ''), 'columns.yaml');
    const numbers = many(10, (n) => row(n, { NHS: n < 3 ? '999 000 0018' : '' }));
    const profile = await profiled(csv(numbers), { plan });
    expect(profile.columns[5]!.notKnown).toEqual([{ what: 'NHS number of the test range', cells: 3 }]);
    expect(said(findingsOf(profile, TODAY))).toContain('look: column NHS: 3 cells taken as not known');
    const text = profileText({ profile, findings: [], columnsFrom: 'file' }, []);
    expect(text).toContain('not known: NHS number of the test range');
    expect((await profiled(csv(numbers))).columns[5]!.notKnown).toEqual([]);
  });

  test.each<[readonly string[], string | undefined]>([
    [
      ['Yes', 'No', ''],
      'mend: column PROT: none of its cells holds a value that its map names (they look like: yes or no)',
    ],
    [['Yes', 'N/A'], 'mend: column PROT: none of its cells holds a value that its map names'],
    [['Y', 'No', 'N', 'N'], 'look: column PROT: 25 % of its cells hold a value that its map does not name'],
    [['Y', 'N', ''], undefined],
  ])('says of a flag with cells %j what its map does not name', async (cells, told) => {
    const plan = parseColumns(
      'URN: { identifier: local-person-id }\nPROT: { flag: protected, map: { Y: "yes", N: "no" } }',
      'c.yaml',
    );
    const profile = await profiled(`URN,PROT\n${cells.map((cell, n) => `P${n},${cell}`).join('\n')}`, {
      plan,
    });
    const found = findingsOf(profile, TODAY).filter(({ what }) => what.startsWith('column PROT'));
    expect(said(found).slice(0, told?.length ?? 0)).toBe(told ?? '');
    expect(found).toHaveLength(told === undefined ? 0 : 1);
  });

  test.each<[string, string | undefined]>([
    ['Do not contact?', 'flag: protected'],
    ['DO_NOT_SHARE', 'flag: protected'],
    ['Safety flag (victim)', 'flag: protected'],
    ['Safe to contact', 'flag: protected, map: { "N": "yes"'],
    ['Client in refuge', 'flag: sensitive-address'],
    ['Contact number', undefined],
    ['Child protection plan', undefined],
  ])('asks of a column %s that nobody named whether it is a flag', async (header, flag) => {
    const file = fileOf(`URN,${header}\n${many(6, (n) => [`P${n}`, n < 2 ? 'Y' : 'N']).join('\n')}`);
    const extract = await openIntake(file);
    const profile = await profileExtract(extract, { today: TODAY });
    const asked = findingsOf(profile, TODAY).filter(({ what }) => what.includes('must not be found'));
    expect(asked.map(({ weight, todo }) => [weight, todo.includes(flag ?? '?')])).toEqual(
      flag === undefined ? [] : [['mend', true]],
    );
    expect(suggestColumns(profile.columns)[1]!.entry ?? '').toContain(flag ?? '');
    const plan = parseColumns(`URN: { identifier: local-person-id }\n${header}: { treat: drop }`, 'c.yaml');
    const settled = findingsOf(await profileExtract(extract, { plan, today: TODAY }), TODAY);
    expect(said(settled)).not.toContain('must not be found');
  });

  test('calls nobody a person where no column is a local id', async () => {
    const plan = parseColumns(COLUMNS.replace(/URN.*/, ''), 'columns.yaml');
    const profile = await profiled(csv(many(6)), { plan });
    const findings = findingsOf(profile, TODAY);
    expect(said(findings)).toContain('look: no column is a local person id');
    const text = profileText({ profile, findings, columnsFrom: 'file' }, []);
    expect(text).toContain('6 different sets of identifiers; 0 % can never be linked');
    expect(text).not.toContain('local people');
  });

  test('says how many kinds of cells it leaves out of a line', async () => {
    const cells = ['one', 'two words', '12', 'F', 'YES'];
    const profile = await profiled(csv(many(10, (n) => row(n, { OUTCOME: cells[n % 5]! }))));
    const text = profileText({ profile, findings: [], columnsFrom: 'file' }, [], 200);
    expect(text).toContain('2 other kinds 40 %');
  });

  test.each<[Partial<ShownProfile>, Partial<ProfileAsked>, readonly string[]]>([
    [{}, {}, ['throughline pseudonymise "my list.xlsx" --sheet 2 --header-row 3 --workspace w']],
    [
      { columnsFrom: 'file' },
      {},
      ['put the lines of the file', 'throughline pseudonymise "my list.xlsx" --sheet 2'],
    ],
    [
      { columnsFrom: 'suggestion' },
      {},
      ['throughline profile "my list.xlsx" --sheet 2 --header-row 3 --workspace w --suggest >'],
    ],
    [
      { columnsFrom: 'preset' },
      { preset: 'marac' },
      [
        'throughline profile "my list.xlsx" --sheet 2 --header-row 3 --workspace w --preset marac --suggest >',
      ],
    ],
    [
      { findings: [{ weight: 'mend', what: 'x', todo: 'y' }] },
      {},
      ['mend what is marked "mend first" (1 finding)'],
    ],
  ])('ends with the next step, with every flag that was given: %j', async (shown, asked, next) => {
    const profile = await profiled(csv(many(2)));
    const steps = profileSteps(
      { profile, findings: [], columnsFrom: 'agreement', ...shown },
      { extract: '"my list.xlsx" --sheet 2 --header-row 3', workspace: ' --workspace w', ...asked },
    );
    expect(steps.map((step, n) => step.startsWith(next[n] ?? '?'))).toEqual(next.map(() => true));
  });

  test("finds last year's extract, and rows outside the agreement's days", async () => {
    const window = { from: '2026-01-01', to: '2026-12-31' };
    const old = await profiled(csv(many(10, (n) => row(n, { WHEN: '02/04/2025' }))), { window });
    const found = said(findingsOf(old, TODAY, window));
    expect(found).toContain('mend: its newest event is of 2025-04, and events up to 2026-05-01 are wanted');
    expect(found).toContain('mend: 10 rows (100 %) lie outside the days that the agreement lets flow');
    expect(said(findingsOf(await profiled(csv(many(10)), { window }), TODAY, window))).not.toContain(
      'newest',
    );
  });

  test('finds a sheet that is full to its last row', async () => {
    const profile = await profiled(csv(many(10)));
    expect(profile.lastRow).toBe(11);
    expect(said(findingsOf(profile, TODAY))).not.toContain('records after it');
    const full = said(findingsOf({ ...profile, lastRow: 1_048_576 }, TODAY));
    expect(full).toContain('mend: its last row is 1,048,576, where every sheet of Excel ends');
  });

  test('finds days saved as numbers by the header alone, where no column is named yet', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => `P${n},${29_000 + n},${45_000 + n},${n}`);
    const extract = await openIntake(fileOf(['URN,DOB,Incident date,Visits', ...rows].join('\n')));
    const found = said(findingsOf(await profileExtract(extract, { today: TODAY }), TODAY));
    expect(found.match(/mend: column (?:DOB|Incident date): 10 days saved as a spreadsheet/g)).toHaveLength(
      2,
    );
    expect(found.match(/day number/g)).toHaveLength(2);
  });

  test('refuses a file whose first line is a record, naming none of it', async () => {
    const error = await profiled(
      csv(many(3, (n) => row(n, { NHS: 'x' })))
        .split('\r\n')
        .slice(1)
        .join('\r\n'),
      { plan: [] },
    ).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'HEADER_LOOKS_LIKE_DATA', exitCode: 2, place: { column: 5 } });
  });

  test('shows no value, on the terminal, as a page or as facts', async () => {
    const secrets = ['Zzyxwhistle', 'Xanthippabel', '900618', '02/04/2026', 'further action'];
    const profile = await profiled(
      csv([...many(10), row(5, { WHEN: 'Zzyxwhistle', NHS: 'Xanthippabel', AGE: 'Zzyxwhistle' })]),
    );
    const findings = findingsOf(profile, TODAY);
    const shown = { profile, findings, columnsFrom: 'file' as const };
    const suggestions = suggestColumns(profile.columns);
    const all = [
      JSON.stringify({ profile, findings, suggestions }),
      profileText(shown, []),
      profilePage(shown, TODAY),
      suggestedYaml(suggestions, 'x.csv'),
    ];
    for (const text of all) for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test('counts the same whatever the order of the rows', async () => {
    const rows = many(12, (n) => row(n % 9, n % 3 === 0 ? { DOB: '', SURNAME: '' } : {}));
    const one = await profiled(csv(rows));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        const { people, duplicates, events, columns } = await profiled(csv(shuffled));
        expect({ people, duplicates, events }).toEqual({
          people: one.people,
          duplicates: one.duplicates,
          events: one.events,
        });
        expect(columns.map(({ filled, distinct }) => [filled, distinct])).toEqual(
          one.columns.map(({ filled, distinct }) => [filled, distinct]),
        );
      }),
      { numRuns: 10 },
    );
  });
});

describe('proposed columns', () => {
  const suggestedFor = async (rows: readonly (readonly (string | number | Date | null)[])[]) => {
    const extract = await openIntake(fileOf(await workbookOf(rows)));
    const { columns } = await profileExtract(extract, { today: TODAY });
    return suggestColumns(columns);
  };

  test('know the headers of a police system', async () => {
    const headers = [
      'Nominal No',
      'Person Role',
      'Eth (self-def)',
      'HO Class',
      'Victim Ethnicity',
      'Nominal Name',
    ];
    const suggestions = await suggestedFor([
      headers,
      ...Array.from({ length: 8 }, (_, n) => [
        `N${1000 + n}`,
        n % 2 ? 'VICT' : 'SUSP',
        n % 2 ? 'W1' : 'B1',
        n % 2 ? '105A' : '8N',
        'White British',
        `Ann Quill${'abcdefgh'[n]}`,
      ]),
    ]);
    const of = (header: string) => {
      const { entry = '', sure } = suggestions.find((one) => one.header === header) ?? {};
      return [sure, /^\{ [a-z]+: [a-z-]+/.exec(entry)?.[0]];
    };
    expect(headers.map(of)).toEqual([
      ['sure', '{ identifier: local-person-id'],
      ['unsure', '{ event: role'],
      ['unknown', undefined],
      ['unsure', '{ event: type'],
      ['unsure', '{ attribute: ethnic-group'],
      ['unsure', '{ identifier: full-name'],
    ]);
    expect(of('ethnic group')).toEqual(['likely', '{ attribute: ethnic-group']);
    expect(suggestions.find(({ header }) => header === 'HO Class')?.why).toContain('an offence by its class');
  });

  test.each([
    [['N1', 'N2', 'N3'], 'sure'],
    [['Quill, Ann', 'Moss, Ivan', 'Hale, Bo'], 'unsure'],
  ])('take a column Nominal with cells %j for the local id: %s', async (cells, sure) => {
    const [nominal] = await suggestedFor([['Nominal', 'X'], ...cells.map((cell) => [cell, 'x'])]);
    expect(nominal).toMatchObject({ entry: '{ identifier: local-person-id }', sure });
  });

  test('say why and how sure, and stand as comments where they are not sure', async () => {
    const suggestions = await suggestedFor([
      [
        'Client Ref',
        'Cyfenw',
        'Dyddiad geni',
        'Home Post Code',
        'Xyz',
        'Number',
        'Date of referral',
        'Ethnicity',
        'Level',
        'Risk level',
        'Notes',
      ],
      ...Array.from({ length: 12 }, (_, n) => [
        `C${n}`,
        `Name${'abcdefghijkl'[n]}`,
        new Date(Date.UTC(1980, n, 20)),
        'ZE3 9QX',
        `0770090061${n % 10}`,
        n,
        new Date(Date.UTC(2026, 1, 13 + n)),
        n % 2 ? 'A' : 'R',
        'odd',
        'H',
        'she was seen there and then and spoke at some length about it',
      ]),
    ]);
    const by = new Map(suggestions.map((one) => [one.header, one]));
    expect(by.get('Client Ref')).toMatchObject({ sure: 'sure', entry: '{ identifier: local-person-id }' });
    expect(by.get('Cyfenw')).toMatchObject({ sure: 'sure', entry: '{ identifier: surname }' });
    expect(by.get('Dyddiad geni')).toMatchObject({
      sure: 'sure',
      entry: '{ identifier: date-of-birth, format: YYYY-MM-DD }',
    });
    expect(by.get('Xyz')).toMatchObject({ sure: 'likely', entry: '{ identifier: phone }' });
    expect(by.get('Risk level')?.sure).toBe('unsure');
    expect(by.get('Level')?.sure).toBe('unknown');
    expect(by.get('ethnic group')).toMatchObject({ sure: 'likely' });
    expect(by.get('age group')?.entry).toContain('from: Dyddiad geni');
    const yaml = suggestedYaml(suggestions, 'x.xlsx');
    expect(yaml).toContain('# Risk level: {');
    const plan = parseColumns(yaml, 'columns.yaml');
    expect(plan.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['Client Ref', 'Cyfenw', 'Xyz', 'age group', 'Notes']),
    );
    expect(plan.map(({ key }) => key)).not.toContain('Risk level');
  });

  test('know the plain headers of a small service, and propose no age or word that only looks like one', async () => {
    const suggestions = await suggestedFor([
      ['Client', 'Start', 'End', 'Age', 'Ethnic origin'],
      ...Array.from({ length: 12 }, (_, n) => [
        `${'abcdefghijkl'[n]}son, Ada`,
        new Date(Date.UTC(2025, n, 20)),
        new Date(Date.UTC(2026, n, 20)),
        20 + n,
        'White British',
      ]),
    ]);
    expect(suggestions.slice(0, 5).map(({ sure, entry }) => [sure, entry?.split(', map')[0]])).toEqual([
      ['sure', '{ identifier: full-name }'],
      ['sure', '{ event: date, treat: keep, format: YYYY-MM-DD }'],
      ['sure', '{ event: end-date, treat: keep, format: YYYY-MM-DD }'],
      ['unsure', '{ attribute: age-group, treat: band, bands: needs-assessment }'],
      ['unsure', '{ attribute: ethnic-group, treat: code'],
    ]);
  });

  test('ask whether a column of ids is that of people, where no other is', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => [`X${100 + n}`, n < 6 ? 'A1' : 'B2', `C${n}`]);
    const [odd, few] = await suggestedFor([['Xyz', 'Team', 'More'], ...rows]);
    expect(odd).toMatchObject({ sure: 'unsure', entry: '{ identifier: local-person-id }' });
    expect(few).toMatchObject({ sure: 'unknown', entry: undefined });
    const named = await suggestedFor([['Xyz', 'Team', 'Client ref'], ...rows]);
    expect(named.map(({ entry }) => entry).slice(0, 3)).toEqual([
      undefined,
      undefined,
      '{ identifier: local-person-id }',
    ]);
  });

  test('say what a part of a header means and that days are days, as comments alone', async () => {
    const suggestions = await suggestedFor([
      ['Main app surname', 'First Name(s)', 'DOB_MAIN', 'Seen', 'Town'],
      ...Array.from({ length: 12 }, (_, n) => {
        const letter = 'abcdefghijkl'[n]!;
        const day = new Date(Date.UTC(2025, n, 20));
        return [`Name${letter}`, `First${letter}`, 19800101 + n, day, 'Northmere'];
      }),
    ]);
    expect(suggestions.slice(0, 5).map(({ sure, entry }) => [sure, entry])).toEqual([
      ['unsure', '{ identifier: surname }'],
      ['sure', '{ identifier: forename }'],
      ['unsure', '{ identifier: date-of-birth, format: YYYYMMDD }'],
      ['unsure', '{ event: date, treat: keep, format: YYYY-MM-DD }'],
      ['unknown', undefined],
    ]);
  });

  test('are in form whatever the headers are', async () => {
    const header = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 15 })
      .map((t) => t.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').trim())
      .filter((t) => t !== '' && !/\d{4}/.test(t));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(
            header,
            fc.constantFrom(
              'DOB',
              'Date',
              'age group',
              'role',
              'Surname',
              'yes',
              'null',
              'a: b',
              '# x',
              '- y',
              "it's",
            ),
          ),
          { minLength: 2, maxLength: 8 },
        ),
        async (headers) => {
          const quoted = (cells: readonly string[]) =>
            cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
          const extract = await openIntake(
            fileOf(
              `${quoted(headers)}\n${quoted(headers.map(() => '01/02/1990'))}\n${quoted(headers.map(() => '21/02/1990'))}\n`,
            ),
            { delimiter: ',' },
          );
          const { columns } = await profileExtract(extract, { today: TODAY });
          const all = suggestedYaml(suggestColumns(columns), 'x.csv');
          const isEmpty = all.split('\n').every((line) => line === '' || line.startsWith('#'));
          const plan = isEmpty ? [] : parseColumns(all, 'x');
          expect(plan.every(({ source }) => source === undefined || headers.includes(source))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('the memory that a profile takes does not grow with every cell', () => {
  const script = `
    import { openIntake } from './dist/files/index.js';
    import { profileExtract } from './dist/intake/index.js';
    import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
    import { tmpdir } from 'node:os'; import { join } from 'node:path';
    const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
    const file = join(folder, 'x.csv');
    writeFileSync(file, 'a,b,c,d\\n' + Array.from({ length: 150000 }, (_, n) => [n, 'x' + n, n % 7, 'some words ' + n].join(',')).join('\\n'));
    const { columns } = await profileExtract(await openIntake(file), { today: '2026-05-01' });
    rmSync(folder, { recursive: true });
    process.stdout.write(JSON.stringify(columns.map(({ distinct }) => distinct)));`;
  const out = execFileSync(
    process.execPath,
    ['--max-old-space-size=150', '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  expect(JSON.parse(out)).toEqual([
    { count: 100_000, more: true },
    { count: 100_000, more: true },
    { count: 7, more: false },
    { count: 100_000, more: true },
  ]);
}, 60_000);
