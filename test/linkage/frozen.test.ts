import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Workspace } from '../../src/custody/index.ts';
import { readPackage, realFileSystem } from '../../src/files/index.ts';
import { type LinkOptions, link } from '../../src/linkage/index.ts';
import { errorOf, treeOf } from '../files/helpers.ts';
import { entriesOf, OPTIONS } from './linking.ts';
import {
  type Agency,
  background,
  housingFrom,
  type Partnership,
  partnership,
  rowsOf,
} from './partnership.ts';

/** People whom nobody of `background` can be taken for. */
const elsewhere = (seed: number) =>
  background(seed, 300).health.map((card) => ({
    ...card,
    surname: `Qu${card.surname.toLowerCase()}`,
    born: `19${20 + (Number(card.born.slice(3, 4)) % 10)}${card.born.slice(4)}`,
    postcode: card.postcode.replace('ZA', 'ZE'),
  }));

let known: Partnership;
let apart: Partnership;
beforeAll(async () => {
  known = await partnership(background(21, 300));
  apart = await partnership({ police: background(24, 5).police, health: elsewhere(22) });
});
afterAll(async () => {
  await known.world.remove();
  await apart.world.remove();
});

const only = ({ paths }: Workspace, ...agencies: readonly Agency[]): LinkOptions => ({
  ...OPTIONS,
  packages: agencies.map((agency) => join(paths.work, 'tokens', agency)),
});

describe('the model of an agreement', () => {
  it('stands: a share that has no token in common changes no existing person', async () => {
    const workspace = await known.unit();
    const two = await link(workspace, OPTIONS);
    expect(two.model).toEqual({ version: 1, estimated: true, kept: true });
    const before = await rowsOf(join(two.folder, 'links.csv'));
    expect(two.quality.clusterSizes[2]).toBeGreaterThanOrEqual(60);
    await housingFrom(apart, workspace);
    const three = await link(workspace, OPTIONS);
    expect(three.agencies).toEqual(['health', 'housing', 'police']);
    expect(three.model).toEqual({ version: 1, estimated: false, kept: true });
    const shared = three.quality.agencyPairs.filter(
      ({ left, right }) => left !== right && `${left} ${right}`.includes('housing'),
    );
    expect(shared.filter(({ links }) => links > 0)).toEqual([]);
    const after = await rowsOf(join(three.folder, 'links.csv'));
    const people = (of: readonly Record<string, string>[]) =>
      of
        .filter(({ agency }) => agency !== 'housing')
        .map(({ reference, person, band: sure }) => `${reference} ${person} ${sure}`);
    expect(people(after)).toEqual(people(before));
    expect(three.changes).toEqual([]);
  });

  it('is estimated anew when it is asked for, as another version, and the log says so', async () => {
    const workspace = await known.unit();
    await link(workspace, OPTIONS);
    const anew = await link(workspace, { ...OPTIONS, refit: true });
    expect(anew.model).toEqual({ version: 2, estimated: true, kept: true });
    expect((await link(workspace, OPTIONS)).model).toEqual({ version: 2, estimated: false, kept: true });
    const models = (await entriesOf(workspace))
      .filter(({ type, phase }) => type === 'combination' && phase === 'done')
      .map(({ details }) => (details as Record<string, string>).model);
    expect(models).toEqual(['version 1, estimated', 'version 2, estimated', 'version 2, as before']);
  });

  describe('and the links made under it appear together or not at all', () => {
    afterEach(() => vi.restoreAllMocks());

    /** A disk that once will not give one name. */
    const refusing = (path: string): void => {
      const { rename } = realFileSystem;
      let refusals = 1;
      vi.spyOn(realFileSystem, 'rename').mockImplementation((from, to) => {
        if (to !== path || refusals === 0) return rename(from, to);
        refusals -= 1;
        return Promise.reject(Object.assign(new Error(), { code: 'EIO' }));
      });
    };
    const stateOf = ({ paths }: Workspace) => ({
      links: treeOf(join(paths.work, 'links')),
      model: treeOf(join(paths.work, 'linkage')),
    });

    it('links that cannot be put in place leave the old model beside the old links', async () => {
      const workspace = await known.unit();
      const { folder } = await link(workspace, OPTIONS);
      const before = stateOf(workspace);
      refusing(folder);
      const error = await errorOf(() => link(workspace, { ...OPTIONS, refit: true }));
      expect(error).toMatchObject({ code: 'DISK_ERROR', exitCode: 3 });
      vi.restoreAllMocks();
      expect(stateOf(workspace).links).toEqual(before.links);
      const again = await link(workspace, OPTIONS);
      expect(again.model).toEqual({ version: 1, estimated: false, kept: true });
      expect(stateOf(workspace).model).toEqual(before.model);
    });

    it('a model that could not be put in place after its links is found again by the next run', async () => {
      const workspace = await known.unit();
      await link(workspace, OPTIONS);
      refusing(join(workspace.paths.work, 'linkage', 'model.json'));
      const anew = await link(workspace, { ...OPTIONS, refit: true });
      expect(anew.model).toEqual({ version: 2, estimated: true, kept: true });
      vi.restoreAllMocks();
      expect((await link(workspace, OPTIONS)).model).toEqual({ version: 2, estimated: false, kept: true });
      expect(Object.keys(stateOf(workspace).model)).toEqual(['model.json']);
    });
  });

  it('that is damaged is refused, until another is asked for', async () => {
    const workspace = await known.unit();
    const { folder } = await link(workspace, OPTIONS);
    const before = treeOf(folder);
    await writeFile(join(workspace.paths.work, 'linkage', 'model.json'), '{"version":1}');
    const error = await errorOf(() => link(workspace, OPTIONS));
    expect(error).toMatchObject({ code: 'MODEL_DAMAGED', exitCode: 2 });
    expect(error.hint).toContain('--refit');
    expect(treeOf(folder)).toEqual(before);
    expect((await link(workspace, { ...OPTIONS, refit: true })).model.estimated).toBe(true);
  });
});

describe('a model that rests on too few pairs', () => {
  const UNKEPT = { version: 0, estimated: true, kept: false };
  let few: Partnership;
  beforeAll(async () => {
    const { police, health } = background(23, 60);
    few = await partnership({ police, health });
  });
  afterAll(() => few.world.remove());

  it.each([
    ['of one agency, however large', () => known, ['police'] as const],
    ['of two agencies that know few', () => few, [] as const],
  ])('%s is not kept, and the links and the log say so', async (_, of, agencies) => {
    const workspace = await of().unit();
    const { model, folder } = await link(workspace, only(workspace, ...agencies));
    expect(model).toEqual(UNKEPT);
    expect(existsSync(join(workspace.paths.work, 'linkage'))).toBe(false);
    expect((await readPackage(folder)).throughline.model).toEqual(UNKEPT);
    const { details } = (await entriesOf(workspace)).at(-1)! as { details: Record<string, string> };
    expect(details.model).toBe('not kept, resting on fewer than 50 pairs');
    expect((await link(workspace, only(workspace, ...agencies))).model).toEqual(UNKEPT);
  });

  it('does not come in the place of one that is kept', async () => {
    const workspace = await known.unit();
    const { folder } = await link(workspace, OPTIONS);
    const before = [treeOf(folder), treeOf(join(workspace.paths.work, 'linkage'))];
    const error = await errorOf(() => link(workspace, { ...only(workspace, 'police'), refit: true }));
    expect(error).toMatchObject({ code: 'MODEL_TOO_FEW_PAIRS', exitCode: 1 });
    expect([treeOf(folder), treeOf(join(workspace.paths.work, 'linkage'))]).toEqual(before);
    const under = await link(workspace, only(workspace, 'police'));
    expect(under.model).toEqual({ version: 1, estimated: false, kept: true });
  });
});
