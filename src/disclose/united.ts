/** All that was said of one count, and the one cell that it makes. */
import type { Meaning } from './figures.ts';
import type { Range } from './rule.ts';
import { ANYTHING, type Cell, isWithin, reading } from './system.ts';

/** What one publication says of a count. */
export interface Entry {
  readonly cell: Cell;
  readonly label: string;
  readonly meaning: Meaning | undefined;
  readonly isDraft: boolean;
  readonly isHidden: boolean;
  readonly isElsewhere?: boolean;
}

/** One cell of all that was said of it. What was released settles it; a draft can only add to that. */
export function unite(entries: readonly Entry[]): Cell {
  const printed = entries.filter(({ cell }) => cell.kind === 'printed');
  const [first] = printed.length > 0 ? printed : entries;
  const { cell } = first!;
  const owner = entries.map((entry) => entry.cell.owner).find((one) => one !== undefined);
  if (printed.length === 0) {
    const isSecret = entries.every((entry) => entry.cell.kind === 'known');
    return { ...cell, owner, kind: isSecret ? 'known' : 'implied' };
  }
  const released = printed.filter(({ isDraft }) => !isDraft);
  const told = released.map((entry) => reading(entry.cell, entry.isHidden)).reduce(intersection, ANYTHING);
  const isShown = released.some(({ isHidden }) => !isHidden);
  const primaries = entries.map((entry) => entry.cell.primary);
  const sensitive = primaries.filter((range) => isWithin(cell.count, range));
  const primary = (sensitive.length > 0 ? sensitive : primaries).reduce(union);
  const people = entries.map((entry) => entry.cell.people).find((one) => one !== undefined);
  const draft = printed.find(({ isDraft }) => isDraft)?.cell;
  const base = { ...(draft ?? cell), owner, primary, people };
  const isOld = released.length > 0;
  if (draft === undefined || isShown) {
    return { ...base, isOld, shown: told, marked: told, settled: isShown ? 'shown' : 'hidden' };
  }
  return {
    ...base,
    isOld,
    shown: intersection(told, draft.shown),
    marked: intersection(told, draft.marked),
  };
}

const intersection = (a: Range, b: Range): Range => ({ lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) });
const union = (a: Range, b: Range): Range => ({ lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) });

/** The draft's own words where it has some, else those of the first that printed it. */
export const labelFor = (entries: readonly Entry[]): string => {
  const printed = entries.filter(({ cell }) => cell.kind === 'printed');
  return (printed.find(({ isDraft }) => !isDraft) ?? printed[0] ?? entries[0]!).label;
};
