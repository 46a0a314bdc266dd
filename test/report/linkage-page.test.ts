/** The page about links: the numbers that it is given, and none that is withheld. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, constantFrom, dictionary, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workspacePaths } from '../../src/custody/index.ts';
import { type LinkageQuality, shownQuality } from '../../src/linkage/index.ts';
import { linkagePage, writeLinkagePage } from '../../src/report/index.ts';
import { scratch, treeOf } from '../files/helpers.ts';
import { fixedAmbient } from '../sharelog/helpers.ts';
import { standing } from './figures.ts';

const QUALITY: LinkageQuality = {
  localPeople: 1203,
  people: 1100,
  clusterSizes: { 1: 1008, 2: 85, 3: 4, 4: 2, 5: 1 },
  threshold: 0.5,
  agencyPairs: [
    {
      left: 'health',
      right: 'police',
      links: 97,
      expectedPrecision: { value: 0.9871, lower: 0.93, upper: 1 },
      expectedRecall: { value: 0.9, lower: 0.8211, upper: 0.95 },
    },
    {
      left: 'police',
      right: 'police',
      links: 3,
      expectedPrecision: { value: 0.7177, lower: 0.2, upper: 0.9 },
      expectedRecall: { value: 0.7177, lower: 0.2, upper: 0.9 },
    },
    { left: 'health', right: 'health', links: 0 },
  ],
  candidatePairs: 200,
  patterns: 9,
  withoutTokens: 1,
  unpaired: 5,
  setAside: [{ matchKey: 'forename<script>', tokens: 2, people: 240, most: 120 }],
  forbidden: 0,
  sensitivity: [
    { threshold: 0.35, links: 101, people: 1099 },
    { threshold: 0.5, links: 100, people: 1100 },
  ],
};

const pageOf = (quality: LinkageQuality, kept = true): string =>
  linkagePage({
    agencies: ['health', 'police'],
    quality: shownQuality(quality, 5),
    weights: [{ identifier: 'surname', levels: [{ level: 'exact', m: 0.9, u: 0.001, weight: -9.81 }] }],
    model: { version: 1, estimated: true, kept },
    agreement: 'ISA-1 version 2',
    madeOn: '2026-06-01',
  });

describe('the page of a linkage', () => {
  const page = pageOf(QUALITY);

  it('has the numbers of each pair, of thresholds and of weights', () => {
    expect(page).toContain('Of 1,203 local people of health and police, 1,100 different people were found.');
    expect(page).toMatch(/health and police<\/th><td class="number">97<\/td><td class="number">98.7<\/td>/);
    expect(page).toContain('93.0 to 100.0');
    expect(page).toContain('82.1 to 95.0');
    expect(page).toMatch(/0.35<\/th><td class="number">1,099</);
    expect(page).toContain('−9.8');
    expect(page).toContain('ISA-1 version 2 · Made on: 1 June 2026');
    expect(page).toContain('1 local person had too few identifiers');
  });

  it('shows nothing of a pair with few links, in no number and no length', () => {
    expect(page).toMatch(/police, known twice<\/th>(<td class="number">\[c\]<\/td>){5}/);
    const guess = { value: 0.11, lower: 0.1, upper: 0.12 };
    const other = QUALITY.agencyPairs.map((pair) =>
      pair.links === 3 ? { ...pair, links: 1, expectedPrecision: guess, expectedRecall: guess } : pair,
    );
    expect(pageOf({ ...QUALITY, agencyPairs: other })).toBe(page);
  });

  it('writes out what was set aside, and warns of a model that is not kept', () => {
    expect(page).toContain('forename&lt;script&gt; (2 tokens)');
    expect(page).not.toMatch(/<script|state bad/);
    expect(pageOf(QUALITY, false)).toContain('take precision and recall for guesses');
  });
});

describe('writing the page of a linkage', () => {
  const result = {
    agencies: ['health', 'police'],
    quality: QUALITY,
    weights: [],
    model: { version: 1, estimated: true, kept: true },
    changes: [],
    folder: '',
  };
  const at = async (root: string) => ({
    agreement: (await standing()).agreement,
    ambient: fixedAmbient(),
    paths: workspacePaths(root),
  });

  it('takes the place of the one before, and is the same for the same links', async () => {
    const root = scratch();
    const file = await writeLinkagePage(await at(root), result);
    const first = readFileSync(file, 'utf8');
    expect(first).toContain('Made on: 1 April 2026');
    // As the report calls them, and not by their ids.
    expect(first).toContain('local people of Health and Police');
    expect(first).not.toMatch(/>(?:health|police)\b/);
    expect(await writeLinkagePage(await at(root), result)).toBe(file);
    expect(treeOf(root)).toEqual({ [join('work', 'linkage', 'QUALITY.html')]: first });
  });

  it('leaves what it cannot replace, and nothing beside it', async () => {
    const root = scratch();
    mkdirSync(join(root, 'work', 'linkage', 'QUALITY.html'), { recursive: true });
    await expect(writeLinkagePage(await at(root), result)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readdirSync(join(root, 'work', 'linkage'))).toEqual(['QUALITY.html']);
  });
});

describe('sizes of which there are few', () => {
  it('are counted together, so that the number of all people gives none away', () => {
    expect(shownQuality(QUALITY, 5).clusterSizes).toEqual({ 1: 1008, 2: 85, '3 or more': 7 });
    const sizes = (clusterSizes: LinkageQuality['clusterSizes']) =>
      shownQuality({ ...QUALITY, clusterSizes }, 5).clusterSizes;
    expect(sizes({ 1: 2, 2: 9, 3: 7 })).toEqual({ '1 to 2': 11, 3: 7 });
    expect(sizes({ 1: 9, 2: 1, 3: 8, 4: 6 })).toEqual({ '1 to 2': 10, 3: 8, 4: 6 });
    expect(sizes({ 1: 2, 2: 1 })).toEqual({ '1 or more': '[c]' });
    expect(sizes({})).toEqual({});
  });

  it('add up to all people, whatever they are', () => {
    const any = dictionary(constantFrom('1', '2', '3', '4', '7', '12'), integer({ min: 1, max: 30 }));
    assert(
      property(any, (clusterSizes) => {
        const all = Object.values(clusterSizes).reduce((sum, people) => sum + people, 0);
        const shown = Object.values(shownQuality({ ...QUALITY, clusterSizes }, 5).clusterSizes);
        const told = shown.reduce<number>((sum, people) => sum + (people === '[c]' ? 0 : Number(people)), 0);
        expect(shown.filter((people) => people !== '[c]' && Number(people) < 5)).toEqual([]);
        expect(told).toBe(all < 5 ? 0 : all);
      }),
      { numRuns: 50 },
    );
  });
});
