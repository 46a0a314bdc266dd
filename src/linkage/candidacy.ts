/**
 * How likely a pair of one kind is to become a candidate at all: to agree on at least one match-key.
 *
 * Candidates are a selected set. Two people of one household share a token only when their forenames or dates
 * of birth happen to agree too, so the few such pairs that are seen stand for very many that are not; without
 * this the model would think households rare, and take a namesake father for his son.
 *
 * The probability is found by drawing pairs from the model. The draws are the same every time.
 */
import { type ComparisonPlan, impliedBy } from './comparison.ts';

const PAIRS = 20_000;

/**
 * @param probabilities for each identifier of the plan, the probability of each category
 * @param presence for each identifier, how often both sides have it
 */
export type Candidacy = (probabilities: readonly Float64Array[], presence: Float64Array) => number;

/** Prepares the estimate for one plan. Returns at least one in the number of pairs drawn, never 0. */
export function candidacyOf(plan: ComparisonPlan): Candidacy {
  const position = new Map(plan.identifiers.map(({ identifier }, index) => [identifier, index]));
  const keys = plan.matchKeys.map((key) =>
    key.parts.map(({ identifier, level }) => {
      const index = position.get(identifier)!;
      return { index, bit: 1 << plan.identifiers[index]!.levels.indexOf(level) };
    }),
  );
  const shownBy = plan.identifiers.map((compared) => [
    ...compared.levels.map((_, level) => impliedBy(compared, level)),
    0,
  ]);
  return (probabilities, presence) => {
    const random = generator();
    const shown = new Int32Array(plan.identifiers.length);
    let candidates = 0;
    for (let pair = 0; pair < PAIRS; pair += 1) {
      for (let index = 0; index < shown.length; index += 1) {
        const has = random() < presence[index]!;
        const category = drawn(probabilities[index]!, random());
        shown[index] = has ? shownBy[index]![category]! : 0;
      }
      if (keys.some((parts) => parts.every(({ index, bit }) => (shown[index]! & bit) !== 0))) candidates += 1;
    }
    return Math.max(candidates, 1) / PAIRS;
  };
}

function drawn(probabilities: Float64Array, at: number): number {
  let left = at;
  for (let category = 0; category < probabilities.length - 1; category += 1) {
    left -= probabilities[category]!;
    if (left < 0) return category;
  }
  return probabilities.length - 1;
}

/** SplitMix in 32 bits (Steele, Lea and Flood 2014), from a fixed start. */
function generator(): () => number {
  let state = 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
