import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeenPeople } from '../../src/pseudonymise/seen.ts';

describe('cells already seen', () => {
  test('are known the second time, by the columns that count', () => {
    const seen = new SeenPeople();
    expect(seen.has(['P1', 'Quill', 'note one'], [0, 1])).toBe(false);
    expect(seen.has(['P1', 'Quill', 'note two'], [0, 1])).toBe(true);
    expect(seen.has(['P1', 'Quille', 'note two'], [0, 1])).toBe(false);
    expect(seen.has(['P1', 'Quille', 'note two'], [0, 1, 2])).toBe(false);
  });

  test.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [
      ['', 'a'],
      ['a', ''],
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [
      ['a\u001f', 'b'],
      ['a', '\u001fb'],
    ],
    [
      ['A', 'b'],
      ['a', 'b'],
    ],
    [
      ['', ''],
      ['\0', ''],
    ],
    [
      ['é', ''],
      ['e\u0301', ''],
    ],
  ])('%j is not %j', (one, other) => {
    const seen = new SeenPeople();
    expect(seen.has(one, [0, 1])).toBe(false);
    expect(seen.has(other, [0, 1])).toBe(false);
  });

  test('are never claimed of cells that were not there', () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'a', 'b', '0', '1', '\u001f'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 60 }), (rows) => {
        const seen = new SeenPeople();
        const before = new Set<string>();
        for (const row of rows) {
          const known = seen.has(row, [0, 1, 2]);
          expect(known && !before.has(JSON.stringify(row))).toBe(false);
          before.add(JSON.stringify(row));
          expect(seen.has(row, [0, 1, 2])).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('are never claimed of a hundred thousand numbered people', () => {
    const seen = new SeenPeople();
    let claimed = 0;
    for (let person = 0; person < 100_000; person += 1) {
      if (seen.has([`P${person}`, 'Quill', '23/11/1987'], [0, 1, 2])) claimed += 1;
    }
    expect(claimed).toBe(0);
  });

  test('are known to whoever shares the memory', () => {
    const memory = SeenPeople.memory();
    const [one, other] = [new SeenPeople(memory), new SeenPeople(memory)];
    expect(one.has(['P1', 'Quill'], [0, 1])).toBe(false);
    expect(other.has(['P1', 'Quill'], [0, 1])).toBe(true);
    expect(other.has(['P2', 'Quill'], [0, 1])).toBe(false);
    expect(one.has(['P2', 'Quill'], [0, 1])).toBe(true);
    expect(new SeenPeople().has(['P1', 'Quill'], [0, 1])).toBe(false);
  });

  test('may be forgotten when there are more people than places', () => {
    const seen = new SeenPeople();
    const total = (1 << 19) * 3;
    for (let person = 0; person < total; person += 1) seen.has([String(person)], [0]);
    let forgotten = 0;
    for (let person = 0; person < 1000; person += 1) if (!seen.has([String(person)], [0])) forgotten += 1;
    expect(forgotten).toBeGreaterThan(0);
    expect(seen.has(['999'], [0])).toBe(true);
  });
});
