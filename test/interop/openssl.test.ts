/** Signatures on checkpoints as openssl sees them, which knows nothing of logs: it agrees with this program. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  cosign,
  noteBytes,
  openCheckpoint,
  signCheckpoint,
  signerFromSeed,
  verifierOf,
  vkeyOf,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { scratch, signer, witness } from '../sharelog/helpers.ts';
import { Openssl, runsOpenssl } from './programs.ts';

const openssl = new Openssl();

describe.skipIf(!runsOpenssl)('openssl', () => {
  const head = { origin: signer.name, size: 412, root: new Uint8Array(32).fill(3) };
  const whole = signCheckpoint(head, signer);
  const stranger = signerFromSeed(signer.name, new Uint8Array(32).fill(1));

  async function verdicts(bytes: Uint8Array, vkey = vkeyOf(signer)): Promise<[string, boolean]> {
    const path = join(await scratch(), 'checkpoint');
    await writeFile(path, bytes);
    const [said] = await openssl.said(vkey, [path]);
    let ours = true;
    try {
      openCheckpoint(bytes, [verifierOf(signer)]);
    } catch {
      ours = false;
    }
    return [said!, ours];
  }

  test('agrees on what the log signed, alone, with a cosignature, and beside another key', async () => {
    expect(await verdicts(whole)).toEqual(['OK size=412', true]);
    const { note } = openCheckpoint(whole, [verifierOf(signer)]);
    const signatures = [cosign(note.text, witness, 1_775_034_000), ...note.signatures];
    expect(await verdicts(noteBytes({ text: note.text, signatures }))).toEqual(['OK size=412', true]);
    expect(await verdicts(signCheckpoint(head, stranger, signer))).toEqual(['OK size=412', true]);
  });

  test('agrees on what it did not sign', async () => {
    const changes: Uint8Array[] = [];
    for (let at = 0; at < whole.length; at += 7) changes.push(whole.with(at, whole[at]! ^ 4));
    changes.push(signCheckpoint(head, stranger), signCheckpoint({ ...head, origin: 'a/b' }, stranger));
    const missed: string[] = [];
    for (const [i, bytes] of changes.entries()) {
      const [said, ours] = await verdicts(bytes);
      if (!said.startsWith('FAIL') || ours) missed.push(`${i}: ${said} ${ours}`);
    }
    expect(changes.length).toBeGreaterThan(20);
    expect(missed).toEqual([]);
    expect((await verdicts(whole, vkeyOf(signer, WITNESS_KEY)))[0]).toBe(
      'FAIL: the key is not that of a log',
    );
  });
});
