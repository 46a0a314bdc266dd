/** The solver: known programmes, every status, held programmes, and whole numbers against trying them all. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Objective,
  type Programme,
  type Result,
  type Row,
  solve,
  withSolver,
} from '../../src/solve/index.ts';

const ENDLESS = Number.POSITIVE_INFINITY;
const row = (factors: readonly number[], lower: number, upper: number): Row => ({
  terms: factors.flatMap((factor, variable) => (factor === 0 ? [] : [{ variable, factor }])),
  lower,
  upper,
});
const aim = (direction: Objective['direction'], ...factors: readonly number[]): Objective => ({
  direction,
  terms: factors.map((factor, variable) => ({ variable, factor })),
});
const wholes = (count: number, upper = ENDLESS): Programme['variables'] =>
  Array.from({ length: count }, () => ({ lower: 0, upper, whole: true }));

/** Chairs and tables: 30 and 50 each, carpentry 1 and 2 of 40, finishing 2 and 1 of 50. */
const WORKSHOP: Programme = {
  variables: wholes(2),
  rows: [row([1, 2], -ENDLESS, 40), row([2, 1], -ENDLESS, 50)],
};

describe('a programme', () => {
  test('of two goods has its textbook answer', async () => {
    const result = await solve(WORKSHOP, aim('greatest', 30, 50));
    expect(result).toEqual({ status: 'optimal', value: 1100, solution: [20, 10] });
  });

  test('whose answer is between whole numbers has a whole one, and a better one in fractions', async () => {
    const programme = { variables: wholes(1), rows: [row([2], -ENDLESS, 7)] };
    await withSolver(programme, (solver) => {
      expect(solver.relaxed(aim('greatest', 1))).toMatchObject({ status: 'optimal', value: 3.5 });
      expect(solver.solve(aim('greatest', 1))).toMatchObject({ status: 'optimal', value: 3 });
    });
  });

  // With its aggregator on, HiGHS 1.15.3 calls 3 the least of the second number.
  test('of four numbers has the least of each that trying them all finds', async () => {
    const programme: Programme = {
      variables: [
        { lower: 2, upper: 6, whole: true },
        { lower: 2, upper: 4, whole: true },
        { lower: 1, upper: 2, whole: true },
        { lower: 0, upper: 1, whole: true },
      ],
      rows: [
        row([1, -1, -1, 0], -ENDLESS, 0),
        row([-1, 1, 0, 0], -ENDLESS, 0),
        row([-1, 0, 1, 0], -ENDLESS, 0),
        row([0, 1, 1, 1], 5, 5),
      ],
    };
    const least = [aim('least', 1), aim('least', 0, 1), aim('least', 0, 0, 1), aim('least', 0, 0, 0, 1)];
    await withSolver(programme, (solver) => {
      expect(least.map((one) => solver.solve(one))).toMatchObject([2, 2, 1, 0].map((value) => ({ value })));
    });
  });

  test('without a solution, without an end, and without anything says so', async () => {
    const never = { variables: wholes(2), rows: [row([1, 1], 5, 5), row([1, 1], 6, 6)] };
    expect(await solve(never, aim('least', 1, 0))).toEqual({ status: 'infeasible' });
    const between = { variables: wholes(1), rows: [row([2], 3, 3)] };
    expect(await solve(between, aim('least', 1))).toEqual({ status: 'infeasible' });
    const endless = { variables: wholes(2), rows: [row([1, -1], 0, 0)] };
    expect(await solve(endless, aim('greatest', 1, 0))).toEqual({ status: 'unbounded' });
    const crossed = { variables: [{ lower: 3, upper: 2, whole: true }], rows: [] };
    expect(await solve(crossed, aim('least', 1))).toEqual({ status: 'infeasible' });
    expect(await solve({ variables: [], rows: [] }, aim('least'))).toEqual({
      status: 'optimal',
      value: 0,
      solution: [],
    });
  });

  test('given up after some branches keeps the best so far and how good it could be', async () => {
    const weights = Array.from({ length: 30 }, (_, index) => 1000 + ((index * 7919) % 997));
    const knapsack: Programme = {
      variables: wholes(30, 1),
      rows: [row(weights, 20_001, 20_001), row(weights.toReversed(), -ENDLESS, 21_000)],
    };
    const result = await solve(knapsack, aim('greatest', ...weights.map((weight) => weight % 13)), {
      mostNodes: 0,
    });
    expect(result.status).toBe('limit');
    const { bound, best } = result as Extract<Result, { status: 'limit' }>;
    expect(bound).toBeGreaterThanOrEqual(best?.value ?? 0);
  });

  test('that makes no sense is a fault that quotes nothing', async () => {
    const wrong = {
      variables: wholes(1),
      rows: [{ ...row([1], 0, 1), terms: [{ variable: 9, factor: 1 }] }],
    };
    await expect(solve(wrong, aim('least', 1))).rejects.toMatchObject({ code: 'SOLVER', exitCode: 3 });
  });
});

test('says what each bound is worth, whichever way it is solved', async () => {
  // A total of 100 less two parts of 30 and 45 leaves 25.
  const fixed = (value: number) => ({ lower: value, upper: value, whole: true });
  const sum: Programme = {
    variables: [fixed(100), fixed(30), fixed(45), ...wholes(1)],
    rows: [row([1, -1, -1, -1], 0, 0)],
  };
  await withSolver(sum, (solver) => {
    for (const direction of ['least', 'greatest'] as const) {
      const found = solver.relaxed(aim(direction, 0, 0, 0, 1));
      expect(found).toMatchObject({ status: 'optimal', value: 25, worth: [1, -1, -1, 0] });
    }
  });
});

test('a held programme takes other objectives, bounds and rows', async () => {
  await withSolver(WORKSHOP, (solver) => {
    expect(solver.solve(aim('greatest', 1, 0))).toMatchObject({ value: 25 });
    expect(solver.solve(aim('greatest', 0, 1))).toMatchObject({ value: 20 });
    expect(solver.solve(aim('least', 1, 1))).toMatchObject({ value: 0 });
    solver.bound(0, 7, 7);
    expect(solver.solve(aim('greatest', 0, 1))).toMatchObject({ value: 16 });
    solver.add(row([1, 1], -ENDLESS, 9));
    expect(solver.solve(aim('greatest', 0, 1))).toMatchObject({ value: 2, solution: [7, 2] });
    solver.bound(0, 8, 7);
    expect(solver.solve(aim('least', 1, 1))).toEqual({ status: 'infeasible' });
    solver.bound(0, 0, 1);
    expect(solver.solve(aim('greatest', 1, 1))).toMatchObject({ value: 9 });
  });
});

test('agrees with trying every whole number, and gives the same solution twice', async () => {
  const small = fc.integer({ min: -3, max: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(small, small, small, fc.integer({ min: -6, max: 6 }), fc.nat(4)), { maxLength: 3 }),
      fc.tuple(small, small, small),
      async (drawn, costs) => {
        const programme: Programme = {
          variables: wholes(3, 4),
          rows: drawn.map(([a, b, c, lower, width]) => row([a, b, c], lower, lower + width)),
        };
        const fits = cube(5).filter((point) =>
          drawn.every(([a, b, c, lower, width]) => {
            const value = a * point[0] + b * point[1] + c * point[2];
            return value >= lower && value <= lower + width;
          }),
        );
        const worth = (point: readonly number[]): number =>
          costs.reduce((sum, cost, index) => sum + cost * point[index]!, 0);
        const result = await solve(programme, aim('least', ...costs));
        expect(result).toMatchObject(
          fits.length === 0
            ? { status: 'infeasible' }
            : { status: 'optimal', value: Math.min(...fits.map(worth)) },
        );
        expect(await solve(programme, aim('least', ...costs))).toEqual(result);
      },
    ),
    { numRuns: 60 },
  );
});

function cube(side: number): [number, number, number][] {
  const values = Array.from({ length: side }, (_, value) => value);
  return values.flatMap((a) => values.flatMap((b) => values.map((c): [number, number, number] => [a, b, c])));
}
