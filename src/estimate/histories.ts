/** Who is on which lists, as counts: a capture history is the set of lists that somebody is on. */
import { unusable } from '../errors.ts';

/** Beyond this a table of all combinations is longer than anybody fills. */
export const MOST_LISTS = 12;

export interface Histories {
  readonly lists: readonly string[];
  /**
   * People by capture history: bit i of the index says whether they are on list i. The first is nought, since nobody
   * can count people on no list.
   */
  readonly counts: readonly number[];
}

/** People on exactly these lists. */
export interface Combination {
  readonly lists: readonly string[];
  readonly people: number;
}

/** The histories over `lists`; combinations that are not given have nobody. */
export function historiesOf(lists: readonly string[], combinations: Iterable<Combination>): Histories {
  const counts = Array.from({ length: 2 ** lists.length }, () => 0);
  for (const { lists: members, people } of combinations) {
    const index = members.reduce((sum, name) => sum + 2 ** lists.indexOf(name), 0);
    counts[index] = (counts[index] ?? 0) + people;
  }
  return { lists, counts };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** For each set of lists, the sum over all histories that hold it: the people on all of these lists at least. */
export function supersetSums(values: ArrayLike<number>, lists: number): Float64Array {
  const sums = Float64Array.from(values);
  sumSupersets(sums, lists);
  return sums;
}

/** The same in place. */
export function sumSupersets(values: Float64Array, lists: number): void {
  for (let bit = 1; bit < 2 ** lists; bit *= 2) {
    for (let index = 0; index < values.length; index += 1) {
      if ((index & bit) === 0) values[index]! += values[index | bit]!;
    }
  }
}

/** How many lists an index stands for. */
export function listsIn(index: number): number {
  let count = 0;
  for (let rest = index; rest > 0; rest &= rest - 1) count += 1;
  return count;
}

/** The same people without one of the lists; who was on that one alone is on none, and is gone. */
export function withoutList({ lists, counts }: Histories, name: string): Histories {
  const at = lists.indexOf(name);
  const low = 2 ** at - 1;
  const kept = Array.from({ length: counts.length / 2 }, () => 0);
  for (const [index, people] of counts.entries()) {
    const squeezed = (index & low) | ((index >> 1) & ~low);
    if (squeezed > 0) kept[squeezed]! += people;
  }
  return { lists: lists.filter((list) => list !== name), counts: kept };
}

/** People on two lists or more. */
export const seenTwice = ({ counts }: Histories): number =>
  sum(counts.filter((_, index) => listsIn(index) > 1));

/**
 * Refuses lists from which nothing can be estimated. Throws `LISTS_TOO_FEW`, `LISTS_TOO_MANY`, `LIST_EMPTY`,
 * `LISTS_SHARE_NOBODY` and `LISTS_ALIKE`.
 */
export function refuseHopeless(histories: Histories): void {
  const { lists, counts } = histories;
  const refusal = (code: string, reason: string, hint: string): Error => unusable(code, reason, { hint });
  if (lists.length < 2) {
    const hint = 'name two lists or more, each of them made without looking at the others';
    throw refusal('LISTS_TOO_FEW', `who is on no list cannot be estimated from ${lists.length} lists`, hint);
  }
  if (lists.length > MOST_LISTS) {
    const hint = 'join lists that are much alike, or leave the smallest out';
    throw refusal('LISTS_TOO_MANY', `${lists.length} lists are more than ${MOST_LISTS}`, hint);
  }
  const totals = supersetSums(counts, lists.length);
  const empty = lists.find((_, index) => totals[2 ** index] === 0);
  if (empty !== undefined) {
    const hint = 'leave it out, or look at a longer window';
    throw refusal('LIST_EMPTY', `nobody is on the list ${empty}`, hint);
  }
  if (seenTwice(histories) === 0) {
    const hint =
      'look at a longer window, or find out why the lists share nobody: estimates rest on those they share';
    throw refusal('LISTS_SHARE_NOBODY', 'nobody is on two lists', hint);
  }
  if (counts.at(-1) === sum(counts)) {
    const hint =
      'lists that are copies of each other say nothing of who is missing: find one made in another way';
    throw refusal('LISTS_ALIKE', 'everybody is on every list', hint);
  }
}
