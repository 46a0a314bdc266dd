/**
 * Names of things that are not finished. Beside an output `x` a run may leave `.x.partial-PID-N` (being
 * built) and `.x.replaced-PID-N` (the earlier output, moved aside for the moment of replacing it).
 */
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { systemCode } from '../errors.ts';

export type Unfinished = 'partial' | 'replaced';

/** What a name says of a thing that a process is building or has left behind. */
export interface BesideName {
  /** The name of the output. */
  readonly of: string;
  readonly what: Unfinished;
  /** The number of the process that made it, and which name of that process it is. */
  readonly pid: number;
  readonly count: number;
}

let counter = 0;
const given = new Set<string>();

/** A fresh name beside `target`, never given twice by this process. */
export function besideName(target: string, what: Unfinished): string {
  counter += 1;
  const name = `.${basename(target)}.${what}-${process.pid}-${counter}`;
  given.add(name);
  return join(dirname(target), name);
}

const PATTERN = /^\.(.+)\.(partial|replaced)-([1-9]\d{0,9})-(\d+)$/;

/** What a file name says if it has the form that {@link besideName} gives, or undefined. */
export function readBesideName(name: string): BesideName | undefined {
  const [, of, what, pid, count] = PATTERN.exec(name) ?? [];
  if (of === undefined) return undefined;
  return { of, what: what === 'replaced' ? 'replaced' : 'partial', pid: Number(pid), count: Number(count) };
}

/** The path with the names of outputs in place of those that they have while they are built. */
export const outputOf = (path: string): string =>
  path
    .split(/([\\/])/)
    .map((part) => readBesideName(part)?.of ?? part)
    .join('');

/** Whether a name is of something that a run began and will not end: its process is gone. */
export function isLeftover(name: string): boolean {
  const read = readBesideName(name);
  return read !== undefined && !isInUse(name, read);
}

/**
 * Whether whoever made `name` can still be at work on it: its process runs on this machine. A name with our
 * own number that we never gave is from an earlier process that had the same number (in a container every
 * run can have it); only the main thread can tell, because each thread gives names of its own.
 */
export function isInUse(name: string, { pid }: BesideName): boolean {
  if (pid === process.pid) return given.has(name) || !isMainThread;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
