import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frontier } from '../../src/sharelog/frontier.ts';
import {
  checkConsistency,
  checkInclusion,
  type Hash,
  leafHash,
  proveConsistency,
  proveInclusion,
  treeRoot,
} from '../../src/sharelog/index.ts';
import { EMPTY_ROOT } from '../../src/sharelog/merkle.ts';
import { entryOf, leavesOf, plainRoot, readerOf } from './trees.ts';

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
const allLeaves = leavesOf(131);
const leaves = allLeaves.slice(0, 130);
const roots = Array.from({ length: 131 }, (_, size) => plainRoot(leaves.slice(0, size)));
const reader = readerOf(leaves);
const flipped = (hash: Hash, bit = 0): Hash =>
  hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('hashes and roots', () => {
  test('the leaves and root that the Certificate Transparency project publishes', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const published = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')));
    expect(hex(published[0]!)).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(hex(plainRoot(published))).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });

  test('the empty root is SHA-256 of nothing', () => {
    expect(Buffer.from(EMPTY_ROOT).toString('base64')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  });

  test('a reader and a frontier give the root of the definition at every size to 130', async () => {
    const frontier = new Frontier();
    for (let size = 0; size <= 130; size += 1) {
      expect(hex(await treeRoot(reader, size))).toBe(hex(roots[size]!));
      expect(hex(frontier.root())).toBe(hex(roots[size]!));
      expect(hex(frontier.push(leafHash(entryOf(size)))[0]!)).toBe(hex(allLeaves[size]!));
    }
  });
});

describe('inclusion proofs', () => {
  test('every leaf of every tree to 40 is proven, and under no other index', async () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await proveInclusion(reader, index, size);
        const root = roots[size]!;
        expect(checkInclusion(leaves[index]!, index, size, root, proof)).toBe(true);
        const others = Array.from({ length: size }, (_, i) => i).filter((i) => i !== index);
        expect(others.some((i) => checkInclusion(leaves[index]!, i, size, root, proof))).toBe(false);
      }
    }
  });

  const place = fc
    .integer({ min: 2, max: 130 })
    .chain((size) =>
      fc.record({ size: fc.constant(size), index: fc.nat(size - 1), at: fc.nat(), bit: fc.nat(255) }),
    );

  test('a changed, missing, extra, short or long hash proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(place, async ({ size, index, at, bit }) => {
        const proof = await proveInclusion(reader, index, size);
        const root = roots[size]!;
        const leaf = leaves[index]!;
        const i = at % proof.length;
        const check = (wrong: Hash[]): boolean => checkInclusion(leaf, index, size, root, wrong);
        expect(check(proof)).toBe(true);
        expect(check(proof.with(i, flipped(proof[i]!, bit)))).toBe(false);
        expect(check(proof.toSpliced(i, 1))).toBe(false);
        expect(check(proof.toSpliced(i, 0, leaves[0]!))).toBe(false);
        expect(check([...proof, root])).toBe(false);
        expect(check(proof.with(i, proof[i]!.slice(0, 31)))).toBe(false);
        expect(check(proof.with(i, new Uint8Array([...proof[i]!, 0])))).toBe(false);
        expect(checkInclusion(flipped(leaf, bit), index, size, root, proof)).toBe(false);
        expect(checkInclusion(leaf, index, size, flipped(root, bit), proof)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('a leaf outside the tree is refused', async () => {
    expect(checkInclusion(leaves[0]!, 1, 1, leaves[0]!, [])).toBe(false);
    expect(checkInclusion(leaves[0]!, 0, 0, EMPTY_ROOT, [])).toBe(false);
    expect(checkInclusion(leaves[0]!, -1, 1, leaves[0]!, [])).toBe(false);
    expect(checkInclusion(leaves[0]!, 0.5, 1, leaves[0]!, [])).toBe(false);
    await expect(proveInclusion(reader, 5, 5)).rejects.toThrow(RangeError);
  });
});

describe('consistency proofs', () => {
  test('every pair of sizes to 40 is proven, and not the other way round', async () => {
    for (let size2 = 1; size2 <= 40; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = await proveConsistency(reader, size1, size2);
        expect(checkConsistency(size1, roots[size1]!, size2, roots[size2]!, proof)).toBe(true);
        if (size1 === size2) continue;
        expect(checkConsistency(size1, roots[size2]!, size2, roots[size1]!, proof)).toBe(false);
        expect(checkConsistency(size2, roots[size2]!, size1, roots[size1]!, proof)).toBe(false);
      }
    }
  });

  const pair = fc.integer({ min: 2, max: 130 }).chain((size2) =>
    fc.record({
      size2: fc.constant(size2),
      size1: fc.integer({ min: 1, max: size2 - 1 }),
      at: fc.nat(),
      bit: fc.nat(255),
    }),
  );

  test('a changed, missing, extra, short or long hash, another root or another size proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ({ size1, size2, at, bit }) => {
        const proof = await proveConsistency(reader, size1, size2);
        const [root1, root2] = [roots[size1]!, roots[size2]!];
        const i = at % proof.length;
        const check = (wrong: Hash[]): boolean => checkConsistency(size1, root1, size2, root2, wrong);
        expect(check(proof)).toBe(true);
        expect(check(proof.with(i, flipped(proof[i]!, bit)))).toBe(false);
        expect(check(proof.toSpliced(i, 1))).toBe(false);
        expect(check([...proof, root2])).toBe(false);
        expect(check([root1, ...proof])).toBe(false);
        expect(check(proof.with(i, proof[i]!.slice(0, 31)))).toBe(false);
        expect(check(proof.with(i, new Uint8Array([...proof[i]!, 0])))).toBe(false);
        expect(checkConsistency(size1, flipped(root1, bit), size2, root2, proof)).toBe(false);
        expect(checkConsistency(size1, root1, size2, flipped(root2, bit), proof)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('an empty first tree, an unneeded proof and equal sizes with other roots are refused', async () => {
    expect(checkConsistency(0, EMPTY_ROOT, 5, roots[5]!, [])).toBe(false);
    expect(checkConsistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])).toBe(false);
    expect(checkConsistency(5, roots[5]!, 5, roots[5]!, [leaves[0]!])).toBe(false);
    expect(checkConsistency(5, roots[5]!, 5, roots[4]!, [])).toBe(false);
    expect(checkConsistency(4, roots[4]!, 5, roots[5]!, [])).toBe(false);
    await expect(proveConsistency(reader, 0, 5)).rejects.toThrow(RangeError);
    await expect(proveConsistency(reader, 6, 5)).rejects.toThrow(RangeError);
  });
});
