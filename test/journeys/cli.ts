/** The built command line, run as a user runs it: another process, its own folders, nothing inherited. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The built program, for those who start it in a way of their own. */
export const PROGRAM = join(ROOT, 'bin', 'run.js');

export interface Run {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Current folder of the process. */
  readonly cwd?: string;
  /** Folder for temporary files, and for what a program may keep of its own. */
  readonly temp?: string;
  /** What the process reads from stdin; nothing unless said. */
  readonly input?: string;
  /** Called as soon as the process runs. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `throughline` with these arguments to its end, whatever its exit code. */
export function throughline(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const temp = options.temp ?? tmpdir();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? temp,
    env: { PATH: process.env.PATH, HOME: temp, TMPDIR: temp, TEMP: temp, TMP: temp },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A program that ends without reading closes the pipe, which is no fault of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  options.onStart?.((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

/** Runs a command with `--json` that has to succeed, and returns the facts it prints. */
export async function facts<T>(args: readonly string[], options: RunOptions = {}): Promise<T> {
  const run = await throughline([...args, '--json'], options);
  if (run.code !== 0)
    throw new Error(`throughline ${args[0] ?? ''} ended with ${run.code}: ${run.stdout}${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}

export interface Failure {
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly hint: string;
}

/** Runs a command with `--json` that has to fail, and returns its exit code and the error it prints. */
export async function failure(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ readonly run: Run; readonly error: Failure }> {
  const run = await throughline([...args, '--json'], options);
  if (run.code === 0) throw new Error(`throughline ${args[0] ?? ''} succeeded`);
  return { run, error: (JSON.parse(run.stdout) as { error: Failure }).error };
}

/** A folder for one test file; `remove` takes it away. */
export function scratch(): { readonly path: string; readonly temp: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-test-')));
  const temp = join(path, 'temp');
  mkdirSync(temp);
  return { path, temp, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs tasks two at a time and returns their results in order. */
export async function byTwos<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await task(items[at]!);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}
