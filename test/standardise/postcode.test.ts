import { describe, expect, it } from 'vitest';
import { at, column, outcome } from './helpers.ts';

const postcode = column('postcode');

describe('postcode', () => {
  it('has unit, sector and district', () => {
    expect(postcode('zx1a 1aa')).toEqual({
      kind: 'value',
      values: [{ unit: 'ZX1A 1AA', sector: 'ZX1A 1', district: 'ZX1A' }],
    });
  });

  it.each([
    ['M1 1AE', 'M1 1AE'],
    ['B33 8TH', 'B33 8TH'],
    ['CR2 6XH', 'CR2 6XH'],
    ['DN55 1PT', 'DN55 1PT'],
    ['W1A 1HQ', 'W1A 1HQ'],
    ['EC1A 1BB', 'EC1A 1BB'],
    ['GIR 0AA', 'GIR 0AA'],
    ['W1N 4DJ', 'W1N 4DJ'],
    ['dn551pt', 'DN55 1PT'],
    ['DN55  1PT', 'DN55 1PT'],
    ['DN55-1PT', 'DN55 1PT'],
    [' DN55.1PT ', 'DN55 1PT'],
    ['D N 5 5 1 P T', 'DN55 1PT'],
    ['BL0 9AA', 'BL0 9AA'],
    ['BF1 3AA', 'BF1 3AA'],
  ])('reads %s', (cell, unit) => {
    expect(at('unit', postcode(cell))).toEqual([unit]);
  });

  it.each([
    ['S014 0AA', 'SO14 0AA'],
    ['SO14 OAA', 'SO14 0AA'],
    ['0X1 2AB', 'OX1 2AB'],
    ['LI 2AB', 'L1 2AB'],
    ['EI2 5AB', 'E12 5AB'],
    ['1G1 1AA', 'IG1 1AA'],
    ['E1O 1AA', 'E10 1AA'],
    ['YO1O 3AB', 'YO10 3AB'],
    ['L01 2AB', 'L1 2AB'],
    ['OX01 2AB', 'OX1 2AB'],
    ['P01 2AB', 'PO1 2AB'],
  ])('repairs %s', (cell, unit) => {
    expect(at('unit', postcode(cell))).toEqual([unit]);
  });

  it.each([
    // SO1 with a zero, or S1 with padding: nobody can say
    ['S01 2AB', 'invalid: not a UK postcode'],
    ['M1 1OA', 'invalid: not a UK postcode'],
    ['M1 1IE', 'invalid: not a UK postcode'],
    ['M1 1AC', 'invalid: not a UK postcode'],
    ['QX1 1AA', 'invalid: not a UK postcode'],
    ['M1 11E', 'invalid: not a UK postcode'],
    ['M111 1AA', 'invalid: not a UK postcode'],
    ['12345', 'invalid: not a UK postcode'],
    ['Northmere', 'invalid: not a UK postcode'],
    ['M', 'invalid: not a UK postcode'],
    ['ZZ99 3VZ', 'placeholder: a pseudo postcode'],
    ['zz993wz', 'placeholder: a pseudo postcode'],
    ['ZZ1 1ZZ', 'placeholder: a pseudo postcode'],
    ['XX1 1XX', 'placeholder: a pseudo postcode'],
    ['AA1 1AA', 'placeholder: a pseudo postcode'],
    ['NK', 'placeholder: an entry that says it is not known'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(postcode(cell))).toBe(reason);
  });

  it.each([
    ['SS1 1AA', 'SS1 1AA'],
    ['LL1 1AA', 'LL1 1AA'],
  ])('keeps real areas of one letter twice: %s', (cell, unit) => {
    expect(at('unit', postcode(cell))).toEqual([unit]);
  });

  it('takes what a partial postcode has', () => {
    expect(postcode('DN55')).toEqual({ kind: 'value', values: [{ district: 'DN55' }] });
    expect(postcode('DN55 1')).toEqual({ kind: 'value', values: [{ sector: 'DN55 1', district: 'DN55' }] });
    expect(postcode('E1 1')).toEqual({ kind: 'value', values: [{ sector: 'E1 1', district: 'E1' }] });
    expect(postcode('E11')).toEqual({ kind: 'value', values: [{ district: 'E11' }] });
  });

  it('reads another country’s code as folded text', () => {
    expect(column('postcode', { country: 'AU' })(' 21-19 ')).toEqual({
      kind: 'value',
      values: [{ unit: '2119' }],
    });
    expect(at('unit', column('postcode', { country: 'gb' })('M1 1AE'))).toEqual(['M1 1AE']);
  });
});
