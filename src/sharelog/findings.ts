/** What verification finds, collected in the order in which it is found. */
import { ThroughlineError } from '../errors.ts';

export interface Finding {
  /** Stable name for scripts, e.g. `ENTRY_CHANGED`. */
  readonly code: string;
  /** Path under the log's folder, with `/` between its parts. */
  readonly file: string;
  /** The index of the entry concerned, or of the first of several. */
  readonly entry?: number;
  /** One sentence. */
  readonly message: string;
}

/** Kept of each kind; a log with more wrong than this is not read entry by entry. */
const MAX_KEPT = 1000;

export class Findings {
  /** Anything here makes the log not whole. */
  readonly found: Finding[] = [];
  /** Worth knowing, and no harm. */
  readonly notes: Finding[] = [];
  /** How many findings there were beyond those kept. */
  dropped = 0;

  find(code: string, file: string, message: string, entry?: number): void {
    if (this.found.length >= MAX_KEPT) this.dropped += 1;
    else this.found.push(make(code, file, message, entry));
  }

  note(code: string, file: string, message: string, entry?: number): void {
    if (this.notes.length < MAX_KEPT) this.notes.push(make(code, file, message, entry));
  }

  /** Runs `work`; an error of our own becomes a finding about `file`, and the result is undefined. */
  attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
      this.find(error.code, file, error.message);
      return undefined;
    }
  }
}

function make(code: string, file: string, message: string, entry?: number): Finding {
  return { code, file, message, ...(entry === undefined ? {} : { entry }) };
}
