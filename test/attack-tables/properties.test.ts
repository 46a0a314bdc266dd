/** Whatever is recovered is true, and whatever is certain is recovered, against counting through every possible table. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propagate } from '../../src/attack/index.ts';
import {
  atMostLine,
  changeLines,
  differenceLines,
  type Line,
  type Model,
  sameLine,
  shareLines,
  sumLine,
  unionLines,
} from '../../src/attack/model.ts';
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

/** What a formula comes to: `40 (Total) − 2 × S1`, where a name stands for what it was given before. */
function worth(formula: string, sums: ReadonlyMap<string, number>): number {
  const plain = formula
    .replaceAll(/ \([^)]*\)/g, '')
    .replaceAll(/\bS\d+\b/g, (name) => String(sums.get(name) ?? Number.NaN))
    .replaceAll(',', '');
  return plain
    .replaceAll(/ ([−+]) /g, '|$1')
    .split('|')
    .map((term) => {
      const factors = term
        .replace(/^[−+]\s*/, '')
        .split(' × ')
        .map(Number);
      return (term.startsWith('−') ? -1 : 1) * factors.reduce((all, one) => all * one, 1);
    })
    .reduce((all, one) => all + one, 0);
}

describe('the steps', () => {
  test('add up, and use no sum before it has its name', async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(published, async ({ csv }) => {
        const { recovered, bounds } = await attackText(csv, { zeros: 'shown' });
        for (const { because } of [...recovered, ...bounds]) {
          const sums = new Map<string, number>();
          for (const sentence of because) {
            const [, formula = ''] = /^(?:(?:Column|Row) [^:]*: )?(.+)$/.exec(sentence)!;
            const name = /: (S\d+)$/.exec(sentence)?.[1];
            const sides = formula
              .replace(/(?: is left for .*|, so .*|: every other .*|: S\d+)$/, '')
              .split(' = ');
            if (sides.length < 2) continue;
            const values = sides.map((side) => worth(side, sums));
            expect([sentence, new Set(values).size]).toEqual([sentence, 1]);
            if (name !== undefined) sums.set(name, values[0]!);
            checked += 1;
          }
        }
      }),
      RUNS,
    );
    expect(checked).toBeGreaterThan(20);
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
    ties: fc.array(
      fc.record({
        kind: fc.constantFrom('share', 'rate', 'change', 'difference', 'same', 'at-most'),
        one: fc.nat(6),
        other: fc.nat(6),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ leaves, sums, union, ties }) => {
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
    const tied = ties.flatMap(({ kind, one, other }) =>
      one === other || one >= truth.length || other >= truth.length ? [] : tie(kind, one, other, truth),
    );
    return { model: { cells, lines: [...lines, ...tied] }, truth };
  });

/** What a second column, or a second table, prints of two cells; nothing where it could not be printed. */
function tie(kind: string, one: number, other: number, truth: readonly number[]): Line[] {
  const [a, b] = [truth[one]!, truth[other]!];
  const printed = (value: number) => ({ value: Math.round(value * 10) / 10, decimals: 1 });
  switch (kind) {
    case 'share':
      return b === 0 || a > b ? [] : shareLines(one, other, printed((100 * a) / b), 100);
    case 'rate':
      return b === 0 ? [] : shareLines(one, other, printed((1000 * a) / b), 1000);
    case 'change':
      return a === 0 ? [] : changeLines(one, other, printed((100 * (b - a)) / a));
    case 'difference':
      return differenceLines(one, other, { value: b - a, decimals: 0 });
    case 'same':
      return a === b ? [sameLine(one, other)] : [];
    default:
      return a <= b ? [atMostLine(one, other, 'one is in the other')] : [];
  }
}

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

/** Two tables of the same people, with changes, shares and a rate beside them, and every count under five hidden. */
const together = fc
  .record({
    counts: fc.array(fc.tuple(smallCount, smallCount), { minLength: 2, maxLength: 3 }),
    split: fc.double({ min: 0, max: 1, noNaN: true }),
    extra: fc.constantFrom('change', 'difference', 'share', 'rate', 'none'),
    decimals: fc.nat(2),
  })
  .map(({ counts, split, extra, decimals }) => {
    // The first row is in the open, so that what a column says can be told.
    const rows = [[120, 150], ...counts].map(
      ([then, now]) => [Math.max(1, then!), Math.max(1, now!)] as const,
    );
    const total = (at: 0 | 1): number => rows.reduce((sum, row) => sum + row[at], 0);
    const young = [0, 1].map((at) => 5 + Math.floor(split * (total(at as 0 | 1) - 10)));
    return { rows, totals: [total(0), total(1)] as const, young, extra, decimals };
  });
type Together = typeof together extends fc.Arbitrary<infer T> ? T : never;

/** What the last column says of a row, before it is rounded. */
function beside({ extra, totals }: Together, [then, now]: readonly [number, number]): number {
  switch (extra) {
    case 'change':
      return (100 * (now - then)) / then;
    case 'difference':
      return now - then;
    case 'share':
      return (100 * now) / totals[1];
    case 'rate':
      return (1000 * now) / 5000;
    case 'none':
      break;
  }
  return 0;
}

const TITLES = {
  change: 'Change %',
  difference: 'Change',
  share: '2023 %',
  rate: 'Population,"Rate per 1,000"',
  none: 'Remark',
};

describe('two tables with what stands beside their counts', () => {
  test('give what counting through all possibilities gives', async () => {
    await fc.assert(
      fc.asyncProperty(together, async (world) => {
        const { rows, totals, young, extra } = world;
        const decimals = extra === 'difference' ? 0 : world.decimals;
        const printed = rows.map((row) => beside(world, row).toFixed(decimals));
        // Halves are rounded either way.
        const near = 0.5 / 10 ** decimals + 1e-9;
        const cell = (count: number): string => (isSmall(count) ? '<5' : String(count));
        const between = extra === 'rate' ? '5000,' : '';
        const csv = [
          `Group,2022,2023,${TITLES[extra]}`,
          ...rows.map(
            (row, at) => `r${at},${row.map(cell).join(',')},${between}${extra === 'none' ? '' : printed[at]}`,
          ),
          // The total is hidden here, and printed in the other table.
          `Total,*,${totals[1]}${extra === 'rate' ? ',' : ''},`,
        ].join('\n');
        const other = [
          'Age,2022,2023',
          `Under 25,${young.join(',')}`,
          `25 and over,${totals.map((sum, at) => sum - young[at]!).join(',')}`,
          `Total,${totals.join(',')}`,
        ].join('\n');
        const found = await attackText([csv, other], { zeros: 'shown', margins: 'shared' });
        const told = new Map<string, readonly [number, number]>();
        for (const { row, column, value } of found.recovered) told.set(`${row} ${column}`, [value, value]);
        for (const { row, column, from, to } of found.bounds)
          told.set(`${row} ${column}`, [from, to ?? Infinity]);
        const hidden = rows.flatMap((row, at) =>
          row.flatMap((count, year) => (isSmall(count) ? [[at, year as 0 | 1] as const] : [])),
        );
        const possible = hidden.map(() => new Set<number>());
        for (let code = 0; code < 4 ** hidden.length; code += 1) {
          const guess = rows.map((row) => [...row] as [number, number]);
          for (const [at, [row, year]] of hidden.entries())
            guess[row]![year] = 1 + (Math.floor(code / 4 ** at) % 4);
          const adds = [0, 1].every(
            (year) => guess.reduce((sum, row) => sum + row[year]!, 0) === totals[year],
          );
          if (!adds || guess.some((row, at) => Math.abs(beside(world, row) - Number(printed[at])) > near))
            continue;
          for (const [at, [row, year]] of hidden.entries()) possible[at]!.add(guess[row]![year]);
        }
        for (const [at, [row, year]] of hidden.entries()) {
          const values = [...possible[at]!];
          const name = `r${row} ${['2022', '2023'][year]}`;
          expect([name, told.get(name)]).toEqual([name, [Math.min(...values), Math.max(...values)]]);
        }
      }),
      { numRuns: 150 },
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
