// A share log of any length under a key of its own, made in lots.
import { join } from 'node:path';
import { systemAmbient } from '../../dist/ambient.js';
import { ShareLog, signerFromSeed } from '../../dist/sharelog/index.js';

const LOT = 20_000;

/** Opens the log in a folder, making it when there is none. */
export const openLog = (folder) =>
  ShareLog.open(join(folder, 'log'), {
    signer: signerFromSeed('bench.example/sharelog', new Uint8Array(32).fill(1)),
    ambient: systemAmbient,
    rememberedHead: join(folder, 'head.json'),
    system: { tool: 'throughline', version: '0', node: process.versions.node },
  });

/** An entry as the tool makes them. */
export const entry = () => ({
  type: 'disclosure',
  phase: 'done',
  org: 'police',
  actorRole: 'agency',
  isa: { id: 'ISA-2026-001', version: 1, sha256: 'a'.repeat(64) },
  purpose: 'needs-assessment',
  regime: 'part3',
  lawfulBasis: ['Data Protection Act 2018 s35(2)(b)', 'Data Protection Act 2018 Schedule 8 paragraph 1'],
  gateway: ['Crime and Disorder Act 1998 s115'],
  details: { flow: { from: 'police', to: 'analyst', what: 'events' }, sealed: `sha256:${'b'.repeat(64)}` },
});

export async function writeLog(folder, entries) {
  const log = await openLog(folder);
  for (let left = entries; left > 0; left -= LOT) {
    await log.append(Array.from({ length: Math.min(LOT, left) }, entry));
  }
}
