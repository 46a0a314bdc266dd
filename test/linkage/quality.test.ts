import { describe, expect, it } from 'vitest';
import type { Assigned, TokenShare } from '../../src/linkage/assign.ts';
import { cluster } from '../../src/linkage/clusters.ts';
import { bandsOf, qualityOf } from '../../src/linkage/quality.ts';
import { type LinkRow, linksOf } from './links.ts';

const SHARES = ['health', 'police'].map((agency) => ({ agency }) as TokenShare);

/** What a linkage has assigned, as far as its quality hangs on it: people of agencies 0 and 1, and their links. */
function assigned(agency: readonly number[], rows: readonly LinkRow[]): Assigned {
  const { left, right, probability } = linksOf(rows);
  const strong: Assigned['candidates']['strong'] = [];
  const clusters = cluster(
    { left, right, probability },
    { people: agency.length, threshold: 0.5, cohesion: 0.3, strong },
  );
  const candidates: Assigned['candidates'] = {
    people: {
      count: agency.length,
      agency: Uint8Array.from(agency),
      reference: agency.map((_, person) => String(person)),
    },
    patterns: [],
    pairs: { left, right, pattern: new Int32Array(rows.length) },
    setAside: [{ matchKey: 'key', tokens: 1, people: 9, most: 9 }],
    strong,
    unpaired: 1,
    withoutTokens: 0,
  };
  return { candidates, probability, clusters } as Assigned;
}

describe('the band of a record', () => {
  it('is how sure its pairs with the rest of its person are, on average', () => {
    const people = assigned(
      [0, 1, 0, 1, 0, 1, 1],
      [
        [0, 1, 0.96],
        [2, 3, 0.8],
        [4, 5, 0.6],
      ],
    );
    expect(bandsOf(people)).toEqual(['high', 'high', 'fair', 'fair', 'low', 'low', 'alone']);
  });

  it('is lower for a record that was never compared with some of the others', () => {
    const people = assigned(
      [0, 0, 1],
      [
        [0, 1, 0.99],
        [1, 2, 0.99],
      ],
    );
    expect(bandsOf(people)).toEqual(['low', 'high', 'low']);
  });

  it('does not hang on links to people of other clusters', () => {
    const people = assigned(
      [0, 0, 1],
      [
        [0, 1, 0.6],
        [1, 2, 0.45],
      ],
    );
    expect(bandsOf(people)).toEqual(['low', 'low', 'alone']);
  });
});

describe('quality without the truth', () => {
  const people = assigned(
    [0, 0, 0, 1, 1, 1],
    [
      [0, 3, 0.9],
      [1, 4, 0.7],
      [2, 5, 0.2],
      [0, 1, 0.1],
    ],
  );
  const quality = qualityOf(people, SHARES, 0.5);

  it('expects of the links what their probabilities say, by pair of agencies', () => {
    const between = quality.agencyPairs.find(({ left, right }) => left === 'health' && right === 'police')!;
    expect(between.links).toBe(2);
    expect(between.expectedPrecision?.value).toBeCloseTo(1.6 / 2, 12);
    expect(between.expectedRecall?.value).toBeCloseTo(1.6 / 1.8, 12);
    for (const { lower, value, upper } of [between.expectedPrecision!, between.expectedRecall!]) {
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
      expect(upper).toBeLessThanOrEqual(1);
    }
  });

  it('is no surer than its number of links allows, however sure the model is of each', () => {
    const sure = (links: number): Assigned =>
      assigned(
        Array.from({ length: 2 * links }, (_, person) => (person < links ? 0 : 1)),
        Array.from({ length: links }, (_, link): LinkRow => [link, link + links, 1]),
      );
    const lowest = (links: number): (number | undefined)[] => {
      const [between] = qualityOf(sure(links), SHARES, 0.5).agencyPairs;
      expect(between).toMatchObject({ links, expectedPrecision: { value: 1, upper: 1 } });
      return [between!.expectedPrecision?.lower, between!.expectedRecall?.lower];
    };
    // Wilson's lower end for n of n is n / (n + 1.96²).
    for (const links of [1, 3, 400])
      for (const lower of lowest(links)) expect(lower).toBeCloseTo(links / (links + 3.8415), 3);
  });

  it('says nothing of links that are not there', () => {
    const [between] = qualityOf(assigned([0, 1], [[0, 1, 0.2]]), SHARES, 0.5).agencyPairs;
    expect(between).not.toHaveProperty('expectedPrecision');
    expect(between!.expectedRecall).toMatchObject({ value: 0, lower: 0 });
    expect(between!.expectedRecall!.upper).toBeGreaterThan(0.9);
  });

  it('names every pair of agencies that was compared, in order', () => {
    expect(quality.agencyPairs.map(({ left, right, links }) => [left, right, links])).toEqual([
      ['health', 'health', 0],
      ['health', 'police', 2],
    ]);
  });

  it('counts people, and how many would be linked at other thresholds', () => {
    expect(quality).toMatchObject({
      localPeople: 6,
      people: 4,
      clusterSizes: { 1: 2, 2: 2 },
      threshold: 0.5,
      candidatePairs: 4,
      unpaired: 1,
      withoutTokens: 0,
      setAside: [{ matchKey: 'key', tokens: 1, people: 9, most: 9 }],
    });
    for (const { threshold, links } of quality.sensitivity)
      expect(links).toBe([0.9, 0.7, 0.2, 0.1].filter((p) => p >= threshold).length);
  });

  it('expects everything of a linkage that found nothing to link', () => {
    const none = qualityOf(assigned([0, 1], []), SHARES, 0.5);
    expect(none).toMatchObject({ people: 2, agencyPairs: [], clusterSizes: { 1: 2 } });
  });
});
