/** What routes tell of the combinations of agencies that saw people, which other tables count too. */
import { cellId, type Relation, type UnprintedCell } from '../disclose/index.ts';
import { exactly } from './meanings.ts';

/** People with one route as it is shown, by all agencies that saw them. */
export interface RouteByAgencies {
  readonly route: string;
  readonly agencies: readonly string[];
  readonly people: number;
}

/** How routes are written, and their cells. */
export interface RouteForm {
  readonly arrow: string;
  /** What stands for the steps of a route that are cut off. */
  readonly cutOff: string;
  readonly cell: (route: string) => string;
}

export interface Combinations {
  readonly unprinted: readonly UnprintedCell[];
  readonly relations: readonly Relation[];
  /** Each combination with its cell. */
  readonly cells: readonly { readonly id: string; readonly where: string }[];
}

/** No agreement shows a route of fewer people. */
export const NEVER_SHOWN_BELOW = 5;
/** With more agencies than this there are too many combinations that a cut-off route could belong to. */
const MOST_AGENCIES = 6;

/**
 * Each combination is the sum of its routes. A route that is cut off could belong to every combination with the
 * agencies that are left of it, and a reader does not know which: its people are parted among all of these.
 */
export function combinationsOf(pairs: readonly RouteByAgencies[], form: RouteForm): Combinations {
  const all = [...new Set(pairs.flatMap(({ agencies }) => agencies))].toSorted();
  const unprinted: UnprintedCell[] = [];
  const relations: Relation[] = [];
  const parts = new Map<string, { id: string; people: number }[]>();
  const add = (agencies: readonly string[], part: { id: string; people: number }): void => {
    const where = exactly(agencies);
    const own = parts.get(where) ?? [];
    parts.set(where, own);
    own.push(part);
  };
  const byRoute = new Map<string, RouteByAgencies[]>();
  for (const pair of pairs) {
    const own = byRoute.get(pair.route) ?? [];
    byRoute.set(pair.route, own);
    own.push(pair);
  }
  for (const [route, own] of byRoute) {
    const people = own.reduce((sum, pair) => sum + pair.people, 0);
    const possible = possibleOf(route, own, people, all, form);
    if (possible.length === 1) {
      add(possible[0]!, { id: form.cell(route), people });
      continue;
    }
    const split = possible.map((agencies) => {
      const where = exactly(agencies);
      const count = own.find((pair) => exactly(pair.agencies) === where)?.people ?? 0;
      const id = cellId('route-combination', [route, where], 'people');
      unprinted.push({ id, count, kind: 'implied' });
      add(agencies, { id, people: count });
      return id;
    });
    relations.push({ kind: 'sum', total: form.cell(route), parts: split });
  }
  const cells = [...parts].map(([where, own]) => {
    const id = cellId('combination', [where], 'people');
    unprinted.push({ id, count: own.reduce((sum, { people }) => sum + people, 0), kind: 'implied' });
    relations.push({ kind: 'sum', total: id, parts: own.map((part) => part.id) });
    return { id, where };
  });
  return { unprinted, relations, cells };
}

/** The combinations that the people of a route could belong to, for a reader who sees the route. */
function possibleOf(
  route: string,
  own: readonly RouteByAgencies[],
  people: number,
  all: readonly string[],
  { arrow, cutOff }: RouteForm,
): (readonly string[])[] {
  const steps = route.split(arrow);
  const isOpen = steps.at(-1) === cutOff && people >= NEVER_SHOWN_BELOW && all.length <= MOST_AGENCIES;
  if (!isOpen) return own.map(({ agencies }) => agencies);
  const left = new Set(steps.slice(0, -1).map((step) => step.split(': ')[0]!));
  const others = all.filter((agency) => !left.has(agency));
  return Array.from({ length: 2 ** others.length }, (_, chosen) => [
    ...left,
    ...others.filter((_agency, bit) => ((chosen >> bit) & 1) === 1),
  ]);
}
