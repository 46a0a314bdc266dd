/**
 * What a scheme's match-keys find and cost, worked out the slow way: every pair of records, every match-key,
 * compared value by value. No token, no engine and no pattern.
 */
import type { ColumnPlan } from '../../src/agreement/index.ts';
import { type Extract, isRejection, openExtract, readRows } from '../../src/files/index.ts';
import { type MatchKey, resolveColumns } from '../../src/pseudonymise/index.ts';
import { recordStandardiser } from '../../src/standardise/index.ts';

/** A record's values for each match-key: one text for each combination of its spellings. */
interface Labelled {
  readonly person: string;
  readonly values: readonly ReadonlySet<string>[];
}

export interface Counts {
  readonly name: string;
  readonly truePairs: number;
  readonly onlyTrue: number;
  readonly falsePairs: number;
  readonly onlyFalse: number;
  readonly tokens: number;
  readonly recordShare: number;
  readonly distinct: number;
  readonly mostPeople: number;
  readonly mostShare: number;
}

/** A value that more records share brings no pairs together, and counts among pairs found otherwise. */
const MOST_SHARING = 100;

export async function countedByHand(
  file: string,
  columns: readonly ColumnPlan[],
  truth: string,
  matchKeys: readonly MatchKey[],
): Promise<readonly Counts[]> {
  const records = await readLabelled(await openExtract(file), columns, truth, matchKeys);
  const people = new Set(records.map(({ person }) => person)).size;
  const frequent = matchKeys.map((_, key) => tooFrequent(records, key));
  const counts = matchKeys.map(({ name }, key) => ({
    name,
    truePairs: 0,
    onlyTrue: 0,
    falsePairs: 0,
    onlyFalse: 0,
    ...tokensOf(records, key, people),
  }));
  records.forEach((one, at) => {
    for (const other of records.slice(0, at)) {
      const shared = matchKeys.map((_, key) =>
        [...one.values[key]!].filter((v) => other.values[key]!.has(v)),
      );
      const brings = shared.map((values, key) => values.some((value) => !frequent[key]!.has(value)));
      if (!brings.includes(true)) continue;
      const same = one.person === other.person;
      const agreeing = shared.filter((values) => values.length > 0).length;
      shared.forEach((values, key) => {
        if (values.length === 0) return;
        const count = counts[key]!;
        if (same) count.truePairs += 1;
        else count.falsePairs += 1;
        if (agreeing === 1 && same) count.onlyTrue += 1;
        if (agreeing === 1 && !same) count.onlyFalse += 1;
      });
    }
  });
  return counts;
}

async function readLabelled(
  extract: Extract,
  columns: readonly ColumnPlan[],
  truth: string,
  matchKeys: readonly MatchKey[],
): Promise<Labelled[]> {
  const { identifiers } = resolveColumns(columns, extract.header, extract.name);
  const standardise = recordStandardiser(identifiers, new Date('2026-01-01'));
  const records: Labelled[] = [];
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    const record = standardise(row.cells);
    const values = matchKeys.map(({ parts }) => {
      const choices = parts.map(({ identifier, level }) =>
        (record.identifiers.get(identifier) ?? []).flatMap((levels) => levels[level] ?? []),
      );
      return new Set(combinations(choices).map((combination) => JSON.stringify(combination)));
    });
    records.push({ person: row.cells[extract.header.indexOf(truth)]!, values });
  }
  return records;
}

const combinations = (choices: readonly (readonly string[])[]): string[][] =>
  choices.reduce<string[][]>(
    (before, next) => before.flatMap((some) => next.map((one) => [...some, one])),
    [[]],
  );

function tooFrequent(records: readonly Labelled[], key: number): ReadonlySet<string> {
  const all = records.flatMap(({ values }) => [...values[key]!]);
  return new Set(all.filter((value) => all.filter((other) => other === value).length > MOST_SHARING));
}

function tokensOf(records: readonly Labelled[], key: number, people: number) {
  const tokens = records.flatMap(({ person, values }) =>
    [...values[key]!].map((value) => ({ person, value })),
  );
  const distinct = new Set(tokens.map(({ value }) => value));
  const holders = [...distinct].map(
    (value) => new Set(tokens.filter((token) => token.value === value).map(({ person }) => person)).size,
  );
  const mostPeople = Math.max(0, ...holders);
  return {
    tokens: tokens.length,
    recordShare: records.filter(({ values }) => values[key]!.size > 0).length / records.length,
    distinct: distinct.size,
    mostPeople,
    mostShare: mostPeople / people,
  };
}
