/**
 * The share log as another program sees it: Go's transparency-log packages read what this one writes. Needs Go and,
 * the first time, its module proxy, so it runs only with THROUGHLINE_INTEROP=1.
 */
import { spawnSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addCosignatures,
  archivedCheckpoint,
  keyDetails,
  logOnlyPolicy,
  makeProof,
  makeRequest,
  requestBytes,
  type Sighting,
  signerFromSeed,
  verifierOf,
  verifyLog,
  vkeyOf,
  WITNESS_KEY,
  witnessCheckpoint,
  writePolicy,
} from '../../src/sharelog/index.ts';
import { draft, logOf, openLog, scratch, signer, witness } from '../sharelog/helpers.ts';
import { rawLog, shortEntries, toDisk } from '../sharelog/rawlog.ts';
import { goVerifier, runsGo } from './programs.ts';

describe.skipIf(!runsGo)("Go's verifier", () => {
  let program: string;

  beforeAll(async () => {
    program = await goVerifier();
  });

  const said = (...args: string[]): string => spawnSync(program, args, { encoding: 'utf8' }).stdout.trim();
  const verdict = (folder: string, ...proofs: string[]): string =>
    said('-witness', vkeyOf(witness, WITNESS_KEY), vkeyOf(signer), folder, ...proofs);

  test.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [255, 100],
    [256, 100],
    [257, 100],
    [700, 33],
    [65_537, 9000],
  ])('accepts a log of %d entries', async (size, lot) => {
    const workspace = await logOf(size, lot);
    const folder = join(workspace, 'log');
    const checkpoint = await readFile(join(folder, 'checkpoint'));
    const proofs: string[] = [];
    for (const index of new Set([0, Math.floor(size / 2), size - 1].filter((i) => i >= 0 && i < size))) {
      const path = join(workspace, `${index}.tlog-proof`);
      await writeFile(path, await makeProof(folder, index, checkpoint));
      proofs.push(path);
    }
    for (const old of [0, lot, 2 * lot].filter((kept) => kept <= size)) {
      const path = join(workspace, `consistency-${old}`);
      const request = await makeRequest(folder, old, await archivedCheckpoint(folder, size));
      await writeFile(path, requestBytes(request));
      proofs.push(path);
    }
    const { root, ok } = await verifyLog(folder);
    expect(ok).toBe(true);
    const kept = Math.ceil(size / lot) + 1;
    expect(verdict(folder, ...proofs)).toBe(
      `OK size=${size} root=${root} checkpoints=${kept} proofs=${proofs.length} cosigned=0`,
    );
  });

  /** A log of 7 entries that a witness cosigned, and the folder of the witness. */
  async function witnessed(): Promise<{ folder: string; partner: string }> {
    const folder = join(await logOf(7), 'log');
    const partner = await scratch();
    const sighting = await look(partner, folder, 7, 0);
    if (!('cosignature' in sighting)) throw new Error('not cosigned');
    const known = { name: 'housing', verifier: verifierOf(witness, WITNESS_KEY) };
    await addCosignatures(folder, [sighting.cosignature], [known]);
    return { folder, partner };
  }
  const look = async (partner: string, folder: string, size: number, old: number): Promise<Sighting> =>
    witnessCheckpoint(await makeRequest(folder, old, await archivedCheckpoint(folder, size)), {
      folder: partner,
      logKeys: [verifierOf(signer)],
      witness,
      now: new Date('2026-04-02T09:00:00.000Z'),
    });

  test('checks a cosignature, and finds a wrong one', async () => {
    const { folder } = await witnessed();
    expect(verdict(folder)).toMatch(/^OK size=7 .* cosigned=1$/);
    const text = await readFile(join(folder, 'checkpoint'), 'utf8');
    const [last] = text.trimEnd().split(' ').slice(-1);
    const bytes = Buffer.from(last!, 'base64');
    bytes[20]! ^= 1;
    await writeFile(join(folder, 'checkpoint'), text.replace(last!, bytes.toString('base64')));
    expect(verdict(folder)).toMatch(/^FAIL/);
  });

  test('reads the evidence of a fork, of a rollback and of what does not continue', async () => {
    const { folder, partner } = await witnessed();
    const other = await toDisk(rawLog(shortEntries(7)));
    const longer = await toDisk(rawLog(shortEntries(9)));
    const found: [Sighting, RegExp][] = [
      [await look(partner, other, 7, 0), /^FORKED at 7$/],
      [await look(partner, folder, 5, 0), /^ROLLED BACK from 7 to 5$/],
      [await look(partner, longer, 9, 7), /^INCONSISTENT from 7 to 9$/],
    ];
    for (const [sighting, words] of found) {
      expect(said('-evidence', vkeyOf(signer), (sighting as { evidence: string }).evidence)).toMatch(words);
    }
    const { evidence } = found[0]![0] as { evidence: string };
    await cp(join(evidence, 'checkpoint.old'), join(evidence, 'checkpoint'));
    expect(said('-evidence', vkeyOf(signer), evidence)).toMatch(/^FAIL: .*do not contradict/);
  });

  test('follows a log whose key was rotated, when it knows both', async () => {
    const workspace = await logOf(2);
    const next = signerFromSeed(signer.name, new Uint8Array(32).fill(8));
    const folder = join(workspace, 'log');
    const logs = [verifierOf(signer), verifierOf(next)];
    await writePolicy(folder, { ...logOnlyPolicy(logs[0]!), logs });
    const details = keyDetails(logs[0]!, logs[1]);
    await (await openLog(workspace, { alsoSigner: next })).append([{ ...draft('key.rotate'), details }]);
    await (await openLog(workspace, { signer: next })).append([draft()]);
    expect(said('-also', vkeyOf(next), vkeyOf(signer), folder)).toMatch(/^OK size=4 /);
    expect(said(vkeyOf(signer), folder)).toMatch(/^FAIL/);
  });
});
