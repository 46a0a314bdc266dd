/** A party's own share log: opening it, and appending to it. */
import { join, resolve } from 'node:path';
import type { Ambient } from '../ambient.ts';
import { fault, refused, systemCode, ThroughlineError } from '../errors.ts';
import { base64, equal, hex } from './bytes.ts';
import { type Checkpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { entryTime } from './clock.ts';
import { commit, commitCheckpoint, PENDING, settle, writeNew } from './commit.ts';
import { makeOpenings, type Opening, type PersonalValues } from './disclosure.ts';
import { makeEntry } from './entry.ts';
import type { EntryDraft, SystemInfo } from './entrytypes.ts';
import { diskFiles, type LogFiles } from './filesystem.ts';
import { readHead, writeHead } from './head.ts';
import { type LogSigner, sameKey, type Verifier, verifierOf } from './keys.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { EMPTY_ROOT, type Hash, treeRoot } from './merkle.ts';
import { writeOpenings } from './openings.ts';
import { logOnlyPolicy, policyBytes } from './policy.ts';
import { readPolicy } from './policyfile.ts';
import { TileReader } from './reader.ts';
import { type LogState, readState } from './state.ts';

export interface LogOptions {
  readonly signer: LogSigner;
  /** Another key of this log that signs too, while one takes the place of the other. */
  readonly alsoSigner?: LogSigner;
  /** Keys whose checkpoints are read and continued although they sign no more. */
  readonly accepts?: readonly Verifier[];
  /** Who openings are sealed to, and who is at work; without it an entry can name no person. */
  readonly openings?: OpeningsOptions;
  /** What names a person and belongs in every entry, beside what each says itself. */
  readonly personal?: PersonalValues;
  readonly ambient: Ambient;
  /** Path of the file that remembers the head, outside the log's folder. */
  readonly rememberedHead: string;
  /** The program, as entries name it. */
  readonly system: SystemInfo;
  readonly files?: LogFiles;
  readonly lock?: LockOptions;
}

export interface OpeningsOptions {
  /** The IG lead's age recipient (`age1...`), worked out once an entry names a person. */
  readonly recipient: () => Promise<string>;
  /** Whoever runs the command; stands in every entry as a digest. */
  readonly operator?: string;
}

export interface AppendOptions {
  /**
   * Enter even where the clock is behind the last entry, at that entry's time, saying so: for the refusal that a
   * wrong clock brings about, and for acts that let nothing leave and cannot wait.
   */
  readonly despiteClock?: boolean;
}

export interface Appended {
  /** The entry's index. */
  readonly index: number;
  /** The signed checkpoint that covers it. */
  readonly checkpoint: string;
}

export class ShareLog {
  readonly folder: string;
  /** What the remembered head said on opening: `none` means that nothing could be compared. */
  readonly remembered: 'none' | 'same' | 'grown';
  readonly #options: LogOptions;
  readonly #files: LogFiles;
  readonly #keys: readonly Verifier[];
  #checkpoint: Checkpoint;

  private constructor(
    folder: string,
    options: LogOptions,
    remembered: 'none' | 'same' | 'grown',
    checkpoint: Checkpoint,
  ) {
    this.folder = folder;
    this.remembered = remembered;
    this.#options = options;
    this.#files = options.files ?? diskFiles;
    this.#keys = readingKeys(options);
    this.#checkpoint = checkpoint;
  }

  /**
   * Opens the log in `folder`, making it (empty, with its policy) when there is none.
   * Reads only the right edge, whatever the size.
   * @throws LOG_ROLLED_BACK when the log is not the one whose head was remembered or is shorter;
   * LOG_DAMAGED, CHECKPOINT*, POLICY when it is not whole at its right edge; LOG_LOCKED.
   */
  static async open(folder: string, options: LogOptions): Promise<ShareLog> {
    const path = resolve(folder);
    return translated(async () => {
      const files = options.files ?? diskFiles;
      if (await needsWriting(files, path)) {
        await underLock(files, path, options, () => prepare(files, path, options));
      }
      // Before the checkpoint, which is written first: another process may be appending.
      const head = await readHead(files, options.rememberedHead);
      const state = await readOwnState(files, path, options);
      const remembered = await compareWithHead(files, path, state, head);
      return new ShareLog(path, options, remembered, state.checkpoint);
    });
  }

  /** The number of entries, as of opening or the last append. */
  get size(): number {
    return this.#checkpoint.size;
  }

  get root(): Hash {
    return this.#checkpoint.root;
  }

  get origin(): string {
    return this.#checkpoint.origin;
  }

  /**
   * Appends entries, all under one checkpoint: all of them are in the log afterwards, or none.
   * The time and cost do not depend on the size of the log.
   * @throws CLOCK_BEHIND when the clock is behind the last entry; LOG_LOCKED; LOG_ROLLED_BACK; LOG_DAMAGED;
   * LOG_WRITE when the disk fails.
   */
  async append(drafts: readonly EntryDraft[], options: AppendOptions = {}): Promise<Appended[]> {
    if (drafts.length === 0) return [];
    const { signer, alsoSigner, ambient, rememberedHead, system, openings, personal: always } = this.#options;
    const files = this.#files;
    return translated(() =>
      underLock(files, this.folder, this.#options, async () => {
        await settle(files, this.folder, this.#keys);
        const head = await readHead(files, rememberedHead);
        const state = await readOwnState(files, this.folder, this.#options);
        await compareWithHead(files, this.folder, state, head);
        const { at, clockSource } = entryTime(ambient.now(), state.last, options.despiteClock ?? false);
        const { size, root } = state.checkpoint;
        const personal = drafts.map((draft) =>
          openingsOf({ ...always, ...draft.personal }, openings, ambient),
        );
        const entries = drafts.map((draft, i) =>
          makeEntry(
            draft,
            {
              seq: size + i,
              at,
              clockSource,
              actorKeyId: hex(verifierOf(signer).keyId),
              system,
              prevCheckpoint: { size, root: base64(root) },
              digests: personal[i]!.map(({ digest }) => digest),
            },
            ambient,
          ),
        );
        for (const [i, made] of personal.entries()) {
          if (made.length === 0 || openings === undefined) continue;
          await writeOpenings(files, this.folder, size + i, made, await openings.recipient());
        }
        const signers = alsoSigner === undefined ? ([signer] as const) : ([signer, alsoSigner] as const);
        const bytes = await commit(files, this.folder, state, entries, [...signers]);
        this.#checkpoint = parseCheckpoint(bytes);
        await writeHead(files, rememberedHead, bytes);
        const checkpoint = Buffer.from(bytes).toString('utf8');
        return drafts.map((_, i) => ({ index: size + i, checkpoint }));
      }),
    );
  }
}

async function needsWriting(files: LogFiles, folder: string): Promise<boolean> {
  const committed = await files.kind(join(folder, 'checkpoint'));
  return committed === undefined || (await files.kind(join(folder, PENDING))) !== undefined;
}

/** Makes the log, or ends what an interrupted append began. Needs the lock. */
async function prepare(files: LogFiles, folder: string, options: LogOptions): Promise<void> {
  const key = verifierOf(options.signer);
  await settle(files, folder, readingKeys(options));
  if ((await files.kind(join(folder, 'checkpoint'))) !== undefined) return;
  const isStarted = (await files.kind(join(folder, 'tile'))) !== undefined;
  const archived = await files.list(join(folder, 'checkpoints'));
  const head = await readHead(files, options.rememberedHead);
  if (isStarted || archived.length > 0 || (head !== undefined && head.size > 0)) {
    throw refused(
      'LOG_ROLLED_BACK',
      `the share log is missing${head ? `: it had ${head.size} entries` : ''}`,
      {
        hint: 'restore the whole log folder from a copy; starting anew would hide what was logged',
        place: { file: 'log/checkpoint' },
      },
    );
  }
  if ((await files.kind(join(folder, 'policy'))) === undefined) {
    await writeNew(files, folder, 'policy', policyBytes(logOnlyPolicy(key)));
  }
  const empty = { origin: options.signer.name, size: 0, root: EMPTY_ROOT };
  const checkpoint = signCheckpoint(empty, options.signer);
  await commitCheckpoint(files, folder, 0, checkpoint);
  await writeHead(files, options.rememberedHead, checkpoint);
}

const readingKeys = ({ signer, accepts = [] }: LogOptions): readonly Verifier[] => [
  verifierOf(signer),
  ...accepts,
];

/** What a draft says of persons, and who is at work, as openings with fresh salts. */
function openingsOf(
  values: PersonalValues,
  options: OpeningsOptions | undefined,
  ambient: Ambient,
): Opening[] {
  const operator = options?.operator;
  const openings = makeOpenings({ ...(operator === undefined ? {} : { operator }), ...values }, ambient);
  if (openings.length > 0 && options === undefined) {
    throw refused('OPENINGS_RECIPIENT', 'an entry would name a person, and there is no key to seal it to', {
      hint: 'the sealing key of this party has to lie in party/sealing.key',
    });
  }
  return openings;
}

/** The log's state, which must be under the signer's own key. */
async function readOwnState(files: LogFiles, folder: string, options: LogOptions): Promise<LogState> {
  const key = verifierOf(options.signer);
  const policy = await readPolicy(folder, files);
  if (!policy.logs.some((log) => sameKey(log, key))) {
    throw refused('LOG_KEY', 'the share log belongs to another key than the one in this workspace', {
      hint: 'check that party/ and log/ are of the same party',
      place: { file: 'log/policy' },
    });
  }
  return readState(files, folder, readingKeys(options));
}

/** Refuses a log that is shorter than, or not a continuation of, the head remembered. */
async function compareWithHead(
  files: LogFiles,
  folder: string,
  state: LogState,
  head: Checkpoint | undefined,
): Promise<'none' | 'same' | 'grown'> {
  if (head === undefined) return 'none';
  const { origin, size, root } = state.checkpoint;
  if (head.origin !== origin) {
    throw rolledBack('the share log has another name than the one remembered');
  }
  if (size < head.size) throw rolledBack(`ROLLED BACK from ${head.size} to ${size} entries`);
  const then = size === head.size ? root : await treeRoot(new TileReader(folder, size, files), head.size);
  if (!equal(then, head.root)) {
    throw rolledBack(`the first ${head.size} entries of the share log are not the ones remembered`);
  }
  return size === head.size ? 'same' : 'grown';
}

async function underLock<T>(
  files: LogFiles,
  folder: string,
  options: LogOptions,
  work: () => Promise<T>,
): Promise<T> {
  await files.makeFolder(folder);
  const release = await takeLock(files, folder, options.lock);
  try {
    return await work();
  } finally {
    await release();
  }
}

const rolledBack = (reason: string): ThroughlineError =>
  refused('LOG_ROLLED_BACK', reason, {
    hint: 'restore the newer copy of the log folder; if there is none, tell your partners and the auditor',
    place: { file: 'log/checkpoint' },
  });

/** System errors carry paths of this machine; they become an error of our own. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof ThroughlineError || code === undefined) throw error;
    throw fault('LOG_WRITE', `the share log could not be read or written (${code})`, {
      hint: 'see that the disk has room and the folder may be written, then run this again',
      place: { file: 'log' },
    });
  }
}
