/**
 * Alternative assignments: how the people might have come out, drawn from the model, so that whoever counts
 * can carry linkage error into every figure. In each draw a pair is taken to be one person with its own
 * probability, and clusters are formed again by the same rules. Draws are fixed by the links alone.
 */
import { type ClusterOptions, cluster, type Links } from './clusters.ts';

export const DRAWS = 20;

/**
 * Pairs surer than this either way come out alike in every draw. A doubtful pair that is drawn counts as this
 * sure, so that the surest still merge first.
 */
const SURE = 0.995;

/**
 * @param label the clusters as assigned
 * @returns for each draw, the clusters of the people whose assignment is in doubt; others are as assigned
 */
export function drawClusters(links: Links, options: ClusterOptions): readonly ReadonlyMap<number, number>[] {
  const doubtful = doubtfulLinks(links, options.people);
  if (doubtful.length === 0) return Array.from({ length: DRAWS }, () => new Map());
  const left = Int32Array.from(doubtful, (link) => links.left[link]!);
  const right = Int32Array.from(doubtful, (link) => links.right[link]!);
  const people = [...new Set([...left, ...right])];
  return Array.from({ length: DRAWS }, (_, draw) => {
    const probability = Float64Array.from(doubtful, (link, index) => {
      const assigned = links.probability[link]!;
      if (assigned >= SURE) return assigned;
      return uniform(left[index]!, right[index]!, draw) < assigned ? SURE : 0;
    });
    const { label } = cluster({ left, right, probability }, { ...options, threshold: 0.5 });
    return new Map(people.map((person) => [person, label[person]!]));
  });
}

/** Links of every component, however weakly tied, in which some pair is in doubt. */
function doubtfulLinks({ left, right, probability }: Links, people: number): number[] {
  const parent = Int32Array.from({ length: people }, (_, person) => person);
  const root = (person: number): number => {
    let at = person;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const possible = Array.from(probability.keys()).filter((link) => probability[link]! > 1 - SURE);
  for (const link of possible) {
    const a = root(left[link]!);
    const b = root(right[link]!);
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
  const inDoubt = new Set(
    possible.filter((link) => probability[link]! < SURE).map((link) => root(left[link]!)),
  );
  return possible.filter((link) => inDoubt.has(root(left[link]!)));
}

/** A number in [0, 1) from three integers: the finaliser of SplitMix64 in its 32-bit form (Steele, Lea and Flood 2014). */
function uniform(a: number, b: number, draw: number): number {
  let mixed =
    Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(draw + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
