import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ChanceSample,
  chanceOf,
  householdChanceOf,
  type IdentifierChance,
  SAMPLE_SIZE,
  type SampledPerson,
} from '../../src/pseudonymise/chance.ts';
import {
  type IdentifierKey,
  type Levels,
  recordStandardiser,
  type StandardRecord,
} from '../../src/standardise/index.ts';
import { keyNamed, SCHEME, schemeOf } from './helpers.ts';

const WIDE = schemeOf([
  'surname.exact+date-of-birth.full',
  'surname.canonical+date-of-birth.swapped',
  'surname.phonetic+date-of-birth.year-month',
  'surname.head+date-of-birth.month-day',
  'surname.initial+date-of-birth.year+postcode.unit',
  'forename.exact+postcode.sector',
  'forename.tail+postcode.district',
]);

const recordOf = (identifiers: Readonly<Record<string, Levels>>): StandardRecord => ({
  identifiers: new Map(
    Object.entries(identifiers).map(([name, levels]) => [name as IdentifierKey, [levels]]),
  ),
  problems: [],
});

const referenceOf = (name: string): string => Buffer.from(keyNamed(name)).toString('hex', 0, 16);

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

describe('households', () => {
  const scheme = schemeOf([
    'surname.exact+postcode.unit',
    'surname.head+postcode.sector',
    'surname.exact+address-line.exact',
    'forename.exact+postcode.unit',
  ]);
  const household = (records: readonly StandardRecord[], of = scheme) =>
    householdChanceOf(of, sampleOf(records, of));
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
        expect(excess).toBe(figures(Math.max(expected, 0), 4));
      }),
      { numRuns: 60 },
    );
  });
});

interface Sighting {
  readonly reference: string;
  readonly record: StandardRecord;
}

/** People seen once or more, in spellings of which one is kept. */
const sightings: fc.Arbitrary<readonly Sighting[]> = fc
  .array(
    fc.record({
      person: fc.integer({ min: 0, max: 60 }),
      spelling: fc.constantFrom('quill', 'quille', 'kwill'),
    }),
    { maxLength: 150 },
  )
  .map((all) =>
    all.map(({ person, spelling }) => ({
      reference: referenceOf(`person ${person}`),
      record: recordOf({ surname: { exact: spelling, head: spelling.slice(0, 3) } }),
    })),
  );

/** As the row pseudonymiser uses a collector. */
function collect(seen: readonly Sighting[], size?: number): ChanceSample {
  const sample = new ChanceSample(WIDE, size);
  for (const { reference, record } of seen) if (sample.wants(reference)) sample.add(reference, record);
  return sample;
}

describe('the sample', () => {
  test('is everybody where they fit, once each, in order of reference', () => {
    expect(SAMPLE_SIZE).toBe(65_536);
    fc.assert(
      fc.property(sightings, (seen) => {
        const { limit, people } = collect(seen).sampled;
        expect(limit).toBe(2 ** 32);
        const references = [...new Set(seen.map(({ reference }) => reference))].toSorted();
        expect(people.map(({ reference }) => reference)).toEqual(references);
      }),
      { numRuns: 30 },
    );
  });

  test.each([1, 2, 7, 30])('of %i is the same in any order, and never larger', (size) => {
    const shuffled = sightings.chain((seen) =>
      fc.tuple(fc.constant(seen), fc.shuffledSubarray([...seen], { minLength: seen.length })),
    );
    fc.assert(
      fc.property(shuffled, ([seen, other]) => {
        const { sampled } = collect(seen, size);
        expect(sampled.people.length).toBeLessThanOrEqual(size);
        expect(collect(other, size).sampled).toEqual(sampled);
      }),
      { numRuns: 40 },
    );
  });

  test.each([1, 7, 30, 1000])('of %i is the same whether one collector saw everybody or several', (size) => {
    const shared = sightings.chain((seen) =>
      fc.tuple(fc.constant(seen), fc.array(fc.nat(2), { minLength: seen.length, maxLength: seen.length })),
    );
    fc.assert(
      fc.property(shared, ([seen, turns]) => {
        const whole = new ChanceSample(WIDE, size);
        for (const collector of [0, 1, 2]) {
          whole.merge(
            collect(
              seen.filter((_, index) => turns[index] === collector),
              size,
            ).sampled,
          );
        }
        expect(whole.sampled).toEqual(collect(seen, size).sampled);
      }),
      { numRuns: 40 },
    );
  });

  test('holds the people whose references are lowest, as many as halving leaves', () => {
    const people = Array.from({ length: 100 }, (_, index) => referenceOf(`person ${index}`)).toSorted();
    const seen = people.map((reference) => ({ reference, record: recordOf({}) }));
    const { limit, people: kept } = collect(seen, 20).sampled;
    expect(Math.log2(limit) % 1).toBe(0);
    const below = (edge: number) => people.filter((one) => Number.parseInt(one.slice(0, 8), 16) < edge);
    expect(kept.map(({ reference }) => reference)).toEqual(below(limit));
    expect(below(limit).length).toBeLessThanOrEqual(20);
    expect(below(limit * 2).length).toBeGreaterThan(20);
  });
});
