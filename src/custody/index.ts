/**
 * Parties and keys: a party's workspace, the keys in it, every key worked out from a secret, and the
 * sealing and opening of shares. Cryptography other than the share log's lives here alone.
 */
export {
  keyCheck,
  type ReferenceKind,
  referenceHasher,
  referenceKey,
  type SchemeId,
  tokenHasher,
  tokenKey,
} from './derive.ts';
export { Hmac256 } from './hmac.ts';
export {
  type Lifted,
  liftSuspensions,
  type Suspended,
  suspendAgreement,
  type TakenNotice,
} from './notices.ts';
export { type OpenedShare, openShare } from './open.ts';
export { createParty, logOrigin, type PartyKeys, readPartyId } from './party.ts';
export { locateLog, ownPackage, receivedPackage, type WorkspacePaths, workspacePaths } from './paths.ts';
export {
  type KeyStatus,
  newProjectKey,
  projectKeyStatus,
  readProjectKey,
  readReferenceSecret,
  receiveProjectKey,
  type SentKey,
  sendProjectKey,
} from './project-key.ts';
export { receiveFile, type Taken, type TakenCopy } from './receive.ts';
export { type SealedShare, sealPackage } from './seal.ts';
export { readSecret } from './secrets.ts';
export { type SignedAgreement, signAgreement } from './sign.ts';
export { TOOL } from './tool.ts';
export {
  openWorkspace,
  ownLogKey,
  readSigner,
  viewWorkspace,
  type Workspace,
  type WorkspaceView,
} from './workspace.ts';
