// The same people as other programs get, into tokens and linked: each step timed by itself.

import { readColumns } from '../../dist/agreement/index.js';
import { systemAmbient } from '../../dist/ambient.js';
import { rehearse } from '../../dist/linkage/index.js';
import { report } from './measure.mjs';
import { TRUTH } from './people.mjs';

const [file, columns, threads] = process.argv.slice(2);
await report(async () => {
  const { seconds, pairs } = await rehearse({
    files: [file],
    columns: await readColumns(columns),
    scheme: 'standard-1',
    truth: TRUTH,
    threads: Number(threads),
    memoryMegabytes: 2000,
    ambient: systemAmbient,
  });
  return { steps: seconds, f1: pairs.f1, precision: pairs.precision, recall: pairs.recall };
});
