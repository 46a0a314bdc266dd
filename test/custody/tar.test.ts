import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal, unseal } from '../../src/custody/age.ts';
import { type PackedFile, packFiles, unpackFiles } from '../../src/custody/tar.ts';
import { refused } from '../../src/errors.ts';
import { errorOf } from '../agreement/helpers.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-tar-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const file = (name: string, bytes: Uint8Array, size = bytes.length): PackedFile => ({
  name,
  size,
  content: (async function* () {
    yield bytes;
  })(),
});

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

describe('files as one stream', () => {
  test('are the same bytes every time, with nothing of this machine in them', async () => {
    const once = () => gather(packFiles([file('a.csv', Buffer.from('1\n')), file('b.csv', Buffer.alloc(0))]));
    const bytes = await once();
    expect(await once()).toEqual(bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '5d7ae27491a6a43c0a7f318474a43c75d1c72c5ed64767be9ff1753af5ec2e45',
    );
  });

  test('come back as they went, whatever they hold', async () => {
    const bytes = fc.uint8Array({ maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), async (contents) => {
        const files = contents.map((content, i) => file(`f${i}.csv`, content));
        const found: [string, Uint8Array][] = [];
        for await (const { name, content } of unpackFiles(packFiles(files), 'x')) {
          found.push([name, new Uint8Array(await gather(content))]);
        }
        expect(found).toEqual(contents.map((content, i) => [`f${i}.csv`, Uint8Array.from(content)]));
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['shorter', 3],
    ['longer', 1],
  ])('one that is %s than it said stops the packing', async (_, size) => {
    await expect(gather(packFiles([file('a.csv', Buffer.from('12'), size)]))).rejects.toThrow(
      'Size mismatch',
    );
  });

  test('an error of ours while packing arrives as it is, through the seal', async () => {
    const identity = await generateX25519Identity();
    const broken: PackedFile = {
      name: 'a.csv',
      size: 10,
      content: (async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from('1');
        throw refused('TEST', 'stopped', { hint: 'none' });
      })(),
    };
    const sealed = seal(packFiles([broken]), await identityToRecipient(identity));
    expect((await errorOf(() => gather(sealed))).code).toBe('TEST');
  });
});

test('a sealed file opens with its own key only, and holds what was sealed', async () => {
  const identity = await generateX25519Identity();
  const path = join(dir, 'sealed.age');
  const plain = Buffer.alloc(200_000, 'throughline ');
  const chunks = (async function* () {
    for (let at = 0; at < plain.length; at += 7777) yield plain.subarray(at, at + 7777);
  })();
  await pipeline(seal(chunks, await identityToRecipient(identity)), createWriteStream(path));
  expect(await gather(unseal(path, identity))).toEqual(plain);
  const other = await generateX25519Identity();
  expect((await errorOf(() => gather(unseal(path, other)))).code).toBe('SHARE_NOT_FOR_US');
  expect((await errorOf(() => gather(unseal(join(dir, 'none'), identity)))).code).toBe('SHARE_NOT_FOUND');
});
