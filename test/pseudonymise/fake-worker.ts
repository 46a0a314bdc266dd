/** Worker threads that do what a test says, in place of real ones. */
import { EventEmitter } from 'node:events';
import type { BlockJob } from '../../src/pseudonymise/blocks.ts';
import type { FromWorker, ToWorker } from '../../src/pseudonymise/pool.ts';

/** What a test says, and the workers that there were. */
export const world = {
  workers: [] as FakeWorker[],
  onStart: (_worker: FakeWorker): void => undefined,
  onMessage: (_message: ToWorker, _worker: FakeWorker): void => undefined,
};

export class FakeWorker extends EventEmitter {
  readonly workerData: BlockJob;
  readonly posted: ToWorker[] = [];
  terminated = false;

  constructor(_url: URL, { workerData }: { workerData: BlockJob }) {
    super();
    this.workerData = workerData;
    world.workers.push(this);
    setImmediate(() => world.onStart(this));
  }

  postMessage(message: ToWorker): void {
    this.posted.push(message);
    world.onMessage(message, this);
  }

  answer(message: FromWorker): void {
    setImmediate(() => this.emit('message', message));
  }

  async terminate(): Promise<number> {
    this.terminated = true;
    this.emit('exit', 1);
    return 1;
  }
}
