/**
 * Chance agreement (u) for pairs within one agency and between two.
 *
 * A manifest counts every pair of local people, some of whom are one person known twice; their share is
 * taken out with the model's own estimate: u = (u₀ − λm) / (1 − λ). Between two agencies the geometric mean
 * of the two is used, which errs on the safe side where their populations differ.
 */
import type { IdentifierChance, SchemeIdentifier } from '../pseudonymise/index.ts';
import type { ComparisonPlan } from './comparison.ts';

/** For each identifier of the plan, the probability of each category, `none` last. */
export type Chance = readonly Float64Array[];

/** Reads one agency's manifest. Chances too small to have been seen in the sample are floored, never 0. */
export function manifestChance(
  plan: ComparisonPlan,
  chance: readonly IdentifierChance[],
  sampled: number,
): Chance {
  const byIdentifier = new Map<SchemeIdentifier, IdentifierChance>(
    chance.map((entry) => [entry.identifier, entry]),
  );
  return plan.identifiers.map(({ identifier, levels, categories }) => {
    const known = byIdentifier.get(identifier);
    const people = Math.max(sampled * (known?.present ?? 0), 2);
    const floor = 1 / (people * people);
    const probabilities = new Float64Array(categories);
    let agreeing = 0;
    levels.forEach((level, category) => {
      const strictest = known?.levels.find((entry) => entry.level === level)?.strictest ?? 0;
      const u = Math.max(strictest, floor);
      probabilities[category] = u;
      agreeing += u;
    });
    probabilities[categories - 1] = Math.max(1 - agreeing, floor);
    return probabilities;
  });
}

/** Least share of an observed chance that is left after people known twice are taken out. */
const LEAST_LEFT = 0.02;

/** Takes out of a manifest's chance the share `known` of pairs that are one person, who agree as `same` says. */
export function withoutKnownTwice(chance: Chance, same: readonly Float64Array[], known: number): Chance {
  return chance.map((probabilities, identifier) =>
    normalised(
      probabilities.map((u, category) =>
        Math.max((u - known * same[identifier]![category]!) / (1 - known), u * LEAST_LEFT),
      ),
    ),
  );
}

/** Chance agreement between people of two agencies. */
export const between = (left: Chance, right: Chance): Chance =>
  left.map((probabilities, identifier) => geometric(probabilities, right[identifier]!));

function geometric(left: Float64Array, right: Float64Array): Float64Array {
  const none = left.length - 1;
  const mean = left.map((u, category) => Math.sqrt(u * right[category]!));
  mean[none] = Math.max(1 - mean.reduce((sum, u, category) => (category === none ? sum : sum + u), 0), 0);
  return mean;
}

function normalised(probabilities: Float64Array): Float64Array {
  const total = probabilities.reduce((sum, u) => sum + u, 0);
  return probabilities.map((u) => u / total);
}
