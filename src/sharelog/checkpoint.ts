/**
 * Checkpoints: c2sp.org/tlog-checkpoint, a signed note of exactly three lines that commits a log to all of
 * its entries.
 *
 *     <origin>            the log's name: a URL without its scheme, e.g. sharelog.example/ISA-2026-001/police
 *     <size>              decimal, no leading zero
 *     <root>              base64, 32 bytes
 */
import { refused, type ThroughlineError } from '../errors.ts';
import { base64, fromBase64, fromDecimal, utf8 } from './bytes.ts';
import { isSignedBy, LOG_KEY, type LogSigner, type Verifier } from './keys.ts';
import type { Hash } from './merkle.ts';
import { type Note, noteBytes, parseNote, signaturesBy, signNote } from './note.ts';

export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A tree head with the note it was read from. */
export interface Checkpoint extends TreeHead {
  readonly note: Note;
}

/** The three signed lines of a tree head. */
export function checkpointBody(head: TreeHead): string {
  return `${head.origin}\n${head.size}\n${base64(head.root)}\n`;
}

/** @throws CHECKPOINT when `text` is not exactly the three lines of a tree head. */
export function parseCheckpointBody(text: string): TreeHead {
  const [origin, sizeText, rootText, end, ...more] = text.split('\n');
  const size = fromDecimal(sizeText ?? '');
  const root = fromBase64(rootText ?? '');
  if (origin === undefined || end !== '' || more.length > 0) {
    throw wrong('the checkpoint does not have exactly three lines');
  }
  if (!isOrigin(origin)) throw wrong('the checkpoint has an origin that no log can have');
  if (size === undefined) throw wrong('the checkpoint has a size that is not a plain whole number');
  if (root?.length !== 32) throw wrong('the checkpoint has a root that is not 32 bytes in base64');
  return { origin, size, root };
}

/** Reads a checkpoint without checking any signature. @throws NOTE, CHECKPOINT. */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint {
  const note = parseNote(bytes);
  return { ...parseCheckpointBody(note.text), note };
}

/**
 * Reads a checkpoint and requires one of the log's keys to have signed it.
 * Signatures by unknown keys are passed over; a wrong one that claims a known key refuses the whole note.
 * @throws NOTE, CHECKPOINT, CHECKPOINT_UNSIGNED.
 */
export function openCheckpoint(bytes: Uint8Array, logKeys: readonly Verifier[]): Checkpoint {
  const checkpoint = parseCheckpoint(bytes);
  const signed = logKeys.filter((key) => isCheckpointSignedBy(checkpoint, key));
  if (signed.length === 0) {
    throw refused('CHECKPOINT_UNSIGNED', 'the checkpoint is not signed by this log', {
      hint: "check that the log's public key is the right one; if it is, the checkpoint was forged",
    });
  }
  if (!signed.some((key) => key.name === checkpoint.origin)) {
    throw wrong('the checkpoint is signed under another name than its origin');
  }
  return checkpoint;
}

/**
 * Whether the note carries exactly one signature by this log key, and a right one.
 * @throws CHECKPOINT when it carries a wrong one, or two.
 */
export function isCheckpointSignedBy(checkpoint: Checkpoint, key: Verifier): boolean {
  if (key.type !== LOG_KEY) return false;
  const [signature, ...more] = signaturesBy(checkpoint.note, key);
  if (signature === undefined) return false;
  if (more.length > 0) throw wrong('the checkpoint carries two signatures by one key');
  if (!isSignedBy(key.publicKey, utf8(checkpoint.note.text), signature.bytes)) {
    throw wrong("the checkpoint carries a wrong signature under the log's own key");
  }
  return true;
}

/**
 * The bytes of a new checkpoint with the log's signature, and those of its other keys while one takes the
 * place of another. @throws CHECKPOINT when a signer fails.
 */
export function signCheckpoint(head: TreeHead, ...signers: readonly LogSigner[]): Uint8Array {
  const body = checkpointBody(head);
  parseCheckpointBody(body);
  const signatures = signers.map((signer) => {
    const [signature] = signNote(body, signer).signatures;
    if (!isSignedBy(signer.publicKey, utf8(body), signature!.bytes)) {
      throw wrong('the signing key gave a signature that its public half does not accept');
    }
    return signature!;
  });
  return noteBytes({ text: body, signatures });
}

/** Whether `text` can be a log's origin: a path without scheme, spaces, plus, empty or dotted steps. */
export function isOrigin(text: string): boolean {
  if (text === '' || /[+\s\p{Cc}\p{Cs}\\]/u.test(text) || text.includes('://')) return false;
  return text.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
}

const wrong = (reason: string): ThroughlineError =>
  refused('CHECKPOINT', reason, { hint: 'restore the file from a copy, and ask who changed it' });
