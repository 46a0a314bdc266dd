/**
 * What can be asked about a share log, one question at a time, so that programs which know nothing of each other can
 * be compared answer by answer. Here is what this program answers.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  archivedCheckpoint,
  type Checkpoint,
  checkConsistency,
  checkProof,
  cosignedAt,
  diskFiles,
  type Finding,
  isRequest,
  logOnlyPolicy,
  noteBytes,
  openCheckpoint,
  parseNote,
  parseProof,
  parseRequest,
  parseVkey,
  readEntries,
  type Verifier,
  verifyLog,
} from '../../src/sharelog/index.ts';
import { hashesAt, levelsOf, TILE_WIDTH, tilePath, widthOf } from '../../src/sharelog/tiles.ts';

export interface Question {
  /** The log's folder. */
  readonly dir: string;
  /** Public keys of the log, and of witnesses. */
  readonly keys: readonly string[];
  readonly witnesses: readonly string[];
  /** Paths under the folder: checkpoints of the log, and proofs about it. */
  readonly checkpoints: readonly string[];
  readonly proofs: readonly string[];
}

type YesNo = 'yes' | 'no';

export interface Answer {
  /** Whether each key is one. */
  readonly keys: readonly YesNo[];
  /** Whether each checkpoint is one, and signed by the log. */
  readonly signed: readonly YesNo[];
  /** Whether each witness cosigned each checkpoint, or something stands there in its name. */
  readonly cosigned: readonly (readonly ('yes' | 'none' | 'wrong')[])[];
  /** Whether the entries lead to the root of the newest checkpoint; unasked when that is not signed. */
  readonly root: YesNo | 'unasked';
  /** Whether every tile holds the hashes of the entries; unasked, like what follows, when they lead elsewhere. */
  readonly tiles: YesNo | 'unasked';
  /** Whether every older checkpoint kept is of these entries, and the newest is among them. */
  readonly archive: YesNo | 'unasked';
  readonly proofs: readonly (YesNo | 'unasked')[];
}

/** This program's answers, and whether it finds the log whole, which asks more than any of them. */
export async function answered(question: Question): Promise<Answer & { readonly whole: boolean }> {
  const { dir, witnesses, proofs } = question;
  const keys = question.keys.flatMap((text) => attempted(() => parseVkey(text)) ?? []);
  const checkpoints = await Promise.all(question.checkpoints.map((path) => read(join(dir, path))));
  const newest = await read(join(dir, 'checkpoint'));
  const opened = newest === undefined ? undefined : attempted(() => openCheckpoint(newest, keys));
  const [trustedVkey] = question.keys;
  const report = await verifyLog(dir, keys.length === 1 && trustedVkey ? { trustedVkey } : {});
  const root = opened === undefined ? 'unasked' : yesNo(leadsToRoot(report.findings, opened));
  const asked = root === 'yes';
  return {
    keys: question.keys.map((text) => yesNo(attempted(() => parseVkey(text)) !== undefined)),
    signed: checkpoints.map((bytes) =>
      yesNo(bytes !== undefined && attempted(() => openCheckpoint(bytes, keys)) !== undefined),
    ),
    cosigned: checkpoints.map((bytes) => witnesses.map((text) => cosigned(bytes, parseVkey(text)))),
    root,
    tiles: asked ? yesNo(!report.findings.some(({ file }) => tilesOf(opened!.size).has(file))) : 'unasked',
    archive: asked ? yesNo(!report.findings.some((one) => isOfArchive(one, opened!.size))) : 'unasked',
    proofs: await Promise.all(
      proofs.map(async (path) => (asked ? yesNo(await proves(dir, path, keys)) : 'unasked')),
    ),
    whole: report.ok,
  };
}

/** The bundles are all there and as they were, and nothing was found to be wrong with the root. */
function leadsToRoot(findings: readonly Finding[], { size }: Checkpoint): boolean {
  const bundles = new Set(indexes('entries', size).map((index) => pathAt('entries', index, size)));
  return !findings.some(
    ({ code, file }) =>
      code === 'ROOT' || code === 'STOPPED' || (bundles.has(file) && !ABOUT_CONTENT.has(code)),
  );
}

/** Found in what an entry says, and not in its bytes: no other program can be asked about it. */
const ABOUT_CONTENT = new Set([
  'ENTRY_NOT_CANONICAL',
  'ENTRY_VERSION',
  'ENTRY_SEQUENCE',
  'ENTRY_TYPE',
  'ENTRY_TIME',
  'TIME_BACKWARDS',
  'PREVIOUS_CHECKPOINT',
]);

const indexes = (level: number | 'entries', size: number): number[] =>
  Array.from({ length: Math.ceil(hashesAt(level, size) / TILE_WIDTH) }, (_, index) => index);
const pathAt = (level: number | 'entries', index: number, size: number): string =>
  tilePath({ level, index, width: widthOf(level, index, size) });
const tilesOf = (size: number): Set<string> =>
  new Set(levelsOf(size).flatMap((level) => indexes(level, size).map((index) => pathAt(level, index, size))));

/** Of an older checkpoint that is there: that one is missing, or lacks a witness, no other program knows. */
function isOfArchive({ code, file }: Finding, size: number): boolean {
  if (!file.startsWith('checkpoints/')) return false;
  if (code === 'MISSING') return file === `checkpoints/${size}`;
  return !/^(UNKNOWN_SIGNATURE|COSIGNATURE|ENTRY_AFTER_WITNESS|KEY_)/.test(code);
}

function cosigned(bytes: Uint8Array | undefined, witness: Verifier): 'yes' | 'none' | 'wrong' {
  try {
    if (bytes === undefined) return 'wrong';
    return cosignedAt(parseNote(bytes), witness) === undefined ? 'none' : 'yes';
  } catch {
    return 'wrong';
  }
}

async function proves(dir: string, path: string, keys: readonly Verifier[]): Promise<boolean> {
  try {
    const bytes = new Uint8Array(await readFile(join(dir, path)));
    if (isRequest(bytes)) return await provesGrowth(dir, bytes, keys);
    const { index } = parseProof(bytes);
    for await (const entry of readEntries(dir, { from: index, to: index + 1 })) {
      checkProof(bytes, entry.bytes, { ...logOnlyPolicy(keys[0]!), logs: keys });
      return true;
    }
  } catch {
    // Then it proves nothing.
  }
  return false;
}

async function provesGrowth(dir: string, bytes: Uint8Array, keys: readonly Verifier[]): Promise<boolean> {
  const { old, hashes, checkpoint } = parseRequest(bytes);
  const kept = await archivedCheckpoint(dir, old);
  const [older, newer] = [kept, checkpoint].map(({ note }) => openNote(note, keys));
  if (older!.size === 0 && hashes.length === 0) return true;
  return checkConsistency(older!.size, older!.root, newer!.size, newer!.root, hashes);
}

const openNote = (note: Checkpoint['note'], keys: readonly Verifier[]): Checkpoint =>
  openCheckpoint(noteBytes(note), keys);

const read = async (path: string): Promise<Uint8Array | undefined> =>
  diskFiles.read(path, 10_000_000).catch(() => undefined);

function attempted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const yesNo = (is: boolean): YesNo => (is ? 'yes' : 'no');
