import { describe, expect, it } from 'vitest';
import { countBand, PRESETS, publish, rangeShown, ruleOf } from '../../src/disclose/index.ts';
import { outputs } from './outputs.ts';

const COUNTS = [0, 1, 4, 5, 6, 7, 8, 9, 10, 12, 13, 52];
const c = '[c]';

describe('presets', () => {
  it.each([
    ['local-5', [0, c, c, 5, 6, 7, 8, 9, 10, 12, 13, 52]],
    ['dfe-cin', [0, c, c, c, 6, 7, 8, 9, 10, 12, 13, 52]],
    ['nhs-hes', [0, c, c, c, c, c, 10, 10, 10, 10, 15, 50]],
    ['ons-10-5', [c, c, c, c, c, c, c, c, 10, 10, 15, 50]],
  ])('%s shows the counts as its source does', (preset, expected) => {
    expect(COUNTS.map((count) => publish(count, ruleOf(outputs({ preset }))))).toEqual(expected);
  });

  it('are all covered by a known answer above', () => {
    expect(PRESETS.map((preset) => preset.id)).toEqual(['local-5', 'dfe-cin', 'nhs-hes', 'ons-10-5']);
  });
});

describe('ruleOf', () => {
  it('tightens a preset by the agreement', () => {
    const rule = ruleOf(outputs({ 'smallest-count': 8, rounding: 'base-3' }));
    expect([6, 7, 8, 9, 10].map((count) => publish(count, rule))).toEqual([c, c, 9, 9, 9]);
  });

  it('never loosens a preset, and never shows under five', () => {
    expect(ruleOf(outputs({ 'smallest-count': 2 })).hidesTo).toBe(4);
    expect(ruleOf(outputs({ preset: 'nhs-hes', 'smallest-count': 5 })).hidesTo).toBe(7);
    expect(ruleOf(outputs({ preset: 'ons-10-5', rounding: 'base-3' })).base).toBe(5);
  });

  it('refuses a preset that does not exist', () => {
    expect(() => ruleOf(outputs({ preset: 'none' }))).toThrow(
      expect.objectContaining({ code: 'PRESET_UNKNOWN', exitCode: 2 }),
    );
  });
});

describe('rangeShown', () => {
  it('is every count that is shown alike', () => {
    for (const preset of ['local-5', 'nhs-hes', 'ons-10-5']) {
      for (const rounding of ['none', 'base-3', 'base-10'] as const) {
        const rule = ruleOf(outputs({ preset, rounding }));
        for (let count = rule.hidesTo + 1; count < 60; count += 1) {
          const alike = Array.from({ length: 120 }, (_, other) => other).filter(
            (other) => publish(other, rule) === publish(count, rule),
          );
          expect(rangeShown(count, rule)).toEqual({ lo: alike[0], hi: alike.at(-1) });
        }
      }
    }
  });
});

describe('countBand', () => {
  it.each([
    [0, 'none'],
    [4, 'fewer than 5'],
    [5, '5 to 49'],
    [49, '5 to 49'],
    [50, '50 to 499'],
    [4999, '500 to 4,999'],
  ])('%i is %s', (count, band) => {
    expect(countBand(count)).toBe(band);
  });
});
