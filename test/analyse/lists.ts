/** Lists that know nothing of each other. */

/** How many of so many people are on exactly each combination of lists, named `a+b`, each on a list with its own chance. */
export function independent(
  people: number,
  chances: Readonly<Record<string, number>>,
): Record<string, number> {
  const lists = Object.keys(chances);
  const counts: Record<string, number> = {};
  for (let index = 1; index < 2 ** lists.length; index += 1) {
    const on = lists.map((_, bit) => ((index >> bit) & 1) === 1);
    const share = lists.reduce(
      (product, list, bit) => product * (on[bit] ? chances[list]! : 1 - chances[list]!),
      1,
    );
    counts[lists.filter((_, bit) => on[bit]).join('+')] = Math.round(people * share);
  }
  return counts;
}
