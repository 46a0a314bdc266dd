/** The seal itself, on files small enough to try every byte of. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal, unseal } from '../../src/custody/age.ts';
import { errorOf } from '../agreement/helpers.ts';

let dir: string;
let identity: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-seal-'));
  identity = await generateX25519Identity();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function sealed(plain: Uint8Array): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const source = (async function* () {
    yield plain;
  })();
  for await (const chunk of seal(source, await identityToRecipient(identity))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function opened(bytes: Uint8Array): Promise<Buffer> {
  const path = join(dir, 'file.age');
  await writeFile(path, bytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of unseal(path, identity)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const refusal = async (bytes: Uint8Array): Promise<string> => (await errorOf(() => opened(bytes))).code;
const REFUSED = /^SHARE_(?:DAMAGED|NOT_FOR_US)$/;

describe('a sealed file', () => {
  const plain = Buffer.from('a few words');

  test('opens to what went in', async () => {
    expect(await opened(await sealed(plain))).toEqual(plain);
    expect(await opened(await sealed(Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
  });

  test('with any one byte changed is refused', async () => {
    const whole = await sealed(plain);
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (at % 8);
      expect(await refusal(bytes)).toMatch(REFUSED);
    }
  });

  test('cut short after any byte is refused', async () => {
    const whole = await sealed(plain);
    for (let length = 0; length < whole.length; length += 1) {
      expect(await refusal(whole.subarray(0, length))).toMatch(REFUSED);
    }
  });

  test('of several pieces is refused where it is cut between two of them', async () => {
    const PIECE = 1 << 16;
    const large = Buffer.alloc(2 * PIECE + 5, 7);
    const whole = await sealed(large);
    expect(await opened(whole)).toEqual(large);
    const head = whole.length - (large.length + 3 * 16);
    for (const pieces of [0, 1, 2]) {
      expect(await refusal(whole.subarray(0, head + pieces * (PIECE + 16)))).toMatch(REFUSED);
    }
    const [first, second] = [head, head + PIECE + 16].map((at) => whole.subarray(at, at + PIECE + 16));
    const exchanged = Buffer.concat([
      whole.subarray(0, head),
      second!,
      first!,
      whole.subarray(head + 2 * (PIECE + 16)),
    ]);
    expect(await refusal(exchanged)).toBe('SHARE_DAMAGED');
  });

  test('to somebody else is not for us, and does not say for whom', async () => {
    const whole = await sealed(plain);
    identity = await generateX25519Identity();
    const error = await errorOf(() => opened(whole));
    expect(error.code).toBe('SHARE_NOT_FOR_US');
    const stanza = /^-> X25519 (\S+)$/m.exec((await readFile(join(dir, 'file.age'))).toString('latin1'))![1]!;
    expect(`${error.message} ${error.hint}`).not.toContain(stanza);
  });
});
