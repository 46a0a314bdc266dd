import canonicalizeErdtman from 'canonicalize';
import * as fc from 'fast-check';
import { canonicalize as canonicalizeTruestamp } from 'json-canonicalize';
import { describe, expect, test } from 'vitest';
import { canonicalise, type Json, MAX_DEPTH, parseCanonical } from '../../src/sharelog/index.ts';

const text = (value: unknown): string => Buffer.from(canonicalise(value)).toString('utf8');
const bytes = (json: string): Uint8Array => new TextEncoder().encode(json);
const nested = (depth: number): Json => (depth === 1 ? [] : [nested(depth - 1)]);

const wellFormed = fc.string({ unit: 'binary' }).map((s) => s.normalize('NFC'));
const name = wellFormed.filter((s) => s !== '__proto__');
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => n + 0),
    wellFormed,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

describe('writing canonical JSON', () => {
  test('sorts names by UTF-16 code unit, as in RFC 8785 section 3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\uffe6': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 };
    expect(text(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\uffe6":3}');
  });

  test('escapes as RFC 8785 section 3.2.2.2 says, and nothing else', () => {
    expect(text('\u20ac$\u000f\nA\'B"\\\\"/\u007f')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f"');
  });

  test('agrees with two other implementations', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(text(value)).toBe(canonicalizeErdtman(value));
        expect(text(value)).toBe(canonicalizeTruestamp(value));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a fraction', 1.5],
    ['minus zero', -0],
    ['a number beyond 2^53 - 1', 2 ** 53],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined in an object', { a: undefined }],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array(1)],
    ['a date', new Date(0)],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['a map', new Map()],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate in a name', { '\udc00': 1 }],
    ['text not in normal form C', 'e\u0301'],
    ['a name not in normal form C', { 'e\u0301': 1 }],
    ['a member named __proto__', JSON.parse('{"__proto__":1}')],
    ['nesting beyond the limit', nested(MAX_DEPTH + 1)],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalise(value)).toThrow(expect.objectContaining({ code: 'CANONICAL_JSON' }));
  });

  test('takes nesting up to the limit', () => {
    expect(text(nested(MAX_DEPTH))).toBe(`${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`);
  });
});

describe('reading canonical JSON', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseCanonical(canonicalise(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice with other values', '{"a":1,"a":2}'],
    ['a whole number with a fraction', '{"a":1.0}'],
    ['an exponent', '{"a":1e3}'],
    ['minus zero', '{"a":-0}'],
    ['a number that is rounded', '{"a":9007199254740993}'],
    ['escaped ASCII', '{"a":"\\u0041"}'],
    ['an escape in capitals', '{"a":"\\u000F"}'],
    ['an escaped solidus', '{"a":"\\/"}'],
    ['names out of order', '{"b":1,"a":2}'],
    ['a space', '{"a": 1}'],
    ['a final newline', '{"a":1}\n'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['normal form D', '{"a":"e\u0301"}'],
    ['__proto__', '{"__proto__":1}'],
    ['two values', '{}{}'],
    ['nothing', ''],
    ['nesting without end', '['.repeat(60_000)],
  ])('refuses %s', (_, spelling) => {
    expect(() => parseCanonical(bytes(spelling))).toThrow(
      expect.objectContaining({ code: 'CANONICAL_JSON' }),
    );
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseCanonical(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toThrow('not valid UTF-8');
  });

  test('never says a value in an error', () => {
    expect(() => parseCanonical(bytes('{"name":"Winifred", }'))).toThrow(/^(?!.*Winifred).*$/);
  });
});
