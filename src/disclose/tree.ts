/** The largest tree of journeys in which nobody stands in too small a group. */

/** Somebody's path with how many went exactly so. */
export interface Path<T> {
  readonly steps: readonly string[];
  readonly count: number;
  readonly item: T;
}

/** Paths counted together: all that begin with `steps` and are not shown by themselves or further down. */
export interface Merged<T> {
  readonly steps: readonly string[];
  readonly items: readonly T[];
}

interface Node<T> {
  readonly steps: readonly string[];
  readonly children: Map<string, Node<T>>;
  ended: Path<T> | undefined;
}

/** Paths that are not yet counted anywhere, and those that are counted together. */
interface Plan<T> {
  readonly left: readonly Path<T>[];
  readonly merged: readonly (Merged<T> & { readonly count: number })[];
}

/**
 * Which paths to count together so that at least `smallest` people stand in each group. Every path that so many went is
 * shown by itself. The others are counted together at the last step that enough of them share, so that the tree
 * reaches as far down as it can. Whoever is left at the root stands in one group, and where they are too few
 * the smallest group joins them: the one thing that is lost.
 *
 * Each person stands in one group, so that whatever flows into a node flows out of it.
 */
export function mergeSmall<T>(paths: readonly Path<T>[], smallest: number): Merged<T>[] {
  const root = nodeAt<T>([]);
  for (const path of paths) {
    let node = root;
    for (const [depth, step] of path.steps.entries()) {
      const next = node.children.get(step) ?? nodeAt<T>(path.steps.slice(0, depth + 1));
      node.children.set(step, next);
      node = next;
    }
    node.ended = path;
  }
  const { left, merged } = planAt(root, smallest);
  if (left.length === 0) return merged.map(withoutCount);
  const shown = paths.filter(({ count }) => count >= smallest);
  const groups = [...merged, ...shown.map(({ steps, count, item }) => ({ steps, count, items: [item] }))];
  const [joining] = groups.toSorted((a, b) => a.count - b.count);
  const rest = [...left.map(({ item }) => item), ...(joining?.items ?? [])];
  return [...merged.filter((group) => group !== joining).map(withoutCount), { steps: [], items: rest }];
}

const nodeAt = <T>(steps: readonly string[]): Node<T> => ({ steps, children: new Map(), ended: undefined });

function planAt<T>({ steps, children, ended }: Node<T>, smallest: number): Plan<T> {
  const below = [...children.values()].map((child) => planAt(child, smallest));
  const isSmall = ended !== undefined && ended.count < smallest;
  const left = [...(isSmall ? [ended] : []), ...below.flatMap((plan) => plan.left)];
  const merged = below.flatMap((plan) => plan.merged);
  const count = left.reduce((sum, path) => sum + path.count, 0);
  if (count < smallest) return { left, merged };
  return { left: [], merged: [...merged, { steps, count, items: left.map(({ item }) => item) }] };
}

const withoutCount = <T>({ steps, items }: Merged<T>): Merged<T> => ({ steps, items });
