/** Figures with noise out of an analyst's workspace: the same people have the same, exact counts stay inside, nothing is mixed. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AnalysisContext,
  type Consulted,
  consult,
  countIndicator,
  journeys,
  overlap,
  repeats,
  transitions,
  unseen,
  waits,
} from '../../src/analyse/index.ts';
import { attackFiles } from '../../src/attack/index.ts';
import { type Figures, remarks, type ShownFigures } from '../../src/disclose/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { findIndicator } from '../../src/indicators/index.ts';
import { release } from '../../src/release/index.ts';
import { writeTable } from '../analyse/workspace.ts';
import { logged, makeWorld, type World } from '../custody/world.ts';

const CELL_KEY = '  method: cell-key\n  perturbation-table: noise-5\n';
const APPROVER = '  approver: Head of information governance';
const worlds: World[] = [];
let world: World;

/** How many people are known to exactly which agencies. */
const PEOPLE: Readonly<Record<string, number>> = { police: 30, health: 21, 'health+police': 3 };

beforeEach(async () => {
  world = await makeWorld();
  worlds.push(world);
  await world.amend(APPROVER, `${CELL_KEY}${APPROVER}`);
  await hand(PEOPLE);
});

afterAll(() => Promise.all(worlds.map((one) => one.remove())));

/** Lays events and links before the analyst, under the agreement that is there now. Everybody comes twice. */
async function hand(
  people: Readonly<Record<string, number>>,
  { personOf = (name: string) => name, isReversed = false, keepsWork = false } = {},
): Promise<void> {
  const { digest } = await world.agreement();
  const work = join(world.of('analyst'), 'work');
  for (const folder of keepsWork ? ['events', 'links'] : ['']) {
    await rm(join(work, folder), { recursive: true, force: true });
  }
  const names = Object.entries(people).flatMap(([combination, count]) =>
    Array.from({ length: count }, (_, index) => ({ name: `${combination}${index}`, combination })),
  );
  const at = (agency: string) => names.filter(({ combination }) => combination.split('+').includes(agency));
  const analyst = await world.open('analyst');
  for (const agency of ['police', 'health']) {
    await writeTable(
      join(work, 'events', agency),
      'events',
      ['reference', 'date', 'role', 'recorded-sex'],
      at(agency).flatMap(({ name }, index) => [
        [name, '2025-05-01', 'victim', index % 9 === 0 ? 'male' : 'female'],
        [name, '2025-08-01', 'victim', index % 9 === 0 ? 'male' : 'female'],
      ]),
      { kind: 'events', agency },
      digest,
    );
    await logged(analyst, await readPackage(join(work, 'events', agency)), 'received');
  }
  const links = ['police', 'health'].flatMap((agency) =>
    at(agency).map(({ name }) => [agency, name, personOf(name)]),
  );
  await writeTable(
    join(work, 'links'),
    'links',
    ['agency', 'reference', 'person'],
    isReversed ? links.toReversed() : links,
    { kind: 'links' },
    digest,
  );
  await logged(analyst, await readPackage(join(work, 'links')), 'received');
}

type Counting = (context: AnalysisContext) => Promise<Figures>;
const window = { from: '2025-04-01', to: '2026-03-31' };
const COUNTS = {
  overlap: (context) => overlap(context, window),
  repeats: (context) => repeats(context, window),
  journeys: (context) => journeys(context, window),
  transitions: (context) => transitions(context, window),
  waits: (context) => waits(context, window),
  unseen: (context) =>
    unseen(context, { ...window, samples: 100, chance: () => 0.5 }) satisfies Promise<Figures>,
} as const satisfies Record<string, Counting>;

const counted = async (count: Counting): Promise<Consulted> =>
  consult(await world.open('analyst'), { action: 'count', asked: {}, inside: false, count });
const letOut = async (folder: string) => release(await world.open('analyst'), folder);

/** What is shown by row and measure. */
const shownBy = ({ rows }: Pick<ShownFigures, 'rows'>): Record<string, unknown> =>
  Object.fromEntries(
    rows.flatMap(({ table, key, values }) =>
      Object.entries(values).map(([measure, value]) => [[table, ...key, measure].join(' / '), value]),
    ),
  );

async function byIndicator(): Promise<Record<string, unknown>> {
  const { indicator } = await findIndicator(world.of('analyst'), 'demographic-share');
  const { controlled } = await counted((context) =>
    countIndicator(context, indicator, { ...window, by: ['recorded_sex'] }),
  );
  return shownBy(controlled.shown);
}

/** What the keys of the analyst of the example make of {@link PEOPLE}. */
const NOISY_OVERLAP = {
  'combination / health only / people': 19,
  'combination / police only / people': 31,
  'combination / health + police / people': 5,
  'combination / all people / people': 56,
  'number / 1 agency / people': 48,
  'number / 2 agencies / people': 5,
};

describe('an agreement that names cell-key', () => {
  it('shows every count with noise of its own and keeps the exact ones inside', async () => {
    const { figures, controlled, folder } = await counted(COUNTS.overlap);
    const shown = shownBy(controlled.shown);
    expect(shown).toEqual(NOISY_OVERLAP);
    expect(figures.rows[2]).toMatchObject({ key: ['health + police'], counts: { people: 3 } });
    expect(await readFile(join(folder, 'figures.csv'), 'utf8')).toContain('health + police,,people,3');
    const csv = join(((await letOut(folder)) as { folder: string }).folder, 'figures.csv');
    expect(await readFile(csv, 'utf8')).toBe(
      'table,combination,number,people\ncombination,health only,,19\ncombination,police only,,31\n' +
        'combination,health + police,,5\ncombination,all people,,56\nnumber,,1 agency,48\nnumber,,2 agencies,5\n',
    );
    expect(await attackFiles([csv])).toMatchObject({ recovered: [], bounds: [] });
    expect(await attackFiles([csv], { preset: 'local-5' })).toMatchObject({ recovered: [] });
  });

  it('gives the same people the same noise, in every table and after their links were made anew', async () => {
    const before = [shownBy((await counted(COUNTS.overlap)).controlled.shown), await byIndicator()];
    expect(before[1]).toMatchObject({
      'figures / all / people': NOISY_OVERLAP['combination / all people / people'],
    });
    await hand(PEOPLE, { isReversed: true });
    const after = [shownBy((await counted(COUNTS.overlap)).controlled.shown), await byIndicator()];
    expect(after).toEqual(before);
    await hand(PEOPLE, { personOf: (name) => `somebody else ${name}` });
    expect(shownBy((await counted(COUNTS.overlap)).controlled.shown)).not.toEqual(before[0]);
  });

  it('carries noise through repeats, and says what it is', async () => {
    const { controlled } = await counted(COUNTS.repeats);
    expect(controlled.shown.control.noise).toMatchObject({ table: 'noise-5', version: 1 });
    for (const row of controlled.folded.rows) {
      for (const [measure, count] of Object.entries(row.counts)) {
        expect(Math.abs(row.noisy![measure]! - count)).toBeLessThanOrEqual(5);
        expect([1, 2, 3, 4]).not.toContain(row.noisy![measure]);
      }
    }
    expect(remarks(controlled.shown).at(-1)).toMatch(
      /cell-key noise, table noise-5 version 1 \(sha256:[0-9a-f]{64}\)/,
    );
  });

  it.each(['journeys', 'transitions', 'waits', 'unseen'] as const)(
    'refuses %s, which carry none',
    async (name) => {
      await expect(counted(COUNTS[name])).rejects.toMatchObject({ code: 'NOISE_WITHOUT_KEYS', exitCode: 1 });
      expect(await readdir(join(world.of('analyst'), 'work'))).not.toContain('figures');
    },
  );

  it('checks a longer window beside a shorter one, and lets both out', async () => {
    await letOut((await counted(COUNTS.overlap)).folder);
    const longer: Counting = (context) => overlap(context, { ...window, to: '2026-06-30' });
    expect(await letOut((await counted(longer)).folder)).toMatchObject({ status: 'released' });
  });

  it('refuses to mix noise with exact counts, whichever came first', async () => {
    await letOut((await counted(COUNTS.overlap)).folder);
    await world.amend(CELL_KEY, '');
    await hand(PEOPLE, { keepsWork: true });
    const { folder } = await counted(COUNTS.repeats);
    await expect(letOut(folder)).rejects.toMatchObject({ code: 'RELEASE_METHOD', exitCode: 1 });
    expect(await readdir(join(world.of('analyst'), 'release'))).toEqual(['0001-overlap']);
    expect((await world.entries('analyst')).at(-1)).toMatchObject({
      type: 'denial',
      policyDecision: { result: 'refused', failed: ['one-method'] },
      details: { action: 'release', what: 'figures', indicator: 'repeats', version: 1 },
    });
    await rm(join(world.of('analyst'), 'work', 'ledger'), { recursive: true });
  });

  it('refuses noise beside exact counts that were released before', async () => {
    await world.amend(CELL_KEY, '');
    await hand(PEOPLE);
    await letOut((await counted(COUNTS.overlap)).folder);
    await world.amend(APPROVER, `${CELL_KEY}${APPROVER}`);
    await hand(PEOPLE, { keepsWork: true });
    await expect(letOut((await counted(COUNTS.repeats)).folder)).rejects.toMatchObject({
      code: 'RELEASE_METHOD',
    });
  });

  it('refuses noise from another secret, which averaged with the first would wear off', async () => {
    await letOut((await counted(COUNTS.overlap)).folder);
    const file = join(world.of('analyst'), 'party', 'reference.key');
    await cp(join(world.of('police'), 'party', 'reference.key'), file);
    await expect(letOut((await counted(COUNTS.repeats)).folder)).rejects.toMatchObject({
      code: 'RELEASE_METHOD',
    });
  });

  it('refuses figures whose noise was taken off in the file', async () => {
    const { folder } = await counted(COUNTS.overlap);
    const file = join(folder, 'datapackage.json');
    const descriptor = JSON.parse(await readFile(file, 'utf8'));
    delete descriptor.throughline.draft.figures.noise;
    for (const row of descriptor.throughline.draft.figures.rows) delete row.noisy;
    await writeFile(file, JSON.stringify(descriptor));
    await expect(letOut(folder)).rejects.toMatchObject({ code: 'FIGURES_INVALID', exitCode: 2 });
  });
});
