/** What the tests of the share log are made with: a fixed clock, counted chance, a log in a folder of its own. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ambient } from '../../src/ambient.ts';
import { type EntryDraft, type LogOptions, ShareLog, signerFromSeed } from '../../src/sharelog/index.ts';

export const ORIGIN = 'sharelog.example/ISA-2026-001/police';
export const signer = signerFromSeed(ORIGIN, new Uint8Array(32).fill(7));
export const witness = signerFromSeed('housing.example/witness', new Uint8Array(32).fill(9));
export const system = { tool: 'throughline', version: '0.1.0', node: 'v20.20.2' };

/** A clock that stands at `at` until moved, and bytes that count up. */
export function fixedAmbient(at = '2026-04-01T09:00:00.000Z'): Ambient & { moveTo(time: string): void } {
  let now = new Date(at);
  let next = 0;
  return {
    now: () => now,
    moveTo: (time) => {
      now = new Date(time);
    },
    random: (length) => Uint8Array.from({ length }, () => next++ % 256),
  };
}

export const draft = (type: EntryDraft['type'] = 'collection'): EntryDraft => ({
  type,
  org: 'police',
  actorRole: 'ig-lead',
  purpose: 'needs-assessment',
  details: { rows: '100-999' },
});

/** A new empty folder, which goes when the tests have run. */
export const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'throughline-sharelog-'));

export function options(workspace: string, more: Partial<LogOptions> = {}): LogOptions {
  return { signer, ambient: fixedAmbient(), rememberedHead: join(workspace, 'head.json'), system, ...more };
}

export const openLog = (workspace: string, more: Partial<LogOptions> = {}): Promise<ShareLog> =>
  ShareLog.open(join(workspace, 'log'), options(workspace, more));

/** A workspace whose log has `size` entries, appended in lots of `lot`. */
export async function logOf(size: number, lot = 1, more: Partial<LogOptions> = {}): Promise<string> {
  const workspace = await scratch();
  const log = await openLog(workspace, more);
  for (let done = 0; done < size; done += lot) {
    await log.append(Array.from({ length: Math.min(lot, size - done) }, () => draft()));
  }
  return workspace;
}
