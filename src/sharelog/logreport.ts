/** What verification reports. */
import type { Finding } from './findings.ts';
import type { Witnessed } from './witnessed.ts';

export interface LogReport {
  /** Nothing was found. */
  readonly ok: boolean;
  readonly origin: string;
  readonly size: number;
  /** Base64, as the newest checkpoint states it. */
  readonly root: string;
  /**
   * On the newest checkpoint; `upTo` is the largest size with enough cosignatures, 0 when there is none.
   * `covered`: every entry is under such a checkpoint, but for entries that only say that a partner's log was
   * seen; the rest is then of that checkpoint.
   */
  readonly witnessed: Witnessed & { readonly upTo: number; readonly covered?: true };
  /** Whether a head remembered elsewhere was compared, and what came of it. */
  readonly remembered: 'none' | 'same' | 'grown' | 'differs';
  /** Of the first and last entry, as they state them. */
  readonly times: { readonly first?: string; readonly last?: string };
  /** Whether the log's key was given from outside, or was taken from its own folder. */
  readonly trusted: boolean;
  /** The party for which the agreement names that key, where it came from there. */
  readonly agreed?: string;
  readonly findings: readonly Finding[];
  /** Findings beyond the first thousand. */
  readonly more: number;
  /** Harmless things worth knowing. */
  readonly notes: readonly Finding[];
}
