import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChanceSample, householdChanceOf } from '../../src/pseudonymise/chance.ts';
import type { IdentifierKey, StandardRecord } from '../../src/standardise/index.ts';
import { schemeOf } from './helpers.ts';
import { recordOf, referenceOf } from './records.ts';

describe('households', () => {
  const scheme = schemeOf([
    'surname.exact+postcode.unit',
    'surname.head+postcode.sector',
    'surname.exact+address-line.exact',
    'forename.exact+postcode.unit',
  ]);
  const household = (records: readonly StandardRecord[], of = scheme) => {
    const sample = new ChanceSample(of);
    for (const [index, record] of records.entries()) sample.add(referenceOf(`person ${index}`), record);
    return householdChanceOf(of, sample.sampled.people);
  };
  const person = (surname?: string, unit?: string, line?: string) =>
    recordOf({
      ...(surname === undefined ? {} : { surname: { exact: surname, head: surname.slice(0, 3) } }),
      ...(unit === undefined ? {} : { postcode: { unit, sector: unit.slice(0, 5) } }),
      ...(line === undefined ? {} : { 'address-line': { exact: line } }),
    });

  test('are pairs that agree on surname and address, beyond what chance gives', () => {
    // Of six pairs, one agrees on both, two on the surname and one on the postcode: 1/6 - 2/6 * 1/6.
    const records = [
      person('quill', 'ZE3 9JZ'),
      person('quill', 'ZE3 9JZ'),
      person('moss', 'ZE3 9JY'),
      person('moss', 'ZE2 1AA'),
    ];
    expect(household(records)).toEqual({ identifiers: ['surname', 'postcode'], excess: 0.1111 });
  });

  test('are none where nobody shares more than chance, or there is nobody', () => {
    expect(household([person('a', 'ZE3 9JZ'), person('b', 'ZE3 9JZ')]).excess).toBe(0);
    expect(household([person('a', 'ZE3 9JZ')]).excess).toBe(0);
    expect(household([]).excess).toBe(0);
  });

  test('are compared by the parts of an address that at least half of people have', () => {
    const home = (unit: string | undefined, line: string | undefined) => person('quill', unit, line);
    expect(household([home('u', 'l'), home('u', undefined)]).identifiers).toEqual([
      'surname',
      'postcode',
      'address-line',
    ]);
    expect(household([home('u', 'l'), home('u', undefined), home('u', undefined)]).identifiers).toEqual([
      'surname',
      'postcode',
    ]);
    const nowhere = [home(undefined, undefined), home(undefined, undefined)];
    expect(household(nowhere)).toEqual({ identifiers: ['surname'], excess: 0 });
  });

  test('are none under a scheme without an address', () => {
    const bare = schemeOf(['surname.exact+forename.exact']);
    expect(household([person('quill', 'u'), person('quill', 'u')], bare)).toEqual({
      identifiers: ['surname'],
      excess: 0,
    });
  });

  test('equal a count over all pairs', () => {
    const drawn = fc
      .tuple(
        fc.constantFrom('quill', 'moss', undefined),
        fc.constantFrom('ZE3 9JZ', 'ZE3 9JY', undefined),
        fc.constantFrom('1 quay', '2 quay', '3 quay', undefined),
      )
      .map((parts) => person(...parts));
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 2, maxLength: 20 }), (records) => {
        const { identifiers, excess } = household(records);
        const agreeing = (names: readonly IdentifierKey[]) => {
          let pairs = 0;
          for (const [index, one] of records.entries()) {
            for (const other of records.slice(index + 1)) {
              const level = (record: StandardRecord, name: IdentifierKey) =>
                Object.values(record.identifiers.get(name)?.[0] ?? {})[0];
              if (
                names.every(
                  (name) => level(one, name) !== undefined && level(one, name) === level(other, name),
                )
              )
                pairs += 1;
            }
          }
          return pairs / ((records.length * (records.length - 1)) / 2);
        };
        const address = identifiers.slice(1);
        const expected =
          address.length === 0 ? 0 : agreeing(identifiers) - agreeing(['surname']) * agreeing(address);
        expect(excess).toBe(Number(Math.max(expected, 0).toPrecision(4)));
      }),
      { numRuns: 60 },
    );
  });
});
