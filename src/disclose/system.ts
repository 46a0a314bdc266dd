/**
 * Everything that is published, or about to be, as one system: whole numbers that are not negative, what a
 * reader learns of each from the page, and the arithmetic that is known to hold between them.
 */
import { unusable } from '../errors.ts';
import type { Range } from './rule.ts';

/** A count as the readers see it. */
export interface Cell {
  readonly id: string;
  /** What it counts: the same text in every table and release of the same count. */
  readonly means: string;
  /** The true count. */
  readonly count: number;
  /** `implied` follows from printed counts; `known` is known to its owner alone and is no secret itself. */
  readonly kind: 'printed' | 'implied' | 'known';
  /** The agency that knows this count from its own records. */
  readonly owner?: string | undefined;
  /** Counts in this range are hidden for their own sake. */
  readonly primary: Range;
  /** What is learnt of it where it is shown. */
  readonly shown: Range;
  /** What is learnt of it where it is hidden, or not printed at all. */
  readonly marked: Range;
  /** Whether hiding it would tell less. A nought whose mark would stand for at least one cannot be hidden. */
  readonly hideable: boolean;
  /** What hiding it costs, above 0, before lots are drawn. */
  readonly cost: number;
  /** What an earlier release made of it, which nothing changes. */
  readonly settled?: 'shown' | 'hidden' | undefined;
  /** Whether it is shown with noise, which hides it well enough if nothing else tells. */
  readonly isNoisy?: boolean | undefined;
  /** Whether an earlier release printed it. */
  readonly isOld?: boolean | undefined;
  /** How many people it is of, where it counts something else than people. */
  readonly people?: number | undefined;
}

/** Wherever `people` is hidden, `events` is hidden too: shown alone it would tell that those people are no few. */
export interface Tie {
  readonly people: number;
  readonly events: number;
}

/** `lower` ≤ Σ factor·count ≤ `upper`. */
export interface Constraint {
  readonly terms: readonly { readonly cell: number; readonly factor: number }[];
  readonly lower: number;
  readonly upper: number;
  /** The only agency to whom it means something. */
  readonly privateTo?: string | undefined;
}

export interface System {
  readonly cells: readonly Cell[];
  readonly constraints: readonly Constraint[];
  readonly ties?: readonly Tie[];
  /**
   * The same with cells at the end, in which what the draft counts again has a cell of its own: whether it is still what was
   * released before, nobody knows who is not told.
   */
  readonly apart?: Pick<System, 'cells' | 'constraints'> | undefined;
}

/** What is known of any count. */
export const ANYTHING: Range = { lo: 0, hi: Number.POSITIVE_INFINITY };

/** What anybody learns of a cell from the page. */
export const reading = (cell: Cell, isHidden: boolean): Range =>
  cell.kind === 'printed' && !isHidden ? cell.shown : cell.marked;

/** Whether the cell must be kept from everybody but its owner. */
export const isSensitive = (cell: Cell): boolean =>
  cell.kind !== 'known' &&
  (cell.settled !== 'shown' || cell.isNoisy === true) &&
  isWithin(cell.count, cell.primary);

/** Whether its range is that of a count of events of few people, of which the two ends have to stay possible. */
export const isWide = ({ people, primary }: Cell): boolean => people !== undefined && primary.lo > 1;

/** Whether a printed cell is hidden for its own sake. */
export const isHiddenItself = (cell: Cell): boolean =>
  cell.kind === 'printed' && (cell.settled === 'hidden' || (cell.isNoisy !== true && isSensitive(cell)));

/** Whether it is still open to hide this cell. */
export const isOpen = (cell: Cell): boolean =>
  cell.kind === 'printed' && cell.hideable && cell.settled === undefined;

/** `hidden` with all that has to be hidden whatever else is: for its own sake, or with its people. */
export function withHiddenItself({ cells, ties = [] }: System, hidden: Iterable<number>): Set<number> {
  const all = new Set(hidden);
  for (const [index, cell] of cells.entries()) if (isHiddenItself(cell)) all.add(index);
  for (const { people, events } of ties) if (all.has(people) && isOpen(cells[events]!)) all.add(events);
  return all;
}

export const isWithin = (count: number, { lo, hi }: Range): boolean => count >= lo && count <= hi;

/**
 * Refuses counts that are no counts, and arithmetic that does not hold between them. `label` names a cell or a
 * constraint in words.
 *
 * @throws `COUNT_INVALID`, `TOTAL_WRONG` (exit code 2)
 */
export function requireSound({ cells, constraints }: System, label: (cell: Cell) => string): void {
  for (const cell of cells) {
    if (Number.isSafeInteger(cell.count) && cell.count >= 0) continue;
    throw unusable('COUNT_INVALID', `the count of ${label(cell)} is not a whole number from 0 upwards`, {
      hint: 'count again: figures before control are exact counts of people or events',
    });
  }
  for (const { terms, lower, upper } of constraints) {
    const value = terms.reduce((sum, { cell, factor }) => sum + factor * cells[cell]!.count, 0);
    if (value >= lower && value <= upper) continue;
    const names = terms.map(({ cell }) => label(cells[cell]!));
    throw unusable(
      'TOTAL_WRONG',
      `${names[0] ?? 'a total'} does not agree with ${listed(names.slice(1))}, which it is made of or bounds`,
      { hint: 'count again; if the table came from elsewhere, ask whoever made it which count is wrong' },
    );
  }
}

const MOST_NAMED = 6;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
