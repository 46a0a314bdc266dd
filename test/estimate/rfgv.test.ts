import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HarmIncident, percentageChange, rfgv, rfgvWeights } from '../../src/estimate/index.ts';

/** Invented: no partnership publishes its points. */
const WEIGHTS = {
  recency: [{ upTo: 28, points: 25 }, { upTo: 182, points: 10 }, { points: 0 }],
  frequency: [{ upTo: 1, points: 5 }, { upTo: 5, points: 15 }, { points: 25 }],
  gravity: { together: 'gravest', most: 30, points: { verbal: 5, assault: 30 } },
  victims: [{ upTo: 1, points: 0 }, { points: 20 }],
};
const incident = (daysAgo: number, kinds: string[], victims: string[]): HarmIncident => ({
  daysAgo,
  kinds: new Set(kinds),
  victims: new Set(victims),
});
const event = (daysAgo: number, kind: string, victim: string): HarmIncident =>
  incident(daysAgo, [kind], [victim]);
const coded = (code: string) => expect.objectContaining({ code, exitCode: 2 });

describe('recency, frequency, gravity and victims', () => {
  it('are the points of the bands that the events fall into', () => {
    const events = [event(300, 'assault', 'a'), event(28, 'verbal', 'b'), event(29, 'verbal', 'a')];
    expect(rfgv(events, rfgvWeights(WEIGHTS))).toEqual({
      recency: 25,
      frequency: 15,
      gravity: 30,
      victims: 20,
      score: 90,
    });
    expect(rfgv([], rfgvWeights(WEIGHTS)).score).toBe(0);
  });

  it('count one incident once, as grave as its gravest kind, with all its victims', () => {
    const weights = rfgvWeights({ ...WEIGHTS, gravity: { ...WEIGHTS.gravity, together: 'sum' } });
    const one = rfgv([incident(1, ['verbal', 'assault'], ['a', 'b'])], weights);
    expect(one).toMatchObject({ frequency: 5, gravity: 30, victims: 20 });
    expect(rfgv([incident(1, ['verbal'], []), event(1, 'verbal', 'a')], weights).victims).toBe(0);
    expect(rfgv([incident(1, ['verbal'], [])], weights).victims).toBe(0);
  });

  it('can add up gravity, up to a most', () => {
    const weights = rfgvWeights({ ...WEIGHTS, gravity: { ...WEIGHTS.gravity, together: 'sum' } });
    const three = Array.from({ length: 3 }, () => event(1, 'verbal', 'a'));
    expect(rfgv(three, weights).gravity).toBe(15);
    expect(rfgv([...three, event(1, 'assault', 'a')], weights).gravity).toBe(30);
  });

  it('lie within 0 and 100 and do not depend on the order of events', () => {
    const events = fc.array(
      fc
        .record({
          daysAgo: fc.integer({ min: 0, max: 731 }),
          kinds: fc.uniqueArray(fc.constantFrom('verbal', 'assault'), { minLength: 1 }),
          victims: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
        })
        .map(({ daysAgo, kinds, victims }) => incident(daysAgo, kinds, victims)),
    );
    const weights = rfgvWeights(WEIGHTS);
    fc.assert(
      fc.property(events, (drawn) => {
        const { score } = rfgv(drawn, weights);
        expect(score >= 0 && score <= 100).toBe(true);
        expect(rfgv(drawn.toReversed(), weights).score).toBe(score);
      }),
    );
  });

  it('fell by 32.8 per cent from entry to exit in a published programme', () => {
    expect(percentageChange(64, 43)).toBe(-32.8);
  });

  it('are refused without weights, and for a kind that has none', () => {
    expect(() => rfgv([event(1, 'verbal', 'a')], undefined)).toThrow(coded('RFGV_NO_WEIGHTS'));
    expect(() => rfgv([event(1, 'toString', 'a')], rfgvWeights(WEIGHTS))).toThrow(coded('RFGV_KIND'));
  });
});

describe('weights are refused', () => {
  it.each([
    ['nothing', undefined],
    ['a part missing', { ...WEIGHTS, victims: undefined }],
    ['something else', { ...WEIGHTS, more: 1 }],
    ['points as text', { ...WEIGHTS, victims: [{ points: '20' }] }],
    [
      'bands out of order',
      { ...WEIGHTS, recency: [{ upTo: 182, points: 10 }, { upTo: 28, points: 25 }, { points: 0 }] },
    ],
    ['no last band', { ...WEIGHTS, frequency: [{ upTo: 1, points: 25 }] }],
    ['a sum that is not 100', { ...WEIGHTS, victims: [{ points: 19 }] }],
    ['a most that is not the gravest', { ...WEIGHTS, gravity: { ...WEIGHTS.gravity, most: 31 } }],
  ])('with %s', (_, content) => {
    expect(() => rfgvWeights(content)).toThrow(coded('RFGV_WEIGHTS'));
  });
});
