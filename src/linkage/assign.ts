/** From shares of tokens to a probability for every candidate pair and a cluster for every local person. */
import type { Scheme, TokenManifest } from '../pseudonymise/index.ts';
import { manifestChance } from './chance.ts';
import { type Clusters, COHESION, cluster } from './clusters.ts';
import { type ComparisonPlan, comparisonPlan } from './comparison.ts';
import type { Candidates, EngineOptions, LinkageEngine, TokenSource } from './engines/engine.ts';
import {
  type Block,
  type FrozenModel,
  fitModel,
  type Model,
  type ModelInput,
  matchProbabilities,
  type Pattern,
} from './model.ts';

/** The default: a pair more likely than this to be one person is a link. */
export const THRESHOLD = 0.5;

export interface TokenShare extends TokenSource {
  readonly manifest: Pick<TokenManifest, 'chance' | 'sampled' | 'household'>;
}

export interface AssignOptions extends EngineOptions {
  readonly engine: LinkageEngine;
  readonly threshold: number;
  /** Pairs of agencies that are not to be compared, such as within one file that holds each person once. */
  readonly compare?: (left: number, right: number) => boolean;
  /** A model that stands: only what it does not know is estimated. */
  readonly frozen?: (blocks: ModelInput['blocks']) => FrozenModel;
}

export interface Assigned {
  readonly plan: ComparisonPlan;
  readonly candidates: Candidates;
  readonly model: Model;
  readonly input: ModelInput;
  /** The pattern of each candidate pattern in {@link input}. */
  readonly patternOf: Int32Array;
  /** For each candidate pair, the probability that it is one person. */
  readonly probability: Float64Array;
  readonly clusters: Clusters;
}

export async function assignPeople(
  shares: readonly TokenShare[],
  scheme: Scheme,
  options: AssignOptions,
): Promise<Assigned> {
  const candidates = await options.engine.candidates(shares, scheme, options);
  options.onStage?.('estimating the model', 0, 1);
  const plan = comparisonPlan(scheme);
  const { input, patternOf } = modelInput(plan, shares, candidates, options);
  const model = fitModel(input, options.frozen?.(input.blocks));
  const byPattern = matchProbabilities(input, model);
  const probability = Float64Array.from(candidates.pairs.pattern, (pattern) => {
    const index = patternOf[pattern]!;
    return index < 0 ? 0 : byPattern[index]!;
  });
  options.onStage?.('forming clusters', 0, 1);
  const clusters = cluster(
    { left: candidates.pairs.left, right: candidates.pairs.right, probability },
    {
      people: candidates.people.count,
      threshold: options.threshold,
      cohesion: COHESION,
      strong: candidates.strong,
    },
  );
  return { plan, candidates, model, input, patternOf, probability, clusters };
}

/** Folds candidate patterns that say the same of every identifier into one. */
function modelInput(
  plan: ComparisonPlan,
  shares: readonly TokenShare[],
  { patterns, people }: Candidates,
  { compare }: AssignOptions,
): { input: ModelInput; patternOf: Int32Array } {
  const sizes = shares.map((_, agency) =>
    people.agency.reduce((sum, at) => (at === agency ? sum + 1 : sum), 0),
  );
  const blocks: Block[] = [];
  const blockOf = new Map<string, number>();
  for (const [left, size] of sizes.entries()) {
    for (let right = left; right < sizes.length; right += 1) {
      if (compare?.(left, right) === false) continue;
      blockOf.set(`${left} ${right}`, blocks.length);
      blocks.push({
        left,
        right,
        possiblePairs: left === right ? (size * (size - 1)) / 2 : size * sizes[right]!,
      });
    }
  }
  const folded = new Map<string, Pattern & { pairs: number }>();
  const order = new Map<string, number>();
  const patternOf = Int32Array.from(patterns, ({ left, right, agreeing, presence, pairs }) => {
    const block = blockOf.get(`${left} ${right}`);
    if (block === undefined) return -1;
    const observed = plan.observe(agreeing, presence);
    const key = `${block}:${observed.join(',')}`;
    const known = folded.get(key);
    if (known) known.pairs += pairs;
    else {
      order.set(key, folded.size);
      folded.set(key, { block, observed, pairs });
    }
    return order.get(key)!;
  });
  const chance = shares.map(({ manifest }) => manifestChance(plan, manifest.chance, manifest.sampled));
  const household = shares.map(({ manifest }) => manifest.household);
  return { input: { plan, chance, household, blocks, patterns: [...folded.values()] }, patternOf };
}
