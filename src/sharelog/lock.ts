/**
 * One writer at a time: `log/lock`, made with exclusive create and holding the writer's process and machine.
 *
 * A lock is never broken by the program, not even when its process has ended: in a container or on a
 * network drive the same number may belong to a living process elsewhere, and two writers would fork the
 * log. A lock left by a crash therefore needs a person, and the message tells them what to check and which
 * file to remove.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { refused, systemCode } from '../errors.ts';
import { utf8 } from './bytes.ts';
import { isJsonObject, parseCanonical } from './canonical.ts';
import type { LogFiles } from './filesystem.ts';

export const LOCK_FILE = 'lock';

export interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** How often to look again at a lock that cannot be read. */
const PATIENCE = 20;

export interface LockOptions {
  /** Who takes the lock; this process on this machine by default. */
  readonly holder?: Holder;
  /** How often to look again while a living process of this machine holds the lock, 50 ms apart. */
  readonly attempts?: number;
}

/**
 * Takes the lock of the log in `folder` and returns the function that gives it back.
 * @throws LOG_LOCKED when another holder does not give it back in time, or has ended without doing so.
 */
export async function takeLock(
  files: LogFiles,
  folder: string,
  options: LockOptions = {},
): Promise<() => Promise<void>> {
  const holder = options.holder ?? { pid: process.pid, host: hostname() };
  const path = join(folder, LOCK_FILE);
  const content = utf8(`${JSON.stringify({ host: holder.host, pid: holder.pid })}\n`);
  let patience = Math.min(options.attempts ?? 100, PATIENCE);
  for (let left = options.attempts ?? 100; ; left -= 1) {
    try {
      await files.create(path, content);
      return () => files.remove(path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    const found = await readHolder(files, path);
    if (found === 'gone') continue;
    // A lock is made and then written: what cannot be read may be complete a moment later.
    const unreadable = found === undefined;
    if (unreadable) patience -= 1;
    const waiting = unreadable ? patience > 0 : found.host === holder.host && isAlive(found.pid);
    if (!waiting || left <= 0) throw lockedBy(path, found, holder, waiting);
    await wait(50);
  }
}

/** The holder that a lock names; undefined when it cannot be read, e.g. its writer died writing it. */
async function readHolder(files: LogFiles, path: string): Promise<Holder | undefined | 'gone'> {
  const bytes = await files.read(path, 4096);
  if (bytes === undefined) return 'gone';
  try {
    const value = parseCanonical(bytes.subarray(0, -1));
    if (!isJsonObject(value)) return undefined;
    const { pid, host } = value;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

function lockedBy(path: string, found: Holder | undefined, self: Holder, alive: boolean): Error {
  const remove = 'make sure that no throughline command is running on this log, then remove this file';
  const locked = (reason: string, hint: string): Error =>
    refused('LOG_LOCKED', reason, { hint, place: { file: path } });
  if (found === undefined) {
    return locked('the share log is locked, by a lock that cannot be read', remove);
  }
  if (found.host !== self.host) {
    return locked('the share log is locked by a process on another machine', `on both machines, ${remove}`);
  }
  return alive
    ? locked('the share log is locked by another command that is still running', 'wait until it has ended')
    : locked('the share log is locked by a command that ended without unlocking it', remove);
}
