/** Results in words and tables for a terminal: what commands print. Imported by commands alone. */

export { liftedText, publicHalves, signatureLines, suspensionLines, takenText } from './agreement.ts';
export { agreementPage, type PageFacts } from './agreement-page.ts';
export { findingsText } from './attack.ts';
export { type ChangesTold, changesPage, changesSentence, outdatedLines } from './changes.ts';
export { auditLines, figuresPage } from './figures.ts';
export { cataloguePage, contractPage, indicatorPage, measureWords, passedOver } from './indicators.ts';
export { indicatorsDocument } from './indicators-document.ts';
export { keptLines } from './kept.ts';
export { KEY_SHARES_HERE } from './key-shares.ts';
export { qualityTable, weightsTable } from './linkage.ts';
export {
  formWords,
  type ProfileAsked,
  profilePage,
  profileSteps,
  profileText,
  type ShownProfile,
} from './profile.ts';
export { HOW_CHECKED } from './proofs.ts';
export { pseudonymisedText } from './pseudonymised.ts';
export { rehearsalText } from './rehearsal.ts';
export { type StageTime, StageTimes, stageTimesTable } from './stage-times.ts';
export { type UnseenTold, unseenPage } from './unseen.ts';
