import { describe, expect, it } from 'vitest';
import { at, column, outcome } from './helpers.ts';

describe('address line', () => {
  const line = column('address-line');

  it.each([
    ['14 High Street', ['14 high street'], ['high street']],
    ['14, HIGH ST.', ['14 high street'], ['high street']],
    ['014 High Str', ['14 high street'], ['high street']],
    ['12 A The Ave', ['12a the avenue'], ['the avenue']],
    ['12a The Avenue', ['12a the avenue'], ['the avenue']],
    ['Flat 2, 14 High St', ['flat 2 14 high street'], ['high street']],
    ['Apt. 2 14 High Street', ['flat 2 14 high street'], ['high street']],
    ['12 St Johns St', ['12 saint johns street'], ['saint johns']],
    ["St. Mary's Court", ['saint marys court'], ['saint marys']],
    ['Flat 3 St Marks Hse', ['flat 3 saint marks house'], ['saint marks']],
    ['No. 7 Mill Ln', ['7 mill lane'], ['mill lane']],
    ['Rose Cottage', ['rose cottage'], ['rose cottage']],
    ['Heol y Bont', ['heol y bont'], ['heol bont']],
    ['14/3', ['14 3'], [undefined]],
    [
      'Flat 2, Ashby House, 14 Mill Rd, Northmere',
      ['flat 2 ashby house 14 mill road northmere', 'flat 2 14 mill road'],
      ['ashby house', 'mill road'],
    ],
    ['Rose Cottage, Mill Ln', ['rose cottage mill lane'], ['rose cottage']],
    [
      'Ashby House, 14 Mill Rd, Northmere',
      ['ashby house 14 mill road northmere', '14 mill road'],
      ['ashby house', 'mill road'],
    ],
  ])('reads %s', (cell, exact, head) => {
    expect(at('exact', line(cell))).toEqual(exact);
    expect(at('head', line(cell))).toEqual(head);
  });

  it.each([
    'NFA',
    'N.F.A.',
    'No Fixed Abode',
    'OF NO FIXED ABODE',
    'Homeless',
    'Address withheld',
    'unknown',
  ])('takes %s for no address', (cell) => {
    expect(line(cell).kind).toBe('placeholder');
  });
});

describe('house number', () => {
  const house = column('house-number');

  it.each([
    ['12', '12'],
    ['012', '12'],
    ['12 A', '12a'],
    ['12A', '12a'],
    ['Apartment 3', 'flat 3'],
    ['12-14', '12 14'],
    ['Rose Ctg', 'rose cottage'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', house(cell))).toEqual([exact]);
  });
});

describe('sex', () => {
  const sex = column('sex');

  it.each([
    ['F', 'f'],
    ['female', 'f'],
    ['2', 'f'],
    ['Woman', 'f'],
    ['2 - Female', 'f'],
    ['M', 'm'],
    ['MALE', 'm'],
    ['1', 'm'],
    ['M (male)', 'm'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', sex(cell))).toEqual([exact]);
  });

  it.each([
    ['0', 'placeholder: neither female nor male is stated'],
    ['9', 'placeholder: neither female nor male is stated'],
    ['X', 'placeholder: neither female nor male is stated'],
    ['Indeterminate', 'placeholder: neither female nor male is stated'],
    ['Non-binary', 'placeholder: neither female nor male is stated'],
    ['Trans woman', 'placeholder: neither female nor male is stated'],
    ['Not specified', 'placeholder: neither female nor male is stated'],
    ['Prefer not to say', 'placeholder: neither female nor male is stated'],
    ['Unknown', 'placeholder: an entry that says it is not known'],
    ['3', 'invalid: not a code for female or male'],
    ['M/F', 'invalid: not a code for female or male'],
    ['Fm', 'invalid: not a code for female or male'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(sex(cell))).toBe(reason);
  });
});

describe('place of birth and other facts', () => {
  it('folds words and takes five letters for the head', () => {
    const place = column('place-of-birth');
    expect(place('  Ashby-Vale ')).toEqual({
      kind: 'value',
      values: [{ exact: 'ashby vale', head: 'ashby' }],
    });
    expect(place('Åsby')).toEqual({ kind: 'value', values: [{ exact: 'asby', head: 'asby' }] });
    for (const cell of ['not recorded', 'ⁿ𝐤', 'unknown!'])
      expect(outcome(place(cell))).toBe('placeholder: an entry that says it is not known');
  });

  it('needs a name for another fact', () => {
    expect(at('exact', column('other', { name: 'occupation' })('Lorry Driver'))).toEqual(['lorry driver']);
    expect(() => column('other')).toThrow(expect.objectContaining({ code: 'OTHER_NAME', exitCode: 2 }));
  });
});

describe('local person id', () => {
  const id = column('local-person-id');

  it('is trimmed, with its case kept', () => {
    expect(at('exact', id(' 001aB  7 '))).toEqual(['001aB 7']);
  });

  it.each(['0', '0000', 'UNKNOWN', 'n/a', '-'])('takes %s for none', (cell) => {
    expect(id(cell).kind).toBe('placeholder');
  });

  it('refuses a number that a spreadsheet shortened, which many people would share', () => {
    expect(id('1.00023E+11').kind).toBe('invalid');
    expect(at('exact', id('1E10'))).toEqual(['1E10']);
  });
});
