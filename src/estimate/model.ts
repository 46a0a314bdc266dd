/**
 * One log-linear model of capture histories: the logarithm of the people expected in a history is the sum of a
 * constant, a term for each list in it, and a term for each pair of lists in it that the model holds to depend on each
 * other. The constant is the logarithm of the people on no list. Fienberg (1972), Biometrika 59:591-603.
 */
import { type Histories, sum, sumSupersets, supersetSums } from './histories.ts';
import { logGamma } from './normal.ts';
import { SymmetricMatrix } from './symmetric.ts';

export interface Fit {
  /** Indices of the pairs of lists in the model, ascending: bit i and bit j are set. */
  readonly pairs: readonly number[];
  /** People on no list. */
  readonly unseen: number;
  /** Standard error of the logarithm of `unseen`, given the model. */
  readonly error: number;
  readonly deviance: number;
  /** Degrees of freedom that the deviance has. */
  readonly freedom: number;
  readonly aic: number;
  readonly bic: number;
}

/**
 * Why a model has no estimate. `no-maximum`: the likelihood has none, however far the terms go (Fienberg and Rinaldo
 * 2012, Annals of Statistics 40:996-1023). `not-identifiable`: several sets of terms fit alike.
 */
export type NoFit = 'no-maximum' | 'not-identifiable';

const MOST_ROUNDS = 100;
/** Steps that promise less than this are the last. */
const CLOSE = 1e-14;
/** The last step promises less than this share of the one before it, or the steps shrink by a constant factor. */
const QUADRATIC = 0.05;

/** Fits models to the same histories; what they share is worked out once, and memory is used again. */
export class Fitter {
  readonly lists: number;
  readonly people: number;
  /** People on all lists of a set, at least. */
  readonly totals: Float64Array;
  readonly #counts: Float64Array;
  /** The logarithm of the likelihood of a model that says exactly what was counted, and what all models share. */
  readonly #saturated: number;
  readonly #factorials: number;
  /** Of the model in hand: whether a history takes part, its logarithm, people expected, and sums of these. */
  readonly #takesPart: Uint8Array;
  readonly #logs: Float64Array;
  readonly #means: Float64Array;
  readonly #sums: Float64Array;

  constructor({ lists, counts }: Histories) {
    this.lists = lists.length;
    this.people = sum(counts);
    this.totals = supersetSums(counts, lists.length);
    this.#counts = Float64Array.from(counts);
    this.#saturated = sum(counts.map((n) => (n > 0 ? n * Math.log(n) - n : 0)));
    this.#factorials = sum(counts.map((n) => logGamma(n + 1)));
    this.#takesPart = new Uint8Array(counts.length);
    this.#logs = new Float64Array(counts.length);
    this.#means = new Float64Array(counts.length);
    this.#sums = new Float64Array(counts.length);
  }

  /**
   * The model with a term for each list and for each of `pairs`. A pair that shares nobody (and, in a sample drawn again,
   * a list that has nobody) has the term minus infinity: nobody is expected in any history that holds it, and these
   * histories take no part (Chan, Silverman and Vincent 2021,
   * JASA 116:1297-1306). Such a term counts as a parameter in both criteria; the number of cases in Schwarz's is that
   * of people.
   */
  fit(pairs: readonly number[]): Fit | NoFit {
    const empty: number[] = [];
    const terms = [0];
    const place = (term: number): unknown => (this.totals[term] === 0 ? empty : terms).push(term);
    for (let list = 0; list < this.lists; list += 1) place(2 ** list);
    for (const pair of pairs) place(pair);
    let cells = 0;
    for (let index = 1; index < this.#counts.length; index += 1) {
      const takesPart = !empty.some((term) => (index & term) === term);
      this.#takesPart[index] = takesPart ? 1 : 0;
      if (takesPart) cells += 1;
    }
    const found = this.#maximise(terms);
    if (typeof found === 'string') return found;
    const parameters = 1 + this.lists + pairs.length;
    const minusTwice = -2 * (found.likelihood - this.#factorials);
    return {
      pairs,
      unseen: Math.exp(found.constant),
      error: found.error,
      deviance: Math.max(0, 2 * (this.#saturated - found.likelihood)),
      freedom: cells - terms.length,
      aic: minusTwice + 2 * parameters,
      bic: minusTwice + Math.log(this.people) * parameters,
    };
  }

  /** People expected on all lists of each set, at least, under the model that was fitted last. */
  expectedTotals(): Float64Array {
    return supersetSums(this.#means, this.lists);
  }

  /**
   * Newton's method, which for this likelihood is iteratively reweighted least squares. Where there is a maximum the
   * last steps shrink by the square; where there is none they shrink by a constant factor, for ever, as some
   * expected counts go to nought. That is how the two are told apart.
   */
  #maximise(terms: readonly number[]): { constant: number; error: number; likelihood: number } | NoFit {
    const matrix = new SymmetricMatrix(terms.length);
    const score = new Float64Array(terms.length);
    const values = this.#start(terms, matrix);
    if (values === undefined) return 'not-identifiable';
    let likelihood = this.#evaluate(terms, values);
    let before = Number.POSITIVE_INFINITY;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      this.#information(terms, this.#means, matrix);
      for (let at = 0; at < terms.length; at += 1)
        score[at] = this.totals[terms[at]!]! - this.#sums[terms[at]!]!;
      if (!matrix.factorise()) return 'no-maximum';
      const step = matrix.solve(score);
      let gain = 0;
      for (let at = 0; at < step.length; at += 1) gain += score[at]! * step[at]!;
      if (gain < CLOSE) {
        if (gain > QUADRATIC * before) return 'no-maximum';
        return { constant: values[0]!, error: matrix.firstError(), likelihood };
      }
      before = gain;
      likelihood = this.#advance(terms, values, step, likelihood);
    }
    return 'no-maximum';
  }

  /** The first values: least squares of the logarithms of the counts, a half added to each. */
  #start(terms: readonly number[], matrix: SymmetricMatrix): Float64Array | undefined {
    const [weights, working] = [this.#means, this.#logs];
    for (let index = 0; index < weights.length; index += 1) {
      const weight = this.#takesPart[index] === 1 ? this.#counts[index]! + 0.5 : 0;
      weights[index] = weight;
      working[index] = weight === 0 ? 0 : weight * Math.log(weight);
    }
    this.#information(terms, weights, matrix);
    if (!matrix.factorise()) return undefined;
    sumSupersets(working, this.lists);
    return matrix.solve(Float64Array.from(terms, (term) => working[term]!));
  }

  /** Takes the step, or as large a share of it as does not make the model less likely. */
  #advance(terms: readonly number[], values: Float64Array, step: Float64Array, likelihood: number): number {
    for (let share = 1; ; share /= 2) {
      for (let at = 0; at < values.length; at += 1) values[at]! += share * step[at]!;
      const reached = this.#evaluate(terms, values);
      if (reached >= likelihood - 1e-9 * this.people || share < 1e-4) return reached;
      for (let at = 0; at < values.length; at += 1) values[at]! -= share * step[at]!;
    }
  }

  /** Sets the people expected in every history from the terms, and returns the logarithm of the likelihood. */
  #evaluate(terms: readonly number[], values: Float64Array): number {
    const [logs, means] = [this.#logs, this.#means];
    logs.fill(0);
    for (let at = 0; at < terms.length; at += 1) logs[terms[at]!] = values[at]!;
    for (let bit = 1; bit < logs.length; bit *= 2) {
      for (let index = bit; index < logs.length; index += 1) {
        if ((index & bit) !== 0) logs[index]! += logs[index ^ bit]!;
      }
    }
    let likelihood = 0;
    for (let index = 1; index < logs.length; index += 1) {
      if (this.#takesPart[index] === 0) {
        means[index] = 0;
        continue;
      }
      const mean = Math.exp(logs[index]!);
      means[index] = mean;
      likelihood += this.#counts[index]! * logs[index]! - mean;
    }
    means[0] = 0;
    return likelihood;
  }

  /** Fisher's information: for two terms, the people expected in all histories that hold the lists of both. */
  #information(terms: readonly number[], means: Float64Array, matrix: SymmetricMatrix): void {
    this.#sums.set(means);
    sumSupersets(this.#sums, this.lists);
    for (let row = 0; row < terms.length; row += 1) {
      for (let column = 0; column <= row; column += 1) {
        matrix.set(row, column, this.#sums[terms[row]! | terms[column]!]!);
      }
    }
  }
}
