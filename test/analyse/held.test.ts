/** Several counts over linked events that are read once, and counts under each alternative assignment of the links. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AnalysisContext,
  holdingLinkedEvents,
  journeys,
  linkageQuality,
  overlap,
  repeats,
  transitions,
  waits,
} from '../../src/analyse/index.ts';
import { withLinkedEvents } from '../../src/analyse/linked.ts';
import type { FigureRow, Figures } from '../../src/disclose/index.ts';
import {
  receiving,
  removeWorkspaces,
  type TestEvent,
  type TestLink,
  workspace,
  writeTable,
} from './workspace.ts';

afterEach(removeWorkspaces);

const WINDOW = { from: '2025-04-01', to: '2026-03-31' };
const COUNTS: Readonly<Record<string, (context: AnalysisContext) => Promise<Figures>>> = {
  overlap: (context) => overlap(context, WINDOW),
  repeats: (context) => repeats(context, WINDOW),
  waits: (context) => waits(context, WINDOW),
  transitions: (context) => transitions(context, WINDOW),
  journeys: (context) => journeys(context, { ...WINDOW, gap: 60, end: 'housing' }),
  quality: (context) => linkageQuality(context, WINDOW),
};

const AGENCIES = ['health', 'housing', 'police'] as const;
const DAYS = ['2025-04-02', '2025-04-02', '2025-06-01', '2025-07-10', '2025-12-24', '2026-03-01'];

/** Every agency has somebody on the first and the last day, so that its record is as long in every draw. */
const eventsOf = (seen: readonly (readonly [agency: number, who: number, day: number])[]) =>
  Object.fromEntries(
    AGENCIES.map((agency, at): [string, TestEvent[]] => [
      agency,
      [
        ...[0, DAYS.length - 1].map((day) => ({ reference: 'always', date: DAYS[day]! })),
        ...seen
          .filter(([of]) => of === at)
          .map(([, who, day]) => ({
            reference: `r${who}`,
            date: DAYS[day]!,
            ...(at === 2 ? { 'marac-referral': day === 2 ? 'yes' : 'no' } : {}),
          })),
      ],
    ]),
  );

const SEEN = Array.from({ length: 60 }, (_, at) => [at % 3, (at * 7) % 17, (at * 5) % DAYS.length] as const);
/** In the first draw some are one person more, in the second one fewer. */
const draws = ({ agency, reference, person }: TestLink): string[] => [
  reference === 'r3' ? 'r4' : person,
  agency === 'police' && reference === 'r5' ? 'r5 at the police' : person,
  ...Array.from({ length: 4 }, () => person),
];

describe('counts over events that are held', () => {
  it('are those that each has alone', async () => {
    const context = await workspace({ events: eventsOf(SEEN), draws });
    const alone = new Map<string, Figures>();
    for (const [name, count] of Object.entries(COUNTS)) alone.set(name, await count(context));
    await holdingLinkedEvents(async (held) => {
      for (const [name, count] of Object.entries(COUNTS).toReversed())
        expect([name, await count({ ...context, held })]).toEqual([name, alone.get(name)]);
    });
    expect(await readdir(context.paths.work)).toEqual(['events', 'links']);
  });

  it('leave no table behind in memory', async () => {
    const context = await workspace({ events: eventsOf(SEEN) });
    const database = await holdingLinkedEvents((held) =>
      withLinkedEvents({ ...context, held }, async (linked) => linked.database),
    );
    await expect(database.number('SELECT count(*)::INTEGER FROM events')).rejects.toMatchObject({
      code: 'ENGINE',
    });
  });

  it('are read once, and anew when a package, the day or the wanted attributes are others', async () => {
    const context = await workspace({ events: eventsOf(SEEN) });
    await holdingLinkedEvents(async (held) => {
      const over = (more: Partial<AnalysisContext> = {}, wanted: readonly string[] = []) =>
        withLinkedEvents({ ...context, held, ...more }, async ({ database }) => database, wanted);
      const first = await over();
      expect(await over()).toBe(first);
      const wider = await over({}, ['recorded-sex']);
      expect(wider).not.toBe(first);
      expect(await over()).toBe(wider);
      const ambient = { ...context.ambient, now: () => new Date('2026-06-02T00:00:00Z') };
      const later = await over({ ambient });
      expect(later).not.toBe(wider);

      const before = await overlap({ ...context, ambient, held }, WINDOW);
      const { digest } = context.agreement;
      const police = join(context.paths.work, 'events', 'police');
      const rows = [['always', '2025-04-02', 'victim']];
      const columns = ['reference', 'date', 'role'];
      const mark = { kind: 'events', agency: 'police' };
      await rm(police, { recursive: true });
      const replaced = await writeTable(police, 'events', columns, rows, mark, digest);
      const { find } = context.received.packages;
      const received = {
        ...context.received,
        packages: {
          find: (of: string) => find(of) ?? receiving(new Set([replaced])).packages.find(of),
        },
      };
      const now = { ...context, ambient, received };
      expect(await overlap({ ...now, held }, WINDOW)).toEqual(await overlap(now, WINDOW));
      expect(await overlap({ ...now, held }, WINDOW)).not.toEqual(before);
    });
  });

  it('are not made over what a failed count left behind', async () => {
    const context = await workspace({ events: eventsOf(SEEN), draws });
    const expected = await repeats(context, WINDOW);
    await holdingLinkedEvents(async (held) => {
      const own = { ...context, held };
      const spoilt = withLinkedEvents(own, async ({ database }) => {
        await database.run('DELETE FROM events');
        throw new Error('stopped');
      });
      await expect(spoilt).rejects.toThrow('stopped');
      expect(await repeats(own, WINDOW)).toEqual(expected);
    });
    expect(await readdir(context.paths.work)).toEqual(['events', 'links']);
  });
});

describe('counts under a draw', () => {
  it('are those of links that assign people so', async () => {
    const seen = fc.array(fc.tuple(fc.nat(2), fc.nat(5), fc.nat(DAYS.length - 1)), {
      minLength: 8,
      maxLength: 24,
    });
    await fc.assert(
      fc.asyncProperty(seen, fc.infiniteStream(fc.nat(7)), async (events, chance) => {
        const drawn = new Map<string, string[]>();
        const drawsOf = ({ agency, reference, person }: TestLink): string[] => {
          const key = `${agency} ${reference}`;
          const own = drawn.get(key) ?? [0, 1].map(() => moved(person, chance.next().value));
          drawn.set(key, own);
          return own;
        };
        const counted = await countAll(await workspace({ events: eventsOf(events), draws: drawsOf }));
        for (const draw of [0, 1]) {
          const links = [...drawn].map(([key, people]): TestLink => {
            const [agency = '', reference = ''] = key.split(' ');
            return { agency, reference, person: people[draw]! };
          });
          const own = await countAll(await workspace({ events: eventsOf(events), links }));
          for (const [name, figures] of counted) {
            const rows = new Map(own.get(name)!.rows.map((row) => [rowOf(row), row]));
            for (const row of figures.rows.filter(({ counts }) => Object.keys(counts).length > 0)) {
              for (const [measure, values] of Object.entries(row.drawn ?? {}))
                expect([rowOf(row), values[draw]]).toEqual([
                  rowOf(row),
                  rows.get(rowOf(row))?.counts[measure] ?? 0,
                ]);
            }
          }
        }
      }),
      { numRuns: 2 },
    );
  });
});

/** One in four is somebody else. */
const moved = (person: string, chance: number): string =>
  person === 'always' || chance > 1 ? person : chance === 0 ? `${person} apart` : 'r0';

const rowOf = ({ table, key }: FigureRow): string => JSON.stringify([table, key]);

async function countAll(context: AnalysisContext): Promise<Map<string, Figures>> {
  const found = new Map<string, Figures>();
  await holdingLinkedEvents(async (held) => {
    for (const [name, count] of Object.entries(COUNTS))
      if (name !== 'quality') found.set(name, await count({ ...context, held }));
  });
  return found;
}
