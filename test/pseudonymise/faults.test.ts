import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Workspace } from '../../src/custody/index.ts';
import { ThroughlineError } from '../../src/errors.ts';
import type { FileSystem } from '../../src/files/index.ts';
import { pseudonymise } from '../../src/pseudonymise/index.ts';
import type { Appended } from '../../src/sharelog/index.ts';
import type { World } from '../custody/world.ts';
import { failingDisk, orphan } from '../files/helpers.ts';
import { fileOf, policeCsv, worldWithKey } from './agency.ts';
import { treeOf } from './helpers.ts';

/** The disk that everything written goes to, where it is not the machine's own. */
const disk = vi.hoisted((): { files: FileSystem | undefined } => ({ files: undefined }));

vi.mock('../../src/files/index.ts', async (original) => {
  const real = await original<typeof import('../../src/files/index.ts')>();
  const on = () => disk.files ?? real.realFileSystem;
  return {
    ...real,
    ensureDirectory: (path: string) => real.ensureDirectory(path, on()),
    ensurePrivateDirectory: (path: string) => real.ensurePrivateDirectory(path, on()),
    openForWriting: (path: string, options?: { mode?: number }) => real.openForWriting(path, options, on()),
    openScratchFile: (path: string) => real.openScratchFile(path, on()),
    removeLeftovers: (path: string) => real.removeLeftovers(path, on()),
    stageDirectory: (path: string, options?: object) => real.stageDirectory(path, options, on()),
    writeFileAtomically: (path: string, data: string | Uint8Array, options?: object) =>
      real.writeFileAtomically(path, data, options, on()),
    writePackage: (path: string, content: Parameters<typeof real.writePackage>[1]) =>
      real.writePackage(path, content, on()),
  };
});

let world: World;
let workspace: Workspace;
const EXTRACTS = { old: '', new: '' };

beforeAll(async () => {
  world = await worldWithKey();
  const opened = await world.open('police');
  // A log that takes anything and never fails: what a failing log does is tested where the log is.
  const log = {
    folder: opened.log.folder,
    append: (drafts: readonly unknown[]) => Promise.resolve(drafts.map(() => ({}) as Appended)),
  };
  workspace = { ...opened, log: log as unknown as Workspace['log'] };
  EXTRACTS.old = await fileOf(policeCsv({ OFFENCE: 'old' }));
  EXTRACTS.new = await fileOf(policeCsv({ OFFENCE: 'new' }));
});
afterAll(() => world.remove());

const make = (which: 'old' | 'new') =>
  pseudonymise(workspace, { extract: EXTRACTS[which], replace: true, threads: 1 });

/** Makes the packages on a disk that fails at one call; returns the error and the calls there were. */
async function attempt(which: 'old' | 'new', failAt: number, killed: boolean) {
  const { files, calls } = failingDisk(failAt, 'ENOSPC', killed);
  disk.files = files;
  const error: unknown = await make(which).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  disk.files = undefined;
  return { error, calls };
}

const work = () => workspace.paths.work;

/** What stands under its own name, and what was left over beside it or within it. */
async function standing() {
  const tree = Object.entries(await treeOf(work()));
  const isStray = ([name]: readonly [string, string]) => /(^|\/)\./.test(name);
  return {
    tree: Object.fromEntries(tree.filter((entry) => !isStray(entry))),
    stray: tree.filter(isStray).map(([name]) => name),
  };
}

/** The failures of a disk that are allowed to pass: clearing away what is no longer needed. */
const mayPass = (call: string | undefined): boolean => call === 'remove';

test('a disk that fills up at any call leaves the packages made before or the new ones, whole', async () => {
  await make('new');
  const made = (await standing()).tree;
  await make('old');
  const before = (await standing()).tree;
  expect(made).not.toEqual(before);
  const { calls } = await attempt('old', -1, false);
  const outcomes = [];
  for (let failAt = 0; failAt < calls.length; failAt += 1) {
    const { error } = await attempt('new', failAt, false);
    const { tree, stray } = await standing();
    expect(tree).toEqual(error === undefined ? made : before);
    expect(error === undefined || error instanceof ThroughlineError).toBe(true);
    expect(stray.length === 0 || mayPass(calls[failAt])).toBe(true);
    expect(error !== undefined || mayPass(calls[failAt])).toBe(true);
    outcomes.push(
      error === undefined ? 'made' : `${(error as ThroughlineError).code} ${(error as Error).message}`,
    );
    if (error !== undefined && stray.length === 0) continue;
    orphan(work());
    await make('old');
    expect(await standing()).toEqual({ tree: before, stray: [] });
  }
  const refusals = outcomes.filter((outcome) => outcome !== 'made');
  expect(refusals.length).toBeGreaterThan(20);
  for (const refusal of refusals)
    expect(refusal).toMatch(/^DISK_FULL .*: the disk is full, so it was not written$/);
  expect(refusals.length).toBeLessThan(outcomes.length);
});

test('a run that is killed at any call leaves what the next run clears up', async () => {
  await make('old');
  const before = (await standing()).tree;
  const { calls } = await attempt('old', -1, false);
  let leftovers = 0;
  // Every call of the commit, and a third of those before.
  const points = [...calls.keys()].filter((at) => at % 3 === 0 || at > calls.length - 25);
  for (const failAt of points) {
    await attempt('new', failAt, true);
    orphan(work());
    leftovers += (await standing()).stray.length;
    await make('old');
    expect(await standing()).toEqual({ tree: before, stray: [] });
  }
  expect(leftovers).toBeGreaterThan(0);
});
