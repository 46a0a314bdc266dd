import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { linkageQuality } from '../../src/analyse/index.ts';
import { control, type FigureRow, type Figures } from '../../src/disclose/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { receiving, removeWorkspaces, type TestEvent, type TestLink, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const seen = (agency: string, people: readonly string[], sex: string): TestEvent[] =>
  people.map((person) => ({
    reference: `${agency}-${person}`,
    date: '2025-05-01',
    role: 'victim',
    'recorded-sex': sex,
  }));
const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const [women, men, both, few] = [names('w', 12), names('m', 10), names('b', 11), names('f', 2)];
const EVENTS = {
  police: [...seen('police', [...women, ...both], 'female'), ...seen('police', men, 'male')],
  health: seen('health', both, 'female'),
  tiny: seen('tiny', few, ''),
};
const LINKS: TestLink[] = Object.entries(EVENTS).flatMap(([agency, events]) =>
  events.map(({ reference }) => ({ agency, reference, person: reference.slice(agency.length + 1) })),
);
/** What a linkage unit says: of pairs that may be named, and of one that may not. */
const QUALITY = {
  agencyPairs: [
    {
      left: 'health',
      right: 'police',
      links: 11,
      expectedPrecision: { value: 0.98765, lower: 0.8123, upper: 1 },
      expectedRecall: { value: 0.9, lower: 0.701, upper: 0.999 },
    },
    { left: 'police', right: 'police', links: 0 },
    { left: 'police', right: 'tiny', links: 2, expectedPrecision: { value: 0.9, lower: 0.1, upper: 1 } },
    { left: 'police', right: 7, links: 'many' },
  ],
};

/** The figures of a workspace whose links say `quality` of themselves. */
async function figuresFor(quality: unknown, model?: unknown): Promise<Figures> {
  const context = await workspace({
    events: EVENTS,
    links: LINKS,
    draws: ({ agency, person }) => [
      '',
      '',
      '',
      '',
      agency === 'police' && person === 'b0' ? 'somebody else' : '',
    ],
  });
  const file = join(context.paths.work, 'links', 'datapackage.json');
  const descriptor = JSON.parse(await readFile(file, 'utf8')) as { throughline: Record<string, unknown> };
  await writeFile(
    file,
    JSON.stringify({ ...descriptor, throughline: { ...descriptor.throughline, quality, model } }),
  );
  const digests = await Promise.all(
    ['links', ...Object.keys(EVENTS).map((agency) => join('events', agency))].map(
      async (name) => (await readPackage(join(context.paths.work, name))).digest,
    ),
  );
  return linkageQuality({ ...context, received: receiving(new Set(digests)) });
}

const rowsOf = ({ rows }: Figures, table: string): FigureRow[] => rows.filter((row) => row.table === table);

describe('linkage quality', () => {
  it('is told by pair of agencies as the linkage unit expects it, intervals outwards to a whole per cent', async () => {
    expect(rowsOf(await figuresFor(QUALITY), 'pair')).toEqual([
      {
        table: 'pair',
        key: ['health + police'],
        counts: { links: 11 },
        medians: {
          precision: 98.8,
          'precision-from': 81,
          'precision-to': 100,
          recall: 90,
          'recall-from': 70,
          'recall-to': 100,
        },
      },
      { table: 'pair', key: ['police, known twice'], counts: { links: 0 }, medians: {} },
    ]);
  });

  it('never names an agency with fewer records than the smallest count', async () => {
    expect(JSON.stringify(await figuresFor(QUALITY))).not.toContain('tiny');
  });

  it('carries on the warning of a model that rests on too few pairs, and none of one that is kept', async () => {
    const warned = async (model: unknown) =>
      (await figuresFor(QUALITY, model)).notes.filter((note) => note.startsWith('WEAK'));
    expect(await warned({ version: 0, estimated: true, kept: false })).toEqual([
      'WEAK LINKAGE MODEL: it rests on fewer than 50 pairs of records of one person at two agencies, too few to rely on: take precision and recall for guesses.',
    ]);
    expect(await warned({ version: 1, estimated: true, kept: true })).toEqual([]);
    expect(await warned('hostile')).toEqual([]);
  });

  it('is told by group: records, those linked elsewhere, those in doubt', async () => {
    const figures = await figuresFor(QUALITY);
    expect(rowsOf(figures, 'recorded-sex').map(({ key, counts }) => [key[0], counts])).toEqual([
      ['female', { records: 34, linked: 22, doubtful: 1 }],
      ['male', { records: 10, linked: 0, doubtful: 0 }],
      ['not known', { records: 2, linked: 0, doubtful: 0 }],
      ['all records', { records: 46, linked: 22, doubtful: 1 }],
    ]);
    expect(figures.tables.map(({ id }) => id)).toEqual(['pair', 'recorded-sex']);
  });

  it('passes disclosure control, which hides the few', async () => {
    const figures = await figuresFor(QUALITY);
    const shown = await control(figures, outputs(), EVEN);
    const values = (table: string, key: string) =>
      shown.rows.find((row) => row.table === table && row.key[0] === key)?.values;
    expect(values('recorded-sex', 'not known')?.records).toBe('[c]');
    expect(values('recorded-sex', 'female')?.doubtful).toBe('[c]');
    expect(values('pair', 'health + police')).toMatchObject({ links: 11, precision: 98.8 });
  });

  it.each([
    undefined,
    null,
    [],
    'good',
    { agencyPairs: 'none' },
    { agencyPairs: [null, {}, { left: 'police' }] },
  ])('says so where the links say nothing that can be used: %j', async (quality) => {
    const figures = await figuresFor(quality);
    expect(rowsOf(figures, 'pair')).toEqual([]);
    expect(figures.notes.join(' ')).toContain('say nothing of their quality');
  });
});
