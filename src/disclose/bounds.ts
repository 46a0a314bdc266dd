/** What meanings make known between counts that several sets of figures have, beside what each says of its own. */
import { classesOf, fillingOf } from './classes.ts';
import type { Meaning } from './figures.ts';
import {
  areNested,
  coversOf,
  isPart,
  kindKey,
  meaningKey,
  overlapsOf,
  shareDays,
  shareHalf,
} from './meaning.ts';
import { ANYTHING, type Cell, type Constraint, isWithin } from './system.ts';

/** Cells by their place, which grow as more of them are known. */
export interface Joined {
  readonly cells: Cell[];
  readonly constraints: Constraint[];
  readonly labels: string[];
}

/** Cells whose meanings could bear on one another. */
export function kindsOf(meanings: readonly (Meaning | undefined)[]): readonly (readonly number[])[] {
  const kinds = new Map<string, number[]>();
  for (const [index, meaning] of meanings.entries()) {
    if (meaning === undefined) continue;
    const key = kindKey(meaning);
    kinds.set(key, [...(kinds.get(key) ?? []), index]);
  }
  return [...kinds.values()];
}

/** Adds how many stand in each class of the counts `own`, which nobody knows and which are no secrets of their own. */
export async function addClasses(
  { cells, constraints, labels }: Joined,
  meanings: readonly (Meaning | undefined)[],
  own: readonly number[],
): Promise<void> {
  // What was counted anew has the last word.
  const last = [...new Map(own.map((index) => [meaningKey(meanings[index]!), index])).values()];
  if (last.length === 0 || meanings[last[0]!]!.grows === 'not') return;
  const classes = classesOf(last.map((index) => meanings[index]!)) ?? [];
  if (classes.length === 0) return;
  const filling = await fillingOf(
    classes,
    last.map((index) => cells[index]!.count),
  );
  if (filling === undefined) return;
  const first = cells.length;
  for (const [at, members] of classes.entries()) {
    const label = `those counted in ${members.map((member) => labels[last[member]!]).join(' and ')} alone`;
    labels.push(label);
    cells.push({
      id: `class ${label}`,
      means: label,
      count: filling[at]!,
      kind: 'known',
      primary: { lo: 1, hi: 0 },
      shown: ANYTHING,
      marked: ANYTHING,
      hideable: false,
      cost: 1,
    });
  }
  for (const [at, cell] of last.entries()) {
    const parts = classes.flatMap((members, of) =>
      members.includes(at) ? [{ cell: first + of, factor: -1 }] : [],
    );
    constraints.push({ terms: [{ cell, factor: 1 }, ...parts], lower: 0, upper: 0 });
  }
}

/**
 * Adds what time, areas and filters make known between counts: a part is at most its whole; parts that add up leave a
 * rest; distinct people of parts that cover the whole are at least all of it. What so follows and is small is a cell
 * to be protected: who came in one month only, who was counted anew, who stands in both parts.
 */
export function addBounds(
  joined: Joined,
  meanings: readonly (Meaning | undefined)[],
  kinds: readonly (readonly number[])[],
  elsewhere: ReadonlySet<number>,
  hidesTo: number,
): void {
  const countOf = (index: number): number => joined.cells[index]!.count;
  /** Σ left − Σ right is not negative, and where it is small it is to be kept. */
  const rest = (left: readonly number[], right: readonly number[], label: string, anySign = false): void => {
    const sum = (indices: readonly number[]): number =>
      indices.reduce((all, index) => all + countOf(index), 0);
    const count = sum(left) - sum(right);
    // Counted at different times, parts need not fit their whole, and nothing follows.
    if (count < 0) return;
    const terms = [
      ...left.map((cell) => ({ cell, factor: 1 })),
      ...right.map((cell) => ({ cell, factor: -1 })),
    ];
    if (!isWithin(count, { lo: 1, hi: hidesTo })) {
      if (!anySign) joined.constraints.push({ terms, lower: 0, upper: Number.POSITIVE_INFINITY });
      return;
    }
    joined.cells.push({
      id: label,
      means: label,
      count,
      kind: 'implied',
      primary: { lo: 1, hi: hidesTo },
      shown: ANYTHING,
      marked: anySign ? { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY } : ANYTHING,
      hideable: false,
      cost: 1,
    });
    joined.labels.push(label);
    joined.constraints.push({
      terms: [...terms, { cell: joined.cells.length - 1, factor: -1 }],
      lower: 0,
      upper: 0,
    });
  };
  for (const [index, meaning] of meanings.entries()) {
    if (meaning?.among !== undefined && !elsewhere.has(index))
      for (const other of wholesOf(meaning)) near(index, other);
  }
  for (const own of kinds) {
    for (const [at, a] of own.entries()) {
      for (const b of own.slice(at + 1)) pair(a, b);
    }
    if (meanings[own[0]!]!.grows === 'not') continue;
    for (const whole of own) {
      const all = own.map((index) => meanings[index]!);
      for (const { parts, isWhole, adds } of coversOf(meanings[whole]!, all)) {
        const of = parts.map((part) => own[part]!);
        const name = `${joined.labels[whole]} beside ${of.map((part) => joined.labels[part]).join(' and ')}`;
        if (adds) rest([whole], of, `the rest of ${name}`);
        else if (isWhole) rest(of, [whole], `those counted more than once in ${name}`);
        if (adds && isWhole) rest(of, [whole], `the rest of ${name}`);
      }
      for (const { parts, common } of overlapsOf(meanings[whole]!, all)) {
        const [of, shared] = [parts.map((part) => own[part]!), own[common]!];
        const names = of.map((part) => joined.labels[part]).join(' and ');
        rest(of, [whole, shared], `those in ${names} and not in ${joined.labels[shared]}`);
      }
    }
  }

  function pair(a: number, b: number): void {
    const [first, second] = [meanings[a]!, meanings[b]!];
    if (meaningKey(first) === meaningKey(second)) {
      // Others count in their own way: that they found one more says nothing of anybody here.
      if (elsewhere.has(a) || elsewhere.has(b)) return;
      const [more, less] = countOf(a) >= countOf(b) ? [a, b] : [b, a];
      rest([more], [less], `what changed between ${joined.labels[a]} and ${joined.labels[b]}`, true);
      return;
    }
    if (first.grows === 'not') {
      if (shareDays(first, second) && areNested(first, second)) near(a, b);
      return;
    }
    const [whole, part] = isPart(second, first) ? [a, b] : isPart(first, second) ? [b, a] : [];
    if (whole === undefined || part === undefined) return;
    rest([whole], [part], `those in ${joined.labels[whole]} and not in ${joined.labels[part]}`);
  }

  /** Whether they are of nearly the same people nothing is known: a small difference would say so. */
  function near(a: number, b: number): void {
    const [more, less] = countOf(a) >= countOf(b) ? [a, b] : [b, a];
    rest([more], [less], `what sets ${joined.labels[a]} apart from ${joined.labels[b]}`, true);
  }

  /** Counts of different people that those picked out by an unknown rule might nearly all be. */
  function wholesOf(part: Meaning): number[] {
    return meanings.flatMap((whole, index) => {
      const isOfAll = whole?.unit === part.among && whole?.grows === 'distinct' && !elsewhere.has(index);
      return isOfAll && shareHalf(part, whole) && areNested(part, whole) ? [index] : [];
    });
  }
}
