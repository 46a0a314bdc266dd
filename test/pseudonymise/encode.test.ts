import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_PART, PartEncoder } from '../../src/pseudonymise/encode.ts';

const encoder = new PartEncoder();

function encode(...parts: readonly string[]): string {
  encoder.start();
  for (const part of parts) encoder.add(part);
  return Buffer.from(encoder.bytes()).toString('hex');
}

/** The parts of a message, read back by the lengths in it. */
function decode(hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex');
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    parts.push(bytes.toString('utf8', at + 2, end));
    at = end;
  }
  return parts;
}

describe('the message of a token', () => {
  test('is each part after its length', () => {
    expect(encode('ab', 'c')).toBe('00026162000163');
    expect(encode('a', 'bc')).toBe('00016100026263');
    expect(encode('', 'é')).toBe('00000002c3a9');
    expect(encode()).toBe('');
  });

  test('is injective: what went in can be read out', () => {
    const part = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        expect(decode(encode(...parts))).toEqual(parts);
      }),
    );
  });

  test('has nothing of the message before', () => {
    const long = encode('x'.repeat(200), 'y'.repeat(200));
    expect(encode('a')).toBe('000161');
    expect(encode('x'.repeat(200), 'y'.repeat(200))).toBe(long);
  });

  test('cuts a part after 255 bytes, never inside a character', () => {
    expect(LONGEST_PART).toBe(255);
    expect(decode(encode('a'.repeat(255)))).toEqual(['a'.repeat(255)]);
    expect(decode(encode('a'.repeat(300), 'b'))).toEqual(['a'.repeat(255), 'b']);
    // 127 two-byte characters are 254 bytes; the next would end at 256.
    expect(decode(encode('é'.repeat(130), 'b'))).toEqual(['é'.repeat(127), 'b']);
    expect(encode('é'.repeat(130)).slice(0, 4)).toBe('00fe');
    // A four-byte character that would begin in the last byte.
    expect(decode(encode(`${'a'.repeat(253)}\u{1f600}`, 'b'))).toEqual(['a'.repeat(253), 'b']);
    expect(decode(encode(`${'a'.repeat(251)}\u{1f600}`))).toEqual([`${'a'.repeat(251)}\u{1f600}`]);
  });

  test('holds eight parts of full length', () => {
    const parts = Array.from({ length: 8 }, (_, index) => String(index).repeat(255));
    expect(decode(encode(...parts))).toEqual(parts);
  });
});
