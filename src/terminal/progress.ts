/** A progress line on stderr, for a person who is watching and for nobody else. */
import { grouped } from '../errors.ts';
import { printable } from './safe.ts';
import { truncate } from './width.ts';
import { duration } from './wording.ts';

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** `done` units of the work are complete. Cheap enough to call for every unit. */
  update(done: number): void;
  /** Takes the line away. Updates after this do nothing. */
  end(): void;
}

export interface ProgressOptions {
  /** Default: stderr. */
  readonly stream?: ProgressStream;
  /** Default: {@link isWatched} of the stream. */
  readonly enabled?: boolean;
  /** A steady clock in milliseconds. */
  readonly now?: () => number;
}

const REDRAW_MILLISECONDS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** Whether a person is likely to be watching: a terminal, not a dumb one, and not a build service. */
export function isWatched(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const automated = environment.CI !== undefined && !['', '0', 'false'].includes(environment.CI);
  return stream.isTTY === true && environment.TERM !== 'dumb' && !automated;
}

/**
 * A meter for work of `total` units (left out when unknown), redrawn at most ten times a second. It must be
 * ended, best in a `finally`.
 */
export function progress(label: string, total?: number, options: ProgressOptions = {}): Progress {
  const stream = options.stream ?? process.stderr;
  if (!(options.enabled ?? isWatched(stream))) return { update: () => {}, end: () => {} };
  const now = options.now ?? (() => performance.now());
  const started = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let ended = false;
  return {
    update(done) {
      const time = now();
      if (ended || time - drawn < REDRAW_MILLISECONDS) return;
      drawn = time;
      const line = meterLine(printable(label), done, total, time - started);
      stream.write(CLEAR_LINE + truncate(line, (stream.columns ?? 80) - 1));
    },
    end() {
      if (!ended && drawn !== Number.NEGATIVE_INFINITY) stream.write(CLEAR_LINE);
      ended = true;
    },
  };
}

/** `Reading 250,000 of 1,000,000 (25 %), 50,000 a second, 15 s left`. */
export function meterLine(
  label: string,
  done: number,
  total: number | undefined,
  milliseconds: number,
): string {
  const amount =
    total === undefined || total <= 0
      ? grouped(done)
      : `${grouped(done)} of ${grouped(total)} (${Math.min(100, Math.floor((100 * done) / total))} %)`;
  if (milliseconds < 1000 || done <= 0) return `${label} ${amount}`;
  const rate = done / (milliseconds / 1000);
  const speed = `${grouped(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))} a second`;
  if (total === undefined || total <= done) return `${label} ${amount}, ${speed}`;
  return `${label} ${amount}, ${speed}, ${duration(((total - done) / rate) * 1000)} left`;
}
