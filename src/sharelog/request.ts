/**
 * What a log asks of a witness, and what it gets back, as files: the bodies of c2sp.org/tlog-witness
 * `add-checkpoint`, so that a witness reached over the network could answer the same file.
 *
 *     old <size>                     of the checkpoint that the witness saw last; 0 when it saw none
 *     <base64 hash>                  the consistency proof from there, at most 63 lines
 *     <empty line>
 *     <checkpoint>
 *
 * The answer is the witness's signature lines alone.
 */
import { join } from 'node:path';
import { refused, type ThroughlineError, unusable } from '../errors.ts';
import { base64, concat, fromBase64, fromDecimal, fromUtf8, utf8 } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { diskFiles } from './filesystem.ts';
import { type Hash, proveConsistency } from './merkle.ts';
import {
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  noteBytes,
  parseSignatureLine,
  type Signature,
  signatureLine,
} from './note.ts';
import { committedSize } from './read.ts';
import { TileReader } from './reader.ts';

const MAX_HASHES = 63;

export interface WitnessRequest {
  readonly old: number;
  readonly hashes: readonly Hash[];
  readonly checkpoint: Checkpoint;
}

/** The checkpoint that the log in `folder` kept for `size`, with its cosignatures. @throws NO_CHECKPOINT. */
export async function archivedCheckpoint(folder: string, size: number): Promise<Checkpoint> {
  const bytes = await diskFiles.read(join(folder, 'checkpoints', String(size)), MAX_NOTE_BYTES);
  if (bytes !== undefined) return parseCheckpoint(bytes);
  throw unusable('NO_CHECKPOINT', `the share log kept no checkpoint of ${size} entries`, {
    hint: 'the sizes it was signed at are the names of the files in log/checkpoints',
    place: { file: `log/checkpoints/${size}` },
  });
}

/**
 * The proof that the tree of `checkpoint` continues the one of `old` entries, read from the log in `folder`.
 * @throws WITNESS_SIZES when `old` is larger; LOG_DAMAGED.
 */
export async function makeRequest(
  folder: string,
  old: number,
  checkpoint: Checkpoint,
): Promise<WitnessRequest> {
  if (old > checkpoint.size) {
    throw unusable('WITNESS_SIZES', 'the older size is larger than the newer one', {
      hint: 'give the smaller number first',
    });
  }
  const reader = new TileReader(folder, await committedSize(folder));
  const hashes =
    old === 0 || old === checkpoint.size ? [] : await proveConsistency(reader, old, checkpoint.size);
  return { old, hashes, checkpoint };
}

export function requestBytes({ old, hashes, checkpoint }: WitnessRequest): Uint8Array {
  const lines = [`old ${old}`, ...hashes.map(base64), ''];
  return concat(utf8(lines.map((line) => `${line}\n`).join('')), noteBytes(checkpoint.note));
}

/** Whether a file claims to be a request, and is not a checkpoint alone. */
export const isRequest = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'old ';

/** @throws WITNESS_REQUEST, NOTE, CHECKPOINT when the bytes are not exactly a request. */
export function parseRequest(bytes: Uint8Array): WitnessRequest {
  if (bytes.length > 2 * MAX_NOTE_BYTES) throw malformed('the request is longer than 2 MB');
  const text = fromUtf8(bytes);
  const split = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || split < 0) throw malformed('the request has no empty line before its checkpoint');
  const [first = '', ...lines] = text.slice(0, split).split('\n');
  const old = first.startsWith('old ') ? fromDecimal(first.slice('old '.length)) : undefined;
  if (old === undefined) throw malformed('the request does not say which size it starts from');
  if (lines.length > MAX_HASHES) throw malformed(`the request has more than ${MAX_HASHES} hashes`);
  const hashes = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== 32) throw malformed('a hash of the request is not 32 bytes in base64');
    return hash;
  });
  return { old, hashes, checkpoint: parseCheckpoint(utf8(text.slice(split + 2))) };
}

/** The bytes of an answer. */
export const responseBytes = (signatures: readonly Signature[]): Uint8Array =>
  utf8(signatures.map(signatureLine).join(''));

/** @throws WITNESS_RESPONSE, NOTE when the bytes are not signature lines and nothing else. */
export function parseResponse(bytes: Uint8Array): Signature[] {
  const text = bytes.length > MAX_NOTE_BYTES ? undefined : fromUtf8(bytes);
  const lines = text?.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) {
    throw unusable('WITNESS_RESPONSE', 'the file does not hold the signature lines of a witness', {
      hint: 'give the file that "throughline log witness" wrote at the partner',
    });
  }
  return lines.map(parseSignatureLine);
}

const malformed = (reason: string): ThroughlineError =>
  refused('WITNESS_REQUEST', reason, {
    hint: 'ask the party that made it for the file again: "throughline log request"',
  });
