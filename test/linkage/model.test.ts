import { describe, expect, it } from 'vitest';
import { manifestChance } from '../../src/linkage/chance.ts';
import { fitModel, type ModelInput, matchProbabilities, type Pattern } from '../../src/linkage/model.ts';
import type { IdentifierChance } from '../../src/pseudonymise/index.ts';
import { indexOf, PLAN, SCHEME, type Simulated, simulate } from './population.ts';
import { seeded, shuffled } from './random.ts';

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);

function judged(simulated: Simulated) {
  const model = fitModel(simulated.input);
  const byPattern = matchProbabilities(simulated.input, model);
  return {
    model,
    pairs: simulated.pairs.map((pair) => ({ ...pair, probability: byPattern[pair.pattern]! })),
  };
}

describe('what the model finds out', () => {
  const alone = { people: 2400, together: 0, faults: 0.06, twice: 0.05 };
  const families = { ...alone, together: 0.6 };

  describe.each([
    ['of people who live alone', alone, 1],
    ['of people who live alone and whose records are poor', { ...alone, faults: 0.1 }, 2],
    ['of households', families, 3],
    ['of households, once more', families, 4],
  ])('%s', (_name, options, seed) => {
    const simulated = simulate(seed, options);
    const { model, pairs } = judged(simulated);

    it('how often one person agrees at the strictest level of each identifier', () => {
      for (const identifier of ['surname', 'forename', 'date-of-birth', 'postcode'] as const) {
        const at = indexOf(identifier);
        expect(Math.abs(model.same[at]![0]! - simulated.strictest[at]!)).toBeLessThan(0.06);
      }
      for (const probabilities of model.same) expect(sum(probabilities)).toBeCloseTo(1, 8);
    });

    it('how many pairs are one person, between the agencies and within each', () => {
      simulated.truePairs.forEach((real, block) => {
        // Fewer pairs within an agency tell less: some fifty, against some seven hundred between the two.
        const tolerance = block === 1 ? 0.12 : 0.25;
        expect(Math.abs(model.samePairs[block]! / real - 1)).toBeLessThan(tolerance);
      });
    });

    it('of pairs that it gives a probability, that share is one person, or more among people who live together', () => {
      for (const [from, to] of [
        [0, 0.02],
        [0.02, 0.5],
        [0.5, 0.98],
        [0.98, 1.01],
      ] as const) {
        const bin = pairs.filter(({ probability }) => probability >= from && probability < to);
        const expected = sum(bin.map(({ probability }) => probability));
        const real = bin.filter(({ same }) => same).length;
        // Six standard errors of a sum of coins, and some slack for the model being a model. It may doubt more
        // than it has to where a sister could be meant, but never less.
        const spread = Math.sqrt(sum(bin.map(({ probability: p }) => p * (1 - p))));
        const slack = 6 * spread + 0.06 * bin.length + 3;
        expect(expected - real).toBeLessThan(slack);
        expect(real - expected).toBeLessThan(slack + (options.together > 0 ? 0.3 * bin.length : 0));
      }
    });

    it('nearly every pair that is one person, and hardly any that is two', () => {
      const linked = pairs.filter(({ probability }) => probability >= 0.5);
      const right = linked.filter(({ same }) => same).length;
      expect(right / linked.length).toBeGreaterThan(0.97);
      expect(right / sum(simulated.truePairs)).toBeGreaterThan(0.88);
    });

    it('that two who live together are two', () => {
      const housemates = pairs.filter((pair) => pair.housemates);
      const linked = housemates.filter(({ probability }) => probability >= 0.5);
      expect(linked.length).toBeLessThanOrEqual(0.01 * housemates.length);
      expect(housemates.length > 100).toBe(options.together > 0);
    });
  });
});

describe('the model is fixed by its input', () => {
  const { input } = simulate(5, { people: 400, together: 0.5, faults: 0.1, twice: 0.05 });

  it('to the last digit, in every run', () => {
    expect(fitModel(input)).toEqual(fitModel(input));
  });

  it('and hardly moves when the patterns come in another order', () => {
    const turned: ModelInput = { ...input, patterns: shuffled(seeded(1), input.patterns) };
    const [model, other] = [fitModel(input), fitModel(turned)];
    model.same.forEach((probabilities, identifier) => {
      probabilities.forEach((m, category) => {
        expect(other.same[identifier]![category]).toBeCloseTo(m, 6);
      });
    });
    input.patterns.forEach((pattern, index) => {
      const elsewhere = turned.patterns.indexOf(pattern);
      expect(matchProbabilities(turned, other)[elsewhere]).toBeCloseTo(
        matchProbabilities(input, model)[index]!,
        6,
      );
    });
  });
});

describe('where there is next to nothing to learn from', () => {
  const all = SCHEME.identifiers.map(() => 1);
  const none = PLAN.identifiers.map(({ categories }) => 1 << (categories - 1));
  const missing = SCHEME.identifiers.map(() => 0);
  const open = PLAN.identifiers.map(({ categories }) => (1 << categories) - 1);
  const pattern = (observed: readonly number[], pairs = 1, block = 0): Pattern => ({
    block,
    observed: Uint16Array.from(observed),
    pairs,
  });

  /** A manifest of people of whom no two agree on anything. */
  const nothingShared = PLAN.identifiers.map(
    ({ identifier, levels }): IdentifierChance => ({
      identifier,
      present: 1,
      levels: levels.map((level) => ({ level, distinct: 1, u: 0, strictest: 0 })),
    }),
  );

  /** Agencies of so many people, none alike by chance, and what is seen of their pairs. */
  function agenciesOf(sizes: readonly number[], patterns: readonly Pattern[]): ModelInput {
    const blocks = sizes.flatMap((size, left) =>
      sizes.slice(left).map((other, index) => ({
        left,
        right: left + index,
        possiblePairs: index === 0 ? (size * (size - 1)) / 2 : size * other,
      })),
    );
    return {
      plan: PLAN,
      chance: sizes.map((size) => manifestChance(PLAN, nothingShared, size)),
      household: sizes.map(() => ({ identifiers: [], excess: 0 })),
      blocks,
      patterns,
    };
  }

  /** What is wrong with the model that is fitted, and with the probabilities that it gives. */
  function faults(input: ModelInput): string[] {
    const model = fitModel(input);
    const found: string[] = [];
    for (const probabilities of [...model.same, ...model.chance.flat()]) {
      if (!(Math.abs(sum(probabilities) - 1) < 1e-6)) found.push('probabilities that do not sum to 1');
      if (!probabilities.every((p) => p >= 0)) found.push('a probability below 0');
    }
    if (!model.samePairs.every((pairs) => pairs >= 0 && Number.isFinite(pairs))) found.push('endless pairs');
    const probabilities = matchProbabilities(input, model);
    if (probabilities.length !== input.patterns.length) found.push('patterns without a probability');
    if (!probabilities.every((p) => p >= 0 && p <= 1)) found.push('a match probability beyond 0 and 1');
    return found;
  }

  it.each<[string, readonly number[], readonly Pattern[]]>([
    ['no pattern at all', [100], []],
    ['an agency of nobody', [0], []],
    ['an agency of one person', [1], []],
    ['an agency of two, who agree', [2], [pattern(all)]],
    ['an agency of two, who differ', [2], [pattern(none)]],
    ['two agencies of one person each', [1, 1], [pattern(all, 1, 1)]],
    ['two agencies, one of nobody', [0, 5], []],
    ['pairs that lack everything', [100], [pattern(missing, 9)]],
    ['pairs of which everything is open', [100], [pattern(open, 9)]],
    ['every possible pair, and every one agrees', [20], [pattern(all, 190)]],
    ['every possible pair, and every one differs', [20], [pattern(none, 190)]],
  ])('the model is sound: %s', (_what, sizes, patterns) => {
    expect(faults(agenciesOf(sizes, patterns))).toEqual([]);
  });

  const probabilitiesOf = (input: ModelInput): number[] => [...matchProbabilities(input, fitModel(input))];

  it('one pair among many people that agrees on everything is one person', () => {
    for (const people of [20, 100, 1000])
      expect(probabilitiesOf(agenciesOf([people], [pattern(all)]))[0]).toBeGreaterThan(0.9);
  });

  it('pairs of which nothing is known, or nothing but that they differ, are not', () => {
    const input = agenciesOf([1000], [pattern(missing, 5), pattern(open, 5), pattern(none, 5)]);
    for (const probability of probabilitiesOf(input)) expect(probability).toBeLessThan(0.01);
  });

  it('an agency of one person knows nobody twice, so that its chance stays about what its manifest says', () => {
    const input = agenciesOf([1], []);
    const { chance } = fitModel(input);
    chance[0]!.forEach((probabilities, identifier) => {
      const before = input.chance[0]![identifier]!;
      probabilities.forEach((u, category) => {
        expect(u).toBeCloseTo(before[category]! / sum(before), 1);
      });
    });
  });
});
