/** An extract's blocks shared among worker threads, with no more in flight than the threads can chew. */
import { Worker } from 'node:worker_threads';
import type { Block } from '../files/index.ts';
import { type BlockJob, type BlockTotals, BlockWorker } from './blocks.ts';
import { type Failed, failure } from './thread-failure.ts';

export type ToWorker =
  | { readonly kind: 'block'; readonly bytes: Uint8Array<ArrayBuffer>; readonly firstRow: number }
  | { readonly kind: 'end' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'totals'; readonly totals: BlockTotals }
  | Failed;

export interface PoolOptions {
  /** 1: no thread but this one. */
  readonly threads: number;
  readonly onBlock?: (block: Block) => void;
}

/** Blocks handed to one thread before it has answered the first. */
const IN_FLIGHT = 2;

/**
 * What a thread may hold in its heap; lines to be set down are outside it. The young generation is large, so that
 * most cells of a block are done with before they would be moved.
 */
const HEAP = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 160 };

/** Runs every block; the totals come one a worker. Rejects with the first failure, the other threads being ended. */
export async function pseudonymiseBlocks(
  blocks: AsyncIterable<Block>,
  job: Omit<BlockJob, 'name'>,
  { threads, onBlock }: PoolOptions,
): Promise<BlockTotals[]> {
  const iterator = blocks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return [];
  const second = await iterator.next();
  const rest = async function* (): AsyncGenerator<Block> {
    try {
      yield first.value;
      if (second.done) return;
      yield second.value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  const small = threads <= 1 || second.done === true;
  return small
    ? [await here(rest(), { ...job, name: '0' }, onBlock)]
    : threaded(rest(), job, threads, onBlock);
}

async function here(
  blocks: AsyncIterable<Block>,
  job: BlockJob,
  onBlock: PoolOptions['onBlock'],
): Promise<BlockTotals> {
  const worker = new BlockWorker(job);
  try {
    for await (const block of blocks) {
      await worker.take(block);
      onBlock?.(block);
    }
    return await worker.end();
  } finally {
    await worker.abandon();
  }
}

async function threaded(
  blocks: AsyncIterable<Block>,
  job: Omit<BlockJob, 'name'>,
  threads: number,
  onBlock: PoolOptions['onBlock'],
): Promise<BlockTotals[]> {
  const workers = Array.from({ length: threads }, (_, index) => new Thread({ ...job, name: String(index) }));
  try {
    let turn = 0;
    for await (const block of blocks) {
      const worker = workers[turn % threads]!;
      turn += 1;
      await worker.room();
      worker.post({ kind: 'block', bytes: block.bytes, firstRow: block.firstRow }, [block.bytes.buffer]);
      onBlock?.(block);
    }
    return await Promise.all(workers.map((worker) => worker.finish()));
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** One worker thread and the answers that it owes. */
class Thread {
  readonly #worker: Worker;
  readonly #owed: { resolve: (answer: FromWorker) => void; reject: (error: Error) => void }[] = [];
  readonly #answers: Promise<FromWorker>[] = [];
  #gone = false;

  constructor(job: BlockJob) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: job,
      resourceLimits: HEAP,
    });
    this.#worker.on('message', (answer: FromWorker) => {
      const owed = this.#owed.shift();
      if (answer.kind === 'failed') owed?.reject(failure(answer.error));
      else owed?.resolve(answer);
    });
    const gone = (): void => {
      this.#gone = true;
      for (const { reject } of this.#owed.splice(0)) reject(failure(undefined));
    };
    this.#worker.on('error', gone);
    this.#worker.on('exit', gone);
  }

  post(message: ToWorker, transfer: ArrayBuffer[]): void {
    const answer = new Promise<FromWorker>((resolve, reject) => {
      if (this.#gone) reject(failure(undefined));
      else this.#owed.push({ resolve, reject });
    });
    // Failures are met where the answer is awaited; this keeps them from counting as unhandled before that.
    answer.catch(() => undefined);
    this.#answers.push(answer);
    this.#worker.postMessage(message, transfer);
  }

  /** Waits until there is room for one more block. */
  async room(): Promise<void> {
    while (this.#answers.length >= IN_FLIGHT) await this.#answers.shift();
  }

  async finish(): Promise<BlockTotals> {
    this.post({ kind: 'end' }, []);
    let last: FromWorker = { kind: 'ready' };
    for (const answer of this.#answers.splice(0)) last = await answer;
    if (last.kind !== 'totals') throw failure(undefined);
    return last.totals;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
