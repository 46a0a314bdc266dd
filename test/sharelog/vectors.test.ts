/**
 * Known answers: a log of up to 65,537 entries under test keys, every root, signature and cosignature of it, and
 * the proofs of one of 700 entries. They were checked with Go's golang.org/x/mod/sumdb/{note,tlog}.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFiles } from '../../src/sharelog/commit.ts';
import { Frontier } from '../../src/sharelog/frontier.ts';
import {
  checkConsistency,
  checkInclusion,
  checkProof,
  checkpointBody,
  cosign,
  cosignedAt,
  leafHash,
  makeProof,
  noteBytes,
  openCheckpoint,
  parsePolicy,
  proveConsistency,
  proveInclusion,
  signatureLine,
  signCheckpoint,
  signerFromSeed,
  TileReader,
  verifierOf,
  verifyLog,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { scratch } from './helpers.ts';
import vectors from './vectors.json' with { type: 'json' };

const { origin } = vectors;
const log = signerFromSeed(origin, Buffer.from(vectors.logSeed, 'hex'));
const witness = signerFromSeed(vectors.witnessName, Buffer.from(vectors.witnessSeed, 'hex'));
const { trees } = vectors;
const at700 = trees.find(({ size }) => size === 700)!;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const unbase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

function entry(i: number): Uint8Array {
  const at = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
  return new TextEncoder().encode(`{"at":"${at}","isa":"ISA-2026-014","seq":${i},"type":"disclosure","v":1}`);
}

/** The files of a log of these entries made at one go, the checkpoint cosigned. */
async function writeLog(size: number): Promise<string> {
  const folder = await scratch();
  const empty = { frontier: new Frontier(), tiles: [], bundle: [], last: undefined };
  const made = newFiles(
    empty,
    Array.from({ length: size }, (_, i) => entry(i)),
  );
  const body = checkpointBody({ origin, size, root: made.root });
  const note = openCheckpoint(signCheckpoint({ origin, size, root: made.root }, log), [verifierOf(log)]).note;
  const signatures = [...note.signatures, cosign(body, witness, vectors.cosignedAt)];
  const policy = `log ${vectors.logVkey}\nwitness housing ${vectors.witnessVkey}\nquorum housing\n`;
  const files = new Map<string, Uint8Array | string>([
    ...made.files,
    ['policy', policy],
    ['checkpoint', noteBytes({ ...note, signatures })],
  ]);
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

describe('known trees', () => {
  test('the first entry and its leaf', () => {
    expect(Buffer.from(entry(0)).toString('utf8')).toBe(vectors.entry0);
    expect(Buffer.from(leafHash(entry(0))).toString('hex')).toBe(vectors.leaf0);
  });

  test('every root, signature and cosignature, to 65,537 entries', () => {
    const frontier = new Frontier();
    for (const { size, root, signature, cosignature } of trees) {
      while (frontier.size < size) frontier.push(leafHash(entry(frontier.size)));
      expect(base64(frontier.root()), `root at ${size}`).toBe(root);
      const head = { origin, size, root: frontier.root() };
      const checkpoint = signCheckpoint(head, log);
      expect(Buffer.from(checkpoint).toString('utf8')).toBe(
        `${checkpointBody(head)}\n— ${origin} ${signature}\n`,
      );
      const made = cosign(checkpointBody(head), witness, vectors.cosignedAt);
      expect(signatureLine(made)).toBe(`— ${vectors.witnessName} ${cosignature}\n`);
      const { note } = openCheckpoint(checkpoint, [verifierOf(log)]);
      const cosigned = { ...note, signatures: [...note.signatures, made] };
      expect(cosignedAt(cosigned, verifierOf(witness, WITNESS_KEY))).toBe(vectors.cosignedAt);
    }
    expect(frontier.size).toBe(65_537);
  });

  test.each(trees.filter(({ size }) => size > 0 && size <= 700))(
    'a log of $size entries on disk is whole',
    async ({ size, root }) => {
      const report = await verifyLog(await writeLog(size), { trustedVkey: vectors.logVkey });
      expect(report).toMatchObject({ ok: true, size, root, findings: [], trusted: true });
      expect(report.witnessed).toMatchObject({
        signed: 1,
        of: 1,
        organisations: ['housing'],
        quorum: true,
        upTo: size,
      });
    },
  );
});

test('65,537 entries were cosigned on a day when most of them were still to come', async () => {
  const report = await verifyLog(await writeLog(65_537));
  expect(report).toMatchObject({ size: 65_537, root: trees.at(-1)!.root, more: 0 });
  expect(report.findings.map((finding) => [finding.code, finding.file])).toEqual([
    ['ENTRY_AFTER_WITNESS', 'checkpoint'],
  ]);
});

describe('the log of 700', () => {
  test('its proofs of inclusion and consistency', async () => {
    const folder = await writeLog(700);
    const reader = new TileReader(folder, 700);
    const inclusion = await proveInclusion(reader, 137, 700);
    const consistency = await proveConsistency(reader, 300, 700);
    expect(inclusion.map(base64)).toEqual(vectors.inclusion137in700);
    expect(consistency.map(base64)).toEqual(vectors.consistency300to700);
    const { root: root300, signature: signature300 } = vectors.checkpoint300;
    const root700 = unbase64(at700.root);
    expect(checkInclusion(leafHash(entry(137)), 137, 700, root700, inclusion)).toBe(true);
    expect(checkConsistency(300, unbase64(root300), 700, root700, consistency)).toBe(true);
    const old = signCheckpoint({ origin, size: 300, root: unbase64(root300) }, log);
    expect(Buffer.from(old).toString('utf8')).toMatch(`— ${origin} ${signature300}\n`);
  });

  test('a proof file of one entry, with its witness', async () => {
    const folder = await writeLog(700);
    const report = await verifyLog(folder);
    const policy = parsePolicy(
      Buffer.from(`log ${vectors.logVkey}\nwitness housing ${vectors.witnessVkey}\nquorum housing\n`),
    );
    const { root, signature, cosignature } = at700;
    const checkpoint = `${origin}\n700\n${root}\n\n— ${origin} ${signature}\n— ${vectors.witnessName} ${cosignature}\n`;
    const proof = await makeProof(folder, 137, Buffer.from(checkpoint));
    expect(Buffer.from(proof).toString('utf8')).toBe(
      `c2sp.org/tlog-proof@v1\nindex 137\n${vectors.inclusion137in700.join('\n')}\n\n${checkpoint}`,
    );
    expect(report.root).toBe(root);
    expect(checkProof(proof, entry(137), policy)).toMatchObject({ index: 137, witnessed: { quorum: true } });
  });
});
