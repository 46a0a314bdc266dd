/** The gathering of events in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { EventsJob, GatheredEvents } from './gather-events.ts';
import { type Failed, failure } from './thread-failure.ts';

export type FromEvents =
  | { readonly kind: 'part' }
  | { readonly kind: 'events'; readonly events: GatheredEvents }
  | Failed;

export class EventsThread {
  /** What `gatherEvents` returns or throws; fault `WORKER_FAILED` where the thread ends before. */
  readonly done: Promise<GatheredEvents>;
  readonly #worker: Worker;

  constructor(job: EventsJob, onPart?: () => void) {
    this.#worker = new Worker(new URL('./events-worker.js', import.meta.url), { workerData: job });
    this.done = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromEvents) => {
        if (message.kind === 'part') onPart?.();
        else if (message.kind === 'events') resolve(message.events);
        else reject(failure(message.error));
      });
      const gone = (): void => reject(failure(undefined));
      this.#worker.on('error', gone);
      this.#worker.on('exit', gone);
    });
    // A failure is met where this is awaited; until then it is none that nobody handles.
    this.done.catch(() => undefined);
  }

  /** Ends the thread, whether it is done or not. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
