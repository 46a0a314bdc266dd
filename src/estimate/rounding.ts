/** Rounding as people do it, from whole numbers: a binary fraction never decides which way a half goes. */

/**
 * `part` / `whole`, rounded half away from nought to `decimals` places. 145 / 1000 to two places is 0.15, where
 * the binary 0.145 would give 0.14. Both are whole numbers, and `whole` is not 0.
 */
export function quotient(part: number, whole: number, decimals = 0): number {
  const scale = 10n ** BigInt(decimals);
  const [over, under] = [absolute(BigInt(part)), absolute(BigInt(whole))];
  const steps = (2n * scale * over + under) / (2n * under);
  const size = Number(steps) / Number(scale);
  return part < 0 !== whole < 0 && steps > 0n ? -size : size;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/**
 * `value` with `digits` significant figures, halves upwards: 11,418 with two is 11,000. For estimates, which are not
 * whole numbers to begin with. `value` is not negative.
 */
export function significant(value: number, digits: number): number {
  if (value <= 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - digits);
  return step >= 1 ? Math.round(value / step) * step : Number(value.toPrecision(digits));
}
