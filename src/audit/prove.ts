/** Proofs as files, for somebody who has the log's key and not the log. */
import { join } from 'node:path';
import { refused, unusable } from '../errors.ts';
import { writeFileAtomically } from '../files/index.ts';
import {
  archivedCheckpoint,
  checkConsistency,
  checkProof,
  committedSize,
  leafHash,
  makeProof,
  makeRequest,
  noteBytes,
  readEntries,
  readPolicy,
  requestBytes,
} from '../sharelog/index.ts';

export interface ProvenEntry {
  readonly entry: number;
  /** The size of the tree that it is proven to be in. */
  readonly size: number;
  /** Hex. */
  readonly leaf: string;
  readonly file: string;
  readonly proof: string;
}

/**
 * Writes `entry-N.json` and `entry-N.tlog-proof` into `out`, the proof checked before it is written.
 *
 * @throws `NO_ENTRY`; `OUTPUT_EXISTS`; `PROOF` and the log's errors when it is damaged.
 */
export async function proveEntry(folder: string, entry: number, out: string): Promise<ProvenEntry> {
  const size = await committedSize(folder);
  if (entry >= size) {
    throw unusable('NO_ENTRY', `the share log has no entry ${entry}: it has ${size}, counted from 0`, {
      hint: '"throughline log show" lists them with their numbers',
    });
  }
  const { note } = await archivedCheckpoint(folder, size);
  const proof = await makeProof(folder, entry, noteBytes(note));
  for await (const { bytes } of readEntries(folder, { from: entry, to: entry + 1 })) {
    checkProof(proof, bytes, { ...(await readPolicy(folder)), quorum: 'none' });
    const file = join(out, `entry-${entry}.json`);
    const proofFile = join(out, `entry-${entry}.tlog-proof`);
    await writeFileAtomically(file, bytes, { replace: true });
    await writeFileAtomically(proofFile, proof, { replace: true });
    return { entry, size, leaf: Buffer.from(leafHash(bytes)).toString('hex'), file, proof: proofFile };
  }
  throw new RangeError('the entry was not read');
}

export interface ProvenGrowth {
  readonly old: number;
  readonly new: number;
  readonly file: string;
}

/**
 * Writes `consistency-OLD-NEW.txt` into `out`, checked before it is written.
 *
 * @throws `NO_CHECKPOINT` when the log was not signed at one of the sizes; `WITNESS_SIZES`; `LOG_DAMAGED`.
 */
export async function proveGrowth(
  folder: string,
  older: number,
  newer: number,
  out: string,
): Promise<ProvenGrowth> {
  const old = await archivedCheckpoint(folder, older);
  const request = await makeRequest(folder, older, await archivedCheckpoint(folder, newer));
  const { checkpoint, hashes } = request;
  if (older > 0 && !checkConsistency(older, old.root, newer, checkpoint.root, hashes)) {
    throw refused('INCONSISTENT', 'the log does not continue what it signed at the older size', {
      hint: 'run throughline log verify to see what is wrong, and keep the folder as it is: it is evidence',
    });
  }
  const file = join(out, `consistency-${older}-${newer}.txt`);
  await writeFileAtomically(file, requestBytes(request), { replace: true });
  return { old: older, new: newer, file };
}
