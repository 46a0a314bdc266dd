import { describe, expect, it } from 'vitest';
import { at, column, outcome } from './helpers.ts';

describe('NHS number', () => {
  const nhs = column('nhs-number');

  it.each([
    ['9434765919', '9434765919'],
    ['943 476 5919', '9434765919'],
    ['943-476-5919', '9434765919'],
    ['  9434765919 ', '9434765919'],
    ['9434765919.0', '9434765919'],
    ['９４３４７６５９１９', '9434765919'],
    ['9876543210', '9876543210'],
    ['4505577104', '4505577104'],
    ['9434765870', '9434765870'],
    ['4010232137', '4010232137'],
    ['1234567881', '1234567881'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', nhs(cell))).toEqual([exact]);
  });

  it.each([
    ['9434765918', 'invalid: NHS number with a wrong check digit'],
    ['943476591', 'invalid: not an NHS number of ten digits'],
    ['94347659190', 'invalid: not an NHS number of ten digits'],
    ['943476591X', 'invalid: not an NHS number of ten digits'],
    ['9.43E+09', 'invalid: in scientific notation: a spreadsheet has dropped digits'],
    ['0000000000', 'placeholder: one digit repeated'],
    ['1111111111', 'placeholder: one digit repeated'],
    ['9990000018', 'placeholder: NHS number of the test range'],
    ['UNKNOWN', 'placeholder: an entry that says it is not known'],
    ['-', 'placeholder: punctuation only'],
    ['', 'missing'],
    ['   ', 'missing'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(nhs(cell))).toBe(reason);
  });

  it('refuses each of the ten numbers but one for a check digit', () => {
    const valid = Array.from({ length: 10 }, (_, digit) => nhs(`943476591${digit}`)).filter(
      (answer) => answer.kind === 'value',
    );
    expect(valid).toHaveLength(1);
  });

  it('refuses every number whose remainder asks for the check digit 10', () => {
    const answers = Array.from({ length: 10 }, (_, digit) => outcome(nhs(`100000001${digit}`)));
    expect(new Set(answers)).toEqual(new Set(['invalid: NHS number with a wrong check digit']));
  });

  it('accepts the test range where the column says so', () => {
    expect(at('exact', column('nhs-number', { 'test-range': true })('9990000018'))).toEqual(['9990000018']);
  });
});

describe('UPN', () => {
  const upn = column('upn');

  it.each([
    ['B801200005001', 'B801200005001'],
    ['b 801 2000 05001', 'B801200005001'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', upn(cell))).toEqual([exact]);
  });

  it.each([
    ['A801200005001', 'invalid: UPN with a wrong check letter'],
    ['I801200005001', 'invalid: not a UPN: a letter, eleven digits, and a digit or letter'],
    ['X80120000A001', 'invalid: not a UPN: a letter, eleven digits, and a digit or letter'],
    ['801200005001', 'invalid: not a UPN: a letter, eleven digits, and a digit or letter'],
    // A = 0 in the last place, so the sum loses the 13 of the number above: 80 mod 23 = 11 = M.
    ['M80120000500A', 'placeholder: temporary UPN'],
    ['B80120000500A', 'invalid: UPN with a wrong check letter'],
    ['not known', 'placeholder: an entry that says it is not known'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(upn(cell))).toBe(reason);
  });
});

describe('PNC id', () => {
  const pnc = column('pnc-id');

  it.each([
    ['2003/0011985X', '2003/0011985X'],
    ['20030011985X', '2003/0011985X'],
    ['03/11985X', '2003/0011985X'],
    ['03/0011985x', '2003/0011985X'],
    [' 2003 / 0011985 X ', '2003/0011985X'],
    ['1979/0163001B', '1979/0163001B'],
    ['79/163001B', '1979/0163001B'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', pnc(cell))).toEqual([exact]);
  });

  it.each([
    ['2003/0011985Y', 'invalid: PNC id with a wrong check letter'],
    ['2003/0011986X', 'invalid: PNC id with a wrong check letter'],
    ['03/11985', 'invalid: not a PNC id in the form YYYY/NNNNNNNX or YY/NX'],
    ['2103/0011985X', 'invalid: PNC id of a future year'],
    ['2003/0000000Z', 'placeholder: PNC id with an empty serial number'],
    ['N/A', 'placeholder: an entry that says it is not known'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(pnc(cell))).toBe(reason);
  });
});

describe('UPRN', () => {
  const uprn = column('uprn');

  it.each([
    ['100023336956', '100023336956'],
    ['000100023336', '100023336'],
    ['1', '1'],
    ['10002333.0', '10002333'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', uprn(cell))).toEqual([exact]);
  });

  it.each([
    ['1234567890123', 'invalid: not a UPRN of 1 to 12 digits'],
    ['12A', 'invalid: not a UPRN of 1 to 12 digits'],
    ['1.00023E+11', 'invalid: in scientific notation: a spreadsheet has dropped digits'],
    ['0', 'placeholder: one digit repeated'],
    ['000000000000', 'placeholder: one digit repeated'],
    ['999999999999', 'placeholder: one digit repeated'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(uprn(cell))).toBe(reason);
  });
});

describe('national insurance number', () => {
  const nino = column('national-insurance-number');

  it.each([
    ['JG 10 37 59 A', 'JG103759'],
    ['jg103759a', 'JG103759'],
    ['JG103759', 'JG103759'],
    ['JG103759D', 'JG103759'],
  ])('reads %s', (cell, exact) => {
    expect(at('exact', nino(cell))).toEqual([exact]);
  });

  it.each([
    ['QQ103759C', 'invalid: national insurance number with a prefix that is not in use'],
    ['BG103759C', 'invalid: national insurance number with a prefix that is not in use'],
    ['TN010190F', 'invalid: not a national insurance number: two letters, six digits, A to D or nothing'],
    ['AO103759A', 'invalid: national insurance number with a prefix that is not in use'],
    ['DA103759A', 'invalid: national insurance number with a prefix that is not in use'],
    ['OO103759A', 'invalid: national insurance number with a prefix that is not in use'],
    ['JG103759E', 'invalid: not a national insurance number: two letters, six digits, A to D or nothing'],
    ['AB123456C', 'placeholder: national insurance number used as an example'],
    ['AA000000A', 'placeholder: national insurance number used as an example'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(nino(cell))).toBe(reason);
  });
});
