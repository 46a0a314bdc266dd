/**
 * The agreement: reading `agreement.yaml` and columns files, saying in words what they say, and the permit
 * without which nothing leaves.
 */

export type { IdentifierColumn, IdentifierKind } from '../standardise/index.ts';
export { AGE_BANDS, type AgeBand, ageBand } from './age-bands.ts';
export { attempt } from './attempt.ts';
export { SHARE_PARTS } from './check-agreement.ts';
export type { Clause, Failure } from './clause.ts';
export { CLAUSES } from './clauses.ts';
export { type ColumnPlan, type ColumnUse, keepsText } from './columns.ts';
export { type Combination, combinations } from './combinations.ts';
export { columnLine, describeAgreement, type Section } from './describe.ts';
export { reference } from './entries.ts';
export type { Details, Operation, OperationKind } from './operation.ts';
export {
  isPermit,
  type Permit,
  type PermitContext,
  recordDone,
  recordRefusal,
  requestPermit,
} from './permit.ts';
export { columnsOf, readAgreement, readColumns } from './read.ts';
export { type ClauseStatus, standingClauses } from './status.ts';
export type {
  Agreement,
  AgreementContent,
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
