/** An agreement that prefers noise to holes, through the built command line: shown, counted, released, and never mixed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/agreement/index.ts';
import { systemAmbient } from '../../src/ambient.ts';
import { openWorkspace } from '../../src/custody/index.ts';
import { signEverywhere } from '../../src/demo/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { logged } from '../custody/world.ts';
import { partiesOf } from './agency.ts';
import { byTwos, facts, failure, type Run, scratch, throughline } from './cli.ts';
import { filesUnder } from './tree.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');
const analyst = join(demo, 'analyst');
const PACKAGES = ['events/childrens', 'events/health', 'events/housing', 'events/police', 'links'];
const WINDOW = ['--from', '2024-04-01', '--to', '2026-03-31'];
const printed: Run[] = [];

beforeAll(async () => {
  await facts(['demo', '--people', '150', '--no-report', '--out', demo], { temp });
  await amend((text) =>
    text.replace(/^( {2}rounding: none\n)/m, '$1  method: cell-key\n  perturbation-table: noise-5\n'),
  );
}, 300_000);
afterAll(remove);

/** Everybody signs another wording, and what the analyst holds counts as handed over under it. */
async function amend(change: (text: string) => string): Promise<void> {
  const file = join(analyst, 'agreement.yaml');
  const { digest: before } = await readAgreement(file);
  const text = readFileSync(file, 'utf8').replace(/^signatures:[\s\S]*/m, '');
  expect(change(text)).not.toBe(text);
  await signEverywhere(change(text), partiesOf(demo));
  const { digest } = await readAgreement(file);
  const workspace = await openWorkspace(analyst, systemAmbient);
  for (const folder of PACKAGES) {
    const descriptor = join(analyst, 'work', folder, 'datapackage.json');
    writeFileSync(descriptor, readFileSync(descriptor, 'utf8').replaceAll(before, digest));
    await logged(workspace, await readPackage(join(analyst, 'work', folder)), 'received');
  }
}

interface Shown {
  readonly folder: string;
  readonly control: { readonly noise: { readonly table: string; readonly digest: string } };
  readonly rows: readonly {
    readonly table: string;
    readonly key: readonly string[];
    readonly values: Record<string, unknown>;
  }[];
}

const at = (...words: string[]): string[] => [...words, '--workspace', analyst];
async function run(...words: string[]): Promise<Run> {
  const done = await throughline(words, { temp });
  printed.push(done);
  return done;
}
const numbersIn = (csv: string): number[] =>
  csv.split('\n').flatMap((line) => [...line.matchAll(/(?<=,)\d+(?=,|$)/g)].map(([found]) => Number(found)));

describe('an agreement with cell-key', () => {
  test('says so where it is shown and explained', async () => {
    const [shown, method, key] = await byTwos(
      [
        ['agreement', 'show', '--workspace', analyst],
        ['explain', 'cell-key'],
        ['explain', 'record key'],
      ],
      (words) => run(...words),
    );
    expect(shown!.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'every count has noise instead (cell-key perturbation, table noise-5)',
    );
    expect(method!.stdout).toContain('noise');
    expect(key!.stdout).toContain('modulo 256');
  });

  test('has noise on every count, and none of the smallest', async () => {
    const asked = [
      ['overlap', ...WINDOW],
      ['repeats', '--lenses'],
      ['count', 'demographic-share', '--by', 'recorded_sex', ...WINDOW],
    ];
    const all = await byTwos(asked, (words) => facts<Shown>(at(...words), { temp }));
    for (const { control, rows } of all) {
      expect(control.noise).toMatchObject({ table: 'noise-5', digest: expect.stringMatching(/^sha256:/) });
      for (const value of rows.flatMap(({ values }) => Object.values(values))) {
        expect([1, 2, 3, 4]).not.toContain(value);
      }
    }
    const people = (shown: Shown, key: string) => shown.rows.find((row) => row.key[0] === key)?.values.people;
    expect(people(all[0]!, 'all people')).toBe(people(all[2]!, 'all'));
    const csv = await run(...at('overlap', ...WINDOW, '--csv'));
    expect(csv.code).toBe(0);
    expect(numbersIn(csv.stdout).filter((one) => one > 0 && one < 5)).toEqual([]);
  }, 240_000);

  test('refuses what cannot carry it, in words that say what to do', async () => {
    const { run: refused, error } = await failure(at('journeys'), { temp });
    expect([refused.code, error.code]).toEqual([1, 'NOISE_WITHOUT_KEYS']);
    expect(error.hint).toContain('count, overlap and repeats');
  });

  test('releases it, from which nothing can be worked out', async () => {
    const first = await facts<{ folder: string }>(
      at('release', join(analyst, 'work', 'figures', 'overlap')),
      {
        temp,
      },
    );
    const csv = join(first.folder, 'figures.csv');
    const descriptor = JSON.parse(readFileSync(join(first.folder, 'datapackage.json'), 'utf8'));
    expect(descriptor.throughline.noise).toMatchObject({ table: 'noise-5', version: 1, most: 5 });
    expect(await facts(['attack', csv], { temp })).toMatchObject({ recovered: [] });
  }, 240_000);

  test('refuses exact counts after it, and logs by which rule', async () => {
    await amend((text) => text.replace(/^ {2}method:.*\n {2}perturbation-table:.*\n/m, ''));
    await facts(at('overlap'), { temp });
    const { run: refused, error } = await failure(
      at('release', join(analyst, 'work', 'figures', 'overlap')),
      { temp },
    );
    printed.push(refused);
    expect([refused.code, error.code]).toEqual([1, 'RELEASE_METHOD']);
    expect(readdirSync(join(analyst, 'release'))).toEqual(['0001-overlap']);
    expect((await run(...at('log', 'show', '--json'))).stdout).toContain('one-method');
  }, 240_000);

  test('prints no person id, nor lets one out', () => {
    const links = readFileSync(join(analyst, 'work', 'links', 'links.csv'), 'utf8')
      .trim()
      .split('\n');
    const column = links[0]!.split(',').indexOf('person');
    const people = new Set(links.slice(1).map((line) => line.split(',')[column]!));
    expect(people.size).toBeGreaterThan(50);
    const texts = [
      ...printed.map(({ stdout, stderr }) => `${stdout}${stderr}`),
      ...['release', 'work/ledger', 'work/figures', 'log'].flatMap((folder) =>
        filesUnder(join(analyst, folder)).map((file) => readFileSync(join(analyst, folder, file), 'latin1')),
      ),
    ];
    for (const text of texts) for (const person of people) expect(text.includes(person)).toBe(false);
  });
});
