import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Workspace } from '../../src/custody/index.ts';
import { realFileSystem } from '../../src/files/index.ts';
import { type LinkOptions, link } from '../../src/linkage/index.ts';
import { errorOf, treeOf } from '../files/helpers.ts';
import { entriesOf, OPTIONS } from './linking.ts';
import { type Agency, background, type Partnership, partnership, rowsOf } from './partnership.ts';

describe('the model of an agreement', () => {
  let apart: Partnership;
  /** Police know some people twice; health knows nobody who shares a token with any of them. */
  beforeAll(async () => {
    const { police } = background(21, 300);
    const elsewhere = background(22, 300).health.map((card) => ({
      ...card,
      surname: `Qu${card.surname.toLowerCase()}`,
      born: `19${20 + (Number(card.born.slice(3, 4)) % 10)}${card.born.slice(4)}`,
      postcode: card.postcode.replace('ZA', 'ZE'),
    }));
    const again = police.slice(0, 40).map((card) => ({ ...card, label: `${card.label} again` }));
    apart = await partnership({ police: [...police, ...again], health: elsewhere });
  });
  afterAll(() => apart.world.remove());

  const only = ({ paths }: Workspace, agency: Agency): LinkOptions => ({
    ...OPTIONS,
    packages: [join(paths.work, 'tokens', agency)],
  });

  it('stands: a share that has no token in common changes no existing person', async () => {
    const workspace = await apart.unit();
    const alone = await link(workspace, only(workspace, 'police'));
    expect(alone.model).toEqual({ version: 1, estimated: true });
    const before = await rowsOf(join(alone.folder, 'links.csv'));
    expect(alone.quality.clusterSizes[2]).toBeGreaterThanOrEqual(35);
    const both = await link(workspace, OPTIONS);
    expect(both.model).toEqual({ version: 1, estimated: false });
    expect(both.quality.agencyPairs.find(({ left, right }) => left !== right)?.links ?? 0).toBe(0);
    const after = await rowsOf(join(both.folder, 'links.csv'));
    const people = (of: readonly Record<string, string>[]) =>
      of
        .filter(({ agency }) => agency === 'police')
        .map(({ reference, person, band: sure }) => `${reference} ${person} ${sure}`);
    expect(people(after)).toEqual(people(before));
    expect(both.changes).toEqual([]);
  });

  it('is estimated anew when it is asked for, as another version, and the log says so', async () => {
    const workspace = await apart.unit();
    await link(workspace, only(workspace, 'police'));
    const anew = await link(workspace, { ...OPTIONS, refit: true });
    expect(anew.model).toEqual({ version: 2, estimated: true });
    expect((await link(workspace, OPTIONS)).model).toEqual({ version: 2, estimated: false });
    const models = (await entriesOf(workspace))
      .filter(({ phase }) => phase === 'done')
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
      const workspace = await apart.unit();
      const { folder } = await link(workspace, only(workspace, 'police'));
      const before = stateOf(workspace);
      refusing(folder);
      const error = await errorOf(() => link(workspace, { ...OPTIONS, refit: true }));
      expect(error).toMatchObject({ code: 'DISK_ERROR', exitCode: 3 });
      vi.restoreAllMocks();
      expect(stateOf(workspace).links).toEqual(before.links);
      const again = await link(workspace, only(workspace, 'police'));
      expect(again.model).toEqual({ version: 1, estimated: false });
      expect(stateOf(workspace).model).toEqual(before.model);
    });

    it('a model that could not be put in place after its links is found again by the next run', async () => {
      const workspace = await apart.unit();
      await link(workspace, only(workspace, 'police'));
      refusing(join(workspace.paths.work, 'linkage', 'model.json'));
      const anew = await link(workspace, { ...OPTIONS, refit: true });
      expect(anew.model).toEqual({ version: 2, estimated: true });
      vi.restoreAllMocks();
      expect((await link(workspace, OPTIONS)).model).toEqual({ version: 2, estimated: false });
      expect(Object.keys(stateOf(workspace).model)).toEqual(['model.json']);
    });
  });

  it('that is damaged is refused, until another is asked for', async () => {
    const workspace = await apart.unit();
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
