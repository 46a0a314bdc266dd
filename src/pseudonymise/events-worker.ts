/** A worker thread of {@link EventsThread}: gathers the events while the first thread is busy with tokens. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromEvents } from './events-thread.ts';
import { type EventsJob, gatherEvents } from './gather-events.ts';
import { failedWith } from './thread-failure.ts';

const tell = (message: FromEvents): void => parentPort!.postMessage(message);

await gatherEvents(workerData as EventsJob, () => tell({ kind: 'part' })).then(
  (events) => tell({ kind: 'events', events }),
  (error: unknown) => tell(failedWith(error)),
);
