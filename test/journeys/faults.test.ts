/**
 * Every command that makes something for another party, when it may write no large file, may not write at all, or is
 * killed at work: its output is whole or not there, the share log says what became of it, and the next run needs
 * no help.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EntryFields, readEntries, verifyLog } from '../../src/sharelog/index.ts';
import { type Failure, facts, failure, PROGRAM, type Run, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');

beforeAll(async () => {
  await demonstration(demo);
  const analyst = join(demo, 'analyst');
  for (const words of [['overlap'], ['release', join(analyst, 'work', 'figures', 'overlap')]]) {
    await facts([...words, '--workspace', analyst], { temp });
  }
});
afterAll(remove);

interface Step {
  readonly party: string;
  /** What is there in the demonstration and has yet to be made, from the workspace. */
  readonly undone: readonly string[];
  /** The name of the file or folder that it makes, from the workspace. */
  readonly output: string;
  readonly args: (workspace: string) => readonly string[];
  /** A name under the workspace that shows that it is at work, and one that shows that it has come further. */
  readonly moments: readonly [RegExp, RegExp];
}

const only = (folder: string, wanted: RegExp): string =>
  readdirSync(join(demo, folder)).find((name) => wanted.test(name))!;

const STEPS: Readonly<Record<string, () => Step>> = {
  pseudonymise: () => ({
    party: 'police',
    undone: ['work'],
    output: join('work', 'police'),
    args: () => ['pseudonymise', join(demo, 'population', 'police.csv')],
    moments: [/^work.\.police\.partial-\d+-\d+$/, /^work.\.police\.partial-[^/\\]+.tokens.tokens\.csv$/],
  }),
  seal: () => {
    const file = only(join('police', 'outbox'), /tokens-to/);
    return {
      party: 'police',
      undone: [join('outbox', file)],
      output: join('outbox', file),
      args: (workspace) => ['seal', join(workspace, 'work', 'police', 'tokens'), '--to', 'linkage-unit'],
      moments: [/^outbox.\..+\.d\.partial-[^/\\]+$/, /^outbox.\..+\.d\.partial-[^/\\]+.[^/\\]+$/],
    };
  },
  open: () => ({
    party: 'linkage-unit',
    undone: [join('work', 'tokens', 'police')],
    output: join('work', 'tokens', 'police'),
    args: (workspace) => [
      'open',
      join(workspace, 'inbox', only(join('linkage-unit', 'inbox'), /^police-tokens/)),
    ],
    moments: [
      /^work.tokens.\.police\.partial-[^/\\]+$/,
      /^work.tokens.\.police\.partial-[^/\\]+.tokens\.csv$/,
    ],
  }),
  link: () => ({
    party: 'linkage-unit',
    undone: [join('work', 'links'), join('work', 'linkage')],
    output: join('work', 'links'),
    args: () => ['link', '--threads', '1'],
    moments: [/^work.\.links\.partial-[^/\\]+$/, /^work.\.links\.partial-[^/\\]+.links\.csv$/],
  }),
  report: () => ({
    party: 'analyst',
    undone: [],
    output: join('release', 'REPORT.html'),
    args: () => ['report'],
    moments: [/^release.\.report\.partial-[^/\\]+$/, /^release.\.report\.partial-[^/\\]+.[^/\\]+\.csv$/],
  }),
};
const NAMES = Object.keys(STEPS);

/** A workspace in which the step has yet to be done. */
function before(step: Step, name: string): string {
  const workspace = join(path, name);
  cpSync(join(demo, step.party), workspace, { recursive: true });
  for (const undone of step.undone) rmSync(join(workspace, undone), { recursive: true });
  return workspace;
}

const command = (step: Step, workspace: string): string[] => [
  ...step.args(workspace),
  '--workspace',
  workspace,
];

/** What is unfinished under a workspace. */
const unfinished = (workspace: string): string[] =>
  namesUnder(workspace).filter((name) =>
    name.split(sep).some((part) => /\.(?:partial|replaced)-/.test(part)),
  );

/** Names come and go while they are read. */
function namesUnder(workspace: string): string[] {
  try {
    return readdirSync(workspace, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

async function lastEntry(workspace: string): Promise<EntryFields | undefined> {
  let last: EntryFields | undefined;
  for await (const { fields } of readEntries(join(workspace, 'log'))) last = fields;
  return last;
}

/** The log is whole; the steps that it notes as open. */
async function openSteps(workspace: string): Promise<number> {
  const { ok, notes } = await verifyLog(join(workspace, 'log'));
  expect(ok).toBe(true);
  return notes.filter(({ code }) => code === 'OPEN_INTENT').length;
}

/** The next run, without help: the step is done, and nothing unfinished stays. */
async function nextRunWorks(step: Step, workspace: string): Promise<void> {
  await facts(command(step, workspace), { temp });
  expect(existsSync(join(workspace, step.output))).toBe(true);
  expect(unfinished(workspace)).toEqual([]);
  expect(await lastEntry(workspace)).toMatchObject({ phase: 'done' });
}

/** Nothing of it is left, the log says that it failed and why, and the next run works. */
async function failedCleanly(step: Step, workspace: string, code: string): Promise<void> {
  expect(existsSync(join(workspace, step.output))).toBe(false);
  expect(unfinished(workspace)).toEqual([]);
  expect(await lastEntry(workspace)).toMatchObject({ phase: 'failed', details: { reason: code } });
  expect(await openSteps(workspace)).toBe(0);
}

/**
 * Room for the next entries of the share log, each file of which holds those before, and for none of the files
 * that the steps make: in blocks of 512 bytes, as a POSIX shell counts them.
 */
function roomForEntries(workspace: string): string {
  const log = join(workspace, 'log');
  const sizes = namesUnder(log).map((name) => statSync(join(log, name)).size);
  return String(Math.ceil((Math.max(...sizes) + 8192) / 512));
}

describe.skipIf(process.platform === 'win32')('where no file may be larger than a few blocks', () => {
  test.each(NAMES)('%s leaves nothing, says why, and works the next time', async (name) => {
    const step = STEPS[name]!();
    const workspace = before(step, `limited-${name}`);
    // Without the trap, the system ends a process that writes too much.
    const script = 'trap "" XFSZ; ulimit -f "$0"; exec "$@"';
    const run = spawnSync(
      '/bin/sh',
      [
        '-c',
        script,
        roomForEntries(workspace),
        process.execPath,
        PROGRAM,
        ...command(step, workspace),
        '--json',
      ],
      { cwd: temp, encoding: 'utf8', env: { HOME: temp, TMPDIR: temp } },
    );
    const { error } = JSON.parse(run.stdout) as { error: Failure };
    expect({ exit: run.status, code: error.code }).toEqual({ exit: 3, code: 'FILE_TOO_LARGE' });
    expect(error.hint).toContain('ulimit -f');
    expect(run.stdout).not.toMatch(/\.partial-\d/);
    await failedCleanly(step, workspace, 'FILE_TOO_LARGE');
    await nextRunWorks(step, workspace);
  });
});

/** Sealing makes its folder private first, and so may write there again. */
const REFUSED = NAMES.filter((name) => name !== 'seal');

describe('where this account may not write', () => {
  const asRoot = process.getuid?.() === 0;

  test.for(REFUSED)('%s leaves nothing, says so, and works once it may', async (name, { skip }) => {
    skip(asRoot, 'skipped: root may write everywhere');
    const step = STEPS[name]!();
    const workspace = before(step, `read-only-${name}`);
    const folder = join(workspace, dirname(step.output));
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o555);
    const { run, error } = await failure(command(step, workspace), { temp });
    chmodSync(folder, 0o755);
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'NOT_WRITABLE' });
    await failedCleanly(step, workspace, 'NOT_WRITABLE');
    await nextRunWorks(step, workspace);
  });
});

/** Runs the step and kills it as soon as a name under the workspace matches. */
function killedAt(step: Step, workspace: string, moment: RegExp): Promise<Run> {
  let timer: NodeJS.Timeout | undefined;
  const run = throughline(command(step, workspace), {
    temp,
    onStart: (kill) => {
      timer = setInterval(() => {
        if (!namesUnder(workspace).some((name) => moment.test(name))) return;
        clearInterval(timer);
        kill('SIGKILL');
      }, 1);
    },
  });
  return run.finally(() => clearInterval(timer));
}

describe.skipIf(process.platform === 'win32')('a job that is killed', () => {
  /** Steps that a kill came in time for. */
  const struck: string[] = [];

  test.each(NAMES)(
    '%s: leaves its output whole or not there, and an announcement that is open',
    async (name) => {
      const step = STEPS[name]!();
      for (const [index, moment] of step.moments.entries()) {
        const workspace = before(step, `killed-${name}-${index}`);
        const { signal } = await killedAt(step, workspace, moment);
        if (signal !== 'SIGKILL') continue;
        // What is in place already is whole: it came there by one rename. The log may be locked, as it says.
        const isLocked = existsSync(join(workspace, 'log', 'lock'));
        if (existsSync(join(workspace, step.output)) || isLocked) continue;
        struck.push(`${name} ${index}`);
        expect(await openSteps(workspace)).toBeGreaterThan(0);
        await nextRunWorks(step, workspace);
      }
    },
  );

  test('was caught at work more than once', () => {
    expect(struck.length).toBeGreaterThanOrEqual(3);
  });
});
