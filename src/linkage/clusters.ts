/**
 * From pair probabilities to people.
 *
 * Connected components chain: one wrong link between two families makes one person of both. Here clusters
 * grow by greedy agglomeration for the correlation-clustering objective (Bansal, Blum and Chawla 2004):
 * the two clusters whose cross pairs have the highest mean probability merge first, and two clusters merge
 * only while that mean, counting a pair never compared as 0, reaches {@link ClusterOptions.cohesion} and no
 * constraint forbids it. Ties go to the smaller positions, so the order in which links arrive changes nothing.
 */

import { componentsAt } from './components.ts';

export interface Links {
  /** Positions of the two people of each link. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly probability: Float64Array;
}

export interface ClusterOptions {
  readonly people: number;
  /** Links below it never start or join a cluster on their own. */
  readonly threshold: number;
  /** The least mean probability over all pairs between two clusters that merge. */
  readonly cohesion: number;
  /**
   * For each number that is one person by itself, its tokens by person (empty where they have none). Two
   * clusters that both have such numbers and none in common are two people.
   */
  readonly strong: readonly StrongTokens[];
}

/** Tokens of one strong number by person; which is which does not matter, only which are the same. */
export interface StrongTokens {
  get(person: number): readonly (string | number)[] | undefined;
}

export interface Clusters {
  /** For each person, the smallest position in their cluster. */
  readonly label: Int32Array;
  /** Merges that the links asked for and a strong number forbade. */
  readonly forbidden: number;
}

/** The default of {@link ClusterOptions.cohesion}: a newcomer must be tied to about a third of a cluster. */
export const COHESION = 0.3;

export function cluster(links: Links, options: ClusterOptions): Clusters {
  const components = componentsOf(links, options);
  const label = Int32Array.from({ length: options.people }, (_, person) => person);
  let forbidden = 0;
  for (const component of components) {
    if (component.length === 1) {
      // One link, which reaches the threshold: by far the most frequent.
      const [a, b] = [links.left[component[0]!]!, links.right[component[0]!]!];
      if (conflict(numbersOf(a, options), numbersOf(b, options))) forbidden += 1;
      else label[Math.max(a, b)] = Math.min(a, b);
      continue;
    }
    const grown = new Agglomeration(component, links, options);
    grown.run();
    forbidden += grown.forbidden;
    for (const members of grown.clusters()) {
      const smallest = members.reduce((least, member) => Math.min(least, member));
      for (const member of members) label[member] = smallest;
    }
  }
  return { label, forbidden };
}

/** Link indexes by connected component at the threshold, with the weaker links inside each component too. */
function* componentsOf(links: Links, { people, threshold }: ClusterOptions): Iterable<Int32Array> {
  const root = componentsAt(links, people, threshold);
  // Links sorted by the root of their component, counted first: no list for each, of which there may be millions.
  const end = new Int32Array(people + 1);
  const rootOf = Int32Array.from(links.left, (left, link) => {
    const a = root(left);
    if (a !== root(links.right[link]!)) return -1;
    end[a + 1]! += 1;
    return a;
  });
  for (let person = 0; person < people; person += 1) end[person + 1]! += end[person]!;
  const sorted = new Int32Array(end[people]!);
  const at = end.slice();
  rootOf.forEach((a, link) => {
    if (a < 0) return;
    sorted[at[a]!] = link;
    at[a]! += 1;
  });
  for (let person = 0; person < people; person += 1) {
    if (end[person + 1]! > end[person]!) yield sorted.subarray(end[person], end[person + 1]);
  }
}

/** For each strong number, the tokens of all members. */
type Numbers = readonly Set<string | number>[];

interface Growing {
  readonly members: number[];
  /** Sum of probabilities to each other cluster, by its id. */
  readonly ties: Map<number, number>;
  readonly numbers: Numbers;
}

interface Merge {
  readonly mean: number;
  readonly a: number;
  readonly b: number;
  /** Sizes when the merge was proposed; a proposal whose clusters have grown since is stale. */
  readonly sizes: number;
}

/** Grows the clusters of one component. A cluster's id is its smallest member. */
class Agglomeration {
  forbidden = 0;
  readonly #clusters = new Map<number, Growing>();
  readonly #queue = new MergeQueue();
  readonly #options: ClusterOptions;

  constructor(component: Int32Array, links: Links, options: ClusterOptions) {
    this.#options = options;
    for (const link of component) {
      const a = links.left[link]!;
      const b = links.right[link]!;
      this.#single(a).ties.set(b, links.probability[link]!);
      this.#single(b).ties.set(a, links.probability[link]!);
    }
    for (const [id, growing] of this.#clusters) {
      for (const other of growing.ties.keys()) if (id < other) this.#propose(id, other);
    }
  }

  run(): void {
    for (let merge = this.#queue.pop(); merge !== undefined; merge = this.#queue.pop()) {
      const first = this.#clusters.get(merge.a);
      const second = this.#clusters.get(merge.b);
      if (!first || !second || first.members.length + second.members.length !== merge.sizes) continue;
      if (conflict(first.numbers, second.numbers)) {
        this.forbidden += 1;
        continue;
      }
      this.#merge(merge.a, first, merge.b, second);
    }
  }

  *clusters(): Iterable<readonly number[]> {
    for (const { members } of this.#clusters.values()) yield members;
  }

  #single(person: number): Growing {
    let growing = this.#clusters.get(person);
    if (!growing) {
      growing = { members: [person], ties: new Map(), numbers: numbersOf(person, this.#options) };
      this.#clusters.set(person, growing);
    }
    return growing;
  }

  #propose(a: number, b: number): void {
    const first = this.#clusters.get(a)!;
    const second = this.#clusters.get(b)!;
    const pairs = first.members.length * second.members.length;
    const mean = first.ties.get(b)! / pairs;
    const least = pairs === 1 ? this.#options.threshold : this.#options.cohesion;
    if (mean < least) return;
    this.#queue.push({
      mean,
      a: Math.min(a, b),
      b: Math.max(a, b),
      sizes: first.members.length + second.members.length,
    });
  }

  /** `b` joins `a`, whose id is the smaller and so stays. */
  #merge(a: number, first: Growing, b: number, second: Growing): void {
    first.members.push(...second.members);
    first.numbers.forEach((numbers, index) => {
      for (const token of second.numbers[index]!) numbers.add(token);
    });
    first.ties.delete(b);
    for (const [other, sum] of second.ties) {
      const neighbour = this.#clusters.get(other);
      if (other === a || !neighbour) continue;
      const total = (first.ties.get(other) ?? 0) + sum;
      first.ties.set(other, total);
      neighbour.ties.delete(b);
      neighbour.ties.set(a, total);
    }
    this.#clusters.delete(b);
    for (const other of first.ties.keys()) this.#propose(a, other);
  }
}

/** For each strong number, the tokens of one person. */
const numbersOf = (person: number, { strong }: ClusterOptions): Numbers =>
  strong.map((tokens) => new Set(tokens.get(person) ?? []));

function conflict(first: Numbers, second: Numbers): boolean {
  return first.some((numbers, index) => {
    const others = second[index]!;
    return numbers.size > 0 && others.size > 0 && [...numbers].every((token) => !others.has(token));
  });
}

/** A binary heap: the highest mean first, then the smaller positions. */
class MergeQueue {
  readonly #heap: Merge[] = [];

  push(merge: Merge): void {
    const heap = this.#heap;
    let at = heap.push(merge) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(merge, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = merge;
  }

  pop(): Merge | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1;
      if (!before(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

const before = (x: Merge, y: Merge): boolean =>
  x.mean !== y.mean ? x.mean > y.mean : x.a !== y.a ? x.a < y.a : x.b < y.b;
