import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog } from './helpers.ts';

const HERE = { pid: process.pid, host: 'this-machine' };
/** The highest process id a system gives out is below this. */
const NO_PROCESS = 2 ** 30;

async function appendWhenLockedBy(content: string, attempts = 2): Promise<unknown> {
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
  return error;
}

const lockOf = (pid: number, host = HERE.host): string => `${JSON.stringify({ host, pid })}\n`;

describe('a lock is never broken', () => {
  test('of a process that still runs', async () => {
    expect(await appendWhenLockedBy(lockOf(process.pid))).toMatchObject({
      code: 'LOG_LOCKED',
      exitCode: 1,
      message: 'log/lock: the share log is locked by another command that is still running',
      hint: 'wait until it has ended',
    });
  });

  test('of a process that has ended, but the message says what to do', async () => {
    expect(await appendWhenLockedBy(lockOf(NO_PROCESS))).toMatchObject({
      code: 'LOG_LOCKED',
      message: 'log/lock: the share log is locked by a command that ended without unlocking it',
      hint: 'make sure that no throughline command is running on this log, then remove log/lock',
    });
  });

  test('of another machine, whether or not such a process runs here', async () => {
    for (const pid of [process.pid, NO_PROCESS]) {
      expect(await appendWhenLockedBy(lockOf(pid, 'another-machine'))).toMatchObject({
        code: 'LOG_LOCKED',
        message: 'log/lock: the share log is locked by a process on another machine',
      });
    }
  });

  test.each(['', '{', '{}\n', '{"host":1,"pid":1}\n', '[]\n'])('that cannot be read: %j', async (content) => {
    expect(await appendWhenLockedBy(content)).toMatchObject({
      code: 'LOG_LOCKED',
      message: 'log/lock: the share log is locked, by a lock that cannot be read',
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
