/** Rehearsals through the built command line: the JSON that scripts rely on, and labels that are not there. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workbookOf } from '../files/packed/workbooks.ts';
import { facts, failure, scratch, throughline } from './cli.ts';
import { filesUnder } from './tree.ts';

const { path, temp, remove } = scratch();
const columns = join(path, 'columns.yaml');
const everybody = join(path, 'everybody.csv');
const left = join(path, 'left.csv');
const right = join(path, 'right.csv');

const SURNAMES = ['Ashdown', 'Birtwell', 'Corrigan', 'Dunmore', 'Eastoe', 'Farrow', 'Garside', 'Hollins'];
const FORENAMES = ['Alice', 'Bryony', 'Carol', 'Daniel', 'Edwin', 'Frances'];
const HEADER = 'id,who,given,family,born,origin';

/** Person `n` as one row: each has a name and a birthday of their own. */
function row(id: string, n: number): string {
  const surname = SURNAMES[n % SURNAMES.length]!;
  const forename = FORENAMES[n % FORENAMES.length]!;
  const born = `${1950 + (n % 50)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  return [id, `P${n}`, forename, surname, born, n % 2 === 0 ? 'north' : 'south'].join(',');
}
const csv = (rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`;
const people = Array.from({ length: 40 }, (_, n) => n);

beforeAll(() => {
  writeFileSync(
    columns,
    [
      'given: { identifier: forename }',
      'family: { identifier: surname }',
      'born: { identifier: date-of-birth, format: YYYY-MM-DD }',
      '',
    ].join('\n'),
  );
  const firsts = people.map((n) => row(`a${n}`, n));
  // Ten of the forty are there again.
  const seconds = people.slice(0, 10).map((n) => row(`b${n}`, n));
  writeFileSync(everybody, csv([...firsts, ...seconds]));
  writeFileSync(left, csv(firsts));
  writeFileSync(right, csv(seconds));
});
afterAll(remove);

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
interface Rehearsed {
  readonly records: number;
  readonly pairs: Score & { readonly true: number; readonly found: number };
  readonly clusters: Score;
  readonly threshold: number;
  readonly byThreshold: readonly (Score & { readonly threshold: number })[];
  readonly byGroup?: readonly { readonly group: string; readonly records: number }[];
  readonly seconds: Record<string, number>;
}

const rehearsal = (files: readonly string[], ...more: string[]): Promise<Rehearsed> =>
  facts(['rehearse', ...files, '--columns', columns, '--truth', 'who', ...more], { temp });

const SCORES = ['f1', 'precision', 'recall'];
const keysOf = (value: object): string[] => Object.keys(value).sort();
const isShare = (value: number): boolean => value >= 0 && value <= 1;

describe('the JSON of a rehearsal', () => {
  let result: Rehearsed;
  beforeAll(async () => {
    result = await rehearsal([everybody]);
  });

  test('has these keys and no others', () => {
    expect(keysOf(result)).toEqual([
      'byThreshold',
      'clusters',
      'errors',
      'pairs',
      'records',
      'seconds',
      'threshold',
    ]);
    expect(keysOf(result.pairs)).toEqual([...SCORES, 'found', 'true'].sort());
    expect(keysOf(result.clusters)).toEqual(SCORES);
    expect(keysOf(result.seconds)).toEqual(['link', 'pseudonymise', 'total']);
    for (const at of result.byThreshold) expect(keysOf(at)).toEqual([...SCORES, 'threshold'].sort());
  });

  test('is the same of a workbook, read as the flags say', async () => {
    const workbook = join(path, 'everybody.xlsx');
    const rows = readFileSync(everybody, 'utf8').trimEnd().split('\n');
    writeFileSync(
      workbook,
      await workbookOf([['Made for a rehearsal'], ...rows.map((one) => one.split(','))]),
    );
    const { seconds: _, ...read } = await rehearsal([workbook], '--header-row', '2');
    const { seconds: __, ...plain } = result;
    expect(read).toEqual(plain);
  });

  test('counts what is in the file', () => {
    const { records, pairs, clusters, threshold, byThreshold, seconds } = result;
    expect(records).toBe(50);
    expect(pairs.true).toBe(10);
    // The ten second rows are equal to the first, and no two people share a name and a birthday.
    expect({ precision: pairs.precision, recall: pairs.recall, f1: pairs.f1 }).toEqual({
      precision: 1,
      recall: 1,
      f1: 1,
    });
    expect(pairs.found).toBe(10);
    expect(clusters).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(threshold).toBeGreaterThan(0);
    expect(threshold).toBeLessThan(1);
    const thresholds = byThreshold.map((at) => at.threshold);
    expect(thresholds.length).toBeGreaterThan(5);
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
    const shares = byThreshold.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
    expect(shares.filter((share) => !isShare(share))).toEqual([]);
    expect(Object.values(seconds).filter((value) => value < 0)).toEqual([]);
  });

  test('has scores by group with --group, one entry a value', async () => {
    const { byGroup, ...rest } = await rehearsal([everybody], '--group', 'origin');
    expect(keysOf(rest)).toEqual([
      'byThreshold',
      'clusters',
      'errors',
      'pairs',
      'records',
      'seconds',
      'threshold',
    ]);
    expect(byGroup?.map(({ group, records }) => ({ group, records }))).toEqual([
      { group: 'north', records: 25 },
      { group: 'south', records: 25 },
    ]);
    for (const entry of byGroup ?? [])
      expect(keysOf(entry)).toEqual(['clusters', 'group', 'pairs', 'recallInterval', 'records']);
  });
});

describe('two files', () => {
  test('are linked with each other and not within', async () => {
    const { records, pairs, clusters } = await rehearsal([left, right]);
    expect({ records, pairs: pairs.true, found: pairs.found }).toEqual({ records: 50, pairs: 10, found: 10 });
    expect({ pairs: pairs.f1, clusters: clusters.f1 }).toEqual({ pairs: 1, clusters: 1 });
  });

  test('one of which has a person twice score only the pairs between them', async () => {
    const twice = join(path, 'twice.csv');
    writeFileSync(twice, csv([...people.map((n) => row(`a${n}`, n)), row('a40', 0)]));
    const { records, pairs } = await rehearsal([twice, right]);
    expect({ records, pairs: pairs.true }).toEqual({ records: 51, pairs: 11 });
  });
});

describe('a column that is not there', () => {
  test.each([
    ['truth', ['--truth', 'whom']],
    ['group', ['--truth', 'who', '--group', 'whom']],
  ])('for the %s is named, with the file', async (_, flags) => {
    const { run, error } = await failure(['rehearse', everybody, '--columns', columns, ...flags], { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'COLUMN_MISSING' });
    expect(error.message).toContain('everybody.csv');
    expect(error.message).toContain('whom');
    expect(error.hint).not.toBe('');
  });

  test('in the second file names that file', async () => {
    const unlabelled = join(path, 'unlabelled.csv');
    writeFileSync(unlabelled, csv(people.map((n) => row(`a${n}`, n))).replace(',who,', ',whose,'));
    const { error } = await failure(
      ['rehearse', everybody, unlabelled, '--columns', columns, '--truth', 'who'],
      { temp },
    );
    expect({ code: error.code, named: error.message.includes('unlabelled.csv') }).toEqual({
      code: 'COLUMN_MISSING',
      named: true,
    });
  });

  test('for an identifier is named as well', async () => {
    const other = join(path, 'other.yaml');
    writeFileSync(other, 'nobody: { identifier: surname }\n');
    const { run, error } = await failure(['rehearse', everybody, '--columns', other, '--truth', 'who'], {
      temp,
    });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'COLUMN_MISSING' });
    expect(error.message).toContain('nobody');
  });
});

describe('a flag', () => {
  const flagged = join(path, 'flagged.csv');
  const flags = join(path, 'flags.yaml');
  const marked = (mark: (n: number) => string): void =>
    writeFileSync(
      flagged,
      csv(people.map((n) => `${row(`a${n}`, n)},${mark(n)}`)).replace(HEADER, `${HEADER},PROT`),
    );
  beforeAll(() =>
    writeFileSync(
      flags,
      `${readFileSync(columns, 'utf8')}PROT: { flag: protected, map: { Y: 'yes', N: 'no' } }\n`,
    ),
  );
  const args = ['rehearse', flagged, '--columns', flags, '--truth', 'who'];

  test('of whose values the map names none is refused, as by pseudonymise', async () => {
    marked((n) => (n === 0 ? '' : n === 1 ? 'Zyxxen' : 'No'));
    const { run, error } = await failure(args, { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'FLAG_VALUES' });
    expect(error.message).toContain('flagged.csv column PROT: no cell of this flag');
    expect(error.message).toContain('(one word: 1, yes or no: 38)');
    expect(error.hint).toContain('PROT.map in the columns file');
    expect(run.stderr).not.toContain('Zyxxen');
  });

  test('of whose values the map names some hides nobody, and the others are told', async () => {
    marked((n) => (n < 3 ? 'Zyxxen' : n < 10 ? 'Y' : 'N'));
    const found = await facts<Rehearsed & { unnamedFlags?: unknown }>(args, { temp });
    expect([found.records, found.unnamedFlags]).toEqual([40, [{ column: 'PROT', cells: 3 }]]);
    const { stdout } = await throughline(args, { temp });
    expect(stdout).toContain('PROT: 3 cells of this flag hold a value that its map does not name');
    expect(stdout).not.toContain('Zyxxen');
  });
});

test('the columns files of the fixtures are read, and reach the file that they are for', async () => {
  const found = filesUnder(join('fixtures', 'rehearsal')).filter((name) => name.endsWith('.yaml'));
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const name of found) {
    const { error } = await failure(
      ['rehearse', everybody, '--columns', join('fixtures', 'rehearsal', name), '--truth', 'who'],
      { temp, cwd: process.cwd() },
    );
    expect({ name, code: error.code }).toEqual({ name, code: 'COLUMN_MISSING' });
  }
});

test('a person reads the same scores in words', async () => {
  const run = await throughline(['rehearse', everybody, '--columns', columns, '--truth', 'who'], { temp });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  expect(run.stdout).toContain('50 records; 10 pairs are one person, 10 pairs were linked');
});

test('nothing of a rehearsal is kept', () => {
  expect(filesUnder(temp)).toEqual([]);
  expect(existsSync(join(path, 'work'))).toBe(false);
});

describe.skipIf(process.platform === 'win32')('a rehearsal that is stopped', () => {
  const many = join(path, 'many.csv');
  beforeAll(() => writeFileSync(many, csv(Array.from({ length: 20_000 }, (_, n) => row(`a${n}`, n)))));

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves nothing either', async (signal) => {
    let timer: NodeJS.Timeout | undefined;
    let seen = 0;
    const run = await throughline(['rehearse', many, '--columns', columns, '--truth', 'who'], {
      temp,
      onStart: (kill) => {
        timer = setInterval(() => {
          seen = filesUnder(temp).filter((file) => file.startsWith('throughline-rehearsal-')).length;
          if (seen === 0) return;
          clearInterval(timer);
          kill(signal);
        }, 5);
      },
    });
    clearInterval(timer);
    expect(seen).toBeGreaterThan(0);
    expect({ code: run.code, signal: run.signal, stdout: run.stdout }).toEqual({
      code: undefined,
      signal,
      stdout: '',
    });
    expect(readdirSync(temp)).toEqual([]);
  });
});
