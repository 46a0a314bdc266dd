import { createHmac, hkdfSync } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Hmac256,
  keyCheck,
  type ReferenceKind,
  referenceHasher,
  referenceKey,
  tokenHasher,
  tokenKey,
} from '../../src/custody/index.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (data: ArrayBuffer | Uint8Array) =>
  Buffer.from(data instanceof Uint8Array ? data : new Uint8Array(data)).toString('hex');

describe('HMAC-SHA-256', () => {
  // RFC 4231 section 4, test cases 1 to 7 (5 is truncated there to 128 bits).
  test.each([
    ['0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      '4a656665',
      '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    ['aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [
      '0102030405060708090a0b0c0d0e0f10111213141516171819',
      'cd'.repeat(50),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    ['0c'.repeat(20), '546573742057697468205472756e636174696f6e', 'a3b6167473100ee06e0c796c2955552b'],
    [
      'aa'.repeat(131),
      '54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      'aa'.repeat(131),
      '5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e',
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('RFC 4231 key %s', (key, message, expected) => {
    const hasher = new Hmac256(bytes(key));
    expect(hex(hasher.full(bytes(message))).slice(0, expected.length)).toBe(expected);
    expect(hasher.token(bytes(message))).toBe(expected.slice(0, 16));
    expect(hasher.reference(bytes(message))).toBe(expected.slice(0, 32));
  });

  test('agrees with OpenSSL for any key and message, one hasher for many messages', () => {
    const message = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.array(message, { maxLength: 8 }), (key, messages) => {
        const hasher = new Hmac256(key);
        for (const one of messages) {
          const expected = createHmac('sha256', key).update(one).digest();
          expect(hasher.token(one)).toBe(expected.toString('hex', 0, 8));
          const written = Buffer.alloc(20, '-');
          hasher.writeToken(one, written, 2);
          expect(written.toString()).toBe(`--${expected.toString('hex', 0, 8)}--`);
          expect(hasher.reference(one)).toBe(expected.toString('hex', 0, 16));
          expect(hasher.full(one)).toEqual(new Uint8Array(expected));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('takes a part of a longer buffer, and leaves the buffer as it was', () => {
    const hasher = new Hmac256(bytes('00'.repeat(32)));
    const buffer = bytes('616263ffff');
    expect(hasher.token(buffer, 3)).toBe(hasher.token(bytes('616263')));
    expect(hex(buffer)).toBe('616263ffff');
  });

  test("gives results of the caller's own, and none after it was ended", () => {
    const hasher = new Hmac256(bytes('01'));
    const first = hasher.full(bytes('02'));
    const copy = Uint8Array.from(first);
    hasher.full(bytes('03'));
    expect(first).toEqual(copy);
    hasher.destroy();
    expect(() => hasher.token(bytes('02'))).toThrow('destroyed');
  });
});

describe('HKDF-SHA-256', () => {
  // RFC 5869 appendix A, test cases 1 to 3: the library as it is used here.
  test.each([
    [
      '0b'.repeat(22),
      '000102030405060708090a0b0c',
      'f0f1f2f3f4f5f6f7f8f9',
      42,
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      series(0x00, 0x4f),
      series(0x60, 0xaf),
      series(0xb0, 0xff),
      82,
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      '0b'.repeat(22),
      '',
      '',
      42,
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('RFC 5869 %#', (ikm, salt, info, length, expected) => {
    expect(hex(hkdf(sha256, bytes(ikm), bytes(salt), bytes(info), length))).toBe(expected);
  });
});

function series(from: number, to: number): string {
  return hex(Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i));
}

describe('derived keys', () => {
  const secret = bytes(series(0, 31));
  const scheme = { id: 'standard-1', version: 1 };
  const byHand = (salt: string, info: string, length: number) =>
    hex(hkdfSync('sha256', secret, salt, info, length));

  test('are what the table in the source says', () => {
    expect(hex(tokenKey(secret, 'ISA-2026-001', scheme, 'surname+dob'))).toBe(
      byHand('ISA-2026-001', 'throughline token v1\0standard-1@1\0surname+dob', 32),
    );
    expect(hex(referenceKey(secret, 'ISA-2026-001', 'household'))).toBe(
      byHand('ISA-2026-001', 'throughline reference v1\0household', 32),
    );
    expect(keyCheck(secret)).toBe(byHand('', 'throughline key check', 8));
  });

  // Worked out once with Python's hmac module.
  test('do not change from version to version', () => {
    expect(keyCheck(secret)).toBe('3b1fd1a768ab813a');
    expect(tokenHasher(secret, 'ISA-2026-001', scheme, 'surname+dob').token(bytes('00016100'))).toBe(
      '52ce8d92078ffe87',
    );
    expect(referenceHasher(secret, 'ISA-2026-001', 'person').reference(bytes('6162'))).toBe(
      '116a9a6da876a3dc3ba459f77ebcefba',
    );
  });

  test('differ whenever anything about them differs', () => {
    const kinds: ReferenceKind[] = ['person', 'case', 'household'];
    const keys = [
      tokenKey(secret, 'A', scheme, 'k'),
      tokenKey(secret, 'B', scheme, 'k'),
      tokenKey(secret, 'A', { id: 'standard-1', version: 2 }, 'k'),
      tokenKey(secret, 'A', { id: 'standard-2', version: 1 }, 'k'),
      tokenKey(secret, 'A', scheme, 'l'),
      tokenKey(bytes(series(1, 32)), 'A', scheme, 'k'),
      ...kinds.map((kind) => referenceKey(secret, 'A', kind)),
    ].map(hex);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
