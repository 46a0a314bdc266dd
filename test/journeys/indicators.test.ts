/** An analyst counts the catalogue through the built command line, and adds an indicator of the partnership's own. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byTwos, facts, failure, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';
import { filesUnder } from './tree.ts';

/** Stands in files and must never be printed. */
const CANARY = 'Quillfeather';

const { path, temp, remove } = scratch();
const analyst = join(path, 'northmere', 'analyst');
const own = join(analyst, 'indicators');

beforeAll(async () => {
  await demonstration(join(path, 'northmere'));
  mkdirSync(own);
});
afterAll(remove);

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly controlled: boolean;
  readonly folder: string;
  readonly rows: readonly { readonly table: string; readonly values: Record<string, unknown> }[];
}

const at = (...args: string[]): string[] => [...args, '--workspace', analyst];
const indicator = (id: string, query: string): string => `id: ${id}
version: 1
title: Events by type
unit: events
definition: Events.
window: { standard: whole-record }
roles: [victim]
grouping: [type]
by: [type]
denominator: events
exclusions: []
sources: [the partnership]
needs: []
periods: add-up
measures: [{ name: events, title: events, count: all }]
query: ${query}
example:
  events: [{ agency: police, person: a, date: "2025-02-01", type: Harassment }]
  from: "2025-01-01"
  to: "2025-12-31"
  by: [type]
  expect: [{ type: Harassment, events: 1 }]
`;

describe('the catalogue', () => {
  test('is listed, explained, and counts its own examples', async () => {
    const [listed, one, checked] = await byTwos([[], ['marac-repeat'], ['--check']], (more) =>
      throughline(at('indicators', ...more), { temp }),
    );
    expect([listed!.code, one!.code, checked!.code]).toEqual([0, 0, 0]);
    expect(listed!.stdout).toContain('marac-repeat');
    expect(one!.stdout).toContain('INTERVAL 12 MONTH');
    expect(checked!.stdout).toMatch(/^\d+ worked examples counted/);
  });

  test('is counted under control, and its exact figures stay in the workspace', async () => {
    const asked = [
      ['count', 'referrals-people-repeats', '--period', 'year'],
      ['count', 'demographic-share', '--by', 'recorded_sex'],
      ['repeats', '--lenses'],
      ['transitions', '--gap', '90'],
      ['waits'],
    ];
    const shown = await byTwos(asked, (args) => facts<Shown>(at(...args), { temp }));
    expect(shown.map(({ controlled }) => controlled)).toEqual(asked.map(() => true));
    for (const { folder, id } of shown) {
      const descriptor = readFileSync(join(folder, 'datapackage.json'), 'utf8');
      expect(descriptor).toContain('before control');
      expect(descriptor).toContain(`"${id}"`);
    }
    expect(shown[0]!.rows.some(({ values }) => typeof values.referrals === 'number')).toBe(true);
    expect((await throughline(at('log', 'verify'), { temp })).code).toBe(0);
    expect(filesUnder(temp)).toEqual([]);
  }, 180_000);
});

describe("a partnership's own indicator", () => {
  test('is counted like any other', async () => {
    writeFileSync(
      join(own, 'events-by-type.yaml'),
      indicator('events-by-type', 'SELECT person, day, type FROM events'),
    );
    const { id, rows } = await facts<Shown>(at('count', 'events-by-type'), { temp });
    expect(id).toBe('events-by-type');
    expect(rows.length).toBeGreaterThan(3);
  });

  test.each([
    [
      'broken-one',
      'roles: [victim]',
      'roles: [victum]',
      'YAML_INVALID',
      { file: 'broken-one.yaml', line: 7 },
    ],
    ['marac-heard', '', '', 'INDICATOR_SHADOWED', { file: 'marac-heard.yaml' }],
    ['twice-one', 'type FROM events', 'type FROM events; SELECT 1', 'QUERY_INVALID', {}],
    [
      'cell-one',
      'person, day, type',
      'person, type::DATE AS day, type',
      'QUERY_FAILED',
      { file: 'cell-one.yaml' },
    ],
  ])('is refused where it is wrong: %s', async (id, from, to, code, place) => {
    const file = join(own, `${id}.yaml`);
    writeFileSync(file, indicator(id, 'SELECT person, day, type FROM events').replace(from, to));
    const { run, error } = await failure(at('count', id), { temp });
    rmSync(file);
    expect(error).toMatchObject({ code, place });
    // A conversion that fails quotes its cell in the engine's own words.
    expect(run.stdout + run.stderr).not.toContain('Harassment');
  });
});

describe('a file that cannot be used', () => {
  test('stops no other indicator, and is named with what is wrong', async () => {
    const file = join(own, 'torn.yaml');
    writeFileSync(file, 'id: torn\n  title: [');
    const whole = join(own, 'whole.yaml');
    writeFileSync(whole, indicator('whole', 'SELECT person, day, type FROM events'));
    const [listed, json, counted, checked, alone] = await byTwos(
      [
        ['indicators'],
        ['indicators', '--json'],
        ['count', 'whole'],
        ['indicators', 'marac-heard', '--check'],
        ['indicators', '--check'],
      ],
      (args) => throughline(at(...args), { temp }),
    );
    rmSync(file);
    rmSync(whole);
    expect([listed, json, counted, checked, alone].map((run) => run!.code)).toEqual([0, 0, 0, 0, 2]);
    for (const { stderr } of [listed!, counted!]) {
      expect(stderr.match(/torn\.yaml/g)).toHaveLength(1);
      expect(stderr).toMatch(
        /^passed over, and not listed: torn\.yaml: 3 things are wrong: line 1 column 5: .*; throughline indicators --check says all$/m,
      );
    }
    expect(listed!.stdout).toContain('marac-heard');
    expect(JSON.parse(json!.stdout)).toMatchObject({
      unusable: [{ file: 'torn.yaml', code: 'YAML_INVALID' }],
    });
    expect(alone!.stderr).toContain('torn.yaml');
  }, 60_000);
});

describe('files that the analyst brings along', () => {
  test('are refused without a word of what is in them', async () => {
    const file = join(path, 'people.csv');
    writeFileSync(file, `area,population\nhere,${CANARY}\n`);
    const weights = join(path, 'weights.yaml');
    writeFileSync(weights, `recency: ${CANARY}\n`);
    const runs = await byTwos(
      [
        ['count', 'marac-rate', '--population', file],
        ['rfgv', '--weights', weights],
        ['rfgv'],
        ['count', CANARY],
        ['count', 'marac-heard', '--by', CANARY],
        ['journeys', '--start', CANARY],
      ],
      (args) => failure(at(...args), { temp }),
    );
    expect(runs.map(({ error }) => error.code)).toEqual([
      'POPULATION_INVALID',
      'RFGV_WEIGHTS',
      'RFGV_NO_WEIGHTS',
      'INDICATOR_UNKNOWN',
      'GROUPING_UNKNOWN',
      'STEP_UNKNOWN',
    ]);
    expect(runs.map(({ run }) => run.code)).toEqual(runs.map(() => 2));
    for (const { run } of runs) expect(run.stdout + run.stderr).not.toContain(CANARY);
  });
});
