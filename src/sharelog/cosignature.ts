/**
 * Witness cosignatures: c2sp.org/tlog-cosignature, Ed25519 (type 0x04). A witness states that at a time, in
 * whole seconds since 1970, this was the largest checkpoint it had seen of the log, consistent with all
 * before it. The signed bytes are
 *
 *     cosignature/v1\n
 *     time <seconds>\n
 *     <the checkpoint's three lines>
 *
 * and the note carries base64(key id || seconds as 8 bytes || signature).
 */
import { refused, type ThroughlineError } from '../errors.ts';
import { concat, utf8 } from './bytes.ts';
import { isSignedBy, type LogSigner, type Verifier, verifierOf, WITNESS_KEY } from './keys.ts';
import { type Note, type Signature, signaturesBy } from './note.ts';

/** Signs the text of a checkpoint as a witness at `seconds` since 1970. */
export function cosign(text: string, witness: LogSigner, seconds: number): Signature {
  const { name, keyId } = verifierOf(witness, WITNESS_KEY);
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return { name, keyId, bytes: concat(time, witness.sign(signedBytes(text, seconds))) };
}

/**
 * When this witness cosigned the note, in seconds since 1970; undefined when it did not.
 * @throws COSIGNATURE when the note carries a wrong cosignature under its key, or two.
 */
export function cosignedAt(note: Note, witness: Verifier): number | undefined {
  if (witness.type !== WITNESS_KEY) return undefined;
  const [signature, ...more] = signaturesBy(note, witness);
  if (signature === undefined) return undefined;
  if (more.length > 0) throw wrong('the checkpoint carries two cosignatures by one witness');
  if (signature.bytes.length !== 72) throw wrong('a cosignature does not have 72 bytes');
  const view = new DataView(signature.bytes.buffer, signature.bytes.byteOffset, 8);
  const seconds = Number(view.getBigUint64(0));
  if (!Number.isSafeInteger(seconds)) throw wrong('a cosignature has a time beyond reason');
  if (!isSignedBy(witness.publicKey, signedBytes(note.text, seconds), signature.bytes.subarray(8))) {
    throw wrong("a cosignature is wrong under the witness's own key");
  }
  return seconds;
}

const signedBytes = (text: string, seconds: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${seconds}\n${text}`);

const wrong = (reason: string): ThroughlineError =>
  refused('COSIGNATURE', reason, { hint: 'ask the witness for its cosignature again' });
