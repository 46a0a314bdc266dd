/**
 * What some readers could find out when some counts are hidden and the rest is printed.
 *
 * A small count is protected when every value of the primary range that the marks alone leave possible stays
 * possible, given all that is printed and the arithmetic between counts, for each of these readers:
 *  - anybody;
 *  - an agency, which also knows its own counts;
 *  - the one or two people in a hidden count of 1 or 2, who know that count: so a 1 or a 2 does not protect
 *    the other parts of its sum.
 * Counts that are not printed but follow from printed ones (the rest of a whole) are protected alike.
 *
 * "The marks alone" means every count above nought replaced by its mark. With all of them hidden nothing is
 * exposed, so there is always a way to be safe.
 */
import type { Relation } from './figures.ts';
import { type Constraint, possible } from './protection.ts';
import { isSmall, type Range, type Rule, rangeShown } from './rule.ts';

/** A count as the readers see it. */
export interface Cell {
  readonly id: string;
  readonly count: number;
  /** `implied` follows from printed counts; `known` is known to its owner alone and is no secret itself. */
  readonly kind: 'printed' | 'implied' | 'known';
  readonly owner: string | undefined;
  /** Cells with a lower number are hidden first. */
  readonly keep: number;
  /** Hidden only when nothing else is left to hide. */
  readonly total: boolean;
}

/** Somebody with some exact counts, and the constraints that mean something to them. */
interface Reader {
  readonly knows: ReadonlyMap<number, number>;
  readonly constraints: readonly Constraint[];
}

interface LinkedConstraint extends Constraint {
  /** The only agency that knows the total. */
  readonly privateTo: string | undefined;
  readonly isSum: boolean;
}

export class Problem {
  readonly cells: readonly Cell[];
  readonly rule: Rule;
  private readonly constraints: readonly LinkedConstraint[];
  private readonly truth: readonly number[];
  private readonly small: readonly number[];
  private readonly marksOnly: readonly Range[];

  /** Relations that name a cell not among `cells` are left out. */
  constructor(cells: readonly Cell[], relations: readonly Relation[], rule: Rule) {
    this.cells = cells;
    this.rule = rule;
    this.truth = cells.map((cell) => cell.count);
    this.small = cells.flatMap((cell, index) =>
      cell.kind !== 'known' && isSmall(cell.count, rule) ? [index] : [],
    );
    this.marksOnly = cells.map((cell) => rangeOf(cell, cell.count > 0 || rule.hidesFrom === 0, rule));
    const index = new Map(cells.map((cell, position) => [cell.id, position]));
    this.constraints = relations.flatMap((relation) => {
      const left = (relation.kind === 'sum' ? [relation.total] : relation.left).map((id) => index.get(id));
      const right = (relation.kind === 'sum' ? relation.parts : relation.right).map((id) => index.get(id));
      const terms = [
        ...left.map((cell) => ({ cell, factor: 1 as const })),
        ...right.map((cell) => ({ cell, factor: -1 as const })),
      ].flatMap(({ cell, factor }) => (cell === undefined ? [] : [{ cell, factor }]));
      if (terms.length < left.length + right.length) return [];
      const secret = terms.map((term) => cells[term.cell]!).find((cell) => cell.kind === 'known');
      const isSum = relation.kind === 'sum';
      return [{ terms, equal: isSum, isSum, privateTo: secret?.owner }];
    });
  }

  /** The first small count that somebody could narrow down while `hidden` is hidden; undefined when safe. */
  firstExposed(hidden: ReadonlySet<number>): number | undefined {
    return this.small.find((target) => this.isExposed(target, hidden));
  }

  /** Whether somebody could narrow down the small count `target` while `hidden` is hidden. */
  isExposed(target: number, hidden: ReadonlySet<number>): boolean {
    const truth = this.truth;
    const ranges = this.cells.map((cell, index) => rangeOf(cell, hidden.has(index), this.rule));
    return this.readers(target, hidden).some(({ knows, constraints }) => {
      for (let value: number = this.rule.hidesFrom; value <= this.rule.hidesTo; value += 1) {
        const fixed = new Map([...knows, [target, value]]);
        const excluded = !possible({ ranges, constraints, truth }, fixed);
        if (excluded && possible({ ranges: this.marksOnly, constraints, truth }, fixed)) return true;
      }
      return false;
    });
  }

  /** Printed cells that share a chain of relations with `cell`. */
  connected(cell: number): number[] {
    const reached = new Set([cell]);
    const queue = [cell];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const { terms } of this.constraints) {
        if (!terms.some((term) => term.cell === next)) continue;
        for (const term of terms) {
          if (reached.has(term.cell)) continue;
          reached.add(term.cell);
          queue.push(term.cell);
        }
      }
    }
    return [...reached].filter((index) => this.cells[index]!.kind === 'printed');
  }

  /** Everybody from whom `target` must be kept. */
  private readers(target: number, hidden: ReadonlySet<number>): Reader[] {
    const common = this.constraints.filter((constraint) => constraint.privateTo === undefined);
    const owners = new Set(this.cells.flatMap((cell) => (cell.owner === undefined ? [] : [cell.owner])));
    owners.delete(this.cells[target]!.owner ?? '');
    const agencies = [...owners].map((owner) => ({
      knows: new Map([...this.truth.entries()].filter(([index]) => this.cells[index]!.owner === owner)),
      constraints: this.constraints.filter(({ privateTo }) => privateTo === undefined || privateTo === owner),
    }));
    const fewPeople = this.siblings(target)
      .filter((index) => hidden.has(index) && [1, 2].includes(this.truth[index]!))
      .map((index) => ({ knows: new Map([[index, this.truth[index]!]]), constraints: common }));
    return [{ knows: new Map(), constraints: common }, ...agencies, ...fewPeople];
  }

  /** The other parts of the sums that `target` is a part of. */
  private siblings(target: number): number[] {
    const parts = this.constraints
      .filter(({ isSum }) => isSum)
      .map(({ terms }) => terms.filter((term) => term.factor === -1).map((term) => term.cell))
      .filter((cells) => cells.includes(target));
    return [...new Set(parts.flat())].filter((cell) => cell !== target);
  }
}

/** What a reader learns of one cell from the page. */
function rangeOf(cell: Cell, isHidden: boolean, rule: Rule): Range {
  if (cell.kind !== 'printed') return { lo: 0, hi: Number.POSITIVE_INFINITY };
  if (isHidden) return { lo: rule.hidesFrom, hi: Number.POSITIVE_INFINITY };
  return rangeShown(cell.count, rule);
}
