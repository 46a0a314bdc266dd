/**
 * What could be recovered from published tables: reads tables that anybody printed, finds the sums, shares and rates
 * that tie their counts, and works hidden counts back. The counterpart of `disclose`, whose control it does not use.
 * The linkage attack bench in `scripts/attack` is another thing: it attacks tokens, not tables.
 */
export {
  type AttackOptions,
  attackFiles,
  attackModel,
  type Bound,
  type Findings,
  type Recovered,
} from './attack.ts';
export { type Cell, groups, type Line, type Model, shareLines, sumLine, unionLines } from './model.ts';
export { propagate } from './propagate.ts';
export { possibleValues, rangesOf } from './range.ts';
export type { Taken } from './taken.ts';
