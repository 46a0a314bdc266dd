/** The figures that a report speaks of: of each kind the newest. */
import type { Interval, Mark } from '../charts/index.ts';
import { type Bounds, isShare, type Shown } from '../disclose/index.ts';
import { type Source, View } from './view.ts';
import { type Names, WORKBOOK } from './words.ts';

/** Names of files that the report has whatever its figures are. */
const OWN = ['powers', 'withheld', WORKBOOK];

/** Figures of one kind are of one id, broken down alike, and of the same roles. */
const kindOf = (view: View): string => JSON.stringify([view.shown.id, view.breakdown, view.source.roles]);

export class Views {
  readonly all: readonly View[];
  readonly #used = new Set<View>();

  /** @param sources in the order in which they went out */
  constructor(sources: readonly Source[], names: Names) {
    const newest = new Map<string, View>();
    for (const source of sources) {
      const view = new View(source, names);
      newest.delete(kindOf(view));
      newest.set(kindOf(view), view);
    }
    this.all = [...newest.values()];
    const taken = new Set(OWN);
    for (const view of this.all) view.tellApart(taken);
  }

  /** All of an id, those of victims before those of other roles; they count as spoken of. */
  every(id: string): View[] {
    const found = this.all.filter(({ shown }) => shown.id === id);
    for (const view of found) this.#used.add(view);
    return found.toSorted((a, b) => Number(isOfVictims(b)) - Number(isOfVictims(a)));
  }

  /** The one of an id that matters most; the others of it count as spoken of only by {@link every}. */
  one(id: string, breakdown?: string): View | undefined {
    const found = this.all
      .filter(({ shown }) => shown.id === id)
      .filter((view) => breakdown === undefined || view.breakdown === breakdown);
    const view = found.findLast(isOfVictims) ?? found.at(-1);
    if (view !== undefined) this.#used.add(view);
    return view;
  }

  /** What no part of the report has spoken of. */
  rest(): View[] {
    return this.all.filter((view) => !this.#used.has(view));
  }
}

const isOfVictims = ({ source: { roles } }: View): boolean => roles.length === 1 && roles[0] === 'victim';

/** A value as a chart takes it; a count that is not there is not available. */
export function markOf(value: Shown | undefined): Mark {
  if (isShare(value)) return markOf(value.rate);
  if (typeof value === 'number') return value;
  return { symbol: typeof value === 'string' ? value : '[x]' };
}

/** An interval as a chart takes it; none where it has no upper end. */
export const intervalOf = (bounds: Bounds | undefined): { readonly interval?: Interval } =>
  bounds === undefined || bounds.upper === null ? {} : { interval: { from: bounds.lower, to: bounds.upper } };
