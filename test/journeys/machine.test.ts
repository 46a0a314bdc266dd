/**
 * What a machine does to a command at work: a job killed, a file taken away, a disk that fills up or cannot
 * be written. The output is whole or not there, and the next run needs no help.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agency, CANARY, policeAgency, workOf } from './agency.ts';
import { type Failure, facts, failure, type Run, scratch, throughline } from './cli.ts';
import { contentsOf, filesUnder } from './tree.ts';

/** Rows that keep two threads at work for a second or more. */
const MANY = 40_000;
const ROOT_MAY = 'skipped: root may read and write everything';

const { path, temp, remove } = scratch();
const large = join(path, 'large.csv');
const small = join(path, 'small.csv');
const mounted: string[] = [];
let agency: Agency;

beforeAll(async () => {
  agency = await policeAgency(path);
  writeFileSync(large, agency.csv(MANY));
  writeFileSync(small, agency.csv(50));
}, 300_000);
afterAll(() => {
  for (const folder of mounted) execFileSync('umount', [folder]);
  remove();
});

const pseudonymise = (extract: string, workspace: string, ...flags: string[]): string[] => [
  'pseudonymise',
  extract,
  '--workspace',
  workspace,
  ...flags,
];

type Meddle = (kill: (signal: 'SIGKILL' | 'SIGINT') => void) => void;

/** Runs over an extract, for a program to read, and calls `meddle` once rows are being set down. */
const meddled = (extract: string, workspace: string, meddle: Meddle, ...flags: string[]): Promise<Run> =>
  meddledIn(workspace, pseudonymise(extract, workspace, ...flags, '--json'), meddle);

function meddledIn(workspace: string, args: string[], meddle: Meddle): Promise<Run> {
  let timer: NodeJS.Timeout | undefined;
  const run = throughline(args, {
    temp,
    onStart: (kill) => {
      timer = setInterval(() => {
        if (!workOf(workspace).some((name) => /partial-.*spill.tokens/.test(name))) return;
        clearInterval(timer);
        meddle(kill);
      }, 5);
    },
  });
  return run.finally(() => clearInterval(timer));
}

const unfinished = (workspace: string): string[] =>
  workOf(workspace).filter((name) => /(?:^|[\\/])\.[^\\/]+\.(?:partial|replaced)-/.test(name));

/** The next run, without help: it succeeds and clears up. */
async function nextRunWorks(workspace: string): Promise<void> {
  const { rows } = await facts<{ rows: number }>(pseudonymise(small, workspace), { temp });
  expect(rows).toBe(50);
  expect(workOf(workspace).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(workOf(workspace)).toEqual(expect.arrayContaining([join('police', 'tokens', 'tokens.csv')]));
}

async function logVerifies(workspace: string): Promise<void> {
  const { code } = await throughline(['log', 'verify', '--workspace', workspace], { temp });
  expect(code).toBe(0);
}

describe.each(['SIGKILL', 'SIGINT'] as const)('a job ended by %s', (signal) => {
  test('leaves no output under its name, no cell in what it left, and earlier output as it was', async () => {
    const workspace = agency.workspace(`first-${signal}`);
    const run = await meddled(large, workspace, (kill) => kill(signal));
    expect({ code: run.code, signal: run.signal, stdout: run.stdout }).toEqual({
      code: undefined,
      signal,
      stdout: '',
    });
    expect(existsSync(join(workspace, 'work', 'police'))).toBe(false);
    const left = unfinished(workspace);
    expect(left.length).toBeGreaterThan(0);
    const leaking = filesUnder(join(workspace, 'work')).filter((file) =>
      new RegExp(`${CANARY}|Forename`, 'i').test(readFileSync(join(workspace, 'work', file), 'latin1')),
    );
    expect(leaking).toEqual([]);
    await logVerifies(workspace);
    await nextRunWorks(workspace);
    const before = contentsOf(join(workspace, 'work', 'police'));
    await meddled(large, workspace, (kill) => kill(signal), '--replace');
    expect(unfinished(workspace).length).toBeGreaterThan(0);
    expect(contentsOf(join(workspace, 'work', 'police'))).toEqual(before);
  });
});

test.skipIf(process.platform === 'win32')(
  'a job that somebody stops with Control-C says what became of the packages',
  async () => {
    const workspace = agency.workspace('stopped');
    const run = await meddledIn(workspace, pseudonymise(large, workspace), (kill) => kill('SIGINT'));
    expect({ signal: run.signal, stdout: run.stdout, stderr: run.stderr }).toEqual({
      signal: 'SIGINT',
      stdout: '',
      stderr: 'throughline: stopped: no package was made, and those made before are as they were\n',
    });
  },
);

describe('an extract that does not stay as it was', () => {
  test.each([
    ['taken away', 'CSV_VANISHED', (file: string) => rmSync(file)],
    ['added to', 'CSV_CHANGED', (file: string) => appendFileSync(file, agency.csv(1))],
  ])('and is %s while it is read leaves nothing', async (what, code, change) => {
    const workspace = agency.workspace(what.replace(' ', '-'));
    const extract = join(path, `${what.replace(' ', '-')}.csv`);
    cpSync(large, extract);
    // One thread reads a block only when it is done with the one before.
    const run = await meddled(extract, workspace, () => change(extract), '--threads', '1');
    const { error } = JSON.parse(run.stdout) as { error: Failure };
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code });
    expect(error.message).toContain(`${what.replace(' ', '-')}.csv`);
    expect(run.stdout).not.toContain(CANARY);
    expect(workOf(workspace)).toEqual([]);
    await nextRunWorks(workspace);
  });
});

/** A workspace on a small disk of its own; undefined where this account may not mount one. */
function onSmallDisk(name: string): string | undefined {
  const disk = join(path, `disk-${name}`);
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(disk);
  const workspace = join(disk, 'police');
  cpSync(agency.workspace(name), workspace, { recursive: true });
  return workspace;
}

describe('a disk that fills up', () => {
  test('while rows are set down leaves nothing of them', async ({ skip }) => {
    const workspace = onSmallDisk('filling') ?? skip('skipped: needs mount');
    const { run, error } = await failure(pseudonymise(large, workspace), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'DISK_FULL' });
    expect(error.message).toContain(join(workspace, 'work'));
    expect(error.hint).toContain('free some space');
    expect(workOf(workspace)).toEqual([]);
    await nextRunWorks(workspace);
  });

  test('and has no room for a log entry permits nothing', async ({ skip }) => {
    const workspace = onSmallDisk('full') ?? skip('skipped: needs mount');
    const ballast = join(workspace, 'ballast');
    fill(ballast);
    const { run, error } = await failure(pseudonymise(small, workspace), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'LOG_WRITE' });
    expect(error.message).toContain('ENOSPC');
    expect(workOf(workspace)).toEqual([]);
    rmSync(ballast);
    await logVerifies(workspace);
    await nextRunWorks(workspace);
  });
});

/** Writes into a file until the disk has no byte left. */
function fill(file: string): void {
  for (const size of [1 << 16, 1 << 12, 1]) {
    const some = Buffer.alloc(size);
    try {
      for (;;) appendFileSync(file, some);
    } catch {
      // The disk took no more of this size.
    }
  }
}

describe('what this account may not do', () => {
  const asRoot = process.getuid?.() === 0;

  test('reading the extract', async ({ skip }) => {
    skip(asRoot, ROOT_MAY);
    const workspace = agency.workspace('unreadable');
    const extract = join(path, 'unreadable.csv');
    cpSync(small, extract);
    chmodSync(extract, 0);
    const { run, error } = await failure(pseudonymise(extract, workspace), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'CSV_NOT_READABLE' });
    expect(error.message).toContain('unreadable.csv');
    expect(workOf(workspace)).toEqual([]);
  });

  test('writing to work/', async ({ skip }) => {
    skip(asRoot, ROOT_MAY);
    const workspace = agency.workspace('read-only-work');
    mkdirSync(join(workspace, 'work'), { mode: 0o500 });
    const { run, error } = await failure(pseudonymise(small, workspace), { temp });
    chmodSync(join(workspace, 'work'), 0o700);
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'NOT_WRITABLE' });
    expect(error.message).toContain(join('work', 'police'));
    expect(workOf(workspace)).toEqual([]);
    await nextRunWorks(workspace);
  });

  test('writing to the log, without which nothing is permitted', async ({ skip }) => {
    skip(asRoot, ROOT_MAY);
    const workspace = agency.workspace('read-only-log');
    chmodSync(join(workspace, 'log'), 0o500);
    const { run, error } = await failure(pseudonymise(small, workspace), { temp });
    chmodSync(join(workspace, 'log'), 0o700);
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'LOG_WRITE' });
    expect(workOf(workspace)).toEqual([]);
    await nextRunWorks(workspace);
  });
});
