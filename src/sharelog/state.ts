/**
 * What an append needs of a log on disk: the checkpoint, the partial tiles at the right edge, and the last
 * bundle. Reading it costs the same whatever the size of the log, and checks it against the signed root.
 */
import { join } from 'node:path';
import { refused, ThroughlineError } from '../errors.ts';
import { equal } from './bytes.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './filesystem.ts';
import { Frontier } from './frontier.ts';
import type { Verifier } from './keys.ts';
import { type Hash, leafHash } from './merkle.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import {
  decodeBundle,
  HASH_BYTES,
  hashesAt,
  levelsOf,
  MAX_BUNDLE_BYTES,
  splitTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Tile,
  tilePath,
  widthOf,
} from './tiles.ts';

export interface Edge {
  readonly frontier: Frontier;
  /** For each tile level, the hashes of its partial tile. */
  readonly tiles: readonly Hash[][];
  /** The entries of the partial bundle. */
  readonly bundle: readonly Uint8Array[];
  /** The newest entry; undefined in an empty log. */
  readonly last: Uint8Array | undefined;
}

export interface LogState extends Edge {
  readonly checkpoint: Checkpoint;
  readonly checkpointBytes: Uint8Array;
}

/**
 * The committed state of the log in `folder`.
 * @throws CHECKPOINT* or NOTE when the checkpoint is wrong, LOG_DAMAGED when the right edge does not agree.
 */
export async function readState(
  files: LogFiles,
  folder: string,
  keys: readonly Verifier[],
): Promise<LogState> {
  const checkpointBytes = await files.read(join(folder, 'checkpoint'), MAX_NOTE_BYTES);
  if (checkpointBytes === undefined) throw damaged('checkpoint', 'the checkpoint is missing');
  const checkpoint = asOwn(() => openCheckpoint(checkpointBytes, keys));
  const edge = await readEdge(files, folder, checkpoint.size);
  if (!equal(edge.frontier.root(), checkpoint.root)) {
    throw damaged('tile', 'the newest hashes do not give the root that the checkpoint signed');
  }
  return { ...edge, checkpoint, checkpointBytes };
}

/** The checkpoint of a log's own folder, which nobody sent: one that cannot be read is damage. @throws LOG_DAMAGED. */
export function asOwn(read: () => Checkpoint): Checkpoint {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ThroughlineError) || error.code === 'CHECKPOINT_UNSIGNED') throw error;
    throw damaged('checkpoint', `the share log is damaged: ${error.reason}`);
  }
}

/** The right edge of the tree of `size`, its newest entries compared with their hashes. */
export async function readEdge(files: LogFiles, folder: string, size: number): Promise<Edge> {
  const tiles: Hash[][] = [];
  for (const level of levelsOf(size)) {
    tiles.push(await readPartial(files, folder, level, size));
  }
  const frontier = new Frontier();
  for (const level of levelsOf(size).toReversed()) {
    for (const hash of tiles[level]!) frontier.pushSubtree(level * TILE_HEIGHT, hash);
  }
  const entries = size === 0 ? [] : await readLastBundle(files, folder, size);
  return {
    frontier,
    tiles,
    bundle: size % TILE_WIDTH === 0 ? [] : entries,
    last: entries.at(-1),
  };
}

async function readPartial(files: LogFiles, folder: string, level: number, size: number): Promise<Hash[]> {
  const count = hashesAt(level, size);
  const tile: Tile = { level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH };
  return tile.width === 0 ? [] : readTile(files, folder, tile);
}

/** The hashes of one tile file. @throws LOG_DAMAGED. */
export async function readTile(files: LogFiles, folder: string, tile: Tile): Promise<Hash[]> {
  const path = tilePath(tile);
  const bytes = await files.read(join(folder, path), TILE_WIDTH * HASH_BYTES);
  const hashes = bytes === undefined ? undefined : splitTile(bytes, tile.width);
  if (hashes === undefined) throw damaged(path, 'the file is missing or has the wrong length');
  return hashes;
}

/** The entries of the bundle that the newest entry lies in, checked against the level-0 tile beside it. */
async function readLastBundle(files: LogFiles, folder: string, size: number): Promise<Uint8Array[]> {
  const index = Math.floor((size - 1) / TILE_WIDTH);
  const width = widthOf(0, index, size);
  const entries = await readBundle(files, folder, index, width);
  const hashes = await readTile(files, folder, { level: 0, index, width });
  const path = tilePath({ level: 'entries', index, width });
  for (const [i, entry] of entries.entries()) {
    if (!equal(leafHash(entry), hashes[i]!)) {
      throw damaged(path, `entry ${index * TILE_WIDTH + i} is not the one that was logged`);
    }
  }
  return entries;
}

/** The entries of one bundle. @throws LOG_DAMAGED when it does not hold exactly `width` entries. */
export async function readBundle(
  files: LogFiles,
  folder: string,
  index: number,
  width: number,
): Promise<Uint8Array[]> {
  const path = tilePath({ level: 'entries', index, width });
  const bytes = await files.read(join(folder, path), MAX_BUNDLE_BYTES);
  if (bytes === undefined) throw damaged(path, 'the file is missing');
  const { entries, rest } = decodeBundle(bytes);
  if (rest !== 0 || entries.length !== width) throw damaged(path, `the file does not hold ${width} entries`);
  return entries;
}

export const damaged = (path: string, reason: string): ThroughlineError =>
  refused('LOG_DAMAGED', reason, {
    hint: 'run throughline log verify to see what is wrong; keep a copy of the folder, which is evidence, and restore log/ from your backup',
    place: { file: `log/${path}` },
  });
