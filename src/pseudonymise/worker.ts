/** A worker thread of {@link pseudonymiseBlocks}: receives blocks, answers each, and ends with its totals. */
import { parentPort, workerData } from 'node:worker_threads';
import { type BlockJob, BlockWorker } from './blocks.ts';
import type { FromWorker, ToWorker } from './pool.ts';
import { failedWith } from './thread-failure.ts';

const worker = new BlockWorker(workerData as BlockJob);
const port = parentPort!;

async function answer(message: ToWorker): Promise<FromWorker> {
  try {
    if (message.kind === 'end') return { kind: 'totals', totals: await worker.end() };
    await worker.take(message);
    return { kind: 'ready' };
  } catch (error) {
    return failedWith(error);
  }
}

let turn = Promise.resolve();
port.on('message', (message: ToWorker) => {
  turn = turn.then(async () => {
    port.postMessage(await answer(message));
  });
});
