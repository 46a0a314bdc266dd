/**
 * Linkage quality without the truth, from the model's own probabilities (Blakely and Salmond 2002 describe
 * the idea for record linkage): expected precision is the mean probability of the links made; expected recall
 * is the links' share of all matches that the model expects among the pairs compared. Matches that share no
 * token at all are outside what it can see.
 */
import { wilson } from '../estimate/index.ts';
import type { Assigned, TokenShare } from './assign.ts';
import { COHESION, cluster } from './clusters.ts';
import { inDoubt } from './doubt.ts';

/**
 * With a 95 % interval: of chance, as the probabilities have it, and no narrower than looking at so many pairs could
 * make it (Wilson's for the number of links, or of matches expected), since a model can be sure of a few pairs and
 * wrong. Whether the model itself is right is not in it.
 */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export interface AgencyPairQuality {
  readonly left: string;
  readonly right: string;
  readonly links: number;
  /** Not there where there is no link to be right or wrong. */
  readonly expectedPrecision?: Estimate;
  /** Not there where no match is expected. */
  readonly expectedRecall?: Estimate;
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
  /** Links and people there would be at other thresholds: how far the headline hangs on it. */
  readonly sensitivity: readonly {
    readonly threshold: number;
    readonly links: number;
    readonly people: number;
  }[];
}

const THRESHOLDS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95];

export function qualityOf(
  assigned: Assigned,
  shares: readonly TokenShare[],
  threshold: number,
): LinkageQuality {
  const { candidates, probability, clusters } = assigned;
  const bySize: Record<string, number> = {};
  for (const size of clusterSizes(clusters.label)) if (size > 0) bySize[size] = (bySize[size] ?? 0) + 1;
  return {
    localPeople: candidates.people.count,
    people: peopleIn(clusters.label),
    clusterSizes: bySize,
    threshold,
    agencyPairs: agencyPairs(assigned, shares, threshold),
    candidatePairs: probability.length,
    patterns: candidates.patterns.length,
    withoutTokens: candidates.withoutTokens,
    unpaired: candidates.unpaired,
    setAside: candidates.setAside,
    forbidden: clusters.forbidden,
    sensitivity: sensitivity(assigned, threshold),
  };
}

/** Links and people at each of {@link THRESHOLDS}, those who do not come out alike at all of them formed again. */
function sensitivity(
  { candidates, probability, clusters: { label } }: Assigned,
  threshold: number,
): LinkageQuality['sensitivity'] {
  const { pairs, people, strong } = candidates;
  const [least, most] = [Math.min(threshold, ...THRESHOLDS), Math.max(threshold, ...THRESHOLDS)];
  const part = inDoubt({ ...pairs, probability }, { people: people.count, strong }, least, most);
  const certain =
    peopleIn(label) - part.people.reduce((sum, person) => (label[person] === person ? sum + 1 : sum), 0);
  return THRESHOLDS.map((at) => {
    const formed = cluster(part.links, {
      people: part.people.length,
      threshold: at,
      cohesion: COHESION,
      strong: part.strong,
    });
    const links = probability.reduce((sum, p) => (p >= at ? sum + 1 : sum), 0);
    return { threshold: at, links, people: certain + peopleIn(formed.label) };
  });
}

/** By label, how many have it. */
function clusterSizes(label: Int32Array): Int32Array {
  const sizes = new Int32Array(label.length);
  for (const first of label) sizes[first]! += 1;
  return sizes;
}

/** How many clusters there are: each has the label of its first member. */
const peopleIn = (label: Int32Array): number =>
  label.reduce((sum, first, position) => (first === position ? sum + 1 : sum), 0);

interface Sums {
  links: number;
  /** Sum of the probabilities of the links, and of all candidate pairs. */
  linked: number;
  expected: number;
  /** Sum of p(1 − p) over the links, and over the other candidate pairs. */
  linkedVariance: number;
  otherVariance: number;
}

function agencyPairs(
  { candidates, probability }: Assigned,
  shares: readonly TokenShare[],
  threshold: number,
): AgencyPairQuality[] {
  const { left, right } = candidates.pairs;
  const { agency } = candidates.people;
  const pairs = new Map<number, Sums>();
  probability.forEach((p, index) => {
    const key = agency[left[index]!]! * shares.length + agency[right[index]!]!;
    let sums = pairs.get(key);
    if (sums === undefined) {
      sums = { links: 0, linked: 0, expected: 0, linkedVariance: 0, otherVariance: 0 };
      pairs.set(key, sums);
    }
    sums.expected += p;
    if (p >= threshold) {
      sums.links += 1;
      sums.linked += p;
      sums.linkedVariance += p * (1 - p);
    } else sums.otherVariance += p * (1 - p);
  });
  return [...pairs]
    .sort(([a], [b]) => a - b)
    .map(([key, sums]) => ({
      left: shares[Math.floor(key / shares.length)]!.agency,
      right: shares[key % shares.length]!.agency,
      links: sums.links,
      ...(sums.links === 0 ? {} : { expectedPrecision: precisionOf(sums) }),
      ...(sums.expected === 0 ? {} : { expectedRecall: recallOf(sums) }),
    }));
}

const precisionOf = ({ links, linked, linkedVariance }: Sums): Estimate =>
  estimate(linked, links, Math.sqrt(linkedVariance) / links);

/** The ratio of links' probabilities to all, its variance by the delta method. */
function recallOf({ linked, expected, linkedVariance, otherVariance }: Sums): Estimate {
  const recall = linked / expected;
  const error = Math.sqrt(linkedVariance * (1 - recall) ** 2 + otherVariance * recall ** 2) / expected;
  return estimate(linked, expected, error);
}

function estimate(part: number, whole: number, standardError: number): Estimate {
  const value = part / whole;
  const seen = wilson(part, whole);
  return {
    value,
    lower: Math.max(0, Math.min(value - 1.96 * standardError, seen.lower / 100)),
    upper: Math.min(1, Math.max(value + 1.96 * standardError, seen.upper / 100)),
  };
}

/** How surely a local person belongs with the rest of their person. */
export type Band = 'alone' | 'high' | 'fair' | 'low';

/** The band of each local person: by the mean probability of their pairs with the others of the cluster. */
export function bandsOf({ candidates, probability, clusters: { label } }: Assigned): Band[] {
  const support = new Float64Array(label.length);
  const sizes = clusterSizes(label);
  probability.forEach((p, index) => {
    const a = candidates.pairs.left[index]!;
    const b = candidates.pairs.right[index]!;
    if (label[a] !== label[b]) return;
    support[a]! += p;
    support[b]! += p;
  });
  return Array.from(label, (id, person) => {
    const others = sizes[id]! - 1;
    if (others === 0) return 'alone';
    const mean = support[person]! / others;
    return mean >= 0.95 ? 'high' : mean >= 0.7 ? 'fair' : 'low';
  });
}
