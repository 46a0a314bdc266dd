/**
 * The Merkle tree of a transparency log: hashes, roots, and the two proofs.
 *
 * RFC 9162 (Certificate Transparency 2.0) section 2.1, over SHA-256. A proof is a list of 32-byte hashes.
 * Making a proof reads whole-subtree hashes through a {@link HashReader}; checking one is arithmetic alone.
 * Sizes and indexes are whole numbers up to 2^53 - 1.
 */
import { hash } from 'node:crypto';
import { equal } from './bytes.ts';

/** 32 bytes. */
export type Hash = Uint8Array;

/** Gives the hash over the 2^level leaves from `index` * 2^level on; that subtree must be complete. */
export interface HashReader {
  node(level: number, index: number): Promise<Hash>;
}

export const sha256 = (bytes: Uint8Array): Hash => new Uint8Array(hash('sha256', bytes, 'buffer'));

/** The root of a tree with no leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Hash {
  const input = new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return sha256(input);
}

const pair = new Uint8Array(65);
pair[0] = 1;

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

/** The root over `hashes` taken as leaves, all but the last being of equal height (section 2.1.1). */
export function listRoot(hashes: readonly Hash[], from = 0, to = hashes.length): Hash {
  if (to === from) return EMPTY_ROOT;
  if (to - from === 1) return hashes[from]!;
  const middle = from + largestPowerBelow(to - from);
  return nodeHash(listRoot(hashes, from, middle), listRoot(hashes, middle, to));
}

/** The root of the tree of `size` leaves. */
export async function treeRoot(reader: HashReader, size: number): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : rangeRoot(reader, 0, size);
}

/** The proof that leaf `index` is in the tree of `size` leaves, leaf to root (section 2.1.3.1). */
export async function proveInclusion(reader: HashReader, index: number, size: number): Promise<Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError('inclusion proof: no such leaf in the tree');
  return path(reader, index, 0, size);
}

/** The proof that the tree of `size1` leaves is the beginning of that of `size2` (section 2.1.4.1). */
export async function proveConsistency(reader: HashReader, size1: number, size2: number): Promise<Hash[]> {
  if (!(size1 > 0 && size1 <= size2))
    throw new RangeError('consistency proof: sizes must be 1 <= old <= new');
  return subproof(reader, size1, 0, size2, true);
}

/** Whether `proof` shows `leaf` (a leaf hash) at `index` of the tree with this size and root (2.1.3.2). */
export function checkInclusion(
  leaf: Hash,
  index: number,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !allHashes([leaf, root, ...proof])) return false;
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of proof) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(p, r);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(r, root);
}

/**
 * Whether `proof` shows that the tree (size1, root1) is the beginning of the tree (size2, root2) (2.1.4.2).
 * An empty first tree is refused: it is the beginning of everything, so the answer would say nothing.
 */
export function checkConsistency(
  size1: number,
  root1: Hash,
  size2: number,
  root2: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return false;
  if (!allHashes([root1, root2, ...proof])) return false;
  if (size1 === size2) return proof.length === 0 && equal(root1, root2);
  const nodes = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  const [first, ...rest] = nodes;
  if (proof.length === 0 || first === undefined) return false;
  let fn = size1 - 1;
  let sn = size2 - 1;
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let fr = first;
  let sr = first;
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(fr, root1) && equal(sr, root2);
}

/** The hash over leaves `from` to `to`, where the range is a node of the tree or a right edge of it. */
async function rangeRoot(reader: HashReader, from: number, to: number): Promise<Hash> {
  const width = to - from;
  if (isPowerOfTwo(width)) return reader.node(Math.log2(width), from / width);
  const middle = from + largestPowerBelow(width);
  return nodeHash(await rangeRoot(reader, from, middle), await rangeRoot(reader, middle, to));
}

async function path(reader: HashReader, index: number, from: number, to: number): Promise<Hash[]> {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...(await path(reader, index, from, middle)), await rangeRoot(reader, middle, to)]
    : [...(await path(reader, index, middle, to)), await rangeRoot(reader, from, middle)];
}

/** SUBPROOF of section 2.1.4.1; `known` says that the reader of the proof already holds this node. */
async function subproof(
  reader: HashReader,
  size1: number,
  from: number,
  to: number,
  known: boolean,
): Promise<Hash[]> {
  if (size1 === to) return known ? [] : [await rangeRoot(reader, from, to)];
  const middle = from + largestPowerBelow(to - from);
  return size1 <= middle
    ? [...(await subproof(reader, size1, from, middle, known)), await rangeRoot(reader, middle, to)]
    : [...(await subproof(reader, size1, middle, to, false)), await rangeRoot(reader, from, middle)];
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);
const allHashes = (hashes: readonly Hash[]): boolean => hashes.every((item) => item.length === 32);

function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

const isPowerOfTwo = (n: number): boolean => n === 1 || largestPowerBelow(n) * 2 === n;
