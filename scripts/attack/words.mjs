/** How figures are written. */

export const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.001 ? 4 : 2)} %`;

export const whole = (count) => count.toLocaleString('en-GB');

export const verdict = (holds) => (holds ? 'PASS' : 'FAIL');

export const intervalText = ({ lower, upper }) => `${percent(lower)} to ${percent(upper)}`;

export const correlationText = ({ lower, upper }) => `${lower.toFixed(4)} to ${upper.toFixed(4)}`;
