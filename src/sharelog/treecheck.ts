/**
 * Walks a whole log from its first entry to its last: every bundle to leaf hashes, leaf hashes to tiles at
 * every level, tiles to the root. One bundle and one tile a level are in memory at a time.
 */

import { equal } from './bytes.ts';
import type { Findings } from './findings.ts';
import { Frontier } from './frontier.ts';
import type { Inventory } from './inventory.ts';
import type { LogFolder } from './logfolder.ts';
import { type Hash, leafHash } from './merkle.ts';
import {
  decodeBundle,
  HASH_BYTES,
  MAX_BUNDLE_BYTES,
  splitTile,
  TILE_WIDTH,
  type Tile,
  tilePath,
  widthOf,
} from './tiles.ts';

/** A hash computed from the entries; `doubtful` when an entry under it did not agree with its tile. */
interface Computed {
  readonly hash: Hash;
  readonly doubtful: boolean;
}

/** An entry whose hash is not the one in the tile: either file may be the changed one. */
interface Disagreement {
  readonly entry: number;
  readonly bundle: string;
  readonly tile: string;
}

export interface Visitor {
  /** Called before entry `index` is taken, the frontier being at size `index`. */
  atSize(): Promise<void>;
  entry(bytes: Uint8Array, index: number, file: string): void;
}

export class TreeCheck {
  readonly frontier = new Frontier();
  readonly #folder: LogFolder;
  readonly #size: number;
  readonly #findings: Findings;
  /** Older partial forms of a tile, by its level and index. */
  readonly #partials = new Map<string, Tile[]>();
  readonly #computed: Computed[][] = [[]];
  readonly #disagreements: Disagreement[] = [];

  constructor(folder: LogFolder, size: number, inventory: Inventory, findings: Findings) {
    this.#folder = folder;
    this.#size = size;
    this.#findings = findings;
    for (const tile of inventory.tiles) this.#file(tile);
  }

  /** Walks the log. Returns false when it had to stop because neither entry nor hash was there. */
  async walk(visitor: Visitor, onProgress: (done: number) => void): Promise<boolean> {
    for (let index = 0; index * TILE_WIDTH < this.#size; index += 1) {
      if (!(await this.#bundle(index, visitor))) return false;
      onProgress(this.frontier.size);
    }
    for (const level of this.#computed.keys()) {
      if (this.#computed[level]!.length > 0) await this.#compareTile(level);
    }
    return true;
  }

  /** Names the changed file of each disagreement: the tile, when the entries do lead to the signed root. */
  report(entriesLeadToRoot: boolean): void {
    for (const { entry, bundle, tile } of this.#disagreements) {
      if (entriesLeadToRoot) {
        this.#findings.find('HASH_CHANGED', tile, `the hash of entry ${entry} was changed`, entry);
      } else {
        const message = `entry ${entry} was changed: it does not have the hash in ${tile}`;
        this.#findings.find('ENTRY_CHANGED', bundle, message, entry);
      }
    }
  }

  /** Sorts a file found in the folder: an older partial form, or left over beyond the size. */
  #file(tile: Tile): void {
    const width = widthOf(tile.level, tile.index, this.#size);
    if (tile.width > width) {
      this.#findings.note('LEFT_OVER', tilePath(tile), 'the file is beyond the size of the log');
    } else if (tile.width < width) {
      const key = `${tile.level}/${tile.index}`;
      this.#partials.set(key, [...(this.#partials.get(key) ?? []), tile]);
    }
  }

  async #bundle(index: number, visitor: Visitor): Promise<boolean> {
    const width = widthOf('entries', index, this.#size);
    const bundle = tilePath({ level: 'entries', index, width });
    const tile = tilePath({ level: 0, index, width });
    const entries = await this.#entries(bundle, width, index);
    const hashes = await this.#hashes(tile, width);
    const leaves: (Hash | undefined)[] = [];
    for (let i = 0; i < width; i += 1) {
      const entry = index * TILE_WIDTH + i;
      const bytes = entries[i];
      const leaf = bytes === undefined ? hashes?.[i] : leafHash(bytes);
      if (leaf === undefined) {
        this.#findings.find('STOPPED', bundle, `entry ${entry} is lost; nothing after it was checked`, entry);
        return false;
      }
      await visitor.atSize();
      if (bytes !== undefined) visitor.entry(bytes, entry, bundle);
      const agrees = hashes === undefined || equal(leaf, hashes[i]!);
      if (!agrees) this.#disagreements.push({ entry, bundle, tile });
      leaves.push(bytes === undefined ? undefined : leaf);
      await this.#push(leaf, !agrees || bytes === undefined);
    }
    await this.#comparePartials('entries', index, leaves, (bytes) =>
      decodeBundle(bytes).entries.map(leafHash),
    );
    await this.#comparePartials(0, index, leaves, (bytes, count) => splitTile(bytes, count) ?? []);
    return true;
  }

  async #push(leaf: Hash, doubtful: boolean): Promise<void> {
    const completed = this.frontier.push(leaf);
    for (let level = 1; level < completed.length; level += 1) {
      const below = level === 1 ? this.#leafDoubt || doubtful : this.#computed[level - 1]!.some(isDoubtful);
      if (level > 1) await this.#compareTile(level - 1);
      this.#computed[level] ??= [];
      this.#computed[level]!.push({ hash: completed[level]!, doubtful: below });
    }
    this.#leafDoubt = completed.length > 1 ? false : this.#leafDoubt || doubtful;
  }

  /** Whether any leaf since the last full level-0 tile was doubtful. */
  #leafDoubt = false;

  /** Compares the computed hashes of the current tile of a level, 1 or above, with its files; then drops them. */
  async #compareTile(level: number): Promise<void> {
    const computed = this.#computed[level]!;
    this.#computed[level] = [];
    const span = TILE_WIDTH ** level;
    const index = Math.floor((this.frontier.size - 1) / (span * TILE_WIDTH));
    const tile = { level, index, width: computed.length };
    const hashes = await this.#hashes(tilePath(tile), computed.length);
    for (const [i, { hash, doubtful }] of computed.entries()) {
      if (hashes === undefined || doubtful || equal(hash, hashes[i]!)) continue;
      const entry = (index * TILE_WIDTH + i) * span;
      const message = `the hash over entries ${entry} to ${entry + span - 1} was changed`;
      this.#findings.find('HASH_CHANGED', tilePath(tile), message, entry);
    }
    const trusted = computed.map((item) => (item.doubtful ? undefined : item.hash));
    await this.#comparePartials(level, index, trusted, (bytes, count) => splitTile(bytes, count) ?? []);
  }

  /** Older partial forms must be the beginning of what the tile has become. */
  async #comparePartials(
    level: number | 'entries',
    index: number,
    hashes: readonly (Hash | undefined)[],
    read: (bytes: Uint8Array, count: number) => Hash[],
  ): Promise<void> {
    for (const tile of this.#partials.get(`${level}/${index}`) ?? []) {
      const path = tilePath(tile);
      const limit = level === 'entries' ? MAX_BUNDLE_BYTES : TILE_WIDTH * HASH_BYTES;
      const bytes = await this.#folder.read(path, limit);
      if (bytes === undefined) continue;
      const old = read(bytes, tile.width);
      const torn = level === 'entries' && decodeBundle(bytes).rest > 0;
      if (old.length !== tile.width || torn) {
        this.#findings.find('TORN', path, `the file does not hold ${tile.width} entries or hashes`);
        continue;
      }
      const span = level === 'entries' ? 1 : TILE_WIDTH ** level;
      for (const [i, hash] of old.entries()) {
        const now = hashes[i];
        if (now === undefined || equal(hash, now)) continue;
        const entry = (index * TILE_WIDTH + i) * span;
        const message = `the file does not agree with the log about entry ${entry}`;
        this.#findings.find('HASH_CHANGED', path, message, entry);
      }
    }
    this.#partials.delete(`${level}/${index}`);
  }

  async #entries(path: string, width: number, index: number): Promise<Uint8Array[]> {
    const bytes = await this.#folder.read(path, MAX_BUNDLE_BYTES);
    if (bytes === undefined) return [];
    const { entries, rest } = decodeBundle(bytes);
    if (rest > 0 || entries.length !== width) {
      const entry = index * TILE_WIDTH + Math.min(entries.length, width);
      const message = `the file does not hold exactly the ${width} entries it should`;
      this.#findings.find('TORN', path, message, entry);
    }
    return entries.slice(0, width);
  }

  async #hashes(path: string, width: number): Promise<Hash[] | undefined> {
    const limit = TILE_WIDTH * HASH_BYTES;
    const bytes = await this.#folder.read(path, limit);
    if (bytes === undefined) return undefined;
    const hashes = splitTile(bytes, width);
    if (hashes === undefined) this.#findings.find('TORN', path, `the file does not hold ${width} hashes`);
    return hashes;
  }
}

const isDoubtful = (item: Computed): boolean => item.doubtful;
