import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkspace, type Workspace } from '../../src/custody/index.ts';
import { fault } from '../../src/errors.ts';
import { readPackage, stageDirectory, verifyPackage } from '../../src/files/index.ts';
import { type LinkOptions, type LinkResult, link } from '../../src/linkage/index.ts';
import { band, verifyLog } from '../../src/sharelog/index.ts';
import { mended } from '../custody/forge.ts';
import { fixedAmbient } from '../custody/world.ts';
import { DEAD_PID, errorOf, treeOf } from '../files/helpers.ts';
import { everybody } from './cases.ts';
import { entriesOf, idsIn, OPTIONS, unfinished } from './linking.ts';
import { type Agency, type Partnership, partnership, rowsOf } from './partnership.ts';

let agencies: Partnership;
let unit: Workspace;
let result: LinkResult;
let rows: Record<string, string>[];

beforeAll(async () => {
  agencies = await partnership(everybody());
  unit = await agencies.unit();
  result = await link(unit, OPTIONS);
  rows = await rowsOf(join(result.folder, 'links.csv'));
});
afterAll(() => agencies.world.remove());

const linksOf = (folder: string): Promise<string> => readFile(join(folder, 'links.csv'), 'utf8');

describe('the links package', () => {
  it('has every local person once, in order of agency and reference', async () => {
    expect((await linksOf(result.folder)).split('\n')[0]).toBe(
      [
        'agency',
        'reference',
        'person',
        'band',
        ...Array.from({ length: 20 }, (_, n) => `draw_${n + 1}`),
      ].join(),
    );
    const keys = rows.map(({ agency, reference }) => `${agency} ${reference}`);
    expect(keys).toEqual(keys.toSorted());
    const known = Object.entries(agencies.references).flatMap(([agency, of]) =>
      [...of.values()].map((reference) => `${agency} ${reference}`),
    );
    expect(new Set(keys)).toEqual(new Set(known));
    expect(keys).toHaveLength(known.length);
  });

  it('has person ids of 32 hexadecimal digits, and none in a draw where it comes out as assigned', () => {
    for (const row of rows) {
      expect(row.person).toMatch(/^[0-9a-f]{32}$/);
      for (let draw = 1; draw <= 20; draw += 1) {
        expect(row[`draw_${draw}`]).toMatch(/^([0-9a-f]{32})?$/);
        expect(row[`draw_${draw}`]).not.toBe(row.person);
      }
    }
  });

  it('says how surely each record belongs: alone when it is the only one', () => {
    const sizes = new Map<string, number>();
    for (const { person } of rows) sizes.set(person!, (sizes.get(person!) ?? 0) + 1);
    for (const row of rows) {
      expect(['alone', 'high', 'fair', 'low']).toContain(row.band);
      expect(row.band === 'alone').toBe(sizes.get(row.person!) === 1);
    }
    const alike = rows.find(({ reference }) => reference === agencies.references.police.get('written alike'));
    expect(alike!.band).toBe('high');
  });

  it('is whole by its own manifest, which names no agency secret and no key', async () => {
    const pkg = await readPackage(result.folder);
    await verifyPackage(pkg);
    expect(pkg.resources.map(({ file }) => file)).toEqual(['links.csv', 'changes.csv']);
    expect(pkg.resources[0]!.fields.map(({ name }) => name)).toEqual(Object.keys(rows[0]!));
    expect(pkg.throughline).toMatchObject({
      kind: 'links',
      agreement: { id: 'ISA-2026-001', version: 1 },
      quality: { localPeople: rows.length },
    });
    expect((await readdir(result.folder)).toSorted()).toEqual([
      'changes.csv',
      'datapackage.json',
      'links.csv',
    ]);
  });

  it('records no change the first time', async () => {
    expect(await readFile(join(result.folder, 'changes.csv'), 'utf8')).toBe('change,person,before\n');
    expect(result.changes).toEqual([]);
  });

  it('reports quality that adds up', () => {
    const { quality } = result;
    const sizes = Object.entries(quality.clusterSizes);
    expect(quality.localPeople).toBe(rows.length);
    expect(quality.people).toBe(new Set(rows.map(({ person }) => person)).size);
    expect(sizes.reduce((sum, [size, people]) => sum + Number(size) * people, 0)).toBe(rows.length);
    expect(sizes.reduce((sum, [, people]) => sum + people, 0)).toBe(quality.people);
    for (const { expectedPrecision, expectedRecall } of quality.agencyPairs)
      for (const { lower, value, upper } of [expectedPrecision, expectedRecall].flatMap(
        (estimate) => estimate ?? [],
      ))
        expect([0, lower, value, upper, 1]).toEqual([0, lower, value, upper, 1].toSorted((a, b) => a - b));
    const between = quality.agencyPairs.find(({ left, right }) => left === 'health' && right === 'police')!;
    expect(between.links).toBeGreaterThan(100);
    expect(between.expectedPrecision?.value).toBeGreaterThan(0.9);
    expect(quality.forbidden).toBeGreaterThan(0);
    const counts = quality.sensitivity.map(({ links }) => links);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });

  it('shows the weights of what was compared: agreement speaks for one person, disagreement against', () => {
    const names = result.weights.map(({ identifier }) => identifier);
    expect(names).toEqual(
      expect.arrayContaining(['surname', 'forename', 'date-of-birth', 'postcode', 'nhs-number']),
    );
    expect(names).not.toContain('upn');
    for (const { levels } of result.weights) {
      expect(levels.reduce((sum, { m }) => sum + m, 0)).toBeCloseTo(1, 6);
      expect(levels.reduce((sum, { u }) => sum + u, 0)).toBeCloseTo(1, 6);
      for (const { m, u, weight } of levels) expect(weight).toBeCloseTo(Math.log2(m / u), 6);
      expect(levels[0]!.weight).toBeGreaterThan(0);
      expect(levels.at(-1)!.level).toBe('none');
    }
    const birth = result.weights.find(({ identifier }) => identifier === 'date-of-birth')!;
    expect(birth.levels.at(-1)!.weight).toBeLessThan(0);
  });

  it('leaves nothing else behind in the workspace', async () => {
    expect(await unfinished(unit)).toEqual([]);
  });
});

describe('linking again', () => {
  it('the same tokens make the same bytes, in whatever order they are named', async () => {
    const again = await agencies.unit();
    const first = await linksOf((await link(again, OPTIONS)).folder);
    expect(first).toBe(await linksOf(result.folder));
    const packages = ['police', 'health'].map((agency) => join(again.paths.work, 'tokens', agency));
    const second = await link(again, { ...OPTIONS, packages, threads: 2 });
    expect(second.changes).toEqual([]);
    expect(await linksOf(second.folder)).toBe(first);
  });

  it('with another share keeps every id that stands, and says which gave way', async () => {
    const again = await agencies.unit();
    const tokens = (agency: Agency): string => join(again.paths.work, 'tokens', agency);
    const alone = await link(again, { ...OPTIONS, packages: [tokens('police')] });
    expect(alone.agencies).toEqual(['police']);
    const before = idsIn(await rowsOf(join(alone.folder, 'links.csv')));
    const both = await link(again, { ...OPTIONS, packages: [tokens('police'), tokens('health')] });
    const now = await rowsOf(join(both.folder, 'links.csv'));
    expect(now).toHaveLength(rows.length);
    const after = idsIn(now);
    const moved = [...before].filter(([key, id]) => after.get(key) !== id);
    const told = new Set(both.changes.map(({ person, before: was }) => `${person} ${was}`));
    expect(new Set(moved.map(([key, id]) => `${after.get(key)} ${id}`))).toEqual(told);
    expect(moved.length).toBeLessThan(0.02 * before.size);
    const written = await rowsOf(join(both.folder, 'changes.csv'));
    expect(written).toEqual(both.changes.map((change) => ({ ...change })));
  });

  it('under another secret gives ids that have nothing in common', async () => {
    const other = await agencies.unit();
    const file = other.paths.referenceKey;
    const text = await readFile(file, 'utf8');
    await chmod(file, 0o600);
    await writeFile(file, text.replace(/[A-Za-z0-9+/]{43}=/, `${'A'.repeat(43)}=`));
    const { folder } = await link(other, OPTIONS);
    const ids = new Set(rows.map(({ person }) => person));
    const others = await rowsOf(join(folder, 'links.csv'));
    expect(others).toHaveLength(rows.length);
    expect(others.filter(({ person }) => ids.has(person))).toEqual([]);
  });

  it('at a stricter threshold links no pair more', async () => {
    const strict = await link(await agencies.unit(), { ...OPTIONS, threshold: 0.999 });
    expect(strict.quality.threshold).toBe(0.999);
    expect(strict.quality.people).toBeGreaterThanOrEqual(result.quality.people);
  });
});

describe('who may not link', () => {
  it('whoever holds the project key', async () => {
    const holder = await agencies.unit();
    await cp(join(agencies.world.of('police'), 'party', 'project.key'), holder.paths.projectKey);
    const workspace = await openWorkspace(holder.dir, fixedAmbient(undefined, 'holder'));
    const error = await errorOf(() => link(workspace, OPTIONS));
    expect(error).toMatchObject({ code: 'PERMIT_PROJECT_KEY_HERE', exitCode: 1 });
    expect(error.hint).not.toBe('');
    expect(await readdir(holder.paths.work)).toEqual(['tokens']);
    const entries = await entriesOf(workspace);
    expect(entries.at(-1)).toMatchObject({ type: 'denial', op: 'combination' });
  });

  it.each([
    ['analyst', 'PERMIT_WRONG_PART'],
    ['auditor', 'PERMIT_WRONG_PART'],
    ['police', 'PERMIT_WRONG_PART'],
  ])('the %s', async (party, code) => {
    const error = await errorOf(async () =>
      link(await agencies.world.open(party), {
        ...OPTIONS,
        packages: [join(unit.paths.work, 'tokens', 'police')],
      }),
    );
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(Object.keys(treeOf(agencies.world.of(party))).filter((file) => file.includes('links'))).toEqual(
      [],
    );
  });

  it('a linkage unit after the agreement has expired', async () => {
    const late = await agencies.unit();
    const workspace = await openWorkspace(late.dir, fixedAmbient('2028-01-01T00:00:00Z', 'late'));
    expect((await errorOf(() => link(workspace, OPTIONS))).code).toBe('PERMIT_EXPIRED');
    expect(await readdir(late.paths.work)).toEqual(['tokens']);
  });

  it('a linkage unit to which nothing has come', async () => {
    const empty = await agencies.unit();
    await rm(join(empty.paths.work, 'tokens'), { recursive: true });
    const error = await errorOf(() => link(empty, OPTIONS));
    expect(error).toMatchObject({ code: 'NO_TOKENS', exitCode: 2 });
  });
});

describe('when it fails, the links before stand', () => {
  /** Links once, spoils something, and links again: what stood before must stand, and nothing beside it. */
  async function afterFailure(
    spoil: (workspace: Workspace) => Promise<unknown>,
    options: Partial<LinkOptions> = {},
  ) {
    const workspace = await agencies.unit();
    const { folder } = await link(workspace, OPTIONS);
    await spoil(workspace);
    const before = treeOf(folder);
    const error = await errorOf(() => link(workspace, { ...OPTIONS, ...options }));
    expect(treeOf(folder)).toEqual(before);
    expect(await unfinished(workspace)).toEqual([]);
    const entries = await entriesOf(workspace);
    const linked = entries.filter(({ type, phase }) => type === 'combination' && phase === 'done');
    expect(linked).toHaveLength(1);
    expect(entries.at(-1)).toMatchObject({
      type: 'combination',
      phase: 'failed',
      details: { action: 'link', intent: entries.length - 2, reason: error.code },
    });
    return error;
  }

  it('tokens that were altered', async () => {
    const error = await afterFailure(async ({ paths }) => {
      const file = join(paths.work, 'tokens', 'police', 'tokens.csv');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/[0-9a-f]\n$/, 'x\n'));
    });
    expect(error.code).toBe('PACKAGE_ALTERED');
  });

  it('tokens that were altered and whose descriptor was mended', async () => {
    const error = await afterFailure(async ({ paths }) => {
      const folder = join(paths.work, 'tokens', 'police');
      await mended(folder, 'tokens', /(?<=,)[0-9a-f]{16}(?=,)/, '0123456789abcdef');
    });
    expect([error.code, error.exitCode]).toEqual(['PACKAGE_NOT_RECEIVED', 1]);
  });

  it('links before into which a name was put, with their descriptor mended', async () => {
    const error = await afterFailure(({ paths }) =>
      mended(join(paths.work, 'links'), 'links', /(?<=^police,[0-9a-f]{32},)[0-9a-f]{32}/m, 'Xanthippe'),
    );
    expect(error).toMatchObject({ code: 'LINKS_MISSHAPEN', exitCode: 2 });
    expect(error.message).toMatch(/links\.csv row \d+ column person/);
    expect(error.message).not.toContain('Xanthippe');
  });

  it('too little memory', async () => {
    const error = await afterFailure(async () => undefined, { memoryMegabytes: 1 });
    expect(error.code).toBe('ENGINE_MEMORY');
  });

  it('a secret of its own that is gone', async () => {
    const error = await afterFailure(({ paths }) => rm(paths.referenceKey));
    expect(error.code).toBe('KEY_MISSING');
  });

  it('links before that were altered, from which no id may be taken', async () => {
    const error = await afterFailure(async ({ paths }) => {
      const file = join(paths.work, 'links', 'links.csv');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/^health/m, 'police'));
    });
    expect(error.code).toBe('PACKAGE_ALTERED');
  });

  it('a share log that does not take in that it was done', async () => {
    const error = await afterFailure(async ({ log }) => {
      const append = log.append.bind(log);
      vi.spyOn(log, 'append').mockImplementation((drafts, how) =>
        drafts.some(({ phase }) => phase === 'done')
          ? Promise.reject(fault('LOG_NOT_WRITTEN', 'no room', { hint: 'make room' }))
          : append(drafts, how),
      );
    });
    expect(error.code).toBe('LOG_NOT_WRITTEN');
  });

  it('what a killed run left is cleared away first', async () => {
    const workspace = await agencies.unit();
    const { folder } = await link(workspace, OPTIONS);
    for (const left of [`.links.partial-${DEAD_PID}-1`, `.links.replaced-${DEAD_PID}-2`])
      await cp(folder, join(workspace.paths.work, left), { recursive: true });
    await link(workspace, OPTIONS);
    expect(await unfinished(workspace)).toEqual([]);
  });
});

it('two at once in one workspace are one linkage and one refusal', async () => {
  const workspace = await agencies.unit();
  const { folder } = await link(workspace, OPTIONS);
  const before = treeOf(folder);
  const first = await stageDirectory(folder, { replace: true, alone: true });
  const error = await errorOf(() => link(workspace, OPTIONS));
  expect(error).toMatchObject({ code: 'OUTPUT_BEING_MADE', exitCode: 1 });
  expect(error.hint).toContain('wait');
  expect(await readdir(first.path)).toEqual([]);
  await first.abandon();
  expect(treeOf(folder)).toEqual(before);
  expect((await link(workspace, OPTIONS)).changes).toEqual([]);
});

describe('the share log', () => {
  it('has the permit and what was done, counts as bands, and the digests of what went in', async () => {
    const entries = await entriesOf(unit);
    const done = entries.at(-1)! as { details: Record<string, string> };
    expect(entries.at(-2)).toMatchObject({
      type: 'combination',
      phase: 'intent',
      policyDecision: { result: 'permitted' },
    });
    expect(done).toMatchObject({ type: 'combination', phase: 'done', org: 'linkage-unit' });
    expect(done.details).toMatchObject({
      action: 'link',
      agencies: 'health, police',
      records: band(result.quality.localPeople),
      people: band(result.quality.people),
    });
    expect(done.details.recipe).toMatch(/^standard-1@\d+ threshold 0\.\d+$/);
    const digests = await Promise.all(
      ['health', 'police'].map(
        async (agency) => (await readPackage(join(unit.paths.work, 'tokens', agency))).digest,
      ),
    );
    expect(done.details.inputs).toBe(digests.join(' '));
    // Word by word: digests and ids are random, and any three digits stand in one of them sooner or later.
    const words = JSON.stringify(entries.map(({ details }) => details)).split(/[\s":,{}[\]]+/);
    expect(words).toContain('threshold');
    expect(words).not.toContain(String(result.quality.localPeople));
  });

  it('is whole by its own check', async () => {
    const report = await verifyLog(unit.paths.log, { now: new Date('2026-06-01T12:00:00Z') });
    expect(report.findings).toEqual([]);
  });
});
