import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceleration, correctedInterval, type Estimator, redraw } from '../../src/estimate/bootstrap.ts';
import { bestOf, compareAll, stepwise } from '../../src/estimate/choose.ts';
import {
  assumptionsOf,
  type Evidence,
  estimateUnseen,
  type Histories,
  judge,
  RULES,
  rounded,
  twoLists,
  type Unseen,
  withoutList,
} from '../../src/estimate/index.ts';
import { Fitter } from '../../src/estimate/model.ts';
import { Random } from '../../src/synthesise/index.ts';
import {
  ARTIFICIAL,
  byNames,
  KOREA,
  KOSOVO,
  NEW_ORLEANS,
  NEW_ORLEANS_FIVE,
  UK,
  UK_FIVE,
  WESTERN,
} from './tables.ts';

const chance = (seed = 1): (() => number) => {
  const random = Random.from(seed);
  return () => random.fraction();
};
const everybody = (fitter: Fitter, fit: { unseen: number } | undefined): number | undefined =>
  fit && fitter.people + fit.unseen;
const independent: Estimator = (fitter) => everybody(fitter, bestOf(fitter, [[]]));
const byBic = (table: Histories): Estimator => {
  const models = compareAll(new Fitter(table))
    .fits.slice(0, 100)
    .map(({ pairs }) => pairs);
  return (fitter) => everybody(fitter, bestOf(fitter, models));
};
const found = (table: Histories, samples = 200, more = {}): Unseen =>
  estimateUnseen(table, { samples, chance: chance(), ...more });
const coded = (code: string) => expect.objectContaining({ code, exitCode: 2 });

describe('two lists', () => {
  it.each([
    [15, 10, 5, 30, 28.3333, 5.9094],
    [1102, 807, 75, 11_857.52, 11_725.63, 1227.37],
    [1102, 567, 65, 9612.83, 9491.48, 1057.11],
  ])('of %i and %i people, both %i', (first, second, both, petersen, chapman, error) => {
    const estimate = twoLists(first, second, both);
    expect(estimate.lincolnPetersen).toBeCloseTo(petersen, 2);
    expect(estimate.chapman).toBeCloseTo(chapman, 2);
    expect(estimate.error).toBeCloseTo(error, 2);
  });

  it('of 15 and 10, both 5, have the interval 21.94 to 64.67', () => {
    expect(twoLists(15, 10, 5).interval.lower).toBeCloseTo(21.94, 2);
    expect(twoLists(15, 10, 5).interval.upper).toBeCloseTo(64.67, 2);
  });

  it('of which neither is all but in the other have an interval that holds the estimate and everybody seen', () => {
    const count = fc.integer({ min: 5, max: 2000 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 500 }), (first, second, both) => {
        const { chapman, interval } = twoLists(first + both, second + both, both);
        expect(interval.lower).toBeLessThan(chapman);
        expect(interval.upper).toBeGreaterThan(chapman);
        expect(interval.lower).toBeGreaterThanOrEqual(first + second + both);
      }),
    );
  });
});

describe('the interval from samples drawn again', () => {
  it('has the acceleration that was published for Korea', () => {
    expect(acceleration(KOREA, independent)).toBeCloseTo(-0.001934882, 9);
    expect(acceleration(KOREA, byBic(KOREA))).toBeCloseTo(-0.008783628, 9);
  });

  /** Published from 1,000 samples of another generator, so that its ends can only be met nearly. */
  it.each([
    ['Korea, all six models', KOREA, 128, 349, 0.03],
    ['the United Kingdom, five lists', UK_FIVE, 11_456, 43_894, 0.15],
  ])('meets that of Silverman, Chan and Vincent: %s', (_, table, lower, upper, tolerance) => {
    const estimator = byBic(table);
    const { totals, failed } = redraw(table, estimator, 400, chance());
    const point = estimator(new Fitter(table))!;
    const ends = correctedInterval(totals, point, acceleration(table, estimator));
    expect(failed).toBe(0);
    expect(Math.abs(ends.lower / lower - 1)).toBeLessThan(tolerance);
    expect(Math.abs(ends.upper / upper - 1)).toBeLessThan(tolerance);
  });

  it('reaches as far up as published for New Orleans', () => {
    const { upper } = found(NEW_ORLEANS_FIVE, 400).estimate!.interval;
    expect(Math.abs(upper / 1544 - 1)).toBeLessThan(0.12);
  });

  it('is the same for the same seed, and another for another', () => {
    const ends = (seed: number) => estimateUnseen(KOREA, { samples: 100, chance: chance(seed) }).estimate;
    expect(ends(5)).toEqual(ends(5));
    expect(ends(5)).not.toEqual(ends(6));
  });

  it('is made of samples of as many people, never on a history nobody is in', () => {
    const seen: Fitter[] = [];
    redraw(KOREA, (fitter) => void seen.push(fitter), 20, chance());
    expect(seen.map(({ people }) => people)).toEqual(Array(20).fill(123));
    expect(new Set(seen.map(({ totals }) => totals[6]! - totals[7]!))).toEqual(new Set([0]));
    expect(new Set(seen.map(({ totals }) => totals[7])).size).toBeGreaterThan(3);
  });
});

describe('an estimate of unseen people', () => {
  it('of six lists compares all models, and says which ways agree', () => {
    const uk = found(UK, 100);
    expect(uk).toMatchObject({ method: 'all models', seen: 2744, modelsCompared: 32_768, samplesFailed: 0 });
    expect(uk.ways.independent!.total).toBeCloseTo(12_214.0, 1);
    expect(uk.ways.stepwise!.total).toBeCloseTo(11_418.0, 1);
    expect(uk.models[0]).toEqual(uk.ways.chosen);
    expect(uk.models[1]).toEqual(uk.ways.stepwise);
    expect(uk.sharingNobody).toEqual(['LA + GP', 'LA + NCA']);
    expect(uk.withoutOne.map(({ list }) => list)).toEqual(UK.lists);
    expect(uk.verdict).toBe('publish with caution');
  });

  it('of eight lists takes pairs in stepwise', () => {
    const { method, estimate, ways } = found(NEW_ORLEANS, 20);
    expect({ method, total: estimate!.total, pairs: ways.chosen!.pairs }).toEqual({
      method: 'stepwise',
      total: expect.closeTo(1110.488, 3),
      pairs: ['D + E'],
    });
  });

  it('lies within its interval', () => {
    for (const table of [KOREA, KOSOVO, WESTERN, NEW_ORLEANS_FIVE]) {
      const { total, interval } = found(table, 100).estimate!;
      expect(interval.lower < total && total < interval.upper).toBe(true);
    }
  });

  it('does not depend on the order of the lists', () => {
    const turned = byNames(['C', 'A', 'B'], {
      A: 60,
      B: 70,
      C: 40,
      'A&B': 12,
      'A&C': 9,
      'B&C': 20,
      'A&B&C': 5,
    });
    const straight = byNames(['A', 'B', 'C'], {
      A: 60,
      B: 70,
      C: 40,
      'A&B': 12,
      'A&C': 9,
      'B&C': 20,
      'A&B&C': 5,
    });
    expect(found(turned).estimate!.total).toBeCloseTo(found(straight).estimate!.total, 6);
  });

  it('of two lists is Chapman’s, corrected for missed links, and never published without caution', () => {
    const two = found(byNames(['PF', 'GO'], { PF: 1027, GO: 732, 'PF&GO': 75 }), 100, { missed: 0.1 });
    expect(two.estimate!.total).toBeCloseTo(11_725.63, 2);
    expect(two.estimate!.corrected!.total).toBeCloseTo(0.9 * 11_725.63, 2);
    expect(two.verdict).toBe('publish with caution');
    expect(two.reasons.map(({ id }) => id)).toContain('two-lists');
  });

  it('is wider by what alternative assignments differ', () => {
    const others = Array.from(
      { length: 20 },
      (_, draw): Histories => ({ ...KOSOVO, counts: KOSOVO.counts.with(15, 17 + draw) }),
    );
    const without = found(KOSOVO, 100).estimate!;
    const { interval, dueToLinkage, total } = found(KOSOVO, 100, { alternatives: others }).estimate!;
    expect(total).toBe(without.total);
    expect(interval.lower).toBeLessThan(without.interval.lower);
    expect(interval.upper).toBeGreaterThan(without.interval.upper);
    expect(dueToLinkage).toBeGreaterThan(0);
    expect(dueToLinkage).toBeLessThan(1);
  });

  it('rounded to its step is the same whatever one small count is', () => {
    const small = { from: 1, to: 4 };
    const { estimate } = found(UK_FIVE, 50, { small });
    const ends = { total: estimate!.total, ...estimate!.interval };
    const shown = rounded(ends, estimate!.step!)[0];
    const estimator = byBic(UK_FIVE);
    for (const [index, count] of UK_FIVE.counts.entries()) {
      if (count < small.from || count > small.to) continue;
      for (let value = small.from; value <= small.to; value += 1) {
        const total = estimator(new Fitter({ ...UK_FIVE, counts: UK_FIVE.counts.with(index, value) }))!;
        expect(Math.round(total / estimate!.step!) * estimate!.step!).toBe(shown);
      }
    }
  });
});

describe('lists from which nothing can be estimated', () => {
  it.each([
    ['one list', byNames(['A'], { A: 5 }), 'LISTS_TOO_FEW'],
    ['an empty list', byNames(['A', 'B'], { A: 5 }), 'LIST_EMPTY'],
    ['nobody shared', byNames(['A', 'B', 'C'], { A: 5, B: 4, C: 9 }), 'LISTS_SHARE_NOBODY'],
    ['everybody on all', byNames(['A', 'B'], { 'A&B': 9 }), 'LISTS_ALIKE'],
    ['too many', byNames('ABCDEFGHIJKLM'.split(''), { 'A&B': 9, C: 1 }), 'LISTS_TOO_MANY'],
  ])('%s', (_, table, code) => {
    expect(() => found(table)).toThrow(coded(code));
  });

  it('but no maximum is a verdict, not an error', () => {
    const apart = byNames(['A', 'B', 'C', 'D'], { A: 40, B: 30, C: 20, 'A&B': 6, D: 5, 'A&B&C&D': 1 });
    expect(found(apart, 50).verdict).toBe('do not publish');
    const hopeless = found(byNames(['A', 'B', 'C'], { 'A&B': 8, 'A&B&C': 5 }), 50);
    expect(hopeless.verdict).toBe('do not publish');
    expect(hopeless).not.toHaveProperty('estimate');
    expect(hopeless.reasons[0]!.id).toBe('no-estimate');
  });

  // The published estimate, from models in which three lists depend on each other, is 10,356 (9,002 to 12,122).
  it('which three lists together tell otherwise are not published', () => {
    const { verdict, reasons } = found(KOSOVO, 100);
    expect({ verdict, first: reasons[0]!.id }).toEqual({ verdict: 'do not publish', first: 'poor-fit' });
  });

  it('sparse ones are not published', () => {
    for (const table of [ARTIFICIAL, KOREA, WESTERN]) expect(found(table).verdict).toBe('do not publish');
  });
});

describe('the verdict', () => {
  const sound: Evidence = {
    lists: 4,
    seenTwice: 400,
    hasEstimate: true,
    unseenForEachSeen: 1,
    width: 1.3,
    goodModels: 1.1,
    fairModels: 1.2,
    withoutOneList: 1.2,
    failed: 0,
    fitsBy: 0.5,
    missed: 0.01,
    dueToLinkage: 0.1,
  };

  it('is to publish where nothing speaks against it', () => {
    expect(judge(sound)).toEqual({ verdict: 'publish', reasons: [] });
    expect(judge({ ...sound, missed: undefined, dueToLinkage: undefined }).verdict).toBe('publish');
  });

  const against: Readonly<Record<string, Partial<Evidence>>> = {
    'no-estimate': { hasEstimate: false },
    'hardly-any-shared': { seenTwice: 9 },
    'good-models-disagree': { goodModels: 2.1 },
    'interval-too-wide': { width: 5.1 },
    'rests-on-one-list': { withoutOneList: 3.1 },
    'poor-fit': { fitsBy: 0.0009 },
    'samples-fail': { failed: 0.06 },
    'links-missed': { missed: 0.21 },
    'two-lists': { lists: 2 },
    'few-shared': { seenTwice: 49 },
    'fair-models-disagree': { fairModels: 1.6 },
    'interval-wide': { width: 2.1 },
    'leans-on-one-list': { withoutOneList: 1.6 },
    'far-beyond-the-seen': { unseenForEachSeen: 5.1 },
    'doubtful-fit': { fitsBy: 0.04 },
    'some-links-missed': { missed: 0.06 },
    'linkage-outweighs': { dueToLinkage: 0.6 },
  };

  it('has a case here for every rule, the strict ones first', () => {
    expect(RULES.map(({ id }) => id)).toEqual(Object.keys(against));
    expect(RULES.map(({ level }) => level)).toEqual(RULES.map(({ level }) => level).toSorted());
  });

  it.each(RULES.map((rule) => [rule.id, rule.level] as const))('by %s is: %s', (id, level) => {
    const { verdict, reasons } = judge({ ...sound, ...against[id] });
    expect(verdict).toBe(level);
    expect(reasons.map((reason) => reason.id)).toContain(id);
  });

  it('tells the stronger of two limits of one kind, and no advice that the verdict forbids', () => {
    const wide = judge({ ...sound, width: 2.1 });
    expect(wide.reasons.map(({ says }) => says).join()).toContain('Publish the interval');
    expect(judge({ ...sound, width: 5.1 }).reasons.map(({ id }) => id)).toEqual(['interval-too-wide']);
    const stopped = judge({ ...sound, width: 2.1, seenTwice: 9, missed: 0.06 });
    expect(stopped.reasons.map(({ id }) => id)).toEqual([
      'hardly-any-shared',
      'interval-wide',
      'some-links-missed',
    ]);
    expect(stopped.reasons.map(({ says }) => says).join()).not.toMatch(/publish/i);
  });

  it('takes nothing for granted about three lists where there are two', () => {
    expect(assumptionsOf(2).join()).not.toMatch(/three|pairs/i);
    expect(assumptionsOf(3).join()).toMatch(/Three lists/);
  });
});

it('leaving a list out keeps everybody who is on another', () => {
  const left = withoutList(UK, 'PF');
  expect(left.lists).toEqual(['LA', 'NG', 'GO', 'GP', 'NCA']);
  const people = left.counts.reduce((sum, count) => sum + count, 0);
  expect(people).toBe(2744 - 907);
  expect(stepwise(new Fitter(left))).toBeDefined();
});
