/**
 * Being the witness of a partner's log: c2sp.org/tlog-witness, by file.
 *
 * The last checkpoint cosigned lies whole in `log/witness/<hash of the origin>/latest` and is on the disk
 * before the cosignature is given out. A witness never goes back, and signs a larger tree only with the proof
 * that it continues the smaller one. What a log signed that does not fit is kept as evidence:
 *
 *     log/witness/<hash>/evidence/<old>-<new>-<digits>/
 *       checkpoint.old      what this witness had cosigned
 *       checkpoint          what was offered, signed by the same log
 *       consistency         the hashes that should have led from one to the other
 */
import { dirname, join } from 'node:path';
import { refused } from '../errors.ts';
import { base64, equal, hex, utf8 } from './bytes.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { cosign, cosignedAt } from './cosignature.ts';
import { diskFiles, type LogFiles, replaceWhole } from './filesystem.ts';
import { type LogSigner, type Verifier, verifierOf, WITNESS_KEY } from './keys.ts';
import { takeLock } from './lock.ts';
import { checkConsistency, EMPTY_ROOT, sha256 } from './merkle.ts';
import { MAX_NOTE_BYTES, noteBytes, type Signature, signaturesBy } from './note.ts';
import { requestBytes, type WitnessRequest } from './request.ts';
import { damaged } from './state.ts';

export interface WitnessOptions {
  /** Folder of the witness's own log. */
  readonly folder: string;
  /** The keys that the partner's log may be signed with. */
  readonly logKeys: readonly Verifier[];
  readonly witness: LogSigner;
  readonly now: Date;
  readonly files?: LogFiles;
}

/** What a log showed that cannot be true of one log. */
export type Contradiction = 'FORKED' | 'ROLLED BACK' | 'INCONSISTENT';

export type Sighting =
  | {
      readonly result: 'first' | 'grown' | 'same';
      readonly checkpoint: Checkpoint;
      /** What this witness had seen before, 0 when nothing. */
      readonly previous: number;
      readonly cosignature: Signature;
    }
  | {
      readonly result: Contradiction;
      readonly checkpoint: Checkpoint;
      readonly previous: number;
      /** The folder of the evidence. */
      readonly evidence: string;
    };

/** Where a witness keeps what it saw of a log, under its own log's folder: 64 hex digits, SHA-256 of the origin. */
export const witnessPath = (origin: string): string => `witness/${hex(sha256(utf8(origin)))}`;
export const witnessFolder = (folder: string, origin: string): string => join(folder, witnessPath(origin));

/**
 * The checkpoint of the log `origin` that this witness cosigned last; undefined when it has seen none.
 * @throws LOG_DAMAGED when the file does not carry this witness's own cosignature.
 */
export async function lastCosigned(
  folder: string,
  origin: string,
  witness: Verifier,
  files: LogFiles = diskFiles,
): Promise<Checkpoint | undefined> {
  const path = join(witnessFolder(folder, origin), 'latest');
  const bytes = await files.read(path, MAX_NOTE_BYTES);
  if (bytes === undefined) return undefined;
  const checkpoint = parseCheckpoint(bytes);
  if (checkpoint.origin !== origin || cosignedAt(checkpoint.note, witness) === undefined) {
    throw damaged('witness', "what was last seen of a partner's log was changed");
  }
  return checkpoint;
}

/**
 * Looks at what a partner's log asks to have cosigned. Everything that is signed by the log and contradicts
 * what was seen before comes back as a contradiction, its evidence kept; nothing is cosigned then.
 * @throws the errors of {@link openCheckpoint}; WITNESS_OLD when the proof starts from another size than the
 * one seen last; WITNESS_EMPTY_ROOT; LOG_DAMAGED, LOG_LOCKED.
 */
export async function witnessCheckpoint(request: WitnessRequest, options: WitnessOptions): Promise<Sighting> {
  const files = options.files ?? diskFiles;
  const offered = openCheckpoint(noteBytes(request.checkpoint.note), options.logKeys);
  const key = verifierOf(options.witness, WITNESS_KEY);
  await files.makeFolder(options.folder);
  const release = await takeLock(files, options.folder);
  try {
    const seen = await lastCosigned(options.folder, offered.origin, key, files);
    const previous = seen?.size ?? 0;
    const contradiction = seen === undefined ? undefined : contradicts(seen, offered, request);
    if (seen !== undefined && contradiction !== undefined) {
      const evidence = await keepEvidence(files, options.folder, seen, request);
      return { result: contradiction, checkpoint: offered, previous, evidence };
    }
    if (seen !== undefined && seen.size === offered.size) {
      const [cosignature] = signaturesBy(seen.note, key);
      return { result: 'same', checkpoint: offered, previous, cosignature: cosignature! };
    }
    if (request.old !== previous) throw wrongOld(previous);
    if (offered.size === 0 && !equal(offered.root, EMPTY_ROOT)) {
      throw refused('WITNESS_EMPTY_ROOT', 'the checkpoint is of no entries and has the root of some', {
        hint: 'ask the party how its log came to sign this',
      });
    }
    const cosignature = cosign(offered.note.text, options.witness, Math.floor(options.now.getTime() / 1000));
    await remember(files, options.folder, offered, cosignature);
    return { result: seen === undefined ? 'first' : 'grown', checkpoint: offered, previous, cosignature };
  } finally {
    await release();
  }
}

/** How what is offered contradicts what was seen; undefined when it does not, or its proof starts elsewhere. */
function contradicts(
  seen: Checkpoint,
  offered: Checkpoint,
  { old, hashes }: WitnessRequest,
): Contradiction | undefined {
  if (offered.size < seen.size) return 'ROLLED BACK';
  if (offered.size === seen.size) return equal(offered.root, seen.root) ? undefined : 'FORKED';
  if (old !== seen.size || seen.size === 0) return undefined;
  const continues = checkConsistency(seen.size, seen.root, offered.size, offered.root, hashes);
  return continues ? undefined : 'INCONSISTENT';
}

const wrongOld = (seen: number) =>
  refused(
    'WITNESS_OLD',
    `this witness has seen ${seen} entries of that log, and the request starts elsewhere`,
    {
      hint: `have its owner make the request again with "throughline log request PARTY --old ${seen}"`,
    },
  );

/** Puts the checkpoint with the cosignature in the place of what was last seen, whole or not at all. */
async function remember(
  files: LogFiles,
  folder: string,
  { origin, note }: Checkpoint,
  cosignature: Signature,
): Promise<void> {
  const path = join(witnessFolder(folder, origin), 'latest');
  const others = note.signatures.filter(({ name, keyId }) => {
    return name !== cosignature.name || !equal(keyId, cosignature.keyId);
  });
  await replaceWhole(files, path, noteBytes({ text: note.text, signatures: [...others, cosignature] }));
  await flushUp(files, dirname(path), folder);
}

async function keepEvidence(
  files: LogFiles,
  folder: string,
  seen: Checkpoint,
  request: WitnessRequest,
): Promise<string> {
  const digits = hex(sha256(requestBytes(request))).slice(0, 8);
  const name = `${seen.size}-${request.checkpoint.size}-${digits}`;
  const path = join(witnessFolder(folder, seen.origin), 'evidence', name);
  const parts: readonly (readonly [string, Uint8Array])[] = [
    ['checkpoint.old', noteBytes(seen.note)],
    ['checkpoint', noteBytes(request.checkpoint.note)],
    ['consistency', utf8(request.hashes.map((hash) => `${base64(hash)}\n`).join(''))],
  ];
  for (const [file, bytes] of parts) await replaceWhole(files, join(path, file), bytes);
  await flushUp(files, path, folder);
  return path;
}

/** Flushes the names in a folder and in those above it, up to `top`. */
async function flushUp(files: LogFiles, from: string, top: string): Promise<void> {
  for (let at = from; ; at = dirname(at)) {
    await files.flushFolder(at);
    if (at === top) break;
  }
}
