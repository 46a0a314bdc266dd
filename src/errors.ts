/**
 * Every error a user can meet. A message is one lower-case sentence that names file, row, column and
 * reason and never a value from the file; the hint is the next step. Errors thrown by libraries carry
 * cell values, so they are caught where they arise and replaced by one of these.
 */

/** 1: refused by the agreement, or a check found something. 2: wrong use or unusable input. 3: internal fault. */
export type ExitCode = 1 | 2 | 3;

/** Where in an input the trouble lies. Rows count from 1 as a spreadsheet shows them, the header being row 1. */
export interface Place {
  readonly file?: string;
  readonly row?: number;
  readonly line?: number;
  readonly column?: string | number;
}

export interface ErrorDetail {
  /** The next step, as a sentence without a final full stop. */
  readonly hint: string;
  readonly place?: Place;
}

/** An error whose text is fit for the screen, a log and another party. */
export class ThroughlineError extends Error {
  override readonly name = 'ThroughlineError';
  /** Stable name for scripts, e.g. `CSV_BINARY`. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** The message without its place. */
  readonly reason: string;
  readonly hint: string;
  readonly place: Place;

  constructor(exitCode: ExitCode, code: string, reason: string, detail: ErrorDetail) {
    super(describe(detail.place ?? {}, reason));
    this.exitCode = exitCode;
    this.code = code;
    this.reason = reason;
    this.hint = detail.hint;
    this.place = detail.place ?? {};
  }
}

/** The agreement says no, or a check found something (exit code 1). */
export const refused = (code: string, reason: string, detail: ErrorDetail): ThroughlineError =>
  new ThroughlineError(1, code, reason, detail);

/** The command was used wrongly or the input is unusable (exit code 2). */
export const unusable = (code: string, reason: string, detail: ErrorDetail): ThroughlineError =>
  new ThroughlineError(2, code, reason, detail);

/** Something inside is broken, or the machine failed us (exit code 3). */
export const fault = (code: string, reason: string, detail: ErrorDetail): ThroughlineError =>
  new ThroughlineError(3, code, reason, detail);

/** The system error code of a caught value (`ENOENT`, `ENOSPC`, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A whole number as people read it: `1,204`. */
export const grouped = (n: number): string => n.toLocaleString('en-GB');

function describe(place: Place, reason: string): string {
  const parts = [
    place.file,
    place.row === undefined ? undefined : `row ${grouped(place.row)}`,
    place.line === undefined ? undefined : `line ${grouped(place.line)}`,
    place.column === undefined ? undefined : `column ${place.column}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? reason : `${parts.join(' ')}: ${reason}`;
}
