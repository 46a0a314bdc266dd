// Appends two entries to the log of a workspace: what the tests let the machine fail at.
//   node append.mjs WORKSPACE
import { join } from 'node:path';
import { ShareLog, signerFromSeed } from '../../dist/sharelog/index.js';

const workspace = process.argv[2];
let next = 0;
const log = await ShareLog.open(join(workspace, 'log'), {
  signer: signerFromSeed('sharelog.example/ISA-2026-001/police', new Uint8Array(32).fill(7)),
  ambient: {
    now: () => new Date('2026-04-01T09:00:00.000Z'),
    random: (length) => Uint8Array.from({ length }, () => next++ % 256),
  },
  rememberedHead: join(workspace, 'head.json'),
  system: { tool: 'throughline', version: '0.1.0', node: 'v20' },
});
const entry = { type: 'collection', org: 'police', actorRole: 'ig-lead' };
await log.append([entry, entry]);
