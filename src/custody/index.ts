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
export { readKeyFile, writeKeyFile } from './key-file.ts';
export { type LogKeys, logOptions, readLogKeys, readSealingIdentity, readWitnessKey } from './log-keys.ts';
export { type OpenedShare, openShare } from './open.ts';
export { createParty, logOrigin, type PartyKeys, readPartyId } from './party.ts';
export { ownPackage, receivedPackage, type WorkspacePaths, workspacePaths } from './paths.ts';
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
export { type SealedShare, sealPackage } from './seal.ts';
export { readSecret } from './secrets.ts';
export { type PartySettings, readSettings, setOperator } from './settings.ts';
export { TOOL } from './tool.ts';
export { openWorkspace, viewWorkspace, type Workspace, type WorkspaceView } from './workspace.ts';
