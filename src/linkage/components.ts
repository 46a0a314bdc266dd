/** Connected components of people by links. */
import type { Links } from './clusters.ts';

/** For each person, the smallest position in their component, links of at least `least` alone being counted. */
export function componentsAt(
  { left, right, probability }: Links,
  people: number,
  least: number,
): (person: number) => number {
  const parent = Int32Array.from({ length: people }, (_, person) => person);
  const root = (person: number): number => {
    let at = person;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  probability.forEach((likely, link) => {
    if (likely < least) return;
    const a = root(left[link]!);
    const b = root(right[link]!);
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  });
  return root;
}
