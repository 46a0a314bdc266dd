/** How a worker thread tells of an error: as plain data, since an error of another thread is of no class. */
import { type ExitCode, fault, type Place, ThroughlineError } from '../errors.ts';

export interface Failed {
  readonly kind: 'failed';
  /** Absent for anything but an error of ours. */
  readonly error?: {
    readonly exitCode: ExitCode;
    readonly code: string;
    readonly reason: string;
    readonly hint: string;
    readonly place: Place;
  };
}

/** For the thread that failed. */
export function failedWith(error: unknown): Failed {
  if (!(error instanceof ThroughlineError)) return { kind: 'failed' };
  const { exitCode, code, reason, hint, place } = error;
  return { kind: 'failed', error: { exitCode, code, reason, hint, place } };
}

/** For the thread that hears of it: the error again, or the fault `WORKER_FAILED`. */
export function failure(error: Failed['error']): ThroughlineError {
  if (error === undefined) {
    return fault('WORKER_FAILED', 'a worker thread ended before its work was done', {
      hint: 'run it again with --threads 1; nothing was written',
    });
  }
  const { exitCode, code, reason, hint, place } = error;
  return new ThroughlineError(exitCode, code, reason, { hint, place });
}
