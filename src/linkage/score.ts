/** Linkage against the truth: precision, recall and their harmonic mean, for links and for clusters. */

export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface LabelledPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly probability: Float64Array;
}

/** A person's true identity and the file it stands in; pairs count within files or between them. */
export interface Truth {
  readonly person: readonly string[];
  readonly file: ArrayLike<number>;
  readonly betweenFiles: boolean;
}

/** From counts of pairs: found and right, found, and all that there are to find. */
export function scoreOf(right: number, found: number, real: number): Score {
  const precision = found === 0 ? 1 : right / found;
  const recall = real === 0 ? 1 : right / real;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Scores the pairs at or above a threshold. `only` restricts both sides of the count to some people. */
export function scoreLinks(
  pairs: LabelledPairs,
  threshold: number,
  truth: Truth,
  only: (person: number) => boolean = () => true,
): Score & { readonly found: number; readonly right: number; readonly true: number } {
  let found = 0;
  let right = 0;
  pairs.probability.forEach((probability, index) => {
    if (probability < threshold) return;
    const a = pairs.left[index]!;
    const b = pairs.right[index]!;
    if (!only(a) || !only(b)) return;
    if (truth.betweenFiles && truth.file[a] === truth.file[b]) return;
    found += 1;
    if (truth.person[a] === truth.person[b]) right += 1;
  });
  const real = impliedPairs(
    truth.person.map((person) => [person]),
    truth,
    only,
  );
  return { ...scoreOf(right, found, real), found, right, true: real };
}

/** Scores every pair that the clusters imply. */
export function scoreClusters(
  label: Int32Array,
  truth: Truth,
  only: (person: number) => boolean = () => true,
): Score {
  const clusters = Array.from(label, (cluster) => [String(cluster)]);
  const both = Array.from(label, (cluster, index) => [String(cluster), truth.person[index]!]);
  return scoreOf(
    impliedPairs(both, truth, only),
    impliedPairs(clusters, truth, only),
    impliedPairs(
      truth.person.map((person) => [person]),
      truth,
      only,
    ),
  );
}

/** Pairs of people alike in all their labels; between files only, where the truth says so. */
function impliedPairs(
  labels: readonly (readonly string[])[],
  truth: Truth,
  only: (person: number) => boolean,
): number {
  const all = new Map<string, number>();
  const withinFile = new Map<string, number>();
  labels.forEach((parts, index) => {
    if (!only(index)) return;
    const key = parts.join('\0');
    const inFile = `${key}\0${truth.file[index]}`;
    all.set(key, (all.get(key) ?? 0) + 1);
    withinFile.set(inFile, (withinFile.get(inFile) ?? 0) + 1);
  });
  return pairsIn(all) - (truth.betweenFiles ? pairsIn(withinFile) : 0);
}

function pairsIn(sizes: ReadonlyMap<string, number>): number {
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}
