/** Taking a witness's cosignature into the log it is of. */
import { dirname, join } from 'node:path';
import { refused } from '../errors.ts';
import { fromDecimal } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { TEMPORARY } from './commit.ts';
import { cosignedAt } from './cosignature.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import type { Verifier } from './keys.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { MAX_NOTE_BYTES, type Note, noteBytes, type Signature, signaturesBy } from './note.ts';
import type { Witness } from './policy.ts';

export interface Cosigned {
  /** The size of the checkpoint that now carries the cosignature. */
  readonly size: number;
  /** The witnesses, by their names in the policy. */
  readonly by: readonly string[];
  /** Seconds since 1970. */
  readonly at: number;
}

/** The sizes of the checkpoints that the log in `folder` kept, ascending. */
export async function archivedSizes(folder: string, files: LogFiles = diskFiles): Promise<number[]> {
  const names = await files.list(join(folder, 'checkpoints'));
  return names.flatMap((name) => fromDecimal(name) ?? []).sort((a, b) => a - b);
}

/** The largest size at which this witness has cosigned the log in `folder`; 0 when it never has. */
export async function lastSizeCosignedBy(
  folder: string,
  witness: Verifier,
  files: LogFiles = diskFiles,
): Promise<number> {
  for (const size of (await archivedSizes(folder, files)).toReversed()) {
    const checkpoint = await kept(files, folder, size);
    if (checkpoint !== undefined && cosignedAt(checkpoint.note, witness) !== undefined) return size;
  }
  return 0;
}

/**
 * Adds the cosignatures to the checkpoint that they are of: the newest, or an older one that was kept.
 * Taking the same in twice changes nothing; a later cosignature takes the place of the witness's earlier one.
 * @throws COSIGNATURE_UNKNOWN when they are by none of the witnesses, or of no checkpoint of this log; LOG_LOCKED.
 */
export async function addCosignatures(
  folder: string,
  signatures: readonly Signature[],
  witnesses: readonly Witness[],
  files: LogFiles = diskFiles,
  lock: LockOptions = {},
): Promise<Cosigned> {
  const release = await takeLock(files, folder, lock);
  try {
    for (const size of (await archivedSizes(folder, files)).toReversed()) {
      const checkpoint = await kept(files, folder, size);
      const found = checkpoint === undefined ? [] : matching(checkpoint, signatures, witnesses);
      if (checkpoint === undefined || found.length === 0) continue;
      await put(files, folder, size, withSignatures(checkpoint.note, found));
      return {
        size,
        by: found.map(({ witness }) => witness.name),
        at: Math.max(...found.map(({ at }) => at)),
      };
    }
  } finally {
    await release();
  }
  throw refused('COSIGNATURE_UNKNOWN', 'the cosignature fits no checkpoint of this log', {
    hint: 'check that it is for this party, and that the agreement names the witness key of the party that made it',
  });
}

interface Match {
  readonly witness: Witness;
  readonly signature: Signature;
  readonly at: number;
}

function matching(
  { note }: Checkpoint,
  signatures: readonly Signature[],
  witnesses: readonly Witness[],
): Match[] {
  return witnesses.flatMap((witness) => {
    const [signature] = signaturesBy({ text: note.text, signatures }, witness.verifier);
    if (signature === undefined) return [];
    try {
      const at = cosignedAt({ text: note.text, signatures: [signature] }, witness.verifier);
      return at === undefined ? [] : [{ witness, signature, at }];
    } catch {
      return [];
    }
  });
}

function withSignatures(note: Note, found: readonly Match[]): Note {
  const replaced = new Set(found.flatMap(({ witness }) => signaturesBy(note, witness.verifier)));
  const stay = note.signatures.filter((signature) => !replaced.has(signature));
  return { text: note.text, signatures: [...stay, ...found.map(({ signature }) => signature)] };
}

/** The archive first: `checkpoint` is then the same, or still without the cosignature. */
async function put(files: LogFiles, folder: string, size: number, note: Note): Promise<void> {
  const bytes = noteBytes(note);
  await replaceBy(files, folder, bytes, `checkpoints/${size}`);
  const newest = await files.read(join(folder, 'checkpoint'), MAX_NOTE_BYTES);
  if (newest === undefined || parseCheckpoint(newest).note.text !== note.text) return;
  await replaceBy(files, folder, bytes, 'checkpoint');
}

/** Written in `log/tmp`, where what a crash leaves is nobody's file. */
async function replaceBy(files: LogFiles, folder: string, bytes: Uint8Array, path: string): Promise<void> {
  const temporary = join(folder, TEMPORARY, 'cosigned');
  await files.makeFolder(dirname(temporary));
  await files.remove(temporary);
  await files.create(temporary, bytes);
  await files.rename(temporary, join(folder, path));
  await files.flushFolder(dirname(join(folder, path)));
}

async function kept(files: LogFiles, folder: string, size: number): Promise<Checkpoint | undefined> {
  const bytes = await files.read(join(folder, 'checkpoints', String(size)), MAX_NOTE_BYTES);
  return bytes === undefined ? undefined : parseCheckpoint(bytes);
}
