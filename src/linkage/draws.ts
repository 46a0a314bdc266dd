/**
 * Alternative assignments: how the people might have come out, drawn from the model, so that whoever counts
 * can carry linkage error into every figure. In each draw a pair is taken to be one person with its own
 * probability, and clusters are formed again by the same rules. Draws are fixed by the links alone.
 */
import { type ClusterOptions, cluster, type Links } from './clusters.ts';
import { inDoubt } from './doubt.ts';

export const DRAWS = 20;

/**
 * Pairs surer than this either way come out alike in every draw. A doubtful pair that is drawn counts as this
 * sure, so that the surest still merge first.
 */
const SURE = 0.995;

/** For each draw, the clusters of the people whose assignment is in doubt; others are as assigned. */
export function drawClusters(links: Links, options: ClusterOptions): readonly ReadonlyMap<number, number>[] {
  const { people, strong, links: doubtful } = inDoubt(links, options, 1 - SURE, SURE);
  const left = doubtful.left.map((place) => people[place]!);
  const right = doubtful.right.map((place) => people[place]!);
  return Array.from({ length: DRAWS }, (_, draw) => {
    const probability = doubtful.probability.map((assigned, link) => {
      if (assigned >= SURE) return assigned;
      return assigned > 1 - SURE && uniform(left[link]!, right[link]!, draw) < assigned ? SURE : 0;
    });
    const { label } = cluster(
      { ...doubtful, probability },
      { ...options, people: people.length, strong, threshold: 0.5 },
    );
    return new Map(Array.from(people, (person, place) => [person, people[label[place]!]!]));
  });
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
