import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreClusters, scoreLinks, scoreOf, type Truth } from '../../src/linkage/score.ts';
import { type LinkRow, linksOf } from './links.ts';
import { below, seeded } from './random.ts';

const truthOf = (person: readonly string[], file?: readonly number[]): Truth => ({
  person,
  file: file ?? person.map(() => 0),
  betweenFiles: file !== undefined,
});

describe('precision, recall and F1', () => {
  it('are what they are', () => {
    expect(scoreOf(3, 4, 6)).toEqual({ precision: 0.75, recall: 0.5, f1: 0.6 });
    expect(scoreOf(5, 5, 5)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(scoreOf(0, 4, 6)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it('where there is nothing to find, or nothing was found', () => {
    expect(scoreOf(0, 0, 0)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(scoreOf(0, 0, 6)).toEqual({ precision: 1, recall: 0, f1: 0 });
    expect(scoreOf(0, 4, 0)).toEqual({ precision: 0, recall: 1, f1: 0 });
  });
});

describe('links and clusters against the truth', () => {
  // Ann three times, Bea twice, Cat once.
  const truth = truthOf(['ann', 'ann', 'ann', 'bea', 'bea', 'cat']);
  const links = linksOf([
    [0, 1, 0.9],
    [1, 2, 0.6],
    [3, 4, 0.3],
    [4, 5, 0.5],
  ]);

  it('links at or above the threshold count', () => {
    expect(scoreLinks(links, 0.5, truth)).toEqual({
      ...scoreOf(2, 3, 4),
      right: 2,
      found: 3,
      true: 4,
    });
    expect(scoreLinks(links, 0.95, truth)).toMatchObject({ found: 0, precision: 1, recall: 0 });
  });

  it('clusters count by every pair that they imply', () => {
    expect(scoreClusters(Int32Array.of(0, 0, 0, 3, 4, 4), truth)).toEqual(scoreOf(3, 4, 4));
    expect(scoreClusters(Int32Array.of(0, 1, 2, 3, 4, 5), truth)).toEqual(scoreOf(0, 0, 4));
    expect(scoreClusters(new Int32Array(6), truth)).toEqual(scoreOf(4, 15, 4));
  });

  it('nobody at all scores perfectly', () => {
    expect(scoreClusters(new Int32Array(0), truthOf([]))).toEqual(scoreOf(0, 0, 0));
    expect(scoreLinks(linksOf([]), 0.5, truthOf([]))).toMatchObject({ found: 0, true: 0, f1: 1 });
  });

  it('between files, pairs within a file count on no side', () => {
    const files = truthOf(['ann', 'ann', 'ann', 'bea', 'bea', 'cat'], [0, 0, 1, 0, 1, 1]);
    // Real pairs between files: ann 2, bea 1. Found: 1-2 right; 0-1 and 4-5 lie within a file; 3-4 below.
    expect(scoreLinks(links, 0.5, files)).toEqual({ ...scoreOf(1, 1, 3), right: 1, found: 1, true: 3 });
    expect(scoreClusters(Int32Array.of(0, 0, 0, 3, 3, 3), files)).toEqual(scoreOf(3, 4, 3));
  });

  it('a group counts the pairs of which both sides are in it', () => {
    const only = (person: number): boolean => person >= 1 && person <= 4;
    expect(scoreLinks(links, 0.5, truth, only)).toEqual({ ...scoreOf(1, 1, 2), right: 1, found: 1, true: 2 });
    expect(scoreClusters(Int32Array.of(0, 0, 0, 3, 3, 3), truth, only)).toEqual(scoreOf(2, 2, 2));
  });
});

describe('the counts are those of counting one by one (property)', () => {
  interface Made {
    readonly label: Int32Array;
    readonly rows: readonly LinkRow[];
    readonly truth: Truth;
    readonly only: (person: number) => boolean;
  }

  function made(seed: number): Made {
    const random = seeded(seed);
    const people = below(random, 25);
    const label = Int32Array.from({ length: people }, () => below(random, Math.max(people, 1)));
    const rows: LinkRow[] = [];
    for (let a = 0; a < people; a += 1)
      for (let b = a + 1; b < people; b += 1) if (random() < 0.3) rows.push([a, b, random()]);
    return {
      label,
      rows,
      truth: {
        person: Array.from({ length: people }, () => `n${below(random, 8)}`),
        file: Array.from({ length: people }, () => below(random, 3)),
        betweenFiles: random() < 0.5,
      },
      only: random() < 0.5 ? () => true : (person) => person % 3 !== 0,
    };
  }

  /** Pairs for which the test holds, counted one by one. */
  function count({ truth, only }: Made, holds: (a: number, b: number) => boolean): number {
    let pairs = 0;
    for (let a = 0; a < truth.person.length; a += 1)
      for (let b = a + 1; b < truth.person.length; b += 1) {
        if (!only(a) || !only(b)) continue;
        if (truth.betweenFiles && truth.file[a] === truth.file[b]) continue;
        if (holds(a, b)) pairs += 1;
      }
    return pairs;
  }

  it('for clusters', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const situation = made(seed);
        const { label, truth, only } = situation;
        const same = (a: number, b: number): boolean => truth.person[a] === truth.person[b];
        const found = (a: number, b: number): boolean => label[a] === label[b];
        expect(scoreClusters(label, truth, only)).toEqual(
          scoreOf(
            count(situation, (a, b) => found(a, b) && same(a, b)),
            count(situation, found),
            count(situation, same),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('for links', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, threshold) => {
        const situation = made(seed);
        const { rows, truth, only } = situation;
        const same = (a: number, b: number): boolean => truth.person[a] === truth.person[b];
        const linked = new Set(rows.filter(([, , p]) => p >= threshold).map(([a, b]) => `${a} ${b}`));
        const found = (a: number, b: number): boolean => linked.has(`${a} ${b}`);
        const right = count(situation, (a, b) => found(a, b) && same(a, b));
        const all = count(situation, found);
        const real = count(situation, same);
        expect(scoreLinks(linksOf(rows), threshold, truth, only)).toEqual({
          ...scoreOf(right, all, real),
          right,
          found: all,
          true: real,
        });
      }),
      { numRuns: 300 },
    );
  });
});
