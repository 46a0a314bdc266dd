import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEntry, readEntry, timeOf } from '../../src/sharelog/entry.ts';
import { band, ENTRY_TYPES, type EntryDraft, OPERATIONS, parseCanonical } from '../../src/sharelog/index.ts';
import { ulid } from '../../src/sharelog/ulid.ts';
import { draft, fixedAmbient, system } from './helpers.ts';

const at = new Date('2026-04-01T09:00:00.000Z');
const context = { seq: 7, at, actorKeyId: '0f64c263', system, prevCheckpoint: { size: 7, root: 'x' } };
const made = (from: EntryDraft) => parseCanonical(makeEntry(from, context, fixedAmbient()));

describe('an entry', () => {
  test('has what the log adds and what the caller states, in canonical form', () => {
    const bytes = makeEntry(
      { ...draft('disclosure'), phase: 'intent', regime: 'part3' },
      context,
      fixedAmbient(),
    );
    expect(Buffer.from(bytes).toString('utf8')).toBe(
      '{"actorKeyId":"0f64c263","actorRole":"ig-lead","at":"2026-04-01T09:00:00.000Z","clockSource":"system",' +
        '"details":{"rows":"100-999"},"id":"01KN44ARM0000G40R40M30E209","op":"disclosure","org":"police",' +
        '"phase":"intent","prevCheckpoint":{"root":"x","size":7},"purpose":"needs-assessment","regime":"part3",' +
        '"seq":7,"system":{"node":"v20.20.2","tool":"throughline","version":"0.1.0"},"type":"disclosure","v":1}',
    );
    expect(readEntry(bytes, 7)).toMatchObject({ problems: [], fields: { seq: 7, op: 'disclosure' } });
  });

  test.each(OPERATIONS)('of type %s has it as its operation', (type) => {
    expect(made(draft(type))).toMatchObject({ type, op: type });
  });

  test('of another type has an operation only where it is said', () => {
    expect(made(draft('key.create'))).not.toHaveProperty('op');
    expect(made({ ...draft('denial'), op: 'disclosure' })).toMatchObject({
      type: 'denial',
      op: 'disclosure',
    });
    expect(
      ENTRY_TYPES.filter(
        (type) => readEntry(makeEntry(draft(type), context, fixedAmbient()), 7).problems.length,
      ),
    ).toEqual([]);
  });

  test.each<[string, NonNullable<EntryDraft['details']>]>([
    ['a token', { token: '0123456789abcdef' }],
    ['a record reference', { reference: '0123456789abcdef0123456789ABCDEF' }],
    ['a reference in a list', { references: ['0123456789abcdef0123456789abcdef'] }],
    ['a reference deep within', { a: { b: [{ c: '0123456789abcdef0123456789abcdef' }] } }],
  ])('never holds %s, nor says it in the error', (_, details) => {
    expect(() => makeEntry({ ...draft(), details }, context, fixedAmbient())).toThrow(
      expect.objectContaining({ code: 'ENTRY_DETAILS', message: expect.not.stringContaining('0123456789') }),
    );
  });

  test('may hold digests and the check value of a key', () => {
    const details = { digest: 'a'.repeat(64), keyCheck: '0123456789abcdef', band: band(12) };
    expect(made({ ...draft(), details })).toMatchObject({ details });
  });

  test('is refused when longer than 65,535 bytes', () => {
    const long = { ...draft(), details: { text: 'x'.repeat(66_000) } };
    expect(() => makeEntry(long, context, fixedAmbient())).toThrow(
      expect.objectContaining({ code: 'ENTRY_SIZE' }),
    );
  });
});

test.each([
  [0, '0'],
  [1, '1-9'],
  [9, '1-9'],
  [10, '10-99'],
  [99, '10-99'],
  [100, '100-999'],
  [1000, '1000-9999'],
  [99_999, '10000-99999'],
  [999_999, '100000-999999'],
  [1_000_000, '1000000+'],
  [123_456_789, '1000000+'],
])('%d falls in the band %s', (count, expected) => {
  expect(band(count)).toBe(expected);
});

test.each([-1, 1.5, Number.NaN])('%d is no count', (count) => {
  expect(() => band(count)).toThrow(RangeError);
});

test('identifiers sort by time and show it', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 47), fc.nat(2 ** 47), (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b) + 1].map((ms) =>
        ulid(new Date(ms), fixedAmbient()),
      );
      expect(first! < second!).toBe(true);
      expect(first).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    }),
    { numRuns: 50 },
  );
  expect(ulid(new Date(1_469_918_176_385), fixedAmbient()).slice(0, 10)).toBe('01ARYZ6S41');
});

test.each([
  ['2026-04-01T09:00:00.000Z', Date.UTC(2026, 3, 1, 9)],
  ['2026-04-01T09:00:00Z', undefined],
  ['2026-02-29T09:00:00.000Z', undefined],
  ['2026-04-01T24:00:00.000Z', undefined],
  [0, undefined],
])('the time %j is %s', (value, expected) => {
  expect(timeOf({ at: value })).toBe(expected);
});
