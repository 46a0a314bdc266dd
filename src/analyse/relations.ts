/** Short forms of what a reader knows to hold between counts. */
import type { Relation } from '../disclose/index.ts';

export const sum = (total: string, parts: readonly string[]): Relation => ({ kind: 'sum', total, parts });

export const atMost = (left: readonly string[], right: readonly string[]): Relation => ({
  kind: 'at-most',
  left,
  right,
});
