import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSystem, removeLeftovers, stageDirectory } from '../../src/files/index.ts';
import { DEAD_PID, errorOf, failingDisk, orphan, scratch, treeOf } from './helpers.ts';

/** Stages a folder of two files, one of them in a folder below, and commits it. */
async function stageAndCommit(target: string, replace: boolean, files?: FileSystem): Promise<void> {
  const stage = await stageDirectory(target, { replace }, files);
  mkdirSync(join(stage.path, 'below'));
  await writeFile(join(stage.path, 'below/one'), 'new');
  await writeFile(join(stage.path, 'two'), 'new');
  await stage.commit();
}

const OLD = { 'tokens/two': 'old' };
const NEW = { 'tokens/below/one': 'new', 'tokens/two': 'new' };

function folderWithOld(): string {
  const folder = scratch();
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'tokens/two'), 'old');
  return folder;
}

describe('stageDirectory', () => {
  it('shows nothing under the name until the commit, then everything', async () => {
    const target = join(scratch(), 'work/police/tokens');
    const stage = await stageDirectory(target, { mode: 0o700 });
    expect(basename(stage.path)).toMatch(new RegExp(`^\\.tokens\\.partial-${process.pid}-\\d+$`));
    await writeFile(join(stage.path, 'tokens.csv'), 'reference\n');
    expect(existsSync(target)).toBe(false);
    await stage.commit();
    expect(treeOf(join(target, '..'))).toEqual({ 'tokens/tokens.csv': 'reference\n' });
    expect(statSync(target).mode & 0o777).toBe(0o700);
    await stage.abandon();
    expect(existsSync(target)).toBe(true);
  });

  it('flushes every file and folder before the rename, and the rename before it returns', async () => {
    const disk = failingDisk(Number.POSITIVE_INFINITY, '');
    const folder = folderWithOld();
    await stageAndCommit(join(folder, 'tokens'), true, disk.files);
    const flushes = disk.calls.filter((call) => /sync|rename|remove/.test(call));
    expect(flushes).toEqual([
      ...['syncFile', 'syncDirectory', 'syncFile', 'syncDirectory'],
      ...['rename', 'rename', 'syncDirectory', 'remove'],
    ]);
  });

  it('leaves nothing when abandoned, and cannot be committed then or twice', async () => {
    const folder = scratch();
    const stage = await stageDirectory(join(folder, 'tokens'));
    await writeFile(join(stage.path, 'tokens.csv'), 'x');
    await stage.abandon();
    await stage.abandon();
    expect(await readdir(folder)).toEqual([]);
    expect((await errorOf(() => stage.commit())).code).toBe('STAGE_CLOSED');
  });

  it('refuses an existing output before any work, and again at the commit', async () => {
    const folder = folderWithOld();
    const error = await errorOf(() => stageDirectory(join(folder, 'tokens')));
    expect(error).toMatchObject({ code: 'OUTPUT_EXISTS', exitCode: 2 });
    const late = await stageDirectory(join(folder, 'events'));
    mkdirSync(join(folder, 'events'));
    writeFileSync(join(folder, 'events/theirs'), 'kept');
    expect((await errorOf(() => late.commit())).code).toBe('OUTPUT_EXISTS');
    expect(treeOf(folder)).toEqual({ ...OLD, 'events/theirs': 'kept' });
  });

  it('replaces a folder with all it held, and never a file', async () => {
    const folder = folderWithOld();
    writeFileSync(join(folder, 'tokens/stray'), 'old');
    await stageAndCommit(join(folder, 'tokens'), true);
    expect(treeOf(folder)).toEqual(NEW);
    writeFileSync(join(folder, 'file'), 'kept');
    expect((await errorOf(() => stageDirectory(join(folder, 'file'), { replace: true }))).code).toBe(
      'OUTPUT_EXISTS',
    );
  });

  for (const replace of [false, true]) {
    for (const killed of [false, true]) {
      it(`leaves old or new, ${replace ? 'replacing' : 'fresh'}, ${killed ? 'killed' : 'failing'} at each call`, async () => {
        const seen = new Set<string>();
        let failures = 0;
        for (let failAt = 0; ; failAt += 1) {
          const folder = replace ? folderWithOld() : scratch();
          const disk = failingDisk(failAt, 'EIO', killed);
          const outcome = await stageAndCommit(join(folder, 'tokens'), replace, disk.files).then(
            () => 'done',
            (error: { code: string }) => error.code,
          );
          orphan(folder);
          if (killed || outcome === 'done') await removeLeftovers(folder);
          const before = replace ? OLD : {};
          const possible = killed ? [before, NEW] : [before];
          expect(outcome === 'done' ? [NEW] : possible).toContainEqual(treeOf(folder));
          expect(['done', 'DISK_ERROR']).toContain(outcome);
          if (failAt >= disk.calls.length) break;
          seen.add(disk.calls[failAt]!);
          if (outcome !== 'done') failures += 1;
        }
        expect(failures).toBeGreaterThanOrEqual(10);
        expect([...seen]).toEqual(expect.arrayContaining(['rename', 'syncFile', 'syncDirectory', 'list']));
      });
    }
  }

  it('alone refuses while a running process or another stage builds the same output, and takes itself away', async () => {
    const folder = scratch();
    const target = join(folder, 'links');
    mkdirSync(join(folder, `.links.partial-${DEAD_PID}-1`));
    mkdirSync(join(folder, `.tokens.partial-${process.ppid}-1`));
    const first = await stageDirectory(target, { alone: true });
    const error = await errorOf(() => stageDirectory(target, { alone: true }));
    expect(error).toMatchObject({ code: 'OUTPUT_BEING_MADE', exitCode: 1 });
    await first.commit();
    mkdirSync(join(folder, `.links.partial-${process.ppid}-1`));
    const replacing = { alone: true, replace: true };
    expect((await errorOf(() => stageDirectory(target, replacing))).code).toBe('OUTPUT_BEING_MADE');
    expect((await readdir(folder)).sort()).toEqual([
      `.links.partial-${process.ppid}-1`,
      `.tokens.partial-${process.ppid}-1`,
      'links',
    ]);
  });

  it('alone lets one of several that begin at one moment through', async () => {
    const target = join(scratch(), 'links');
    const begun = await Promise.allSettled(
      Array.from({ length: 5 }, () => stageDirectory(target, { alone: true })),
    );
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('can fail only by leaving a stage when even removing it fails', async () => {
    const stage = await stageDirectory(join(scratch(), 'tokens'), {}, failingDisk(5, 'EIO').files);
    const error = await errorOf(() => stage.abandon());
    expect(error).toMatchObject({ code: 'DISK_ERROR', place: { file: stage.path } });
  });
});

describe('removeLeftovers', () => {
  it('removes what dead processes left and nothing else', async () => {
    const folder = scratch();
    const live = await stageDirectory(join(folder, 'tokens'));
    mkdirSync(join(folder, `.events.partial-${DEAD_PID}-3`));
    writeFileSync(join(folder, `.events.partial-${DEAD_PID}-3`, 'events.csv'), 'half');
    writeFileSync(join(folder, `.project.key.partial-${DEAD_PID}-1`), 'half');
    const kept = [
      '.gitignore',
      '.partial-1-1',
      `.x.partial-${DEAD_PID}`,
      '.x.partial-0-1',
      `x.partial-${DEAD_PID}-1`,
    ];
    for (const name of kept) writeFileSync(join(folder, name), '');
    expect(await removeLeftovers(folder)).toEqual([
      `.events.partial-${DEAD_PID}-3`,
      `.project.key.partial-${DEAD_PID}-1`,
    ]);
    expect((await readdir(folder)).sort()).toEqual([...kept, basename(live.path)].sort());
    expect(await removeLeftovers(folder)).toEqual([]);
  });

  it('knows a leftover with its own process number as that of an earlier process', async () => {
    const folder = scratch();
    const name = `.tokens.partial-${process.pid}-999999`;
    mkdirSync(join(folder, name));
    expect(await removeLeftovers(folder)).toEqual([name]);
  });

  it('leaves alone what a running process builds', async () => {
    const folder = scratch();
    mkdirSync(join(folder, `.tokens.partial-${process.ppid}-1`));
    expect(await removeLeftovers(folder)).toEqual([]);
  });

  it('puts back an output that was moved aside, unless a new one stands', async () => {
    const folder = scratch();
    for (const name of [`.tokens.replaced-${DEAD_PID}-1`, `.events.replaced-${DEAD_PID}-2`, 'events']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'data'), name === 'events' ? 'new' : 'old');
    }
    await removeLeftovers(folder);
    expect(treeOf(folder)).toEqual({ 'tokens/data': 'old', 'events/data': 'new' });
  });

  it('is run by the next stage beside the leftover', async () => {
    const folder = scratch();
    mkdirSync(join(folder, `.events.partial-${DEAD_PID}-3`));
    await stageAndCommit(join(folder, 'tokens'), false);
    expect(await readdir(folder)).toEqual(['tokens']);
  });

  it('finds nothing in a folder that is not there', async () => {
    expect(await removeLeftovers(join(scratch(), 'none'))).toEqual([]);
  });
});
