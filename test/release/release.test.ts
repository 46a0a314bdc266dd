/** Releases out of an analyst's workspace: what leaves, what is refused, and what stays inside. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnalysisContext, consult, journeys, overlap, repeats } from '../../src/analyse/index.ts';
import type { Figures } from '../../src/disclose/index.ts';
import { readKnown, release } from '../../src/release/index.ts';
import type { World } from '../custody/world.ts';
import { analystWorld, EVENTS } from './world.ts';

const COUNTS = { overlap, journeys, repeats };
const worlds: World[] = [];
let world: World;

beforeEach(async () => {
  world = await analystWorld(EVENTS);
  worlds.push(world);
});

afterAll(() => Promise.all(worlds.map((one) => one.remove())));

async function count(action: keyof typeof COUNTS, to = '2026-02-28'): Promise<string> {
  const options = { from: '2025-04-01', to };
  const { folder } = await consult(await world.open('analyst'), {
    action,
    asked: {},
    inside: false,
    count: (context: AnalysisContext): Promise<Figures> => COUNTS[action](context, options),
  });
  return folder;
}

const letOut = async (folder: string, options = {}) => release(await world.open('analyst'), folder, options);
const released = (): Promise<string[]> => readdir(join(world.of('analyst'), 'release')).catch(() => []);
const ledger = (): string => join(world.of('analyst'), 'work', 'ledger');

describe('release', () => {
  it('writes what may leave, sets it down in the ledger, and logs it before and after', async () => {
    const done = await letOut(await count('overlap'));
    expect(done).toMatchObject({ status: 'released', withheld: [] });
    expect(await released()).toEqual(['0001-overlap']);
    const csv = await readFile(join(world.of('analyst'), 'release', '0001-overlap', 'figures.csv'), 'utf8');
    expect(csv).toContain('combination,health + police,[c]');
    const [intent, end] = (await world.entries('analyst')).slice(-2);
    const details = {
      action: 'release',
      what: 'figures',
      indicator: 'overlap',
      version: 1,
      release: '0001-overlap',
      ledger: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    };
    expect(intent).toMatchObject({ type: 'disclosure', phase: 'intent', details });
    expect(end).toMatchObject({ type: 'disclosure', phase: 'done', details });
    expect(await readdir(ledger())).toEqual(['0001']);
  });

  it('hides what is small, and refuses what gives it away, even where the waiting figures were edited to show it', async () => {
    const folder = await count('repeats', '2026-03-31');
    const path = join(folder, 'datapackage.json');
    const descriptor = JSON.parse(await readFile(path, 'utf8')) as {
      throughline: { draft: { hidden: string[]; figures: Figures } };
    };
    const { draft } = descriptor.throughline;
    expect(draft.hidden).not.toEqual([]);
    draft.hidden = [];
    await writeFile(path, JSON.stringify(descriptor));
    expect(await letOut(folder)).toMatchObject({ status: 'unsafe' });
    expect(await released()).toEqual([]);
  });

  it('of the same figures twice lets nothing new out', async () => {
    const folder = await count('overlap');
    await letOut(folder);
    const before = (await world.entries('analyst')).length;
    await rm(join(world.of('analyst'), 'release'), { recursive: true });
    expect(await letOut(folder)).toMatchObject({ status: 'released before' });
    expect(await released()).toEqual(['0001-overlap']);
    expect(await readdir(ledger())).toEqual(['0001']);
    expect((await world.entries('analyst')).length).toBe(before);
  });

  it('refuses a route that is a hidden combination by another name, and says how in words', async () => {
    await letOut(await count('overlap'));
    const done = await letOut(await count('journeys'));
    expect(done).toMatchObject({
      status: 'unsafe',
      equations: expect.arrayContaining([
        'people, health + police (table combination), 0001-overlap, could be worked out by police, which knows its ' +
          'own figures, to be at least 3: 33 (people, agency police) − 30 (people, police (table route), this release) = 3.',
      ]),
    });
    expect(await released()).toEqual(['0001-overlap']);
    const last = (await world.entries('analyst')).at(-1);
    expect(last).toMatchObject({
      type: 'denial',
      op: 'disclosure',
      policyDecision: { result: 'refused', failed: ['safe-together'] },
      details: { action: 'release', what: 'figures', indicator: 'journeys', version: 2 },
    });
  });

  it('hides what else has to be hidden where that is asked for', async () => {
    await letOut(await count('overlap'));
    const done = await letOut(await count('journeys'), { withhold: true });
    expect(done).toMatchObject({
      status: 'released',
      withheld: expect.arrayContaining([
        expect.stringContaining('police'),
        expect.stringContaining('other routes'),
      ]),
    });
    expect(await released()).toEqual(['0001-overlap', '0002-journeys']);
  });

  it('refuses a window that is longer by one person', async () => {
    await letOut(await count('repeats'));
    const done = await letOut(await count('repeats', '2026-03-31'));
    expect(done).toMatchObject({ status: 'unsafe' });
    expect(JSON.stringify(done)).toContain('those in ');
  });

  it('takes account of what others have published', async () => {
    const file = join(world.dir, 'known.csv');
    await writeFile(
      file,
      'unit,where,from,to,role,count\npeople,any agency,2025-04-01,2026-03-31,victim,54\npeople,agency police,2025-04-01,2026-02-28,victim,[c]\n',
    );
    const known = await readKnown(file);
    expect(known).toHaveLength(1);
    expect(await letOut(await count('overlap'), { known })).toMatchObject({ status: 'unsafe' });
  });
});

it('what others have published is told once', async () => {
  const file = join(world.dir, 'known.csv');
  await writeFile(file, 'unit,where,from,to,role,count\npeople,any agency,2025-04-01,2026-03-31,victim,54\n');
  const known = await readKnown(file);
  expect(await letOut(await count('repeats', '2025-05-31'), { known })).toMatchObject({ status: 'released' });
  expect(await letOut(await count('overlap'))).toMatchObject({ status: 'unsafe' });
});

describe('a release that cannot be', () => {
  it('permitted leaves nothing behind', async () => {
    const folder = await count('overlap');
    const late = await world.open('analyst', '2027-04-01T00:00:00Z');
    await expect(release(late, folder)).rejects.toMatchObject({ code: 'PERMIT_EXPIRED', exitCode: 1 });
    expect(await released()).toEqual([]);
    expect(await readdir(ledger())).toEqual([]);
  });

  it('written is in the ledger and logged as failed, and is written the next time', async () => {
    const folder = await count('overlap');
    const obstacle = join(world.of('analyst'), 'release');
    await writeFile(obstacle, 'in the way');
    await expect(letOut(folder)).rejects.toMatchObject({ exitCode: expect.any(Number) });
    expect((await world.entries('analyst')).at(-1)).toMatchObject({ type: 'disclosure', phase: 'failed' });
    await rm(obstacle);
    expect(await letOut(folder)).toMatchObject({ status: 'released before' });
    expect(await released()).toEqual(['0001-overlap']);
    expect((await world.entries('analyst')).at(-1)).toMatchObject({ type: 'disclosure', phase: 'done' });
    const before = (await world.entries('analyst')).length;
    await letOut(folder);
    expect((await world.entries('analyst')).length).toBe(before);
    await rm(ledger(), { recursive: true });
    await expect(letOut(folder)).rejects.toMatchObject({ code: 'LEDGER_ALTERED' });
  });
});

describe('a ledger', () => {
  it.each([
    ['changed by a figure', (text: string) => text.replace('"people": 30', '"people": 31')],
    ['that is no longer JSON', () => '{'],
  ])('%s is noticed', async (_, change) => {
    await letOut(await count('overlap'));
    const file = join(ledger(), '0001', 'entry.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, change(text));
    await expect(letOut(await count('repeats'))).rejects.toMatchObject({
      code: 'LEDGER_ALTERED',
      exitCode: 1,
      reason: 'the ledger of releases is not what the share log says was released',
      place: { file },
    });
  });

  it('that was taken away, or put back from earlier, is noticed', async () => {
    await letOut(await count('overlap'));
    await cp(ledger(), `${ledger()}-earlier`, { recursive: true });
    await letOut(await count('journeys'), { withhold: true });
    await rm(ledger(), { recursive: true });
    await expect(letOut(await count('repeats'))).rejects.toMatchObject({ code: 'LEDGER_ALTERED' });
    await cp(`${ledger()}-earlier`, ledger(), { recursive: true });
    await expect(letOut(await count('repeats'))).rejects.toMatchObject({ code: 'LEDGER_ALTERED' });
  });
});

describe('a run that was killed', () => {
  const kill = async (folder: string): Promise<void> => {
    const obstacle = join(world.of('analyst'), 'release');
    await writeFile(obstacle, 'in the way');
    await expect(letOut(folder)).rejects.toMatchObject({ exitCode: expect.any(Number) });
    await rm(obstacle);
  };

  it('while it wrote the release leaves an entry that nobody can take away', async () => {
    await kill(await count('overlap'));
    await rm(join(ledger(), '0001'), { recursive: true });
    await expect(letOut(await count('repeats'))).rejects.toMatchObject({
      code: 'LEDGER_ALTERED',
      place: { file: ledger() },
    });
  });

  it('before the share log heard of it leaves an entry that does not count', async () => {
    await letOut(await count('overlap'));
    await cp(join(ledger(), '0001'), join(ledger(), '0002'), { recursive: true });
    const entry = join(ledger(), '0002', 'entry.json');
    await writeFile(entry, (await readFile(entry, 'utf8')).replace('"people": 30', '"people": 31'));
    expect(await letOut(await count('repeats'))).toMatchObject({ status: 'released' });
    expect((await readdir(ledger())).toSorted()).toEqual(['0001', '0002']);
    expect(await readFile(entry, 'utf8')).toContain('-repeats"');
    expect(await released()).toHaveLength(2);
  });
});

describe('what is no release', () => {
  it.each([
    ['figures whose file was edited', 'figures.csv', 'police only', 'police 0nly', 'PACKAGE_ALTERED'],
    [
      'figures that lack what a release needs',
      'datapackage.json',
      '"relations"',
      '"relati0ns"',
      'FIGURES_INVALID',
    ],
    ['another package', 'datapackage.json', '"kind": "figures"', '"kind": "else"', 'FIGURES_INVALID'],
    ['figures with a negative count', 'datapackage.json', '"people": 30', '"people": -30', 'COUNT_INVALID'],
    ['figures with part of a person', 'datapackage.json', '"people": 30', '"people": 30.5', 'COUNT_INVALID'],
    ['figures that do not add up', 'datapackage.json', '"people": 30', '"people": 31', 'TOTAL_WRONG'],
  ])('%s: refused', async (_, file, from, to, code) => {
    const path = join(await count('overlap'), file);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
    await expect(letOut(join(path, '..'))).rejects.toMatchObject({ code, exitCode: 2 });
    expect(await released()).toEqual([]);
  });

  it('figures counted under another agreement: refused', async () => {
    const folder = await count('overlap');
    await world.amend('smallest-count: 5', 'smallest-count: 6');
    await expect(letOut(folder)).rejects.toMatchObject({ code: 'PACKAGE_OTHER_AGREEMENT' });
  });

  it.each([
    ['without a column', 'unit,where,from,to\npeople,any,2025-04-01,2026-03-31\n', 'KNOWN_COLUMNS'],
    [
      'with a count that is none',
      'unit,where,from,to,count\npeople,any,2025-04-01,2026-03-31,-3\n',
      'KNOWN_ROW',
    ],
    ['with a fraction', 'unit,where,from,to,count\npeople,any,2025-04-01,2026-03-31,2.5\n', 'KNOWN_ROW'],
    [
      'with a window that ends first',
      'unit,where,from,to,count\npeople,any,2025-04-02,2025-04-01,9\n',
      'KNOWN_ROW',
    ],
  ])('a file of known counts %s: refused', async (_, text, code) => {
    const file = join(world.dir, 'known.csv');
    await writeFile(file, text);
    await expect(readKnown(file)).rejects.toMatchObject({ code, exitCode: 2 });
  });
});

it('no hidden count stands in any byte that is released', async () => {
  await letOut(await count('overlap'));
  await letOut(await count('journeys'), { withhold: true });
  await letOut(await count('repeats'), { withhold: true });
  const root = join(world.of('analyst'), 'release');
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(3);
  for (const name of (await readdir(ledger())).toSorted()) {
    const entry = JSON.parse(await readFile(join(ledger(), name, 'entry.json'), 'utf8')) as {
      readonly figures: Figures;
      readonly hidden: readonly string[];
    };
    const rows = entry.figures.rows.flatMap((row) =>
      Object.entries(row.counts).map(([measure, value]) => ({
        row,
        measure,
        value,
        isHidden: entry.hidden.includes(JSON.stringify([row.table, ...row.key, measure])),
      })),
    );
    const suppressed = rows.filter(({ isHidden }) => isHidden);
    expect(suppressed.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(file, 'latin1');
      expect(file).not.toMatch(/NOT CONTROLLED/);
      expect(bytes).not.toContain('NOT CONTROLLED');
      for (const { row, value } of suppressed) {
        // The row's name, and within its line or the next few words of JSON the count itself.
        const key = row.key.join(',').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
        const near = new RegExp(`${key}[^\\n]{0,40}?(?<![\\d.,-])${value}(?![\\d.-])`);
        const line = bytes.split('\n').filter((text) => near.test(text) && text.startsWith(`${row.table},`));
        const cells = line.flatMap((text) => text.split(',').slice(-5));
        const shownElsewhere = rows.some(
          (other) => !other.isHidden && other.row === row && other.value === value,
        );
        expect([file, key, shownElsewhere ? [] : cells.filter((cell) => cell === String(value))]).toEqual([
          file,
          key,
          [],
        ]);
      }
    }
  }
});
