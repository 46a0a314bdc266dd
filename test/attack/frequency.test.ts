import { expect, test } from 'vitest';
import { alignColumns, frequencyLimit, LEAST_LIMIT, singledOut } from '../../scripts/attack/frequency.mjs';
import { ViewBuilder } from '../../scripts/attack/view.mjs';
import { COMPOSITES, chance, encoded, PEOPLE, SINGLE_FIELDS } from './people.ts';

const options = { restarts: 5, random: chance() };

interface Alignment {
  readonly column: string;
  readonly share: { readonly lower: number; readonly upper: number };
}

test('reads surnames and forenames that are hashed by themselves', () => {
  const found: Alignment[] = alignColumns(encoded(SINGLE_FIELDS), options);
  const names = found.filter(({ column }) => ['surname.exact', 'forename.exact'].includes(column));
  expect(names).toHaveLength(2);
  for (const column of names) {
    expect(column.share.lower).toBeGreaterThan(0.03);
    expect(column.share.upper).toBeGreaterThan(frequencyLimit(column));
  }
});

test('reads nothing beyond chance in combinations that nobody shares', () => {
  for (const { records, mostFrequent, baseline } of alignColumns(encoded(COMPOSITES), options)) {
    expect(mostFrequent).toBeLessThan(4);
    // With ties broken by chance, one token in each class of equal frequency is right on average.
    expect(records).toBeLessThan(16);
    expect(baseline).toBeLessThan(5 / PEOPLE);
  }
});

test('is certain of a frequency that only one token has, and guesses within the others', () => {
  const builder = new ViewBuilder(['a']);
  const token = (number: number) => number.toString(16).padStart(16, '0');
  // One token on four records, a thousand on one each.
  for (let record = 0; record < 1004; record += 1) builder.add(record, [token(record < 4 ? 0 : record)]);
  const [{ aligned, records, mostFrequent }] = alignColumns(builder.done(), {
    restarts: 1,
    random: chance(1),
  });
  expect(mostFrequent).toBe(4);
  expect(aligned).toBeGreaterThanOrEqual(1);
  expect(records).toBeGreaterThanOrEqual(4);
  expect(records).toBeLessThan(12);
});

test('has a limit of twice what shuffling reads, and no less than a thousandth', () => {
  expect(frequencyLimit({ baseline: 0.01 })).toBe(0.02);
  expect(frequencyLimit({ baseline: 0 })).toBe(LEAST_LIMIT);
});

test('what is plain to see singles out those who are alone in it', () => {
  const builder = new ViewBuilder(['a']);
  for (const [record, presence] of ['1', '1', '3', '1'].entries()) builder.add(record, [''], presence);
  builder.add(3, [''], '1');
  const { presence, rows, both } = singledOut(builder.done());
  expect([presence.share, rows.share, both.share]).toEqual([2 / 4, 2 / 4, 3 / 4]);
});
