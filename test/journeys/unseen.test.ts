/** How many people no agency knows, through the built command line: the verdict first, and no small count told. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/agreement/index.ts';
import { systemAmbient } from '../../src/ambient.ts';
import { openWorkspace } from '../../src/custody/index.ts';
import { independent } from '../analyse/lists.ts';
import { writeTable } from '../analyse/workspace.ts';
import { logged } from '../custody/world.ts';
import { facts, failure, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';
import { contentsOf, filesUnder } from './tree.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');
const analyst = join(demo, 'analyst');
/** The analyst's workspace with the events of 2,000 invented people, whose agencies know nothing of each other. */
const many = join(path, 'many');
const LISTS = independent(2000, { health: 0.35, housing: 0.3, police: 0.4 });

beforeAll(async () => {
  await demonstration(demo);
  cpSync(analyst, many, { recursive: true });
  const { digest } = await readAgreement(join(many, 'agreement.yaml'));
  const work = join(many, 'work');
  rmSync(join(work, 'events'), { recursive: true });
  rmSync(join(work, 'links'), { recursive: true });
  const people = Object.entries(LISTS).flatMap(([combination, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${combination}-${index}`,
      agencies: combination.split('+'),
    })),
  );
  for (const agency of ['health', 'housing', 'police']) {
    const rows = people.flatMap(({ name, agencies }) =>
      agencies.includes(agency) ? [[name, '2025-05-01', 'victim']] : [],
    );
    const columns = ['reference', 'date', 'role'];
    const mark = { kind: 'events', agency };
    await received(
      await writeTable(join(work, 'events', agency), 'events', columns, rows, mark, digest),
      mark,
    );
  }
  const links = people.flatMap(({ name, agencies }) => agencies.map((agency) => [agency, name, name]));
  const columns = ['agency', 'reference', 'person'];
  await received(await writeTable(join(work, 'links'), 'links', columns, links, { kind: 'links' }, digest), {
    kind: 'links',
  });
});
afterAll(remove);

/** Enters the receipt of a package that was written by hand, as "open" does. */
const received = async (digest: string, mark: Record<string, string>): Promise<void> =>
  logged(await openWorkspace(many, systemAmbient), { digest, throughline: mark }, 'received');

interface Estimate {
  readonly people: number;
  readonly lower: number;
  readonly upper: number;
}
interface Told {
  readonly verdict: string;
  readonly reasons: readonly { readonly id: string }[];
  readonly withheld?: string;
  readonly estimate?: { readonly all: Estimate; readonly unseen: Estimate; readonly roundedTo?: number };
  readonly exact?: { readonly modelsCompared: number };
  readonly figures?: { readonly controlled: boolean };
}

const on = (workspace: string, ...more: string[]): string[] => [
  'unseen',
  ...['--workspace', workspace, '--bootstrap', '100'],
  ...more,
];

describe('who is unseen', () => {
  test('is told verdict first, rounded, beside the controlled list table, and logged', async () => {
    const run = await throughline(on(many), { temp });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.split('\n')[0]).toBe('Verdict: publish');
    expect(run.stdout).toMatch(/all, seen and unseen\s+2,000/);
    expect(run.stdout).toContain('health + housing + police');
    expect(run.stdout).not.toContain('The best models');
    const told = await facts<Told>(on(many), { temp });
    expect(told).toMatchObject({ verdict: 'publish', figures: { controlled: true } });
    expect(told).not.toHaveProperty('exact');
    expect(told.estimate!.all.people % told.estimate!.roundedTo!).toBe(0);
    const { entries } = await facts<{ entries: { details?: object }[] }>(
      ['log', 'show', '--workspace', many],
      { temp },
    );
    expect(entries.at(-2)?.details).toMatchObject({ action: 'unseen', seed: 1, samples: 100, inside: false });
  });

  test('inside is told exactly, with the models; the seed decides the interval', async () => {
    const [one, other] = await Promise.all(
      ['1', '2'].map((seed) => facts<Told>(on(many, '--inside', '--seed', seed), { temp })),
    );
    expect(one!.exact!.modelsCompared).toBe(8);
    expect(one!.estimate).not.toHaveProperty('roundedTo');
    expect(other!.estimate!.all.people).toBe(one!.estimate!.all.people);
    expect(other!.estimate!.all.upper).not.toBe(one!.estimate!.all.upper);
  });

  test('is withheld where too few are shared, and the exact figures stay inside', async () => {
    const told = await facts<Told>(on(analyst), { temp });
    expect(told).toMatchObject({ verdict: 'do not publish', withheld: 'verdict' });
    expect(told).not.toHaveProperty('estimate');
    expect(filesUnder(join(analyst, 'work', 'figures', 'unseen'))).toEqual([
      'audit.csv',
      'datapackage.json',
      'estimate.csv',
      'figures.csv',
      'models.csv',
      'without-one-list.csv',
    ]);
  });

  test('of a single list is refused, and what stood before stays', async () => {
    const before = contentsOf(join(many, 'work'));
    const { run, error } = await failure(on(many, '--lists', 'police'), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'LISTS_TOO_FEW' });
    expect(contentsOf(join(many, 'work'))).toEqual(before);
  });

  test('is no business of an agency', async () => {
    const { run, error } = await failure(on(join(demo, 'police')), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 1, code: 'PERMIT_WRONG_PART' });
  });
});

describe('a table from elsewhere', () => {
  const table = join(path, 'table.csv');
  /** Two published lists of potential victims of trafficking: 1,102 and 807 people, both 75. */
  const TWO = 'PF,GO,count\n1,0,1027\n0,1,732\n1,1,75\n';

  test('needs no workspace, and gives the published estimate', async () => {
    writeFileSync(table, TWO);
    const told = await facts<Told>(['unseen', '--table', table], { temp, cwd: path });
    expect(told.verdict).toBe('publish with caution');
    expect(told.estimate!.all.people).toBeCloseTo(11_725.63, 2);
  });

  test('that cannot be used is refused by row and column, without its cells', async () => {
    writeFileSync(table, TWO.replace('732', 'Zzyxwhistle'));
    const { run, error } = await failure(['unseen', '--table', table], { temp, cwd: path });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'TABLE_CELL' });
    expect(error.message).toContain('row 3 column count');
    expect(run.stdout + run.stderr).not.toContain('Zzyxwhistle');
  });
});
