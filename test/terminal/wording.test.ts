import { describe, expect, it } from 'vitest';
import { duration, fileSize, list, plural } from '../../src/terminal/index.ts';

describe('wording', () => {
  it('counts nouns', () => {
    expect([plural(0, 'row'), plural(1, 'row'), plural(1204, 'row')]).toEqual([
      '0 rows',
      '1 row',
      '1,204 rows',
    ]);
    expect(plural(3, 'agency', 'agencies')).toBe('3 agencies');
  });

  it('lists', () => {
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
      'none',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(list(['a', 'b'], 'or')).toBe('a or b');
  });

  it.each([
    [0, '0.0 s'],
    [400, '0.4 s'],
    [9_960, '10 s'],
    [59_600, '1 min'],
    [80_000, '1 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '1 day 1 h'],
    [259_200_000, '3 days'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });

  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1_200_000, '1.2 MB'],
    [999_999, '1 MB'],
    [3_000_000_000, '3 GB'],
    [2_500_000_000_000_000, '2,500 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });
});
