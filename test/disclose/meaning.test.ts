/** Which counts cover which: by area, and by role. */
import { describe, expect, it } from 'vitest';
import type { Meaning } from '../../src/disclose/index.ts';
import { coversOf, overlapsOf } from '../../src/disclose/meaning.ts';

const meaning = (filters: Meaning['filters'], grows: Meaning['grows'] = 'add'): Meaning => ({
  unit: 'presentations',
  where: 'any agency',
  from: '2025-04-01',
  to: '2026-03-31',
  filters,
  grows,
});
const wards = (...area: string[]): Meaning => meaning({ area });
const roles = (...role: string[]): Meaning => meaning({ role }, 'distinct');

describe('parts of a whole by a filter', () => {
  it('are taken two at a time, and all that share nothing together', () => {
    const whole = wards('a', 'b', 'c');
    const found = coversOf(whole, [whole, wards('a'), wards('b'), wards('c'), wards('a', 'b')]);
    expect(found).toEqual([
      { parts: [1, 2], isWhole: false, adds: true },
      { parts: [1, 3], isWhole: false, adds: true },
      { parts: [2, 3], isWhole: false, adds: true },
      { parts: [3, 4], isWhole: true, adds: true },
      { parts: [1, 2, 3], isWhole: true, adds: true },
    ]);
  });

  it('of many wards are all of them together, however many pairs there are', () => {
    const names = Array.from({ length: 30 }, (_, at) => `ward ${at}`);
    const whole = wards(...names);
    const found = coversOf(whole, [whole, ...names.map((name) => wards(name))]);
    expect(found.length).toBeLessThan(100);
    expect(found.filter(({ isWhole }) => isWhole).map(({ parts }) => parts.length)).toEqual([30]);
  });
});

describe('roles that share one', () => {
  it('cover what either counts where what they share was counted too', () => {
    const whole = roles('a', 'b', 'c');
    const all = [whole, roles('a', 'c'), roles('b', 'c'), roles('c'), roles('a')];
    expect(overlapsOf(whole, all)).toEqual([{ parts: [1, 2], common: 3 }]);
    expect(overlapsOf(whole, all.slice(0, 3))).toEqual([]);
  });
});
