/**
 * Parties and keys: a party's workspace, the keys in it, every key worked out from a secret, and the
 * sealing and opening of shares. Cryptography other than the share log's lives here alone.
 */

export { approveTrace, checkApproval, createApprover } from './approval.ts';
export { tokenCell } from './cells.ts';
export {
  keyCheck,
  type ReferenceKind,
  referenceHasher,
  referenceKey,
  type SchemeId,
  tokenHasher,
  tokenKey,
} from './derive.ts';
export { type Destroyed, destroy } from './destroy.ts';
export { type Heeded, heed } from './heed.ts';
export { Hmac256 } from './hmac.ts';
export { combineProjectKey, type SplitKey, splitProjectKey } from './key-custodians.ts';
export { digestForLog } from './keyed-digest.ts';
export { type AskPassphrase, Keyring } from './keyring.ts';
export {
  type LogKeys,
  logOptions,
  readLogKeys,
  readPartyKeys,
  readSealingIdentity,
  readWitnessKey,
} from './log-keys.ts';
export { lotsOf, withLots } from './lots.ts';
export { type SealedNotice, sealNotice } from './notice.ts';
export {
  type Lifted,
  liftSuspensions,
  type Suspended,
  suspendAgreement,
  type TakenNotice,
} from './notices.ts';
export { openShare } from './open.ts';
export type { OpenedShare } from './opened.ts';
export { recordOwnAct } from './own-act.ts';
export { createParty, isPartyId, logOrigin, type PartyKeys, readPartyId, witnessName } from './party.ts';
export { newPassphrase, type PassphraseSource, readPassphrase } from './passphrase.ts';
export { ownPackage, receivedPackage, type WorkspacePaths, workspacePaths } from './paths.ts';
export {
  type KeyStatus,
  newProjectKey,
  projectKeyStatus,
  readProjectKey,
  readReferenceSecret,
  receiveProjectKey,
  retireProjectKey,
  type SentKey,
  sendProjectKey,
} from './project-key.ts';
export { receiveFile, type Taken, type TakenCopy } from './receive.ts';
export { type RecordKeys, readRecordKeys, recordKeys } from './record-keys.ts';
export { changePassphrase, type Relocked } from './relock.ts';
export { type Kept, keptHere } from './retention.ts';
export type { RetiredKey } from './retired-keys.ts';
export {
  actionFor,
  currentRights,
  type EarlierShare,
  isLeftOut,
  RIGHTS,
  type Right,
  readRights,
  recordRight,
  requireReference,
  restoreRights,
  sharesSealed,
} from './rights.ts';
export { type SealedShare, sealPackage } from './seal.ts';
export { readSecret } from './secrets.ts';
export { type PartySettings, readSettings, setOperator } from './settings.ts';
export { type SignedAgreement, signAgreement } from './sign.ts';
export { requireText } from './texts.ts';
export { buildDigest, TOOL } from './tool.ts';
export { type Basis, basisHere, type Received, receivedHere, requireReceived } from './vouched.ts';
export {
  openWorkspace,
  ownLogKey,
  readSigner,
  viewWorkspace,
  type Workspace,
  type WorkspaceView,
} from './workspace.ts';
