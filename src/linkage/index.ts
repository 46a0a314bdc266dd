/**
 * From tokens to people: candidate pairs, the model, clusters, lasting person ids and an honest account of
 * how good they are. Nothing here sees an identifier, and it refuses to run where a project key lies.
 */
export { THRESHOLD } from './assign.ts';
export type { SparkOptions } from './engines/spark.ts';
export { sparkMaster } from './engines/spark-words.ts';
export { type LinkOptions, type LinkResult, link } from './link.ts';
export { FEWEST_PAIRS, type ModelMark } from './model-file.ts';
export type { AgencyPairQuality, Estimate, LinkageQuality } from './quality.ts';
export { type Rehearsal, type RehearsalOptions, rehearse } from './rehearse.ts';
export {
  modelWarning,
  pairName,
  qualityRemarks,
  RESTS_ON_TOO_FEW,
  type ShownQuality,
  shownQuality,
} from './shown-quality.ts';
export type { IdentifierWeights, LevelWeight } from './weights.ts';
