// The whole catalogue over the linked events of a workspace, read once, on two threads.
import { countCatalogue } from '../../dist/analyse/index.js';
import { shippedIndicators } from '../../dist/indicators/index.js';
import { agreement } from './linked.mjs';
import { report } from './measure.mjs';

const [work] = process.argv.slice(2);
await report(async () => {
  const figures = await countCatalogue(
    {
      agreement,
      ambient: { now: () => new Date('2026-06-01T12:00:00Z'), random: (length) => new Uint8Array(length) },
      paths: { work },
      // No log stands behind what the bench writes: every package is as it was taken in, and nobody was withdrawn.
      received: { packages: { find: () => ({ at: 0, isOld: false }) }, withdrawn: new Map() },
      engine: { threads: 2, memoryMegabytes: 1400 },
    },
    shippedIndicators(),
  );
  return { indicators: figures.length, rows: figures.reduce((sum, { rows }) => sum + rows.length, 0) };
});
