/**
 * Proof files: c2sp.org/tlog-proof, a text that shows anybody who trusts the log's key, and needs no log,
 * that an entry is in it.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base64>                 optional, vouched for by nobody
 *     index <n>
 *     <base64 hash>                  one a line, from the leaf's sibling upward
 *     <empty line>
 *     <checkpoint with its signatures>
 */
import { refused, type ThroughlineError } from '../errors.ts';
import { base64, concat, fromBase64, fromDecimal, fromUtf8, utf8 } from './bytes.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { checkInclusion, type Hash, leafHash, proveInclusion } from './merkle.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import type { Policy } from './policy.ts';
import { committedSize } from './read.ts';
import { TileReader } from './reader.ts';
import { type Witnessed, witnessedBy } from './witnessed.ts';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves is 53 high. */
const MAX_HASHES = 53;

export interface Proof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  readonly extra?: Uint8Array;
  readonly checkpoint: Checkpoint;
  readonly checkpointBytes: Uint8Array;
}

/** The proof of entry `index` under a checkpoint of the log in `folder`. @throws LOG_DAMAGED, RangeError. */
export async function makeProof(
  folder: string,
  index: number,
  checkpointBytes: Uint8Array,
  extra?: Uint8Array,
): Promise<Uint8Array> {
  const checkpoint = parseCheckpoint(checkpointBytes);
  const reader = new TileReader(folder, await committedSize(folder));
  const hashes = await proveInclusion(reader, index, checkpoint.size);
  return proofBytes({
    index,
    hashes,
    checkpoint,
    checkpointBytes,
    ...(extra === undefined ? {} : { extra }),
  });
}

export function proofBytes(proof: Proof): Uint8Array {
  const lines = [
    FIRST_LINE,
    ...(proof.extra === undefined ? [] : [`extra ${base64(proof.extra)}`]),
    `index ${proof.index}`,
    ...proof.hashes.map(base64),
    '',
  ];
  return concat(utf8(lines.map((line) => `${line}\n`).join('')), proof.checkpointBytes);
}

/** Reads a proof file without checking it. @throws PROOF, NOTE, CHECKPOINT. */
export function parseProof(bytes: Uint8Array): Proof {
  if (bytes.length > 2 * MAX_NOTE_BYTES) throw wrong('the proof is longer than 2 MB');
  const text = fromUtf8(bytes);
  const split = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || split < 0) throw wrong('the proof has no empty line before its checkpoint');
  const [first, ...lines] = text.slice(0, split).split('\n');
  if (first !== FIRST_LINE) throw wrong(`the proof does not begin with ${FIRST_LINE}`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : null;
  if (extra === undefined) throw wrong('the extra data of the proof is not base64');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw wrong('the proof does not say which entry it is for');
  if (lines.length > MAX_HASHES) throw wrong('the proof has more hashes than any tree is high');
  const hashes = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== 32) throw wrong('a hash of the proof is not 32 bytes in base64');
    return hash;
  });
  const checkpointBytes = utf8(text.slice(split + 2));
  const checkpoint = parseCheckpoint(checkpointBytes);
  return { index, hashes, checkpoint, checkpointBytes, ...(extra === null ? {} : { extra }) };
}

/**
 * Checks that `entry` is in the log at the place the proof names, under a checkpoint signed as `policy`
 * asks. Returns what the proof is of and who witnessed it.
 * @throws PROOF when the hashes do not lead to the root; the errors of {@link openCheckpoint}; QUORUM when
 * too few witnesses have cosigned.
 */
export function checkProof(
  bytes: Uint8Array,
  entry: Uint8Array,
  policy: Policy,
): { index: number; checkpoint: Checkpoint; witnessed: Witnessed } {
  const proof = parseProof(bytes);
  const checkpoint = openCheckpoint(proof.checkpointBytes, policy.logs);
  const witnessed = witnessedBy(checkpoint.note, policy);
  const { size, root } = checkpoint;
  if (!checkInclusion(leafHash(entry), proof.index, size, root, proof.hashes)) {
    throw wrong('the proof does not lead from the entry to the signed root');
  }
  if (!witnessed.quorum) {
    throw refused('QUORUM', 'the checkpoint of the proof has too few witnesses', {
      hint: 'ask the party that made it to have its log witnessed, and send the proof again',
    });
  }
  return { index: proof.index, checkpoint, witnessed };
}

const wrong = (reason: string): ThroughlineError =>
  refused('PROOF', reason, { hint: 'ask the party that made the proof for it again' });
