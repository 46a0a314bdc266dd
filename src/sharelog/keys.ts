/**
 * Ed25519 keys of logs and witnesses in the text forms of c2sp.org/signed-note and Go's
 * golang.org/x/mod/sumdb/note. Signing and checking are Node's own Ed25519 (OpenSSL), which agrees with Go's
 * on every published edge case, so that this program and an auditor's never disagree.
 *
 *     public    <name>+<key id, 8 hex>+<base64(type || public key)>
 *     private   PRIVATE+KEY+<name>+<key id, 8 hex>+<base64(0x01 || seed)>
 *     key id    SHA-256(<name> || 0x0A || type || public key), first 4 bytes
 *
 * Type 0x01 is a log's signature over the text itself, 0x04 a witness's timestamped cosignature.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Ambient } from '../ambient.ts';
import { type ThroughlineError, unusable } from '../errors.ts';
import { base64, concat, equal, fromBase64, hex, utf8 } from './bytes.ts';
import { sha256 } from './merkle.ts';

export const LOG_KEY = 0x01;
export const WITNESS_KEY = 0x04;
export type KeyType = typeof LOG_KEY | typeof WITNESS_KEY;

/** A public key under its name. */
export interface Verifier {
  readonly name: string;
  readonly type: KeyType;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Holds a private key and signs with it; the key itself stays inside. */
export interface LogSigner {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The 64-byte Ed25519 signature of `bytes`. */
  sign(bytes: Uint8Array): Uint8Array;
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A new private key in Go's text form. It is secret: only the caller's private folder may hold it. */
export function generateSignerKey(name: string, ambient: Ambient): string {
  return signerKeyText(name, ambient.random(32));
}

/** The private text form of the key with this 32-byte seed. */
export function signerKeyText(name: string, seed: Uint8Array): string {
  checkName(name);
  const id = keyId(name, LOG_KEY, publicFromSeed(seed));
  return `PRIVATE+KEY+${name}+${hex(id)}+${base64(concat(Uint8Array.of(LOG_KEY), seed))}`;
}

/** The signer of a private key in Go's text form, surrounding white space allowed. @throws SIGNER_KEY. */
export function signerFromText(text: string): LogSigner {
  const match = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = match === null ? undefined : fromBase64(match[3]!);
  if (match === null || bytes?.length !== 33 || bytes[0] !== LOG_KEY) {
    throw signerKeyError('the signing key is not in the form PRIVATE+KEY+name+id+key');
  }
  const signer = signerFromSeed(match[1]!, bytes.subarray(1));
  if (hex(keyId(signer.name, LOG_KEY, signer.publicKey)) !== match[2]) {
    throw signerKeyError('the signing key does not match the key id beside it');
  }
  return signer;
}

/** The signer of a 32-byte seed. */
export function signerFromSeed(name: string, seed: Uint8Array): LogSigner {
  checkName(name);
  const key = privateFromSeed(seed);
  const publicKey = publicFromSeed(seed);
  return { name, publicKey, sign: (bytes) => new Uint8Array(sign(null, bytes, key)) };
}

/** The public text form of a signer's key, as a log (0x01) or as a witness (0x04). */
export function vkeyOf(signer: Pick<LogSigner, 'name' | 'publicKey'>, type: KeyType = LOG_KEY): string {
  const id = keyId(signer.name, type, signer.publicKey);
  return `${signer.name}+${hex(id)}+${base64(concat(Uint8Array.of(type), signer.publicKey))}`;
}

/** The verifier that belongs to a signer. */
export function verifierOf(signer: Pick<LogSigner, 'name' | 'publicKey'>, type: KeyType = LOG_KEY): Verifier {
  const { name, publicKey } = signer;
  return { name, type, publicKey, keyId: keyId(name, type, publicKey) };
}

/**
 * Reads a public key in text form.
 * @throws VKEY when it is malformed, of another type, its id does not match, or its point has small order
 * (anybody can sign for such a key).
 */
export function parseVkey(text: string): Verifier {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const bytes = match === null ? undefined : fromBase64(match[3]!);
  if (match === null || bytes === undefined || bytes.length !== 33) {
    throw vkeyError('the public key is not in the form name+id+key');
  }
  const [name, id, type, publicKey] = [match[1]!, match[2]!, bytes[0], bytes.slice(1)];
  checkName(name);
  if (type !== LOG_KEY && type !== WITNESS_KEY) throw vkeyError('the public key is of a type not supported');
  const verifier = verifierOf({ name, publicKey }, type);
  if (hex(verifier.keyId) !== id) throw vkeyError('the public key does not match the key id beside it');
  if (hasSmallOrder(publicKey)) throw vkeyError('the public key is one that anybody can sign for');
  return verifier;
}

/** The text form of a verifier: what {@link parseVkey} reads. */
export const vkeyText = (verifier: Verifier): string => vkeyOf(verifier, verifier.type);

/** Whether `signature` (64 bytes) is this key's Ed25519 signature of `bytes`. Never throws. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return signature.length === 64 && verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}

/** @throws VKEY when `name` cannot be a key name: empty, with white space, a control character or a plus. */
export function checkName(name: string): void {
  if (name === '' || /[+\s\p{Cc}\p{Cs}\u0085]/u.test(name)) {
    throw vkeyError('a key name must be one word without a plus sign');
  }
}

/** Same name, type and key. */
export const sameKey = (a: Verifier, b: Verifier): boolean =>
  a.name === b.name && a.type === b.type && equal(a.publicKey, b.publicKey);

function keyId(name: string, type: KeyType, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey)).slice(0, 4);
}

function privateFromSeed(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  if (seed.length !== 32) throw signerKeyError('a signing key must have 32 bytes');
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function publicFromSeed(seed: Uint8Array): Uint8Array {
  const spki = createPublicKey(privateFromSeed(seed)).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(SPKI_PREFIX.length));
}

/** The field prime of Ed25519 and one y-coordinate of a point of order 8 (RFC 8032 section 5.1). */
const P = 2n ** 255n - 19n;
const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER_Y: readonly bigint[] = [0n, 1n, P - 1n, Y8, P - Y8];

function hasSmallOrder(publicKey: Uint8Array): boolean {
  const y = BigInt(`0x${hex(publicKey.toReversed())}`) % 2n ** 255n;
  return SMALL_ORDER_Y.includes(y % P);
}

const vkeyError = (reason: string): ThroughlineError =>
  unusable('VKEY', reason, { hint: 'copy the whole public key again from the party that made it' });

const signerKeyError = (reason: string): ThroughlineError =>
  unusable('SIGNER_KEY', reason, { hint: 'restore the key file from its safe copy; it was not changed' });
