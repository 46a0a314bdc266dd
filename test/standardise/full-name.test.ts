import { describe, expect, it } from 'vitest';
import { recordStandardiser } from '../../src/standardise/index.ts';
import { at, column, outcome, TODAY } from './helpers.ts';

const read = recordStandardiser([{ index: 0, column: { identifier: 'full-name' } }], TODAY);

function names(cell: string) {
  const { identifiers } = read([cell]);
  const first = (name: 'forename' | 'middle-names' | 'surname') => identifiers.get(name)?.[0]?.exact;
  return [first('forename'), first('middle-names'), first('surname')];
}

describe('full name', () => {
  it.each([
    ['Jane Smith', ['jane', undefined, 'smith']],
    ['Jane Mary Smith', ['jane', 'mary', 'smith']],
    ['SMITH, Jane Mary', ['jane', 'mary', 'smith']],
    ['Smith-Jones, Jane', ['jane', undefined, 'smithjones']],
    ['Mrs Jane Smith-Jones', ['jane', undefined, 'smithjones']],
    ['SMITH, Mrs Jane', ['jane', undefined, 'smith']],
    ['Jan van der Berg', ['jan', undefined, 'vanderberg']],
    ['Ahmed bin Ali', ['ahmed', undefined, 'binali']],
    ['Mary O Brien', ['mary', undefined, 'obrien']],
    ["Mary O'Brien", ['mary', undefined, 'obrien']],
    ['Juan Carlos de la Cruz', ['juan', 'carlos', 'delacruz']],
    ['Muthu s/o Raman', ['muthu', undefined, 'raman']],
    ['Gurpreet Kaur', ['gurpreet', undefined, 'kaur']],
    ['Sukarno', [undefined, undefined, 'sukarno']],
    ['Jane UNKNOWN', ['jane', undefined, undefined]],
    ['Smith, Jr., John', ['john', undefined, 'smith']],
    ['Jane Smith, MBE', ['jane', undefined, 'smith']],
    ['Jane Smith Jnr', ['jane', undefined, 'smith']],
    ['Sir William Ashby, 3rd Baronet', ['william', undefined, 'ashby']],
    ['Van Berg', ['van', undefined, 'berg']],
  ])('splits %s', (cell, expected) => {
    expect(names(cell)).toEqual(expected);
  });

  it('offers both names of somebody who goes by two', () => {
    const surnames = read(['Jane Smith aka Jane Jones']).identifiers.get('surname') ?? [];
    expect(surnames.map((levels) => levels.exact)).toEqual(['smith', 'jones']);
  });

  it('refuses a cell that names nobody', () => {
    expect(read(['Unknown Male']).problems).toEqual([
      { columnIndex: 0, kind: 'placeholder', reason: 'an entry that says the name is not known' },
    ]);
    expect(read(['']).problems).toEqual([]);
  });

  it('on its own has the levels of the whole name', () => {
    expect(at('exact', column('full-name')('SMITH, Jane'))).toEqual(['jane smith']);
    expect(at('exact', column('full-name')('Sukarno'))).toEqual(['sukarno']);
    expect(outcome(column('full-name')('Mr'))).toBe('placeholder: a title or punctuation and no name');
  });
});
