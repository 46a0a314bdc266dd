/**
 * Every key that is worked out from a stored secret, by HKDF-SHA-256 (RFC 5869). The salt is the
 * agreement's id and the info says what the key is for, so that keys of two agreements, schemes,
 * match-keys or uses have nothing to do with each other.
 *
 * | key | from | salt | info |
 * |---|---|---|---|
 * | token key | project key | agreement id | `throughline token v1` NUL scheme@version NUL match-key |
 * | check value | project key | none | `throughline key check` |
 * | reference key | agency's reference secret | agreement id | `throughline reference v1` NUL kind |
 * | log digest key | party's reference secret | none | `throughline log digest v1` |
 * | list key | a party's reference secret | none | `throughline list v1` NUL which list |
 * | record key key | analyst's reference secret | agreement id | `throughline record key v1` |
 * | noise order key | analyst's reference secret | agreement id | `throughline noise order v1` |
 * | noise check value | analyst's reference secret | agreement id | `throughline noise check v1` |
 * | lots key | analyst's reference secret | agreement id | `throughline lots v1` |
 */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { Hmac256 } from './hmac.ts';

/** What a reference stands for; a counterparty is a person, and a `stranger` has a token of their own. */
export type ReferenceKind = 'person' | 'case' | 'household' | 'stranger';

/** A match-key scheme by name and version. */
export interface SchemeId {
  readonly id: string;
  readonly version: number;
}

/** The 32-byte key under which tokens of one match-key are made. */
export function tokenKey(
  projectKey: Uint8Array,
  agreementId: string,
  scheme: SchemeId,
  matchKey: string,
): Uint8Array {
  const info = `throughline token v1\0${scheme.id}@${scheme.version}\0${matchKey}`;
  return hkdf(sha256, projectKey, utf8ToBytes(agreementId), utf8ToBytes(info), 32);
}

/** The 32-byte key under which an agency's references of one kind are made. */
export function referenceKey(secret: Uint8Array, agreementId: string, kind: ReferenceKind): Uint8Array {
  const info = `throughline reference v1\0${kind}`;
  return hkdf(sha256, secret, utf8ToBytes(agreementId), utf8ToBytes(info), 32);
}

/** The 32-byte key under which a party's log digests what could be guessed. */
export const logDigestKey = (secret: Uint8Array): Uint8Array =>
  hkdf(sha256, secret, undefined, utf8ToBytes('throughline log digest v1'), 32);
/** The 32-byte key under which a party's log knows a private list of the party. */
export const listKey = (secret: Uint8Array, list: string): Uint8Array =>
  hkdf(sha256, secret, undefined, utf8ToBytes(`throughline list v1\0${list}`), 32);

/** The 32-byte keys under which people get their record keys and noise its order, and 16 hexadecimal digits that tell of both. */
export function noiseKeys(secret: Uint8Array, agreementId: string) {
  const derived = (use: string, length: number): Uint8Array =>
    hkdf(sha256, secret, utf8ToBytes(agreementId), utf8ToBytes(`throughline ${use} v1`), length);
  return {
    record: derived('record key', 32),
    order: derived('noise order', 32),
    check: bytesToHex(derived('noise check', 8)),
  };
}

/** The 32-byte key under which lots are drawn for what else is hidden. */
export const lotsKey = (secret: Uint8Array, agreementId: string): Uint8Array =>
  hkdf(sha256, secret, utf8ToBytes(agreementId), utf8ToBytes('throughline lots v1'), 32);

/**
 * 16 hexadecimal digits by which holders of a project key can see that they hold the same one. It tells
 * nothing else about the key, and may be written into the agreement.
 */
export function keyCheck(projectKey: Uint8Array): string {
  return bytesToHex(hkdf(sha256, projectKey, undefined, utf8ToBytes('throughline key check'), 8));
}

/** Makes the tokens of one match-key. */
export function tokenHasher(
  projectKey: Uint8Array,
  agreementId: string,
  scheme: SchemeId,
  matchKey: string,
): Hmac256 {
  return new Hmac256(tokenKey(projectKey, agreementId, scheme, matchKey));
}

/** Makes an agency's references of one kind. */
export function referenceHasher(secret: Uint8Array, agreementId: string, kind: ReferenceKind): Hmac256 {
  return new Hmac256(referenceKey(secret, agreementId, kind));
}
