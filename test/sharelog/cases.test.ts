/**
 * What a share log has to withstand, numbered T1 to T36. Each case is tried here, or names the tests that try
 * it, which have to be there under that name. The table at the end says which case is tried where.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/agreement/index.ts';
import { gatherFacts } from '../../src/audit/report/facts.ts';
import {
  archivedCheckpoint,
  checkConsistency,
  checkProof,
  type EntryDraft,
  eraseOpening,
  generateSignerKey,
  keyDetails,
  type LogSigner,
  logOnlyPolicy,
  makeProof,
  makeRequest,
  proveConsistency,
  readEntries,
  ShareLog,
  type Sighting,
  signerFromText,
  TileReader,
  verifierOf,
  verifyLog,
  vkeyOf,
  witnessCheckpoint,
  writePolicy,
} from '../../src/sharelog/index.ts';
import { type CaseLog, caseLogs } from './corpus.ts';
import { draft, fixedAmbient, logOf, ORIGIN, openLog, options, scratch, signer, witness } from './helpers.ts';
import { FOLDER, memoryFiles, rawLog, shortEntries, shortEntry, toDisk } from './rawlog.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A test elsewhere: its file, and words of its name as the file has them. Without words, the whole file. */
type There = readonly [file: string, words?: string];

interface Case {
  readonly id: string;
  readonly what: string;
  readonly there?: readonly There[];
  readonly here?: () => Promise<void>;
}

const look = async (folder: string, of: string, size: number, old: number): Promise<Sighting> =>
  witnessCheckpoint(await makeRequest(of, old, await archivedCheckpoint(of, size)), {
    folder,
    logKeys: [verifierOf(signer)],
    witness,
    now: new Date('2026-04-02T09:00:00.000Z'),
  });

const CASES: readonly Case[] = [
  {
    id: 'T1',
    what: 'any bit of any file flipped',
    there: [
      ['test/sharelog/tamper.test.ts', "describe('a log of seven entries made at once'"],
      ['test/sharelog/tamper.test.ts', 'any changed byte of any file is found'],
      ['test/sharelog/verify.test.ts', 'every flipped bit of a cosigned checkpoint is found'],
    ],
  },
  {
    id: 'T2',
    what: 'any file cut short at any byte',
    there: [['test/sharelog/tamper.test.ts', '%s cut short at any byte is found']],
  },
  {
    id: 'T3',
    what: 'any file deleted',
    there: [['test/sharelog/tamper.test.ts', 'any deleted file is found']],
  },
  {
    id: 'T4',
    what: 'rolled back to an older copy',
    there: [['test/sharelog/log.test.ts', 'to an older copy of itself is refused and reported']],
    here: async () => {
      const workspace = await logOf(5);
      const older = await scratch();
      await cp(join(workspace, 'log'), older, { recursive: true });
      await (await openLog(workspace)).append([draft()]);
      const report = await verifyLog(older, { rememberedHead: join(workspace, 'head.json') });
      expect(report.findings.map(({ message }) => message)).toContain('ROLLED BACK from 6 to 5 entries');
    },
  },
  {
    id: 'T5',
    what: 'last entries dropped and signed again with the real key',
    here: async () => {
      const partner = await scratch();
      await look(partner, join(await logOf(7, 7), 'log'), 7, 0);
      const cut = await toDisk(rawLog(shortEntries(5)));
      expect((await verifyLog(cut)).ok).toBe(true);
      expect(await look(partner, cut, 5, 5)).toMatchObject({ result: 'ROLLED BACK', previous: 7 });
    },
  },
  {
    id: 'T6',
    what: 'an entry rewritten, everything rebuilt and signed again by an insider',
    there: [
      ['test/sharelog/witness.test.ts', 'finds a log that cannot show that it continues'],
      ['test/audit/witness.test.ts', 'is found by the partner who saw it, and the evidence is in its log'],
      ['test/interop/go.test.ts', 'reads the evidence of a fork'],
    ],
    here: async () => {
      const partner = await scratch();
      await look(partner, await toDisk(rawLog(shortEntries(5))), 5, 0);
      const rewritten = shortEntries(7);
      rewritten[2] = shortEntry(2, { type: 'denial' });
      const forged = await toDisk(rawLog(rewritten));
      expect((await verifyLog(forged)).ok).toBe(true);
      expect(await look(partner, forged, 7, 5)).toMatchObject({ result: 'INCONSISTENT', previous: 5 });
    },
  },
  {
    id: 'T7',
    what: 'two forks shown to two partners',
    there: [['test/audit/reconcile.test.ts', 'is two logs of one name, shown to two partners']],
  },
  {
    id: 'T8',
    what: "two entries in each other's place",
    there: [['test/sharelog/tamper.test.ts', 'in another order']],
  },
  {
    id: 'T9',
    what: 'an entry twice, a gap or a wrong number',
    there: [
      ['test/sharelog/tamper.test.ts', 'one of them twice'],
      ['test/sharelog/tamper.test.ts', 'one of them left out'],
      ['test/sharelog/tamper.test.ts', 'with a number that is no number'],
    ],
  },
  {
    id: 'T10',
    what: 'time going backwards, or later than a cosignature on it',
    there: [
      ['test/sharelog/tamper.test.ts', 'TIME_BACKWARDS'],
      ['test/sharelog/verify.test.ts', 'who signed before the last entry was made are found'],
      ['test/sharelog/log.test.ts', 'may stand still but not be behind the last entry'],
      ['test/sharelog/verify.test.ts', 'entries from the future are noted once'],
    ],
  },
  {
    id: 'T11',
    what: 'an entry of an unknown type',
    there: [['test/sharelog/tamper.test.ts', 'of an unknown type or version']],
  },
  {
    id: 'T12',
    what: 'JSON that is not canonical',
    there: [
      ['test/sharelog/canonical.test.ts', 'reading canonical JSON'],
      ['test/sharelog/tamper.test.ts', 'test.each(ENTRY_SPELLINGS)'],
    ],
  },
  {
    id: 'T13',
    what: 'checkpoints and notes in any other form',
    there: [
      ['test/sharelog/checkpoint.test.ts', 'with %s is refused although the log signed it'],
      ['test/sharelog/checkpoint.test.ts', 'test.each(NOTE_FORMS)'],
      [
        'test/sharelog/checkpoint.test.ts',
        'with a wrong signature of its own is refused beside a good unknown one',
      ],
      ['test/sharelog/checkpoint.test.ts', 'under a name and key id of its own but another key is refused'],
      ['test/sharelog/note.test.ts', 'a hundred signatures are read, one more is not, nor is a megabyte'],
      ['test/sharelog/note.test.ts', 'stray trailing bits in the base64 are malformed'],
    ],
  },
  {
    id: 'T14',
    what: 'public keys of a wrong type, id or order, or in two parts',
    there: [
      ['test/sharelog/keys.test.ts', 'test.each(KEY_FORMS)'],
      ['test/sharelog/keys.test.ts', '%s is refused as a key'],
      ['test/sharelog/policy.test.ts', 'the log key as a witness'],
    ],
  },
  {
    id: 'T15',
    what: 'a log signature for a cosignature, and the reverse',
    there: [
      [
        'test/sharelog/cosignature.test.ts',
        'that is an ordinary signature under the cosignature id is wrong',
      ],
      ['test/sharelog/cosignature.test.ts', 'by a log key counts for nothing'],
      ['test/sharelog/verify.test.ts', 'as a log would'],
      ['test/sharelog/cosignature.test.ts', 'test.each(COSIGNATURE_FORMS)'],
    ],
  },
  {
    id: 'T16',
    what: 'a cosignature of another time, a time to come, or another log',
    there: [
      ['test/sharelog/cosignature.test.ts', 'with another time is wrong'],
      ['test/sharelog/cosignature.test.ts', 'of another log is wrong'],
      ['test/sharelog/verify.test.ts', 'who signed at a time that has not come are found'],
      ['test/sharelog/witness.test.ts', 'of another log, or by a stranger, is refused and changes nothing'],
    ],
  },
  {
    id: 'T17',
    what: 'proofs with a wrong index, size, root or hash',
    there: [
      ['test/sharelog/merkle.test.ts', 'a changed, missing, extra, short or long hash proves nothing'],
      [
        'test/sharelog/merkle.test.ts',
        'an empty first tree, an unneeded proof and equal sizes with other roots are refused',
      ],
      ['test/sharelog/proof.test.ts', 'is refused when one bit of it changes'],
      ['test/sharelog/proof.test.ts', 'test.each(PROOF_FORMS)'],
      ['test/sharelog/published.test.ts', "describe('inclusion'"],
      ['test/sharelog/published.test.ts', "describe('consistency'"],
    ],
  },
  {
    id: 'T18',
    what: 'bundles with entries too long, torn, or too many',
    there: [
      ['test/sharelog/tiles.test.ts', 'hold entries of 1 to 65,535 bytes and no others'],
      ['test/sharelog/tamper.test.ts', 'a length past the end, and entries too few or too many'],
      [
        'test/sharelog/tamper.test.ts',
        'a form wider than the checkpoint implies does not stand in for the right one',
      ],
    ],
  },
  {
    id: 'T19',
    what: 'links, pipes, names that differ in case, and steps up',
    there: [
      ['test/sharelog/verify.test.ts', 'a link in place of a file or a folder is found and not followed'],
      ['test/sharelog/verify.test.ts', 'a pipe in place of a file is found and not waited for'],
      ['test/sharelog/verify.test.ts', 'since some disks hold it for another'],
      ['test/sharelog/forms.ts', 'an origin with a step up'],
    ],
  },
  {
    id: 'T20',
    what: 'a fault or a kill at every call of an append',
    there: [
      ['test/sharelog/faults.test.ts', 'survives a disk that %s, at every call'],
      ['test/sharelog/witness.test.ts', 'a fault anywhere leaves no answer without memory'],
      ['test/interop/strace.test.ts', 'at every system call'],
      ['test/custody/seal-open.test.ts', 'when the log cannot take the last entry, the share is taken back'],
    ],
  },
  {
    id: 'T21',
    what: 'two appenders, a lock left over, a lock of another machine',
    there: [
      ['test/sharelog/lock.test.ts', 'several appenders at once wait for each other, and none is lost'],
      ['test/sharelog/lock.test.ts', 'of a process that has ended, but the message says what to do'],
      ['test/sharelog/lock.test.ts', 'of another machine, whether or not such a process runs here'],
    ],
  },
  {
    id: 'T22',
    what: 'a folder that cannot be written, a full disk, a clock that is not set',
    there: [
      ['test/sharelog/log.test.ts', 'a folder that cannot be written to is said to be so, without its path'],
      ['test/journeys/machine.test.ts', 'and has no room for a log entry permits nothing'],
      ['test/sharelog/log.test.ts', "describe('the clock'"],
    ],
  },
  {
    id: 'T23',
    what: 'a crash between an announcement and the deed',
    here: async () => {
      const workspace = await scratch();
      const log = await openLog(workspace);
      const step = (phase: 'intent' | 'done', details = {}): EntryDraft => ({
        ...draft('disclosure'),
        phase,
        details,
      });
      await log.append([step('intent'), step('intent')]);
      await log.append([step('done', { intent: 1 })]);
      const agreement = await readAgreement(join(ROOT, 'fixtures/population/agreement.yaml'));
      const facts = await gatherFacts(log.folder, 3, agreement);
      expect(facts.open.map(({ entries }) => entries)).toEqual([[0]]);
      expect(facts.disclosed.map(({ entries }) => entries)).toEqual([[1, 2]]);
    },
  },
  {
    id: 'T24',
    what: 'an opening erased, changed, or of another entry',
    there: [
      [
        'test/sharelog/disclosure.test.ts',
        'takes no opening of another entry, of another field, or one that was changed',
      ],
      [
        'test/sharelog/disclosure.test.ts',
        'loses one opening and keeps the other, and the tree is as it was',
      ],
      ['test/audit/names.test.ts', 'is gone once it is erased, and only that is'],
      ['test/journeys/log.test.ts', 'REDACTED'],
    ],
  },
  {
    id: 'T25',
    what: 'keys rotated, used after their end, and revoked',
    there: [
      ['test/audit/log-key.test.ts', 'ends when the agreement names the new key: the old one signs no more'],
      ['test/audit/log-key.test.ts', 'is undone by no use of the old key after its end'],
      [
        'test/audit/log-key.test.ts',
        'counts the old key up to what partners witnessed, and the new one from then on',
      ],
      ['test/audit/log-key.test.ts', 'finds what the unsafe key signs after it'],
    ],
  },
  {
    id: 'T26',
    what: 'shares tampered with (the custody room)',
    there: [
      ['test/custody/seal-open.test.ts', 'with any one bit changed is refused, and nothing of it kept'],
      ['test/custody/seal-open.test.ts', 'a share that should not have come'],
    ],
  },
  {
    id: 'T27',
    what: 'parts of a split key (the custody room)',
    there: [['test/custody/key-custodians.test.ts', 'does not come back from one or two']],
  },
  {
    id: 'T28',
    what: 'agreements out of time, altered or overstepped (the agreement and disclose rooms)',
    there: [
      ['test/agreement'],
      ['test/disclose'],
      ['test/custody/seal-open.test.ts', 'a second after the agreement expired'],
    ],
  },
  {
    id: 'T29',
    what: 'a forged report',
    there: [
      ['test/audit/report.test.ts', 'is the same to the byte made again'],
      ['test/audit/report.test.ts', 'is found to be another when the log was rewritten'],
    ],
  },
  {
    id: 'T30',
    what: 'controls, direction overrides, markup and formulas in texts of a log',
    there: [
      ['test/pages/pages.test.ts', 'never steers, never is a formula, and never is markup'],
      ['src/terminal/safe.ts'],
    ],
  },
  {
    id: 'T31',
    what: 'a million entries in little memory, deep JSON, a note of a megabyte',
    there: [
      ['scripts/bench/log-verify.mjs'],
      ['test/sharelog/log.test.ts', 'each append costs the same reads, whatever the size'],
      ['test/sharelog/canonical.test.ts', 'takes nesting up to the limit'],
      ['test/sharelog/note.test.ts', 'nor is a megabyte'],
      ['test/sharelog/verify.test.ts', 'files too large are not read'],
    ],
  },
  {
    id: 'T32',
    what: 'other programs agree',
    there: [
      ['test/interop/go.test.ts', 'accepts a log of %d entries'],
      ['test/interop/openssl.test.ts', 'agrees'],
      ['test/interop/verdicts.test.ts', 'agree on every question about every case log'],
      ['test/interop/verdicts.test.ts', 'the logs that the demo made'],
    ],
  },
  {
    id: 'T33',
    what: 'any sequence of appends, erasures and changes of keys keeps old proofs valid',
    here: anySequence,
  },
  {
    id: 'T34',
    what: 'a refusal taken out is found like anything else',
    here: async () => {
      const found: boolean[] = [];
      for (const type of ['denial', 'disclosure']) {
        const entries = shortEntries(6);
        entries[3] = shortEntry(3, { type });
        const files = rawLog(entries);
        const without = rawLog(entries.filter((_, i) => i !== 3));
        for (const path of without.keys()) {
          if (path.startsWith('tile/')) files.set(path, without.get(path)!);
        }
        found.push(!(await verifyLog(FOLDER, { files: memoryFiles(files) })).ok);
      }
      expect(found).toEqual([true, true]);
    },
  },
  {
    id: 'T35',
    what: 'a package in an outbox that no entry tells of',
    there: [
      [
        'test/audit/reconcile.test.ts',
        'is anything in an outbox that no entry tells of, whatever it is called',
      ],
    ],
  },
  {
    id: 'T36',
    what: 'a disclosure without receipt, and the reverse',
    there: [
      ['test/audit/reconcile.test.ts', 'is a disclosure without its receipt, once its days are over'],
      ['test/audit/reconcile.test.ts', 'is a receipt without its disclosure'],
    ],
  },
];

/** Steps in any order; after them every proof made on the way still holds, and the log is whole. */
async function anySequence(): Promise<void> {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const step = fc.constantFrom('append', 'name', 'erase', 'rotate', 'retire');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const workspace = await scratch();
      const folder = join(workspace, 'log');
      const ambient = fixedAmbient();
      let current: LogSigner = signer;
      let next: LogSigner | undefined;
      const signers: LogSigner[] = [signer];
      const named: number[] = [];
      const proofs: { proof: Uint8Array; entry: Uint8Array; by: readonly LogSigner[]; size: number }[] = [];
      const append = async (entry: EntryDraft): Promise<void> => {
        const log = await ShareLog.open(
          folder,
          options(workspace, {
            signer: current,
            ambient,
            ...(next === undefined ? {} : { alsoSigner: next }),
            openings: { recipient: async () => recipient },
          }),
        );
        const [appended] = await log.append([entry]);
        for await (const { bytes } of readEntries(folder, { from: appended!.index })) {
          const proof = await makeProof(folder, appended!.index, Buffer.from(appended!.checkpoint));
          proofs.push({
            proof,
            entry: bytes,
            by: next === undefined ? [current] : [current, next],
            size: log.size,
          });
        }
      };
      const policy = (...keys: LogSigner[]): Promise<void> =>
        writePolicy(folder, {
          ...logOnlyPolicy(verifierOf(keys[0]!)),
          logs: keys.map((key) => verifierOf(key)),
        });
      await append(draft());
      for (const what of steps) {
        if (what === 'append') await append(draft());
        else if (what === 'name') {
          await append({ ...draft(), personal: { operator: 'Ann Example' } });
          named.push(proofs.length - 1);
        } else if (what === 'erase' && named.length > 0) {
          const entry = named.pop()!;
          await append({ ...draft('erasure'), details: { entry, field: 'operator', authority: 'DPO-1' } });
          expect(await eraseOpening(folder, entry, 'operator')).toBe(true);
        } else if (what === 'rotate' && next === undefined) {
          next = signerFromText(generateSignerKey(ORIGIN, ambient));
          signers.push(next);
          await policy(current, next);
          await append({
            ...draft('key.rotate'),
            details: keyDetails(verifierOf(current), verifierOf(next)),
          });
        } else if (what === 'retire' && next !== undefined) {
          const old = current;
          current = next;
          next = undefined;
          await policy(current);
          await append({ ...draft('key.retire'), details: keyDetails(verifierOf(old)) });
        }
      }
      const newest = await archivedCheckpoint(folder, proofs.length);
      const reader = new TileReader(folder, proofs.length);
      for (const { proof, entry, by, size } of proofs) {
        for (const key of by)
          expect(checkProof(proof, entry, logOnlyPolicy(verifierOf(key))).index).toBe(size - 1);
        const old = await archivedCheckpoint(folder, size);
        const consistency = await proveConsistency(reader, size, newest.size);
        expect(checkConsistency(size, old.root, newest.size, newest.root, consistency)).toBe(true);
      }
      for (const key of signers) {
        const report = await verifyLog(folder, { trustedVkey: vkeyOf(key) });
        expect(report).toMatchObject({ ok: true, findings: [], size: proofs.length });
      }
      await rm(workspace, { recursive: true });
    }),
    { numRuns: 12 },
  );
}

function isThere(path: string, words: string): boolean {
  if (!existsSync(path)) return false;
  return words === '' || readFileSync(path, 'utf8').includes(words);
}

describe('the cases of a share log', () => {
  let logs: CaseLog[] = [];

  test('that are logs are whole or not, as each should be', async () => {
    logs = await caseLogs();
    const wrong: string[] = [];
    for (const { id, what, whole, question } of logs) {
      const { ok } = await verifyLog(question.dir);
      if (ok !== whole) wrong.push(`${id} ${what}: ${ok ? 'whole' : 'not whole'}`);
    }
    expect(wrong).toEqual([]);
    const ids = new Set(CASES.map(({ id }) => id));
    expect(logs.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  test('are T1 to T36, each once, and each tried somewhere', () => {
    expect(CASES.map(({ id }) => id)).toEqual(Array.from({ length: 36 }, (_, i) => `T${i + 1}`));
    expect(CASES.filter(({ there = [], here }) => there.length === 0 && here === undefined)).toEqual([]);
  });

  test.each(CASES)('$id $what', async ({ there = [], here }) => {
    const missing = there.filter(([file, words = '']) => !isThere(join(ROOT, file), words));
    expect(missing).toEqual([]);
    await here?.();
  });

  afterAll(() => {
    const rows = CASES.map(({ id, what, there = [], here }) => {
      const files = [...(here === undefined ? [] : ['here']), ...new Set(there.map(([file]) => file))];
      const asked = logs.filter((log) => log.id === id).length;
      const others = asked === 0 ? '' : ` (${asked})`;
      return `  ${id.padEnd(4)} ${`${what}${others}`.padEnd(86)} ${files.join(', ')}`;
    });
    const title =
      'Where each case of the share log is tried (and on how many logs other programs are asked too):';
    console.log([title, ...rows].join('\n'));
  });
});
