/**
 * The linkage model: Fellegi and Sunter (1969, "A theory for record linkage") over patterns of agreement.
 *
 * A pair of people is one of five kinds. In each kind, each identifier agrees either as it does for one
 * person (probabilities m), by chance (probabilities u), or as it does within a household (h):
 *
 * | kind | surname, address, postcode, phone, UPRN | forename | date of birth | the rest |
 * |---|---|---|---|---|
 * | same person | m | m | m | m |
 * | two people by chance | u | u | u | u |
 * | one household | h | u | u | u |
 * | born on one day in one household (twins) | h | u | m | u |
 * | one name in one household (parent and child) | h | m | u | u |
 *
 * The last three keep the model from taking a sister, a twin or a namesake father for the person herself:
 * independence between identifiers fails exactly there. u comes from the agencies' manifests. m, h, and how
 * many pairs of each kind there are, come from expectation–maximisation (Dempster, Laird and Rubin 1977)
 * over the candidate patterns, the number of all possible pairs being known. Twins and namesakes are too few
 * to be estimated and are taken as fixed shares of same-household pairs.
 */
import { type Candidacy, candidacyOf } from './candidacy.ts';
import { between, type Chance, withoutKnownTwice } from './chance.ts';
import type { ComparisonPlan } from './comparison.ts';

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
  readonly blocks: readonly Block[];
  readonly patterns: readonly Pattern[];
}

/** What was estimated; frozen for an agreement once made. */
export interface Model {
  /** For each identifier, the probability of each category when both are one person. */
  readonly same: readonly Float64Array[];
  /** The same for two people of one household. */
  readonly household: readonly Float64Array[];
  /** For each agency, chance agreement between two different people. */
  readonly chance: readonly Chance[];
  /** For each block, the expected number of pairs that are one person, and of one household. */
  readonly samePairs: Float64Array;
  readonly householdPairs: Float64Array;
  readonly iterations: number;
}

const KINDS = 5;
const SAME = 0;
const HOUSEHOLD = 2;

/**
 * Of same-household pairs, those born on one day and those of one name. Assumptions on the safe side: about
 * three births in a hundred are of twins (Office for National Statistics, births by multiplicity), and there
 * is no national figure for children named after a parent.
 */
const TWIN_SHARE = 0.03;
const NAMESAKE_SHARE = 0.03;

type Source = 'same' | 'chance' | 'household';

const SHARED_IN_HOUSEHOLD = new Set([
  'surname',
  'postcode',
  'address-line',
  'house-number',
  'uprn',
  'phone',
  'email',
]);

/** Which probabilities an identifier takes in each kind of pair. */
function sources(identifier: string): readonly Source[] {
  const shared: Source = SHARED_IN_HOUSEHOLD.has(identifier) ? 'household' : 'chance';
  return [
    'same',
    'chance',
    shared,
    identifier === 'date-of-birth' ? 'same' : shared,
    identifier === 'forename' || identifier === 'middle-names' ? 'same' : shared,
  ];
}

/** Starting m: the strictest category most often, the rest shared out; also the weight of prior belief. */
const PRIOR_EXACT = 0.85;
const PRIOR_PAIRS = 25;
const ITERATIONS = 200;
const CONVERGED = 1e-6;
/** Pairs of a kind that a block has at the least: enough to keep the logarithms finite. */
const FEWEST = 0.01;

/**
 * Estimates the model. Deterministic: the same patterns in any order give the same model to the last digit
 * that the sums allow, since callers pass patterns in a fixed order.
 */
export function fitModel(input: ModelInput): Model {
  let model = startingModel(input);
  const candidacy = candidacyOf(input.plan);
  for (let iteration = 1; iteration <= ITERATIONS; iteration += 1) {
    const next = improve(input, model, candidacy, iteration);
    const moved = largestMove(model.same, next.same) + largestMove(model.household, next.household);
    model = next;
    if (moved < CONVERGED) break;
  }
  return model;
}

/** The probability that a pair of each pattern is one person, in the order of the patterns. */
export function matchProbabilities(input: ModelInput, model: Model): Float64Array {
  const scorer = scorerFor(input, model);
  const share = new Float64Array(KINDS);
  return Float64Array.from(input.patterns, (pattern) => {
    scorer(pattern, share);
    return share[SAME]!;
  });
}

/** Writes each kind's share of a pattern's pairs. */
type Scorer = (pattern: Pattern, share: Float64Array) => void;

function scorerFor({ plan, blocks }: ModelInput, model: Model): Scorer {
  const from = plan.identifiers.map(({ identifier }) => sources(identifier));
  const chances = blocks.map(({ left, right }) =>
    left === right ? model.chance[left]! : between(model.chance[left]!, model.chance[right]!),
  );
  const likelihood: Record<Source, number> = { same: 1, chance: 1, household: 1 };
  return ({ block, observed }, share) => {
    const chance = chances[block]!;
    kindPairs(blocks[block]!, model, block, share);
    for (let index = 0; index < observed.length; index += 1) {
      const possible = observed[index]!;
      if (possible === 0) continue;
      likelihood.same = massOf(model.same[index]!, possible);
      likelihood.chance = massOf(chance[index]!, possible);
      likelihood.household = massOf(model.household[index]!, possible);
      const source = from[index]!;
      for (let kind = 0; kind < KINDS; kind += 1) share[kind]! *= likelihood[source[kind]!];
    }
    let total = 0;
    for (let kind = 0; kind < KINDS; kind += 1) total += share[kind]!;
    for (let kind = 0; kind < KINDS; kind += 1) share[kind]! /= total;
  };
}

function kindPairs(block: Block, model: Model, index: number, pairs: Float64Array): void {
  const same = model.samePairs[index]!;
  const household = model.householdPairs[index]!;
  pairs[SAME] = same;
  pairs[1] = Math.max(block.possiblePairs - same - household, 1);
  pairs[HOUSEHOLD] = household;
  pairs[3] = household * TWIN_SHARE;
  pairs[4] = household * NAMESAKE_SHARE;
}

function startingModel({ plan, chance, blocks, patterns }: ModelInput): Model {
  const pairs = new Float64Array(blocks.length);
  for (const pattern of patterns) pairs[pattern.block]! += pattern.pairs;
  const start = (): Float64Array[] =>
    plan.identifiers.map(({ identifier, categories }) => priorSame(identifier, categories));
  return {
    same: start(),
    household: start(),
    chance,
    samePairs: pairs.map((count) => Math.max(count / 2, 1)),
    householdPairs: pairs.map((count) => Math.max(count / 10, 1)),
    iterations: 0,
  };
}

function improve(input: ModelInput, model: Model, candidacy: Candidacy, iterations: number): Model {
  const { plan, blocks, patterns } = input;
  const scorer = scorerFor(input, model);
  const share = new Float64Array(KINDS);
  const same = plan.identifiers.map(({ identifier, categories }) =>
    weighted(priorSame(identifier, categories), PRIOR_PAIRS),
  );
  const household = plan.identifiers.map(({ identifier, categories }) =>
    weighted(priorSame(identifier, categories), PRIOR_PAIRS),
  );
  const { ofSame: sameSeen, ofHousehold: householdsSeen } = seen(input, model, candidacy);
  const samePairs = new Float64Array(blocks.length).fill(FEWEST);
  const householdPairs = new Float64Array(blocks.length).fill(FEWEST);
  for (const pattern of patterns) {
    scorer(pattern, share);
    const ofSame = pattern.pairs * share[SAME]!;
    const ofHousehold = pattern.pairs * (share[HOUSEHOLD]! + share[3]! + share[4]!);
    samePairs[pattern.block]! += ofSame / sameSeen;
    householdPairs[pattern.block]! += (pattern.pairs * share[HOUSEHOLD]!) / householdsSeen;
    pattern.observed.forEach((possible, index) => {
      if (possible === 0) return;
      spread(same[index]!, model.same[index]!, possible, ofSame);
      spread(household[index]!, model.household[index]!, possible, ofHousehold);
    });
  }
  const sameNow = same.map(normalised);
  return {
    same: sameNow,
    household: household.map(normalised),
    chance: input.chance.map((chance, agency) =>
      withoutKnownTwice(chance, sameNow, knownTwice(blocks, samePairs, agency)),
    ),
    samePairs,
    householdPairs,
    iterations,
  };
}

/** How likely a pair of one person, and of one household, is to be among the candidates. */
function seen(
  { plan, patterns }: ModelInput,
  model: Model,
  candidacy: Candidacy,
): { readonly ofSame: number; readonly ofHousehold: number } {
  const presence = new Float64Array(plan.identifiers.length);
  let pairs = 0;
  for (const pattern of patterns) {
    pairs += pattern.pairs;
    pattern.observed.forEach((possible, index) => {
      if (possible !== 0) presence[index]! += pattern.pairs;
    });
  }
  const share = presence.map((count) => count / Math.max(pairs, 1));
  const household = plan.identifiers.map(({ identifier }, index) =>
    sources(identifier)[HOUSEHOLD] === 'household' ? model.household[index]! : meanOf(model.chance, index),
  );
  return { ofSame: candidacy(model.same, share), ofHousehold: candidacy(household, share) };
}

/** Chance agreement on one identifier, over all agencies. */
function meanOf(chance: readonly Chance[], identifier: number): Float64Array {
  const mean = new Float64Array(chance[0]![identifier]!.length);
  for (const agency of chance)
    agency[identifier]!.forEach((u, category) => (mean[category]! += u / chance.length));
  return mean;
}

/** The share of pairs within an agency that are one person known twice. */
function knownTwice(blocks: readonly Block[], samePairs: Float64Array, agency: number): number {
  const within = blocks.findIndex(({ left, right }) => left === agency && right === agency);
  return within < 0 ? 0 : Math.min(samePairs[within]! / blocks[within]!.possiblePairs, 0.5);
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

/** A swapped name is rare in one person's records, the opposite of every other identifier's agreement. */
function priorSame(identifier: string, categories: number): Float64Array {
  const exact = identifier === 'whole-name' ? 0.01 : PRIOR_EXACT;
  const prior = new Float64Array(categories).fill((1 - exact) / (categories - 1));
  prior[0] = exact;
  if (identifier === 'whole-name')
    prior.fill(0.001, 1, categories - 1).fill(0.989 - 0.001 * (categories - 2), categories - 1);
  return prior;
}

const weighted = (probabilities: Float64Array, weight: number): Float64Array =>
  probabilities.map((p) => p * weight);

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
