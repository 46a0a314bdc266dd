/**
 * The audit: what each reader could find out. A cell is protected when every count of its primary range that its
 * mark alone leaves possible stays possible, given all that is printed and the arithmetic between the counts.
 *
 * "The mark alone" is a page on which everything that can be hidden is hidden, also what an earlier release shows: that
 * nothing has changed since then is for this page to say. Against an earlier release it is a page that was never printed.
 */
import { type Component, componentsOf } from './component.ts';
import { type Memory, type Questions, withQuestions } from './questions.ts';
import { constraintsFor, fewBeside, ownersIn, type Reader } from './readers.ts';
import type { Range } from './rule.ts';
import { ANYTHING, isOpen, isSensitive, isWide, reading, type System } from './system.ts';

/** That `reader` could exclude that the cell is `value`. */
export interface Exposure {
  readonly cell: number;
  readonly value: number;
  readonly reader: Reader;
  /** Whether the search for other counts was given up, so that the value might be possible all the same. */
  readonly isGivenUp: boolean;
}

/** What is left possible of a hidden cell, for anybody. */
export interface HiddenRange {
  readonly cell: number;
  readonly range: Range;
}

/** Searches by the solver for whole numbers: where more would be needed, more is hidden instead. */
const MOST_SEARCHES = 300;

export class Audit {
  readonly system: System;
  private readonly owners: readonly string[];
  private readonly few: ReadonlyMap<number, readonly number[]>;
  /** Whether an exposure is the page's doing, by what it says. */
  private readonly judged = new Map<string, boolean>();
  /** Cells of which something was judged to be no doing of the page. */
  private readonly cleared = new Set<number>();
  /** The values to ask of a cell, which many readers are asked about. */
  private readonly values = new Map<number, readonly number[]>();
  private readonly memory: Memory;
  /** The last question about the whole system, and all that was found. */
  private last: { readonly hidden: ReadonlySet<number>; readonly found: readonly Exposure[] } | undefined;

  /** @param before of a system that has cells in common, of which other counts were found that may be possible here too */
  constructor(system: System, before?: Audit) {
    this.system = system;
    this.owners = ownersIn(system);
    this.few = fewBeside(system);
    this.memory = { found: before === undefined ? [] : before.foundFor(system), searches: MOST_SEARCHES };
  }

  /** The directions found so far by the cells of another system; whoever uses them looks whether they hold there. */
  private foundFor(system: System): Map<number, number>[] {
    const [from, cells] = [cellsOf(this.system), cellsOf(system)];
    const places = new Map(cells.map(({ id }, index) => [id, index]));
    const placeOf = (cell: number): number | undefined => {
      const { id } = from[cell]!;
      return cells[cell]?.id === id ? cell : places.get(id);
    };
    return this.memory.found.map(
      (direction) =>
        new Map(
          [...direction].flatMap(([cell, step]) => {
            const place = placeOf(cell);
            return place === undefined ? [] : [[place, step]];
          }),
        ),
    );
  }

  /**
   * Whether and how some sensitive cell is exposed while `hidden` is hidden, at most once a cell and reader. Looks
   * on to the end of a part of the system when `most` are found, and only at parts with a cell of `among`.
   */
  async exposures(
    hidden: ReadonlySet<number>,
    { most = Number.POSITIVE_INFINITY, among }: { most?: number; among?: ReadonlySet<number> } = {},
  ): Promise<Exposure[]> {
    const { last } = this;
    const isAll = among === undefined;
    if (isAll && last !== undefined && last.found.length < most && isSameSet(last.hidden, hidden))
      return [...last.found];
    const ranges = this.readings(hidden);
    const found: Exposure[] = [];
    for (const owner of [undefined, ...this.owners]) {
      for (const component of this.componentsFor(this.system, ranges, owner)) {
        if (found.length >= most) return found;
        if (among !== undefined && !component.cells.some((cell) => among.has(cell))) continue;
        found.push(...(await this.exposedIn(component, owner)));
      }
    }
    if (isAll) this.last = { hidden: new Set(hidden), found: [...found] };
    return found;
  }

  /** The cells that hang together with `cell`, for anybody, while `hidden` is hidden. */
  around(cell: number, hidden: ReadonlySet<number>): ReadonlySet<number> {
    const components = this.componentsFor(this.system, this.readings(hidden), undefined);
    const component = components.find(({ cells }) => cells.includes(cell));
    return new Set(component?.cells);
  }

  private readings(hidden: ReadonlySet<number>): Range[] {
    return this.system.cells.map((cell, index) => reading(cell, hidden.has(index)));
  }

  /** What is excluded and is the page's doing. What turns out not to be is passed over the next time round. */
  private async exposedIn(component: Component, owner: string | undefined): Promise<Exposure[]> {
    for (;;) {
      const excluded = await this.excluded(component, owner);
      await this.judge(excluded, owner);
      if (excluded.every((exposure) => this.judged.get(keyOf(exposure)) === true)) return excluded;
    }
  }

  /** What is left possible of each hidden printed cell, for anybody. */
  async ranges(hidden: ReadonlySet<number>): Promise<HiddenRange[]> {
    const { cells } = this.system;
    const ranges = this.readings(hidden);
    const found = new Map<number, Range>([...hidden].map((cell) => [cell, ranges[cell]!]));
    for (const component of this.componentsFor(this.system, ranges, undefined)) {
      const wanted = [...component.cells.entries()].filter(([, cell]) => hidden.has(cell));
      if (wanted.length === 0) continue;
      await withQuestions(component, this.memory, (questions) => {
        for (const [at, cell] of wanted) {
          const { lo, hi } = questions.range(at);
          found.set(cell, { lo: cells[cell]!.count + lo, hi: cells[cell]!.count + hi });
        }
      });
    }
    return [...found].toSorted(([a], [b]) => a - b).map(([cell, range]) => ({ cell, range }));
  }

  private componentsFor(system: System, ranges: readonly Range[], owner: string | undefined): Component[] {
    const { cells } = system;
    const seen = ranges.map((range, index) => {
      const { count, owner: own } = cells[index]!;
      return owner !== undefined && own === owner ? { lo: count, hi: count } : range;
    });
    return componentsOf(cells, seen, constraintsFor(system, owner));
  }

  private async excluded(component: Component, owner: string | undefined): Promise<Exposure[]> {
    const targets = [...component.cells.entries()].filter(([, cell]) => this.isSecretFrom(cell, owner));
    if (targets.length === 0) return [];
    const position = new Map(component.cells.map((cell, at) => [cell, at]));
    return withQuestions(component, this.memory, (questions) =>
      targets.flatMap(([at, cell]) => {
        const open = this.excludedFrom(questions, at, { cell, owner });
        if (open !== undefined) return [open];
        const found: Exposure[] = [];
        for (const within of owner === undefined ? (this.few.get(cell) ?? []) : []) {
          const exposure = this.excludedFrom(questions, at, { cell, owner, within }, position.get(within));
          if (exposure !== undefined) found.push(exposure);
        }
        return found;
      }),
    );
  }

  /** The first value that a reader can exclude, of those that may be the page's doing. */
  private excludedFrom(
    questions: Questions,
    at: number,
    { cell, owner, within }: { cell: number; owner: string | undefined; within?: number },
    still?: number,
  ): Exposure | undefined {
    const { count } = this.system.cells[cell]!;
    const isCleared = this.cleared.has(cell);
    for (const value of this.valuesOf(cell)) {
      if (isCleared && this.judged.get(keyOf({ cell, value, reader: readerOf(owner, within) })) === false)
        continue;
      const answer = questions.could({ at, by: value - count, still });
      if (answer !== 'possible')
        return { cell, value, reader: readerOf(owner, within), isGivenUp: answer === 'given up' };
    }
    return undefined;
  }

  private valuesOf(cell: number): readonly number[] {
    const known = this.values.get(cell);
    if (known !== undefined) return known;
    const { primary } = this.system.cells[cell]!;
    const values = isWide(this.system.cells[cell]!) ? ends(primary) : outermost(primary);
    this.values.set(cell, values);
    return values;
  }

  private isSecretFrom(cell: number, owner: string | undefined): boolean {
    const { cells } = this.system;
    return isSensitive(cells[cell]!) && (owner === undefined || cells[cell]!.owner !== owner);
  }

  /** Finds out of each exposure whether it is the page's doing: whether it would be possible by the mark alone. */
  private async judge(exposures: readonly Exposure[], owner: string | undefined): Promise<void> {
    const apart = this.system.apart ?? this.system;
    const { cells } = apart;
    const open = exposures.filter((exposure) => !this.judged.has(keyOf(exposure)));
    for (const isOld of [false, true]) {
      const own = open.filter(({ cell }) => (cells[cell]!.isOld === true) === isOld);
      if (own.length === 0) continue;
      const ranges = cells.map((one) => {
        if (!isOpen(one)) return reading(one, one.settled === 'hidden');
        return isOld ? ANYTHING : reading(one, true);
      });
      for (const component of this.componentsFor(apart, ranges, owner)) {
        const position = new Map(component.cells.map((cell, at) => [cell, at]));
        const here = own.filter(({ cell }) => position.has(cell));
        if (here.length === 0) continue;
        await withQuestions(component, this.memory, (questions) => {
          for (const exposure of here) {
            const { cell, value, reader } = exposure;
            const still = reader.within === undefined ? undefined : position.get(reader.within);
            const by = value - cells[cell]!.count;
            const answer = questions.could({ at: position.get(cell)!, by, still });
            // What is merely not found might be possible: only what cannot be at all is no doing of the page.
            const isThePages = answer !== 'impossible';
            this.judged.set(keyOf(exposure), isThePages);
            if (!isThePages) this.cleared.add(cell);
          }
        });
      }
    }
  }
}

/** With those that are counts of their own while it is judged what is the page's doing. */
const cellsOf = ({ cells, apart }: System): System['cells'] => apart?.cells ?? cells;

const keyOf = ({ cell, value, reader }: Omit<Exposure, 'isGivenUp'>): string =>
  `${cell} ${value} ${reader.within ?? ''} ${reader.owner ?? ''}`;

const readerOf = (owner: string | undefined, within: number | undefined): Reader => ({
  ...(owner === undefined ? {} : { owner }),
  ...(within === undefined ? {} : { within }),
});

const isSameSet = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

const ends = ({ lo, hi }: Range): number[] => [lo, hi];

/** The whole numbers of a range, its ends first: what makes them possible mostly makes possible what lies between. */
function outermost({ lo, hi }: Range): number[] {
  const between = Array.from({ length: Math.max(hi - lo - 1, 0) }, (_, index) => lo + 1 + index);
  return lo === hi ? [lo] : [...ends({ lo, hi }), ...between];
}
