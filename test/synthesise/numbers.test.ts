import { describe, expect, it } from 'vitest';
import { localId, NhsNumbers, phone, pncId, upn } from '../../src/synthesise/numbers.ts';
import { isNhsNumber, isPncId, isUpn } from './helpers.ts';

const SOME = Array.from({ length: 3000 }, (_, count) => count);

describe('the checks of these tests', () => {
  it('agree with published numbers', () => {
    expect([isNhsNumber('9434765919'), isNhsNumber('9434765918')]).toEqual([true, false]);
    expect([isUpn('B801200005001'), isUpn('A801200005001')]).toEqual([true, false]);
    expect([isPncId('1979/0163001B'), isPncId('2003/0011985X'), isPncId('2003/0011985Y')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('NHS numbers', () => {
  it('are valid numbers of the test range, no two alike, until they run out', () => {
    const numbers = new NhsNumbers();
    const dealt = new Set<string>();
    for (let next = numbers.next(); next !== undefined; next = numbers.next()) dealt.add(next);
    expect(dealt.size).toBe(909_090);
    expect(numbers.next()).toBeUndefined();
    expect(dealt.has('9999999999')).toBe(false);
    const some = [...dealt].filter((_, at) => at % 300 === 0);
    expect(some.filter((number) => !number.startsWith('999') || !isNhsNumber(number))).toEqual([]);
  });
});

describe('other numbers', () => {
  it('give UPNs with their check letter, of authorities that do not exist', () => {
    const codes = SOME.map((count) => upn(count, 2010 + (count % 12)));
    expect(codes.filter((code) => !isUpn(code) || code[1] !== '1')).toEqual([]);
    expect(new Set(codes).size).toBe(SOME.length);
  });

  it('give PNC ids with their check letter', () => {
    const codes = SOME.map((count) => pncId(count, 1998 + (count % 27)));
    expect(codes.filter((code) => !isPncId(code))).toEqual([]);
    expect(new Set(codes).size).toBe(SOME.length);
  });

  it('give local ids that do not show who came after whom', () => {
    const ids = SOME.map((count) => localId('N', count));
    expect(ids.every((id) => /^N\d{8}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(SOME.length);
    expect(Math.abs(Number(ids[1]!.slice(1)) - Number(ids[0]!.slice(1)))).toBeGreaterThan(1000);
  });

  it('give phones set aside for drama first, then others, and repeat only after 116,000', () => {
    expect(phone(0)).toMatch(/^07700 900\d{3}$/);
    expect(phone(1000)).toMatch(/^0113 496 0\d{3}$/);
    expect(phone(16_999)).toMatch(/^01632 960\d{3}$/);
    expect(phone(17_000)).toMatch(/^07700 9(?!00)\d{5}$/);
    expect(new Set(Array.from({ length: 116_000 }, (_, count) => phone(count))).size).toBe(116_000);
    expect(phone(116_000)).toBe(phone(0));
  });
});
