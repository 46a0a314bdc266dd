import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Permit, requestPermit } from '../../src/agreement/index.ts';
import { Hmac256, type Workspace, workspacePaths } from '../../src/custody/index.ts';
import { readPackage, verifyPackage } from '../../src/files/index.ts';
import { type LinksTable, linksBefore, writeLinksPackage } from '../../src/linkage/links-package.ts';
import type { Change } from '../../src/linkage/person-ids.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { errorOf, scratch } from '../files/helpers.ts';
import { rowsOf } from './partnership.ts';
import { below, type Random, seeded } from './random.ts';

let world: World;
let unit: Workspace;
let permit: Permit;
beforeAll(async () => {
  world = await makeWorld();
  unit = await world.open('linkage-unit');
  permit = await requestPermit(unit, {
    operation: 'combination',
    action: 'link',
    parts: ['linkage-unit'],
    flow: { what: 'links' },
  });
});
afterAll(() => world.remove());

const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
const hasher = (): Hmac256 => new Hmac256(createHash('sha256').update('the unit').digest());

const REPORT = { quality: {}, weights: {} } as Parameters<typeof writeLinksPackage>[4];

async function write(links: LinksTable, changes: readonly Change[] = [], by = permit): Promise<string> {
  const folder = scratch();
  await writeLinksPackage(by, folder, links, changes, REPORT, hasher());
  return folder;
}

/** People in clusters, and draws in which those of some clusters come out in others. */
function table(random: Random, people: number, draws: number): LinksTable & { readonly assigned: number[] } {
  const assigned = smallest(Array.from({ length: people }, () => below(random, Math.ceil(people / 2))));
  const doubtful = new Set(assigned.filter(() => random() < 0.4));
  const positions = assigned.flatMap((label, position) => (doubtful.has(label) ? [position] : []));
  return {
    assigned,
    agency: assigned.map((_, position) => (position < people / 2 ? 'health' : 'police')),
    reference: assigned.map((_, position) => hex(`record ${position}`)),
    person: assigned.map((label) => hex(`person ${label}`)),
    band: assigned.map(() => 'fair'),
    draw: draws,
    draws: Array.from({ length: draws }, () => {
      const labels = smallest(positions.map(() => below(random, 4)));
      return new Map(positions.map((position, index) => [position, positions[labels[index]!]!]));
    }),
  };
}

/** Each group named by the first place where it stands. */
const smallest = (of: readonly number[]): number[] => of.map((group) => of.indexOf(group));

describe('links.csv', () => {
  it('has two people under one id in a draw exactly when the draw has them in one cluster (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 14 }), async (seed, people) => {
        const links = table(seeded(seed), people, 3);
        const rows = await rowsOf(join(await write(links), 'links.csv'));
        for (let draw = 0; draw < links.draw; draw += 1) {
          const idIn = rows.map((row) => row[`draw_${draw + 1}`] || row.person);
          const clusterIn = links.assigned.map(
            (label, position) => links.draws[draw]!.get(position) ?? label,
          );
          for (let a = 0; a < people; a += 1)
            for (let b = 0; b < a; b += 1) expect(idIn[a] === idIn[b]).toBe(clusterIn[a] === clusterIn[b]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a draw empty for a person who comes out as assigned', async () => {
    const links: LinksTable = {
      agency: ['health', 'health', 'police'],
      reference: ['a', 'b', 'c'].map(hex),
      person: ['p', 'p', 'q'].map(hex),
      band: ['low', 'low', 'alone'],
      draw: 2,
      draws: [
        new Map([
          [0, 0],
          [1, 0],
        ]),
        new Map([
          [0, 0],
          [1, 1],
        ]),
      ],
    };
    const rows = await rowsOf(join(await write(links), 'links.csv'));
    expect(rows.map(({ draw_1 }) => draw_1)).toEqual(['', '', '']);
    expect(rows.map(({ draw_2 }) => draw_2 !== '')).toEqual([true, true, false]);
    expect(rows[0]!.draw_2).not.toBe(rows[1]!.draw_2);
    expect(rows[0]).toMatchObject({ agency: 'health', reference: hex('a'), person: hex('p'), band: 'low' });
  });

  it('is described, with the changes, by a manifest that holds for every byte', async () => {
    const changes: Change[] = [{ change: 'merge', person: hex('p'), before: hex('q') }];
    const folder = await write(table(seeded(1), 6, 20), changes);
    const pkg = await readPackage(folder);
    await verifyPackage(pkg);
    expect(pkg.throughline).toMatchObject({ kind: 'links', agreement: { id: 'ISA-2026-001' } });
    expect(await rowsOf(join(folder, 'changes.csv'))).toEqual(changes.map((change) => ({ ...change })));
  });

  it('is the same in every run', async () => {
    const [once, twice] = [await write(table(seeded(2), 9, 20)), await write(table(seeded(2), 9, 20))];
    for (const file of ['links.csv', 'changes.csv', 'datapackage.json'])
      expect(await readFile(join(once, file), 'utf8')).toBe(await readFile(join(twice, file), 'utf8'));
  });

  it('of nobody is a header', async () => {
    const folder = await write(table(seeded(3), 0, 2));
    expect(await readFile(join(folder, 'links.csv'), 'utf8')).toBe(
      'agency,reference,person,band,draw_1,draw_2\n',
    );
    await verifyPackage(await readPackage(folder));
  });
});

describe('a permit', () => {
  it('for links is needed, and nothing is written without one', async () => {
    const links = table(seeded(4), 4, 1);
    const other = await requestPermit(await world.open('police'), {
      operation: 'alteration',
      action: 'pseudonymise',
      parts: ['agency'],
      flow: { what: 'tokens' },
    });
    for (const not of [other, { operation: permit.operation }, undefined]) {
      const folder = scratch();
      const error = await errorOf(() =>
        writeLinksPackage(not as Permit, folder, links, [], REPORT, hasher()),
      );
      expect(error).toMatchObject({ code: 'PERMIT_MISSING', exitCode: 3 });
      expect((await errorOf(() => readPackage(folder))).code).toBe('PACKAGE_NOT_FOUND');
    }
  });
});

describe('the links before', () => {
  const pathsOf = (work: string) => ({ ...workspacePaths('nowhere'), work });

  it('are none where there are none yet', async () => {
    expect((await linksBefore(pathsOf(scratch()))).size).toBe(0);
  });

  it('are read as person ids by agency and reference', async () => {
    const work = scratch();
    const links = table(seeded(5), 12, 20);
    await writeLinksPackage(permit, await made(work), links, [], REPORT, hasher());
    const before = await linksBefore(pathsOf(work));
    expect(before.size).toBe(12);
    [...links.reference].forEach((reference, position) => {
      expect(before.get(`${links.agency[position]} ${reference}`)).toBe(links.person[position]);
    });
  });

  it('of one record, and of none, are read as well', async () => {
    for (const people of [0, 1]) {
      const work = scratch();
      await writeLinksPackage(permit, await made(work), table(seeded(6), people, 20), [], REPORT, hasher());
      expect((await linksBefore(pathsOf(work))).size).toBe(people);
    }
  });

  it('that lost their manifest are refused: every id could silently change', async () => {
    const work = scratch();
    const folder = await made(work);
    await writeLinksPackage(permit, folder, table(seeded(8), 4, 2), [], REPORT, hasher());
    await rm(join(folder, 'datapackage.json'));
    expect((await errorOf(() => linksBefore(pathsOf(work)))).code).toBe('PACKAGE_NOT_FOUND');
  });

  it('that were altered are refused: an id could be taken for another', async () => {
    const work = scratch();
    const folder = await made(work);
    await writeLinksPackage(permit, folder, table(seeded(7), 4, 2), [], REPORT, hasher());
    const file = join(folder, 'links.csv');
    await writeFile(file, (await readFile(file, 'utf8')).replace('health', 'police'));
    expect((await errorOf(() => linksBefore(pathsOf(work)))).code).toBe('PACKAGE_ALTERED');
  });
});

/** The folder for links in a new `work/`. */
async function made(work: string): Promise<string> {
  const folder = join(work, 'links');
  await mkdir(folder);
  return folder;
}
