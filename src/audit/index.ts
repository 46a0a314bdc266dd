/**
 * Holding a share log against its keeper: partners witness each other's logs, logs of several parties are
 * compared, keys are changed, names are erased, and an auditor's page says what was shared.
 */
export {
  agreedFor,
  agreementIn,
  claimedOrigin,
  isPartyHere,
  type LocatedLog,
  locateLog,
  rememberedHead,
} from './located.ts';
export {
  type KeyChange,
  type KeyChangeOptions,
  retireLogKey,
  revokeLogKey,
  rotateLogKey,
} from './log-key.ts';
export { type ErasedName, eraseName, type OpenedEntry, openNames } from './names.ts';
export { partyOfOrigin, policyUnder, witnessesOf } from './partners.ts';
export { type ProvenEntry, type ProvenGrowth, proveEntry, proveGrowth } from './prove.ts';
export {
  type ExceptionKind,
  type Matched,
  type ReconcileException,
  type Reconciliation,
  reconcile,
} from './reconcile.ts';
export { type IssuedReport, issueReport } from './report/issue.ts';
export {
  type MadeRequest,
  requestWitness,
  takeCosignature,
  type Witnessing,
  witnessPartner,
} from './witness.ts';
export {
  followPolicy,
  type PolicyChange,
  type Statement,
  stateWitnessKey,
  takeWitnessKey,
} from './witness-keys.ts';
