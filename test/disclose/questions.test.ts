/** What is believed possible: only what was put into every line, whoever found it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Component, componentsOf } from '../../src/disclose/component.ts';
import { narrowing } from '../../src/disclose/narrow.ts';
import { type Memory, withQuestions } from '../../src/disclose/questions.ts';
import { mending } from '../../src/disclose/repair.ts';
import type { Cell, Constraint } from '../../src/disclose/system.ts';
import { serves, type Unknowns, witnessOf } from '../../src/disclose/witness.ts';
import { solve } from '../../src/solve/index.ts';

const ENDLESS = Number.POSITIVE_INFINITY;

/** Cells between 0 and `most`, tied by exact sums of the factors given. */
function componentOf(
  counts: readonly number[],
  factors: readonly (readonly number[])[],
  most = ENDLESS,
): Component {
  const cells = counts.map(
    (count, index): Cell => ({
      id: String(index),
      means: String(index),
      count,
      kind: 'printed',
      primary: { lo: 1, hi: 4 },
      shown: { lo: count, hi: count },
      marked: { lo: 0, hi: most },
      hideable: true,
      cost: 1,
    }),
  );
  const constraints = factors.map((row): Constraint => {
    const terms = row.flatMap((factor, cell) => (factor === 0 ? [] : [{ cell, factor }]));
    const sum = terms.reduce((all, { cell, factor }) => all + factor * counts[cell]!, 0);
    return { terms, lower: sum, upper: sum };
  });
  const [component] = componentsOf(
    cells,
    cells.map(({ marked }) => marked),
    constraints,
  );
  return component!;
}

const fresh = (searches = 10): Memory => ({ found: [], searches });

/** Whether differences leave every count in its room and every line as it was. */
const fits = ({ room, rows }: Component, change: readonly number[]): boolean =>
  change.every((by, at) => by >= room[at]!.lo && by <= room[at]!.hi) &&
  rows.every(({ terms, lower, upper }) => {
    const sum = terms.reduce((all, { variable, factor }) => all + factor * change[variable]!, 0);
    return sum >= lower && sum <= upper;
  });

const MOST = 3;
/** All differences of five counts up to `MOST`. */
const everyChange = Array.from({ length: (2 * MOST + 1) ** 5 }, (_, index) =>
  Array.from({ length: 5 }, (__, at) => (Math.floor(index / (2 * MOST + 1) ** at) % (2 * MOST + 1)) - MOST),
);
const small = fc.integer({ min: -2, max: 2 });
const systems = fc
  .tuple(
    fc.array(fc.nat(MOST), { minLength: 5, maxLength: 5 }),
    // The first line holds all together.
    fc.array(fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 5, maxLength: 5 }), { maxLength: 2 }),
  )
  .map(([counts, rows]) => componentOf(counts, [[1, 1, 1, 1, -1], ...rows], MOST));

describe('a witness', () => {
  it('is what fits every line, as often as it says, and no more often', () => {
    fc.assert(
      fc.property(systems, fc.array(small, { minLength: 5, maxLength: 5 }), (component, change) => {
        const witness = witnessOf(component, change);
        expect(witness !== undefined).toBe(fits(component, change) && change.some((by) => by !== 0));
        if (witness === undefined) return;
        const { direction, least, most } = witness;
        const times = (often: number): number[] => [...direction].map((step) => often * step);
        expect([least - 1, least, most, most + 1].map((often) => fits(component, times(often)))).toEqual([
          false,
          true,
          true,
          false,
        ]);
        const at = direction.findIndex((step) => step !== 0);
        expect(serves(witness, { at, by: change[at]! })).toBe(true);
        expect(serves(witness, { at, by: change[at]!, still: at })).toBe(false);
      }),
    );
  });
});

describe('mending', () => {
  it('ends in what fits every line and keeps what is held, or in nothing', () => {
    let mended = 0;
    fc.assert(
      fc.property(systems, fc.nat(4), small, (component, at, by) => {
        const start = component.room.map((_, index) => (index === at ? by : 0));
        const change = mending(component)(start, [at]);
        if (change === undefined) return;
        mended += 1;
        expect([fits(component, change), change[at]]).toEqual([true, by]);
      }),
    );
    expect(mended).toBeGreaterThan(0);
  });
});

describe('what the lines leave no room for', () => {
  /** Counts of which some may grow without end, in lines of which some hold from one side alone. */
  const loose = fc
    .record({
      counts: fc.array(fc.nat(MOST), { minLength: 4, maxLength: 4 }),
      factors: fc.array(fc.array(small, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      endless: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      oneSided: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    })
    .map(({ counts, factors, endless, oneSided }): Unknowns => {
      const rows = factors.map((row, index) => ({
        terms: row.flatMap((factor, variable) => (factor === 0 ? [] : [{ variable, factor }])),
        lower: 0,
        upper: oneSided[index] === true ? ENDLESS : 0,
      }));
      return {
        room: counts.map((count, at) => ({ lo: -count, hi: endless[at] === true ? ENDLESS : MOST - count })),
        rows,
        rowsAt: counts.map((_, at) =>
          rows.flatMap(({ terms }, row) =>
            terms.flatMap(({ variable, factor }) => (variable === at ? [{ row, factor }] : [])),
          ),
        ),
      };
    });

  it('is left none in fractions either', async () => {
    let [ruledOut, left] = [0, 0];
    const held = fc.uniqueArray(fc.tuple(fc.nat(3), small), {
      minLength: 1,
      maxLength: 2,
      selector: ([at]) => at,
    });
    await fc.assert(
      fc.asyncProperty(loose, held, async (unknowns, known) => {
        if (!narrowing(unknowns)(known)) {
          left += 1;
          return;
        }
        ruledOut += 1;
        const fixed = new Map(known);
        const { status } = await solve(
          {
            variables: unknowns.room.map(({ lo, hi }) => ({ lower: lo, upper: hi, whole: false })),
            rows: [
              ...unknowns.rows,
              ...[...fixed].map(([variable, by]) => ({
                terms: [{ variable, factor: 1 }],
                lower: by,
                upper: by,
              })),
            ],
          },
          { direction: 'least', terms: [] },
        );
        expect(status).toBe('infeasible');
      }),
      { numRuns: 300 },
    );
    expect(ruledOut).toBeGreaterThan(20);
    expect(left).toBeGreaterThan(20);
  });
});

describe('a question', () => {
  /** Three counts, every two of which add up to the fourth: a change of it is twice that of each. */
  const halves = componentOf(
    [3, 3, 3, 6],
    [
      [1, 1, 0, -1],
      [0, 1, 1, -1],
      [1, 0, 1, -1],
    ],
  );

  it('is answered by trying all, whatever way it takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        systems,
        fc.nat(4),
        small,
        fc.option(fc.nat(4), { nil: undefined }),
        async (one, at, by, other) => {
          const still = other === at ? undefined : other;
          const possible = everyChange.some(
            (change) =>
              change[at] === by && (still === undefined || change[still] === 0) && fits(one, change),
          );
          const answer = await withQuestions(one, fresh(), (questions) => questions.could({ at, by, still }));
          expect(answer === 'possible').toBe(possible || by === 0);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('tells what cannot be at all from what cannot be in whole numbers', async () => {
    const ask = (by: number, memory = fresh()) =>
      withQuestions(halves, memory, (questions) => questions.could({ at: 3, by }));
    expect([await ask(2), await ask(1), await ask(-7)]).toEqual([
      'possible',
      'not in whole numbers',
      'impossible',
    ]);
    expect(await ask(1, fresh(0))).toBe('given up');
  });

  it('is not answered by what was found elsewhere and does not fit here', async () => {
    const wrong = new Map([
      [0, 1],
      [3, 1],
    ]);
    const right = new Map([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
    const ask = (found: Memory['found'], by: number) =>
      withQuestions(halves, { found, searches: 0 }, (questions) => questions.could({ at: 3, by }));
    expect(await ask([wrong], 1)).toBe('given up');
    const memory: Memory['found'] = [right];
    expect([await ask(memory, 4), memory.length]).toEqual(['possible', 1]);
  });

  it('leaves what it found for the next', async () => {
    const memory = fresh(0);
    await withQuestions(halves, memory, (questions) => questions.could({ at: 3, by: 2 }));
    expect(memory.found.map((one) => [...one])).toEqual([
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 2],
      ],
    ]);
  });
});
