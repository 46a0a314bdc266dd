import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageColumns } from '../../src/agreement/columns.ts';
import { AGE_BANDS, ageBand, columnsOf, readColumns } from '../../src/agreement/index.ts';
import { agreementFrom, EXAMPLE_TEXT, errorOf } from './helpers.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-columns-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function columns(text: string | Uint8Array) {
  const path = join(dir, 'columns.yaml');
  await writeFile(path, text);
  return readColumns(path);
}

describe('the plan of an agency', () => {
  const plan = columnsOf(agreementFrom(EXAMPLE_TEXT), 'police');
  const entry = (key: string) => plan.find((column) => column.key === key);

  test('has one entry a column, in the order written', () => {
    expect(plan.map(({ key }) => key).slice(0, 3)).toEqual(['PERSON_URN', 'SURNAME', 'FORENAME']);
    expect(entry('DOB')).toEqual({
      key: 'DOB',
      source: 'DOB',
      as: { kind: 'identifier', identifier: 'date-of-birth', format: 'DD/MM/YYYY' },
    });
    expect(entry('ROLE')?.as).toEqual({
      kind: 'event',
      field: 'role',
      treat: 'code',
      map: { VIC: 'victim', SUS: 'suspect' },
    });
    expect(entry('OTHER_URN')?.as).toEqual({ kind: 'event', field: 'counterparty', treat: 'reference' });
    expect(entry('NOTES')).toEqual({ key: 'NOTES', source: 'NOTES', as: { kind: 'drop' } });
    expect(entry('PROT')?.as).toEqual({ kind: 'flag', flag: 'protected', map: { Y: 'yes' } });
  });

  test('lets one column serve twice, an age band reading the date of birth by its format', () => {
    expect(entry('AGE')).toEqual({
      key: 'AGE',
      source: 'DOB',
      as: {
        kind: 'attribute',
        name: 'age-group',
        treat: 'band',
        bands: 'needs-assessment',
        format: 'DD/MM/YYYY',
      },
    });
    expect(entry('AREA')).toEqual({
      key: 'AREA',
      source: 'PC',
      as: { kind: 'attribute', name: 'district', treat: 'district' },
    });
  });

  test('has a fixed value in place of a column, and number codes as text', () => {
    const health = columnsOf(agreementFrom(EXAMPLE_TEXT), 'health');
    expect(health.find(({ key }) => key === 'all rows role')).toEqual({
      key: 'all rows role',
      value: 'victim',
      as: { kind: 'event', field: 'role', treat: 'keep' },
    });
    expect(health.find(({ key }) => key === 'NHS No')?.as).toEqual({
      kind: 'identifier',
      identifier: 'nhs-number',
      'test-range': true,
    });
    expect(health.find(({ key }) => key === 'Reason')?.as).toMatchObject({
      map: { 1: 'injury', 2: 'safeguarding' },
    });
    expect(health.find(({ key }) => key === 'Age')?.as).toEqual({
      kind: 'attribute',
      name: 'age-group',
      treat: 'band',
      bands: 'child-adult',
    });
  });

  test('says which columns its events package can have', () => {
    expect(packageColumns(plan)).toEqual([
      'reference',
      'date',
      'role',
      'type',
      'case',
      'counterparty',
      'marac-referral',
      'age-group',
      'district',
    ]);
    expect(packageColumns(columnsOf(agreementFrom(EXAMPLE_TEXT), 'health'))).toContain('month');
    expect(columnsOf(agreementFrom(EXAMPLE_TEXT), 'nobody')).toEqual([]);
  });
});

describe('a columns file', () => {
  test('is the body of one agency', async () => {
    const plan = await columns(
      'surname: { identifier: surname }\n0123: { treat: drop }\n'.replace('0123', '"0123"'),
    );
    expect(plan.map(({ key, as }) => [key, as.kind])).toEqual([
      ['surname', 'identifier'],
      ['0123', 'drop'],
    ]);
  });

  test.each([
    ['{}', 'the file is empty'],
    ['A: { identifier: surename }', 'A.identifier is not right'],
    ['A: { identifier: surname, treat: keep }', 'A.treat is not right'],
    ['A: { identifier: surname, event: date }', '"event" is not an entry that A can have'],
    ['A: { treat: keep }', 'A.treat is not right'],
    ['A: {}', 'A lacks "treat"'],
    ['A: surname', 'A must be a group of entries'],
    ['A: { identifier: date-of-birth }', 'A is a date and needs its "format"'],
    ['A: { identifier: surname, format: YYYY }', 'A is not a date and can have no "format"'],
    [
      'A: { identifier: surname, test-range: true }',
      'A can have "test-range" only where it is an nhs-number',
    ],
    ['A: { identifier: surname, country: GB }', 'A can have a "country" only where'],
    ['A: { identifier: surname, name: b }', 'A can have a "name" only where'],
    ['A: { identifier: date-of-birth, format: DD/MM }', 'A has a format that cannot be read'],
    ['A: { identifier: date-of-birth, format: DD/MM/YY }', 'A has a two-digit year and needs a "pivot"'],
    [
      'A: { identifier: date-of-birth, format: DD/MM/YYYY, pivot: 26 }',
      'A has a "pivot" without a two-digit year',
    ],
    [
      'A: { identifier: surname }\nB: { identifier: surname }',
      'B gives the identifier surname a second time',
    ],
    [
      'A: { identifier: other }\nB: { identifier: other }',
      'B gives the other identifier without a name a second',
    ],
    ['A: { event: date, format: YYYY-MM-DD }', 'A needs a "treat": keep or month'],
    ['A: { event: date, treat: keep }', 'A is a date and needs its "format"'],
    ['A: { event: date, value: x }', 'A cannot be the same date for every row'],
    ['A: { event: case, treat: keep }', 'A cannot be treated so: for case it is reference'],
    [
      'A: { event: household, treat: code, map: { a: b } }',
      'A cannot be treated so: for household it is reference',
    ],
    ['A: { event: counterparty, value: x }', 'A cannot be the same counterparty for every row'],
    ['A: { event: type, treat: reference }', 'A cannot be treated so: for type it is keep or code'],
    ['A: { event: type, treat: code }', 'A is treated code and needs its "map"'],
    ['A: { event: type, treat: keep, map: { a: b } }', 'A has a "map" without being treated code'],
    ['A: { event: type, treat: keep, format: YYYY }', 'A has a format that cannot be read'],
    [
      'A: { event: role, treat: code, map: { a: perpetrator } }',
      'A gives a role that there is not: the roles are victim',
    ],
    ['A: { event: role, value: offender }', 'A gives a role that there is not'],
    ['A: { event: role, value: victim, from: B }', 'A has both "from" and "value"'],
    [
      'A: { event: type, treat: keep }\nB: { event: type, treat: keep }',
      "B gives the event's type a second time",
    ],
    ['A: { attribute: surname, treat: keep }', 'A has an attribute name that reads as an identifier'],
    [
      'A: { attribute: person, treat: keep }',
      'A has an attribute name that reads as an identifier or is taken',
    ],
    ['A: { attribute: a }', 'A lacks "treat"'],
    ['A: { attribute: a, treat: reference }', 'A.treat is not right'],
    ['A: { attribute: a, treat: band }', 'A is treated band and needs the name of its "bands"'],
    [
      'A: { attribute: a, treat: band, bands: decades }',
      'A names bands that there are not: there are needs-assessment',
    ],
    ['A: { attribute: a, treat: keep, bands: child-adult }', 'A has "bands" without being treated band'],
    ['A: { attribute: a, treat: month }', 'A is a date and needs its "format"'],
    [
      'A: { attribute: a, treat: keep, format: YYYY-MM-DD }',
      'A can have a "format" only where it is treated month',
    ],
    [
      'A: { attribute: a, treat: area }',
      'A is treated area and needs either "areas" (postcode districts) or a "map"',
    ],
    [
      'A: { attribute: a, treat: area, map: { x: Refuge } }',
      'A may say only "same area", "other area", "not known"',
    ],
    ['A: { attribute: a, treat: keep, areas: [ZZ1] }', 'A has "areas" without being treated area'],
    ['A: { attribute: a, treat: area, areas: [zz1] }', 'A.areas[1] is not right'],
    [
      'A: { attribute: a, treat: keep }\nB: { attribute: a, treat: keep }',
      'B gives the attribute a a second time',
    ],
    ['A: { flag: protected }', 'A lacks "map"'],
    ['A: { flag: protected, map: { Y: true } }', 'A.map.Y must be text'],
    ['A: { flag: protected, map: { Y: protected } }', 'A may map to "yes" or "no" only'],
  ])('%s', async (text, expected) => {
    const error = await errorOf(() => columns(`${text}\n`));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(expected);
  });

  test('points into a column whose header is a number', async () => {
    const error = await errorOf(() => columns('2024:\n  treat: kept\n'));
    expect(error.message).toBe(
      'columns.yaml line 2 column 10: 2024.treat is not right; expected: A column with no other words can only be dropped: drop',
    );
  });
});

describe('a columns file with the headings that it has in an agreement', () => {
  const body = ['DOB: { identifier: date-of-birth, format: DD/MM/YYYY }', 'WHEN: { treat: drop }'];
  const under = (indent: string) => body.map((line) => `${indent}${line}\n`).join('');

  test.each([
    ['the section', `columns:\n${under('  ')}`],
    ['the section and the agency', `columns:\n  marac:\n${under('    ')}`],
  ])('reads the same: %s', async (_, text) => {
    expect(await columns(text)).toEqual(await columns(under('')));
  });

  test('reads the same as Windows PowerShell saves what a command prints', async () => {
    const text = under('').replaceAll('\n', '\r\n');
    expect(await columns(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(await columns(under('')));
    const odd = Buffer.concat([Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.of(0x41)]);
    expect((await errorOf(() => columns(odd))).code).toBe('YAML_ENCODING');
  });

  test('tells a mistake where it stands', async () => {
    const error = await errorOf(() => columns(`columns:\n  marac:\n${under('    ')}    X: { treat: fly }\n`));
    expect(error.place).toEqual({ file: 'columns.yaml', line: 5, column: 17 });
  });

  test('still reads a column that is called columns', async () => {
    const plan = await columns('columns: { identifier: surname }');
    expect(plan).toMatchObject([{ key: 'columns', as: { identifier: 'surname' } }]);
    const coded = 'columns: { attribute: stage, treat: code, map: { A: one } }';
    expect(await columns(coded)).toMatchObject([{ key: 'columns' }]);
  });

  test.each([
    ['a whole agreement', EXAMPLE_TEXT],
    ['the columns of two agencies', `columns:\n  marac:\n${under('    ')}  police:\n${under('    ')}`],
  ])('says one thing of %s', async (_, text) => {
    const error = await errorOf(() => columns(text));
    expect([error.code, error.exitCode, error.message.includes('\n')]).toEqual(['COLUMN_SECTION', 2, false]);
  });
});

describe('age bands', () => {
  test.each([
    [0, '0-4'],
    [4, '0-4'],
    [5, '5-9'],
    [15, '10-15'],
    [16, '16-17'],
    [17, '16-17'],
    [18, '18-24'],
    [25, '25-34'],
    [84, '75-84'],
    [85, '85+'],
    [120, '85+'],
    [-1, undefined],
    [17.5, undefined],
    [Number.NaN, undefined],
  ])('%s', (age, label) => {
    expect(ageBand('needs-assessment', age)).toBe(label);
  });

  test('every age from 0 lies in exactly one band of every list', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.constantFrom(...Object.keys(AGE_BANDS)), (age, name) => {
        const within = (AGE_BANDS[name] ?? []).filter(
          ({ from, to }) => age >= from && age <= (to ?? Infinity),
        );
        expect(within).toHaveLength(1);
        expect(ageBand(name, age)).toBe(within[0]?.label);
      }),
      { numRuns: 100 },
    );
    expect(ageBand('no such list', 5)).toBeUndefined();
  });
});
