import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedLines } from '../../src/pseudonymise/lines.ts';
import { hexValue, partOf, partsFor } from '../../src/pseudonymise/parts.ts';

const sorted = new SortedLines();

function sort(lines: readonly string[]): string[] {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  sorted.sort(bytes);
  return Array.from({ length: sorted.count }, (_, place) =>
    bytes.toString('utf8', sorted.start(place), sorted.end(place) - 1),
  );
}

/** In the order of their bytes, by nothing but Node's own comparison. */
const byBytes = (lines: readonly string[]): string[] =>
  lines.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('lines', () => {
  const hex = fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
  // Many that differ only after the digits that are compared first.
  const reference = fc
    .tuple(fc.constantFrom('', '0', '7f', '000000000000', 'fffffffffffe'), hex)
    .map(([start, rest]) => (start + rest).slice(0, 32));
  const rest = fc.oneof(
    fc.constantFrom('', '!', ',', ',a', ',a\t', ',a!', ',ab'),
    fc.string({ unit: 'grapheme' }),
  );
  const line = fc.tuple(reference, rest).map(([start, end]) => start + end.replaceAll('\n', ' '));

  test('come in the order of their bytes, as often as they are there', () => {
    const few = fc.array(line, { maxLength: 60 });
    const repeated = few.chain((lines) =>
      fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length }),
    );
    fc.assert(
      fc.property(fc.oneof(few, repeated), (lines) => {
        expect(sort(lines)).toEqual(byBytes(lines));
      }),
    );
  });

  test('of many people, and very many of one', () => {
    const people = Array.from({ length: 5000 }, (_, index) =>
      ((index * 7919) % 5000)
        .toString(16)
        .padStart(12, '0')
        .padEnd(32, String(index % 7)),
    );
    expect(sort(people)).toEqual(byBytes(people));
    const one = Array.from({ length: 5000 }, (_, index) => `${'ab'.repeat(16)},${(index * 7919) % 5000}`);
    expect(sort(one)).toEqual(byBytes(one));
    expect(sort([])).toEqual([]);
  });
});

describe('parts', () => {
  test.each([
    [0, 64],
    [1, 64],
    [2 ** 30, 64],
    [2 ** 30 + 1, 128],
    [10 * 2 ** 30, 1024],
    [2 ** 36, 4096],
    [2 ** 40, 4096],
  ])('for an extract of %i bytes are %i', (bytes, parts) => {
    expect(partsFor(bytes)).toBe(parts);
  });

  test.each([64, 128, 4096])('of %i are told by the first bits of a reference', (parts) => {
    fc.assert(
      fc.property(fc.nat(0xffffff), (number) => {
        const bytes = Buffer.from(`x${number.toString(16).padStart(6, '0')}`);
        expect(partOf(bytes, 1, parts)).toBe(Math.floor((number / 2 ** 24) * parts));
        expect(hexValue(bytes, 1, 6)).toBe(number);
      }),
    );
    expect(hexValue(Buffer.from('fffffffffffff'), 0, 13)).toBe(2 ** 52 - 1);
  });
});
