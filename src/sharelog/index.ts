/**
 * The share log: an append-only, tamper-evident record of every operation on data, allowed or refused.
 *
 * It lies in plain files in the C2SP transparency-log formats (tlog-tiles, tlog-checkpoint, signed-note,
 * tlog-cosignature, tlog-policy, tlog-proof), so that an auditor can check it with a program that is not
 * this one. `ShareLog` appends, `verifyLog` checks a whole log, `readEntries` reads one.
 */
export { band } from './band.ts';
export { canonicalise, type Json, MAX_DEPTH, parseCanonical } from './canonical.ts';
export {
  type Checkpoint,
  checkpointBody,
  isOrigin,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type TreeHead,
} from './checkpoint.ts';
export { cosign, cosignedAt } from './cosignature.ts';
export {
  addCosignatures,
  archivedSizes,
  type Cosigned,
  lastSizeCosignedBy,
} from './cosigned.ts';
export {
  disclosureDigest,
  makeOpenings,
  type Opening,
  PERSONAL_FIELDS,
  type PersonalField,
  type PersonalValues,
  readDisclosure,
} from './disclosure.ts';
export { type EntryFields, timeOf } from './entry.ts';
export {
  type AgreementReference,
  ENTRY_TYPES,
  type Entry,
  type EntryDraft,
  type EntryType,
  OPERATIONS,
  type Operation,
  type PolicyDecision,
  type SystemInfo,
} from './entrytypes.ts';
export { diskFiles, type LogFiles, logFiles } from './filesystem.ts';
export type { Finding } from './findings.ts';
export { readHead } from './head.ts';
export {
  type KeyEvent,
  KeyHistory,
  keyDetails,
  keyEventOf,
  readKeyEvents,
} from './keyevents.ts';
export {
  generateSignerKey,
  isSignedBy,
  LOG_KEY,
  type LogSigner,
  parseVkey,
  sameKey,
  signerFromSeed,
  signerFromText,
  signerKeyText,
  type Verifier,
  verifierOf,
  vkeyOf,
  vkeyText,
  WITNESS_KEY,
} from './keys.ts';
export { type Appended, type AppendOptions, type LogOptions, type OpeningsOptions, ShareLog } from './log.ts';
export type { LogReport } from './logreport.ts';
export {
  checkConsistency,
  checkInclusion,
  type Hash,
  type HashReader,
  leafHash,
  proveConsistency,
  proveInclusion,
  sha256,
  treeRoot,
} from './merkle.ts';
export {
  type Note,
  noteBytes,
  parseNote,
  parseSignatureLine,
  type Signature,
  signatureLine,
  signaturesBy,
  signNote,
} from './note.ts';
export { eraseOpening, openOpening, readOpenings, type SealedOpening } from './openings.ts';
export { isQuorum, logOnlyPolicy, type Policy, parsePolicy, policyBytes, type Witness } from './policy.ts';
export { readPolicy, writePolicy } from './policyfile.ts';
export { checkProof, makeProof, type Proof, parseProof } from './proof.ts';
export { committedSize, type LoggedEntry, type ReadOptions, readEntries } from './read.ts';
export { TileReader } from './reader.ts';
export { reportLines } from './reporttext.ts';
export {
  archivedCheckpoint,
  isRequest,
  makeRequest,
  parseRequest,
  parseResponse,
  requestBytes,
  responseBytes,
  type WitnessRequest,
} from './request.ts';
export { SELECTABLE, type Selection, selectEntries } from './select.ts';
export { agreementNamed, exactFigures, failedRules, isRelease, sentenceOf } from './sentences.ts';
export { type LogStanding, verifySince } from './since.ts';
export { type VerifyOptions, verifyLog } from './verify.ts';
export {
  type Contradiction,
  lastCosigned,
  type Sighting,
  type WitnessOptions,
  witnessCheckpoint,
  witnessFolder,
} from './witness.ts';
export { partners, type Witnessed, witnessedBy } from './witnessed.ts';
