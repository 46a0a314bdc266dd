// Verifies the log in a folder, to the last byte: log-verify.mjs FOLDER
import { join } from 'node:path';
import { verifyLog } from '../../dist/sharelog/index.js';
import { report } from './measure.mjs';

await report(async () => {
  const { ok, size } = await verifyLog(join(process.argv[2], 'log'), {
    rememberedHead: join(process.argv[2], 'head.json'),
  });
  if (!ok) throw new Error('the log is not whole');
  return { entries: size };
});
