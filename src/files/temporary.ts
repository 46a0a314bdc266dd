/** Folders for the time of one job, outside any workspace, that a signal takes away as well. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFault } from './faults.ts';
import { stageDirectory } from './stage.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const held = new Set<string>();

export interface TemporaryFolder {
  readonly path: string;
  /** Removes the folder with all that is in it. */
  remove(): Promise<void>;
}

/**
 * Makes a folder that only this account can enter, in the machine's folder for temporary files unless another is named. It goes when it is
 * removed, and when the process is interrupted, terminated or hung up on; only a process that is killed outright
 * leaves it. Throws the errors of `writeFault`.
 */
export async function temporaryFolder(prefix: string, within = tmpdir()): Promise<TemporaryFolder> {
  const wanted = join(within, prefix);
  const path = await mkdtemp(wanted).catch((error: unknown) => {
    throw writeFault(error, wanted);
  });
  return hold(path);
}

/**
 * As {@link temporaryFolder}, beside `target`, under a name by which the next run knows it for a leftover: that removes what
 * a process which was killed outright has left. Throws the errors of `stageDirectory`.
 */
export async function leftoverFolder(target: string): Promise<TemporaryFolder> {
  const { path } = await stageDirectory(target, { mode: 0o700 });
  return hold(path);
}

function hold(path: string): TemporaryFolder {
  if (held.size === 0) for (const signal of SIGNALS) process.on(signal, clearAndGo);
  held.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      held.delete(path);
      if (held.size === 0) letGo();
    },
  };
}

/** Clears up, then lets the signal do what it does where nobody listens. */
function clearAndGo(signal: NodeJS.Signals): void {
  for (const path of held) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  letGo();
  process.kill(process.pid, signal);
}

const letGo = (): void => {
  for (const signal of SIGNALS) process.off(signal, clearAndGo);
};
