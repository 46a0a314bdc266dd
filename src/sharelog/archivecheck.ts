/** Checks of signed checkpoints: the newest, and every older one that the log keeps. */
import { join } from 'node:path';
import { equal } from './bytes.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './filesystem.ts';
import type { Findings } from './findings.ts';
import type { Verifier } from './keys.ts';
import type { Hash } from './merkle.ts';
import { MAX_NOTE_BYTES, signaturesBy } from './note.ts';
import type { Policy } from './policy.ts';
import { type Witnessed, witnessedBy } from './witnessed.ts';

/** Clocks of two organisations may differ by this much, in milliseconds: a day, since time zones get set wrongly. */
export const CLOCK_TOLERANCE = 24 * 60 * 60_000;

export interface SignedBy {
  readonly keys: readonly Verifier[];
  readonly policy: Policy | undefined;
  /** The present moment, for cosignatures from the future; not asked when undefined. */
  readonly now: Date | undefined;
}

/** Reads and opens a checkpoint file; what is wrong with it becomes findings. */
export async function openCheckpointFile(
  files: LogFiles,
  folder: string,
  path: string,
  signedBy: SignedBy,
  findings: Findings,
): Promise<{ checkpoint: Checkpoint; witnessed: Witnessed | undefined } | undefined> {
  const bytes = await readFile(files, folder, path, MAX_NOTE_BYTES, findings);
  if (bytes === undefined) return undefined;
  const checkpoint = findings.attempt(path, () => openCheckpoint(bytes, signedBy.keys));
  if (checkpoint === undefined) return undefined;
  const { policy } = signedBy;
  if (policy === undefined) return { checkpoint, witnessed: undefined };
  const witnessed = findings.attempt(path, () => witnessedBy(checkpoint.note, policy));
  reportUnknownSignatures(checkpoint, policy, witnessed, path, findings);
  reportFuture(witnessed, signedBy.now, path, findings);
  return { checkpoint, witnessed };
}

/**
 * The bytes of a file of the log. One that is missing, too long or not a plain file becomes a finding.
 */
export async function readFile(
  files: LogFiles,
  folder: string,
  path: string,
  limit: number,
  findings: Findings,
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await files.read(join(folder, path), limit);
    if (bytes === undefined) findings.find('MISSING', path, 'the file is missing');
    return bytes;
  } catch {
    findings.find('UNREADABLE', path, 'the file cannot be read, or is longer than such a file can be');
    return undefined;
  }
}

/** Checks the checkpoint kept for `size`, where the tree of the entries has `root`. */
export async function checkArchived(
  files: LogFiles,
  folder: string,
  size: number,
  root: Hash,
  lastEntry: number | undefined,
  origin: string,
  signedBy: SignedBy,
  findings: Findings,
): Promise<Witnessed | undefined> {
  const path = `checkpoints/${size}`;
  const opened = await openCheckpointFile(files, folder, path, signedBy, findings);
  if (opened === undefined) return undefined;
  const { checkpoint, witnessed } = opened;
  if (checkpoint.origin !== origin) {
    findings.find('ORIGIN', path, 'the checkpoint is of another log');
  } else if (checkpoint.size !== size) {
    findings.find('CHECKPOINT_SIZE', path, 'the checkpoint is of another size than its name says');
  } else if (!equal(checkpoint.root, root)) {
    findings.find(
      'INCONSISTENT',
      path,
      `the log was signed with other entries than it now has among its first ${size}`,
    );
  }
  reportLateEntry(witnessed, lastEntry, path, findings);
  return witnessed;
}

/** An entry cannot be later than a witness's time on a tree that already holds it. */
export function reportLateEntry(
  witnessed: Witnessed | undefined,
  lastEntry: number | undefined,
  path: string,
  findings: Findings,
): void {
  const earliest = witnessed?.earliest;
  if (earliest === undefined || lastEntry === undefined) return;
  if (lastEntry > earliest * 1000 + CLOCK_TOLERANCE) {
    findings.find(
      'ENTRY_AFTER_WITNESS',
      path,
      'a witness cosigned this tree before the time of its last entry',
    );
  }
}

function reportFuture(
  witnessed: Witnessed | undefined,
  now: Date | undefined,
  path: string,
  findings: Findings,
): void {
  const latest = witnessed?.latest;
  if (latest !== undefined && now !== undefined && latest * 1000 > now.getTime() + CLOCK_TOLERANCE) {
    findings.find('COSIGNATURE_FUTURE', path, 'a witness cosigned this tree at a time that has not come');
  }
}

/**
 * A signature by an unknown key proves nothing and harms nothing. But where a witness of the policy has
 * not signed, it may be what is left of that witness's cosignature, and then it is a finding.
 */
function reportUnknownSignatures(
  checkpoint: Checkpoint,
  policy: Policy,
  witnessed: Witnessed | undefined,
  path: string,
  findings: Findings,
): void {
  const known = [...policy.logs, ...policy.witnesses.map((witness) => witness.verifier)];
  const recognised = new Set(known.flatMap((verifier) => signaturesBy(checkpoint.note, verifier)));
  if (checkpoint.note.signatures.every((signature) => recognised.has(signature))) return;
  const message = 'a signature is by a key that the policy does not name';
  if (witnessed === undefined || witnessed.signed === witnessed.of) {
    findings.note('UNKNOWN_SIGNATURE', path, message);
  } else {
    findings.find('UNKNOWN_SIGNATURE', path, `${message}, and a witness that it does name is missing`);
  }
}
