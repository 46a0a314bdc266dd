/** The audit and the choice of what to hide: published tables, and small tables tried by brute force. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../src/disclose/audit.ts';
import { drawnCost } from '../../src/disclose/draw.ts';
import type { Lots } from '../../src/disclose/index.ts';
import { protect } from '../../src/disclose/protect.ts';
import { reasonsFor } from '../../src/disclose/reasons.ts';
import { isHiddenItself, isOpen, type System, withHiddenItself } from '../../src/disclose/system.ts';
import { tightSums } from '../../src/disclose/tight.ts';
import { EVEN, lotsUnder } from './lots.ts';
import { combinationsOf, tableOf } from './tables.ts';

type Ranges = Readonly<Record<string, readonly [number, number]>>;
interface Known {
  readonly 'two-hidden-in-every-line': {
    readonly rows: readonly string[];
    readonly cols: readonly string[];
    readonly counts: readonly (readonly number[])[];
    readonly suppressed: readonly string[];
    readonly bounds: Ranges;
  };
  readonly 'small-count-frequency': {
    readonly rows: readonly string[];
    readonly cols: readonly string[];
    readonly counts: readonly (readonly number[])[];
    readonly suppressed: readonly string[];
  };
  readonly 'combinations-with-list-totals': {
    readonly counts: Readonly<Record<string, number>>;
    readonly totals: Readonly<Record<string, number>>;
    readonly exactly: Readonly<Record<string, number>>;
    readonly bounds: Ranges;
  };
}
const KNOWN = JSON.parse(readFileSync(new URL('known-answers.json', import.meta.url), 'utf8')) as Known;

describe('a table with two hidden cells in every line', () => {
  const { rows, cols, counts, suppressed, bounds } = KNOWN['two-hidden-in-every-line'];
  const at = (name: string): number => rows.indexOf(name[0]!) * 5 + cols.indexOf(name[1]!);
  const published = new Set(suppressed.map(at));
  /** No count here is small: each suppressed one is to be kept from being known to within one. */
  const table = tableOf(counts, { totalsOpen: false });
  const cells = table.cells.map((cell, index) => ({
    ...cell,
    primary: published.has(index) ? { lo: cell.count - 1, hi: cell.count + 1 } : { lo: -2, hi: -1 },
    marked: { lo: 0, hi: Number.POSITIVE_INFINITY },
  }));
  const system: System = { ...table, cells };

  it('gives one of them away, and the others within the published bounds', async () => {
    const ranges = await new Audit(system).ranges(published);
    const found = Object.fromEntries(
      suppressed.map((name) => {
        const { lo, hi } = ranges.find(({ cell }) => cell === at(name))!.range;
        return [name, [lo, hi]];
      }),
    );
    expect(found).toEqual(bounds);
    const exposures = await new Audit(system).exposures(published);
    expect(exposures.map(({ cell }) => cell)).toEqual([at('wb')]);
  });

  it('says which sums give it away', async () => {
    const [exposure] = await new Audit(system).exposures(published);
    const [reason] = await reasonsFor(system, published, [exposure!]);
    const value = reason!.terms.reduce((sum, { cell, factor }) => sum + factor * cells[cell]!.count, 0);
    expect([reason!.limit, value]).toEqual([47, 47]);
  });

  it('is mended by one more cell, the cheapest', async () => {
    const { hidden, isCheapest } = await protect(system, EVEN);
    const added = [...hidden].filter((cell) => !published.has(cell));
    expect([added, isCheapest]).toEqual([[at('xd')], true]);
  });
});

it('a small frequency table is protected with the published cells, where nobody reckons with people in a count of 1', async () => {
  const { rows, cols, counts, suppressed } = KNOWN['small-count-frequency'];
  const system = tableOf(counts, { primary: { lo: 0, hi: 1 } });
  const at = (name: string): number => {
    const [row, column] = name.split('/');
    return rows.indexOf(row!) * 4 + cols.indexOf(column!);
  };
  const published = new Set(suppressed.map(at));
  expect(await new Audit(system).exposures(published)).toEqual([]);
  // Of the two who are young and not from Spain each could be one of one: then they would know of one another.
  const [tight, ...others] = tightSums(system, published);
  expect([tight?.hidden, others]).toEqual([[at('young/Iceland'), at('young/Portugal')], []]);
  const { hidden } = await protect(system, EVEN);
  expect(hidden.size).toBe(published.size);
  expect(tightSums(system, hidden)).toEqual([]);
});

describe('combinations of lists with the lists’ totals shown', () => {
  const { counts, totals, exactly, bounds } = KNOWN['combinations-with-list-totals'];
  const system = combinationsOf(counts, totals);
  const small = new Set(system.cells.flatMap((cell, index) => (isHiddenItself(cell) ? [index] : [])));

  it('give half of what is hidden back, and bound the rest as published', async () => {
    const ranges = await new Audit(system).ranges(small);
    const found = Object.fromEntries(
      ranges.map(({ cell, range }) => [system.names[cell], [range.lo, range.hi]]),
    );
    const exact = Object.entries(exactly).map(([name, count]) => [name, [count, count]]);
    expect(found).toEqual({ ...bounds, ...Object.fromEntries(exact) });
  });

  it('are safe once more is hidden', async () => {
    const { hidden, exposed, isCheapest } = await protect(system, EVEN);
    expect([exposed, isCheapest]).toEqual([[], true]);
    expect(await new Audit(system).exposures(hidden)).toEqual([]);
    expect(hidden.size).toBeLessThan(system.cells.length);
  });
});

describe('the choice of what to hide', () => {
  const costOf = ({ cells }: System, hidden: Iterable<number>, lots: Lots): number =>
    [...hidden].reduce(
      (sum, cell) => sum + (isHiddenItself(cells[cell]!) ? 0 : drawnCost(cells[cell]!, lots)),
      0,
    );
  const isSafe = async (audit: Audit, hidden: ReadonlySet<number>): Promise<boolean> =>
    tightSums(audit.system, hidden).length === 0 && (await audit.exposures(hidden, { most: 1 })).length === 0;
  const lots = fc.nat().map(lotsUnder);

  it('is the cheapest of all that pass the audit, by trying them all, whatever the lots', async () => {
    const table = fc.array(fc.array(fc.nat(9), { minLength: 2, maxLength: 2 }), {
      minLength: 2,
      maxLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(table, lots, async (counts, drawn) => {
        const system = tableOf(counts);
        const { hidden, isCheapest } = await protect(system, drawn);
        const audit = new Audit(system);
        expect(await isSafe(audit, hidden)).toBe(true);
        expect(isCheapest).toBe(true);
        const itself = system.cells.flatMap((cell, index) => (isHiddenItself(cell) ? [index] : []));
        const open = system.cells.flatMap((cell, index) =>
          isOpen(cell) && !itself.includes(index) ? [index] : [],
        );
        const cost = costOf(system, hidden, drawn) - 1e-6;
        for (const added of subsets(open).filter((some) => costOf(system, some, drawn) < cost)) {
          expect(await isSafe(audit, new Set([...itself, ...added]))).toBe(false);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('passes the audit where the cheapest is not looked for, and hides nothing needless', async () => {
    const line = fc.array(fc.nat(12), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 4 }), lots, async (counts, drawn) => {
        const system = tableOf(counts, {}, [
          [
            [0, 1],
            [2, 3],
          ],
        ]);
        const { hidden } = await protect(system, drawn, { effort: { exactRounds: 1, mostTrials: 400 } });
        const audit = new Audit(system);
        expect(await isSafe(audit, hidden)).toBe(true);
        const added = [...hidden].filter((cell) => !isHiddenItself(system.cells[cell]!));
        for (const cell of added.slice(0, 3)) {
          const without = new Set(hidden);
          without.delete(cell);
          expect(await isSafe(audit, without)).toBe(false);
        }
        const best = await protect(system, drawn);
        expect(costOf(system, best.hidden, drawn)).toBeLessThanOrEqual(costOf(system, hidden, drawn) + 1e-6);
      }),
      { numRuns: 3 },
    );
  });
});

describe('an audit that has found something before', () => {
  it('finds exposed what one finds that begins anew', async () => {
    const lines = fc.array(fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    });
    const choices = fc.array(fc.uniqueArray(fc.nat(15), { maxLength: 9 }), { minLength: 2, maxLength: 4 });
    // Its third cell is a nought, which no mark fits.
    const noughts = [
      [1, 2, 0],
      [0, 0, 0],
      [0, 0, 2],
    ];
    let found = 0;
    await fc.assert(
      fc.asyncProperty(lines, lines, choices, async (counts, others, hidden) => {
        const system = withApart(tableOf(counts));
        const used = new Audit(system);
        const elsewhere = new Audit(tableOf(others));
        for (const cells of [...hidden, ...hidden]) {
          const chosen = withHiddenItself(system, cells);
          const expected = await new Audit(system).exposures(chosen);
          found += expected.length;
          expect(await used.exposures(chosen)).toEqual(expected);
          expect(await new Audit(system, used).exposures(chosen)).toEqual(expected);
          await elsewhere.exposures(chosen);
          expect(await new Audit(system, elsewhere).exposures(chosen)).toEqual(expected);
        }
      }),
      { numRuns: 10, examples: [[noughts, noughts.map((row) => row.map(() => 0)), [[], [2]]]] },
    );
    expect(found).toBeGreaterThan(0);
  });
});

/** With every other cell counted again, of which every other sum is. */
function withApart(system: System): System {
  const { cells, constraints } = system;
  const again = [...cells.keys()].filter((cell) => cell % 2 === 0);
  const placeOf = new Map(again.map((cell, at) => [cell, cells.length + at]));
  return {
    ...system,
    apart: {
      cells: [...cells, ...again.map((cell) => cells[cell]!)],
      constraints: constraints.map(({ terms, ...line }, index) => ({
        ...line,
        terms: terms.map(({ cell, factor }) => ({
          cell: index % 2 === 0 ? cell : (placeOf.get(cell) ?? cell),
          factor,
        })),
      })),
    },
  };
}

function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, chosen) =>
    items.filter((_item, bit) => ((chosen >> bit) & 1) === 1),
  );
}
