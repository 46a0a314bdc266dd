/**
 * The cases T1 to T36 as logs on disk, as far as a case is one: to be asked about by this program and by others. The
 * rest of the cases is about shares, agreements or a machine, of which other programs know nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addCosignatures,
  archivedCheckpoint,
  checkpointBody,
  keyDetails,
  logOnlyPolicy,
  makeProof,
  makeRequest,
  noteBytes,
  requestBytes,
  signerFromSeed,
  signNote,
  verifierOf,
  vkeyOf,
  WITNESS_KEY,
  witnessCheckpoint,
  writePolicy,
} from '../../src/sharelog/index.ts';
import { encodeBundle } from '../../src/sharelog/tiles.ts';
import {
  CHECKPOINT_FORMS,
  COSIGNATURE_FORMS,
  ENTRY_SPELLINGS,
  KEY_FORMS,
  NOTE_FORMS,
  PROOF_FORMS,
  SIGNED_FORMS,
} from './forms.ts';
import { draft, logOf, openLog, scratch, signer, witness } from './helpers.ts';
import { type Files, fromDisk, rawLog, shortEntries, shortEntry, toDisk } from './rawlog.ts';
import type { Question } from './verdicts.ts';

export interface CaseLog {
  /** `T5`. */
  readonly id: string;
  readonly what: string;
  readonly question: Question;
  /** What this program has to say of the log as a whole. */
  readonly whole: boolean;
}

interface Made {
  readonly files: Files;
  readonly whole: boolean;
  readonly keys?: readonly string[];
  readonly checkpoints?: Files;
  readonly proofs?: Files;
  /** What only a disk can hold. */
  readonly onDisk?: (folder: string) => Promise<void>;
}

const KEY = vkeyOf(signer);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => Buffer.from(content).toString('utf8');

/** Every case log, written out. */
export async function caseLogs(): Promise<CaseLog[]> {
  const base = await cosignedLog();
  const made: [id: string, what: string, made: Made][] = [
    ...harmed(base),
    ...(await insiders(base)),
    ...spelt(),
    ...checkpointForms(base),
    ...(await spoiltProofs()),
    ...bundles(),
    ...places(base),
    ...(await keyChanges()),
    ...others(base),
  ];
  return Promise.all(made.map(([id, what, one]) => write(id, what, one)));
}

async function write(id: string, what: string, made: Made): Promise<CaseLog> {
  const { files, whole, keys = [KEY], checkpoints = new Map(), proofs = new Map(), onDisk } = made;
  const asked = new Map([...checkpoints, ...proofs].map(([name, content]) => [`asked/${name}`, content]));
  const dir = await toDisk(new Map([...files, ...asked]));
  await onDisk?.(dir);
  const under = (those: Files): string[] => [...those.keys()].map((name) => `asked/${name}`);
  const question = {
    dir,
    keys,
    witnesses: [vkeyOf(witness, WITNESS_KEY)],
    checkpoints: ['checkpoint', ...under(checkpoints)],
    proofs: under(proofs),
  };
  return { id, what, question, whole };
}

/** A log of seven entries that a witness cosigned, made one by one, with proofs of it. */
async function cosignedLog(): Promise<Made & { readonly proofs: Files }> {
  const folder = join(await logOf(7), 'log');
  const request = await makeRequest(folder, 0, await archivedCheckpoint(folder, 7));
  const sighting = await witnessCheckpoint(request, {
    folder: await scratch(),
    logKeys: [verifierOf(signer)],
    witness,
    now: new Date('2026-04-02T09:00:00.000Z'),
  });
  if (!('cosignature' in sighting)) throw new Error('not cosigned');
  const known = { name: 'housing', verifier: verifierOf(witness, WITNESS_KEY) };
  await addCosignatures(folder, [sighting.cosignature], [known]);
  await writePolicy(folder, { ...logOnlyPolicy(verifierOf(signer)), witnesses: [known], quorum: known.name });
  return {
    files: await fromDisk(folder),
    whole: true,
    proofs: await proofsOf(folder, 7, [0, 3, 6], [0, 3, 7]),
  };
}

async function proofsOf(
  folder: string,
  size: number,
  entries: readonly number[],
  olds: readonly number[],
): Promise<Files> {
  const found: Files = new Map();
  const checkpoint = await archivedCheckpoint(folder, size);
  for (const entry of entries) {
    found.set(`${entry}.tlog-proof`, await makeProof(folder, entry, noteBytes(checkpoint.note)));
  }
  for (const old of olds) {
    found.set(`consistency-${old}`, requestBytes(await makeRequest(folder, old, checkpoint)));
  }
  return found;
}

const changed = (files: Files, path: string, content: Uint8Array | undefined): Files => {
  const other = new Map(files);
  if (content === undefined) other.delete(path);
  else other.set(path, content);
  return other;
};

/** T1 to T4: bits flipped, files cut short or taken away, an older copy. */
function harmed(base: Made): [string, string, Made][] {
  const paths = ['checkpoint', 'checkpoints/7', 'checkpoints/3', 'tile/0/000.p/7', 'tile/entries/000.p/7'];
  const found: [string, string, Made][] = [['T1', 'nothing', base]];
  for (const path of paths) {
    const content = base.files.get(path)!;
    const alter = (id: string, what: string, other: Uint8Array | undefined): void => {
      found.push([id, `${path} ${what}`, { ...base, files: changed(base.files, path, other), whole: false }]);
    };
    for (let at = 0; at < content.length; at += Math.ceil(content.length / 7)) {
      alter('T1', `byte ${at}`, content.with(at, content[at]! ^ (1 << (at % 8))));
    }
    for (const part of [0, 0.3, 0.9]) {
      const length = Math.floor(content.length * part);
      alter('T2', `cut at ${length}`, content.slice(0, length));
    }
    alter('T3', 'taken away', undefined);
  }
  const older = ['checkpoint', 'checkpoints/6', 'checkpoints/7', 'tile/0/000.p/7', 'tile/entries/000.p/7'];
  const before = new Map([...base.files].filter(([path]) => !older.includes(path)));
  const sixth = base.files.get('checkpoints/6')!;
  found.push([
    'T4',
    'an older copy',
    { files: before.set('checkpoint', sixth).set('checkpoints/6', sixth), whole: true },
  ]);
  found.push([
    'T4',
    'an older checkpoint put in the place of the newest',
    { ...base, files: changed(base.files, 'checkpoint', sixth), whole: false },
  ]);
  return found;
}

/** T5 to T11 and T34: what somebody with the key can make. */
async function insiders(base: Made): Promise<[string, string, Made][]> {
  const seven = rawLog(shortEntries(7));
  const five = rawLog(shortEntries(5));
  const rewritten = shortEntries(7).with(2, shortEntry(2, { type: 'denial' }));
  const forged = await toDisk(rawLog(rewritten));
  const growth = requestBytes(await makeRequest(forged, 5, { ...(await archivedCheckpoint(forged, 7)) }));
  const entries = shortEntries(5);
  const made = (those: Uint8Array[], whole = false): Made => ({ files: rawLog(those), whole });
  const denial = rawLog(shortEntries(5).with(3, shortEntry(3, { type: 'denial' })));
  const without = rawLog(entries.filter((_, i) => i !== 3));
  const removed = new Map([...denial, ...[...without].filter(([path]) => path.startsWith('tile/'))]);
  return [
    ['T5', 'the last two entries dropped, signed again', { files: five, whole: true }],
    ['T6', 'an entry rewritten, signed again', { files: rawLog(rewritten), whole: true }],
    [
      'T6',
      'the same beside a checkpoint that a partner saw',
      {
        files: changed(rawLog(rewritten), 'checkpoints/5', five.get('checkpoint')),
        proofs: new Map([['growth', growth]]),
        whole: false,
      },
    ],
    ['T7', 'one of two forks', { files: seven, whole: true }],
    ['T7', 'the other', { files: rawLog(rewritten), whole: true }],
    [
      'T7',
      'the checkpoint of one over the entries of the other',
      { files: changed(seven, 'checkpoint', rawLog(rewritten).get('checkpoint')), whole: false },
    ],
    ['T8', "two entries in each other's place", made([entries[0]!, entries[2]!, entries[1]!, entries[3]!])],
    ['T9', 'an entry twice', made([entries[0]!, entries[1]!, entries[1]!])],
    ['T9', 'an entry left out', made([entries[0]!, entries[2]!])],
    ['T10', 'a time going backwards', made([entries[0]!, shortEntry(1, { at: '2025-01-01T00:00:00.000Z' })])],
    ['T11', 'a type not known', made([shortEntry(0, { type: 'sale' })])],
    ['T34', 'a denial removed from the entries alone', { files: removed, whole: false }],
    ['T34', 'a denial removed before signing', { files: without, whole: false }],
    ['T36', 'a disclosure without receipt', { ...base }],
  ];
}

/** T12, T30 and T31: entries spelt otherwise, with texts that steer, and as long as they get. */
function spelt(): [string, string, Made][] {
  const spelling = text(shortEntry(0));
  const longest = 65_535 - shortEntry(0, { x: '' }).length;
  const steering = '=HYPERLINK("x")\u001b[2J\u202e\u0007<script>';
  return [
    ...ENTRY_SPELLINGS.map(([what, change]): [string, string, Made] => [
      'T12',
      what,
      { files: rawLog([bytes(change(spelling))]), whole: false },
    ]),
    [
      'T30',
      'texts that would steer a terminal',
      { files: rawLog([shortEntry(0, { x: steering })]), whole: true },
    ],
    ['T18', 'the longest entry', { files: rawLog([shortEntry(0, { x: 'y'.repeat(longest) })]), whole: true }],
    ['T31', 'seven hundred entries', { files: rawLog(shortEntries(700)), whole: true }],
    ['T31', 'no entries', { files: rawLog([]), whole: true }],
  ];
}

/** T13 to T16: every form of a checkpoint, its signatures and cosignatures, and of keys. */
function checkpointForms(base: Made): [string, string, Made][] {
  const body = checkpointBody({ origin: signer.name, size: 412, root: new Uint8Array(32).fill(3) });
  const signed = (of: string): Uint8Array => noteBytes(signNote(of, signer));
  const named = (those: readonly Uint8Array[]): Files => new Map(those.map((one, i) => [`${i}`, one]));
  return [
    [
      'T13',
      'texts in no form',
      { ...base, checkpoints: named(CHECKPOINT_FORMS.map(([, change]) => signed(change(body)))) },
    ],
    [
      'T13',
      'notes in no form',
      { ...base, checkpoints: named(NOTE_FORMS.map(([, change]) => bytes(change(body)))) },
    ],
    [
      'T13',
      'more signatures than one',
      { ...base, checkpoints: named(SIGNED_FORMS.map(([, make]) => bytes(make(body)))) },
    ],
    ...KEY_FORMS.map(([what, change]): [string, string, Made] => [
      'T14',
      `a key with ${what}`,
      { ...base, keys: [change(KEY)] },
    ]),
    ...(['T15', 'T16'] as const).map((id): [string, string, Made] => [
      id,
      'cosignatures',
      { ...base, checkpoints: named(COSIGNATURE_FORMS.map(([, , make]) => bytes(make(body)))) },
    ]),
  ];
}

/** T17: every way of spoiling a proof of an entry, and some of spoiling one of growth. */
async function spoiltProofs(): Promise<[string, string, Made][]> {
  const folder = join(await logOf(11, 4), 'log');
  const good = await proofsOf(folder, 11, [6], [4, 8]);
  const entry = text(good.get('6.tlog-proof')!);
  const growth = text(good.get('consistency-8')!);
  const asked: Files = new Map(good);
  for (const [what, change] of PROOF_FORMS)
    asked.set(`entry with ${what}`.replaceAll(/\W/g, '-'), bytes(change(entry)));
  const spoilt: [string, string][] = [
    ['another old size', growth.replace('old 8', 'old 4')],
    ['an old size not kept', growth.replace('old 8', 'old 7')],
    ['a leading zero', growth.replace('old 8', 'old 08')],
    ['a hash less', growth.replace(/old 8\n[^\n]*\n/, 'old 8\n')],
    ['hashes changed round', growth.replace(/old 8\n([^\n]*)\n([^\n]*)\n/, 'old 8\n$2\n$1\n')],
    ['an empty tree and hashes', growth.replace('old 8', 'old 0')],
  ];
  for (const [what, content] of spoilt)
    asked.set(`growth with ${what}`.replaceAll(/\W/g, '-'), bytes(content));
  return [['T17', 'proofs', { files: await fromDisk(folder), proofs: asked, whole: true }]];
}

/** T18: bundles that are torn, too long or too short. */
function bundles(): [string, string, Made][] {
  const entries = shortEntries(7);
  const files = rawLog(entries);
  const path = 'tile/entries/000.p/7';
  const content = files.get(path)!;
  const torn: [string, Uint8Array][] = [
    ['a length past the end', content.with(0, 0xff)],
    ['a byte more', new Uint8Array([...content, 0])],
    ['an entry less', encodeBundle(entries.slice(0, 6))],
    ['an entry more', encodeBundle([...entries, shortEntry(7)])],
    ['an empty entry', new Uint8Array([0, 0, ...content.slice(2)])],
  ];
  const wider = changed(files, 'tile/entries/000.p/8', encodeBundle(shortEntries(8)));
  return [
    ...torn.map(([what, other]): [string, string, Made] => [
      'T18',
      `a bundle with ${what}`,
      { files: changed(files, path, other), whole: false },
    ]),
    ['T18', 'a wider bundle beside the right one', { files: wider, whole: true }],
    [
      'T18',
      'a wider bundle in the place of the right one',
      { files: changed(wider, path, undefined), whole: false },
    ],
  ];
}

/** T19 to T22: links and pipes, names alike, and what an interrupted append leaves behind. */
function places(base: Made): [string, string, Made][] {
  const path = 'tile/0/000.p/7';
  const without = changed(base.files, path, undefined);
  const linked = async (folder: string): Promise<void> => {
    await mkdir(join(folder, '..', 'elsewhere'), { recursive: true });
    await symlink(join(folder, 'checkpoints', '7'), join(folder, path));
  };
  const piped = async (folder: string): Promise<void> => {
    execFileSync('mkfifo', [join(folder, path)]);
  };
  const disk: [string, string, Made][] =
    process.platform === 'win32'
      ? []
      : [
          ['T19', 'a link in place of a tile', { ...base, files: without, whole: false, onDisk: linked }],
          ['T19', 'a pipe in place of a tile', { ...base, files: without, whole: false, onDisk: piped }],
        ];
  return [
    ...disk,
    ['T19', 'an origin with a step up', { ...base, keys: [KEY.replace('/police', '/../police')] }],
    [
      'T20',
      'an append cut short before it was signed',
      { ...base, files: changed(base.files, 'tile/entries/000.p/8', encodeBundle(shortEntries(8))) },
    ],
    ['T20', 'a torn file of an append', { ...base, files: changed(base.files, 'tmp/new', Uint8Array.of(1)) }],
    ['T21', 'a lock left over', { ...base, files: changed(base.files, 'lock', bytes('{}')) }],
  ];
}

/** T25 and T33: keys that change while the log goes on. */
async function keyChanges(): Promise<[string, string, Made][]> {
  const workspace = await logOf(2);
  const folder = join(workspace, 'log');
  const next = signerFromSeed(signer.name, new Uint8Array(32).fill(8));
  const logs = [verifierOf(signer), verifierOf(next)];
  await writePolicy(folder, { ...logOnlyPolicy(logs[0]!), logs });
  const rotation = { ...draft('key.rotate'), details: keyDetails(logs[0]!, logs[1]) };
  await (await openLog(workspace, { alsoSigner: next })).append([rotation]);
  const both = await fromDisk(folder);
  await (await openLog(workspace, { signer: next })).append([
    { ...draft('key.retire'), details: keyDetails(logs[0]!) },
  ]);
  await (await openLog(workspace, { signer: next })).append([draft(), draft()]);
  const after = await fromDisk(folder);
  const all = await proofsOf(folder, 6, [0, 4], [2, 4]);
  return [
    ['T25', 'both keys sign', { files: both, keys: [KEY, vkeyOf(next)], whole: true }],
    ['T25', 'the new key alone signs', { files: after, keys: [KEY, vkeyOf(next)], proofs: all, whole: true }],
    ['T25', 'the new log asked about under the old key', { files: after, keys: [KEY], whole: true }],
    [
      'T33',
      'proofs under the newest checkpoint',
      { files: after, keys: [KEY, vkeyOf(next)], proofs: all, whole: true },
    ],
  ];
}

/** T23 and T24: an intent left open, and an opening that is gone, which no tree shows. */
function others(base: Made): [string, string, Made][] {
  const open = [shortEntry(0, { phase: 'intent' }), shortEntry(1)];
  return [
    ['T23', 'a step that was begun and not ended', { files: rawLog(open), whole: true }],
    ['T24', 'with openings', { ...base, files: changed(base.files, 'disclosures/3.jsonl', bytes('x\n')) }],
    ['T24', 'without openings', base],
  ];
}
