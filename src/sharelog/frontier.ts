/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. It takes leaves one
 * at a time and knows the root at every size, in memory that grows with the logarithm of the size.
 */
import { EMPTY_ROOT, type Hash, nodeHash } from './merkle.ts';
import { TILE_HEIGHT } from './tiles.ts';

interface Subtree {
  readonly level: number;
  readonly hash: Hash;
}

export class Frontier {
  #size = 0;
  readonly #subtrees: Subtree[] = [];

  /** The number of leaves taken. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes the next leaf hash. Returns the hashes that this completes for the tiles, from level 0 up: always
   * the leaf itself, then the root of each tile that it fills.
   */
  push(leaf: Hash): Hash[] {
    return this.pushSubtree(0, leaf);
  }

  /** Takes the next 2^level leaves by their root; the size so far must be a multiple of 2^level. */
  pushSubtree(level: number, hash: Hash): Hash[] {
    this.#size += 2 ** level;
    const forTiles = level % TILE_HEIGHT === 0 ? [hash] : [];
    let node: Subtree = { level, hash };
    for (;;) {
      const left = this.#subtrees.at(-1);
      if (left?.level !== node.level) break;
      this.#subtrees.pop();
      node = { level: node.level + 1, hash: nodeHash(left.hash, node.hash) };
      if (node.level % TILE_HEIGHT === 0) forTiles.push(node.hash);
    }
    this.#subtrees.push(node);
    return forTiles;
  }

  /** The root at the present size. */
  root(): Hash {
    const [last, ...rest] = this.#subtrees.toReversed();
    if (last === undefined) return EMPTY_ROOT;
    return rest.reduce((right, left) => nodeHash(left.hash, right), last.hash);
  }
}
