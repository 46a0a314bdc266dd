/**
 * Putting entries on disk so that a crash anywhere leaves a log that verifies at its old or its new size.
 *
 * New bundles and tiles go to names that carry their width, so nothing committed is ever written over:
 * written in `log/tmp`, flushed, read back, then given their name, which must be free. The new right edge is
 * read and hashed again before the tree is signed. The signed checkpoint is first laid in `log/tmp/checkpoint`, then filed
 * under `checkpoints/<size>`, and last renamed to `checkpoint`: that rename is the commit. After a crash, a
 * whole `log/tmp/checkpoint` is carried to its end by {@link settle}, since something signed must be
 * honoured; anything else left over is swept away by the next append.
 */
import { dirname, join } from 'node:path';
import { systemCode } from '../errors.ts';
import { concat, equal } from './bytes.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './filesystem.ts';
import type { LogSigner, Verifier } from './keys.ts';
import { EMPTY_ROOT, type Hash, leafHash, treeRoot } from './merkle.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { TileReader } from './reader.ts';
import { damaged, type Edge, readEdge } from './state.ts';
import { encodeBundle, TILE_WIDTH, type Tile, tilePath } from './tiles.ts';

export const TEMPORARY = 'tmp';
/** A checkpoint that is signed but not yet committed. */
export const PENDING = `${TEMPORARY}/checkpoint`;

/**
 * The files that appending `entries` to a log with this right edge adds, and the root they lead to. Takes the
 * edge's frontier along.
 */
export function newFiles(
  edge: Edge,
  entries: readonly Uint8Array[],
): { files: Map<string, Uint8Array>; size: number; root: Hash } {
  const files = new Map<string, Uint8Array>();
  const size = edge.frontier.size;
  const tiles = edge.tiles.map((hashes) => [...hashes]);
  let bundle = [...edge.bundle];
  const { frontier } = edge;
  const put = (tile: Tile, bytes: Uint8Array): void => void files.set(tilePath(tile), bytes);
  for (const entry of entries) {
    bundle.push(entry);
    const completed = frontier.push(leafHash(entry));
    for (const [level, hash] of completed.entries()) {
      const hashes = tiles[level] ?? [];
      tiles[level] = hashes;
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) continue;
      const index = frontier.size / TILE_WIDTH ** (level + 1) - 1;
      put({ level, index, width: TILE_WIDTH }, concat(...hashes));
      if (level === 0) {
        put({ level: 'entries', index, width: TILE_WIDTH }, encodeBundle(bundle));
        bundle = [];
      }
      hashes.length = 0;
    }
  }
  for (const [level, hashes] of tiles.entries()) {
    if (hashes.length === 0) continue;
    const index = Math.floor(frontier.size / TILE_WIDTH ** (level + 1));
    const tile = { level, index, width: hashes.length };
    if (isNew(tile, size)) put(tile, concat(...hashes));
  }
  if (bundle.length > 0) {
    const index = Math.floor(frontier.size / TILE_WIDTH);
    put({ level: 'entries', index, width: bundle.length }, encodeBundle(bundle));
  }
  return { files, size: frontier.size, root: frontier.root() };
}

/** A partial tile of an upper level is written only when this append has lengthened it. */
function isNew(tile: Tile & { level: number }, size: number): boolean {
  return (tile.index * TILE_WIDTH + tile.width) * TILE_WIDTH ** tile.level > size;
}

/**
 * Writes the files of an append and commits it under a new signed checkpoint, whose bytes it returns.
 * Needs the lock. Fails before the commit point with the log as it was.
 */
export async function commit(
  files: LogFiles,
  folder: string,
  edge: Edge,
  entries: readonly Uint8Array[],
  signers: readonly [LogSigner, ...LogSigner[]],
): Promise<Uint8Array> {
  const added = newFiles(edge, entries);
  await sweep(files, folder, added.files.keys());
  const folders = new Set<string>();
  for (const [path, bytes] of added.files) {
    await writeNew(files, folder, path, bytes);
    for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
  }
  for (const path of ['.', ...folders]) await files.flushFolder(join(folder, path));
  const written = await readEdge(files, folder, added.size);
  if (!equal(written.frontier.root(), added.root))
    throw damaged('tile', 'the disk did not keep what was written');
  const head = { origin: signers[0].name, size: added.size, root: added.root };
  const checkpoint = signCheckpoint(head, ...signers);
  await commitCheckpoint(files, folder, added.size, checkpoint);
  await removeFilled(files, folder, added.files.keys());
  return checkpoint;
}

/** Files a signed checkpoint and makes it the log's own. */
export async function commitCheckpoint(
  files: LogFiles,
  folder: string,
  size: number,
  checkpoint: Uint8Array,
): Promise<void> {
  await files.makeFolder(join(folder, TEMPORARY));
  await files.makeFolder(join(folder, 'checkpoints'));
  await files.create(join(folder, PENDING), checkpoint);
  await files.flushFolder(join(folder, TEMPORARY));
  await writeNew(files, folder, `checkpoints/${size}`, checkpoint);
  await finish(files, folder);
}

async function finish(files: LogFiles, folder: string): Promise<void> {
  await files.flushFolder(join(folder, 'checkpoints'));
  await files.rename(join(folder, PENDING), join(folder, 'checkpoint'));
  await files.flushFolder(folder);
}

/**
 * Carries an interrupted commit to its end: when a checkpoint of this log is pending that continues the
 * committed one, and the tiles lead to its root. One that is torn, or no longer ahead, is removed.
 * Needs the lock. @throws LOG_DAMAGED when a signed continuation cannot be completed.
 */
export async function settle(files: LogFiles, folder: string, keys: readonly Verifier[]): Promise<void> {
  const bytes = await files.read(join(folder, PENDING), MAX_NOTE_BYTES);
  if (bytes === undefined) return;
  const pending = attempt(() => openCheckpoint(bytes, keys));
  const committed = await readCommitted(files, folder, keys);
  if (pending === undefined || pending.size <= committed.size) {
    await files.remove(join(folder, PENDING));
    return;
  }
  const edge = await readEdge(files, folder, pending.size);
  const before = await treeRoot(new TileReader(folder, pending.size, files), Math.max(0, committed.size));
  if (!equal(edge.frontier.root(), pending.root) || !equal(before, committed.root)) {
    throw damaged(PENDING, 'an interrupted append was signed, but its hashes are not there');
  }
  const filed = `checkpoints/${pending.size}`;
  const archived = await files.read(join(folder, filed), MAX_NOTE_BYTES);
  if (archived === undefined) await writeNew(files, folder, filed, bytes);
  else if (!equal(archived, bytes)) throw damaged(filed, 'another checkpoint of the same size was signed');
  await finish(files, folder);
}

/** The committed tree; before the very first commit of a log, one of size -1. */
async function readCommitted(
  files: LogFiles,
  folder: string,
  keys: readonly Verifier[],
): Promise<{ size: number; root: Hash }> {
  const bytes = await files.read(join(folder, 'checkpoint'), MAX_NOTE_BYTES);
  return bytes === undefined ? { size: -1, root: EMPTY_ROOT } : openCheckpoint(bytes, keys);
}

/** Gives `bytes` the name `path` under the log's folder; the name must be free. */
export async function writeNew(
  files: LogFiles,
  folder: string,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const temporary = join(folder, TEMPORARY, 'new');
  const target = join(folder, path);
  await files.makeFolder(join(folder, TEMPORARY));
  await files.makeFolder(dirname(target));
  await files.remove(temporary);
  await files.create(temporary, bytes);
  try {
    await files.link(temporary, target);
    await files.remove(temporary);
  } catch (error) {
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(systemCode(error) ?? ''))
      throw error;
    await renameToFree(files, temporary, target);
  }
}

/** For drives without second names; the lock keeps other writers out between the look and the rename. */
async function renameToFree(files: LogFiles, from: string, to: string): Promise<void> {
  if ((await files.kind(to)) !== undefined) {
    throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' });
  }
  await files.rename(from, to);
}

/** Clears what an interrupted append left at the names that this one needs; all lie beyond the size. */
async function sweep(files: LogFiles, folder: string, paths: Iterable<string>): Promise<void> {
  for (const path of paths) await files.remove(join(folder, path));
}

/**
 * Once a tile is full its partial forms are no longer needed (tlog-tiles allows removing them). The entries
 * are committed by then, so a failure here changes nothing: what stays is checked against the full tile.
 */
async function removeFilled(files: LogFiles, folder: string, paths: Iterable<string>): Promise<void> {
  try {
    for (const path of paths) {
      if (path.includes('.p/')) continue;
      await files.remove(join(folder, `${path}.p`));
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
