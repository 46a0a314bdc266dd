/**
 * What may leave as a number: the form of figures before control, the rules an agreement can choose, and the
 * control that hides what could find somebody.
 */
export { countBand } from './bands.ts';
export {
  cellKey,
  type PerturbationTable,
  perturb,
  perturbationValue,
  readPerturbationTable,
} from './cell-key.ts';
export { type ChangedCell, type Comparison, compareShown, type ShownCount } from './compare.ts';
export {
  type ControlApplied,
  type Controlled,
  type ControlledFigures,
  control,
  controlInside,
  type ShownFigures,
  shownOf,
  uncontrolled,
} from './control.ts';
export { type Derived, type DerivedMeasure, derive, type Known } from './derive.ts';
export type { Lots } from './draw.ts';
export {
  type Behind,
  type BorrowedCount,
  type CountMeasure,
  cellId,
  type Dimension,
  type EstimateTold,
  type Exclusion,
  type FigureRow,
  type Figures,
  type Folding,
  type Meaning,
  type Measure,
  type MedianMeasure,
  type Relation,
  type ShareMeasure,
  type TableSpec,
  type UnprintedCell,
} from './figures.ts';
export { type Change, checkTogether, type Joint } from './joint.ts';
export { isMark, MARKS, type Mark } from './marks.ts';
export { type Noise, type NoiseOrder, withoutKeys } from './noise.ts';
export { NOISE_TABLES, type NoiseTable, noiseDigest } from './noise-table.ts';
export {
  abridged,
  figuresCsv,
  howControlled,
  lead,
  marksUsed,
  NOT_CONTROLLED,
  remarks,
  type Stand,
  type TextTable,
  textTables,
} from './present.ts';
export { PRESETS, type Preset } from './presets.ts';
export type { KnownCount, Publication } from './publication.ts';
export {
  type AgreementOutputs,
  isSmall,
  publish,
  type Range,
  type Rule,
  rangeShown,
  ruleOf,
  SMALLEST_MEDIAN_GROUP,
} from './rule.ts';
export { type AuditLine, hiddenAtLeast, type Selection, wordsOf } from './selection.ts';
export { type Bounds, isShare, type Share, type Shown, type ShownRow } from './show.ts';
export {
  type ControlledEstimate,
  controlEstimate,
  type ShownEstimate,
  uncontrolledEstimate,
  type Withheld,
  whyWithheld,
} from './unseen.ts';
