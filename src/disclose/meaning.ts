/** How counts with different meanings bound one another: in time, by area, by who is counted. */
import type { Meaning } from './figures.ts';

/** Filters by which each event falls under one value alone, so that parts of them add up. */
export const ADDING = new Set(['area']);
const DAY = 86_400_000;
/** Sets of parts looked at for one whole. */
const MOST_COVERS = 40;

/** Which cells count the same thing: of equal meaning, whatever the order of the words. */
export const meaningKey = ({ unit, where, from, to, filters }: Meaning): string =>
  JSON.stringify([unit, where, from, to, filtersKey(filters)]);

/** Cells whose meanings could bear on one another. */
export const kindKey = ({ unit, where, grows }: Meaning): string => JSON.stringify([unit, where, grows]);

const filtersKey = (filters: Meaning['filters']): unknown[] =>
  Object.entries(filters)
    .map(([name, values]) => [name, [...values].toSorted()])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));

/** Whether everything that `part` counts is among what `whole` looks at. */
export function isPart(part: Meaning, whole: Meaning): boolean {
  const isInTime = part.from >= whole.from && part.to <= whole.to;
  return (
    isInTime &&
    Object.entries(whole.filters).every(([name, values]) => {
      const own = part.filters[name];
      return own?.every((value) => values.includes(value)) === true;
    })
  );
}

/** Whether some day is in both windows. */
export const shareDays = (a: Meaning, b: Meaning): boolean => a.from <= b.to && b.from <= a.to;

/** Whether half of the days of the longer window, or more, are in both. */
export function shareHalf(a: Meaning, b: Meaning): boolean {
  const [one, other] = [a, b].map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) + DAY }));
  const shared = Math.min(one!.to, other!.to) - Math.max(one!.from, other!.from);
  return 2 * shared >= Math.max(one!.to - one!.from, other!.to - other!.from);
}

/** Whether one is of no other people than the other, as far as its filters say. */
export const areNested = (a: Meaning, b: Meaning): boolean => {
  const sameDays = { ...a, from: b.from, to: b.to };
  return isPart(sameDays, b) || isPart(b, sameDays);
};

/** Parts of one whole that share nothing, and whether they leave nothing of it out. */
export interface Cover {
  /** Indices into the meanings given. */
  readonly parts: readonly number[];
  readonly isWhole: boolean;
  /** Whether the counts of the parts add up to that of what they cover. */
  readonly adds: boolean;
}

/**
 * Sets of two or more of `meanings` that are parts of `whole` and share no day, or share no value of one filter. Those
 * in time need not cover it; those by a filter do.
 */
export function coversOf(whole: Meaning, meanings: readonly Meaning[]): Cover[] {
  const parts = [...meanings.entries()].filter(([, part]) => part !== whole && isPart(part, whole));
  return [...inTime(whole, parts), ...byFilter(whole, parts), ...byBoth(whole, parts)];
}

type Indexed = readonly (readonly [number, Meaning])[];

function inTime(whole: Meaning, parts: Indexed): Cover[] {
  const same = parts
    .filter(([, part]) => haveSameFilters(part, whole) && !(part.from === whole.from && part.to === whole.to))
    .toSorted(([, a], [, b]) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
  const found: Cover[] = [];
  const add = (chosen: readonly (readonly [number, Meaning])[]): void => {
    if (chosen.length < 2) return;
    const joins = chosen.every(
      ([, part], at) => part.from === (at === 0 ? whole.from : dayAfter(chosen[at - 1]![1].to)),
    );
    const isWhole = joins && chosen.at(-1)![1].to === whole.to;
    found.push({ parts: chosen.map(([index]) => index), isWhole, adds: whole.grows === 'add' });
  };
  const grow = (chosen: readonly (readonly [number, Meaning])[], at: number): void => {
    if (found.length >= MOST_COVERS) return;
    const last = chosen.at(-1)?.[1].to;
    const next = same.slice(at).findIndex(([, part]) => last === undefined || part.from > last);
    if (next < 0) {
      add(chosen);
      return;
    }
    // Whoever begins before the first possible end could still be fitted in: any of them may be taken next.
    const from = at + next;
    const firstEnd = same
      .slice(from)
      .map(([, { to }]) => to)
      .toSorted()[0]!;
    for (let index = from; index < same.length && same[index]![1].from <= firstEnd; index += 1) {
      grow([...chosen, same[index]!], index + 1);
    }
  };
  grow([], 0);
  return found;
}

/** Alike but for the values of one filter. */
function varying(name: string, whole: Meaning, others: Indexed): (readonly [number, readonly string[]])[] {
  return others
    .filter(([, one]) => one.from === whole.from && one.to === whole.to)
    .filter(([, one]) => haveSameFilters(without(one, name), without(whole, name)))
    .map(([index, { filters }]) => [index, filters[name] ?? []] as const)
    .filter(([, values]) => values.length > 0);
}

const namesIn = (meanings: Indexed): Set<string> =>
  new Set(meanings.flatMap(([, { filters }]) => Object.keys(filters)));

function byFilter(whole: Meaning, parts: Indexed): Cover[] {
  return [...namesIn([...parts, [0, whole]])].flatMap((name): Cover[] => {
    const wanted = whole.filters[name];
    const adds = whole.grows === 'add' && ADDING.has(name);
    const sets = setsApart(
      varying(name, whole, parts),
      ([, a], [, b]) => !a.some((value) => b.includes(value)),
    );
    return sets.map((chosen) => ({
      parts: indicesIn(chosen),
      isWhole: wanted?.every((value) => chosen.some(([, own]) => own.includes(value))) === true,
      adds,
    }));
  });
}

/** Parts that share no day or no area, some of them unlike the whole in both: they add up, and leave a rest. */
function byBoth(whole: Meaning, parts: Indexed): Cover[] {
  if (whole.grows !== 'add') return [];
  const isMixed = ([, part]: Indexed[number]): boolean =>
    !haveSameFilters(part, whole) && !(part.from === whole.from && part.to === whole.to);
  const isApart = ([, a]: Indexed[number], [, b]: Indexed[number]): boolean =>
    a.to < b.from || b.to < a.from || [...ADDING].some((name) => shareNone(a.filters[name], b.filters[name]));
  return setsApart(parts, isApart)
    .filter((chosen) => chosen.some(isMixed))
    .map((chosen) => ({ parts: indicesIn(chosen), isWhole: false, adds: true }));
}

const shareNone = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && b !== undefined && !a.some((value) => b.includes(value));

const indicesIn = (chosen: readonly (readonly [number, unknown])[]): readonly number[] =>
  chosen.map(([index]) => index).toSorted((x, y) => x - y);

/** Sets of two or more that are apart from one another, the smallest first, and one as large as can be from each on. */
function setsApart<T>(items: readonly T[], isApart: (a: T, b: T) => boolean): (readonly T[])[] {
  let sets: (readonly T[])[] = items.map((one) => [one]);
  const found: (readonly T[])[] = [];
  while (sets.length > 0 && found.length < MOST_COVERS) {
    sets = sets.flatMap((chosen) =>
      items
        .slice(items.indexOf(chosen.at(-1)!) + 1)
        .filter((next) => chosen.every((own) => isApart(own, next)))
        .map((next) => [...chosen, next]),
    );
    sets.length = Math.min(sets.length, MOST_COVERS - found.length);
    found.push(...sets);
  }
  for (const first of items.slice(0, MOST_COVERS)) {
    const largest = [first];
    for (const next of items) if (largest.every((own) => isApart(own, next))) largest.push(next);
    if (largest.length > 1) found.push(largest);
  }
  const placed = found.map((chosen): [string, readonly T[]] => [
    chosen
      .map((one) => items.indexOf(one))
      .toSorted((x, y) => x - y)
      .join(),
    chosen,
  ]);
  return [...new Map(placed).values()];
}

/** Two parts of a whole that they cover, and what is counted by both of them for one value or more of a filter. */
export interface Overlap {
  /** Indices into the meanings given. */
  readonly parts: readonly [number, number];
  readonly common: number;
}

/** Of `meanings`, every two that cover `whole` by the values of one filter, where those that they share were counted too. */
export function overlapsOf(whole: Meaning, meanings: readonly Meaning[]): Overlap[] {
  const indexed = [...meanings.entries()].filter(([, one]) => one !== whole);
  return Object.entries(whole.filters).flatMap(([name, wanted]): Overlap[] => {
    const others = varying(name, whole, indexed);
    return others.flatMap(([first, a], at) =>
      others.slice(at + 1).flatMap(([second, b]): Overlap[] => {
        const covers = isSameSet([...new Set([...a, ...b])], wanted);
        const shared = a.filter((value) => b.includes(value));
        if (!covers || shared.length === 0 || shared.length === a.length || shared.length === b.length)
          return [];
        const common = others.find(([, values]) => isSameSet(values, shared));
        return common === undefined ? [] : [{ parts: [first, second], common: common[0] }];
      }),
    );
  });
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value) => b.includes(value));

const haveSameFilters = (a: Pick<Meaning, 'filters'>, b: Pick<Meaning, 'filters'>): boolean =>
  JSON.stringify(filtersKey(a.filters)) === JSON.stringify(filtersKey(b.filters));

const without = ({ filters }: Meaning, name: string): Pick<Meaning, 'filters'> => ({
  filters: Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name)),
});

export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
