/** What stands on disk of a report, whatever stops the writing of it: a page and its own tables, or nothing. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/files/index.ts';
import { assess, putInPlace, reportPage, type Tables, tablesOf } from '../../src/report/index.ts';
import { failingDisk, scratch as folder, orphan } from '../files/helpers.ts';

import { overlaps, standing } from './figures.ts';

const FILE = 'REPORT.html';
const INDEX = 'REPORT.json';
interface Made {
  readonly tables: Tables;
  readonly page: string;
}

let [first, second]: Made[] = [];
beforeAll(async () => {
  const base = await standing();
  const made = async (people: number): Promise<Made> => {
    const assessment = assess([overlaps([['police only', people]])], base);
    const tables = await tablesOf(assessment);
    return { tables, page: reportPage(assessment, tables) };
  };
  [first, second] = [await made(9), await made(11)];
});

const put = (at: string, { tables, page }: Made, disk?: FileSystem): Promise<void> =>
  putInPlace(at, tables, FILE, page, disk);

interface Index {
  readonly page: string;
  readonly folder: string;
  readonly digest: string;
  readonly tables: Readonly<Record<string, { readonly title: string; readonly file: string }>>;
  readonly workbooks: readonly string[];
}
const indexOf = (at: string): Index => JSON.parse(readFileSync(join(at, INDEX), 'utf8'));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const foldersOf = (at: string): string[] =>
  readdirSync(join(at, 'report')).filter((name) => !name.startsWith('.'));

/** Holds every file that the page stands for against it, with nothing but its own words. */
function isWhole(at: string): boolean {
  const page = readFileSync(join(at, FILE), 'utf8');
  const [, tables] = /in the folder (report\/[0-9a-f]+), where/.exec(page)!;
  const links = [...page.matchAll(/href="(report\/[^"]+)"/g)].map(([, link]) => link!);
  const sums = readFileSync(join(at, tables!, 'SHA256SUMS'));
  const lines = sums.toString().trimEnd().split('\n');
  return (
    page.includes(`sha256:${sha256(sums)}`) &&
    links.length > 2 &&
    links.every((link) => lines.some((line) => `${tables}/${line.split('  ')[1]}` === link)) &&
    lines.every((line) => {
      const [sum, name] = line.split('  ');
      return sha256(readFileSync(join(at, tables!, name!))) === sum;
    })
  );
}

/** Holds the index against the files that it finds: all of one folder, whose digest it has. */
function isFound(at: string): boolean {
  const { page, folder: tables, digest, tables: found, workbooks } = indexOf(at);
  const sums = readFileSync(join(at, tables, 'SHA256SUMS'));
  const files = [...Object.values(found).map(({ file }) => file), ...workbooks];
  const names = sums.toString().trimEnd().split('\n');
  return (
    page === FILE &&
    digest === `sha256:${sha256(sums)}` &&
    files.join() === names.map((line) => `${tables}/${line.split('  ')[1]}`).join() &&
    files.every((file) => readFileSync(join(at, file)).length > 0)
  );
}

describe('a page and its tables', () => {
  for (const killed of [false, true]) {
    it(`are of one report, ${killed ? 'killed' : 'failing'} at each call, and the next run clears up`, async () => {
      let failures = 0;
      for (let failAt = 0; ; failAt += 1) {
        const at = folder();
        await put(at, first!);
        const disk = failingDisk(failAt, 'ENOSPC', killed);
        const outcome = await put(at, second!, disk.files).then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
        expect(['done', 'DISK_FULL']).toContain(outcome);
        expect([isWhole(at), isFound(at)]).toEqual([true, true]);
        orphan(at);
        orphan(join(at, 'report'));
        await put(at, second!);
        expect([isWhole(at), isFound(at)]).toEqual([true, true]);
        expect(indexOf(at).digest).toBe(second!.tables.digest);
        expect(foldersOf(at)).toHaveLength(1);
        expect(readdirSync(at).toSorted()).toEqual([FILE, INDEX, 'report']);
        if (failAt >= disk.calls.length) break;
        if (outcome !== 'done') failures += 1;
      }
      expect(failures).toBeGreaterThan(20);
    });
  }

  it('are found by the same names in every report', async () => {
    const at = folder();
    await put(at, first!);
    const before = indexOf(at);
    await put(at, second!);
    const after = indexOf(at);
    expect(Object.keys(after.tables)).toEqual(Object.keys(before.tables));
    const { title, file } = after.tables['overlap-combination']!;
    expect([title === '', file]).toEqual([false, `${second!.tables.folder}/overlap-combination.csv`]);
    expect(readFileSync(join(at, file), 'utf8')).toContain('11');
  });

  it('leave alone what somebody put beside them', async () => {
    const at = folder();
    await put(at, first!);
    writeFileSync(join(at, 'report', 'notes.txt'), 'mine');
    mkdirSync(join(at, 'report', '2026'));
    await put(at, second!);
    const own = second!.tables.folder.split('/')[1]!;
    expect(foldersOf(at).toSorted()).toEqual(['2026', own, 'notes.txt'].toSorted());
  });

  it('come back where a table was changed, and are not written again where none was', async () => {
    const at = folder();
    await put(at, first!);
    const table = join(at, first!.tables.folder, 'overlap-combination.csv');
    const released = readFileSync(table, 'utf8');
    writeFileSync(table, 'changed');
    await put(at, first!);
    expect(readFileSync(table, 'utf8')).toBe(released);
    const disk = failingDisk(Number.POSITIVE_INFINITY, '');
    await put(at, first!, disk.files);
    expect(disk.calls.filter((call) => call === 'create')).toHaveLength(2);
  });

  it('are of one of two runs at once', async () => {
    const at = folder();
    const outcomes = await Promise.allSettled([put(at, first!), put(at, second!)]);
    const codes = outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code));
    // Which of them is first, and whether each sees the other before either begins, is for the disk to say.
    expect(['OUTPUT_BEING_MADE', 'done']).toEqual(expect.arrayContaining(codes));
    if (!codes.includes('done')) await put(at, first!);
    expect(isWhole(at)).toBe(true);
  });

  it('do not go where a link leads', async () => {
    const [at, elsewhere] = [folder(), folder()];
    symlinkSync(elsewhere, join(at, 'report'));
    await expect(put(at, first!)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(readdirSync(at)).toEqual(['report']);
  });
});
