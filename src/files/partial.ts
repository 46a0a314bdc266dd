/**
 * Names of things that are not finished. Beside an output `x` a run may leave `.x.partial-PID-N` (being
 * built) and `.x.replaced-PID-N` (the earlier output, moved aside for the moment of replacing it).
 */
import { basename, dirname, join } from 'node:path';
import { systemCode } from '../errors.ts';

export type Unfinished = 'partial' | 'replaced';

let counter = 0;

/** A fresh name beside `target`, never given twice by this process. */
export function besideName(target: string, what: Unfinished): string {
  counter += 1;
  return join(dirname(target), `.${basename(target)}.${what}-${process.pid}-${counter}`);
}

const PATTERN = /^\.(?<name>.+)\.(?<what>partial|replaced)-(?<pid>[1-9]\d{0,9})-\d+$/;

/** What a file name says if it is one of ours, or undefined. */
export function readBesideName(
  name: string,
): { readonly of: string; readonly what: Unfinished; readonly pid: number } | undefined {
  const groups = PATTERN.exec(name)?.groups;
  if (groups === undefined) return undefined;
  return { of: groups.name!, what: groups.what as Unfinished, pid: Number(groups.pid) };
}

/** Whether a process of that number runs on this machine (it may belong to somebody else). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
