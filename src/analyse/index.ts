/**
 * Counting over linked events: journeys, repeat presentations, overlap, and who is unseen. Reads the packages of events and
 * links in a workspace, counts in DuckDB, and gives exact figures that stay in the workspace until they have
 * passed disclosure control.
 */
export { type Consulted, type ConsultOptions, consult } from './consult.ts';
export { type CountOptions, type Window, windowGiven } from './frame.ts';
export { readHistories } from './histories-file.ts';
export { type JourneyOptions, journeys } from './journeys.ts';
export type { AnalysisContext } from './linked.ts';
export { overlap } from './overlap.ts';
export { repeats } from './repeats.ts';
export { type UnseenCountOptions, type UnseenFigures, unseen, unseenTables } from './unseen.ts';
export { BEFORE_CONTROL, writeFigures } from './write.ts';
