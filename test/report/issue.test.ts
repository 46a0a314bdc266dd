/** Reports out of an analyst's workspace: what is written and logged, what stays inside, and what a fault leaves. */
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalysisContext, consult, overlap, repeats } from '../../src/analyse/index.ts';
import { release } from '../../src/release/index.ts';
import { DRAFT, draftReport, issueReport } from '../../src/report/index.ts';
import { sha256 } from '../../src/sharelog/index.ts';
import type { World } from '../custody/world.ts';
import { analystWorld, type Seen } from '../release/world.ts';

/** 31 people known to police alone, 23 to health alone, 3 to both: a number that may not be shown. */
const SEEN: Seen = {
  police: [
    ...Array.from({ length: 31 }, (_, index) => [`p${index}`, '2025-05-01'] as const),
    ...Array.from({ length: 3 }, (_, index) => [`b${index}`, '2025-05-02'] as const),
  ],
  health: [
    ...Array.from({ length: 23 }, (_, index) => [`h${index}`, '2025-06-01'] as const),
    ...Array.from({ length: 3 }, (_, index) => [`b${index}`, '2025-07-01'] as const),
  ],
};
const WINDOW = { from: '2025-04-01', to: '2026-03-31' };
const COUNTS = { overlap, repeats };

let world: World;
beforeAll(async () => {
  world = await analystWorld(SEEN);
});
afterAll(() => world.remove());

const at = (...names: string[]): string => join(world.of('analyst'), ...names);
const analyst = (when?: string) => world.open('analyst', when);
const page = (): Promise<string> => readFile(at('release', 'REPORT.html'), 'utf8');
/** The folder of the tables of the report that stands. */
const tables = async (): Promise<string> => {
  const [own, ...more] = await readdir(at('release', 'report'));
  expect(more).toEqual([]);
  return at('release', 'report', own!);
};
const digestOf = (text: string): string =>
  `sha256:${Buffer.from(sha256(new TextEncoder().encode(text))).toString('hex')}`;

async function count(
  action: keyof typeof COUNTS,
  when?: string,
  to = WINDOW.to,
  of: World = world,
): Promise<string> {
  const { folder } = await consult(await of.open('analyst', when), {
    action,
    asked: {},
    inside: false,
    count: (context: AnalysisContext) => COUNTS[action](context, { ...WINDOW, to }),
  });
  return folder;
}

/** One world is gone through in order, as a workspace is. */
describe('a report', () => {
  it('is refused where nothing was released, and a draft where nothing was counted', async () => {
    await expect(issueReport(await analyst())).rejects.toMatchObject({
      code: 'NOTHING_RELEASED',
      exitCode: 2,
    });
    await expect(draftReport(await analyst())).rejects.toMatchObject({
      code: 'NOTHING_COUNTED',
      exitCode: 2,
    });
    expect(await readdir(at()).then((names) => names.includes('release'))).toBe(false);
  });

  it('is written with its tables, says nothing that is hidden, and has its digest in the log', async () => {
    await release(await analyst(), await count('overlap'));
    const before = (await world.entries('analyst')).length;
    const issued = await issueReport(await analyst());
    expect(issued).toMatchObject({ status: 'issued', size: before, page: digestOf(await page()) });
    expect((await readdir(at('release'))).toSorted()).toEqual([
      '0001-overlap',
      'REPORT.html',
      'REPORT.json',
      'report',
    ]);
    const csv = await readFile(join(await tables(), 'overlap-combination.csv'), 'utf8');
    expect(csv).toContain('\nHealth + Police,[c]\n');
    expect(csv).toMatch(/\nall people,(?:57|\[c\])\n$/);
    const added = (await world.entries('analyst')).slice(before);
    expect(added.map(({ type, phase }) => [type, phase])).toEqual([
      ['disclosure', 'intent'],
      ['report.issued', undefined],
      ['disclosure', 'done'],
    ]);
    expect(added[1]).toMatchObject({ details: { what: 'assessment', page: issued.page, size: before } });
  });

  it('tells nobody a hidden count, in no attribute and no file', async () => {
    const { rows } = JSON.parse(await readFile(at('work', 'ledger', '0001', 'entry.json'), 'utf8'))
      .figures as { rows: { key: string[]; counts: { people: number } }[] };
    const csv = await readFile(join(await tables(), 'overlap-combination.csv'), 'utf8');
    const hidden = rows.filter(({ counts }) => !csv.includes(`,${counts.people}\n`));
    expect(hidden.map(({ key }) => key[0])).toContain('health + police');
    const section = (await page()).match(/id="people"[\s\S]*?id="journeys"/)![0];
    expect(section).toContain('<table');
    for (const { counts } of hidden) expect(section).not.toMatch(new RegExp(`>${counts.people}<`));
  });

  it('made again from the same is the same to the byte, at a later time, and nothing more is logged', async () => {
    const first = await page();
    await rm(at('release', 'REPORT.html'));
    await rm(at('release', 'report'), { recursive: true });
    const before = (await world.entries('analyst')).length;
    const again = await issueReport(await analyst('2026-07-01T09:00:00Z'));
    expect(again.status).toBe('issued before');
    expect(await page()).toBe(first);
    expect((await readdir(await tables())).length).toBeGreaterThan(0);
    expect((await world.entries('analyst')).length).toBe(before);
  });

  it('is another once more was released', async () => {
    const first = await page();
    await release(await analyst('2026-07-01T09:00:00Z'), await count('repeats'), { withhold: true });
    const issued = await issueReport(await analyst('2026-07-01T09:00:00Z'));
    expect(issued.status).toBe('issued');
    expect(await page()).not.toBe(first);
    expect(await page()).toContain('1 July 2026');
  });

  it('that cannot be put in place leaves the tables of before', async () => {
    const kept = at('kept.html');
    const before = await tables();
    await rename(at('release', 'REPORT.html'), kept);
    await mkdir(at('release', 'REPORT.html'));
    const error = await issueReport(await analyst('2026-07-02T09:00:00Z')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(await tables()).toBe(before);
    expect((await readdir(at('release'))).filter((name) => /partial|replaced/.test(name))).toEqual([]);
    await rm(at('release', 'REPORT.html'), { recursive: true });
    await rename(kept, at('release', 'REPORT.html'));
    await issueReport(await analyst('2026-07-02T09:00:00Z'));
    expect(await page()).toContain('1 July 2026');
  });
});

describe('a draft', () => {
  it('has the exact figures, says so everywhere, and lies in work', async () => {
    const released = (await readdir(at('release'))).toSorted();
    const drafted = await draftReport(await analyst('2026-07-03T09:00:00Z'));
    expect(drafted.file).toBe(at('work', 'report', 'DRAFT.html'));
    const draft = await readFile(drafted.file, 'utf8');
    expect(draft).toContain(`<title>${DRAFT}`);
    expect(draft).toContain('>3</td>');
    for (const name of await readdir(drafted.tables)) {
      if (!name.endsWith('.csv')) continue;
      const rows = (await readFile(join(drafted.tables, name), 'utf8')).trimEnd().split('\n').slice(1);
      expect(rows.filter((row) => !row.startsWith('NOT CONTROLLED,'))).toEqual([]);
    }
    expect((await readdir(at('release'))).toSorted()).toEqual(released);
    expect((await world.entries('analyst')).at(-1)).toMatchObject({ type: 'consultation', phase: 'done' });
  });
});

describe('a draft that a link would bring elsewhere', () => {
  const elsewhere = ['release', join('release', '0001-overlap')];

  it.each(elsewhere)('is refused where work/report leads to %s', async (to) => {
    const released = (await readdir(at('release'), { recursive: true })).toSorted();
    await rm(at('work', 'report'), { recursive: true, force: true });
    await symlink(at(to), at('work', 'report'));
    const when = await analyst('2026-07-03T09:00:00Z');
    await expect(draftReport(when)).rejects.toMatchObject({ code: 'DRAFT_ELSEWHERE', exitCode: 1 });
    expect((await readdir(at('release'), { recursive: true })).toSorted()).toEqual(released);
    await rm(at('work', 'report'));
  });

  it('is refused where release leads into work', async () => {
    await rename(at('release'), at('kept'));
    await mkdir(at('work', 'report'));
    await symlink(at('work', 'report'), at('release'));
    const when = await analyst('2026-07-03T09:00:00Z');
    await expect(draftReport(when)).rejects.toMatchObject({ code: 'DRAFT_ELSEWHERE' });
    expect(await readdir(at('work', 'report'))).toEqual([]);
    await rm(at('release'));
    await rename(at('kept'), at('release'));
    expect((await draftReport(when)).status).toBe('draft');
  });
});

describe('a report of something new', () => {
  it('is not made once the agreement has ended', async () => {
    await release(
      await analyst('2026-07-03T09:00:00Z'),
      await count('overlap', '2026-07-03T09:00:00Z', '2026-02-28'),
    );
    const before = await page();
    await expect(issueReport(await analyst('2031-01-01T00:00:00Z'))).rejects.toMatchObject({ exitCode: 1 });
    expect(await page()).toBe(before);
  });
});

describe('a report of two people in all', () => {
  it('is made, and tells neither how many they are nor what became of them', async () => {
    const few = await analystWorld({
      police: [
        ['a', '2025-05-01'],
        ['b', '2025-05-02'],
      ],
      health: [['a', '2025-06-01']],
    });
    try {
      for (const action of ['overlap', 'repeats'] as const) {
        const folder = await count(action, undefined, WINDOW.to, few);
        await release(await few.open('analyst'), folder, { withhold: true });
      }
      const { file, tables: own } = await issueReport(await few.open('analyst'));
      const html = await readFile(file, 'utf8');
      expect(html).toContain('How many people were known to at least one agency');
      expect(html).toContain('is withheld.');
      const names = (await readdir(own)).filter(
        (name) => name.endsWith('.csv') && !/^(withheld|powers)/.test(name),
      );
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        const [header, ...rows] = (await readFile(join(own, name), 'utf8')).trimEnd().split('\n');
        const titles = header!.split(',');
        const told = rows.flatMap((row) =>
          row
            .split(',')
            .filter((cell, column) => /people|presentations/.test(titles[column]!) && /[1-9]/.test(cell)),
        );
        expect([name, told]).toEqual([name, []]);
      }
    } finally {
      await few.remove();
    }
  });
});
