/**
 * Statistics with their sources: intervals, changes, times to an event, error of linkage, and how many people no list
 * has. Pure arithmetic over counts: no files, no events, no people.
 */
export { assumptionsOf } from './assumptions.ts';
export {
  type Change,
  differenceOfProportions,
  type Exposed,
  type Proportion,
  percentageChange,
  ratioOfRates,
} from './change.ts';
export { type Combined, combineDraws, type Drawn, FEWEST_DRAWS, widened, widenedSurvival } from './draws.ts';
export {
  type Combination,
  type Histories,
  historiesOf,
  MOST_LISTS,
  refuseHopeless,
  withoutList,
} from './histories.ts';
export { meanInterval, meanOf, ratioOfMeans } from './mean.ts';
export { methodOf } from './method.ts';
export { type Interval, percentage, wilson } from './proportion.ts';
export { byar, type Rate, rate } from './rate.ts';
export {
  type HarmIncident,
  type RfgvScore,
  type RfgvWeights,
  rfgv,
  rfgvWeights,
} from './rfgv.ts';
export { quotient, significant } from './rounding.ts';
export { type Ends, rounded, type SmallCounts } from './steady.ts';
export { type Survival, type SurvivalAt, type SurvivalStep, survival, type Watched } from './survival.ts';
export {
  type Centre,
  meanOfTally,
  medianOfTally,
  mergeTallies,
  type Tallied,
  widenedEvenly,
} from './tally.ts';
export { type TwoLists, twoLists, withoutMissedLinks } from './two-lists.ts';
export { estimateUnseen, type ModelTold, type Unseen, type UnseenOptions } from './unseen.ts';
export { type Evidence, type Judgement, judge, RULES, type Verdict } from './verdict.ts';
