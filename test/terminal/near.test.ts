import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lettersApart, nearest } from '../../src/terminal/index.ts';

describe('letters apart', () => {
  test.each([
    ['', '', 0],
    ['journeys', 'journeys', 0],
    ['jurneys', 'journeys', 1],
    ['journesy', 'journeys', 1],
    ['jornies', 'journeys', 3],
    ['', 'log', 3],
    ['kitten', 'sitting', 3],
  ])('%j and %j: %d', (one, other, apart) => {
    expect(lettersApart(one, other)).toBe(apart);
  });

  test('are as many either way, none between a text and itself, and one after one slip', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.nat(7), (one, other, at) => {
        expect(lettersApart(one, other)).toBe(lettersApart(other, one));
        expect(lettersApart(one, other) === 0).toBe(one === other);
        expect(lettersApart(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
        expect(lettersApart(one, `${one.slice(0, at)}x${one.slice(at)}`)).toBe(1);
      }),
      { numRuns: 50 },
    );
  });
});

test('the nearest is one of few letters apart, or none', () => {
  const known = ['log show', 'log prove', 'seal'];
  expect(nearest('log shw', known)).toBe('log show');
  expect(nearest('sael', known)).toBe('seal');
  expect(nearest('see', known)).toBeUndefined();
  expect(nearest('anything', [])).toBeUndefined();
});
