import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  checkpointBody,
  cosign,
  type LogReport,
  type LogSigner,
  noteBytes,
  openCheckpoint,
  type Signature,
  signCheckpoint,
  signerFromSeed,
  signNote,
  verifierOf,
  verifyLog,
  vkeyOf,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { draft, ORIGIN, openLog, scratch, signer, witness } from './helpers.ts';
import { type Files, FOLDER, memoryFiles, rawLog, shortEntries, shortEntry, toDisk } from './rawlog.ts';

const onWindows = process.platform === 'win32';
const second = signerFromSeed('childrens.example/witness', new Uint8Array(32).fill(11));
/** The moment of entry 6 of `shortEntries`, in seconds. */
const AFTER = Date.UTC(2026, 3, 1) / 1000 + 6 * 60;

const verify = (files: Files, options = {}): Promise<LogReport> =>
  verifyLog(FOLDER, { files: memoryFiles(files), ...options });
const codes = (report: LogReport): [string, string][] =>
  report.findings.map(({ code, file }) => [code, file]);

describe('on disk', () => {
  const disk = (): Promise<string> => toDisk(rawLog(shortEntries(7)));

  test.skipIf(onWindows)('a link in place of a file or a folder is found and not followed', async () => {
    const folder = await disk();
    const outside = await scratch();
    await rename(join(folder, 'tile/0/000.p/7'), join(outside, '7'));
    await symlink(join(outside, '7'), join(folder, 'tile/0/000.p/7'));
    expect(codes(await verifyLog(folder))).toContainEqual(['NOT_A_FILE', 'tile/0/000.p/7']);
    const other = await disk();
    await rename(join(other, 'tile/entries'), join(outside, 'entries'));
    await symlink(join(outside, 'entries'), join(other, 'tile/entries'));
    expect(codes(await verifyLog(other))).toContainEqual(['NOT_A_FILE', 'tile/entries']);
  });

  test.skipIf(onWindows)('a pipe in place of a file is found and not waited for', async () => {
    const folder = await disk();
    await rm(join(folder, 'tile/entries/000.p/7'));
    execFileSync('mkfifo', [join(folder, 'tile/entries/000.p/7')]);
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(codes(await verifyLog(folder))).toEqual(
      expect.arrayContaining([
        ['NOT_A_FILE', 'pipe'],
        ['NOT_A_FILE', 'tile/entries/000.p/7'],
      ]),
    );
  });

  test('a folder in place of a file is found', async () => {
    const folder = await disk();
    await rm(join(folder, 'tile/0/000.p/7'));
    await mkdir(join(folder, 'tile/0/000.p/7'));
    expect(codes(await verifyLog(folder))).toEqual([['UNREADABLE', 'tile/0/000.p/7']]);
  });

  test('a folder without a log is no log', async () => {
    await expect(verifyLog(await scratch())).rejects.toThrow(
      expect.objectContaining({ code: 'NO_LOG', exitCode: 2 }),
    );
  });

  test('files too large are not read', async () => {
    const folder = await disk();
    await writeFile(join(folder, 'checkpoint'), Buffer.alloc(1_000_001, 'a'));
    expect(codes(await verifyLog(folder))).toEqual([['UNREADABLE', 'checkpoint']]);
  });
});

describe('files that are no part of the log', () => {
  const files = rawLog(shortEntries(3));
  const added = (path: string): Promise<LogReport> => verify(new Map(files).set(path, new Uint8Array(9)));

  test.each(['checkpoint.old', 'Thumbs.db', 'more/of/it.txt', 'tile.bak'])('%s is noted', async (path) => {
    expect(await added(path)).toMatchObject({ ok: true, notes: [{ code: 'UNEXPECTED_FILE', file: path }] });
  });

  test.each(['tile/0/0', 'tile/0/000.p/03', 'tile/x', 'tile/0/000.bak', 'checkpoints/03', 'checkpoints/a/b'])(
    '%s is found',
    async (path) => {
      expect(codes(await added(path))).toEqual([['UNEXPECTED_FILE', path]]);
    },
  );

  test.each(['Checkpoint', 'Policy'])('%s is found, since some disks hold it for another', async (path) => {
    expect(codes(await added(path)).map(([code]) => code)).toEqual(['SAME_NAME']);
  });

  test.each(['tile/0/000.p/200', 'tile/0/001', 'tile/entries/000.p/9', 'tmp/new', 'tmp/checkpoint', 'lock'])(
    '%s, left by an interrupted append, is noted',
    async (path) => {
      const report = await added(path);
      expect(report).toMatchObject({ ok: true, notes: [{ file: path }] });
    },
  );

  test('disclosures/7.jsonl belongs to another part and is passed over', async () => {
    expect(await added('disclosures/7.jsonl')).toMatchObject({ ok: true, notes: [] });
  });

  test('witness/abc/latest is of a sighting that no entry tells of, and is noted', async () => {
    const report = await added('witness/abc/latest');
    expect(report).toMatchObject({ ok: true, notes: [{ code: 'WITNESS_UNENTERED', file: 'witness/abc' }] });
  });
});

describe('the key', () => {
  const files = rawLog(shortEntries(3));
  const stranger = signerFromSeed(ORIGIN, new Uint8Array(32).fill(13));

  test('is taken from the policy, or from outside', async () => {
    expect(await verify(files)).toMatchObject({ ok: true, trusted: false });
    expect(await verify(files, { trustedVkey: vkeyOf(signer) })).toMatchObject({ ok: true, trusted: true });
  });

  test('from outside that is another one shows a log signed by somebody else', async () => {
    const report = await verify(rawLog(shortEntries(3), stranger), { trustedVkey: vkeyOf(signer) });
    expect(codes(report)).toEqual([
      ['LOG_KEY', 'policy'],
      ['CHECKPOINT_UNSIGNED', 'checkpoint'],
      ['CHECKPOINT_UNSIGNED', 'checkpoints/3'],
    ]);
  });

  test('from outside does without the policy, whose loss is found all the same', async () => {
    const without: Files = new Map(files);
    without.delete('policy');
    expect(codes(await verify(without, { trustedVkey: vkeyOf(signer) }))).toEqual([['MISSING', 'policy']]);
  });

  test('from outside that is no key is an error', async () => {
    await expect(verify(files, { trustedVkey: 'police' })).rejects.toThrow(
      expect.objectContaining({ code: 'VKEY' }),
    );
  });
});

describe('an insider with the key who makes the log anew', () => {
  test('is found by the head remembered', async () => {
    const workspace = await scratch();
    const root = openCheckpoint(rawLog(shortEntries(5)).get('checkpoint')!, [verifierOf(signer)]).note;
    const head = join(workspace, 'head.json');
    const checkpoint = Buffer.from(noteBytes(root)).toString('utf8');
    await writeFile(head, `${JSON.stringify({ checkpoint })}\n`);
    const rewritten = rawLog(shortEntries(7).with(2, shortEntry(2, { type: 'erasure' })));
    expect(await verify(rewritten, { rememberedHead: head, files: withDisk(rewritten) })).toMatchObject({
      ok: false,
      remembered: 'differs',
      findings: [
        {
          code: 'INCONSISTENT',
          file: 'checkpoint',
          message: 'the first 5 entries are not the ones remembered',
        },
      ],
    });
    const honest = rawLog(shortEntries(7));
    expect(await verify(honest, { rememberedHead: head, files: withDisk(honest) })).toMatchObject({
      ok: true,
      remembered: 'grown',
    });
  });

  test('is found by an older checkpoint that the log kept', async () => {
    const old = rawLog(shortEntries(5)).get('checkpoint')!;
    const rewritten = rawLog(shortEntries(7).with(2, shortEntry(2, { type: 'erasure' })));
    rewritten.set('checkpoints/5', old);
    rewritten.set('tile/0/000.p/5', rewritten.get('tile/0/000.p/7')!.slice(0, 160));
    expect(codes(await verify(rewritten))).toEqual([
      ['INCONSISTENT', 'checkpoints/5'],
      ['MISSING', 'tile/entries/000.p/5'],
    ]);
  });

  test('is found by a partner in a checkpoint of another log', async () => {
    const files = rawLog(shortEntries(3));
    const other = { origin: 'police.example/other', size: 3, root: new Uint8Array(32) };
    const otherSigner = signerFromSeed(other.origin, new Uint8Array(32).fill(14));
    files.set('checkpoints/3', signCheckpoint(other, otherSigner));
    expect(codes(await verify(files))).toEqual([['CHECKPOINT_UNSIGNED', 'checkpoints/3']]);
  });
});

/** Reads the log from memory and anything else from the disk. */
function withDisk(files: Files) {
  const memory = memoryFiles(files);
  return {
    ...memory,
    kind: async (path: string) => (path.startsWith(FOLDER) ? memory.kind(path) : ('file' as const)),
    read: async (path: string, limit: number) =>
      path.startsWith(FOLDER) ? memory.read(path, limit) : (await import('node:fs/promises')).readFile(path),
  };
}

describe('witnesses', () => {
  const policy = (quorum: string): Uint8Array =>
    Buffer.from(
      `log ${vkeyOf(signer)}\nwitness housing ${vkeyOf(witness, WITNESS_KEY)}\n` +
        `witness childrens ${vkeyOf(second, WITNESS_KEY)}\ngroup partners ${quorum} housing childrens\nquorum partners\n`,
    );
  const body = checkpointBody(
    openCheckpoint(rawLog(shortEntries(7)).get('checkpoint')!, [verifierOf(signer)]),
  );

  function cosigned(quorum: string, ...signatures: Signature[]): Files {
    const files = rawLog(shortEntries(7)).set('policy', policy(quorum));
    const { note } = openCheckpoint(files.get('checkpoint')!, [verifierOf(signer)]);
    return files.set('checkpoint', noteBytes({ ...note, signatures: [...note.signatures, ...signatures] }));
  }
  const by = (who: LogSigner, seconds = AFTER, text = body): Signature => cosign(text, who, seconds);

  test('none have signed', async () => {
    expect(await verify(cosigned('1'))).toMatchObject({
      ok: true,
      witnessed: { signed: 0, of: 2, organisations: [], quorum: false, upTo: 0 },
    });
  });

  test('one or both have signed', async () => {
    expect((await verify(cosigned('1', by(second)))).witnessed).toMatchObject({
      signed: 1,
      of: 2,
      organisations: ['childrens'],
      quorum: true,
      upTo: 7,
    });
    expect((await verify(cosigned('2', by(second)))).witnessed).toMatchObject({
      signed: 1,
      quorum: false,
      upTo: 0,
    });
    expect((await verify(cosigned('2', by(second), by(witness)))).witnessed).toMatchObject({
      signed: 2,
      organisations: ['housing', 'childrens'],
      quorum: true,
      upTo: 7,
    });
  });

  test('have signed an older checkpoint', async () => {
    const files = rawLog(shortEntries(7)).set('policy', policy('1'));
    const five = rawLog(shortEntries(5));
    const { note } = openCheckpoint(five.get('checkpoint')!, [verifierOf(signer)]);
    const signatures = [...note.signatures, cosign(note.text, witness, AFTER)];
    files.set('checkpoints/5', noteBytes({ ...note, signatures }));
    for (const path of ['tile/0/000.p/5', 'tile/entries/000.p/5']) files.set(path, five.get(path)!);
    expect(await verify(files)).toMatchObject({ ok: true, witnessed: { signed: 0, quorum: false, upTo: 5 } });
  });

  test.each([
    ['at another time than it says', { ...by(witness), bytes: by(witness).bytes.with(7, 1) }],
    ['another log', by(witness, AFTER, body.replace('police', 'health'))],
    ['as a log would', { ...by(witness), bytes: signNote(body, witness).signatures[0]!.bytes }],
  ])('who signed %s are found', async (_, signature) => {
    expect(codes(await verify(cosigned('1', signature)))).toEqual([['COSIGNATURE', 'checkpoint']]);
  });

  test('who signed before the last entry was made are found', async () => {
    const day = 24 * 3600;
    expect(codes(await verify(cosigned('1', by(witness, AFTER - day))))).toEqual([]);
    expect(codes(await verify(cosigned('1', by(witness, AFTER - day - 1))))).toEqual([
      ['ENTRY_AFTER_WITNESS', 'checkpoint'],
    ]);
  });

  test('who signed at a time that has not come are found', async () => {
    const now = new Date((AFTER + 60) * 1000);
    const day = 24 * 3600;
    expect(codes(await verify(cosigned('1', by(witness, AFTER + day)), { now }))).toEqual([]);
    expect(codes(await verify(cosigned('1', by(witness, AFTER + day + 61)), { now }))).toEqual([
      ['COSIGNATURE_FUTURE', 'checkpoint'],
    ]);
  });

  test('are not confused by an unknown signature, unless it may be one of theirs damaged', async () => {
    const unknown = { ...by(witness), name: 'housing.example/other' };
    expect(await verify(cosigned('1', by(witness), by(second), unknown))).toMatchObject({
      ok: true,
      notes: [{ code: 'UNKNOWN_SIGNATURE', file: 'checkpoint' }],
    });
    expect(codes(await verify(cosigned('1', by(second), unknown)))).toEqual([
      ['UNKNOWN_SIGNATURE', 'checkpoint'],
    ]);
    // A partner that has changed its key since is no damage.
    const before = cosign(body, signerFromSeed(witness.name, new Uint8Array(32).fill(12)), AFTER);
    expect(await verify(cosigned('1', by(second), before))).toMatchObject({
      ok: true,
      notes: [{ code: 'UNKNOWN_SIGNATURE', file: 'checkpoint' }],
    });
  });

  test('every flipped bit of a cosigned checkpoint is found', async () => {
    const files = cosigned('1', by(witness));
    const bytes = files.get('checkpoint')!;
    const missed: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      if ((await verify(new Map(files).set('checkpoint', changed))).ok) missed.push(bit);
    }
    expect(missed).toEqual([]);
  });
});

test('entries from the future are noted once, and the log is whole all the same', async () => {
  const files = memoryFiles(rawLog(shortEntries(4)));
  const found = await verifyLog(FOLDER, { files, now: new Date('2026-04-01T00:00:30.000Z') });
  expect(found).toMatchObject({ ok: true, notes: [{ code: 'ENTRY_FUTURE', entry: 1 }] });
  expect(found.notes[0]!.message).toMatch(/^this entry and 2 more .* up to 2026-04-01 00:03:00 UTC/);
  const { notes } = await verifyLog(FOLDER, { files, now: new Date('2026-04-01T00:03:00.000Z') });
  expect(notes).toEqual([]);
});

test('findings beyond a thousand are counted', async () => {
  const report = await verify(rawLog(Array.from({ length: 1200 }, () => shortEntry(5))));
  expect(report.findings).toHaveLength(1000);
  expect(report.more).toBe(199);
});

test('progress is told bundle by bundle', async () => {
  const seen: [number, number][] = [];
  await verify(rawLog(shortEntries(600)), {
    onProgress: (done: number, total: number) => seen.push([done, total]),
  });
  expect(seen).toEqual([
    [256, 600],
    [512, 600],
    [600, 600],
  ]);
});

test('what was begun and neither done nor failed is noted, and the log is whole all the same', async () => {
  const workspace = await scratch();
  const log = await openLog(workspace);
  const begun = (action: string) => ({ ...draft(), phase: 'intent' as const, details: { action } });
  const ended = (phase: 'done' | 'failed', intent: number) => ({ ...draft(), phase, details: { intent } });
  for (const entry of [
    begun('pseudonymise'),
    begun('link'),
    begun('seal'),
    ended('done', 1),
    ended('failed', 0),
    ended('done', 99),
  ]) {
    await log.append([entry]);
  }
  const { ok, notes } = await verifyLog(join(workspace, 'log'));
  expect(ok).toBe(true);
  expect(notes).toEqual([
    {
      code: 'OPEN_INTENT',
      file: 'tile/entries/000.p/6',
      entry: 2,
      message: 'the step "seal" was begun, and no later entry says that it was done or failed',
    },
  ]);
});
