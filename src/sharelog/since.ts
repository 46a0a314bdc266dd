/** Whether a party's own log has grown soundly since its last verified checkpoint, the head remembered elsewhere. */
import { join } from 'node:path';
import { ThroughlineError } from '../errors.ts';
import { equal } from './bytes.ts';
import { readEntry, timeOf } from './entry.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import { readHead } from './head.ts';
import type { Verifier } from './keys.ts';
import { type Hash, leafHash, treeRoot } from './merkle.ts';
import { MAX_POLICY_BYTES, parsePolicy } from './policy.ts';
import { TileReader } from './reader.ts';
import { damaged, readBundle, readState } from './state.ts';
import { TILE_WIDTH, widthOf } from './tiles.ts';

export interface LogStanding {
  /** Why the log does not verify since the head remembered; undefined when it does, or when there is no log yet. */
  readonly fault: string | undefined;
  /** Time of the newest entry, as `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly lastEntryAt: string | undefined;
}

/**
 * Checks the log in `folder` from the head remembered at `head` to its newest checkpoint: the entries before are
 * the ones that were verified then, and every entry since is whole, in order, and in the signed tree. Costs what
 * the new entries cost, whatever the size of the log; where nothing is remembered, all of them are new.
 *
 * @param options.key the log's own key; the newest of its policy unless given
 */
export async function verifySince(
  folder: string,
  head: string,
  options: { readonly key?: Verifier; readonly files?: LogFiles } = {},
): Promise<LogStanding> {
  const files = options.files ?? diskFiles;
  if ((await files.kind(folder)) === undefined && (await readHead(files, head)) === undefined) {
    return { fault: undefined, lastEntryAt: undefined };
  }
  try {
    return await standing(files, folder, head, options.key);
  } catch (error) {
    if (!(error instanceof ThroughlineError) || error.exitCode === 3) throw error;
    return { fault: error.reason, lastEntryAt: undefined };
  }
}

async function standing(
  files: LogFiles,
  folder: string,
  path: string,
  key: Verifier | undefined,
): Promise<LogStanding> {
  // Before the checkpoint, which is written first: another process may be appending.
  const remembered = await readHead(files, path);
  const policy = await files.read(join(folder, 'policy'), MAX_POLICY_BYTES);
  if (policy === undefined) throw damaged('policy', 'the file is missing');
  const state = await readState(files, folder, key === undefined ? parsePolicy(policy).logs : [key]);
  const { size } = state.checkpoint;
  const lastEntryAt = state.last === undefined ? undefined : momentOf(state.last);
  const tiles = new TileReader(folder, size, files);
  if (remembered !== undefined) {
    const fault = await continuation(tiles, state.checkpoint, remembered);
    if (fault !== undefined) return { fault, lastEntryAt };
  }
  return { fault: await newEntries(files, folder, tiles, remembered?.size ?? 0, size), lastEntryAt };
}

interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

async function continuation(tiles: TileReader, now: Head, then: Head): Promise<string | undefined> {
  if (then.origin !== now.origin) return 'the share log has another name than the one remembered';
  if (now.size < then.size) return `the share log was rolled back from ${then.size} to ${now.size} entries`;
  const root = now.size === then.size ? now.root : await treeRoot(tiles, then.size);
  return equal(root, then.root)
    ? undefined
    : `the first ${then.size} entries of the share log are not the ones remembered`;
}

/** What is wrong with the first entry from `from` to `size` with which something is. */
async function newEntries(
  files: LogFiles,
  folder: string,
  tiles: TileReader,
  from: number,
  size: number,
): Promise<string | undefined> {
  let before: number | undefined;
  for (let index = Math.max(0, from - 1); index < size; ) {
    const bundle = Math.floor(index / TILE_WIDTH);
    const entries = await readBundle(files, folder, bundle, widthOf('entries', bundle, size));
    for (; index < size && Math.floor(index / TILE_WIDTH) === bundle; index += 1) {
      const bytes = entries[index % TILE_WIDTH]!;
      if (!equal(leafHash(bytes), await tiles.node(0, index))) {
        return `entry ${index} of the share log is not the one that was logged`;
      }
      const { fields, problems } = readEntry(bytes, index);
      const time = fields === undefined ? undefined : timeOf(fields);
      if (problems[0] !== undefined)
        return `entry ${index} of the share log is not sound: ${problems[0].message}`;
      if (before !== undefined && time !== undefined && time < before) {
        return `entry ${index} of the share log is earlier than the one before it`;
      }
      before = time;
    }
  }
  return undefined;
}

function momentOf(entry: Uint8Array): string | undefined {
  const { fields } = readEntry(entry, 0);
  const time = fields === undefined ? undefined : timeOf(fields);
  return time === undefined ? undefined : new Date(time).toISOString();
}
