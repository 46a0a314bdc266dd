import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ChanceSample,
  chanceOf,
  type IdentifierChance,
  type SampledPerson,
} from '../../src/pseudonymise/chance.ts';
import { type Levels, recordStandardiser, type StandardRecord } from '../../src/standardise/index.ts';
import { SCHEME, schemeOf } from './helpers.ts';
import { recordOf, referenceOf } from './records.ts';

const WIDE = schemeOf([
  'surname.exact+date-of-birth.full',
  'surname.canonical+date-of-birth.swapped',
  'surname.phonetic+date-of-birth.year-month',
  'surname.head+date-of-birth.month-day',
  'surname.initial+date-of-birth.year+postcode.unit',
  'forename.exact+postcode.sector',
  'forename.tail+postcode.district',
]);

const sampleOf = (records: readonly StandardRecord[], scheme = WIDE): readonly SampledPerson[] => {
  const sample = new ChanceSample(scheme);
  for (const [index, record] of records.entries()) sample.add(referenceOf(`person ${index}`), record);
  return sample.sampled.people;
};

const figures = (value: number, count: number): number => Number(value.toPrecision(count));

/** The statistics of one identifier by looking at every pair of people. */
function byPairs(
  records: readonly StandardRecord[],
  { identifier, levels }: IdentifierChance,
): IdentifierChance {
  const names = levels.map(({ level }) => level);
  const values = records
    .map(({ identifiers }) => identifiers.get(identifier)?.[0] ?? {})
    .filter((person) => names.some((level) => person[level] !== undefined));
  const agree = names.map(() => 0);
  const agreeOnlyHere = names.map(() => 0);
  let pairs = 0;
  for (const [index, one] of values.entries()) {
    for (const other of values.slice(index + 1)) {
      pairs += 1;
      const same = names.map((level) => one[level] !== undefined && one[level] === other[level]);
      for (const position of names.keys()) if (same[position]) agree[position]! += 1;
      const strictest = same.indexOf(true);
      if (strictest >= 0) agreeOnlyHere[strictest]! += 1;
    }
  }
  return {
    identifier,
    present: records.length === 0 ? 0 : figures(values.length / records.length, 3),
    levels: names.map((level, position) => ({
      level,
      distinct: figures(new Set(values.flatMap((person) => person[level] ?? [])).size, 3),
      u: pairs === 0 ? 0 : figures(agree[position]! / pairs, 4),
      strictest: pairs === 0 ? 0 : figures(agreeOnlyHere[position]! / pairs, 4),
    })),
  };
}

describe('chance agreement', () => {
  test('is over different people: two of three who share a name are one pair of three', () => {
    const born = (full: string) => recordOf({ 'date-of-birth': { full, 'year-month': full.slice(0, 7) } });
    const scheme = schemeOf(['date-of-birth.full+surname.exact', 'date-of-birth.year-month+surname.exact']);
    const people = sampleOf(
      [born('1990-05-01'), born('1990-05-01'), born('1990-05-02'), recordOf({ surname: { exact: 'ng' } })],
      scheme,
    );
    expect(chanceOf(scheme, people)).toEqual([
      {
        identifier: 'date-of-birth',
        present: 0.75,
        levels: [
          { level: 'full', distinct: 2, u: 0.3333, strictest: 0.3333 },
          { level: 'year-month', distinct: 1, u: 1, strictest: 0.6667 },
        ],
      },
      { identifier: 'surname', present: 0.25, levels: [{ level: 'exact', distinct: 1, u: 0, strictest: 0 }] },
    ]);
  });

  test('of nobody is 0, and never not a number', () => {
    const chances = chanceOf(SCHEME, []);
    expect(chances.map(({ identifier }) => identifier)).toEqual(SCHEME.identifiers);
    for (const { present, levels } of chances) {
      expect(present).toBe(0);
      expect(levels.length).toBeGreaterThan(0);
      for (const { u, strictest, distinct } of levels) expect([u, strictest, distinct]).toEqual([0, 0, 0]);
    }
  });

  test('equals a count over all pairs, on records as the standard form makes them', () => {
    const standardise = recordStandardiser(
      [
        { index: 0, column: { identifier: 'surname' } },
        { index: 1, column: { identifier: 'forename' } },
        { index: 2, column: { identifier: 'date-of-birth', format: 'YYYY-MM-DD' } },
        { index: 3, column: { identifier: 'postcode' } },
      ],
      new Date('2026-06-01'),
    );
    const surname = fc.constantFrom(
      'Quill',
      'Quille',
      'Kwill',
      'Quinn',
      'Мороз',
      'Морозова',
      'W',
      '',
      'Mohammed',
      'Muhammad',
    );
    const forename = fc.constantFrom('Maria', 'Mary', 'Marina', 'Li', 'Лидия', '', 'J');
    const born = fc.constantFrom('1987-11-23', '1987-03-04', '1987-04-03', '1988-03-04', '1987-11-24', '');
    const postcode = fc.constantFrom('ZE3 9JZ', 'ZE3 9JY', 'ZE3 8JZ', 'ZE2 9JZ', 'ZE3', 'ZE3 9', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(surname, forename, born, postcode), { maxLength: 25 }), (rows) => {
        const records = rows.map((row) => standardise(row));
        for (const found of chanceOf(WIDE, sampleOf(records))) expect(found).toEqual(byPairs(records, found));
      }),
      { numRuns: 60 },
    );
  });

  test('equals a count over all pairs, whichever levels are there', () => {
    const level = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
    const levels = (...names: string[]) =>
      fc
        .record(Object.fromEntries(names.map((name) => [name, level])))
        .map(
          (all) =>
            Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Levels,
        );
    const person = fc
      .record({
        surname: levels('exact', 'canonical', 'phonetic', 'head', 'initial'),
        'date-of-birth': levels('full', 'swapped', 'year-month', 'month-day', 'year'),
        postcode: levels('unit', 'sector', 'district'),
      })
      .map(recordOf);
    fc.assert(
      fc.property(fc.array(person, { maxLength: 20 }), (records) => {
        for (const found of chanceOf(WIDE, sampleOf(records))) expect(found).toEqual(byPairs(records, found));
      }),
      { numRuns: 60 },
    );
  });

  test('carries no value and no digest of one, only rounded counts', () => {
    const text = JSON.stringify(
      chanceOf(
        WIDE,
        sampleOf(
          Array.from({ length: 1234 }, (_, index) =>
            recordOf({ surname: { exact: `zebrafish${index}`, head: 'zeb', initial: 'z' } }),
          ),
        ),
      ),
    );
    expect(text).not.toMatch(/zeb/);
    expect(text).toContain('"distinct":1230');
    expect(text).not.toContain('1234');
  });
});
