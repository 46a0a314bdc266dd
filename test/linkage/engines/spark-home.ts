/** A folder that looks like Spark's, with the stand-in for its program. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAND_IN = join(import.meta.dirname, 'spark-sql.mjs');

export interface Behaviour {
  /** What it says on stderr before anything else. */
  readonly stderr?: string;
  readonly exit?: number;
  readonly kill?: NodeJS.Signals;
  /** Does nothing for a minute. */
  readonly hang?: boolean;
  /** Ends with 1 after the first statement that has this in it. */
  readonly stopAfter?: string;
  /** Results that never arrive. */
  readonly lose?: readonly string[];
  /** Files of results that end after twenty bytes. */
  readonly cut?: readonly string[];
}

/** What the stand-in was given. */
export interface Seen {
  readonly args: readonly string[];
  readonly pid: number;
  readonly folder: string;
  readonly files: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly mode: string;
  readonly scratch: string;
}

export function sparkHome(within: string, behaviour: Behaviour = {}): string {
  const home = mkdtempSync(join(within, 'spark-'));
  mkdirSync(join(home, 'bin'));
  const program = `#!/bin/sh\nexec '${process.execPath}' '${STAND_IN}' '${home}' "$@"\n`;
  writeFileSync(join(home, 'bin', 'spark-sql'), program, { mode: 0o755 });
  writeFileSync(join(home, 'behaviour.json'), JSON.stringify(behaviour));
  return home;
}

/** Undefined where it never ran. */
export function seenBy(home: string): Seen | undefined {
  const file = join(home, 'seen.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Seen) : undefined;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
