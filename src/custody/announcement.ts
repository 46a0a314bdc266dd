/** What a sealed file carries to show that its sender's share log announced it. */
import { createHash } from 'node:crypto';
import type { Permit } from '../agreement/index.ts';
import { makeProof, readEntries, type ShareLog } from '../sharelog/index.ts';
import { once } from './age.ts';
import { INTENT_FILE, PROOF_FILE } from './share.ts';
import type { PackedFile } from './tar.ts';

export const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const inMemory = (name: string, bytes: Uint8Array): PackedFile => ({
  name,
  size: bytes.length,
  content: once(bytes),
});

/** The entry of a permit, byte for byte, and the proof that it is in the log. */
export async function* announcement(
  log: ShareLog,
  { entry: { index, checkpoint } }: Permit,
): AsyncGenerator<PackedFile> {
  for await (const { bytes } of readEntries(log.folder, { from: index, to: index + 1 })) {
    yield inMemory(INTENT_FILE, bytes);
  }
  yield inMemory(PROOF_FILE, await makeProof(log.folder, index, new TextEncoder().encode(checkpoint)));
}
