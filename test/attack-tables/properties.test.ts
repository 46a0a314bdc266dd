/** Whatever is recovered is true, and whatever is certain is recovered, against counting through every possible table. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propagate } from '../../src/attack/index.ts';
import { type Model, sumLine, unionLines } from '../../src/attack/model.ts';
import { rangesOf } from '../../src/attack/range.ts';
import { attackText } from './files.ts';

const RUNS = { numRuns: 60 };
const smallCount = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.nat(60));

interface Published {
  readonly counts: readonly (readonly number[])[];
  readonly csv: string;
}

/** A table with its totals, its counts of 1 to 4 hidden and some others too. */
const published: fc.Arbitrary<Published> = fc
  .record({
    rows: fc.integer({ min: 2, max: 4 }),
    columns: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ rows, columns }) =>
    fc.record({
      counts: fc.array(fc.array(smallCount, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
      more: fc.array(fc.boolean(), { minLength: rows * columns, maxLength: rows * columns }),
      withShares: fc.boolean(),
    }),
  )
  .map(({ counts, more, withShares }) => {
    const width = counts[0]!.length;
    const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
    const columnTotals = counts[0]!.map((_, column) => total(counts.map((row) => row[column]!)));
    const grand = total(columnTotals);
    const share = (value: number): string => (grand === 0 ? '' : ((100 * value) / grand).toFixed(1));
    const lines = counts.map((row, at) => {
      const cells = row.map((count, column) =>
        isSmall(count) ? '<5' : count > 0 && more[at * width + column] === true ? '*' : String(count),
      );
      return [`r${at}`, ...cells, total(row), ...(withShares ? [share(total(row))] : [])].join(',');
    });
    const header = ['group', ...columnTotals.map((_, column) => `c${column}`), 'Total'];
    return {
      counts,
      csv: [
        [...header, ...(withShares ? ['Total %'] : [])].join(','),
        ...lines,
        ['Total', ...columnTotals, grand, ...(withShares ? ['100'] : [])].join(','),
      ].join('\n'),
    };
  });
const isSmall = (count: number): boolean => count >= 1 && count <= 4;

const truthOf = (counts: Published['counts'], { row, column }: { row: string; column: string }): number =>
  counts[Number(row.slice(1))]![Number(column.slice(1))]!;

describe('a random table with its totals', () => {
  test('gives up nothing that is not true', async () => {
    await fc.assert(
      fc.asyncProperty(published, async ({ counts, csv }) => {
        const found = await attackText(csv, { zeros: 'shown' });
        expect(found.doubts).toBeUndefined();
        for (const one of found.recovered) expect(one.value).toBe(truthOf(counts, one));
        for (const one of found.bounds) {
          const truth = truthOf(counts, one);
          expect([one, one.from <= truth, truth <= (one.to ?? Infinity)]).toEqual([one, true, true]);
        }
      }),
      RUNS,
    );
  });
});

/** A model over cells with small ranges: sums and unions of distinct people, true of a hidden assignment. */
const models: fc.Arbitrary<{ model: Model; truth: readonly number[] }> = fc
  .record({
    leaves: fc.array(fc.record({ value: fc.nat(5), slack: fc.nat(3), up: fc.nat(3) }), {
      minLength: 2,
      maxLength: 5,
    }),
    sums: fc.array(
      fc.record({ members: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), shown: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    union: fc.boolean(),
  })
  .map(({ leaves, sums, union }) => {
    const spot = (row: number) => ({ table: 't', row: `r${row}`, column: 'c' });
    const cells: Model['cells'][number][] = leaves.map(({ value, slack, up }, at) => ({
      spot: spot(at),
      kind: 'hidden',
      lo: Math.max(0, value - slack),
      hi: value + up,
    }));
    const truth = leaves.map(({ value }) => value);
    const lines = sums.flatMap(({ members, shown }, at) => {
      const parts = [...new Set(members.filter((member) => member < leaves.length))];
      const sum = parts.reduce((all, part) => all + truth[part]!, 0);
      const value = union && at === 0 ? Math.max(0, ...parts.map((part) => truth[part]!)) : sum;
      const cell = cells.length;
      truth.push(value);
      cells.push({
        spot: spot(cell),
        kind: shown ? 'shown' : 'hidden',
        lo: shown ? value : Math.max(0, value - 2),
        hi: shown ? value : value + 2,
      });
      return union && at === 0 ? unionLines(cell, parts) : [sumLine(cell, parts)];
    });
    return { model: { cells, lines }, truth };
  });

/** Every assignment of whole numbers that the lines allow. */
function* assignments({ cells, lines }: Model, chosen: number[] = []): Generator<readonly number[]> {
  if (chosen.length === cells.length) {
    yield chosen;
    return;
  }
  const { lo, hi } = cells[chosen.length]!;
  for (let value = lo; value <= hi; value += 1) {
    const next = [...chosen, value];
    const holds = lines.every(({ terms, lower, upper }) => {
      if (terms.some(({ cell }) => cell >= next.length)) return true;
      const sum = terms.reduce((all, { cell, factor }) => all + factor * next[cell]!, 0);
      return sum >= lower && sum <= upper;
    });
    if (holds) yield* assignments({ cells, lines }, next);
  }
}

describe('random arithmetic', () => {
  test('has the ranges that counting through all possibilities finds, and pencil work never less', async () => {
    await fc.assert(
      fc.asyncProperty(models, async ({ model, truth }) => {
        const exact = model.cells.map(() => ({ lo: Infinity, hi: -Infinity }));
        for (const assignment of assignments(model)) {
          for (const [cell, value] of assignment.entries()) {
            exact[cell] = {
              lo: Math.min(exact[cell]!.lo, value),
              hi: Math.max(exact[cell]!.hi, value),
            };
          }
        }
        const pencil = propagate(model);
        expect(pencil.conflict).toBeUndefined();
        const all = [...model.cells.keys()];
        const ranges = await rangesOf(model, pencil.bounds, [...model.lines.keys()], all);
        expect(ranges.feasible && all.map((cell) => ranges.of.get(cell))).toEqual(exact);
        for (const [cell, { lo, hi }] of pencil.bounds.entries()) {
          expect([lo <= exact[cell]!.lo, hi >= exact[cell]!.hi]).toEqual([true, true]);
          expect([lo <= truth[cell]!, hi >= truth[cell]!]).toEqual([true, true]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('any text at all', () => {
  test('is read or refused, and never a fault', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '<5',
        '*',
        '[c]',
        '-',
        'Total',
        'All',
        '12',
        '1,204',
        '3.5 %',
        '12 (3.1%)',
        '[z]',
        '0',
        'n/a',
      ),
      fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\n"\0]/g, '')),
      fc.nat(3000).map(String),
    );
    const text = fc
      .array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 7 })
      .map((rows) => rows.map((row) => row.map((one) => `"${one}"`).join(',')).join('\n'));
    await fc.assert(
      fc.asyncProperty(text, async (csv) => {
        const outcome = await attackText(csv).then(
          ({ bounds }) => (Array.isArray(bounds) ? 'read' : 'neither'),
          (error: unknown) => ((error as { exitCode?: number }).exitCode === 2 ? 'refused' : error),
        );
        expect(['read', 'refused']).toContain(outcome);
      }),
      { numRuns: 300 },
    );
  });
});
