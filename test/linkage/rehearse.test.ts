import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ColumnPlan, readColumns } from '../../src/agreement/index.ts';
import { type Rehearsal, type RehearsalOptions, rehearse } from '../../src/linkage/index.ts';
import { rehearseLinkage } from '../../src/linkage/rehearse.ts';
import { scoreOf } from '../../src/linkage/score.ts';
import { IDENTIFIER_LEVELS } from '../../src/standardise/index.ts';
import { fixedAmbient } from '../custody/world.ts';
import { errorOf, scratch } from '../files/helpers.ts';
import { COLUMNS, csvOf, HEADER, inTwo, type LabelledRow, labelledRows, written } from './labelled.ts';
import { seeded } from './random.ts';

const plan: readonly ColumnPlan[] = await readColumns(written('columns.yaml', COLUMNS));

let temporary: string;
beforeEach(() => {
  temporary = join(scratch(), 'temporary');
  mkdirSync(temporary);
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** With the same chance in every run, so that two rehearsals of one file are the same. */
const options = (files: readonly string[], more: Partial<RehearsalOptions> = {}): RehearsalOptions => ({
  files,
  columns: plan,
  scheme: 'standard-1',
  truth: 'person',
  threads: 1,
  memoryMegabytes: 300,
  ambient: fixedAmbient(),
  ...more,
});

/** The records of a linkage with their labels, and who is in which cluster, each as the linkage has them. */
async function linked(files: readonly string[]) {
  const { assigned, labels } = await rehearseLinkage(options(files));
  const { candidates, probability, clusters } = assigned;
  const records = [...candidates.people.reference].map((reference, position) => ({
    ...labels.get(reference)!,
    label: clusters.label[position]!,
  }));
  const probabilityOf = new Map<string, number>();
  probability.forEach((p, index) => {
    probabilityOf.set(`${candidates.pairs.left[index]} ${candidates.pairs.right[index]}`, p);
  });
  return { records, probabilityOf, labels };
}

type Counted = Awaited<ReturnType<typeof linked>>;

/** The scores, by looking at every two records that count. */
function scoresOf(
  { records, probabilityOf }: Counted,
  threshold: number,
  counts: (a: number, b: number) => boolean,
) {
  let [real, links, rightLinks, together, rightTogether] = [0, 0, 0, 0, 0];
  records.forEach((one, a) => {
    records.forEach((other, b) => {
      if (b <= a || !counts(a, b)) return;
      const same = one.truth === other.truth;
      const link = (probabilityOf.get(`${a} ${b}`) ?? 0) >= threshold;
      const cluster = one.label === other.label;
      if (same) real += 1;
      if (link) links += 1;
      if (link && same) rightLinks += 1;
      if (cluster) together += 1;
      if (cluster && same) rightTogether += 1;
    });
  });
  return {
    pairs: { ...scoreOf(rightLinks, links, real), true: real, found: links },
    clusters: scoreOf(rightTogether, together, real),
  };
}

describe('one file', () => {
  const rows = labelledRows(1, 260);
  const file = written('people.csv', csvOf(rows));
  let plain: Rehearsal;
  let grouped: Rehearsal;
  let counted: Counted;
  beforeAll(async () => {
    plain = await rehearse(options([file]));
    grouped = await rehearse(options([file], { group: 'origin' }));
    counted = await linked([file]);
  });

  it('is scored over all its pairs, as counting them one by one does', () => {
    const { pairs, clusters } = scoresOf(counted, plain.threshold, () => true);
    expect(plain.records).toBe(rows.length);
    expect(plain.pairs).toEqual(pairs);
    expect(plain.clusters).toEqual(clusters);
    expect(plain.pairs.f1).toBeGreaterThan(0.85);
    expect(plain.clusters.f1).toBeGreaterThan(0.85);
  });

  it('is scored by threshold as well, each as a rehearsal at that threshold would', async () => {
    expect(plain.byThreshold.length).toBeGreaterThan(5);
    for (const { threshold, ...score } of plain.byThreshold) {
      const { precision, recall, f1 } = scoresOf(counted, threshold, () => true).pairs;
      expect(score).toEqual({ precision, recall, f1 });
    }
    const strict = await rehearse(options([file], { threshold: 0.99 }));
    expect(strict.threshold).toBe(0.99);
    const same = plain.byThreshold.find(({ threshold }) => threshold === 0.99);
    expect(same).toMatchObject({ f1: strict.pairs.f1 });
  });

  it('is scored by group where both records are in it', () => {
    // The linkage does not know the groups: they are found again from the labels.
    const origin = new Map(rows.map((row) => [row.person, row.origin]));
    expect(grouped.byGroup!.map(({ group }) => group)).toEqual(['', 'north', 'south']);
    for (const { group, pairs, clusters, records, recallInterval } of grouped.byGroup!) {
      const inGroup = counted.records.map(({ truth }) => origin.get(truth) === group);
      const scores = scoresOf(counted, grouped.threshold, (a, b) => inGroup[a]! && inGroup[b]!);
      const { precision, recall, f1 } = scores.pairs;
      expect(pairs).toEqual({ precision, recall, f1, true: scores.pairs.true });
      expect(recallInterval!.lower).toBeLessThanOrEqual(recall);
      expect(recallInterval!.upper).toBeGreaterThanOrEqual(recall);
      expect(recallInterval!.upper - recallInterval!.lower).toBeGreaterThan(0);
      expect(clusters).toEqual(scores.clusters);
      expect(records).toBe(rows.filter((row) => row.origin === group).length);
    }
  });

  it('tells its errors as patterns of agreement, most frequent first, and never as values', () => {
    const { errors, pairs } = plain;
    const right = Math.round(pairs.precision * pairs.found);
    const told = (kind: string): number =>
      errors.filter(({ error }) => error === kind).reduce((sum, error) => sum + error.pairs, 0);
    expect(errors.length).toBeLessThanOrEqual(10);
    expect(told('missed')).toBe(pairs.true - right);
    expect(told('false link')).toBe(pairs.found - right);
    expect(told('missed')).toBeGreaterThan(0);
    expect(errors.map(({ pairs: count }) => count)).toEqual(
      errors.map(({ pairs: count }) => count).toSorted((a, b) => b - a),
    );
    const known = new Set(
      Object.entries(IDENTIFIER_LEVELS).flatMap(([name, levels]) => [
        name,
        ...levels.map((level) => level.name),
      ]),
    );
    for (const { pattern } of errors.filter((error) => error.pattern !== 'no match-key in common'))
      for (const word of pattern.split(/[ ,]+/)) expect([...known, 'or', 'none']).toContain(word);
  });

  it('gives the same plain data in every run, fit for JSON, with groups only when they are asked for', () => {
    const { byGroup, ...rest } = grouped;
    expect(rest).toEqual(plain);
    expect(byGroup).toHaveLength(3);
    expect(JSON.parse(JSON.stringify(grouped))).toEqual(grouped);
    const score = { precision: expect.any(Number), recall: expect.any(Number), f1: expect.any(Number) };
    expect(plain).toMatchObject({
      records: expect.any(Number),
      pairs: { ...score, true: expect.any(Number), found: expect.any(Number) },
      clusters: score,
      threshold: expect.any(Number),
      byThreshold: expect.arrayContaining([{ ...score, threshold: expect.any(Number) }]),
      seconds: { pseudonymise: 0, link: 0, total: 0 },
    } satisfies Partial<Record<keyof Rehearsal, unknown>>);
  });
});

describe('several files', () => {
  const [first, second] = inTwo(labelledRows(2, 260), seeded(3));
  // Somebody who stands twice in one file, alike to the letter: right or wrong, that pair does not count.
  const twice = first.slice(0, 20);
  const files = [written('a.csv', csvOf([...first, ...twice])), written('b.csv', csvOf(second))];

  it('are scored over the pairs between them', async () => {
    const result = await rehearse(options(files));
    const counted = await linked(files);
    const between = (a: number, b: number): boolean => counted.records[a]!.file !== counted.records[b]!.file;
    const { pairs, clusters } = scoresOf(counted, result.threshold, between);
    expect(result.pairs).toEqual(pairs);
    expect(result.clusters).toEqual(clusters);
    expect(result.pairs.f1).toBeGreaterThan(0.85);
    expect(result.records).toBe(first.length + twice.length + second.length);
    expect(pairs.true).toBe(realBetween([...first, ...twice], second));
  });

  const realBetween = (left: readonly LabelledRow[], right: readonly LabelledRow[]): number =>
    left.reduce((sum, { person }) => sum + right.filter((row) => row.person === person).length, 0);
});

describe('records', () => {
  const ann = { forename: 'Annabel', surname: 'Featherstone', born: '1980-02-14', postcode: 'ZA4 2BG' };
  const others = labelledRows(4, 150);
  const nothing = { forename: '', surname: '', born: '', postcode: '' };

  const rehearsed = (...rows: LabelledRow[]): Promise<Rehearsal> =>
    rehearse(options([written('people.csv', csvOf([...others, ...rows]))]));

  it('without identifiers count, and the pairs that they are part of as missed', async () => {
    const of = (card: LabelledRow['card']): LabelledRow => ({ person: 'ann', origin: 'north', card });
    const found = await rehearsed(of(ann), of(ann));
    const missed = await rehearsed(of(ann), of(nothing));
    expect(missed.records).toBe(found.records);
    expect(missed.pairs.true).toBe(found.pairs.true);
    expect(missed.pairs.recall).toBeLessThan(found.pairs.recall);
    expect(missed.clusters.recall).toBeLessThan(found.clusters.recall);
  });

  it('without a label are nobody else', async () => {
    const of = (person: string): LabelledRow => ({ person, origin: '', card: ann });
    const { pairs: without } = await rehearsed(of(''), of(' '));
    const { pairs: labelled } = await rehearsed(of('ann'), of('ann'));
    expect(without.true).toBe(labelled.true - 1);
    expect(without.found).toBe(labelled.found);
    expect(without.precision).toBeLessThan(labelled.precision);
  });
});

describe('nothing is kept', () => {
  const file = written('people.csv', csvOf(labelledRows(5, 60)));

  it('of a rehearsal that ends well', async () => {
    const seen: string[] = [];
    await rehearse(
      options([file], {
        onStage: () => {
          seen.push(...readdirSync(temporary));
        },
      }),
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each<[string, string, Partial<RehearsalOptions>]>([
    ['a truth column that is not there', 'COLUMN_MISSING', { truth: 'who' }],
    ['a group column that is not there', 'COLUMN_MISSING', { group: 'where' }],
    [
      'an identifier column that is not there',
      'COLUMN_MISSING',
      { files: [written('x.csv', 'person,age\n1,2\n')] },
    ],
    ['a scheme that nobody knows', 'SCHEME_UNKNOWN', { scheme: 'standard-99' }],
    ['too little memory', 'ENGINE_MEMORY', { memoryMegabytes: 1 }],
  ])('of one that fails: %s', async (_what, code, more) => {
    const error = await errorOf(() => rehearse(options([file], more)));
    expect(error.code).toBe(code);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('and a file that is not there is named', async () => {
    const error = await errorOf(() => rehearse(options([join(temporary, 'none.csv')])));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain('none.csv');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('and rows that cannot be read are passed over, in the labels as in the tokens', async () => {
    const rows = labelledRows(6, 40);
    const [header, ...lines] = csvOf(rows).split('\n');
    const broken = [header, ...lines.slice(0, 5), 'one,two', ...lines.slice(5)].join('\n');
    expect(header).toBe(HEADER.join(','));
    const result = await rehearse(options([written('broken.csv', broken)]));
    const whole = await rehearse(options([written('whole.csv', csvOf(rows))]));
    expect(result.records).toBe(rows.length);
    expect(result.pairs).toEqual(whole.pairs);
  });
});
