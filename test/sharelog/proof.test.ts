import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import {
  checkProof,
  logOnlyPolicy,
  makeProof,
  parsePolicy,
  parseProof,
  readEntries,
  signerFromSeed,
  verifierOf,
  vkeyOf,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { proofBytes } from '../../src/sharelog/proof.ts';
import { PROOF_FORMS } from './forms.ts';
import { logOf, signer, witness } from './helpers.ts';

const policy = logOnlyPolicy(verifierOf(signer));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let proof: string;
let entry: Uint8Array;
let folder: string;

const refusedProof = expect.objectContaining({ code: 'PROOF' });
const check = (text: string): unknown => checkProof(bytes(text), entry, policy);

describe('a proof file', () => {
  beforeAll(async () => {
    const workspace = await logOf(11, 4);
    folder = join(workspace, 'log');
    const checkpoint = await readFile(join(folder, 'checkpoint'));
    proof = Buffer.from(await makeProof(folder, 6, checkpoint)).toString('utf8');
    for await (const read of readEntries(folder, { from: 6, to: 7 })) entry = read.bytes;
  });

  test('shows that an entry is in the log', () => {
    expect(check(proof)).toMatchObject({
      index: 6,
      checkpoint: { size: 11 },
      witnessed: { signed: 0, of: 0 },
    });
  });

  test('carries extra data that it does not vouch for', () => {
    const extra = bytes('share 7');
    const text = Buffer.from(proofBytes({ ...parseProof(bytes(proof)), extra })).toString('utf8');
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra c2hhcmUgNw==\nindex 6\n/);
    expect(parseProof(bytes(text)).extra).toEqual(extra);
    expect(check(text)).toMatchObject({ index: 6 });
  });

  test.each(PROOF_FORMS)('with %s is refused', (_, change) => {
    expect(change(proof)).not.toBe(proof);
    expect(() => check(change(proof))).toThrow(refusedProof);
  });

  test('is refused when one bit of it changes', () => {
    const original = bytes(proof);
    for (let bit = 0; bit < original.length * 8; bit += 1) {
      const changed = original.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(() => checkProof(changed, entry, policy), `bit ${bit}`).toThrow(ThroughlineError);
    }
  });

  test('of another entry, or under another key, is refused', async () => {
    for await (const other of readEntries(folder, { from: 7, to: 8 })) {
      expect(() => checkProof(bytes(proof), other.bytes, policy)).toThrow(refusedProof);
    }
    const stranger = logOnlyPolicy(
      verifierOf(signerFromSeed('stranger.example', new Uint8Array(32).fill(3))),
    );
    expect(() => checkProof(bytes(proof), entry, stranger)).toThrow('not signed by this log');
  });

  test('without the witnesses that a policy asks for is refused', () => {
    const asking = parsePolicy(
      bytes(`log ${vkeyOf(signer)}\nwitness housing ${vkeyOf(witness, WITNESS_KEY)}\nquorum housing\n`),
    );
    expect(() => checkProof(bytes(proof), entry, asking)).toThrow(
      expect.objectContaining({ code: 'QUORUM' }),
    );
  });

  test('is not made for an entry that is not there', async () => {
    await expect(makeProof(folder, 11, await readFile(join(folder, 'checkpoint')))).rejects.toThrow(
      RangeError,
    );
  });
});
