/** Which model to believe: all of them compared, or pairs of lists taken in one by one. */
import type { Fit, Fitter, NoFit } from './model.ts';
import { poissonAtLeast, poissonAtMost } from './normal.ts';

/** With more lists than this there are more models than can be compared: 2^21 for seven. */
export const MOST_LISTS_COMPARED = 6;

/** Bales, Hesketh and Silverman (2015) and Chan, Silverman and Vincent (2021), who chose it by simulation. */
export const STEPWISE_BELOW = 0.02;

/** The indices of all pairs of so many lists. */
export function allPairs(lists: number): number[] {
  const pairs: number[] = [];
  for (let high = 1; high < lists; high += 1) {
    for (let low = 0; low < high; low += 1) pairs.push(2 ** low + 2 ** high);
  }
  return pairs;
}

export interface Comparison {
  /** Every model that has an estimate, the best by Schwarz's criterion (BIC) first. */
  readonly fits: readonly Fit[];
  readonly without: Readonly<Record<NoFit, number>>;
}

/**
 * Fits every model with terms for lists and for pairs of lists, at most {@link MOST_LISTS_COMPARED} of them. Two lists
 * allow one model, since what they share is all there is to tell how they depend on each other.
 */
export function compareAll(fitter: Fitter, onProgress?: (done: number, of: number) => void): Comparison {
  const pairs = fitter.lists === 2 ? [] : allPairs(fitter.lists);
  const of = 2 ** pairs.length;
  const without = { 'no-maximum': 0, 'not-identifiable': 0 };
  const fits: Fit[] = [];
  for (let model = 0; model < of; model += 1) {
    const found = fitter.fit(pairs.filter((_, at) => ((model >> at) & 1) === 1));
    if (typeof found === 'string') without[found] += 1;
    else fits.push(found);
    if (model % 1024 === 0) onProgress?.(model, of);
  }
  onProgress?.(of, of);
  return { fits: fits.sort(byCriterion('bic')), without };
}

/**
 * The better of two models first; where a criterion cannot tell them apart, the one with fewer terms, and then the
 * one that finds fewer people, so that the order of the lists decides nothing.
 */
export const byCriterion =
  (criterion: 'aic' | 'bic') =>
  (a: Fit, b: Fit): number =>
    Math.round((a[criterion] - b[criterion]) * 1e7) || a.pairs.length - b.pairs.length || a.unseen - b.unseen;

/** The best of some models by Schwarz's criterion; undefined where none has an estimate. */
export function bestOf(fitter: Fitter, models: readonly (readonly number[])[]): Fit | undefined {
  const better = byCriterion('bic');
  let best: Fit | undefined;
  for (const pairs of models) {
    const found = fitter.fit(pairs);
    if (typeof found !== 'string' && (best === undefined || better(found, best) < 0)) best = found;
  }
  return best;
}

/**
 * Begins with lists alone and takes in, again and again, the pair whose number of shared people would be least likely
 * without it, for as long as that is less likely than `below` (the smaller of both Poisson tails) and the model with it
 * has an estimate: the procedure of Chan, Silverman and Vincent (2021, section 3.2). Undefined where lists alone
 * have no estimate.
 */
export function stepwise(fitter: Fitter, below = STEPWISE_BELOW): Fit | undefined {
  let current = fitter.fit([]);
  if (typeof current === 'string') return undefined;
  const left = new Set(fitter.lists === 2 ? [] : allPairs(fitter.lists));
  for (;;) {
    const taken = nextOf(fitter, current, left, below);
    if (taken === undefined) return current;
    left.delete(taken.pair);
    current = taken.fit;
  }
}

function nextOf(
  fitter: Fitter,
  current: Fit,
  left: ReadonlySet<number>,
  below: number,
): { pair: number; fit: Fit } | undefined {
  // What is expected is that of the model fitted last.
  fitter.fit(current.pairs);
  const expected = fitter.expectedTotals();
  const candidates = [...left]
    .map((pair) => {
      const shared = fitter.totals[pair]!;
      const mean = expected[pair]!;
      return {
        pair,
        chance: Math.min(poissonAtMost(shared, mean), poissonAtLeast(shared, mean)),
        shared,
        mean,
      };
    })
    .filter(({ chance }) => chance < below)
    .sort((a, b) => a.chance - b.chance || a.shared - b.shared || a.mean - b.mean);
  for (const { pair } of candidates) {
    const fit = fitter.fit([...current.pairs, pair].sort((a, b) => a - b));
    if (typeof fit !== 'string') return { pair, fit };
  }
  return undefined;
}
