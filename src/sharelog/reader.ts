/** Reads any complete subtree's hash from the tiles of a log, for making proofs. */
import type { LogFiles } from './filesystem.ts';
import { diskFiles } from './filesystem.ts';
import { type Hash, type HashReader, listRoot } from './merkle.ts';
import { readTile } from './state.ts';
import { TILE_HEIGHT, TILE_WIDTH, tilePath, widthOf } from './tiles.ts';

const CACHED_TILES = 32;

/** A reader over the log in `folder`, whose committed size is `size`. It does not check what it reads. */
export class TileReader implements HashReader {
  readonly #folder: string;
  readonly #size: number;
  readonly #files: LogFiles;
  readonly #cache = new Map<string, Hash[]>();

  constructor(folder: string, size: number, files: LogFiles = diskFiles) {
    this.#folder = folder;
    this.#size = size;
    this.#files = files;
  }

  /** @throws LOG_DAMAGED when a tile is missing; RangeError when the tree has no such complete subtree. */
  async node(level: number, index: number): Promise<Hash> {
    if (2 ** level * (index + 1) > this.#size) throw new RangeError('the tree has no such subtree');
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const span = 2 ** (level % TILE_HEIGHT);
    const first = index * span;
    const hashes = await this.#tile(tileLevel, Math.floor(first / TILE_WIDTH));
    const from = first % TILE_WIDTH;
    return listRoot(hashes, from, from + span);
  }

  async #tile(level: number, index: number): Promise<Hash[]> {
    const tile = { level, index, width: widthOf(level, index, this.#size) };
    const path = tilePath(tile);
    const hashes = this.#cache.get(path) ?? (await readTile(this.#files, this.#folder, tile));
    this.#cache.delete(path);
    this.#cache.set(path, hashes);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > CACHED_TILES && oldest !== undefined) this.#cache.delete(oldest);
    return hashes;
  }
}
