/** What the analyst is told of figures when a share is replaced: which rest on it, and what counting again changed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Changes, type Consulted, changesSince, consult, overlap } from '../../src/analyse/index.ts';
import { ruleOf } from '../../src/disclose/index.ts';
import { outdated, release, releasedBefore } from '../../src/release/index.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { EVENTS, several, takeIn } from './world.ts';

const worlds: World[] = [];
let world: World;

beforeEach(async () => {
  world = await makeWorld();
  worlds.push(world);
  await takeIn(world, EVENTS);
});

afterAll(() => Promise.all(worlds.map((one) => one.remove())));

/** Four people more at the police alone, and one less of the three whom both know. */
const CORRECTED = {
  ...EVENTS,
  police: [...EVENTS.police.filter(([reference]) => reference !== 'b2'), ...several(4, 'x', '2025-08-01')],
};

async function count(to = '2026-02-28', inside = false): Promise<Consulted> {
  return consult(await world.open('analyst'), {
    action: 'overlap',
    asked: { roles: ['victim'] },
    inside,
    count: (context) => overlap(context, { from: '2025-04-01', to }),
  });
}

const letOut = async ({ folder }: Consulted) => release(await world.open('analyst'), folder);
const standing = async () => outdated(await world.open('analyst'));
const cells = (changes: Changes | undefined) =>
  changes?.status === 'compared'
    ? changes.changed.map(({ key, before, now }) => [key[0], before, now])
    : changes?.status;

const SINCE = [
  { what: 'events', from: 'police', became: 'replaced' },
  { what: 'links', from: 'linkage-unit', became: 'replaced' },
];
/** What the one who is hidden could be worked out from is hidden too. */
const SHOWN = [['all people', 53, 57]];

describe('figures', () => {
  it('rest on what lies here, and once a share is replaced have to be counted again', async () => {
    await letOut(await count());
    expect(await standing()).toEqual({ figures: [], released: [] });
    await takeIn(world, CORRECTED);
    expect(await standing()).toEqual({
      figures: [{ id: 'overlap', command: 'overlap' }],
      released: ['0001-overlap'],
    });
    await count();
    expect(await standing()).toEqual({ figures: [], released: ['0001-overlap'] });
  });

  it('counted again say what is shown otherwise, as often as they are asked, and of hidden counts nothing', async () => {
    await count();
    await takeIn(world, CORRECTED);
    const again = await count();
    expect(again.changes).toMatchObject({ since: SINCE, withheld: 3 });
    expect(cells(again.changes)).toEqual(SHOWN);
    expect((await count()).changes).toEqual(again.changes);
    expect((await count('2026-02-28', true)).changes).toMatchObject({ withheld: 0 });
    expect(cells((await count('2026-02-28', true)).changes)).toEqual([
      ['health only', 20, 21],
      ['police only', 30, 34],
      ['health + police', 3, 2],
      ...SHOWN,
      ['1 agency', 50, 55],
      ['2 agencies', 3, 2],
    ]);
  });

  it('from the same packages have nothing to be held against', async () => {
    await count();
    expect((await count()).changes).toBeUndefined();
  });

  it('for another window are not held against one another', async () => {
    await count();
    await takeIn(world, CORRECTED);
    expect((await count('2026-03-31')).changes).toEqual({ status: 'another question', since: SINCE });
  });

  it('are counted all the same where those of before cannot be read', async () => {
    const { folder } = await count();
    const path = join(folder, 'datapackage.json');
    await writeFile(path, (await readFile(path, 'utf8')).slice(1));
    await takeIn(world, CORRECTED);
    expect(await standing()).toEqual({ figures: [], released: [] });
    expect((await count()).changes).toBeUndefined();
  });

  it('from before somebody withdrew do not show who', async () => {
    const rule = ruleOf((await world.agreement()).outputs);
    const { draft } = await count();
    await takeIn(world, CORRECTED);
    const { draft: again } = await count();
    const noticed = { ...again, basis: { ...again.basis!, notices: [`sha256:${'0'.repeat(64)}`] } };
    expect(changesSince({ draft, rule }, { draft: noticed, rule })).toEqual({
      status: 'people withdrew',
      since: SINCE,
    });
  });
});

describe('releases', () => {
  it('of the same question are held against what is counted now', async () => {
    await letOut(await count());
    await takeIn(world, CORRECTED);
    const [found, ...more] = (await releasedBefore(await world.open('analyst'), (await count()).draft))!;
    expect(more).toEqual([]);
    expect(found?.name).toBe('0001-overlap');
    expect(cells(found?.changes)).toEqual(SHOWN);
    const other = await count('2026-03-31');
    expect(await releasedBefore(await world.open('analyst'), other.draft)).toEqual([]);
  });

  it('that a later one of the same question took the place of are not named', async () => {
    await letOut(await count());
    await takeIn(world, { ...EVENTS, police: [...EVENTS.police, ...several(40, 'x', '2025-08-01')] });
    expect(await letOut(await count())).toMatchObject({ status: 'released' });
    expect(await standing()).toEqual({ figures: [], released: [] });
  });

  it('are not known where the ledger was altered', async () => {
    await letOut(await count());
    await writeFile(join(world.of('analyst'), 'work', 'ledger', '0001', 'entry.json'), '{}');
    expect((await standing()).released).toBeNull();
    expect(await releasedBefore(await world.open('analyst'), (await count()).draft)).toBeNull();
  });
});
