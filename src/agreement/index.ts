/**
 * The agreement: reading `agreement.yaml` and columns files, saying in words what they say, and the permit
 * without which nothing leaves.
 */

export type { IdentifierColumn, IdentifierKind } from '../standardise/index.ts';
export { AGE_BANDS, type AgeBand, ageBand } from './age-bands.ts';
export { attempt } from './attempt.ts';
export { SHARE_PARTS } from './check-agreement.ts';
export { EVENT_TREATMENTS } from './check-columns.ts';
export type { Clause, Failure } from './clause.ts';
export { CLAUSES } from './clauses.ts';
export { type ColumnPlan, type ColumnUse, hasLocalIds, keepsText, packageColumn } from './columns.ts';
export { type Combination, combinationSentences, combinations } from './combinations.ts';
export { columnLine, describeAgreement, type Section, type SectionTable } from './describe.ts';
export { differences } from './differences.ts';
export { NOT_LEGAL_ADVICE } from './law.ts';
export { nextSteps, WORK } from './next-steps.ts';
export {
  type FiledNotice,
  isAbout,
  isSuspension,
  type LiftingBody,
  makeLifting,
  makeSuspension,
  type Notice,
  noticeBytes,
  noticeFileName,
  parseNotice,
  reasonFault,
  type StandingSuspension,
  type SuspensionBody,
  signersOf,
  standingSuspensions,
  withSignaturesOf,
} from './notice.ts';
export type { Details, Operation, OperationKind, Surroundings } from './operation.ts';
export {
  isPermit,
  type Permit,
  type PermitContext,
  recordAllDone,
  recordDone,
  recordRefusal,
  recordStep,
  requestPermit,
  requestStep,
} from './permit.ts';
export { columnsOf, parseAgreement, parseColumns, readAgreement, readColumns } from './read.ts';
export { PROCESSING_COLUMNS, type ProcessingRow, processingRecord } from './record.ts';
export { reference } from './reference.ts';
export { remarksOn } from './remarks.ts';
export { shape } from './schema.ts';
export { withSignatures } from './signature-text.ts';
export {
  isSigned,
  makeSignature,
  type PartySignature,
  type SignatureState,
  signatureStates,
} from './signatures.ts';
export { type ClauseStatus, outlook, standingClauses } from './status.ts';
export { TO_BE_WRITTEN, unwritten } from './template.ts';
export type {
  Agreement,
  AgreementContent,
  AgreementSignature,
  Flow,
  Linkage,
  Outputs,
  Part,
  Party,
  Purpose,
  ShareKind,
} from './types.ts';
export {
  AREA_WORDS,
  type AttributeTreatment,
  EVENT_FIELDS,
  type EventField,
  type EventTreatment,
  FLAGS,
  type Flag,
  ROLES,
  type Role,
} from './words.ts';
export { type Problem, parseYaml, readYaml, type YamlFile } from './yaml.ts';
