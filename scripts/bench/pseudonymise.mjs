// One extract of police shape into tokens and events, as the command does it.
import { join } from 'node:path';
import { systemAmbient } from '../../dist/ambient.js';
import { openWorkspace } from '../../dist/custody/index.js';
import { pseudonymise } from '../../dist/pseudonymise/index.js';
import { report } from './measure.mjs';

const [folder, extract, threads, format] = process.argv.slice(2);
await report(async () => {
  const workspace = await openWorkspace(join(folder, 'police'), systemAmbient);
  const { rows, people } = await pseudonymise(workspace, {
    extract,
    threads: Number(threads),
    replace: true,
    format,
  });
  return { rows, people };
});
