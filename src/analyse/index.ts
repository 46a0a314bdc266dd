/**
 * Counting over linked events: journeys, repeat presentations, overlap, and who is unseen. Reads the packages of events and
 * links in a workspace, counts in DuckDB, and gives exact figures that stay in the workspace until they have
 * passed disclosure control.
 */
export { type Changes, changesSince, isSameBasis, isSameQuestion } from './changes.ts';
export { type Consulted, type ConsultOptions, consult } from './consult.ts';
export { CONTRACT, type ContractTable, QUERY_RULES } from './contract.ts';
export { columnsNamed, countCatalogue, countIndicator, type IndicatorOptions } from './count.ts';
export { countAgain, type Draft, isRecord, readFigures, requireDraft, shownDraft } from './draft.ts';
export { checkExample } from './example.ts';
export { type CountOptions, type Window, windowGiven } from './frame.ts';
export { changeOf, type HarmOptions, harm, readWeights, type WeightsFile } from './harm.ts';
export { holdingLinkedEvents } from './held.ts';
export { readHistories } from './histories-file.ts';
export { type JourneyOptions, journeys } from './journeys.ts';
export { repeatLenses } from './lenses.ts';
export { linkageQuality } from './linkage-quality.ts';
export type { AnalysisContext, HeldEvents } from './linked.ts';
export { ALL_PEOPLE, overlap } from './overlap.ts';
export { PERIODS, type PeriodKind } from './periods.ts';
export { type Population, readBenchmarks, readPopulation } from './population.ts';
export { repeats } from './repeats.ts';
export type { StepOptions } from './steps.ts';
export { type TransitionOptions, transitions } from './transitions.ts';
export { type UnseenCountOptions, type UnseenFigures, unseen, unseenTables } from './unseen.ts';
export { waits } from './waits.ts';
export { BEFORE_CONTROL, writeFigures } from './write.ts';
