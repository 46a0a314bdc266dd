/** How figures are written. */

export const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 4 : 2)} %`;

export const whole = (count) => count.toLocaleString('en-GB');

export const verdict = (holds) => (holds ? 'PASS' : 'FAIL');

export const intervalText = ({ lower, upper }) => `${percent(lower)} to ${percent(upper)}`;

export const correlationText = ({ lower, upper }) => `${lower.toFixed(4)} to ${upper.toFixed(4)}`;

/** What is told of replaced tokens, in one sentence. */
export const replacedText = ({ cells, replaced, told, right, found, sure }) =>
  `Replaced tokens: ${whole(replaced)} of ${whole(cells)} (${percent(replaced / cells)}), each counted once a record and ` +
  `match-key; ${whole(told)} are told for such by match-keys that imply one another, ${whole(right)} of them rightly ` +
  `(${percent(sure.share)}), which are ${percent(found.share)} of those that were replaced.`;
