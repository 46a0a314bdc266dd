import { describe, expect, test } from 'vitest';
import { planColumns } from '../../src/agreement/columns.ts';
import type { ColumnSpecs } from '../../src/agreement/types.ts';
import { resolveColumns } from '../../src/pseudonymise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { COLUMNS, HEADER, recipeFor } from './helpers.ts';

const resolve = (specs: ColumnSpecs, header: readonly string[]) =>
  resolveColumns(planColumns(specs), header, 'police.csv');

describe('the columns of an extract', () => {
  test('are found wherever they stand', () => {
    const { identifiers, flags } = resolve(COLUMNS, HEADER.toReversed());
    const at = (name: string) => HEADER.toReversed().indexOf(name);
    expect(identifiers.map(({ index, column }) => [column.identifier, index])).toEqual([
      ['local-person-id', at('URN')],
      ['surname', at('SURNAME')],
      ['forename', at('FORENAME')],
      ['date-of-birth', at('DOB')],
      ['postcode', at('PC')],
    ]);
    expect(flags).toEqual([
      { index: at('PROT'), flag: 'protected', raised: ['Y'], lowered: ['N'] },
      { index: at('SAFE'), flag: 'sensitive-address', raised: ['Y'], lowered: ['N'] },
    ]);
  });

  test('may have spaces around their headers', () => {
    expect(resolve({ URN: { identifier: 'local-person-id' } }, [' NOTE ', ' URN ']).identifiers).toEqual([
      { index: 1, column: { kind: 'identifier', identifier: 'local-person-id' } },
    ]);
  });

  test('can serve twice: a date of birth as identifier and as age band', () => {
    const { identifiers, events } = resolve(COLUMNS, HEADER);
    const dob = HEADER.indexOf('DOB');
    expect(identifiers.find(({ column }) => column.identifier === 'date-of-birth')?.index).toBe(dob);
    const age = events.find(({ name }) => name === 'age-group');
    expect(age?.from).toEqual({ index: dob });
    expect(age?.use).toMatchObject({ treat: 'band', format: 'DD/MM/YYYY' });
    expect(events.find(({ name }) => name === 'district')?.from).toEqual({ index: HEADER.indexOf('PC') });
  });

  test('that are missing are all named, each once, and no other header is', async () => {
    const header = ['URN', 'Maria Quill', 'ROLE', 'CRIME', 'OTHER', 'PROT', 'SAFE', 'FORENAME'];
    const error = await errorOf(() => resolve(COLUMNS, header));
    expect([error.code, error.exitCode]).toEqual(['COLUMN_MISSING', 2]);
    expect(error.message).toBe(
      "police.csv row 1: the header lacks 4 of the agreement's columns: SURNAME, DOB, PC, DATE",
    );
    expect(error.hint).not.toBe('');
  });

  test('that are dropped may be missing', () => {
    const specs: ColumnSpecs = { URN: { identifier: 'local-person-id' }, NOTES: { treat: 'drop' } };
    expect(resolve(specs, ['URN', 'AGE']).unnamed).toEqual([2]);
    expect(resolve(specs, ['URN', 'NOTES']).unnamed).toEqual([]);
  });

  test('that the agreement does not name are given by number alone', () => {
    expect(resolve(COLUMNS, ['Maria Quill', ...HEADER, 'NOTES', 'FREE TEXT']).unnamed).toEqual([1, 13, 14]);
    expect(resolve(COLUMNS, HEADER).unnamed).toEqual([]);
  });

  test('differ when their headers differ in case', async () => {
    const error = await errorOf(() => resolve({ URN: { identifier: 'local-person-id' } }, ['urn', 'x']));
    expect(error.code).toBe('COLUMN_MISSING');
  });
});

describe('the columns of events.csv', () => {
  test('have one order, whatever the order in the agreement', () => {
    const specs: ColumnSpecs = {
      OTHER: { event: 'counterparty', treat: 'reference' },
      Z: { attribute: 'zone', treat: 'keep' },
      HOME: { event: 'household', treat: 'reference' },
      A: { attribute: 'age-group', treat: 'band', bands: 'child-adult' },
      CASE: { event: 'case', treat: 'reference' },
      RISK: { event: 'risk', treat: 'keep' },
      RES: { event: 'outcome', treat: 'keep' },
      ROLE: { event: 'role', treat: 'code', map: { V: 'victim' } },
      WHAT: { event: 'type', treat: 'keep' },
      END: { event: 'end-date', treat: 'month', format: 'YYYY-MM-DD' },
      DATE: { event: 'date', treat: 'keep', format: 'YYYY-MM-DD' },
    };
    const header = Object.keys(specs);
    const names = recipeFor(specs, header).events.map(({ name }) => name);
    expect(names).toEqual([
      'date',
      'end-date',
      'type',
      'role',
      'outcome',
      'risk',
      'age-group',
      'zone',
      'case',
      'household',
      'counterparty',
    ]);
    const turned = Object.fromEntries(Object.entries(specs).toReversed());
    expect(recipeFor(turned, header).events.map(({ name }) => name)).toEqual(names);
  });

  test('call a date by month a month', () => {
    const specs: ColumnSpecs = { DATE: { event: 'date', treat: 'month', format: 'YYYY-MM-DD' } };
    expect(recipeFor(specs, ['DATE']).events.map(({ name }) => name)).toEqual(['month']);
  });

  test('can hold the same value in every row', () => {
    const specs: ColumnSpecs = {
      URN: { identifier: 'local-person-id' },
      'all rows role': { event: 'role', value: 'victim' },
      'all rows service': { attribute: 'service', treat: 'keep', value: 'helpline' },
    };
    const { events, unnamed } = resolve(specs, ['URN']);
    expect(events.map(({ name, from }) => [name, from])).toEqual([
      ['role', { value: 'victim' }],
      ['service', { value: 'helpline' }],
    ]);
    expect(unnamed).toEqual([]);
  });
});
