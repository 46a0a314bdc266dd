import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../src/custody/index.ts';
import { readPackage, verifyPackage } from '../../src/files/index.ts';
import { type LinkOptions, type LinkResult, link } from '../../src/linkage/index.ts';
import { band, readEntries, verifyLog } from '../../src/sharelog/index.ts';
import { fixedAmbient } from '../custody/world.ts';
import { errorOf, treeOf } from '../files/helpers.ts';
import {
  type Agency,
  background,
  type Card,
  nhsNumber,
  type Partnership,
  partnership,
  rowsOf,
} from './partnership.ts';

type Person = Omit<Card, 'label'>;

/** What the police and health have of one person, or of two who must not be taken for one. */
interface Case {
  readonly police: Person;
  readonly health: Partial<Person>;
}

const [ONE, ANOTHER, A_THIRD] = [nhsNumber(1), nhsNumber(2), nhsNumber(3)];

const ONE_PERSON: Readonly<Record<string, Case>> = {
  'written alike': {
    police: { forename: 'Rosalind', surname: 'Abernathy', born: '1972-08-17', postcode: 'ZA3 4AF' },
    health: {},
  },
  'whose surname was mistyped': {
    police: { forename: 'Bernadette', surname: 'Kowalczyk', born: '1981-03-14', postcode: 'ZA4 1AG' },
    health: { surname: 'Kowalcyzk' },
  },
  'who goes by a short name': {
    police: { forename: 'Elizabeth', surname: 'Thornbury', born: '1975-11-02', postcode: 'ZA5 2BH' },
    health: { forename: 'Liz' },
  },
  'who moved house': {
    police: { forename: 'Imogen', surname: 'Fairweather', born: '1990-07-23', postcode: 'ZA2 3DJ' },
    health: { postcode: 'ZA11 8EG' },
  },
  'whose day and month of birth were turned round': {
    police: { forename: 'Mirela', surname: 'Dragomirescu', born: '1986-04-09', postcode: 'ZA8 6AH' },
    health: { born: '1986-09-04' },
  },
  'whose names were turned round': {
    police: { forename: 'Folasade', surname: 'Adegbite', born: '1993-12-05', postcode: 'ZA9 5BJ' },
    health: { forename: 'Adegbite', surname: 'Folasade' },
  },
  'who married and moved and kept her NHS number': {
    police: { forename: 'Caitriona', surname: 'Okonedo', born: '1988-01-30', postcode: 'ZA1 7DG', nhs: ONE },
    health: { surname: 'Vandersteen', postcode: 'ZA12 2EF' },
  },
};

const TWO_PEOPLE: Readonly<Record<string, Case>> = {
  twins: {
    police: { forename: 'Oliver', surname: 'Marchbanks', born: '2011-05-30', postcode: 'ZA6 1AJ' },
    health: { forename: 'Henrietta' },
  },
  sisters: {
    police: { forename: 'Fatima', surname: 'Rahimzadeh', born: '1994-02-11', postcode: 'ZA7 4BF' },
    health: { forename: 'Zahra', born: '1996-09-25' },
  },
  'a married couple': {
    police: { forename: 'Gwendolyn', surname: 'Pettigrew', born: '1969-06-21', postcode: 'ZA10 8DH' },
    health: { forename: 'Archibald', born: '1966-10-13' },
  },
  'a father and a son of one name': {
    police: { forename: 'Tobias', surname: 'Halvorsen', born: '1961-03-08', postcode: 'ZA3 2EJ' },
    health: { born: '1992-11-19' },
  },
  'two NHS numbers and all else alike': {
    police: {
      forename: 'Nadezhda',
      surname: 'Bellingham',
      born: '1979-09-12',
      postcode: 'ZA5 5AF',
      nhs: ANOTHER,
    },
    health: { nhs: A_THIRD },
  },
  'strangers born on one day': {
    police: { forename: 'Jocasta', surname: 'Winterbourne', born: '1984-05-16', postcode: 'ZA6 9BG' },
    health: { forename: 'Desmond', surname: 'Oyelaran', postcode: 'ZA10 3DF' },
  },
};

const CASES = { ...ONE_PERSON, ...TWO_PEOPLE };

const PEOPLE = 500;

function everybody(): Record<Agency, Card[]> {
  const cards = background(1, PEOPLE);
  for (const [label, { police, health }] of Object.entries(CASES)) {
    cards.police.push({ ...police, label });
    cards.health.push({ ...police, ...health, label });
  }
  return cards;
}

const OPTIONS: LinkOptions = { packages: [], refit: false, memoryMegabytes: 300, threads: 1 };

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

/** What a run has left unfinished, or spilled, in a workspace. */
const unfinished = async ({ paths }: Workspace): Promise<string[]> =>
  (await readdir(paths.work, { recursive: true })).filter((name) => /(^|[/\\])\./.test(name));

/** The person id of each record, by agency and reference. */
const idsIn = (of: readonly Record<string, string>[]): Map<string, string> =>
  new Map(of.map(({ agency, reference, person }) => [`${agency} ${reference}`, person!]));

function personOf(agency: Agency, label: string): string {
  const reference = agencies.references[agency].get(label)!;
  return rows.find((row) => row.agency === agency && row.reference === reference)!.person!;
}

describe('the people', () => {
  it.each(Object.keys(ONE_PERSON))('one person: %s', (label) => {
    expect(personOf('health', label)).toBe(personOf('police', label));
  });

  it.each(Object.keys(TWO_PEOPLE))('two people: %s', (label) => {
    expect(personOf('health', label)).not.toBe(personOf('police', label));
  });

  it('nobody is taken for somebody else, and nearly everybody known to both is found', () => {
    const serial = (label: string): string => (label in CASES ? label : label.slice(1));
    const known = { police: new Map<string, string>(), health: new Map<string, string>() };
    for (const agency of ['police', 'health'] as const)
      for (const label of agencies.references[agency].keys())
        if (!(label in TWO_PEOPLE)) known[agency].set(serial(label), personOf(agency, label));
    const both = [...known.police].filter(([person]) => known.health.has(person));
    const found = both.filter(([person, id]) => known.health.get(person) === id);
    expect(both.length).toBeGreaterThan(100);
    expect(found.length / both.length).toBeGreaterThan(0.95);
    const shared = rows.filter(({ agency, person }) => agency === 'police' && ids.health.has(person!));
    expect(shared.length - found.length).toBeLessThanOrEqual(1);
  });

  const ids = {
    get health(): ReadonlySet<string> {
      return new Set(rows.filter(({ agency }) => agency === 'health').map(({ person }) => person!));
    },
  };
});

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
    const [alike] = rows.filter(({ person }) => person === personOf('police', 'written alike'));
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
      for (const { lower, value, upper } of [expectedPrecision, expectedRecall])
        expect([0, lower, value, upper, 1]).toEqual([0, lower, value, upper, 1].toSorted((a, b) => a - b));
    const between = quality.agencyPairs.find(({ left, right }) => left === 'health' && right === 'police')!;
    expect(between.links).toBeGreaterThan(100);
    expect(between.expectedPrecision.value).toBeGreaterThan(0.9);
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
  it('the same tokens make the same bytes', async () => {
    const again = await agencies.unit();
    const first = await linksOf((await link(again, OPTIONS)).folder);
    expect(first).toBe(await linksOf(result.folder));
    const second = await link(again, { ...OPTIONS, threads: 2 });
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

describe('the model of an agreement', () => {
  let apart: Partnership;
  /** Police know some people twice; health knows nobody who shares a token with any of them. */
  beforeAll(async () => {
    const { police } = background(21, 300);
    const elsewhere = background(22, 300).health.map((card) => ({
      ...card,
      surname: `Qu${card.surname.toLowerCase()}`,
      born: `19${20 + (Number(card.born.slice(3, 4)) % 10)}${card.born.slice(4)}`,
      postcode: card.postcode.replace('ZA', 'ZE'),
    }));
    const again = police.slice(0, 40).map((card) => ({ ...card, label: `${card.label} again` }));
    apart = await partnership({ police: [...police, ...again], health: elsewhere });
  });
  afterAll(() => apart.world.remove());

  const only = ({ paths }: Workspace, agency: Agency): LinkOptions => ({
    ...OPTIONS,
    packages: [join(paths.work, 'tokens', agency)],
  });

  it('stands: a share that has no token in common changes no existing person', async () => {
    const workspace = await apart.unit();
    const alone = await link(workspace, only(workspace, 'police'));
    expect(alone.model).toEqual({ version: 1, estimated: true });
    const before = await rowsOf(join(alone.folder, 'links.csv'));
    expect(alone.quality.clusterSizes[2]).toBeGreaterThanOrEqual(35);
    const both = await link(workspace, OPTIONS);
    expect(both.model).toEqual({ version: 1, estimated: false });
    expect(both.quality.agencyPairs.find(({ left, right }) => left !== right)?.links ?? 0).toBe(0);
    const after = await rowsOf(join(both.folder, 'links.csv'));
    const people = (of: readonly Record<string, string>[]) =>
      of
        .filter(({ agency }) => agency === 'police')
        .map(({ reference, person, band: sure }) => `${reference} ${person} ${sure}`);
    expect(people(after)).toEqual(people(before));
    expect(both.changes).toEqual([]);
  });

  it('is estimated anew when it is asked for, as another version, and the log says so', async () => {
    const workspace = await apart.unit();
    await link(workspace, only(workspace, 'police'));
    const anew = await link(workspace, { ...OPTIONS, refit: true });
    expect(anew.model).toEqual({ version: 2, estimated: true });
    expect((await link(workspace, OPTIONS)).model).toEqual({ version: 2, estimated: false });
    const models = (await entriesOf(workspace))
      .filter(({ phase }) => phase === 'done')
      .map(({ details }) => (details as Record<string, string>).model);
    expect(models).toEqual(['version 1, estimated', 'version 2, estimated', 'version 2, as before']);
  });

  it('that is damaged is refused, until another is asked for', async () => {
    const workspace = await apart.unit();
    const { folder } = await link(workspace, OPTIONS);
    const before = treeOf(folder);
    await writeFile(join(workspace.paths.work, 'linkage', 'model.json'), '{"version":1}');
    const error = await errorOf(() => link(workspace, OPTIONS));
    expect(error).toMatchObject({ code: 'MODEL_DAMAGED', exitCode: 2 });
    expect(error.hint).toContain('--refit');
    expect(treeOf(folder)).toEqual(before);
    expect((await link(workspace, { ...OPTIONS, refit: true })).model.estimated).toBe(true);
  });
});

describe('records that say too little, or all the same', () => {
  const CROWD = 110;
  let odd: Partnership;
  beforeAll(async () => {
    const { police, health } = background(31, 200);
    const nothing = { forename: '', surname: '', born: '', postcode: '' };
    const blank = Array.from({ length: 7 }, (_, n): Card => ({ ...nothing, label: `blank ${n}` }));
    // A date that somebody typed for everybody whose birthday was not asked, and the address of the station.
    const crowd = police.slice(0, CROWD).map(
      (card, n): Card => ({
        ...card,
        surname: `${card.surname}${'abcdefghij'[n % 10]}`,
        born: '1985-05-05',
        postcode: 'ZA1 1AF',
        label: `crowd ${n}`,
      }),
    );
    odd = await partnership({ police: [...police, ...blank, ...crowd], health });
  });
  afterAll(() => odd.world.remove());

  it('are counted and set aside, never lost, and make nobody of a crowd', async () => {
    const { quality, folder } = await link(await odd.unit(), OPTIONS);
    expect(quality.localPeople).toBe(odd.references.police.size + odd.references.health.size);
    expect(quality.withoutTokens).toBe(7);
    expect(quality.setAside.length).toBeGreaterThan(0);
    for (const { tokens, people, most } of quality.setAside) {
      expect(tokens).toBeGreaterThan(0);
      expect(most).toBeGreaterThanOrEqual(CROWD);
      expect(people).toBeGreaterThanOrEqual(most);
    }
    const all = idsIn(await rowsOf(join(folder, 'links.csv')));
    const idsOf = (prefix: string): (string | undefined)[] =>
      [...odd.references.police].flatMap(([label, reference]) =>
        label.startsWith(prefix) ? [all.get(`police ${reference}`)] : [],
      );
    expect(new Set(idsOf('blank')).size).toBe(7);
    expect(new Set(idsOf('crowd')).size).toBeGreaterThan(0.9 * CROWD);
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
    expect(entries.filter(({ phase }) => phase === 'done')).toHaveLength(1);
    return error;
  }

  it('tokens that were altered', async () => {
    const error = await afterFailure(async ({ paths }) => {
      const file = join(paths.work, 'tokens', 'police', 'tokens.csv');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/[0-9a-f]\n$/, 'x\n'));
    });
    expect(error.code).toBe('PACKAGE_ALTERED');
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

  it('what a killed run left is cleared away first', async () => {
    const workspace = await agencies.unit();
    const { folder } = await link(workspace, OPTIONS);
    const stale = join(workspace.paths.work, '.spill');
    await cp(folder, stale, { recursive: true });
    await link(workspace, OPTIONS);
    expect(await unfinished(workspace)).toEqual([]);
  });
});

async function entriesOf({ paths }: Workspace): Promise<Record<string, unknown>[]> {
  const entries = [];
  for await (const { fields } of readEntries(paths.log)) entries.push(fields);
  return entries;
}

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
    expect(JSON.stringify(entries)).not.toContain(String(result.quality.localPeople));
  });

  it('is whole by its own check', async () => {
    const report = await verifyLog(unit.paths.log, { now: new Date('2026-06-01T12:00:00Z') });
    expect(report.findings).toEqual([]);
  });
});
