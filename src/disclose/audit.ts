/**
 * The audit: what each reader could find out. A cell is protected when every count of its primary range that its
 * mark alone leaves possible stays possible, given all that is printed and the arithmetic between the counts.
 *
 * "The mark alone" is a page on which everything that can be hidden is hidden. Against an earlier release it is a
 * page that was never printed.
 */
import { type Component, componentsOf, type Questions, withQuestions } from './component.ts';
import { constraintsFor, fewBeside, ownersIn, type Reader } from './readers.ts';
import type { Range } from './rule.ts';
import { isOpen, isSensitive, reading, type System, unpublished } from './system.ts';

/** That `reader` could exclude that the cell is `value`. */
export interface Exposure {
  readonly cell: number;
  readonly value: number;
  readonly reader: Reader;
}

/** What is left possible of a hidden cell, for anybody. */
export interface HiddenRange {
  readonly cell: number;
  readonly range: Range;
}

export class Audit {
  readonly system: System;
  private readonly owners: readonly string[];
  private readonly few: ReadonlyMap<number, readonly number[]>;
  /** Whether an exposure is the page's doing, by what it says. */
  private readonly judged = new Map<string, boolean>();

  constructor(system: System) {
    this.system = system;
    this.owners = ownersIn(system);
    this.few = fewBeside(system);
  }

  /** Every way in which some sensitive cell is exposed while `hidden` is hidden, at most one a cell and reader. */
  async exposures(hidden: ReadonlySet<number>, most = Number.POSITIVE_INFINITY): Promise<Exposure[]> {
    const ranges = this.system.cells.map((cell, index) => reading(cell, hidden.has(index)));
    const found: Exposure[] = [];
    for (const owner of [undefined, ...this.owners]) {
      for (const component of this.componentsFor(ranges, owner)) {
        if (found.length >= most) return found;
        const told = new Set<string>();
        for (const exposure of await this.excluded(component, owner)) {
          const who = JSON.stringify([exposure.cell, exposure.reader.within ?? null]);
          if (told.has(who) || !(await this.isDoneByPage(exposure))) continue;
          told.add(who);
          found.push(exposure);
        }
      }
    }
    return found;
  }

  /** What is left possible of each hidden printed cell, for anybody. */
  async ranges(hidden: ReadonlySet<number>): Promise<HiddenRange[]> {
    const { cells } = this.system;
    const ranges = cells.map((cell, index) => reading(cell, hidden.has(index)));
    const found = new Map<number, Range>([...hidden].map((cell) => [cell, ranges[cell]!]));
    for (const component of this.componentsFor(ranges, undefined)) {
      const wanted = [...component.cells.entries()].filter(([, cell]) => hidden.has(cell));
      if (wanted.length === 0) continue;
      await withQuestions(component, (questions) => {
        for (const [at, cell] of wanted) {
          const { lo, hi } = questions.range(at);
          found.set(cell, { lo: cells[cell]!.count + lo, hi: cells[cell]!.count + hi });
        }
      });
    }
    return [...found].toSorted(([a], [b]) => a - b).map(([cell, range]) => ({ cell, range }));
  }

  private componentsFor(ranges: readonly Range[], owner: string | undefined): Component[] {
    const { cells } = this.system;
    const seen = ranges.map((range, index) => {
      const { count, owner: own } = cells[index]!;
      return owner !== undefined && own === owner ? { lo: count, hi: count } : range;
    });
    return componentsOf(cells, seen, constraintsFor(this.system, owner));
  }

  private async excluded(component: Component, owner: string | undefined): Promise<Exposure[]> {
    const targets = [...component.cells.entries()].filter(([, cell]) => this.isSecretFrom(cell, owner));
    if (targets.length === 0) return [];
    const position = new Map(component.cells.map((cell, at) => [cell, at]));
    return withQuestions(component, (questions) =>
      targets.flatMap(([at, cell]) => {
        const within = owner === undefined ? (this.few.get(cell) ?? []) : [];
        return [undefined, ...within.filter((other) => position.has(other))].flatMap((other): Exposure[] => {
          const knowing = other === undefined ? undefined : position.get(other);
          return this.impossible(questions, at, cell, knowing).map((value) => ({
            cell,
            value,
            reader: readerOf(owner, other),
          }));
        });
      }),
    );
  }

  /** Values of the primary range that are excluded: all of them, since the first may be nobody's doing. */
  private impossible(questions: Questions, at: number, cell: number, knowing?: number): number[] {
    const { count, primary } = this.system.cells[cell]!;
    return outermost(primary).filter((value) => !questions.can(at, value - count, knowing));
  }

  private isSecretFrom(cell: number, owner: string | undefined): boolean {
    const { cells } = this.system;
    return isSensitive(cells[cell]!) && (owner === undefined || cells[cell]!.owner !== owner);
  }

  private async isDoneByPage(exposure: Exposure): Promise<boolean> {
    const { cell, value, reader } = exposure;
    const key = JSON.stringify([cell, value, reader.owner ?? null, reader.within ?? null]);
    const known = this.judged.get(key);
    if (known !== undefined) return known;
    const { cells } = this.system;
    const isOld = cells[cell]!.settled !== undefined;
    const ranges = cells.map((one) => {
      if (!isOpen(one)) return reading(one, one.settled === 'hidden');
      return isOld ? unpublished() : reading(one, true);
    });
    const component = this.componentsFor(ranges, reader.owner).find((one) => one.cells.includes(cell));
    const position = (of: number): number => component!.cells.indexOf(of);
    const knowing = reader.within === undefined ? -1 : component === undefined ? -1 : position(reader.within);
    const possible =
      component !== undefined &&
      (await withQuestions(component, (questions) =>
        questions.can(position(cell), value - cells[cell]!.count, knowing < 0 ? undefined : knowing),
      ));
    this.judged.set(key, possible);
    return possible;
  }
}

const readerOf = (owner: string | undefined, within: number | undefined): Reader => ({
  ...(owner === undefined ? {} : { owner }),
  ...(within === undefined ? {} : { within }),
});

/** The whole numbers of a range, its ends first: what makes them possible mostly makes possible what lies between. */
function outermost({ lo, hi }: Range): number[] {
  const between = Array.from({ length: Math.max(hi - lo - 1, 0) }, (_, index) => lo + 1 + index);
  return lo === hi ? [lo] : [lo, hi, ...between];
}
