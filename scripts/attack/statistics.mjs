/** Intervals and rank correlation. */

const Z95 = 1.959963984540054;

/**
 * Wilson's score interval for a share, 95 % (E. B. Wilson, JASA 22, 1927).
 *
 * @returns {{ share: number, lower: number, upper: number }}
 */
export function shareOf(count, of) {
  if (of === 0) return { share: 0, lower: 0, upper: 1 };
  const share = count / of;
  const z2 = Z95 ** 2 / of;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z95 / (1 + z2)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of));
  return { share, lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

/**
 * Spearman's rank correlation of two orders of the same things without ties, with Fisher's 95 % interval.
 *
 * @param {readonly number[]} positions where each thing stands in the second order, in the order of the first
 */
export function rankCorrelation(positions) {
  const count = positions.length;
  const ranks = new Float64Array(count);
  const sorted = positions.map((_, index) => index).sort((a, b) => positions[a] - positions[b]);
  for (const [rank, index] of sorted.entries()) ranks[index] = rank;
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += (ranks[index] - index) ** 2;
  const r = 1 - (6 * squares) / (count * (count ** 2 - 1));
  const half = Z95 / Math.sqrt(Math.max(1, count - 3));
  const centre = Math.atanh(Math.max(-0.999999999, Math.min(0.999999999, r)));
  return { r, lower: Math.tanh(centre - half), upper: Math.tanh(centre + half), count };
}
