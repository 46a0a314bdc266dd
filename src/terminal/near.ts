/** What somebody probably meant who typed something like it. */

/** How many letters have to be changed, put in, left out or swapped with the next to make one text of another. */
export function lettersApart(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const line = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      line.push(
        Math.min(
          last[j]! + 1,
          line[j - 1]! + 1,
          last[j - 1]! + (isSame ? 0 : 1),
          isSwap ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = line;
  }
  return last[other.length]!;
}

/** The known text that is least apart from what was typed, if it is no more than a third of its letters. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const found = known
    .map((text) => ({ text, apart: lettersApart(typed, text) }))
    .filter(({ text, apart }) => apart * 3 <= text.length)
    .toSorted((a, b) => a.apart - b.apart);
  return found[0]?.text;
}
