import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLike } from '../../src/standardise/index.ts';
import { TODAY } from './helpers.ts';

describe('what a cell looks like', () => {
  it.each([
    ['943 476 5919', 'NHS number'],
    ['9434765919', 'NHS number'],
    ['9990000018', 'NHS number'],
    ['M1 1AE', 'UK postcode'],
    ['dn551pt', 'UK postcode'],
    ['ZN4 2AB', 'UK postcode'],
    ['07700 900123', 'phone number'],
    ['+447700900123', 'phone number'],
    ['020 7946 0018', 'phone number'],
    ['+33 1 99 00 42 17', 'phone number'],
    ['jane.smith@mail.example', 'email address'],
    ['JG 10 37 59 A', 'national insurance number'],
    ['JG103759A', 'national insurance number'],
    ['04/03/1980', 'full date of birth'],
    ['4.3.1980', 'full date of birth'],
    ['1980-03-04', 'full date of birth'],
    ['1980-03-04T00:00:00', 'full date of birth'],
    ['19800304', 'full date of birth'],
    ['03/25/1980', 'full date of birth'],
  ] as const)('%s: %s', (cell, likeness) => {
    expect(looksLike(cell, TODAY)).toBe(likeness);
  });

  it.each([
    '',
    '12',
    '1,204',
    '9434765918',
    'DN55',
    'DN55 1',
    'QX1 1AA',
    'JG103759',
    '2025-04-01',
    '01/04/2024',
    '1980-03',
    '1980-02-30',
    '1800-01-01',
    'deadbeefdeadbeef',
    'a1b2c3d4e5f60718a1b2c3d4e5f60718',
    'victim',
    'Smith',
    'needs-assessment',
    '1700000000',
    '100023336956',
    '3.141592653',
    'someone@somewhere',
  ])('nothing in "%s"', (cell) => {
    expect(looksLike(cell, TODAY)).toBeUndefined();
  });

  it('counts any full date when no day is given', () => {
    expect(looksLike('2025-04-01')).toBe('full date of birth');
  });

  it('passes over keyed hashes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(?:[0-9a-f]{16}|[0-9a-f]{32})$/), (hash) => {
        expect(looksLike(hash, TODAY)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
