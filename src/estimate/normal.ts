/** The distributions that intervals and tests rest on: normal, Poisson, chi-squared and Student's t. */

/** The 97.5th percentile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/** What lies below `x` under the standard normal distribution. */
export function normalBelow(x: number): number {
  const tail = gammaAbove(0.5, (x * x) / 2) / 2;
  return x < 0 ? tail : 1 - tail;
}

/**
 * The value below which the share `p` of the standard normal distribution lies; `p` is above 0 and below 1. Newton's
 * method from the approximation 26.2.23 of Abramowitz and Stegun, Handbook of Mathematical Functions (1964).
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t) -
    t;
  for (let round = 0; round < 4; round += 1) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    x -= (normalBelow(x) - p) / density;
  }
  return x;
}

/**
 * The 97.5th percentile of Student's t with `freedom` degrees of freedom, at least 4: the expansion 26.7.5 of
 * Abramowitz and Stegun, right to two decimals at 4 and to four from 10.
 */
export function studentQuantile95(freedom: number): number {
  const z = Z95;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), z);
}

/** The chance of `count` or fewer when `mean` are expected. */
export function poissonAtMost(count: number, mean: number): number {
  if (count < 0) return 0;
  return mean <= 0 ? 1 : gammaAbove(count + 1, mean);
}

/** The chance of `count` or more when `mean` are expected. */
export function poissonAtLeast(count: number, mean: number): number {
  if (count <= 0) return 1;
  return mean <= 0 ? 0 : gamma(count, mean).below;
}

/** The chance that chi-squared with `freedom` degrees of freedom exceeds `value`. */
export const chiSquaredAbove = (value: number, freedom: number): number =>
  freedom <= 0 ? 1 : gammaAbove(freedom / 2, value / 2);

/** Coefficients of Lanczos's approximation with g = 5, which is right to 2e-10. */
const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.001208650973866179,
  -0.000005395239384953,
];

/** The logarithm of the gamma function of `x` above 0. */
export function logGamma(x: number): number {
  const base = x + 5.5;
  const series = LANCZOS.reduce((sum, term, index) => sum + term / (x + index + 1), 1.000000000190015);
  return (x + 0.5) * Math.log(base) - base + Math.log((2.5066282746310007 * series) / x);
}

const MOST_TERMS = 10_000;

const gammaAbove = (a: number, x: number): number => (x <= 0 ? 1 : gamma(a, x).above);

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x): a series below a + 1 and Lentz's continued fraction
 * above (DLMF 8.7.1 and 8.9.2), so that the smaller of the two is exact. `a` and `x` are above 0.
 */
function gamma(a: number, x: number): { below: number; above: number } {
  const lead = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return { below: lead * sum, above: 1 - lead * sum };
  }
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const step = n * (a - n);
    b += 2;
    d = 1 / (b + step * d);
    c = b + step / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return { below: 1 - lead * fraction, above: lead * fraction };
}
