import * as fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { at, column, outcome } from './helpers.ts';

describe('phone', () => {
  const phone = column('phone');

  it.each([
    ['07700 900123', ['+447700900123']],
    ['+44 7700 900123', ['+447700900123']],
    ['+44 (0)7700 900123', ['+447700900123']],
    ['0044 7700 900123', ['+447700900123']],
    ['447700900123', ['+447700900123']],
    ['7700900123', ['+447700900123']],
    ['7700900123.0', ['+447700900123']],
    ['(020) 7946 0018', ['+442079460018']],
    ['020 7946 0018 ext 3', ['+442079460018']],
    ['01632-960 018', ['+441632960018']],
    ['07700900123 / 020 7946 0018', ['+447700900123', '+442079460018']],
    ['07700900123 or 07700 900123', ['+447700900123']],
    ['+33 1 99 00 42 17', ['+33199004217']],
    ['0033 1 99 00 42 17', ['+33199004217']],
  ])('reads %s', (cell, numbers) => {
    expect(at('exact', phone(cell))).toEqual(numbers);
  });

  it.each([
    ['00000000000', 'placeholder: a made-up phone number'],
    ['07777777777', 'placeholder: a made-up phone number'],
    ['07000000000', 'placeholder: a made-up phone number'],
    ['07123456789', 'placeholder: a made-up phone number'],
    ['01234567890', 'placeholder: a made-up phone number'],
    ['999', 'invalid: not a possible phone number'],
    ['07700 90012', 'invalid: not a possible phone number'],
    ['no phone', 'invalid: not a possible phone number'],
    ['4.47701E+11', 'invalid: in scientific notation: a spreadsheet has dropped digits'],
    ['n/a', 'placeholder: an entry that says it is not known'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(phone(cell))).toBe(reason);
  });

  it('reads national numbers of the country declared', () => {
    expect(at('exact', column('phone', { country: 'IE' })('085 012 3457'))).toEqual(['+353850123457']);
  });

  it('refuses a country without a numbering plan', () => {
    expect(() => column('phone', { country: 'XX' })).toThrow(expect.objectContaining({ code: 'COUNTRY' }));
  });

  it('gives by its short cut what the library gives', () => {
    const prefix = fc.constantFrom('0', '+44', '0044', '44', '', '+44(0)', '00 44 0');
    const national = fc.stringMatching(/^[1237]\d{9}$/);
    fc.assert(
      fc.property(prefix, national, (start, digits) => {
        const cell = `${start}${digits.slice(0, 4)} ${digits.slice(4)}`;
        const library = parsePhoneNumberFromString(cell, 'GB');
        fc.pre(library?.isPossible() === true);
        const answer = phone(cell);
        const madeUp = 'placeholder: a made-up phone number';
        const found = answer.kind === 'value' ? at('exact', answer)[0] : outcome(answer);
        expect([library?.number, madeUp]).toContain(found);
      }),
      { numRuns: 300 },
    );
  });
});

describe('email', () => {
  const email = column('email');

  it.each([
    ['Jane.Smith@Mail.Example', 'jane.smith@mail.example', 'janesmith'],
    [' jane@mail.example ', 'jane@mail.example', 'jane'],
    ['mailto:jane@mail.example', 'jane@mail.example', 'jane'],
    ['Jane Smith <jane@mail.example>', 'jane@mail.example', 'jane'],
    ['jane+court@mail.example', 'jane+court@mail.example', 'jane'],
    ["o'brien_77@mail.example", "o'brien_77@mail.example", 'obrien77'],
    ['info@mail.example', 'info@mail.example', undefined],
    ['js@mail.example', 'js@mail.example', undefined],
  ])('reads %s', (cell, exact, local) => {
    expect(at('exact', email(cell))).toEqual([exact]);
    expect(at('local-part', email(cell))).toEqual([local]);
  });

  it.each([
    ['jane', 'invalid: not an email address'],
    ['jane@mail', 'invalid: not an email address'],
    ['jane@@mail.example', 'invalid: not an email address'],
    ['jane smith@mail.example', 'invalid: not an email address'],
    ['jane@mail.example; john@mail.example', 'invalid: not an email address'],
    ['none@none.com', 'placeholder: an email address that is nobody’s'],
    ['no.email@mail.example', 'placeholder: an email address that is nobody’s'],
    ['test@test.com', 'placeholder: an email address that is nobody’s'],
    ['a@a.com', 'placeholder: an email address that is nobody’s'],
    ['none', 'placeholder: an entry that says it is not known'],
  ])('refuses %s', (cell, reason) => {
    expect(outcome(email(cell))).toBe(reason);
  });
});
