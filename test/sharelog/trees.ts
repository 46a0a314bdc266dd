/** A tree held in memory, hashed straight from the definition in RFC 9162 section 2.1.1, to test against. */
import { createHash } from 'node:crypto';
import type { Hash, HashReader } from '../../src/sharelog/index.ts';

const digest = (...parts: Uint8Array[]): Hash =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

export const entryOf = (i: number): Uint8Array => new TextEncoder().encode(`entry ${i}`);
export const leavesOf = (size: number): Hash[] =>
  Array.from({ length: size }, (_, i) => digest(Uint8Array.of(0), entryOf(i)));

/** MTH over leaf hashes. */
export function plainRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return digest();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return digest(Uint8Array.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)));
}

export const readerOf = (leaves: readonly Hash[]): HashReader => ({
  node: (level, index) =>
    Promise.resolve(plainRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))),
});
