/**
 * Everything that nested and overlapping counts tell of one another: whoever is counted anywhere belongs to one class, told
 * by which of the counts they stand in, and each count is the sum of its classes. What time, areas and filters leave
 * possible beyond that is nothing.
 */
import { solve } from '../solve/index.ts';
import type { Meaning } from './figures.ts';
import { ADDING, dayAfter } from './meaning.ts';

/** More classes than this are not told apart: many separate windows of distinct people have a class for every choice of them. */
const MOST_CLASSES = 128;
const MOST_BOXES = 2000;
const MOST_NODES = 2000;

/** By which of the meanings, by their indices, those of one class are counted. */
export type Class = readonly number[];

/**
 * The classes of `meanings`, all of one unit and place; none where two by two they say as much, as each lies in the next or
 * there are only two; undefined where there are more than are looked at.
 */
export function classesOf(meanings: readonly Meaning[]): readonly Class[] | undefined {
  if (meanings.length < 3) return [];
  const boxes = boxesOf(meanings);
  if (boxes === undefined) return undefined;
  const adds = meanings[0]!.grows === 'add';
  const masks = new Set<bigint>();
  // Whoever adds up stands in one day and one area; in other ways, and as one of distinct people, in any number of boxes.
  const groups = new Map<string, Set<bigint>>();
  for (const { mask, single } of boxes) {
    const group = adds ? single : '';
    groups.set(group, (groups.get(group) ?? new Set()).add(mask));
  }
  for (const own of groups.values()) {
    for (const mask of own) {
      for (const other of own) own.add(mask | other);
      if (own.size > MOST_CLASSES) return undefined;
    }
    for (const mask of own) if (mask !== 0n) masks.add(mask);
    if (masks.size > MOST_CLASSES) return undefined;
  }
  const isChain = [...masks].every((a) => [...masks].every((b) => (a & b) === a || (a & b) === b));
  if (isChain) return [];
  return [...masks]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((mask) => meanings.flatMap((_, at) => ((mask >> BigInt(at)) & 1n ? [at] : [])));
}

interface Box {
  /** Bit i set when meaning i counts what lies in the box. */
  readonly mask: bigint;
  /** The day and the area: what nobody who adds up has two of. */
  readonly single: string;
}

/** The smallest pieces of time, areas and filters that no meaning counts in part. */
function boxesOf(meanings: readonly Meaning[]): readonly Box[] | undefined {
  const starts = [...new Set(meanings.flatMap(({ from, to }) => [from, dayAfter(to)]))];
  const names = [...new Set(meanings.flatMap(({ filters }) => Object.keys(filters)))];
  const choices = names.map((name) => [
    ...new Set(meanings.flatMap(({ filters }) => filters[name] ?? [])),
    // What none of them names.
    undefined,
  ]);
  if (choices.reduce((all, { length }) => all * length, starts.length) > MOST_BOXES) return undefined;
  let boxes: { readonly day: string; readonly values: readonly (string | undefined)[] }[] = starts.map(
    (day) => ({ day, values: [] }),
  );
  for (const own of choices)
    boxes = boxes.flatMap(({ day, values }) => own.map((value) => ({ day, values: [...values, value] })));
  return boxes.map(({ day, values }) => ({
    mask: meanings.reduce(
      (mask, { from, to, filters }, at) =>
        from <= day && day <= to && names.every((name, of) => filters[name]?.includes(values[of]!) !== false)
          ? mask | (1n << BigInt(at))
          : mask,
      0n,
    ),
    single: JSON.stringify([day, ...values.filter((_, of) => ADDING.has(names[of]!))]),
  }));
}

/**
 * How many might stand in each class, so that the sums are `counts`; undefined where no numbers give them, because they
 * were counted at different times. Throws `SOLVER`.
 */
export async function fillingOf(
  classes: readonly Class[],
  counts: readonly number[],
): Promise<readonly number[] | undefined> {
  const rows = counts.map((count, at) => ({
    terms: classes.flatMap((own, variable) => (own.includes(at) ? [{ variable, factor: 1 }] : [])),
    lower: count,
    upper: count,
  }));
  const variables = classes.map(() => ({ lower: 0, upper: Number.POSITIVE_INFINITY, whole: true }));
  const found = await solve(
    { variables, rows },
    { direction: 'least', terms: [] },
    { mostNodes: MOST_NODES },
  );
  return found.status === 'optimal' ? found.solution : undefined;
}
