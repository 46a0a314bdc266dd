// Works out the perturbation tables and prints them as src/disclose/perturbation-tables.json.
//
// For each count the shares of its noises are those of greatest entropy among all that are unbiased, of at most the
// variance given (from `smallest` on), no greater than `most` either way, and that make no count of 1 to `smallest` - 1:
// Marley and Leaver, "A method for confidentialising user-defined tables" (ISI 2011); Giessing, "Computational issues in
// the design of transition probabilities" (PSD 2016). Shares then become whole numbers of the 256 keys, every noise at
// least one, which adds a little to the variance, and unbiased to the key. Counts of 1 to `smallest` - 1 all become the
// same few numbers, so that no shown number tells them apart.
//
//   node scripts/perturbation-tables.mjs > src/disclose/perturbation-tables.json && npm run format
import { fileURLToPath } from 'node:url';

const KEYS = 256;
const ASKED = [
  { id: 'noise-5', version: 1, smallest: 5, most: 5, variance: 4 },
  { id: 'noise-10', version: 1, smallest: 10, most: 10, variance: 9 },
];

/** What a count may become, as noises in order. */
function noisesOf(count, { smallest, most }) {
  const isSmall = count < smallest;
  const greatest = isSmall ? 1 + most : count + most;
  const least = isSmall ? 0 : Math.max(0, count - most);
  return Array.from({ length: greatest - least + 1 }, (_, index) => least + index)
    .filter((to) => to === 0 || to >= smallest)
    .map((to) => to - count);
}

/** Shares proportional to exp(tilt·v − narrow·v²), unbiased by the choice of `tilt`. */
function unbiased(noises, narrow) {
  const shares = (tilt) => {
    const heights = noises.map((v) => tilt * v - narrow * v * v);
    const top = Math.max(...heights);
    const weights = heights.map((height) => Math.exp(height - top));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / all);
  };
  const mean = (tilt) => shares(tilt).reduce((sum, share, index) => sum + share * noises[index], 0);
  const tilt = root(mean, -50, 50);
  return shares(tilt);
}

const varianceOf = (noises, shares) => shares.reduce((sum, share, i) => sum + share * noises[i] ** 2, 0);

function greatestEntropy(noises, variance) {
  const loose = unbiased(noises, 0);
  if (varianceOf(noises, loose) <= variance) return loose;
  return unbiased(
    noises,
    root((narrow) => variance - varianceOf(noises, unbiased(noises, narrow)), 0, 5),
  );
}

/** Where a function that rises passes nought. */
function root(rising, from, to) {
  let [low, high] = [from, to];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Whole numbers of keys nearest to the shares: one key more here or less there, or moved, whatever costs least. */
function inKeys(noises, shares) {
  const keys = shares.map((share) => Math.max(1, Math.round(KEYS * share)));
  const off = () => [
    Math.abs(keys.reduce((sum, one) => sum + one, 0) - KEYS),
    Math.abs(keys.reduce((sum, one, index) => sum + one * noises[index], 0)),
  ];
  const distance = () =>
    keys.reduce((sum, one, i) => sum + (one - KEYS * shares[i]) ** 2 / (KEYS * shares[i]), 0);
  const steps = noises.flatMap((_, i) => [
    [[i, 1]],
    [[i, -1]],
    ...noises.map((__, j) => [
      [i, 1],
      [j, -1],
    ]),
  ]);
  for (;;) {
    const [sum, mean] = off();
    if (sum === 0 && mean === 0) return keys;
    let best;
    for (const step of steps) {
      for (const [at, by] of step) keys[at] += by;
      const [newSum, newMean] = off();
      const isNearer = newSum < sum || (newSum === sum && newMean < mean);
      if (isNearer && keys.every((one) => one >= 1)) {
        const cost = distance() / (newSum < sum ? 1 : mean - newMean);
        if (best === undefined || cost < best.cost) best = { step, cost };
      }
      for (const [at, by] of step) keys[at] -= by;
    }
    if (best === undefined) throw new Error('no whole numbers of keys are unbiased');
    for (const [at, by] of best.step) keys[at] += by;
  }
}

/** The tables; the last of `counts` is that of all greater counts. */
export const tables = () =>
  ASKED.map((asked) => ({
    ...asked,
    counts: Array.from({ length: asked.smallest + asked.most }, (_, index) => {
      const noises = noisesOf(index + 1, asked);
      const variance = index + 1 < asked.smallest ? Number.POSITIVE_INFINITY : asked.variance;
      const keys = inKeys(noises, greatestEntropy(noises, variance));
      return noises.map((noise, i) => [noise, keys[i]]);
    }),
  }));

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(tables())}\n`);
