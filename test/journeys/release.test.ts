/** Figures leaving, through the built command line: released, released again, refused, and what is said of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agency, CANARY, counted, policeAgency } from './agency.ts';
import { facts, failure, type Run, scratch, throughline } from './cli.ts';
import { filesUnder } from './tree.ts';

/** What waits to be released, as far as it matters here. */
interface Draft {
  readonly hidden: readonly string[];
  readonly figures: {
    readonly window: { readonly from: string; readonly to: string };
    readonly rows: readonly {
      readonly table: string;
      readonly key: readonly string[];
      readonly counts: { readonly people: number };
    }[];
    readonly meanings: Readonly<Record<string, { readonly where: string }>>;
  };
}

const { path, temp, remove } = scratch();
let agency: Agency;
let analyst: string;
const printed: Run[] = [];

beforeAll(async () => {
  agency = await policeAgency(path, counted({ temp }));
  analyst = join(agency.demo, 'analyst');
}, 300_000);
afterAll(remove);

const figures = (name: string): string => join(analyst, 'work', 'figures', name);
const on = (...words: string[]): string[] => [...words, '--workspace', analyst];

async function run(...words: string[]): Promise<Run> {
  const done = await throughline(on(...words), { temp });
  printed.push(done);
  return done;
}

describe('release', () => {
  test('lets figures out once, and says so the second time', async () => {
    const first = await facts<{ status: string; folder: string }>(on('release', figures('repeats')), {
      temp,
    });
    expect(first).toMatchObject({ status: 'released', folder: join(analyst, 'release', '0001-repeats') });
    expect(existsSync(join(first.folder, 'figures.csv'))).toBe(true);
    const again = await run('release', figures('repeats'));
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('nothing new was released');
    const { stdout } = await run('log', 'show', '--operation', 'disclosure');
    expect(stdout).toContain('released figures');
    expect((await run('log', 'verify')).code).toBe(0);
  });

  test('refuses what gives somebody away, on the terminal with the figures and elsewhere without', async () => {
    // Others say that one person more was known to somebody in a window longer by a day.
    const { draft } = JSON.parse(readFileSync(join(figures('overlap'), 'datapackage.json'), 'utf8'))
      .throughline as { draft: Draft };
    const { window, rows, meanings } = draft.figures;
    const idOf = ({ table, key }: Draft['figures']['rows'][number]): string =>
      JSON.stringify([table, ...key, 'people']);
    // Lots are drawn for what else is hidden; mostly it is no total.
    const isShownTotal = (row: Draft['figures']['rows'][number]): boolean =>
      /^a(ny a)?gency\b/.test(meanings[idOf(row)]?.where ?? '') && !draft.hidden.includes(idOf(row));
    const row = rows.findLast(isShownTotal)!;
    const all = row.counts.people;
    const known = join(path, 'known.csv');
    const later = `${Number(window.to.slice(0, 4)) + 1}${window.to.slice(4)}`;
    writeFileSync(
      known,
      `unit,where,from,to,role,count\npeople,${meanings[idOf(row)]!.where},${window.from},${later},victim,${all + 1}\n`,
    );
    const { run: refused, error } = await failure(on('release', figures('overlap'), '--known', known), {
      temp,
    });
    printed.push(refused);
    expect([refused.code, error.code]).toEqual([1, 'RELEASE_UNSAFE']);
    expect(refused.stdout).not.toContain(String(all));
    const told = await run('release', figures('overlap'), '--known', known);
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('NOT RELEASED');
    expect(told.stdout).toContain(`= 1.`);
    expect(existsSync(join(analyst, 'release', '0002-overlap'))).toBe(false);
    const log = await run('log', 'show', '--json');
    expect(log.stdout).toContain('safe-together');
    expect(log.stdout).not.toContain('work out');
  });

  test('is held against what is counted once a corrected share has come', async () => {
    const police = join(agency.demo, 'police');
    const [header = '', ...rows] = readFileSync(join(agency.demo, 'population', 'police.csv'), 'utf8').split(
      '\n',
    );
    const corrected = join(path, 'corrected.csv');
    writeFileSync(corrected, [header, ...rows.filter((_, index) => index % 2 === 0)].join('\n'));
    const at = (...words: string[]): string[] => [...words, '--workspace', police];
    await facts(at('pseudonymise', corrected, '--replace'), { temp });
    const events = join(police, 'work', 'police', 'events');
    const { file } = await facts<{ file: string }>(at('seal', events, '--to', 'analyst'), { temp });
    const opened = await run('open', file, '--replace');
    expect(opened.stdout).toMatch(/count again .*\n(.*\n)*? {2}throughline repeats --workspace /);
    expect(opened.stdout).toContain('Released from other packages than lie here now: 0001-repeats.');
    const anew = await run('repeats');
    expect(anew.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'What was released in 0001-repeats rests on other packages: events of police were replaced.',
    );
    expect(anew.stdout).toMatch(/: shown otherwise than in 0001-repeats\n/);
    const { changes, released } = await facts<{
      changes: unknown;
      released: { name: string; changes: unknown }[];
    }>(on('repeats'), { temp });
    expect(changes).toMatchObject({
      status: 'compared',
      changed: expect.arrayContaining([expect.anything()]),
    });
    expect(released).toEqual([{ name: '0001-repeats', changes }]);
    const table = await run('repeats', '--csv');
    expect(table.stdout).not.toContain('0001-repeats');
    expect(table.stderr).toContain('0001-repeats');
  }, 180_000);

  test('refuses what is no figures, no folder, and no table of known counts', async () => {
    const extract = join(path, 'people.csv');
    writeFileSync(extract, agency.csv(3));
    const wrong = [
      await run('release', join(analyst, 'work', 'links')),
      await run('release', join(analyst, 'nowhere')),
      await run('release', figures('journeys'), '--known', extract),
      await run('release', figures('journeys'), '--known', join(path, 'none.csv')),
    ];
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  });

  test('refuses beside a ledger that was edited by hand, and says what to do', async () => {
    const entry = join(analyst, 'work', 'ledger', '0001', 'entry.json');
    const text = readFileSync(entry, 'utf8');
    writeFileSync(entry, text.replace('"version": 1', '"version": 2'));
    const refused = await run('release', figures('overlap'));
    writeFileSync(entry, text);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the ledger of releases is not what the share log says was released');
    expect(refused.stderr).toContain('put the ledger back from a backup');
  });

  test('is what a report is made of, and a draft stays inside', async () => {
    const release = join(analyst, 'release');
    const made = await facts<{ status: string; file: string; tables: string; missing: string[] }>(
      on('report'),
      { temp },
    );
    expect(made).toMatchObject({ status: 'issued', file: join(release, 'REPORT.html') });
    expect(made.missing).toContain('Journeys from agency to agency');
    expect(filesUnder(made.tables)).toContain('repeats-agency.csv');
    const before = filesUnder(release);
    const again = await run('report');
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('the same, to the byte')]);
    const draft = await run('report', '--draft');
    expect([draft.code, draft.stdout]).toEqual([0, `${join(analyst, 'work', 'report', 'DRAFT.html')}\n`]);
    expect(draft.stderr).toContain('NOT CONTROLLED');
    expect(filesUnder(release)).toEqual(before);
    const both = await run('report', '--draft', '--prepare');
    expect(both.code).toBe(2);
  });

  test('prints nobody, and leaves nobody in what it wrote', () => {
    const secret = new RegExp(`${CANARY}|Forename\\d|N0000000\\d`);
    for (const { stdout, stderr } of printed) expect(`${stdout}${stderr}`).not.toMatch(secret);
    for (const folder of ['release', 'work/ledger', 'work/report', 'log']) {
      for (const file of filesUnder(join(analyst, folder))) {
        expect(readFileSync(join(analyst, folder, file), 'latin1')).not.toMatch(secret);
      }
    }
  });
});
