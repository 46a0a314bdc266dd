/**
 * Whether a party still has what its own entries say it saw of partners' logs. Without it a partner could show
 * an older log, or another, and nobody would notice.
 */
import { base64 } from './bytes.ts';
import { isJsonObject } from './canonical.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import type { EntryFields } from './entry.ts';
import { Findings } from './findings.ts';
import type { Verifier } from './keys.ts';
import type { LogFolder } from './logfolder.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { witnessPath } from './witness.ts';

/** What one entry says of a partner's log. */
interface Told {
  readonly entry: number;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

interface ToldEvidence extends Told {
  readonly previous: number;
  /** Path under the log's folder. */
  readonly folder: string;
}

export class SightingCheck {
  /** The largest tree that was seen of each log, by its origin. */
  readonly #seen = new Map<string, Told>();
  readonly #evidence: ToldEvidence[] = [];

  take({ type, details }: EntryFields, entry: number): void {
    if (type !== 'witness.seen' || !isJsonObject(details)) return;
    const { log: origin, size, root, previous, result, evidence } = details;
    if (typeof origin !== 'string' || typeof size !== 'number' || typeof root !== 'string') return;
    const told = { entry, origin, size, root };
    if (result === 'first' || result === 'grown') {
      if (size >= (this.#seen.get(origin)?.size ?? 0)) this.#seen.set(origin, told);
    } else if (typeof evidence === 'string' && typeof previous === 'number') {
      this.#evidence.push({ ...told, previous, folder: evidence });
    }
  }

  /**
   * Compares what the entries told with the files. `folders` are the names under `witness/`; `own` is the key
   * under which this party cosigns, where it is known.
   */
  async report(
    folder: LogFolder,
    folders: readonly string[],
    own: Verifier | undefined,
    findings: Findings,
  ): Promise<void> {
    for (const told of this.#seen.values()) await checkLatest(folder, told, own, findings);
    for (const told of this.#evidence) await checkEvidence(folder, told, findings);
    const known = new Set(
      [...this.#seen.keys(), ...this.#evidence.map(({ origin }) => origin)].map(witnessPath),
    );
    for (const name of folders) {
      if (known.has(`witness/${name}`)) continue;
      findings.note('WITNESS_UNENTERED', `witness/${name}`, `no entry tells of this; ${INTERRUPTED}`);
    }
  }
}

const INTERRUPTED = 'the command was interrupted: run "throughline log witness" on the same file again';

async function checkLatest(
  folder: LogFolder,
  { entry, origin, size, root }: Told,
  own: Verifier | undefined,
  findings: Findings,
): Promise<void> {
  const path = `${witnessPath(origin)}/latest`;
  const find = (what: string): void =>
    findings.find('WITNESS_MEMORY', path, `what was last seen of a partner's log ${what}`, entry);
  const seen = await checkpointAt(folder, path);
  if (seen === undefined) find('is lost or cannot be read');
  else if (seen.origin !== origin) find('is of another log');
  else if (seen.size < size) find(`went back from ${size} entries to ${seen.size}`);
  else if (seen.size === size && base64(seen.root) !== root) find('is another tree than the entry tells of');
  else if (own !== undefined && !isCosignedBy(seen, own)) find("does not carry this party's own cosignature");
  else if (seen.size > size) {
    const message = `${seen.size} entries were seen, and no entry tells of more than ${size}; ${INTERRUPTED}`;
    findings.note('WITNESS_UNENTERED', path, message, entry);
  }
}

async function checkEvidence(
  folder: LogFolder,
  { entry, origin, size, root, previous, folder: path }: ToldEvidence,
  findings: Findings,
): Promise<void> {
  const under = `${witnessPath(origin)}/evidence/`;
  const isPlace = path.startsWith(under) && /^[\w-]+$/.test(path.slice(under.length));
  const [older, newer] = isPlace
    ? [await checkpointAt(folder, `${path}/checkpoint.old`), await checkpointAt(folder, `${path}/checkpoint`)]
    : [];
  const consistency = isPlace ? await folder.readIfAny(`${path}/consistency`, MAX_NOTE_BYTES) : undefined;
  const isKept =
    older?.origin === origin &&
    older.size === previous &&
    newer?.origin === origin &&
    newer.size === size &&
    base64(newer.root) === root &&
    consistency !== undefined;
  if (isKept) return;
  const file = isPlace ? path : 'witness';
  findings.find('WITNESS_EVIDENCE', file, "the evidence of a partner's log is lost or was changed", entry);
}

async function checkpointAt(folder: LogFolder, path: string): Promise<Checkpoint | undefined> {
  const bytes = await folder.readIfAny(path, MAX_NOTE_BYTES);
  return bytes === undefined ? undefined : new Findings().attempt(path, () => parseCheckpoint(bytes));
}

const isCosignedBy = ({ note }: Checkpoint, own: Verifier): boolean =>
  new Findings().attempt('', () => cosignedAt(note, own)) !== undefined;
