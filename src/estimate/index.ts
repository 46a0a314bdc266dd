/**
 * Statistics with their sources: intervals, changes, times to an event, error of linkage, and how many people no list
 * has. Pure arithmetic over counts: no files, no events, no people.
 */
export {
  type Change,
  changeOfRate,
  differenceOfProportions,
  type Exposed,
  type Proportion,
  percentageChange,
  ratioOfRates,
} from './change.ts';
export { type Interval, percentage, wilson } from './proportion.ts';
export { byar, type Rate, rate } from './rate.ts';
export { quotient, significant } from './rounding.ts';
