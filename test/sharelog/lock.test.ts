import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog } from './helpers.ts';

const HERE = { pid: process.pid, host: 'this-machine' };
/** The highest process id a system gives out is below this. */
const NO_PROCESS = 2 ** 30;

interface Refusal {
  /** The path of the lock. */
  readonly lock: string;
  readonly error: unknown;
}

async function appendWhenLockedBy(content: string, attempts = 2): Promise<Refusal> {
  const workspace = await logOf(1);
  const log = await openLog(workspace, { lock: { holder: HERE, attempts } });
  const lock = join(workspace, 'log', 'lock');
  await writeFile(lock, content);
  const error: unknown = await log.append([draft()]).catch((reason: unknown) => reason);
  expect(await readFile(lock, 'utf8')).toBe(content);
  expect(await verifyLog(join(workspace, 'log'))).toMatchObject({
    ok: true,
    size: 1,
    notes: [{ code: 'LOCKED', file: 'lock' }],
  });
  return { lock, error };
}

const lockOf = (pid: number, host = HERE.host): string => `${JSON.stringify({ host, pid })}\n`;

describe('a lock is never broken', () => {
  test('of a process that still runs', async () => {
    const { lock, error } = await appendWhenLockedBy(lockOf(process.pid));
    expect(error).toMatchObject({
      code: 'LOG_LOCKED',
      exitCode: 1,
      message: `${lock}: the share log is locked by another command that is still running`,
      hint: 'wait until it has ended',
    });
  });

  test('of a process that has ended, but the message says what to do', async () => {
    const { lock, error } = await appendWhenLockedBy(lockOf(NO_PROCESS));
    expect(error).toMatchObject({
      code: 'LOG_LOCKED',
      message: `${lock}: the share log is locked by a command that ended without unlocking it`,
      hint: 'make sure that no throughline command is running on this log, then remove this file',
    });
  });

  test('of another machine, whether or not such a process runs here', async () => {
    for (const pid of [process.pid, NO_PROCESS]) {
      const { lock, error } = await appendWhenLockedBy(lockOf(pid, 'another-machine'));
      expect(error).toMatchObject({
        code: 'LOG_LOCKED',
        message: `${lock}: the share log is locked by a process on another machine`,
      });
    }
  });

  test.each(['', '{', '{}\n', '{"host":1,"pid":1}\n', '[]\n'])('that cannot be read: %j', async (content) => {
    const { lock, error } = await appendWhenLockedBy(content);
    expect(error).toMatchObject({
      code: 'LOG_LOCKED',
      message: `${lock}: the share log is locked, by a lock that cannot be read`,
    });
  });
});

test('several appenders at once wait for each other, and none is lost', async () => {
  const workspace = await logOf(1);
  const logs = await Promise.all(
    Array.from({ length: 4 }, () => openLog(workspace, { lock: { attempts: 1000 } })),
  );
  const appended = await Promise.all(
    logs.flatMap((log) => [log.append([draft()]), log.append([draft('denial')])]),
  );
  expect(appended.map(([entry]) => entry!.index).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(await verifyLog(join(workspace, 'log'))).toMatchObject({
    ok: true,
    size: 9,
    findings: [],
    notes: [],
  });
});
