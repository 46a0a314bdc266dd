import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChanceSample, SAMPLE_SIZE } from '../../src/pseudonymise/chance.ts';
import type { StandardRecord } from '../../src/standardise/index.ts';
import { SCHEME } from './helpers.ts';
import { recordOf, referenceOf } from './records.ts';

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
      record: recordOf({ surname: { exact: spelling, phonetic: spelling.slice(0, 3) } }),
    })),
  );

/** As the row pseudonymiser uses a collector. */
function collect(seen: readonly Sighting[], size?: number): ChanceSample {
  const sample = new ChanceSample(SCHEME, size);
  for (const { reference, record } of seen) if (sample.wants(reference)) sample.add(reference, record);
  return sample;
}

describe('the sample', () => {
  test('is everybody where they fit, once each, in order of reference', () => {
    expect(SAMPLE_SIZE).toBe(32_768);
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
        const whole = new ChanceSample(SCHEME, size);
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
