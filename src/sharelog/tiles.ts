/**
 * How the tree lies in files: c2sp.org/tlog-tiles.
 *
 * A tile holds up to 256 hashes of 32 bytes: `tile/<level>/<N>`, with `.p/<width>` while it is partial. The
 * bundle `tile/entries/<N>` holds the entries under level-0 tile N, each after its length as two bytes, the
 * high one first. N is written in groups of three digits, all but the last with an `x` before them:
 *
 *     tilePath({ level: 0, index: 1234067, width: 256 })      // tile/0/x001/x234/067
 *     tilePath({ level: 'entries', index: 2, width: 188 })    // tile/entries/002.p/188
 */
import { refused } from '../errors.ts';
import { concat, fromDecimal } from './bytes.ts';
import type { Hash } from './merkle.ts';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;
export const MAX_ENTRY_BYTES = 65_535;
/** The size of the largest bundle there can be. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);

export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries held, 1 to 256. */
  readonly width: number;
}

/** The number of hashes that a tree of `size` leaves has at a tile level: floor(size / 256^level). */
export const hashesAt = (level: number | 'entries', size: number): number =>
  level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);

/** The width of tile `index` at `level` in a tree of `size`: 0 when the tree does not reach it. */
export function widthOf(level: number | 'entries', index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH));
}

/** The tile levels that a tree of `size` has any hash at. */
export function levelsOf(size: number): number[] {
  const levels: number[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) levels.push(level);
  return levels;
}

/** The tile's path under the log's folder, with `/` between its parts. */
export function tilePath(tile: Tile): string {
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${indexPath(tile.index)}${partial}`;
}

/** The tile that a path names, or undefined when it is not the one spelling of a tile path. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    path,
  );
  if (match === null) return undefined;
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = Number(match[2]!.replaceAll(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : (fromDecimal(match[3]) ?? 0);
  const tile: Tile = { level, index, width };
  return width >= 1 && width <= TILE_WIDTH && tilePath(tile) === path ? tile : undefined;
}

function indexPath(index: number): string {
  const last = String(index % 1000).padStart(3, '0');
  const rest = Math.floor(index / 1000);
  return rest === 0 ? last : `${upperGroups(rest)}/${last}`;
}

function upperGroups(index: number): string {
  const last = `x${String(index % 1000).padStart(3, '0')}`;
  const rest = Math.floor(index / 1000);
  return rest === 0 ? last : `${upperGroups(rest)}/${last}`;
}

/** The hashes of a tile file, or undefined when its length is not `width` hashes. */
export function splitTile(bytes: Uint8Array, width: number): Hash[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined;
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/** The bytes of a bundle. @throws ENTRY_SIZE when an entry is empty or longer than 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length < 1 || entry.length > MAX_ENTRY_BYTES) {
        throw refused('ENTRY_SIZE', 'a log entry must have 1 to 65,535 bytes', {
          hint: 'shorten the details of the operation and run it again',
        });
      }
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries at the front of a bundle, and how many bytes at its end are no whole entry. */
export function decodeBundle(bytes: Uint8Array): { entries: Uint8Array[]; rest: number } {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const length = bytes[offset]! * 256 + bytes[offset + 1]!;
    if (length === 0 || offset + 2 + length > bytes.length) break;
    entries.push(bytes.subarray(offset + 2, offset + 2 + length));
    offset += 2 + length;
  }
  return { entries, rest: bytes.length - offset };
}
