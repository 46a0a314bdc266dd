import { describe, expect, it } from 'vitest';
import { type IdentifierColumn, recordStandardiser } from '../../src/standardise/index.ts';
import { TODAY } from './helpers.ts';

const record = (columns: IdentifierColumn[], cells: string[]) =>
  recordStandardiser(
    columns.map((column, index) => ({ index, column })),
    TODAY,
  )(cells);

const COLUMNS: IdentifierColumn[] = [
  { identifier: 'local-person-id' },
  { identifier: 'previous-surname' },
  { identifier: 'forename' },
  { identifier: 'surname' },
  { identifier: 'date-of-birth', format: 'DD/MM/YYYY' },
  { identifier: 'postcode' },
  { identifier: 'other', name: 'occupation' },
];

describe('a record', () => {
  it('holds every identifier with its alternatives', () => {
    const { localPersonId, identifiers, problems } = record(COLUMNS, [
      ' P7 ',
      'Jones',
      'Jane',
      'Smith-Brown',
      '04/03/1980',
      'm1 1ae',
      'Nurse',
    ]);
    expect(localPersonId).toBe('P7');
    expect([...identifiers.keys()].sort()).toEqual(
      ['date-of-birth', 'forename', 'other:occupation', 'postcode', 'surname', 'whole-name'].sort(),
    );
    expect(identifiers.get('surname')?.map((levels) => levels.exact)).toEqual([
      'smithbrown',
      'smith',
      'brown',
      'jones',
    ]);
    expect(identifiers.get('other:occupation')).toEqual([{ exact: 'nurse', head: 'nurse' }]);
    expect(problems).toEqual([]);
  });

  it('lists a bad cell and loses that identifier alone', () => {
    const { identifiers, problems } = record(COLUMNS, [
      '',
      '',
      'UNKNOWN',
      'Smith',
      '30/02/1980',
      'ZZ99 3VZ',
      '',
    ]);
    expect([...identifiers.keys()]).toEqual(['surname']);
    expect(problems).toEqual([
      { columnIndex: 2, kind: 'placeholder', reason: 'an entry that says it is not known' },
      { columnIndex: 4, kind: 'invalid', reason: 'not a day of the calendar' },
      { columnIndex: 5, kind: 'placeholder', reason: 'a pseudo postcode' },
    ]);
  });

  it('has no local person id where the cell says none', () => {
    expect(record(COLUMNS, ['UNKNOWN']).localPersonId).toBeUndefined();
    expect('localPersonId' in record(COLUMNS, [])).toBe(false);
  });

  it('reads cells by the index of their column', () => {
    const read = recordStandardiser([{ index: 3, column: { identifier: 'sex' } }], TODAY);
    expect(read(['a', 'b', 'c', 'F']).identifiers.get('sex')).toEqual([{ exact: 'f' }]);
    expect(read(['a', 'b', 'c', '?']).problems[0]?.columnIndex).toBe(3);
  });

  it('merges columns of one identifier without repeats', () => {
    const phones: IdentifierColumn[] = [{ identifier: 'phone' }, { identifier: 'phone' }];
    const { identifiers } = record(phones, ['07700 900123', '+447700900123 / 020 7946 0018']);
    expect(identifiers.get('phone')).toEqual([{ exact: '+447700900123' }, { exact: '+442079460018' }]);
  });

  it('keeps six alternatives at most', () => {
    const columns = Array.from({ length: 9 }, (): IdentifierColumn => ({ identifier: 'phone' }));
    const cells = columns.map((_, at) => `0770090010${at}`);
    expect(record(columns, cells).identifiers.get('phone')).toHaveLength(6);
  });

  it('keeps house number, address line and UPRN apart', () => {
    const { identifiers } = record(
      [{ identifier: 'house-number' }, { identifier: 'address-line' }, { identifier: 'uprn' }],
      ['12', 'Mill Lane', '100023336956'],
    );
    expect([...identifiers.keys()]).toEqual(['house-number', 'address-line', 'uprn']);
  });
});

describe('the whole name', () => {
  const whole = (forename: string, surname: string) =>
    record([{ identifier: 'forename' }, { identifier: 'surname' }], [forename, surname]).identifiers.get(
      'whole-name',
    );

  it('does not depend on which name came first', () => {
    expect(whole('Li', 'Wei')).toEqual([{ exact: 'li wei', phonetic: 'A L' }]);
    expect(whole('Wei', 'Li')).toEqual(whole('Li', 'Wei'));
  });

  it('does not run names together', () => {
    expect(whole('Ann', 'Abel')).not.toEqual(whole('Anna', 'Bel'));
  });

  it('needs both names, and more than an initial of each', () => {
    expect(whole('Jane', '')).toBeUndefined();
    expect(whole('', 'Smith')).toBeUndefined();
    expect(whole('J', 'Smith')).toBeUndefined();
  });

  it('takes the alternatives of both', () => {
    expect(whole('Mary', 'Smith-Jones')?.map((levels) => levels.exact)).toEqual([
      'mary smithjones',
      'mary smith',
      'jones mary',
    ]);
  });

  it('has no sound where a name is in another script', () => {
    expect(whole('Иван', 'Smith')).toEqual([{ exact: 'smith иван' }]);
  });
});
