/** The linkage unit through the built command line: never beside the key, ids that last, one key for all. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { facts, failure, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';
import { contentsOf, filesUnder } from './tree.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');

beforeAll(async () => {
  await demonstration(demo);
});
afterAll(remove);

/** A copy of a party's workspace to do harm in. */
function copyOf(party: string, name: string): string {
  const copy = join(path, name);
  cpSync(join(demo, party), copy, { recursive: true });
  return copy;
}

/** A copy of the linkage unit's workspace in which somebody has put the project key. */
function unitWithKey(name: string): string {
  const unit = copyOf('linkage-unit', name);
  cpSync(join(demo, 'police', 'party', 'project.key'), join(unit, 'party', 'project.key'));
  return unit;
}

interface Entry {
  readonly type: string;
  readonly op?: string;
  readonly phase?: string;
  readonly policyDecision?: { readonly failed: readonly string[] };
}

const lastEntryOf = async (workspace: string): Promise<Entry | undefined> =>
  (await facts<{ entries: Entry[] }>(['log', 'show', '--workspace', workspace], { temp })).entries.at(-1);

interface Linked {
  readonly merges: number;
  readonly splits: number;
  readonly agencies: readonly string[];
}

const link = (workspace: string, ...packages: string[]): Promise<Linked> =>
  facts(['link', ...packages, '--workspace', workspace], { temp });

const linksFile = (workspace: string, name: string): string =>
  readFileSync(join(workspace, 'work', 'links', name), 'utf8');

/** Person id by agency and record reference. */
const peopleIn = (workspace: string): Map<string, string> =>
  new Map(
    linksFile(workspace, 'links.csv')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',') as [string, string, string])
      .map(([agency, reference, person]) => [`${agency} ${reference}`, person]),
  );

describe('linking where a project key lies', () => {
  test.each([
    ['the linkage unit', () => unitWithKey('with-key'), 'PERMIT_PROJECT_KEY_HERE', 'project-key-apart'],
    ['an agency', () => copyOf('police', 'agency'), 'PERMIT_WRONG_PART', 'part-played'],
  ])('is refused at %s, and the refusal is in a log that verifies', async (_, made, code, clause) => {
    const workspace = made();
    const before = contentsOf(join(workspace, 'work'));
    const { run, error } = await failure(['link', '--workspace', workspace], { temp });
    expect({ exit: run.code, stderr: run.stderr, code: error.code }).toEqual({ exit: 1, stderr: '', code });
    expect(contentsOf(join(workspace, 'work'))).toEqual(before);
    const last = await lastEntryOf(workspace);
    expect(last).toMatchObject({ type: 'denial', op: 'combination' });
    expect(last?.policyDecision?.failed).toContain(clause);
    expect((await throughline(['log', 'verify', '--workspace', workspace], { temp })).code).toBe(0);
  });

  test('is refused when packages are named, too', async () => {
    const unit = unitWithKey('with-key-and-names');
    const named = join(unit, 'work', 'tokens', 'police');
    const { run, error } = await failure(['link', named, '--workspace', unit], { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 1, code: 'PERMIT_PROJECT_KEY_HERE' });
  });
});

describe('linking again', () => {
  test('the same tokens gives the same links, byte for byte', async () => {
    const unit = copyOf('linkage-unit', 'again');
    const before = linksFile(unit, 'links.csv');
    const { merges, splits, agencies } = await link(unit);
    expect({ merges, splits, agencies: [...agencies].sort() }).toEqual({
      merges: 0,
      splits: 0,
      agencies: ['childrens', 'health', 'housing', 'police'],
    });
    expect(linksFile(unit, 'links.csv')).toBe(before);
    expect(
      filesUnder(join(unit, 'work')).filter((file) => file.includes('/.') || file.startsWith('.')),
    ).toEqual([]);
  });

  test('with an agency less keeps ids, and writes down each that changed', async () => {
    const unit = copyOf('linkage-unit', 'fewer');
    const before = peopleIn(unit);
    const packages = ['childrens', 'health', 'police'].map((agency) => join(unit, 'work', 'tokens', agency));
    const { merges, splits } = await link(unit, ...packages);
    const after = peopleIn(unit);
    expect(after.size).toBeGreaterThan(100);
    expect(after.size).toBeLessThan(before.size);
    const recorded = linksFile(unit, 'changes.csv').trimEnd().split('\n').slice(1);
    expect(recorded.length).toBe(merges + splits);
    const changed = [...after].filter(([local, person]) => before.get(local) !== person);
    expect(changed.length).toBeLessThan(after.size / 10);
    const unrecorded = changed.filter(
      ([local, person]) => !recorded.some((line) => line.endsWith(`,${person},${before.get(local)}`)),
    );
    expect(unrecorded).toEqual([]);
  });
});

describe('tokens that cannot belong together', () => {
  test('are refused where two agencies used different keys, and the links before stand', async () => {
    const unit = copyOf('linkage-unit', 'mixed');
    const descriptor = join(unit, 'work', 'tokens', 'health', 'datapackage.json');
    const described = JSON.parse(readFileSync(descriptor, 'utf8')) as { throughline: { keyCheck: string } };
    expect(described.throughline.keyCheck).toMatch(/^[0-9a-f]{16}$/);
    described.throughline.keyCheck = '0123456789abcdef';
    writeFileSync(descriptor, JSON.stringify(described));
    const before = contentsOf(join(unit, 'work'));
    const { run, error } = await failure(['link', '--workspace', unit], { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'KEYS_DIFFER' });
    expect(error.message).toMatch(/childrens and health/);
    expect(contentsOf(join(unit, 'work'))).toEqual(before);
  });

  test('are never made with a key that the agreement does not name', async () => {
    const agency = copyOf('police', 'other-key');
    const keyFile = join(agency, 'party', 'project.key');
    const [title, key] = readFileSync(keyFile, 'utf8').split('\n') as [string, string];
    writeFileSync(keyFile, `${title}\n${key.startsWith('a') ? 'b' : 'a'}${key.slice(1)}\n`);
    const before = contentsOf(join(agency, 'work'));
    const extract = join(demo, 'population', 'police.csv');
    const { run, error } = await failure(['pseudonymise', extract, '--replace', '--workspace', agency], {
      temp,
    });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 1, code: 'PERMIT_KEY_DIFFERS' });
    expect(contentsOf(join(agency, 'work'))).toEqual(before);
    expect(await lastEntryOf(agency)).toMatchObject({ type: 'denial' });
  });
});
