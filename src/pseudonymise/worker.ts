/** A worker thread of {@link pseudonymiseBlocks}: receives blocks, answers each, and ends with its totals. */
import { parentPort, workerData } from 'node:worker_threads';
import { ThroughlineError } from '../errors.ts';
import { type BlockJob, BlockWorker } from './blocks.ts';
import type { FromWorker, ToWorker } from './pool.ts';

const worker = new BlockWorker(workerData as BlockJob);
const port = parentPort!;

async function answer(message: ToWorker): Promise<FromWorker> {
  try {
    if (message.kind === 'end') return { kind: 'totals', totals: await worker.end() };
    await worker.take(message);
    return { kind: 'ready' };
  } catch (error) {
    if (!(error instanceof ThroughlineError)) return { kind: 'failed' };
    const { exitCode, code, reason, hint, place } = error;
    return { kind: 'failed', error: { exitCode, code, reason, hint, place } };
  }
}

let turn = Promise.resolve();
port.on('message', (message: ToWorker) => {
  turn = turn.then(async () => {
    port.postMessage(await answer(message));
  });
});
