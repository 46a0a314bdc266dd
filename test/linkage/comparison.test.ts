import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparisonPlan, comparisonPlan } from '../../src/linkage/comparison.ts';
import { loadScheme, type Scheme, type SchemeIdentifier } from '../../src/pseudonymise/index.ts';
import { IDENTIFIER_LEVELS, type IdentifierName } from '../../src/standardise/index.ts';
import { categoryOf, simulatedAgreement } from './agreements.ts';
import { agreeing, presence, schemeOf } from './schemes.ts';

const SCHEME = schemeOf(
  'nhs-number.exact',
  'surname.exact+date-of-birth.full',
  'surname.phonetic+date-of-birth.full',
  'forename.exact+date-of-birth.full',
  'date-of-birth.full+postcode.unit',
  'date-of-birth.full+postcode.sector',
  'surname.exact+forename.exact+date-of-birth.year',
  'whole-name.exact+date-of-birth.full',
);
const PLAN = comparisonPlan(SCHEME);
const NAMES: readonly SchemeIdentifier[] = ['surname', 'forename', 'whole-name', 'date-of-birth'];
const EVERYTHING: readonly SchemeIdentifier[] = [...NAMES, 'nhs-number', 'postcode'];

/** What an observation leaves possible: the names of an identifier's categories, none where it says nothing. */
function possible(plan: ComparisonPlan, observed: Uint16Array): Record<string, string[]> {
  return Object.fromEntries(
    plan.identifiers.map(({ identifier, levels }, index) => [
      identifier,
      [...levels, 'none'].filter((_, category) => (observed[index]! >>> category) & 1),
    ]),
  );
}

const observe = (agree: readonly string[], has: readonly SchemeIdentifier[] = EVERYTHING) =>
  possible(PLAN, PLAN.observe(agreeing(SCHEME, agree), presence(SCHEME, has)));

/** Those of the levels that the plan compares at; a level that no match-key has is nothing to it. */
function compared(identifier: SchemeIdentifier, ...levels: readonly string[]): string[] {
  const plan = PLAN.identifiers.find((known) => known.identifier === identifier)!;
  return levels.filter((level) => level === 'none' || plan.levels.includes(level));
}

const anything = (identifier: Exclude<IdentifierName, 'other'>): string[] =>
  compared(identifier, ...IDENTIFIER_LEVELS[identifier].map(({ name }) => name), 'none');

describe('what a set of agreeing match-keys says', () => {
  it('compares at every level that a match-key has, strictest first, and then none', () => {
    expect(PLAN.identifiers.map(({ identifier }) => identifier)).toEqual(SCHEME.identifiers);
    for (const { identifier, levels, categories } of PLAN.identifiers) {
      const known = IDENTIFIER_LEVELS[identifier as IdentifierName].map(({ name }): string => name);
      expect(known.filter((level) => levels.includes(level))).toEqual(levels);
      expect(categories).toBe(levels.length + 1);
      const parts = SCHEME.matchKeys.flatMap((key) => key.parts);
      const used = parts.filter((part) => part.identifier === identifier).map(({ level }) => level);
      expect(levels).toEqual(expect.arrayContaining(used));
    }
  });

  it('agreement on all parts fixes them, and what fails beside them is ruled out', () => {
    const seen = observe([
      'surname.exact+date-of-birth.full',
      'surname.phonetic+date-of-birth.full',
      'forename.exact+date-of-birth.full',
      'surname.exact+forename.exact+date-of-birth.year',
      'whole-name.exact+date-of-birth.full',
      'date-of-birth.full+postcode.sector',
    ]);
    expect(seen).toEqual({
      'nhs-number': ['none'],
      surname: ['exact'],
      forename: ['exact'],
      'date-of-birth': ['full'],
      postcode: ['sector'],
      'whole-name': ['none'],
    });
  });

  it('an exact agreement implies the looser levels: they rule nothing out', () => {
    const scheme = schemeOf(
      'surname.exact+date-of-birth.full',
      'surname.exact+date-of-birth.year-month',
      'surname.phonetic+date-of-birth.year',
    );
    const plan = comparisonPlan(scheme);
    const bits = agreeing(scheme, ['surname.exact+date-of-birth.full']);
    // The second key fails although both its parts are shown to agree: no level may be ruled out by that.
    expect(possible(plan, plan.observe(bits, 0b11))).toEqual({
      surname: ['exact'],
      'date-of-birth': ['full'],
    });
  });

  it('a match-key that fails with one open part rules that level out, and what implies it', () => {
    const seen = observe(['surname.phonetic+date-of-birth.full'], [...NAMES, 'postcode']);
    // surname.exact+dob fails beside a date of birth that agrees: not exact. Canonical does not imply phonetic
    // and phonetic holds, so canonical stays possible.
    expect(seen.surname).toEqual(compared('surname', 'canonical', 'phonetic'));
    expect(seen['date-of-birth']).toEqual(['full']);
    expect(seen.forename).toEqual(anything('forename').filter((level) => level !== 'exact'));
    expect(seen.postcode).toEqual(compared('postcode', 'district', 'none'));
  });

  it('a match-key that fails with two open parts says nothing: both stay open', () => {
    const seen = observe(['nhs-number.exact']);
    expect(seen['nhs-number']).toEqual(['exact']);
    expect(seen.surname).toEqual(anything('surname'));
    expect(seen.forename).toEqual(anything('forename'));
    expect(seen['date-of-birth']).toEqual(anything('date-of-birth'));
    expect(seen.postcode).toEqual(anything('postcode'));
  });

  it('an identifier that a side lacks is neither agreement nor disagreement, and excuses the keys that need it', () => {
    const seen = observe(['date-of-birth.full+postcode.unit'], ['date-of-birth', 'postcode', 'surname']);
    expect(seen['nhs-number']).toEqual([]);
    expect(seen.forename).toEqual([]);
    expect(seen['whole-name']).toEqual([]);
    // surname.exact+forename.exact+dob.year lacks a forename: only the keys of surname and birth speak.
    expect(seen.surname).toEqual(compared('surname', 'canonical', 'head', 'tail', 'initial', 'none'));
    expect(seen.postcode).toEqual(['unit']);
  });

  it('nothing at all in common says nothing at all', () => {
    expect(PLAN.observe(0n, 0)).toEqual(new Uint16Array(6));
  });

  it('two strong numbers that differ disagree', () => {
    expect(observe(['date-of-birth.full+postcode.unit'])['nhs-number']).toEqual(['none']);
  });

  it('a whole name that alone agrees speaks for both names: they are swapped', () => {
    const seen = observe(['whole-name.exact+date-of-birth.full'], NAMES);
    expect(seen['whole-name']).toEqual(['exact']);
    expect(seen.surname).toEqual([]);
    expect(seen.forename).toEqual([]);
  });

  it('a whole name that agrees beside a name, or not at all, counts as not swapped', () => {
    const beside = observe(
      [
        'surname.exact+date-of-birth.full',
        'surname.phonetic+date-of-birth.full',
        'whole-name.exact+date-of-birth.full',
      ],
      NAMES,
    );
    expect(beside['whole-name']).toEqual(['none']);
    expect(beside.surname).toEqual(['exact']);
    expect(observe(['date-of-birth.full+postcode.unit'])['whole-name']).toEqual(['none']);
  });
});

describe('the truth is among what stays possible', () => {
  /** Identifiers whose possible categories leave out the true one. */
  function wronglyRuledOut(scheme: Scheme, seed: number): string[] {
    const { agreement, bits, has } = simulatedAgreement(scheme, seed);
    const plan = comparisonPlan(scheme);
    const observed = plan.observe(bits, has);
    return plan.identifiers.flatMap(({ identifier }, index) => {
      const seen = observed[index]!;
      const missing = ((has >>> index) & 1) === 0;
      if (missing) return seen === 0 ? [] : [`${identifier} is missing`];
      // Names fall silent only where the whole name speaks for them.
      if (seen === 0) return isSwapped(plan, observed) && NAMES.includes(identifier) ? [] : [identifier];
      const truth = categoryOf(agreement, plan, identifier);
      // A whole name that agrees as its two names do counts as not swapped, whatever it agrees on.
      if (identifier === 'whole-name' && seen === 1 << truth.none) return [];
      return (seen >>> truth.category) & 1 ? [] : [identifier];
    });
  }

  function isSwapped({ identifiers }: ComparisonPlan, observed: Uint16Array): boolean {
    const at = identifiers.findIndex(({ identifier }) => identifier === 'whole-name');
    return at >= 0 && observed[at] !== 0 && observed[at]! >>> (identifiers[at]!.categories - 1) === 0;
  }

  const seeds = fc.integer({ min: 0, max: 2 ** 31 });

  it('for pairs under the scheme that ships', () => {
    const scheme = loadScheme('standard-1', ['ward']);
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(wronglyRuledOut(scheme, seed)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('for pairs under any choice of match-keys', () => {
    const all = loadScheme('standard-1', ['ward']).matchKeys.map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.subarray(
          all.filter((name) => !name.includes('other:')),
          { minLength: 1 },
        ),
        seeds,
        (keys, seed) => {
          expect(wronglyRuledOut(schemeOf(...keys), seed)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('and agreement is never lost: a strong number that agrees is seen to agree', () => {
    const scheme = loadScheme('standard-1');
    const plan = comparisonPlan(scheme);
    fc.assert(
      fc.property(seeds, (seed) => {
        const { agreement, bits, has } = simulatedAgreement(scheme, seed);
        const observed = plan.observe(bits, has);
        scheme.matchKeys.forEach(({ parts }) => {
          if (parts.length > 1) return;
          const { identifier } = parts[0]!;
          const at = scheme.identifiers.indexOf(identifier);
          if (((has >>> at) & 1) === 0) return;
          const { category } = categoryOf(agreement, plan, identifier);
          expect(observed[at]).toBe(1 << category);
        });
      }),
      { numRuns: 200 },
    );
  });
});
