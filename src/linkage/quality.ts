/**
 * Linkage quality without the truth, from the model's own probabilities (Blakely and Salmond 2002 describe
 * the idea for record linkage): expected precision is the mean probability of the links made; expected recall
 * is the links' share of all matches that the model expects among the pairs compared. Matches that share no
 * token at all are outside what it can see.
 */
import type { Assigned, TokenShare } from './assign.ts';

export interface AgencyPairQuality {
  readonly left: string;
  readonly right: string;
  readonly links: number;
  readonly expectedPrecision: number;
  readonly expectedRecall: number;
}

export interface LinkageQuality {
  readonly localPeople: number;
  readonly people: number;
  /** People by how many local people they are made of. */
  readonly clusterSizes: Readonly<Record<string, number>>;
  readonly threshold: number;
  readonly agencyPairs: readonly AgencyPairQuality[];
  readonly candidatePairs: number;
  readonly patterns: number;
  /** Local people with no token, and with none that anybody shares. */
  readonly withoutTokens: number;
  readonly unpaired: number;
  /** Tokens that too many people share, by match-key. */
  readonly setAside: Assigned['candidates']['setAside'];
  /** Merges that were refused because two strong numbers differ. */
  readonly forbidden: number;
  /** People there would be at other thresholds, one link at a time: how far the headline hangs on it. */
  readonly sensitivity: readonly { readonly threshold: number; readonly links: number }[];
}

const THRESHOLDS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

export function qualityOf(
  { candidates, probability, clusters }: Assigned,
  shares: readonly TokenShare[],
  threshold: number,
): LinkageQuality {
  const { left, right } = candidates.pairs;
  const { agency, count } = candidates.people;
  const pairs = new Map<string, { links: number; sure: number; expected: number }>();
  probability.forEach((p, index) => {
    const key = `${agency[left[index]!]} ${agency[right[index]!]}`;
    const sums = pairs.get(key) ?? { links: 0, sure: 0, expected: 0 };
    sums.expected += p;
    if (p >= threshold) {
      sums.links += 1;
      sums.sure += p;
    }
    pairs.set(key, sums);
  });
  const sizes = new Map<number, number>();
  for (const label of clusters.label) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const bySize: Record<string, number> = {};
  for (const size of [...sizes.values()].sort((a, b) => a - b)) bySize[size] = (bySize[size] ?? 0) + 1;
  return {
    localPeople: count,
    people: sizes.size,
    clusterSizes: bySize,
    threshold,
    agencyPairs: [...pairs].sort(byKey).map(([key, { links, sure, expected }]) => {
      const [a, b] = key.split(' ').map(Number);
      return {
        left: shares[a!]!.agency,
        right: shares[b!]!.agency,
        links,
        expectedPrecision: links === 0 ? 1 : sure / links,
        expectedRecall: expected === 0 ? 1 : sure / expected,
      };
    }),
    candidatePairs: probability.length,
    patterns: candidates.patterns.length,
    withoutTokens: candidates.withoutTokens,
    unpaired: candidates.unpaired,
    setAside: candidates.setAside,
    forbidden: clusters.forbidden,
    sensitivity: THRESHOLDS.map((at) => ({
      threshold: at,
      links: probability.reduce((sum, p) => (p >= at ? sum + 1 : sum), 0),
    })),
  };
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** How surely a local person belongs with the rest of their person. */
export type Band = 'alone' | 'high' | 'fair' | 'low';

/** The band of each local person: by the mean probability of their pairs with the others of the cluster. */
export function bandsOf({ candidates, probability, clusters: { label } }: Assigned): Band[] {
  const support = new Float64Array(label.length);
  const sizes = new Map<number, number>();
  for (const cluster of label) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
  probability.forEach((p, index) => {
    const a = candidates.pairs.left[index]!;
    const b = candidates.pairs.right[index]!;
    if (label[a] !== label[b]) return;
    support[a]! += p;
    support[b]! += p;
  });
  return Array.from(label, (cluster, person) => {
    const others = sizes.get(cluster)! - 1;
    if (others === 0) return 'alone';
    const mean = support[person]! / others;
    return mean >= 0.95 ? 'high' : mean >= 0.7 ? 'fair' : 'low';
  });
}
