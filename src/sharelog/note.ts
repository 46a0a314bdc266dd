/**
 * Signed notes: c2sp.org/signed-note, the form of a checkpoint.
 *
 *     <text, ending in a newline>
 *     <empty line>
 *     — <name> <base64(4-byte key id || signature)>          one line or more
 *
 * The dash is U+2014. The signed bytes are the text with its final newline and without the empty line.
 * Parsing is by exact bytes: no other dash, spacing, line end or base64 spelling is taken.
 */
import { refused, type ThroughlineError } from '../errors.ts';
import { base64, concat, equal, fromBase64, fromUtf8, utf8 } from './bytes.ts';
import { checkName, type LogSigner, type Verifier, verifierOf } from './keys.ts';

/** A note may be this long and carry this many signatures. */
export const MAX_NOTE_BYTES = 1_000_000;
export const MAX_SIGNATURES = 100;

export interface Signature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** What follows the key id. */
  readonly bytes: Uint8Array;
}

export interface Note {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

/** @throws NOTE when the bytes are not a well-formed signed note. */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_NOTE_BYTES) throw malformed('the note is longer than 1 MB');
  const whole = fromUtf8(bytes);
  if (whole === undefined) throw malformed('the note is not valid UTF-8');
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a))
    throw malformed('the note holds a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) throw malformed('the note has no empty line before its signatures');
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw malformed(`the note has more than ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/** One signature line without its newline. @throws NOTE. */
export function parseSignatureLine(line: string): Signature {
  const [dash, name, encoded, ...more] = line.split(' ');
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (dash !== '—' || name === undefined || bytes === undefined || bytes.length < 5 || more.length > 0) {
    throw malformed('a signature line is not a dash, a name and a signature');
  }
  try {
    checkName(name);
  } catch {
    throw malformed('a signature line has a name that no key can have');
  }
  return { name, keyId: bytes.slice(0, 4), bytes: bytes.slice(4) };
}

/** A signature line with its newline. */
export function signatureLine(signature: Signature): string {
  return `— ${signature.name} ${base64(concat(signature.keyId, signature.bytes))}\n`;
}

/** The bytes of a note: what {@link parseNote} reads. */
export function noteBytes(note: Note): Uint8Array {
  return utf8(`${note.text}\n${note.signatures.map(signatureLine).join('')}`);
}

/** `text` signed as a log signs it. `text` must end in a newline. */
export function signNote(text: string, signer: LogSigner): Note {
  if (!text.endsWith('\n')) throw new RangeError('a note must end in a newline');
  const { name, keyId } = verifierOf(signer);
  return { text, signatures: [{ name, keyId, bytes: signer.sign(utf8(text)) }] };
}

/** The signatures of a note that claim to be by this key: the same name and key id. */
export function signaturesBy(note: Note, verifier: Verifier): Signature[] {
  return note.signatures.filter((s) => s.name === verifier.name && equal(s.keyId, verifier.keyId));
}

const malformed = (reason: string): ThroughlineError =>
  refused('NOTE', reason, { hint: 'ask for the file again from where it came; it was changed on the way' });
