import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, hang, pad, printable, truncate, wrap } from '../../src/terminal/index.ts';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['Łódź', 4],
    ['安娜', 4],
    ['ﾊﾝ', 2],
    ['ＡＢ', 4],
    ['한글', 4],
    ['👩‍👧', 2],
    ['حق', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate, pad and wrap', () => {
  it('cuts by columns, not by code units', () => {
    expect(truncate('安娜安娜', 5)).toBe('安娜…');
    expect(truncate('short', 5)).toBe('short');
    expect(pad('安', 4)).toBe('安  ');
    expect(pad('12', 4, 'right')).toBe('  12');
  });

  it('breaks at spaces, and inside a word only when it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect(wrap('', 5)).toEqual(['']);
  });

  it('loses no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        expect(wrap(text, width).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
      { numRuns: 100 },
    );
  });
});

describe('printable', () => {
  it('keeps letters of every script and escapes the rest', () => {
    expect(printable('Zoë Łucja 安娜 حق')).toBe('Zoë Łucja 安娜 حق');
    expect(printable('a\tb\r\nc')).toBe('a b c');
    expect(printable('\u0007\u009b\u2066\ud800')).toBe('\\u{7}\\u{9b}\\u{2066}\\u{d800}');
  });
});

describe('a hanging sentence', () => {
  it('sets what follows in under its lead, and is never wider than asked', () => {
    expect(hang('12. ', 'the police sealed its tokens', 20)).toEqual([
      '12. the police',
      '    sealed its',
      '    tokens',
    ]);
    expect(hang('12. ', '', 20)).toEqual(['12.']);
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 12, max: 90 }), (text, width) => {
        for (const line of hang('7  ', printable(text), width))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 50 },
    );
  });
});
