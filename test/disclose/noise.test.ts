/** Perturbation tables that agreements can name: what they promise, and what their noise leaves possible. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tables } from '../../scripts/perturbation-tables.mjs';
import { recordKeys } from '../../src/custody/index.ts';
import {
  cellId,
  checkTogether,
  control,
  controlInside,
  type Figures,
  type Meaning,
  NOISE_TABLES,
  type Publication,
  ruleOf,
} from '../../src/disclose/index.ts';
import { merge } from '../../src/disclose/merge.ts';
import { countsBehind, inOrder, type NoiseTable } from '../../src/disclose/noise-table.ts';
import { EVEN } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

const SECRET = new Uint8Array(32).fill(7);
const secret = recordKeys(SECRET, 'an-agreement');
const noisy = outputs({ method: 'cell-key', 'perturbation-table': 'noise-5' });

/** What a count may be shown as. */
const shownAs = ({ counts }: NoiseTable, count: number): number[] =>
  count === 0 ? [0] : counts[Math.min(count, counts.length) - 1]!.map(([noise]) => count + noise);

/** {@link oneTable} with a key for each count. */
const keyed = (counts: Record<string, number>, keys: readonly number[], total?: number): Figures => {
  const figures = oneTable(counts, total);
  return { ...figures, rows: figures.rows.map((row, index) => ({ ...row, keys: { people: keys[index]! } })) };
};

describe('perturbation tables', () => {
  it('are what their rules make them', () => {
    expect(NOISE_TABLES).toEqual(tables());
  });

  it.each(NOISE_TABLES)('$id is unbiased, bounded, never negative, and makes no count too small', (table) => {
    for (const [index, noises] of table.counts.entries()) {
      const sum = (of: (noise: number, keys: number) => number): number =>
        noises.reduce((all, [noise, keys]) => all + of(noise, keys), 0);
      expect(sum((_, keys) => keys)).toBe(256);
      expect(sum((noise, keys) => noise * keys)).toBe(0);
      for (const [noise, keys] of noises) {
        expect(keys).toBeGreaterThan(0);
        expect(Math.abs(noise)).toBeLessThanOrEqual(table.most);
        const shown = index + 1 + noise;
        expect(shown === 0 || shown >= table.smallest).toBe(true);
      }
      // Keys that stand for the rarest noises add a little to the variance.
      const variance = index + 1 < table.smallest ? 0 : sum((noise, keys) => noise ** 2 * keys) / 256;
      expect(variance).toBeLessThan(1.3 * table.variance);
    }
  });

  it.each(NOISE_TABLES)('$id tells no small count from another', (table) => {
    const small = Array.from({ length: table.smallest - 1 }, (_, index) => shownAs(table, index + 1));
    for (const shown of small) expect(shown).toEqual(small[0]);
  });

  it.each(NOISE_TABLES)('$id leaves every count between the least and the greatest possible', (table) => {
    const counts = Array.from({ length: 80 }, (_, count) => count);
    for (let shown = 0; shown < 60; shown += 1) {
      const behind = counts.filter((count) => shownAs(table, count).includes(shown));
      if (behind.length === 0) continue;
      expect(countsBehind(shown, table)).toEqual({ lo: behind[0], hi: behind.at(-1) });
      expect(behind).toHaveLength(behind.at(-1)! - behind[0]! + 1);
    }
  });

  it('give each noise to as many keys as they say, in an order that is the secret’s own', () => {
    const [table] = NOISE_TABLES;
    const other = recordKeys(SECRET, 'another-agreement');
    const [own, others] = [
      inOrder(table!, (row) => secret.order(row)),
      inOrder(table!, (row) => other.order(row)),
    ];
    for (const count of [1, 4, 5, 9, 300, 1000]) {
      const row = Math.min(count, 500);
      const noises = Array.from({ length: 256 }, (_, key) => own.change(row, key));
      const expected = table!.counts[Math.min(count, table!.counts.length) - 1]!;
      expect(expected.map(([noise]) => noises.filter((one) => one === noise).length)).toEqual(
        expected.map(([, keys]) => keys),
      );
      expect(noises).not.toEqual(Array.from({ length: 256 }, (_, key) => others.change(row, key)));
    }
    const lines = [300, 301].map((row) => Array.from({ length: 256 }, (_, key) => own.change(row, key)));
    expect(lines[0]).not.toEqual(lines[1]);
  });
});

describe('record keys', () => {
  it('are a byte of a keyed hash of the person id, the same whenever they are asked for', () => {
    const again = recordKeys(Uint8Array.from(SECRET), 'an-agreement');
    const people = Array.from({ length: 4096 }, (_, index) => `person-${index}`);
    const keys = people.map((person) => secret.of(person));
    expect(people.map((person) => again.of(person))).toEqual(keys);
    expect(new Set(keys).size).toBe(256);
    expect([again.check, secret.check]).toEqual([secret.check, expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });

  it('under another secret, or agreement, are others', () => {
    for (const other of [recordKeys(new Uint8Array(32), 'an-agreement'), recordKeys(SECRET, 'another')]) {
      const people = Array.from({ length: 64 }, (_, index) => `person-${index}`);
      expect(other.check).not.toBe(secret.check);
      expect(people.map((person) => other.of(person))).not.toEqual(people.map((person) => secret.of(person)));
    }
  });
});

/** Keys in order: the first have the least noise, the last the greatest. */
const inTurn = { order: () => Uint8Array.from({ length: 256 }, (_, key) => key), check: '' };

/** One count as it was, or would be, published. */
async function publication(name: string, count: number, key: number, meaning: Meaning): Promise<Publication> {
  const figures = {
    ...keyed({ all: count }, [key]),
    meanings: { [cellId('group', ['all'], 'people')]: meaning },
  };
  const { folded, selection, rule } = await controlInside(figures, noisy, EVEN, inTurn);
  return { name, figures: folded, ...selection, rule, isDraft: name === 'draft' };
}

describe('control with noise', () => {
  it('shows noughts as noughts and everything else with noise, and works shares out from that', async () => {
    const shown = await control(keyed({ a: 0, b: 3, c: 40 }, [0, 1, 2, 3], 43), noisy, EVEN, secret);
    const values = shown.rows.map((row) => row.values.people);
    expect(values[0]).toBe(0);
    expect([0, 5, 6]).toContain(values[1]);
    expect(Math.abs(Number(values[2]) - 40)).toBeLessThanOrEqual(5);
    expect(shown.control.noise).toMatchObject({ table: 'noise-5', version: 1, most: 5, keys: secret.check });
    expect(JSON.stringify(shown.notes)).toContain('parts do not add up to their total');
  });

  it('leaves each of 1 to 4 possible for every small count, by trying all tables that look the same', async () => {
    const [table] = NOISE_TABLES;
    const key = fc.integer({ min: 0, max: 255 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 30 }),
        fc.tuple(key, key, key),
        async (few, rest, keys) => {
          const shown = await control(keyed({ few, rest }, keys, few + rest), noisy, EVEN, secret);
          const seen = shown.rows.map((row) => row.values.people);
          const could = (count: number, at: number): boolean =>
            seen[at] === '[c]' ? count > 0 : shownAs(table!, count).includes(Number(seen[at]));
          for (let value = 1; value <= 4; value += 1) {
            const others = Array.from({ length: 60 }, (_, count) => count);
            expect(
              could(value, 0) && others.some((other) => could(other, 1) && could(value + other, 2)),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('hides what the noise by chance would give away', async () => {
    const found = await controlInside(keyed({ few: 3, rest: 40 }, [0, 0, 255], 43), noisy, EVEN, inTurn);
    // The rest is shown as 35, all as 48: of the few there are at least 48 − 5 − (35 + 5) = 3, and so not 1 or 2.
    expect(found.selection.hidden.size).toBe(1);
    const dull = await controlInside(keyed({ few: 3, rest: 40 }, [0, 100, 100], 43), noisy, EVEN, inTurn);
    expect(dull.selection.hidden.size).toBe(0);
  });

  it('beside an earlier release protects who came in between, and hides more where noise by chance would not', async () => {
    const people = (name: string, count: number, key: number, to: string): Promise<Publication> =>
      publication(name, count, key, {
        unit: 'people',
        where: 'all',
        from: '2025-04-01',
        to,
        filters: {},
        grows: 'add',
      });
    const [may, june] = ['2025-05-31', '2025-06-30'];
    const dull = [await people('first', 40, 100, may), await people('draft', 42, 100, june)];
    expect(await checkTogether(dull, EVEN)).toMatchObject({ status: 'safe' });
    // Shown as 45 and as 37: 40 to 50 before and 32 to 42 after are at most 2 more.
    const telling = [await people('first', 40, 255, may), await people('draft', 42, 0, june)];
    expect(await checkTogether(telling, EVEN)).toMatchObject({
      status: 'unsafe',
      change: [expect.anything()],
    });
  });

  it('takes counts that are the same by chance, of other people, for two', async () => {
    const meaning = {
      unit: 'people',
      where: 'all',
      from: '2025-04-01',
      to: '2025-05-31',
      filters: {},
      grows: 'add' as const,
    };
    const both = [await publication('first', 40, 255, meaning), await publication('draft', 40, 0, meaning)];
    expect((await merge(both)).system.cells).toHaveLength(2);
    const same = [await publication('first', 40, 255, meaning), await publication('draft', 40, 255, meaning)];
    expect((await merge(same)).system.cells).toHaveLength(1);
  });

  it('refuses counts that have no key', async () => {
    await expect(control(oneTable({ a: 12 }), noisy, EVEN, secret)).rejects.toMatchObject({
      code: 'NOISE_WITHOUT_KEYS',
      exitCode: 1,
    });
  });

  it('folds rows with their keys', async () => {
    const figures: Figures = {
      ...keyed({ a: 2, b: 4, c: 90 }, [200, 100, 3]),
      folding: { table: 'group', measure: 'people', into: 'others' },
    };
    const { folded } = await controlInside(figures, noisy, EVEN, secret);
    const noise = inOrder(NOISE_TABLES[0]!, (row) => secret.order(row)).change(6, (200 + 100) % 256);
    const row = folded.rows.find(({ key }) => key[0] === 'others');
    expect(row).toEqual({
      table: 'group',
      key: ['others'],
      counts: { people: 6 },
      noisy: { people: 6 + noise },
    });
  });

  it.each([
    [{ 'perturbation-table': 'noise-7' }, 'does not exist'],
    [{ 'smallest-count': 6 }, 'shows counts from 5 on'],
    [{ preset: 'dfe-cin' }, 'shows counts from 5 on'],
    [{ preset: 'nhs-hes' }, 'both rounded and with noise'],
    [{ rounding: 'base-5' as const }, 'both rounded and with noise'],
  ])('refuses an agreement with %o', (changes, words) => {
    expect(() => ruleOf({ ...noisy, ...changes })).toThrow(words);
    expect(() => ruleOf({ ...outputs(), ...changes, 'perturbation-table': 'noise-5' })).not.toThrow();
  });

  it('takes dfe-cin with a table that goes so far', () => {
    expect(ruleOf({ ...noisy, preset: 'dfe-cin', 'perturbation-table': 'noise-10' }).noise?.id).toBe(
      'noise-10',
    );
  });
});
