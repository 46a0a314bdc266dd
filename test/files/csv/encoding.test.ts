import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, isUtf8Prefix, Utf16Reader, utf16ByPattern } from '../../../src/files/csv/encoding.ts';

describe('decode', () => {
  // WHATWG Encoding Standard, index-windows-1252.txt: the code points of bytes 0x80 to 0x9F.
  const HIGH = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
    0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
    0x153, 0x9d, 0x17e, 0x178,
  ];

  it('reads every byte of Windows-1252', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const expected = Array.from(all, (byte) => (byte >= 0x80 && byte < 0xa0 ? HIGH[byte - 0x80] : byte));
    expect(Array.from(decode(all, 'windows-1252'), (c) => c.codePointAt(0))).toEqual(expected);
  });

  it('reads a part of a larger buffer', () => {
    expect(decode(Buffer.from('xxSiân').subarray(2), 'utf-8')).toBe('Siân');
  });
});

describe('Utf16Reader', () => {
  const encoded = (text: string, bigEndian: boolean): Buffer => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };

  it('reads the same text however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        (text, bigEndian, size) => {
          const bytes = encoded(text, bigEndian);
          const reader = new Utf16Reader(bigEndian ? 'utf-16be' : 'utf-16le');
          const parts: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            const part = reader.next(bytes.subarray(at, at + size), false);
            expect(part.valid).toBe(true);
            parts.push(part.bytes);
          }
          parts.push(reader.next(new Uint8Array(0), true).bytes);
          expect(Buffer.concat(parts).toString('utf8')).toBe(text);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['half a pair', 'a\ud83d', 'a'],
    ['half a pair and more', 'a\ud83db', 'a'],
    ['a second half alone', 'ab\udc00c', 'ab'],
  ])('reports %s', (_, text, before) => {
    const part = new Utf16Reader('utf-16be').next(encoded(text, true), true);
    expect(part).toEqual({ bytes: Buffer.from(before), valid: false });
  });

  it('reports half a character at the end', () => {
    expect(new Utf16Reader('utf-16le').next(Buffer.of(0x61, 0, 0x62), true).valid).toBe(false);
  });

  it('is known by its pattern, and plain text is not', () => {
    expect(utf16ByPattern(encoded('URN,SURNAME\n', false))).toBe('utf-16le');
    expect(utf16ByPattern(encoded('URN,SURNAME\n', true))).toBe('utf-16be');
    expect(utf16ByPattern(Buffer.from('URN,SURNAME\n'))).toBeUndefined();
    expect(utf16ByPattern(Buffer.alloc(100))).toBeUndefined();
    expect(utf16ByPattern(Buffer.alloc(1))).toBeUndefined();
  });
});

describe('isUtf8Prefix', () => {
  it('forgives a character cut by the end, and only where there is more', () => {
    for (const character of ['é', '€', '𝒜']) {
      const bytes = Buffer.from(`a${character}`);
      for (let length = 2; length < bytes.length; length += 1) {
        expect(isUtf8Prefix(bytes.subarray(0, length), true)).toBe(true);
        expect(isUtf8Prefix(bytes.subarray(0, length), false)).toBe(false);
      }
    }
    expect(isUtf8Prefix(Buffer.of(0xe9, 0x61, 0x61, 0x61, 0x61), true)).toBe(false);
  });
});
