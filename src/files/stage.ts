/**
 * A folder of output that appears whole or not at all. It is built beside its target under a name of its
 * own, every file in it is flushed, and one rename puts it in place.
 */
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../errors.ts';
import { beingMade, outputExists, writeFault } from './faults.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';
import { besideName, isInUse, readBesideName } from './partial.ts';

export interface Stage {
  /** The folder to build the output in. */
  readonly path: string;
  /**
   * Flushes everything and puts the folder in place. On failure the stage is removed and at the target is
   * what was there before.
   */
  commit(): Promise<void>;
  /**
   * As {@link commit}, but what was there before goes only once `confirm` has ended, and comes back if it throws. Throws
   * what `confirm` throws, too.
   */
  commitOnce<T>(confirm: () => Promise<T>): Promise<T>;
  /** Removes the stage; harmless after a commit, so it can stand in a `finally`. */
  abandon(): Promise<void>;
}

export interface StageOptions {
  /** Take the place of an existing folder; default false. */
  readonly replace?: boolean;
  /** Refuse to begin while another run, or another stage of this one, is building the same output. */
  readonly alone?: boolean;
  /** Permission bits of the folder; default `0o777` less the umask. */
  readonly mode?: number;
}

/**
 * Opens a stage for the folder `target`, on the main thread. Missing parents are made, and what killed jobs
 * left beside the target is cleared up first (see {@link removeLeftovers}).
 *
 * Throws `OUTPUT_EXISTS` when there is anything of that name and `replace` is not set (at once, and again at
 * the commit; a file is never replaced by a folder), `OUTPUT_BEING_MADE`, and the errors of `writeFault` when the disk refuses.
 */
export async function stageDirectory(
  target: string,
  options: StageOptions = {},
  files: FileSystem = realFileSystem,
): Promise<Stage> {
  const { replace = false, alone = false, mode = 0o777 } = options;
  const path = besideName(target, 'partial');
  let open = true;
  const commitOnce = async <T>(confirm: () => Promise<T>): Promise<T> => {
    if (!open) {
      throw fault('STAGE_CLOSED', 'this output was already finished or given up', {
        hint: 'please report this line, which holds no personal value',
        place: { file: target },
      });
    }
    open = false;
    let inPlace: InPlace;
    try {
      await syncTree(files, path);
      await refuseExisting(files, target, replace);
      inPlace = await putInPlace(files, path, target);
    } catch (error) {
      await files.remove(path).catch(() => undefined);
      throw writeFault(error, target);
    }
    try {
      const done = await confirm();
      await inPlace.keep();
      return done;
    } catch (error) {
      await inPlace.undo();
      throw error;
    }
  };
  try {
    await files.makeDirectories(dirname(target), 0o777);
    await removeLeftovers(dirname(target), files);
    await refuseExisting(files, target, replace);
    await files.makeDirectory(path, mode);
    if (alone) await giveWay(files, path, target);
  } catch (error) {
    throw writeFault(error, target);
  }

  return {
    path,
    commit: () => commitOnce(() => Promise.resolve()),
    commitOnce,
    async abandon() {
      if (!open) return;
      open = false;
      try {
        await files.remove(path);
      } catch (error) {
        throw writeFault(error, path);
      }
    },
  };
}

/**
 * Clears up after killed jobs in the folder `directory`: removes what they were building, and puts back an
 * output that was moved aside and never replaced. What a running process is building stays. Process numbers
 * are this machine's, so a folder must not be worked in from two machines at once. Returns the names that
 * were removed or put back, sorted.
 */
export async function removeLeftovers(
  directory: string,
  files: FileSystem = realFileSystem,
): Promise<readonly string[]> {
  const cleared: string[] = [];
  try {
    if ((await files.inspect(directory)) === undefined) return cleared;
    for (const name of [...(await files.list(directory))].sort()) {
      const leftover = readBesideName(name);
      if (leftover === undefined || isInUse(name, leftover)) continue;
      const path = join(directory, name);
      const target = join(directory, leftover.of);
      if (leftover.what === 'replaced' && (await files.inspect(target)) === undefined) {
        await files.rename(path, target);
      } else {
        await files.remove(path);
      }
      cleared.push(name);
    }
    if (cleared.length > 0) await files.syncDirectory(directory);
  } catch (error) {
    throw writeFault(error, directory);
  }
  return cleared;
}

/** How often, 20 ms apart, the first of several that began at one moment looks whether the others gave way. */
const PATIENCE = 25;

/**
 * Leaves one stage of those that are being built for `target`. Each shows itself first and looks second, so no
 * two can both miss the other; of those that begin at one moment, all but the one with the lowest name give way.
 */
async function giveWay(files: FileSystem, path: string, target: string): Promise<void> {
  const own = readBesideName(basename(path))!;
  for (let left = PATIENCE; ; left -= 1) {
    const others = (await files.list(dirname(target))).flatMap((name) => {
      const other = readBesideName(name);
      const rival = other?.of === own.of && other.what === 'partial' && name !== basename(path);
      return rival && isInUse(name, other) ? [other] : [];
    });
    if (others.length === 0) return;
    const isLater = others.some(({ pid, count }) => pid < own.pid || (pid === own.pid && count < own.count));
    if (isLater || left === 0) {
      await files.remove(path);
      throw beingMade(target);
    }
    await delay(20);
  }
}

async function refuseExisting(files: FileSystem, target: string, replace: boolean): Promise<void> {
  const present = await files.inspect(target);
  if (present !== undefined && (!replace || present.kind !== 'directory')) throw outputExists(target);
}

async function syncTree(files: FileSystem, directory: string): Promise<void> {
  for (const name of [...(await files.list(directory))].sort()) {
    const path = join(directory, name);
    const facts = await files.inspect(path);
    if (facts?.kind === 'directory') await syncTree(files, path);
    else await files.syncFile(path);
  }
  await files.syncDirectory(directory);
}

/** A new folder in the place of an old one that stepped aside. */
interface InPlace {
  /** The new one stays. */
  keep(): Promise<void>;
  /** The old one comes back. */
  undo(): Promise<void>;
}

/** A folder cannot be renamed over another, so the old one steps aside and goes once the new one is safe. */
async function putInPlace(files: FileSystem, path: string, target: string): Promise<InPlace> {
  const replacing = (await files.inspect(target)) !== undefined;
  const aside = besideName(target, 'replaced');
  if (replacing) await files.rename(target, aside);
  try {
    await files.rename(path, target);
    await files.syncDirectory(dirname(target)).catch(async (error: unknown) => {
      await files.rename(target, path);
      throw error;
    });
  } catch (error) {
    if (replacing) await files.rename(aside, target);
    throw error;
  }
  return {
    async keep() {
      // The new output stands; an old one that cannot be removed now is a leftover and no failure.
      if (replacing) await files.remove(aside).catch(() => undefined);
    },
    async undo() {
      await files.rename(target, path);
      if (replacing) await files.rename(aside, target);
      await files.remove(path).catch(() => undefined);
    },
  };
}
