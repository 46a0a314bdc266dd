/**
 * Verifies a whole log, trusting nothing in it: the policy, the signatures on every checkpoint, every entry
 * up to the signed root, and the head remembered elsewhere. What this shows is that nothing entered was
 * changed, dropped or put in another order since it was signed. It does not show that an entry is true, nor
 * that everything that happened was entered.
 */
import { join } from 'node:path';
import { unusable } from '../errors.ts';
import {
  checkArchived,
  openCheckpointFile,
  readFile,
  reportLateEntry,
  type SignedBy,
} from './archivecheck.ts';
import { base64, equal } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { PENDING } from './commit.ts';
import { EntryCheck } from './entrycheck.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import { type Finding, Findings } from './findings.ts';
import type { Frontier } from './frontier.ts';
import { readHead } from './head.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { parseVkey, sameKey, type Verifier } from './keys.ts';
import type { Hash } from './merkle.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { MAX_POLICY_BYTES, type Policy, parsePolicy } from './policy.ts';
import { hashesAt, levelsOf, TILE_WIDTH, tilePath, widthOf } from './tiles.ts';
import { TreeCheck } from './treecheck.ts';
import type { Witnessed } from './witnessed.ts';

export type { Finding } from './findings.ts';

export interface VerifyOptions {
  /** Path of the file that remembers the head last seen; a missing file compares nothing. */
  readonly rememberedHead?: string;
  /** The log's public key as known from elsewhere, e.g. the agreement. Without it the log's own policy is trusted. */
  readonly trustedVkey?: string;
  /** The present moment, to notice times that have not come. */
  readonly now?: Date;
  readonly onProgress?: (done: number, total: number) => void;
  readonly files?: LogFiles;
}

export interface LogReport {
  /** Nothing was found. */
  readonly ok: boolean;
  readonly origin: string;
  readonly size: number;
  /** Base64, as the newest checkpoint states it. */
  readonly root: string;
  /** On the newest checkpoint; `upTo` is the largest size with enough cosignatures, 0 when there is none. */
  readonly witnessed: Witnessed & { readonly upTo: number };
  /** Whether a head remembered elsewhere was compared, and what came of it. */
  readonly remembered: 'none' | 'same' | 'grown' | 'differs';
  /** Of the first and last entry, as they state them. */
  readonly times: { readonly first?: string; readonly last?: string };
  /** Whether the log's key was given from outside, or was taken from its own folder. */
  readonly trusted: boolean;
  readonly findings: readonly Finding[];
  /** Findings beyond the first thousand. */
  readonly more: number;
  /** Harmless things worth knowing. */
  readonly notes: readonly Finding[];
}

/**
 * Verifies the log in `folder`. Everything wrong with it is reported, not thrown.
 * @throws NO_LOG when there is none and none is remembered; VKEY, HEAD for what is given beside it.
 */
export async function verifyLog(folder: string, options: VerifyOptions = {}): Promise<LogReport> {
  const trusted = options.trustedVkey === undefined ? undefined : parseVkey(options.trustedVkey);
  const files = options.files ?? diskFiles;
  const head =
    options.rememberedHead === undefined ? undefined : await readHead(files, options.rememberedHead);
  if (head === undefined) await requireLog(files, folder);
  return new LogCheck(folder, files, options, trusted, head).run();
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
  readonly #folder: string;
  readonly #files: LogFiles;
  readonly #options: VerifyOptions;
  readonly #trusted: Verifier | undefined;
  readonly #head: Checkpoint | undefined;
  readonly #findings = new Findings();
  readonly #entries = new EntryCheck(this.#findings);
  #signedBy: SignedBy = { keys: [], policy: undefined, now: undefined };
  #inventory: Inventory = { archived: [], tiles: [], tilePaths: new Set() };
  #archived: ReadonlySet<number> = new Set();
  #headRoot: Hash | undefined;
  #upTo = 0;

  constructor(
    folder: string,
    files: LogFiles,
    options: VerifyOptions,
    trusted: Verifier | undefined,
    head: Checkpoint | undefined,
  ) {
    this.#folder = folder;
    this.#files = files;
    this.#options = options;
    this.#trusted = trusted;
    this.#head = head;
  }

  async run(): Promise<LogReport> {
    this.#inventory = await takeInventory(this.#files, this.#folder, this.#findings);
    this.#archived = new Set(this.#inventory.archived);
    const policy = await this.#readPolicy();
    this.#signedBy = { keys: this.#logKeys(policy), policy, now: this.#options.now };
    const opened = await openCheckpointFile(
      this.#files,
      this.#folder,
      'checkpoint',
      this.#signedBy,
      this.#findings,
    );
    const checkpoint = opened?.checkpoint ?? (await this.#unsignedCheckpoint());
    if (checkpoint !== undefined) {
      await this.#walk(checkpoint);
      reportLateEntry(opened?.witnessed, this.#entries.last, 'checkpoint', this.#findings);
    }
    return this.#report(checkpoint, opened?.witnessed);
  }

  async #readPolicy(): Promise<Policy | undefined> {
    const bytes = await readFile(this.#files, this.#folder, 'policy', MAX_POLICY_BYTES, this.#findings);
    return bytes === undefined ? undefined : this.#findings.attempt('policy', () => parsePolicy(bytes));
  }

  /** The keys whose signature counts: the one known from outside, else those of the policy. */
  #logKeys(policy: Policy | undefined): readonly Verifier[] {
    const trusted = this.#trusted;
    if (trusted === undefined) return policy?.logs ?? [];
    if (policy !== undefined && !policy.logs.some((log) => sameKey(log, trusted))) {
      this.#findings.find('LOG_KEY', 'policy', 'the policy does not name the key that this log should have');
    }
    return [trusted];
  }

  /** What the newest checkpoint claims although it did not open, so that the entries are looked at too. */
  async #unsignedCheckpoint(): Promise<Checkpoint | undefined> {
    for (const path of ['checkpoint', `checkpoints/${this.#inventory.archived.at(-1)}`]) {
      try {
        const bytes = await this.#files.read(join(this.#folder, path), MAX_NOTE_BYTES);
        if (bytes !== undefined) return parseCheckpoint(bytes);
      } catch {
        this.#findings.note('UNREADABLE', path, 'the size of the log could not be taken from this file');
      }
    }
    return undefined;
  }

  async #walk(checkpoint: Checkpoint): Promise<void> {
    const { size, root } = checkpoint;
    const tree = new TreeCheck(this.#files, this.#folder, size, this.#inventory, this.#findings);
    const whole = await tree.walk(
      {
        atSize: (frontier) => this.#atSize(frontier, checkpoint),
        entry: (bytes, index, file, frontier) => {
          const begins = this.#entries.take(bytes, index, file, () => frontier.root());
          if (begins) this.#requireArchived(index, size);
        },
      },
      (done) => this.#options.onProgress?.(done, size),
    );
    if (whole) await this.#atSize(tree.frontier, checkpoint);
    const leadsToRoot = whole && equal(tree.frontier.root(), root);
    tree.report(leadsToRoot);
    if (whole && !leadsToRoot) {
      this.#findings.find('ROOT', 'checkpoint', 'the entries do not lead to the root that was signed');
    }
    if (this.#entries.followsCheckpoints || this.#archived.size > 0) this.#requireArchived(size, size);
    else if (size > 0) this.#findings.note('NO_ARCHIVE', 'checkpoints', 'no older checkpoints were kept');
    await this.#beyond(checkpoint);
    this.#compareHead(checkpoint, whole);
  }

  async #atSize(frontier: Frontier, newest: Checkpoint): Promise<void> {
    const { size } = frontier;
    if (this.#head?.size === size) this.#headRoot = frontier.root();
    if (!this.#archived.has(size)) return;
    const witnessed = await checkArchived(
      this.#files,
      this.#folder,
      size,
      frontier.root(),
      this.#entries.last,
      newest.origin,
      this.#signedBy,
      this.#findings,
    );
    if (isWitnessed(witnessed)) this.#upTo = size;
    this.#requirePartials(size, newest.size);
  }

  #requireArchived(size: number, newest: number): void {
    if (!this.#archived.has(size)) {
      this.#findings.find('MISSING', `checkpoints/${size}`, 'a checkpoint that was signed is missing');
      this.#requirePartials(size, newest);
    }
  }

  /** While a tile is partial, its forms at every signed size are kept. */
  #requirePartials(size: number, newest: number): void {
    for (const level of [...levelsOf(size), 'entries'] as const) {
      const width = hashesAt(level, size) % TILE_WIDTH;
      const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
      const now = widthOf(level, index, newest);
      const path = tilePath({ level, index, width: Math.max(1, width) });
      if (width === 0 || now === width || now === TILE_WIDTH || this.#inventory.tilePaths.has(path)) continue;
      this.#findings.find('MISSING', path, 'a file that an older checkpoint needs is missing');
    }
  }

  /** A checkpoint beyond the newest is either the end of an append cut short, or what was rolled back from. */
  async #beyond(newest: Checkpoint): Promise<void> {
    for (const size of this.#inventory.archived) {
      if (size <= newest.size) continue;
      const path = `checkpoints/${size}`;
      const signed = await this.#read(path);
      const pending = await this.#read(PENDING);
      if (signed !== undefined && pending !== undefined && equal(signed, pending)) {
        this.#findings.note('INTERRUPTED', path, 'an append was interrupted; the next one will complete it');
      } else {
        const message = `the log was signed with ${size} entries, but now ends at ${newest.size}`;
        this.#findings.find('ROLLED_BACK', path, message, newest.size);
      }
    }
  }

  #compareHead(checkpoint: Checkpoint, whole: boolean): void {
    const head = this.#head;
    if (head === undefined) return;
    if (head.origin !== checkpoint.origin) {
      this.#findings.find('ORIGIN', 'checkpoint', 'the log has another name than the one remembered');
    } else if (checkpoint.size < head.size) {
      const message = `ROLLED BACK from ${head.size} to ${checkpoint.size} entries`;
      this.#findings.find('ROLLED_BACK', 'checkpoint', message, checkpoint.size);
    } else if (whole && (this.#headRoot === undefined || !equal(this.#headRoot, head.root))) {
      const message = `the first ${head.size} entries are not the ones remembered`;
      this.#findings.find('INCONSISTENT', 'checkpoint', message);
    }
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#files.read(join(this.#folder, path), MAX_NOTE_BYTES);
    } catch {
      return undefined;
    }
  }

  #report(checkpoint: Checkpoint | undefined, witnessed: Witnessed | undefined): LogReport {
    const { found, notes, dropped } = this.#findings;
    const of = this.#signedBy.policy?.witnesses.length ?? 0;
    const { first, last } = this.#entries;
    const size = checkpoint?.size ?? 0;
    return {
      ok: found.length === 0,
      origin: checkpoint?.origin ?? '',
      size,
      root: checkpoint === undefined ? '' : base64(checkpoint.root),
      witnessed: {
        ...(witnessed ?? { signed: 0, of, organisations: [], quorum: false }),
        upTo: isWitnessed(witnessed) ? size : this.#upTo,
      },
      remembered: this.#remembered(size),
      times: {
        ...(first === undefined ? {} : { first: new Date(first).toISOString() }),
        ...(last === undefined ? {} : { last: new Date(last).toISOString() }),
      },
      trusted: this.#trusted !== undefined,
      findings: found,
      more: dropped,
      notes,
    };
  }

  #remembered(size: number): LogReport['remembered'] {
    const head = this.#head;
    if (head === undefined) return 'none';
    if (this.#headRoot === undefined || !equal(this.#headRoot, head.root)) return 'differs';
    return head.size === size ? 'same' : 'grown';
  }
}

const isWitnessed = (witnessed: Witnessed | undefined): boolean =>
  witnessed !== undefined && witnessed.signed > 0 && witnessed.quorum;
