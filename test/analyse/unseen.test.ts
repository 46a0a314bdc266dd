import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AnalysisContext,
  type UnseenFigures,
  unseen,
  unseenTables,
  writeFigures,
} from '../../src/analyse/index.ts';
import { control, controlEstimate, controlInside, uncontrolledEstimate } from '../../src/disclose/index.ts';
import { verifyPackage } from '../../src/files/index.ts';
import { Random } from '../../src/synthesise/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { countsOf } from './counts.ts';
import { independent } from './lists.ts';
import { removeWorkspaces, type TestEvent, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** Events in which so many people are known to exactly those agencies. */
function eventsOf(counts: Readonly<Record<string, number>>): Record<string, TestEvent[]> {
  const events: Record<string, TestEvent[]> = {};
  for (const [combination, count] of Object.entries(counts)) {
    for (const agency of combination.split('+')) {
      events[agency] ??= [];
      for (let index = 0; index < count; index += 1) {
        events[agency].push({ reference: `${combination}-${index}`, date: '2025-05-01' });
      }
    }
  }
  return events;
}

const made = (counts: Readonly<Record<string, number>>): Promise<AnalysisContext> =>
  workspace({ events: eventsOf(counts) });

const besideOf = async (context: AnalysisContext, figures: UnseenFigures) => ({
  controlled: await controlInside(figures, context.agreement.outputs, EVEN),
  salt: 'salt',
  beside: unseenTables(figures),
});

function estimate(context: AnalysisContext, more = {}) {
  const random = Random.from(1);
  return unseen(context, { samples: 100, chance: () => random.fraction(), ...more });
}

/** 2,000 people, on three lists that know nothing of each other. */
const LISTS = independent(2000, { health: 0.35, housing: 0.3, police: 0.4 });

describe('unseen', () => {
  it('counts combinations exactly and finds how many are on none', async () => {
    const figures = await estimate(await made(LISTS));
    const { unseen: found } = figures;
    expect(countsOf(figures, 'combination', 'people')).toMatchObject({
      'police only': LISTS.police,
      'health + housing + police': LISTS['health+housing+police'],
      'all people': found.seen,
    });
    expect(found.lists).toEqual(['health', 'housing', 'police']);
    expect(found.verdict).toBe('publish');
    expect(Math.abs(found.estimate!.total - 2000)).toBeLessThan(15);
    expect(found.estimate!.interval.lower < 2000 && found.estimate!.interval.upper > 2000).toBe(true);
  });

  it('leaves rounded, and the list table under control', async () => {
    const figures = await estimate(await made(LISTS));
    const shown = controlEstimate(figures.unseen);
    const all = 'estimate' in shown ? shown.estimate.all : undefined;
    expect(all!.people).toBe(2000);
    expect('estimate' in shown && shown.estimate.roundedTo! >= 10).toBe(true);
    expect((await control(figures, outputs(), EVEN)).rows.length).toBeGreaterThan(7);
  });

  it('is withheld where it may not be published, and there inside', async () => {
    const sparse = {
      ...LISTS,
      'health+police': 2,
      'health+housing': 2,
      'housing+police': 2,
      'health+housing+police': 1,
    };
    const { unseen: found } = await estimate(await made(sparse));
    expect(found.verdict).toBe('do not publish');
    expect(controlEstimate(found)).toEqual({ withheld: 'verdict' });
    expect(uncontrolledEstimate(found)).toHaveProperty('estimate');
  });

  it('takes the lists that are named, and whoever is on none of them is not seen', async () => {
    const { unseen: found } = await estimate(await made(LISTS), { lists: ['police', 'health'] });
    expect(found).toMatchObject({ method: 'two lists', lists: ['police', 'health'] });
    const all = Object.values(LISTS).reduce((sum, count) => sum + count, 0);
    expect(found.seen).toBe(all - LISTS.housing!);
  });

  it('carries error of linkage in from the alternative assignments', async () => {
    const links = Object.entries(LISTS).flatMap(([combination, count]) =>
      combination.split('+').flatMap((agency) =>
        Array.from({ length: count }, (_, index) => {
          const reference = `${combination}-${index}`;
          return { agency, reference, person: reference };
        }),
      ),
    );
    // In each draw some of those on health's and the police's list are two people.
    const draws = (link: { agency: string; reference: string }): string[] =>
      Array.from({ length: 20 }, (_, draw) => {
        const index = Number(link.reference.split('-')[1]);
        const apart =
          link.agency === 'health' && link.reference.startsWith('health+police') && index < draw * 3;
        return apart ? `apart-${link.reference}` : '';
      });
    const plain = await estimate(await made(LISTS));
    const { unseen: found } = await estimate(await workspace({ events: eventsOf(LISTS), links, draws }));
    expect(plain.unseen.estimate!.dueToLinkage).toBeUndefined();
    expect(found.estimate!.total).toBe(plain.unseen.estimate!.total);
    expect(found.estimate!.dueToLinkage).toBeGreaterThan(0.05);
    expect(found.estimate!.interval.upper).toBeGreaterThan(plain.unseen.estimate!.interval.upper);
  });

  it.each([
    [{ lists: ['police', 'nowhere'] }, 'LIST_UNKNOWN'],
    [{ lists: ['police', 'police'] }, 'LIST_TWICE'],
    [{ lists: ['police'] }, 'LISTS_TOO_FEW'],
    [{ from: '2024-01-01', to: '2024-12-31' }, 'LISTS_TOO_FEW'],
  ])('refuses %j', async (more, code) => {
    await expect(estimate(await made(LISTS), more)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it('refuses lists that share nobody, or everybody', async () => {
    await expect(estimate(await made({ police: 9, health: 9 }))).rejects.toMatchObject({
      code: 'LISTS_SHARE_NOBODY',
    });
    await expect(estimate(await made({ 'health+police': 9 }))).rejects.toMatchObject({ code: 'LISTS_ALIKE' });
  });

  it('is written inside with its models, the same bytes again', async () => {
    const context = await made(LISTS);
    const figures = await estimate(context);
    const written = await writeFigures(context, figures, await besideOf(context, figures));
    await verifyPackage(written);
    expect(written.resources.map(({ file }) => file)).toEqual([
      'figures.csv',
      'audit.csv',
      'estimate.csv',
      'models.csv',
      'without-one-list.csv',
    ]);
    const models = await readFile(join(written.path, 'models.csv'), 'utf8');
    expect(models.split('\n')[0]).toBe('way,pairs,total,lower,upper,deviance,freedom,aic,bic');
    expect(models).toContain('\nindependent,,');
    const again = await estimate(context);
    expect((await writeFigures(context, again, await besideOf(context, again))).digest).toBe(written.digest);
  });

  it('leaves what stood before where a table beside the figures cannot be written', async () => {
    const context = await made(LISTS);
    const figures = await estimate(context);
    const stood = await writeFigures(context, figures, await besideOf(context, figures));
    const unwritable = { name: join('nowhere', 'models'), fields: [], rows: [] };
    await expect(
      writeFigures(context, figures, { ...(await besideOf(context, figures)), beside: [unwritable] }),
    ).rejects.toMatchObject({ exitCode: 2 });
    await verifyPackage(stood);
    expect(await readdir(join(context.paths.work, 'figures'))).toEqual(['unseen']);
  });
});
