/**
 * The linkage model: Fellegi and Sunter (1969, "A theory for record linkage") over patterns of agreement, with
 * the kinds of pair of `kinds.ts`.
 *
 * u, chance agreement, comes from the agencies' manifests, and so does how many pairs are of one household: few
 * of those are candidates, too few to estimate them from. m, agreement of one person's records, and how many pairs
 * are one person, come from expectation–maximisation (Dempster, Laird and Rubin 1977) over the candidate
 * patterns, the number of all possible pairs being known.
 */

import type { HouseholdChance } from '../pseudonymise/index.ts';
import { between, type Chance, withoutKnownTwice } from './chance.ts';
import type { ComparisonPlan } from './comparison.ts';
import { householdAgreement, KINDS, ONE_PERSON, pairsByKind, type Source, sourcesOf } from './kinds.ts';

/** Pairs that look the same to the model. */
export interface Pattern {
  /** Index into {@link ModelInput.blocks}. */
  readonly block: number;
  /** Possible categories of each identifier, as {@link ComparisonPlan.observe} gives them. */
  readonly observed: Uint16Array;
  readonly pairs: number;
}

/** All pairs between two agencies, or within one (`left` and `right` the same). */
export interface Block {
  readonly left: number;
  readonly right: number;
  /** How many pairs of local people there are in all. */
  readonly possiblePairs: number;
}

export interface ModelInput {
  readonly plan: ComparisonPlan;
  /** Chance agreement within each agency, as its manifest has it. */
  readonly chance: readonly Chance[];
  /** How often two people of each agency share a household's identifiers, as its manifest has it. */
  readonly household: readonly HouseholdChance[];
  readonly blocks: readonly Block[];
  readonly patterns: readonly Pattern[];
}

/** What was estimated. */
export interface Model {
  /** m: for each identifier, the probability of each category when both are one person. */
  readonly same: readonly Float64Array[];
  /** u: for each agency, chance agreement between two different people. */
  readonly chance: readonly Chance[];
  /** For each block, the pairs that are one person, and those of one household. */
  readonly samePairs: Float64Array;
  readonly householdPairs: Float64Array;
  readonly iterations: number;
}

/** What an earlier model says of the agencies and blocks it knew; the rest is estimated under it. */
export interface FrozenModel {
  readonly same: readonly Float64Array[];
  readonly chance: readonly (Chance | undefined)[];
  readonly pairs: readonly ({ readonly same: number; readonly household: number } | undefined)[];
}

/** Prior m: the strictest category most often, the rest shared out; and how many pairs the prior weighs. */
const PRIOR_EXACT = 0.85;
const PRIOR_PAIRS = 25;
/** A person's names are swapped this often. */
const PRIOR_SWAPPED = 0.01;
const ITERATIONS = 200;
const CONVERGED = 1e-5;
/** Pairs of a kind that a block has at the least: enough to keep the logarithms finite. */
const FEWEST = 0.01;

/**
 * Estimates the model, or under a frozen one only what that did not know. Deterministic for patterns in one
 * order.
 */
export function fitModel(input: ModelInput, frozen?: FrozenModel): Model {
  let model = startingModel(input, frozen);
  for (let iteration = 1; iteration <= ITERATIONS; iteration += 1) {
    const next = improved(input, model, iteration, frozen);
    const moved = Math.max(
      largestMove(model.same, next.same),
      ...relativeMoves(model.samePairs, next.samePairs),
    );
    model = next;
    if (moved < CONVERGED) break;
  }
  return model;
}

/** The probability that a pair of each pattern is one person, in the order of the patterns. */
export function matchProbabilities(input: ModelInput, model: Model): Float64Array {
  const scorer = scorerFor(input, model);
  const share = new Float64Array(KINDS.length);
  return Float64Array.from(input.patterns, (pattern) => {
    scorer(pattern, share);
    return share[ONE_PERSON]!;
  });
}

function startingModel(
  { plan, chance, blocks, patterns, household }: ModelInput,
  frozen: FrozenModel | undefined,
): Model {
  const pairs = new Float64Array(blocks.length);
  for (const pattern of patterns) pairs[pattern.block]! += pattern.pairs;
  const same =
    frozen?.same ?? plan.identifiers.map(({ identifier, categories }) => priorSame(identifier, categories));
  const samePairs = pairs.map((count, block) => frozen?.pairs[block]?.same ?? Math.max(count / 2, FEWEST));
  return {
    same,
    chance: chance.map((known, agency) => frozen?.chance[agency] ?? known),
    samePairs,
    householdPairs: householdPairs(plan, blocks, household, same, samePairs, frozen),
    iterations: 0,
  };
}

function improved(
  input: ModelInput,
  model: Model,
  iterations: number,
  frozen: FrozenModel | undefined,
): Model {
  const { plan, blocks, patterns, chance, household } = input;
  const scorer = scorerFor(input, model);
  const share = new Float64Array(KINDS.length);
  const counts = plan.identifiers.map(({ identifier, categories }) =>
    priorSame(identifier, categories).map((p) => p * PRIOR_PAIRS),
  );
  const found = new Float64Array(blocks.length).fill(FEWEST);
  for (const pattern of patterns) {
    scorer(pattern, share);
    const onePerson = pattern.pairs * share[ONE_PERSON]!;
    found[pattern.block]! += onePerson;
    pattern.observed.forEach((possible, index) => {
      if (possible !== 0) spread(counts[index]!, model.same[index]!, possible, onePerson);
    });
  }
  const same = frozen?.same ?? counts.map(normalised);
  const samePairs = found.map((pairs, block) => frozen?.pairs[block]?.same ?? pairs);
  return {
    same,
    chance: chance.map(
      (known, agency) =>
        frozen?.chance[agency] ?? withoutKnownTwice(known, same, knownTwice(blocks, samePairs, agency)),
    ),
    samePairs,
    householdPairs: householdPairs(plan, blocks, household, same, samePairs, frozen),
    iterations,
  };
}

/** Pairs of one household in each block, people known twice taken out; between two agencies the geometric mean. */
function householdPairs(
  plan: ComparisonPlan,
  blocks: readonly Block[],
  household: readonly HouseholdChance[],
  same: readonly Float64Array[],
  samePairs: Float64Array,
  frozen: FrozenModel | undefined,
): Float64Array {
  const shares = household.map(({ identifiers, excess }, agency) => {
    const compared = plan.identifiers.flatMap((one, index) =>
      identifiers.includes(one.identifier) ? [index] : [],
    );
    const onePerson = compared.reduce((product, index) => product * same[index]![0]!, 1);
    const seen = compared.reduce(
      (product, index) => product * householdAgreement(plan.identifiers[index]!)[0]!,
      1,
    );
    return Math.max(excess - knownTwice(blocks, samePairs, agency) * onePerson, 0) / seen;
  });
  return Float64Array.from(
    blocks,
    ({ left, right, possiblePairs }, block) =>
      frozen?.pairs[block]?.household ??
      Math.max(possiblePairs * Math.sqrt(shares[left]! * shares[right]!), FEWEST),
  );
}

/** Writes each kind's share of a pattern's pairs. */
type Scorer = (pattern: Pattern, share: Float64Array) => void;

function scorerFor({ plan, blocks }: ModelInput, model: Model): Scorer {
  const from = plan.identifiers.map(({ identifier }) => sourcesOf(identifier));
  const household = plan.identifiers.map(householdAgreement);
  const chances = blocks.map(({ left, right }) =>
    left === right ? model.chance[left]! : between(model.chance[left]!, model.chance[right]!),
  );
  const likelihood: Record<Source, number> = { m: 1, u: 1, h: 1 };
  return ({ block, observed }, share) => {
    pairsByKind(model.samePairs[block]!, model.householdPairs[block]!, blocks[block]!.possiblePairs, share);
    for (let index = 0; index < observed.length; index += 1) {
      const possible = observed[index]!;
      if (possible === 0) continue;
      likelihood.m = massOf(model.same[index]!, possible);
      likelihood.u = massOf(chances[block]![index]!, possible);
      likelihood.h = massOf(household[index]!, possible);
      const source = from[index]!;
      for (let kind = 0; kind < KINDS.length; kind += 1) share[kind]! *= likelihood[source[kind]!];
    }
    const total = share.reduce((sum, pairs) => sum + pairs, 0);
    for (let kind = 0; kind < KINDS.length; kind += 1) share[kind]! /= total;
  };
}

/** The share of pairs within an agency that are one person known twice. */
function knownTwice(blocks: readonly Block[], samePairs: Float64Array, agency: number): number {
  const within = blocks.findIndex(({ left, right }) => left === agency && right === agency);
  return within < 0 ? 0 : Math.min(samePairs[within]! / Math.max(blocks[within]!.possiblePairs, 1), 0.5);
}

/** Shares `pairs` among the possible categories as the present probabilities have it. */
function spread(into: Float64Array, probabilities: Float64Array, possible: number, pairs: number): void {
  const mass = massOf(probabilities, possible);
  for (let category = 0; category < into.length; category += 1) {
    if ((possible >>> category) & 1) into[category]! += (pairs * probabilities[category]!) / mass;
  }
}

function massOf(probabilities: Float64Array, possible: number): number {
  let mass = 0;
  for (let category = 0; category < probabilities.length; category += 1) {
    if ((possible >>> category) & 1) mass += probabilities[category]!;
  }
  return mass;
}

/** The whole name alone agreeing means that names were swapped, which is rare: the opposite of every other identifier. */
function priorSame(identifier: string, categories: number): Float64Array {
  const exact = identifier === 'whole-name' ? PRIOR_SWAPPED : PRIOR_EXACT;
  const prior = new Float64Array(categories).fill((1 - exact) / (categories - 1));
  prior[0] = exact;
  return prior;
}

function normalised(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

function largestMove(before: readonly Float64Array[], after: readonly Float64Array[]): number {
  let most = 0;
  before.forEach((probabilities, index) => {
    probabilities.forEach((p, category) => {
      most = Math.max(most, Math.abs(p - after[index]![category]!));
    });
  });
  return most;
}

const relativeMoves = (before: Float64Array, after: Float64Array): number[] =>
  Array.from(before, (pairs, block) => Math.abs(pairs - after[block]!) / Math.max(pairs, after[block]!, 1));
