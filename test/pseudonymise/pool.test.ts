import { beforeEach, expect, test, vi } from 'vitest';
import type { Block } from '../../src/files/index.ts';
import type { BlockJob, BlockTotals } from '../../src/pseudonymise/blocks.ts';
import { pseudonymiseBlocks, type ToWorker } from '../../src/pseudonymise/pool.ts';
import { errorOf } from '../agreement/helpers.ts';
import { type FakeWorker, world } from './fake-worker.ts';

vi.mock('node:worker_threads', async () => ({ Worker: (await import('./fake-worker.ts')).FakeWorker }));

const totalsOf = ({ workerData, posted }: FakeWorker): BlockTotals => ({
  rows: posted.length - 1,
  outsideWindow: 0,
  oddAges: { beforeBirth: 0, beyondLife: 0 },
  sensitiveRows: 0,
  rejected: [],
  problems: new Map(),
  flags: [],
  sample: { limit: Number(workerData.name), people: [] },
  tokens: { file: '', lengths: [] },
  events: { file: '', lengths: [] },
});

const obedient = (message: ToWorker, worker: FakeWorker): void =>
  worker.answer(message.kind === 'end' ? { kind: 'totals', totals: totalsOf(worker) } : { kind: 'ready' });

beforeEach(() => {
  world.workers = [];
  world.onStart = () => undefined;
  world.onMessage = obedient;
});

/** Blocks of one byte each, and whether their reader was closed. */
function blocks(count: number) {
  const state = { closed: false, given: 0 };
  async function* read(): AsyncGenerator<Block> {
    try {
      for (let index = 0; index < count; index += 1) {
        state.given += 1;
        yield { bytes: Uint8Array.of(index), firstRow: index + 2, rows: 1, readSoFar: index + 1 };
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, read: read() };
}

// The fakes never look at it.
const JOB = {} as Omit<BlockJob, 'name'>;

test('blocks are dealt out in turn, and every worker tells its totals and is ended', async () => {
  const { state, read } = blocks(7);
  const told: number[] = [];
  const totals = await pseudonymiseBlocks(read, JOB, {
    threads: 3,
    onBlock: ({ firstRow }) => told.push(firstRow),
  });
  expect(totals.map(({ rows }) => rows)).toEqual([3, 2, 2]);
  expect(totals.map(({ sample }) => sample.limit)).toEqual([0, 1, 2]);
  const rows = world.workers.map(({ posted }) =>
    posted.flatMap((message) => (message.kind === 'block' ? [message.firstRow] : [])),
  );
  expect(rows).toEqual([
    [2, 5, 8],
    [3, 6],
    [4, 7],
  ]);
  expect(told).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(world.workers.every(({ terminated }) => terminated)).toBe(true);
  expect(state.closed).toBe(true);
});

test('no worker is given a third block before it has answered the first', async () => {
  const unanswered: { readonly kind: string; readonly answer: () => void }[] = [];
  world.onMessage = (message, worker) =>
    void unanswered.push({ kind: message.kind, answer: () => obedient(message, worker) });
  const { state, read } = blocks(50);
  const totals = pseudonymiseBlocks(read, JOB, { threads: 2 });
  let most = 0;
  // Fifty blocks, and to each worker the word that there are no more.
  for (let answered = 0; answered < 52; answered += 1) {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    most = Math.max(most, unanswered.filter(({ kind }) => kind === 'block').length);
    // Those with the workers, and one read ahead of them.
    expect(state.given - answered).toBeLessThanOrEqual(5);
    unanswered.shift()!.answer();
  }
  expect(most).toBe(4);
  expect((await totals).map(({ rows }) => rows)).toEqual([25, 25]);
});

test('a failure in one worker is handed on whole, and everything is closed', async () => {
  world.onMessage = (message, worker) => {
    if (message.kind !== 'block' || message.firstRow !== 9) return obedient(message, worker);
    const error = {
      exitCode: 3,
      code: 'DISK_FULL',
      reason: 'the disk is full',
      hint: 'free some space',
      place: { row: 9 },
    } as const;
    worker.answer({ kind: 'failed', error });
  };
  const { state, read } = blocks(1000);
  const error = await errorOf(() => pseudonymiseBlocks(read, JOB, { threads: 2 }));
  expect(error).toMatchObject({ exitCode: 3, code: 'DISK_FULL', hint: 'free some space', place: { row: 9 } });
  expect(error.message).toBe('row 9: the disk is full');
  expect(state.given).toBeLessThan(50);
  expect(state.closed).toBe(true);
  expect(world.workers.every(({ terminated }) => terminated)).toBe(true);
});

test.each([
  ['fails', (worker: FakeWorker) => worker.emit('error', new Error('Quill'))],
  ['ends', (worker: FakeWorker) => worker.emit('exit', 0)],
])('a worker that %s while it has nothing to do is noticed', async (_, die) => {
  // The third worker gets no block, only the word that there are no more.
  world.onStart = (worker) => {
    if (worker.workerData.name === '2') die(worker);
  };
  world.onMessage = (message, worker) => {
    if (worker.workerData.name !== '2') obedient(message, worker);
  };
  async function* slow(): AsyncGenerator<Block> {
    for await (const block of blocks(3).read) {
      if (block.firstRow === 4) await new Promise((resolve) => setTimeout(resolve, 20));
      yield block;
    }
  }
  const error = await errorOf(() => pseudonymiseBlocks(slow(), JOB, { threads: 3 }));
  expect([error.code, error.exitCode]).toEqual(['WORKER_FAILED', 3]);
  expect(error.stack).not.toContain('Quill');
});

test('a worker that says it is done without totals is a failure', async () => {
  world.onMessage = (_, worker) => worker.answer({ kind: 'ready' });
  const error = await errorOf(() => pseudonymiseBlocks(blocks(4).read, JOB, { threads: 2 }));
  expect(error.code).toBe('WORKER_FAILED');
});

test('a fault of the reader is handed on, and the workers are ended', async () => {
  async function* torn(): AsyncGenerator<Block> {
    yield* blocks(3).read;
    throw Object.assign(new Error('torn'), { code: 'CSV_CHANGED' });
  }
  await expect(pseudonymiseBlocks(torn(), JOB, { threads: 2 })).rejects.toMatchObject({
    code: 'CSV_CHANGED',
  });
  expect(world.workers).toHaveLength(2);
  expect(world.workers.every(({ terminated }) => terminated)).toBe(true);
});

test('nothing to read needs no worker', async () => {
  expect(await pseudonymiseBlocks(blocks(0).read, JOB, { threads: 4 })).toEqual([]);
  expect(world.workers).toEqual([]);
});
