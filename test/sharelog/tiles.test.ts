import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeBundle,
  encodeBundle,
  hashesAt,
  levelsOf,
  parseTilePath,
  splitTile,
  type Tile,
  tilePath,
  widthOf,
} from '../../src/sharelog/tiles.ts';

describe('tile paths', () => {
  test.each<[Tile, string]>([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 0, width: 17 }, 'tile/1/000.p/17'],
    [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
    [{ level: 'entries', index: 1000, width: 256 }, 'tile/entries/x001/000'],
  ])('%j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test('every path reads back as its tile', () => {
    const tiles = fc.record({
      level: fc.oneof(fc.constant('entries' as const), fc.nat(6)),
      index: fc.oneof(fc.nat(2000), fc.nat(10 ** 12)),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  test.each([
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/0/x000/067',
    'tile/0/001/067',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/007',
    'tile/0/000.P/7',
    'tile/0/000.p',
    'tile/Entries/000',
    'tile/0/../000',
    'tile/0/000/',
    'Tile/0/000',
    '/tile/0/000',
  ])('%s is no tile', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  test('a tree of 70,000 has the tiles of the example in the specification', () => {
    expect(levelsOf(70_000)).toEqual([0, 1, 2]);
    expect(widthOf(0, 272, 70_000)).toBe(256);
    expect(widthOf(0, 273, 70_000)).toBe(112);
    expect(widthOf(1, 0, 70_000)).toBe(256);
    expect(widthOf(1, 1, 70_000)).toBe(17);
    expect(widthOf(2, 0, 70_000)).toBe(1);
    expect(widthOf(0, 274, 70_000)).toBe(0);
    expect(levelsOf(256)).toEqual([0, 1]);
    expect(levelsOf(0)).toEqual([]);
    expect(hashesAt(6, 2 ** 53 - 1)).toBe(31);
  });
});

describe('bundles', () => {
  const entry = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);

  test('hold entries of 1 to 65,535 bytes and no others', () => {
    const entries = [entry(1), entry(65_535), entry(300)];
    const { entries: back, rest } = decodeBundle(encodeBundle(entries));
    expect(rest).toBe(0);
    expect(back.map((item) => item.length)).toEqual([1, 65_535, 300]);
    expect(() => encodeBundle([entry(0)])).toThrow(expect.objectContaining({ code: 'ENTRY_SIZE' }));
    expect(() => encodeBundle([entry(65_536)])).toThrow(expect.objectContaining({ code: 'ENTRY_SIZE' }));
  });

  test('a length past the end, trailing bytes and an empty entry are left over', () => {
    const whole = encodeBundle([entry(3), entry(2)]);
    expect(decodeBundle(whole.subarray(0, -1))).toMatchObject({ entries: [entry(3)], rest: 3 });
    expect(decodeBundle(new Uint8Array([...whole, 9])).rest).toBe(1);
    expect(decodeBundle(new Uint8Array([...whole, 0, 0])).rest).toBe(2);
    expect(decodeBundle(new Uint8Array([0xff, 0xff, 0x61])).entries).toEqual([]);
  });

  test('a tile is whole hashes only', () => {
    expect(splitTile(new Uint8Array(64), 2)).toHaveLength(2);
    expect(splitTile(new Uint8Array(63), 2)).toBeUndefined();
    expect(splitTile(new Uint8Array(96), 2)).toBeUndefined();
  });
});
