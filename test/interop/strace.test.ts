/**
 * A disk that fails, a disk that is full, and a process that is killed at every system call of an append, as
 * strace makes them happen to a real process. Which calls there are is found by tracing a whole append first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog, scratch } from '../sharelog/helpers.ts';

const SCRIPT = join(import.meta.dirname, 'append.mjs');
const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0;
const runs = hasStrace && process.env.THROUGHLINE_INTEROP === '1';
if (!runs) console.log(`skipped: needs strace${hasStrace ? ' and THROUGHLINE_INTEROP=1' : ''}`);

/** Calls that change what is on the disk. A kill between two of them is a kill before the second. */
const CALLS = ['openat', 'write', 'pwrite64', 'fsync', 'link', 'rename', 'mkdir', 'unlink', 'rmdir', 'close'];
/** Milliseconds in all: a slow machine tries fewer of them, spread over the whole append. */
const PATIENCE = 45_000;
const BEFORE = 255;

interface Fault {
  readonly call: string;
  /** The how manieth of its kind in the thread that works on files. */
  readonly when: number;
  readonly inject: 'error=EIO' | 'error=ENOSPC' | 'signal=SIGKILL';
}

/** Runs the script under strace; resolves when it has ended, however it did. */
function traced(workspace: string, options: readonly string[]): Promise<void> {
  const child = spawn('strace', ['-f', '-qq', ...options, process.execPath, SCRIPT, workspace], {
    // One thread for files, so that their calls come in one order; strace counts them by thread.
    env: { PATH: process.env.PATH, UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' },
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

/** Every call of an append on a path of the workspace. */
async function callsOf(base: string): Promise<{ call: string; when: number }[]> {
  const workspace = await copyOf(base);
  const output = join(await scratch(), 'trace');
  await traced(workspace, ['-y', '-o', output, '-e', `trace=${CALLS.join(',')}`]);
  const started = (await readFile(output, 'latin1')).split('\n').flatMap((line) => {
    const match = /^(\d+) +(\w+)\((.*)/.exec(line);
    return match === null ? [] : [{ thread: match[1]!, call: match[2]!, on: match[3]! }];
  });
  const thread = started.find(({ on }) => on.includes(workspace))?.thread;
  const counts = new Map<string, number>();
  return started.flatMap(({ thread: by, call, on }) => {
    if (by !== thread) return [];
    const when = (counts.get(call) ?? 0) + 1;
    counts.set(call, when);
    return on.includes(workspace) ? [{ call, when }] : [];
  });
}

async function copyOf(base: string): Promise<string> {
  const workspace = await scratch();
  await cp(base, workspace, { recursive: true });
  return workspace;
}

/** What is wrong after the fault, and whether the append was in by then. */
async function after(base: string, { call, when, inject }: Fault) {
  const workspace = await copyOf(base);
  const trace = join(workspace, 'trace');
  await traced(workspace, [
    '-y',
    '-o',
    trace,
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:${inject}:when=${when}`,
  ]);
  const hit = (await readFile(trace, 'latin1')).includes(workspace);
  await rm(trace);
  await rm(join(workspace, 'log', 'lock'), { force: true });
  const rememberedHead = join(workspace, 'head.json');
  const { size, findings } = await verifyLog(join(workspace, 'log'), { rememberedHead });
  const [appended] = await (await openLog(workspace)).append([draft('erasure')]);
  const then = await verifyLog(join(workspace, 'log'), { rememberedHead });
  const right =
    findings.length === 0 &&
    (size === BEFORE || size === BEFORE + 2) &&
    (appended!.index === BEFORE || appended!.index === BEFORE + 2) &&
    appended!.index >= size &&
    then.ok &&
    then.size === appended!.index + 1;
  await rm(workspace, { recursive: true });
  return {
    size,
    hit,
    wrong: right ? undefined : `${call} ${when} ${inject}: ${size} ${JSON.stringify(findings)}`,
  };
}

describe.skipIf(!runs)('an append', () => {
  test(
    'leaves the log at its old or new size after a fault at every system call',
    async () => {
      const base = await logOf(BEFORE, BEFORE);
      const calls = await callsOf(base);
      const all: Fault[] = calls.flatMap(({ call, when }): Fault[] => [
        { call, when, inject: 'signal=SIGKILL' },
        ...(call === 'close' ? [] : [{ call, when, inject: 'error=EIO' } as const]),
        ...(['openat', 'write', 'mkdir', 'link'].includes(call)
          ? [{ call, when, inject: 'error=ENOSPC' } as const]
          : []),
      ]);
      expect(calls.length).toBeGreaterThan(100);
      const started = performance.now();
      const found: Awaited<ReturnType<typeof after>>[] = [];
      // Every seventh, then every seventh from the next: whoever stops early has been everywhere.
      const spread = Array.from({ length: 7 }, (_, from) => all.filter((_fault, i) => i % 7 === from)).flat();
      const queue = spread.values();
      const worker = async (): Promise<void> => {
        for (const fault of queue) {
          if (performance.now() - started > PATIENCE) return;
          found.push(await after(base, fault));
        }
      };
      await Promise.all([worker(), worker()]);
      console.log(`strace: ${found.length} of ${all.length} faults tried`);
      expect(found.flatMap(({ wrong }) => wrong ?? [])).toEqual([]);
      expect(new Set(found.map(({ size }) => size))).toEqual(new Set([BEFORE, BEFORE + 2]));
      expect(found.filter(({ hit }) => hit).length).toBeGreaterThan(found.length / 2);
    },
    PATIENCE + 40_000,
  );
});
