/** Being asked, looking, remembering and answering: a witness of logs held on disk. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import { parseCheckpoint } from '../../src/sharelog/checkpoint.ts';
import {
  addCosignatures,
  archivedCheckpoint,
  checkConsistency,
  cosignedAt,
  diskFiles,
  lastCosigned,
  lastSizeCosignedBy,
  makeRequest,
  openCheckpoint,
  parseRequest,
  parseResponse,
  policyBytes,
  requestBytes,
  responseBytes,
  type Sighting,
  signCheckpoint,
  signerFromSeed,
  verifierOf,
  verifyLog,
  WITNESS_KEY,
  type WitnessRequest,
  witnessCheckpoint,
  witnessFolder,
  writePolicy,
} from '../../src/sharelog/index.ts';
import { draft, logOf, ORIGIN, openLog, scratch, signer, witness } from './helpers.ts';

const NOW = new Date('2026-04-02T09:00:00.000Z');
const witnessKey = verifierOf(witness, WITNESS_KEY);
const logKey = verifierOf(signer);

/** Sizes 3, 5 and 7, all signed, and one that had other entries from the fourth on. */
const honest = logOf(7, 1);
const forked = (async () => {
  const workspace = await scratch();
  await cp(await logOf(3, 1), workspace, { recursive: true });
  const log = await openLog(workspace);
  for (let i = 0; i < 4; i += 1) await log.append([draft('denial')]);
  return workspace;
})();

const requestFor = async (size: number, old: number, of = honest): Promise<WitnessRequest> => {
  const folder = join(await of, 'log');
  return makeRequest(folder, old, await archivedCheckpoint(folder, size));
};
const look = (folder: string, request: WitnessRequest, more = {}): Promise<Sighting> =>
  witnessCheckpoint(request, { folder, logKeys: [logKey], witness, now: NOW, ...more });

describe('a request', () => {
  test('is the body of add-checkpoint, to the byte, and reads back', async () => {
    const request = await requestFor(7, 3);
    const text = Buffer.from(requestBytes(request)).toString('utf8');
    const lines = text.split('\n');
    expect(lines[0]).toBe('old 3');
    expect(lines.indexOf('')).toBe(1 + request.hashes.length);
    expect(text.endsWith(await readFile(join(await honest, 'log/checkpoints/7'), 'utf8'))).toBe(true);
    expect(parseRequest(requestBytes(request))).toEqual(request);
    const old = await archivedCheckpoint(join(await honest, 'log'), 3);
    expect(checkConsistency(3, old.root, 7, request.checkpoint.root, request.hashes)).toBe(true);
  });

  test('from nothing, or from where it is, has no hashes', async () => {
    expect((await requestFor(7, 0)).hashes).toEqual([]);
    expect((await requestFor(7, 7)).hashes).toEqual([]);
    await expect(requestFor(3, 7)).rejects.toThrow(expect.objectContaining({ code: 'WITNESS_SIZES' }));
    await expect(requestFor(8, 0)).rejects.toThrow(expect.objectContaining({ code: 'NO_CHECKPOINT' }));
  });

  test.each([
    ['no size', (text: string) => text.replace('old 3', 'old')],
    ['a size with a zero before it', (text: string) => text.replace('old 3', 'old 03')],
    ['a hash that is too short', (text: string) => text.replace(/\n(.{42})..=?\n/, '\n$1\n')],
    [
      'another alphabet',
      (text: string) => text.replace(/\n[^\n]{44}\n/, (line) => line.replace(/[A-Za-z]/, '-')),
    ],
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['no empty line', (text: string) => text.replaceAll('\n\n', '\n')],
    ['64 hashes', (text: string) => text.replace('old 3\n', `old 3\n${`${'A'.repeat(43)}=\n`.repeat(64)}`)],
  ])('with %s is refused', async (_, change) => {
    const text = Buffer.from(requestBytes(await requestFor(7, 3))).toString('utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(() => parseRequest(Buffer.from(changed))).toThrow(ThroughlineError);
  });

  test('in which any byte is another is refused, or is another request', async () => {
    const request = await requestFor(7, 3);
    const bytes = requestBytes(request);
    const taken = (changed: Uint8Array): boolean => {
      try {
        return Buffer.compare(requestBytes(parseRequest(changed)), bytes) === 0;
      } catch {
        return false;
      }
    };
    expect(taken(bytes)).toBe(true);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        expect(taken(bytes.with(at, bytes[at]! ^ flip))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test.each(['', '\n', 'no signature\n', '— a b'])('is not answered by %j', (text) => {
    expect(() => parseResponse(Buffer.from(text))).toThrow(ThroughlineError);
  });
});

describe('a witness', () => {
  test('cosigns what it sees first, then only what continues it, and remembers the whole checkpoint', async () => {
    const folder = await scratch();
    const first = await look(folder, await requestFor(3, 0));
    expect(first).toMatchObject({ result: 'first', previous: 0 });
    const grown = await look(folder, await requestFor(7, 3));
    expect(grown).toMatchObject({ result: 'grown', previous: 3 });
    const seen = await lastCosigned(folder, ORIGIN, witnessKey);
    expect(seen?.size).toBe(7);
    expect(cosignedAt(seen!.note, witnessKey)).toBe(NOW.getTime() / 1000);
    expect(openCheckpoint(await readFile(join(witnessFolder(folder, ORIGIN), 'latest')), [logKey]).size).toBe(
      7,
    );
  });

  test('answers the same again with the same cosignature', async () => {
    const folder = await scratch();
    const first = await look(folder, await requestFor(7, 0));
    const again = await look(folder, await requestFor(7, 0), { now: new Date('2027-01-01T00:00:00Z') });
    expect(again).toMatchObject({ result: 'same', previous: 7 });
    expect('cosignature' in first && 'cosignature' in again && again.cosignature).toEqual(
      'cosignature' in first && first.cosignature,
    );
  });

  test('takes no proof that starts elsewhere than where it is', async () => {
    const folder = await scratch();
    const wrongOld = expect.objectContaining({ code: 'WITNESS_OLD' });
    await expect(look(folder, await requestFor(7, 3))).rejects.toThrow(wrongOld);
    await look(folder, await requestFor(3, 0));
    await expect(look(folder, await requestFor(7, 0))).rejects.toThrow(wrongOld);
    await expect(look(folder, await requestFor(7, 5))).rejects.toThrow(wrongOld);
    expect((await lastCosigned(folder, ORIGIN, witnessKey))?.size).toBe(3);
  });

  test.each([
    ['FORKED', 7, 7, forked],
    ['ROLLED BACK', 5, 5, honest],
    ['ROLLED BACK', 6, 0, forked],
  ] as const)(
    'finds a log %s at %d entries, cosigns nothing and keeps the evidence',
    async (result, size, old, of) => {
      const folder = await scratch();
      await look(folder, await requestFor(7, 0));
      const before = await readFile(join(witnessFolder(folder, ORIGIN), 'latest'));
      const request = await requestFor(size, old, of);
      const sighting = await look(folder, request);
      expect(sighting).toMatchObject({ result, previous: 7 });
      const { evidence } = sighting as { evidence: string };
      const [kept, offered] = await Promise.all(
        ['checkpoint.old', 'checkpoint'].map((name) => readFile(join(evidence, name))),
      );
      expect(openCheckpoint(kept!, [logKey]).size).toBe(7);
      expect(openCheckpoint(offered!, [logKey]).size).toBe(size);
      expect(await readFile(join(witnessFolder(folder, ORIGIN), 'latest'))).toEqual(before);
      await look(folder, request);
      expect(await readdir(join(witnessFolder(folder, ORIGIN), 'evidence'))).toHaveLength(1);
    },
  );

  test('finds a log that cannot show that it continues', async () => {
    const folder = await scratch();
    await look(folder, await requestFor(5, 0));
    const sighting = await look(folder, await requestFor(7, 5, forked));
    expect(sighting).toMatchObject({ result: 'INCONSISTENT', previous: 5 });
    const { evidence } = sighting as { evidence: string };
    expect((await readFile(join(evidence, 'consistency'), 'utf8')).split('\n').length).toBeGreaterThan(1);
    expect((await lastCosigned(folder, ORIGIN, witnessKey))?.size).toBe(5);
  });

  test('does not look at what the log did not sign', async () => {
    const folder = await scratch();
    const stranger = signerFromSeed(ORIGIN, new Uint8Array(32).fill(1));
    const { root } = await archivedCheckpoint(join(await honest, 'log'), 7);
    const checkpoint = parseCheckpoint(signCheckpoint({ origin: ORIGIN, size: 7, root }, stranger));
    await expect(look(folder, { old: 0, hashes: [], checkpoint })).rejects.toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_UNSIGNED' }),
    );
    expect(await diskFiles.kind(witnessFolder(folder, ORIGIN))).toBeUndefined();
  });

  test('does not take an empty log for one with entries', async () => {
    const checkpoint = parseCheckpoint(
      signCheckpoint({ origin: ORIGIN, size: 0, root: new Uint8Array(32) }, signer),
    );
    await expect(look(await scratch(), { old: 0, hashes: [], checkpoint })).rejects.toThrow(
      expect.objectContaining({ code: 'WITNESS_EMPTY_ROOT' }),
    );
  });

  test('notices that what it remembered was changed', async () => {
    const folder = await scratch();
    await look(folder, await requestFor(7, 0));
    const path = join(witnessFolder(folder, ORIGIN), 'latest');
    await writeFile(path, await readFile(join(await honest, 'log/checkpoints/3')));
    await expect(look(folder, await requestFor(5, 3))).rejects.toThrow(
      expect.objectContaining({ code: 'LOG_DAMAGED' }),
    );
  });

  test('has it on the disk before it answers: a fault anywhere leaves no answer without memory', async () => {
    const requests = [await requestFor(3, 0), await requestFor(7, 3)] as const;
    const base = await scratch();
    await look(base, requests[0]);
    const missed: string[] = [];
    for (let at = 0, reached = true; reached; at += 1) {
      const folder = await scratch();
      await cp(base, folder, { recursive: true });
      let calls = 0;
      reached = false;
      const faulty = Object.fromEntries(
        Object.entries(diskFiles).map(([name, call]) => [
          name,
          async (...args: unknown[]) => {
            calls += 1;
            if (calls - 1 === at) {
              reached = true;
              throw Object.assign(new Error('made to fail'), { code: 'EIO' });
            }
            return (call as (...all: unknown[]) => Promise<unknown>)(...args);
          },
        ]),
      ) as unknown as typeof diskFiles;
      const answered = await look(folder, requests[1], { files: faulty }).catch(() => undefined);
      await rm(join(folder, 'lock'), { force: true });
      const seen = await lastCosigned(folder, ORIGIN, witnessKey);
      if (answered !== undefined && seen?.size !== 7) missed.push(`call ${at}: answered, and forgot`);
      if (seen?.size !== 3 && seen?.size !== 7) missed.push(`call ${at}: lost what it knew`);
      const then = await look(folder, await requestFor(7, seen!.size));
      if (!('cosignature' in then)) missed.push(`call ${at}: cannot go on`);
    }
    expect(missed).toEqual([]);
  });
});

describe('a cosignature', () => {
  const policy = {
    logs: [logKey],
    witnesses: [{ name: 'housing', verifier: witnessKey }],
    groups: [{ name: 'partners', threshold: 1, members: ['housing'] }],
    quorum: 'partners',
  };

  /** A log of 7, witnessed at `size`. */
  async function witnessedAt(size: number): Promise<string> {
    const workspace = await scratch();
    await cp(await honest, workspace, { recursive: true });
    const folder = join(workspace, 'log');
    await writePolicy(folder, policy);
    const sighting = await look(await scratch(), await requestFor(size, 0));
    if (!('cosignature' in sighting)) throw new Error('not cosigned');
    const taken = await addCosignatures(
      folder,
      parseResponse(responseBytes([sighting.cosignature])),
      policy.witnesses,
    );
    expect(taken).toEqual({ size, by: ['housing'], at: NOW.getTime() / 1000 });
    return workspace;
  }

  test('of the newest checkpoint makes the log witnessed', async () => {
    const workspace = await witnessedAt(7);
    const report = await verifyLog(join(workspace, 'log'));
    expect(report).toMatchObject({ ok: true, witnessed: { signed: 1, of: 1, quorum: true, upTo: 7 } });
    expect(await lastSizeCosignedBy(join(workspace, 'log'), witnessKey)).toBe(7);
    await (await openLog(workspace)).append([draft()]);
    expect((await verifyLog(join(workspace, 'log'))).witnessed).toMatchObject({ signed: 0, upTo: 7 });
  });

  test('of an older one is put there, and says up to where', async () => {
    const folder = join(await witnessedAt(5), 'log');
    expect((await verifyLog(folder)).witnessed).toMatchObject({ signed: 0, upTo: 5 });
    expect(await lastSizeCosignedBy(folder, witnessKey)).toBe(5);
  });

  test('covers entries that only say that a partner was seen', async () => {
    const workspace = await witnessedAt(7);
    const log = await openLog(workspace);
    await log.append([draft('witness.seen'), draft('witness.seen')]);
    expect((await verifyLog(log.folder)).witnessed).toMatchObject({ signed: 1, upTo: 7, covered: true });
    await log.append([draft()]);
    expect((await verifyLog(log.folder)).witnessed).not.toHaveProperty('covered');
  });

  test('taken in twice is there once, and a later one takes its place', async () => {
    const workspace = await witnessedAt(7);
    const folder = join(workspace, 'log');
    const before = await readFile(join(folder, 'checkpoint'), 'utf8');
    const later = await look(await scratch(), await requestFor(7, 0), {
      now: new Date('2026-04-03T00:00:00Z'),
    });
    if (!('cosignature' in later)) throw new Error('not cosigned');
    await addCosignatures(folder, [later.cosignature], policy.witnesses);
    const after = await readFile(join(folder, 'checkpoint'), 'utf8');
    expect(after.split('\n')).toHaveLength(before.split('\n').length);
    expect(after).not.toBe(before);
    expect(await verifyLog(folder)).toMatchObject({ ok: true, witnessed: { signed: 1 } });
  });

  test('of another log, or by a stranger, is refused and changes nothing', async () => {
    const workspace = await scratch();
    await cp(await honest, workspace, { recursive: true });
    const folder = join(workspace, 'log');
    const sighting = await look(await scratch(), await requestFor(7, 0, forked));
    if (!('cosignature' in sighting)) throw new Error('not cosigned');
    const unknown = expect.objectContaining({ code: 'COSIGNATURE_UNKNOWN' });
    await expect(addCosignatures(folder, [sighting.cosignature], policy.witnesses)).rejects.toThrow(unknown);
    await expect(addCosignatures(folder, [sighting.cosignature], [])).rejects.toThrow(unknown);
    expect(await readFile(join(folder, 'checkpoint'))).toEqual(
      await readFile(join(await honest, 'log/checkpoint')),
    );
  });

  test('cannot be made up for by two parties of one organisation', async () => {
    const second = verifierOf(
      signerFromSeed('childrens.example/witness', new Uint8Array(32).fill(11)),
      WITNESS_KEY,
    );
    const workspace = await witnessedAt(7);
    const witnesses = [...policy.witnesses, { name: 'childrens', verifier: second }];
    const together = { name: 'housing&childrens', threshold: 1, members: ['housing', 'childrens'] };
    const partners = { name: 'partners', threshold: 1, members: [together.name] };
    const grouped = { ...policy, witnesses, groups: [together, partners] };
    expect(policyBytes(grouped).length).toBeGreaterThan(0);
    const report = await verifyLog(join(workspace, 'log'), { trustedPolicy: grouped });
    expect(report.witnessed).toMatchObject({ signed: 1, of: 1, organisations: ['housing&childrens'] });
  });
});

test('a folder where a witness keeps what it saw is no part of its log, but no entry tells of it', async () => {
  const workspace = await logOf(2);
  await mkdir(join(workspace, 'log'), { recursive: true });
  await look(join(workspace, 'log'), await requestFor(7, 0));
  const report = await verifyLog(join(workspace, 'log'));
  expect(report).toMatchObject({ ok: true, findings: [], notes: [{ code: 'WITNESS_UNENTERED' }] });
});
