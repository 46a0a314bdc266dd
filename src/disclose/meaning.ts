/** How counts with different meanings bound one another: in time, by area, by who is counted. */
import type { Meaning } from './figures.ts';

/** Filters by which each event falls under one value alone, so that parts of them add up. */
const ADDING = new Set(['area']);
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
  return [...inTime(whole, parts), ...byFilter(whole, parts)];
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

function byFilter(whole: Meaning, parts: Indexed): Cover[] {
  const sameTime = parts.filter(([, part]) => part.from === whole.from && part.to === whole.to);
  const names = new Set(
    [...sameTime, [0, whole] as const].flatMap(([, { filters }]) => Object.keys(filters)),
  );
  return [...names].flatMap((name): Cover[] => {
    const wanted = whole.filters[name];
    const others = sameTime.filter(([, part]) => haveSameFilters(without(part, name), without(whole, name)));
    const found: Cover[] = [];
    for (const [at, [first, a]] of others.entries()) {
      for (const [second, b] of others.slice(at + 1)) {
        const [own, other] = [a.filters[name] ?? [], b.filters[name] ?? []];
        if (own.length === 0 || other.length === 0 || own.some((value) => other.includes(value))) continue;
        const isWhole = wanted?.every((value) => [...own, ...other].includes(value)) === true;
        if (found.length < MOST_COVERS) {
          found.push({ parts: [first, second], isWhole, adds: whole.grows === 'add' && ADDING.has(name) });
        }
      }
    }
    return found;
  });
}

const haveSameFilters = (a: Pick<Meaning, 'filters'>, b: Pick<Meaning, 'filters'>): boolean =>
  JSON.stringify(filtersKey(a.filters)) === JSON.stringify(filtersKey(b.filters));

const without = ({ filters }: Meaning, name: string): Pick<Meaning, 'filters'> => ({
  filters: Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name)),
});

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
