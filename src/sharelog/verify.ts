/**
 * Verifies a whole log, trusting nothing in it: the policy, the signatures on every checkpoint, every entry
 * up to the signed root, and the head remembered elsewhere. What this shows is that nothing entered was
 * changed, dropped or put in another order since it was signed. It does not show that an entry is true, nor
 * that everything that happened was entered.
 */
import { join } from 'node:path';
import { grouped, unusable } from '../errors.ts';
import { ArchiveCheck } from './archivecheck.ts';
import { base64, equal } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { CheckpointCheck } from './checkpointcheck.ts';
import { inWords } from './clock.ts';
import { EntryCheck } from './entrycheck.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import { Findings } from './findings.ts';
import { readHead } from './head.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { isRotationSigned, type KeyEvent, KeyHistory, readKeyEvents } from './keyevents.ts';
import { parseVkey, sameKey, type Verifier } from './keys.ts';
import { LogFolder } from './logfolder.ts';
import type { LogReport } from './logreport.ts';
import type { Hash } from './merkle.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { MAX_POLICY_BYTES, type Policy, parsePolicy } from './policy.ts';
import { TILE_WIDTH, tilePath, widthOf } from './tiles.ts';
import { TreeCheck } from './treecheck.ts';
import { asked, partners, type Witnessed } from './witnessed.ts';

export interface VerifyOptions {
  /** Path of the file that remembers the head last seen; a missing file compares nothing. */
  readonly rememberedHead?: string;
  /** The log's public key as known from elsewhere, e.g. the agreement. Without it the log's own policy is trusted. */
  readonly trustedVkey?: string;
  /** The party for which the agreement names `trustedVkey`; comes back in the report. */
  readonly agreed?: string;
  /** The witnesses that count, as known from elsewhere, e.g. the agreement; by default the log's own policy says. */
  readonly trustedPolicy?: Policy;
  /** The key under which the log's party cosigns partners' logs, where it is known from elsewhere. */
  readonly ownWitness?: Verifier;
  /** The present moment, to notice entries and cosignatures from the future. */
  readonly now?: Date;
  /** Told the number of entries checked after each bundle. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly files?: LogFiles;
}

/**
 * Verifies the log in `folder`, in one pass and in memory that does not grow with its entries. Everything
 * wrong with it is reported, not thrown.
 * @throws NO_LOG when there is none and none is remembered; VKEY, HEAD for what is given beside it.
 */
export async function verifyLog(folder: string, options: VerifyOptions = {}): Promise<LogReport> {
  const trusted = options.trustedVkey === undefined ? undefined : parseVkey(options.trustedVkey);
  const files = options.files ?? diskFiles;
  const head =
    options.rememberedHead === undefined ? undefined : await readHead(files, options.rememberedHead);
  if (head === undefined) await requireLog(files, folder);
  return new LogCheck(files, folder, options, trusted, head).run();
}

async function requireLog(files: LogFiles, folder: string): Promise<void> {
  for (const name of ['checkpoint', 'policy', 'tile', 'checkpoints']) {
    if ((await files.kind(join(folder, name))) !== undefined) return;
  }
  throw unusable('NO_LOG', 'there is no share log here', {
    hint: 'give the folder that holds checkpoint and tile/, or run this in a workspace',
    place: { file: folder },
  });
}

class LogCheck {
  readonly #options: VerifyOptions;
  readonly #trusted: Verifier | undefined;
  readonly #head: Checkpoint | undefined;
  readonly #findings = new Findings();
  readonly #entries: EntryCheck;
  readonly #folder: LogFolder;
  /** The root of the entries at the size of the remembered head. */
  #headRoot: Hash | undefined;
  /** The largest tree among the older ones that is witnessed. */
  #best: { readonly size: number; readonly witnessed: Witnessed } | undefined;

  constructor(
    files: LogFiles,
    path: string,
    options: VerifyOptions,
    trusted: Verifier | undefined,
    head: Checkpoint | undefined,
  ) {
    this.#options = options;
    this.#trusted = trusted;
    this.#head = head;
    this.#folder = new LogFolder(files, path, this.#findings);
    this.#entries = new EntryCheck(this.#findings, options.now);
  }

  async run(): Promise<LogReport> {
    const inventory = await takeInventory(this.#folder, this.#findings);
    const policy = await this.#readPolicy();
    const keys = await this.#keyHistory(this.#logKeys(policy), inventory);
    this.#reportOtherPolicy(policy, keys);
    const judged = this.#options.trustedPolicy ?? policy;
    const signed = new CheckpointCheck(this.#folder, keys, judged, this.#options.now, this.#findings);
    const opened = await signed.open('checkpoint');
    const checkpoint = opened?.checkpoint ?? (await this.#claimed(inventory.archived));
    if (checkpoint !== undefined) {
      await this.#walk(checkpoint, inventory, signed);
      signed.lateEntry(opened?.witnessed, this.#entries.last, 'checkpoint');
    }
    const none = {
      signed: 0,
      of: judged === undefined ? 0 : partners(judged).length,
      organisations: [],
      asked: judged === undefined ? 0 : asked(judged),
      quorum: false,
    };
    return this.#report(checkpoint, opened?.witnessed ?? none);
  }

  async #readPolicy(): Promise<Policy | undefined> {
    const bytes = await this.#folder.read('policy', MAX_POLICY_BYTES);
    return bytes === undefined ? undefined : this.#findings.attempt('policy', () => parsePolicy(bytes));
  }

  /** The keys over the life of the log, from those known on. */
  async #keyHistory(known: readonly Verifier[], { archived }: Inventory): Promise<KeyHistory> {
    const { files, path } = this.#folder;
    const claimed = await this.#claimed(archived);
    const events = claimed === undefined ? [] : await readKeyEvents(files, path, claimed.size);
    const proven = new Set<KeyEvent>();
    for (const event of events) {
      if (event.type === 'key.revoke' || (await isRotationSigned(files, path, archived, event)))
        proven.add(event);
      else if (event.type === 'key.rotate') {
        const message = 'a change of keys is entered here that the older and the newer key did not both sign';
        this.#findings.find('KEY_UNPROVEN', `checkpoints`, message, event.index);
      }
    }
    const history = new KeyHistory(known, events, (event) => proven.has(event));
    for (const { type, index, key, next } of events) {
      const isLost =
        type === 'key.revoke' && next !== undefined && !history.all.some((one) => sameKey(one, next));
      if (!isLost || !known.some((one) => sameKey(one, key))) continue;
      const message = 'the key by which this log is known was declared unsafe: ask the party for its new one';
      this.#findings.find('KEY_REVOKED', 'checkpoint', message, index);
    }
    return history;
  }

  #reportOtherPolicy(policy: Policy | undefined, keys: KeyHistory): void {
    if (this.#trusted === undefined || policy === undefined) return;
    if (policy.logs.some((log) => keys.all.some((key) => sameKey(log, key)))) return;
    this.#findings.find('LOG_KEY', 'policy', 'the policy does not name the key that this log should have');
  }

  /** The keys whose signature counts: the one known from outside, else those of the policy. */
  #logKeys(policy: Policy | undefined): readonly Verifier[] {
    const trusted = this.#trusted;
    return trusted === undefined ? (policy?.logs ?? []) : [trusted];
  }

  /** What the newest checkpoint claims although it did not open, so that the entries are looked at too. */
  async #claimed(archived: readonly number[]): Promise<Checkpoint | undefined> {
    const newest = archived.at(-1);
    for (const path of ['checkpoint', ...(newest === undefined ? [] : [`checkpoints/${newest}`])]) {
      const bytes = await this.#folder.readIfAny(path, MAX_NOTE_BYTES);
      const parsed =
        bytes === undefined ? undefined : new Findings().attempt(path, () => parseCheckpoint(bytes));
      if (parsed !== undefined) return parsed;
    }
    return undefined;
  }

  async #walk(checkpoint: Checkpoint, inventory: Inventory, signed: CheckpointCheck): Promise<void> {
    const { origin, size, root } = checkpoint;
    const archive = new ArchiveCheck(this.#folder, inventory, size, this.#findings);
    const tree = new TreeCheck(this.#folder, size, inventory, this.#findings);
    const { frontier } = tree;
    const atSize = async (): Promise<void> => {
      const there = frontier.size;
      if (this.#head?.size === there) this.#headRoot = frontier.root();
      if (!archive.has(there)) return;
      const lastEntry = this.#entries.last;
      const witnessed = await signed.archived({ origin, size: there, root: frontier.root(), lastEntry });
      if (witnessed !== undefined && isWitnessed(witnessed)) this.#best = { size: there, witnessed };
      archive.requirePartials(there);
    };
    const entry = (bytes: Uint8Array, index: number, file: string): void => {
      const beginsAppend = this.#entries.take(bytes, index, file, () => frontier.root());
      if (beginsAppend && !archive.has(index)) archive.require(index);
    };
    const whole = await tree.walk({ atSize, entry }, (done) => this.#options.onProgress?.(done, size));
    if (whole) await atSize();
    const leadsToRoot = whole && equal(frontier.root(), root);
    tree.report(leadsToRoot);
    if (whole && !leadsToRoot) {
      this.#findings.find('ROOT', 'checkpoint', 'the entries do not lead to the root that was signed');
    }
    if (this.#entries.followsCheckpoints || !archive.isEmpty) archive.require(size);
    else if (size > 0) this.#findings.note('NO_ARCHIVE', 'checkpoints', 'no older checkpoints were kept');
    await archive.beyond();
    await this.#entries.sightings.report(
      this.#folder,
      inventory.witnessed,
      this.#options.ownWitness,
      this.#findings,
    );
    this.#noteAhead(size);
    for (const [index, action] of this.#entries.openIntents.entries()) {
      const message = `the step "${action}" was begun, and no later entry says that it was done or failed`;
      this.#findings.note('OPEN_INTENT', bundleOf(index, size), message, index);
    }
    this.#compareHead(checkpoint, whole);
  }

  /** Not a finding: nothing was changed, and a clock that was once ahead cannot be taken back. */
  #noteAhead(size: number): void {
    const { ahead } = this.#entries;
    if (ahead === undefined) return;
    const { count, first, latest } = ahead;
    const entries = count === 1 ? 'this entry is' : `this entry and ${grouped(count - 1)} more are`;
    const message = `${entries} from the future, up to ${inWords(latest)}: a clock is or was wrong, here or there`;
    this.#findings.note('ENTRY_FUTURE', bundleOf(first, size), message, first);
  }

  #compareHead(checkpoint: Checkpoint, whole: boolean): void {
    const head = this.#head;
    if (head === undefined) return;
    if (head.origin !== checkpoint.origin) {
      this.#findings.find('ORIGIN', 'checkpoint', 'the log has another name than the one remembered');
    } else if (checkpoint.size < head.size) {
      const message = `ROLLED BACK from ${head.size} to ${checkpoint.size} entries`;
      this.#findings.find('ROLLED_BACK', 'checkpoint', message, checkpoint.size);
    } else if (whole && !this.#isHeadFound(head)) {
      const message = `the first ${head.size} entries are not the ones remembered`;
      this.#findings.find('INCONSISTENT', 'checkpoint', message);
    }
  }

  #isHeadFound(head: Checkpoint): boolean {
    return this.#headRoot !== undefined && equal(this.#headRoot, head.root);
  }

  #report(checkpoint: Checkpoint | undefined, witnessed: Witnessed): LogReport {
    const { found, notes, dropped } = this.#findings;
    const { first, last } = this.#entries;
    const size = checkpoint?.size ?? 0;
    return {
      ok: found.length === 0,
      origin: checkpoint?.origin ?? '',
      size,
      root: checkpoint === undefined ? '' : base64(checkpoint.root),
      witnessed: this.#allWitnessed(size, witnessed),
      remembered: this.#remembered(size),
      times: {
        ...(first === undefined ? {} : { first: new Date(first).toISOString() }),
        ...(last === undefined ? {} : { last: new Date(last).toISOString() }),
      },
      trusted: this.#trusted !== undefined,
      ...(this.#options.agreed === undefined ? {} : { agreed: this.#options.agreed }),
      findings: found,
      more: dropped,
      notes,
    };
  }

  /**
   * A partner's cosignature brings an entry into the partner's own log, and that is to be cosigned in turn.
   * So the chain ends where everything but such entries is covered.
   */
  #allWitnessed(size: number, newest: Witnessed): LogReport['witnessed'] {
    const best = isWitnessed(newest) ? { size, witnessed: newest } : this.#best;
    if (best === undefined) return { ...newest, upTo: 0 };
    const covered = best.size >= this.#entries.sizeOfWork;
    return {
      ...(covered ? best.witnessed : newest),
      upTo: best.size,
      ...(covered ? { covered: true as const } : {}),
    };
  }

  #remembered(size: number): LogReport['remembered'] {
    const head = this.#head;
    if (head === undefined) return 'none';
    if (!this.#isHeadFound(head)) return 'differs';
    return head.size === size ? 'same' : 'grown';
  }
}

/** The file that entry `index` of a log of `size` lies in. */
function bundleOf(index: number, size: number): string {
  const bundle = Math.floor(index / TILE_WIDTH);
  return tilePath({ level: 'entries', index: bundle, width: widthOf('entries', bundle, size) });
}

const isWitnessed = ({ signed, quorum }: Witnessed): boolean => signed > 0 && quorum;
