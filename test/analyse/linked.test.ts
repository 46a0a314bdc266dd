import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { overlap } from '../../src/analyse/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { mended } from '../custody/forge.ts';
import { countsOf } from './counts.ts';
import { receiving, removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const seen = (reference: string, date = '2025-05-01') => ({ reference, date });

describe('linked events', () => {
  it('join on agency and reference, and leave nothing behind', async () => {
    const context = await workspace({
      events: { police: [seen('r1'), seen('r2')], housing: [seen('r1')] },
      links: [
        { agency: 'police', reference: 'r1', person: 'p1' },
        { agency: 'police', reference: 'r2', person: 'p2' },
        { agency: 'housing', reference: 'r1', person: 'p2' },
      ],
    });
    expect(countsOf(await overlap(context), 'combination', 'people')).toEqual({
      'housing only': 0,
      'police only': 1,
      'housing + police': 1,
      'all people': 2,
    });
    expect((await readdir(context.paths.work)).toSorted()).toEqual(['events', 'links']);
  });

  it.each([
    ['events/police', 'events', 'r2,2025-05-01,victim,Canary'],
    ['events/police', 'events', 'r2,2025-05-01'],
    ['links', 'links', 'police,r2'],
  ])('with a row of another length in %s are unusable by its number', async (folder, name, row) => {
    const context = await workspace({ events: { police: [seen('r1')] } });
    const path = join(context.paths.work, folder);
    const table = join(path, `${name}.csv`);
    const text = await readFile(table, 'utf8');
    await mended(path, name, /$/, `${text.split('\n')[1]}\n${row}\n`);
    const folders = ['events/police', 'links'].map((at) => readPackage(join(context.paths.work, at)));
    const received = receiving(new Set((await Promise.all(folders)).map(({ digest }) => digest)));
    const error = await errorOf(() => overlap({ ...context, received }));
    expect([error.code, error.exitCode]).toEqual(['ROW_UNREADABLE', 2]);
    expect(error.message).toContain(`${name}.csv row 4`);
    expect(error.message).not.toContain('Canary');
  });

  it('set aside what cannot be counted, and say how much', async () => {
    const context = await workspace({
      events: {
        police: [
          seen('a'),
          seen('b', '2026-06-02'),
          seen('c', ''),
          seen('d', 'gibberish'),
          { ...seen('e'), role: '' },
          seen('unlinked'),
          { ...seen('f'), case: 'k1', role: 'victim' },
          { ...seen('f'), case: 'k1', role: 'suspect' },
          { ...seen('g'), case: 'k2', role: 'child' },
          { ...seen('g2'), case: 'k2', role: 'suspect' },
          { ...seen('h'), counterparty: 'h2' },
          { ...seen('i'), case: 'k3', role: 'victim' },
          { ...seen('i'), case: 'k4', role: 'suspect' },
        ],
      },
      links: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
        .map((reference) => ({ agency: 'police', reference, person: reference }))
        .concat([
          { agency: 'police', reference: 'g2', person: 'g' },
          { agency: 'police', reference: 'h2', person: 'h' },
        ]),
    });
    const figures = await overlap(context);
    expect(figures.exclusions).toEqual([
      { reason: 'events in which one person would be on both sides, police', count: 5 },
      { reason: 'events dated in the future, police', count: 1 },
      { reason: 'events without a readable date, police', count: 2 },
      { reason: 'events whose record has no link, police', count: 1 },
      { reason: 'events with no role recorded', count: 1 },
    ]);
    expect(countsOf(figures, 'combination', 'people')).toEqual({ 'police only': 2, 'all people': 2 });
  });

  it('count people in the roles asked for, each once', async () => {
    const context = await workspace({
      events: {
        police: [seen('a'), { ...seen('a'), role: 'suspect' }, { ...seen('b'), role: 'suspect' }],
      },
    });
    const people = async (roles: ('victim' | 'suspect')[]) =>
      countsOf(await overlap(context, { roles }), 'combination', 'people')['all people'];
    expect([
      await people(['victim']),
      await people(['suspect']),
      await people(['victim', 'suspect']),
    ]).toEqual([1, 2, 2]);
  });

  it('place an event known by its month at the 15th, and say so', async () => {
    const context = await workspace({
      events: {
        housing: [
          { reference: 'a', month: '2025-05' },
          { reference: 'b', month: '2026-06' },
        ],
      },
    });
    const figures = await overlap(context, { from: '2025-05-15', to: '2025-05-15' });
    expect(countsOf(figures, 'combination', 'people')['all people']).toBe(1);
    expect(figures.exclusions).toEqual([]);
    expect(figures.notes).toContain(
      'Events of housing carry only a month; they stand at its 15th when events are put in order.',
    );
  });
});

describe('a workspace that cannot be counted', () => {
  const good = { police: [seen('a')] };

  it.each([
    ['no links', { events: good, links: 'none' as const }, 'NO_LINKS'],
    ['no events', { events: {}, links: [] }, 'NO_EVENTS'],
    ['links of another agreement', { events: good, linksDigest: 'b'.repeat(64) }, 'PACKAGE_OTHER_AGREEMENT'],
    [
      'an agency without any link',
      {
        events: { ...good, health: [seen('z')] },
        links: [{ agency: 'police', reference: 'a', person: 'p' }],
      },
      'NOTHING_LINKED',
    ],
    ['only empty events', { events: { police: [] }, links: [] }, 'NO_EVENTS'],
    [
      'a record with two people',
      {
        events: good,
        links: [
          { agency: 'police', reference: 'a', person: 'p1' },
          { agency: 'police', reference: 'a', person: 'p2' },
        ],
      },
      'LINKED_TWICE',
    ],
  ])('is refused: %s', async (_, content, code) => {
    const context = await workspace(content);
    await expect(overlap(context)).rejects.toMatchObject({ code });
    expect((await readdir(context.paths.work)).filter((name) => !['events', 'links'].includes(name))).toEqual(
      [],
    );
  });

  it('is refused when a package was changed', async () => {
    const context = await workspace({ events: good });
    await appendFile(join(context.paths.work, 'events', 'police', 'events.csv'), 'x,2025-01-01,victim\n');
    await expect(overlap(context)).rejects.toMatchObject({ code: 'PACKAGE_ALTERED' });
  });

  it('names the count of unlinked events in a band only', async () => {
    const context = await workspace({
      events: { ...good, health: [seen('z')] },
      links: [{ agency: 'police', reference: 'a', person: 'p' }],
    });
    await expect(overlap(context)).rejects.toThrow('none of its events (fewer than 5) has a link');
  });

  it.each([
    [{ from: '2025-13-01' }, 'WINDOW_INVALID'],
    [{ to: '01/02/2025' }, 'WINDOW_INVALID'],
    [{ from: '2025-02-01', to: '2025-01-31' }, 'WINDOW_REVERSED'],
  ])('is refused for the window %j', async (options, code) => {
    const context = await workspace({ events: good });
    await expect(overlap(context, options)).rejects.toMatchObject({ code });
  });
});
