/** Checks of signed checkpoints: the newest, and every older one that the log keeps. */
import { equal } from './bytes.ts';
import { type Checkpoint, isCheckpointSignedBy, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { Findings } from './findings.ts';
import type { KeyHistory } from './keyevents.ts';
import type { Verifier } from './keys.ts';
import type { LogFolder } from './logfolder.ts';
import type { Hash } from './merkle.ts';
import { MAX_NOTE_BYTES, type Signature, signaturesBy } from './note.ts';
import type { Policy } from './policy.ts';
import { type Witnessed, witnessedBy } from './witnessed.ts';

/** Clocks of two organisations may differ by this much, in milliseconds: a day, as time zones get set wrongly. */
export const CLOCK_TOLERANCE = 24 * 60 * 60_000;

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Undefined when there is no policy to say who the witnesses are, or a cosignature is wrong. */
  readonly witnessed: Witnessed | undefined;
}

/** What the entries say at the size of a checkpoint. */
export interface TreeThere {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** Time of the last entry, milliseconds since 1970. */
  readonly lastEntry: number | undefined;
}

export class CheckpointCheck {
  readonly #folder: LogFolder;
  readonly #keys: KeyHistory;
  readonly #policy: Policy | undefined;
  readonly #now: Date | undefined;
  readonly #findings: Findings;
  /** Revoked keys that a note was made of. */
  readonly #noted = new Set<Verifier>();

  /** `now` is for cosignatures from the future, which are not looked for without it. */
  constructor(
    folder: LogFolder,
    keys: KeyHistory,
    policy: Policy | undefined,
    now: Date | undefined,
    findings: Findings,
  ) {
    this.#folder = folder;
    this.#keys = keys;
    this.#policy = policy;
    this.#now = now;
    this.#findings = findings;
  }

  /** Reads and opens a checkpoint file; undefined when the log did not sign it. */
  async open(path: string): Promise<OpenedCheckpoint | undefined> {
    const bytes = await this.#folder.read(path, MAX_NOTE_BYTES);
    if (bytes === undefined) return undefined;
    const checkpoint = this.#findings.attempt(path, () => this.#opened(bytes, path));
    const policy = this.#policy;
    if (checkpoint === undefined || policy === undefined) {
      return checkpoint === undefined ? undefined : { checkpoint, witnessed: undefined };
    }
    const witnessed = this.#findings.attempt(path, () => witnessedBy(checkpoint.note, policy));
    this.#reportUnknownSignatures(checkpoint, policy, path);
    this.#reportFuture(witnessed, path);
    return { checkpoint, witnessed };
  }

  /** Opens a checkpoint with the keys that count at its size, and says when one signed that no longer may. */
  #opened(bytes: Uint8Array, path: string): Checkpoint {
    const claimed = parseCheckpoint(bytes);
    let keys = this.#keys.validAt(claimed.size);
    for (const key of this.#keys.all) {
      const standing = this.#keys.standing(key, claimed.size);
      if (standing !== 'retired' && standing !== 'revoked') continue;
      if (!isCheckpointSignedBy(claimed, key)) continue;
      const revocation = this.#keys.revocationOf(key);
      if (standing === 'revoked' && revocation !== undefined && claimed.size <= revocation.index) {
        // Signed before the key was known to be unsafe: the entries are vouched for by the newer checkpoint.
        this.#noteRevoked(key, revocation.index, path);
        keys = [...keys, key];
      } else {
        const why = standing === 'retired' ? 'was out of use by then' : 'had been declared unsafe by then';
        this.#findings.find(`KEY_${standing.toUpperCase()}`, path, `a key signed this that ${why}`);
      }
    }
    return openCheckpoint(bytes, keys);
  }

  /** Once for a key: all checkpoints after its last good size are alike. */
  #noteRevoked(key: Verifier, entry: number, path: string): void {
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    const message = 'from here on a key signed that was declared unsafe later; newer signatures vouch for it';
    this.#findings.note('KEY_REVOKED', path, message, entry);
  }

  /** Checks the checkpoint kept for a size against the tree of the entries at that size. */
  async archived(there: TreeThere): Promise<Witnessed | undefined> {
    const path = `checkpoints/${there.size}`;
    const opened = await this.open(path);
    if (opened === undefined) return undefined;
    const { checkpoint, witnessed } = opened;
    if (checkpoint.origin !== there.origin) {
      this.#findings.find('ORIGIN', path, 'the checkpoint is of another log');
    } else if (checkpoint.size !== there.size) {
      this.#findings.find('CHECKPOINT_SIZE', path, 'the checkpoint is of another size than its name says');
    } else if (!equal(checkpoint.root, there.root)) {
      const message = `the log was signed with other entries than it now has among its first ${there.size}`;
      this.#findings.find('INCONSISTENT', path, message);
    }
    this.lateEntry(witnessed, there.lastEntry, path);
    return witnessed;
  }

  /** An entry cannot be later than a witness's time on a tree that already holds it. */
  lateEntry(witnessed: Witnessed | undefined, lastEntry: number | undefined, path: string): void {
    const earliest = witnessed?.earliest;
    if (earliest === undefined || lastEntry === undefined) return;
    if (lastEntry > earliest * 1000 + CLOCK_TOLERANCE) {
      const message = 'a witness cosigned this tree before the time of its last entry';
      this.#findings.find('ENTRY_AFTER_WITNESS', path, message);
    }
  }

  #reportFuture(witnessed: Witnessed | undefined, path: string): void {
    const latest = witnessed?.latest;
    if (latest === undefined || this.#now === undefined) return;
    if (latest * 1000 > this.#now.getTime() + CLOCK_TOLERANCE) {
      const message = 'a witness cosigned this tree at a time that has not come';
      this.#findings.find('COSIGNATURE_FUTURE', path, message);
    }
  }

  /**
   * A signature by an unknown key proves nothing and harms nothing: partners come, go and change their keys.
   * But one that is almost that of a witness who has not signed is what is left of its cosignature.
   */
  #reportUnknownSignatures({ note }: Checkpoint, policy: Policy, path: string): void {
    const witnesses = policy.witnesses.map((witness) => witness.verifier);
    const known = [...policy.logs, ...this.#keys.all, ...witnesses];
    const recognised = new Set(known.flatMap((verifier) => signaturesBy(note, verifier)));
    const unknown = note.signatures.filter((signature) => !recognised.has(signature));
    if (unknown.length === 0) return;
    const message = 'a signature is by a key that the policy does not name';
    const silent = witnesses.filter((witness) => signaturesBy(note, witness).length === 0);
    if (unknown.some((signature) => silent.some((witness) => isAlmostBy(signature, witness)))) {
      const found = `${message}, and a witness that it does name is missing`;
      this.#findings.find('UNKNOWN_SIGNATURE', path, found);
    } else {
      this.#findings.note('UNKNOWN_SIGNATURE', path, message);
    }
  }
}

/** The key id is the witness's, or the name is and no more differs than one changed character of base64 changes. */
function isAlmostBy({ name, keyId }: Signature, witness: Verifier): boolean {
  const differing = keyId.filter((byte, i) => byte !== witness.keyId[i]).length;
  return differing === 0 || (differing <= 2 && name === witness.name);
}
